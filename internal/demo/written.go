package demo

import (
	"context"
	"fmt"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// writers sit the demo's written exams: the first on paper, the second on the screen
// (FEATURES D1).
var writers = []DemoCandidate{
	{"沈知秋", "13800000007", "2026100007"},
	{"罗一帆", "13800000008", "2026100008"},
}

// writtenProctor minds both of their rooms.
var writtenProctor = DemoStaff{"proctor2", "钱监考", exam.RoleProctor, Password}

// OnlineSubject is that of the session answered on the screen.
const OnlineSubject = "综合素质（在线作答）"

// WrittenExam is the name of the demo's exam with two written sessions.
const WrittenExam = "2026 年研究生笔试"

// PaperTitle and PaperText are what the demo's PDF asks.
const PaperTitle = "艺术概论 A 卷"

// PaperText returns the questions of the demo's PDF.
func PaperText() []string {
	return []string{
		"（满分 150 分，考试时间 180 分钟。请在白纸上作答，每页写明页码，答完后用第二机位的手机拍照上传，最多 9 页。）",
		"一、名词解释（每题 10 分，共 30 分）\n1. 气韵生动\n2. 蒙太奇\n3. 间离效果",
		"二、简答题（每题 20 分，共 60 分）\n1. 简述“意境”在中国艺术中的含义。\n2. 举例说明形式与内容的关系。\n3. 简述民间艺术与当代设计的关系。",
		"三、论述题（60 分）\n“一件作品完成于观看它的人。”请结合两件作品，谈谈你的理解，不少于 1000 字。",
	}
}

// OnlineTitle and OnlineContent are what the demo's online paper asks.
const OnlineTitle = "综合素质 A 卷"

// OnlineContent returns a paper with an item of each kind.
func OnlineContent() exam.PaperContent {
	return exam.PaperContent{Sections: []exam.PaperSection{
		{Title: "一、客观题（每题 5 分）", Items: []exam.PaperItem{
			{ID: "1", Kind: exam.ItemSingle, Text: "“气韵生动”出自哪一部画论？", Options: []string{"《古画品录》", "《历代名画记》", "《林泉高致》", "《笔法记》"}, Points: 5},
			{ID: "2", Kind: exam.ItemMultiple, Text: "下列哪些属于中国传统戏曲的四功？", Options: []string{"唱", "念", "做", "打", "跳"}, Points: 5},
			{ID: "3", Kind: exam.ItemTrue, Text: "蒙太奇一词源自法语，原意是“装配”。", Points: 5},
			{ID: "4", Kind: exam.ItemBlanks, Text: "“三一律”要求时间、____ 与 ____ 的一致。", Blanks: 2, Points: 10},
		}},
		{Title: "二、主观题", Items: []exam.PaperItem{
			{ID: "5", Kind: exam.ItemShort, Text: "用一句话说明“间离效果”。", Points: 15},
			{ID: "6", Kind: exam.ItemEssay, Text: "“一件作品完成于观看它的人。”请结合你熟悉的作品，谈谈你的理解。", Words: 800, Points: 60},
		}},
	}}
}

// seedWritten makes an exam with a written session answered on paper and one answered
// on the screen, each in a room of its own. Their papers come by the road that staff
// take, since the demo's rows know no sealing.
func seedWritten(ctx context.Context, tx Setup, p place, hash string) error {
	examID, majorID := ident.New(), ident.New()
	if err := tx.CreateExam(ctx, exam.Exam{ID: examID, SchoolID: p.school, Name: WrittenExam, Open: true}); err != nil {
		return fmt.Errorf("make written exam: %w", err)
	}
	if err := tx.CreateMajor(ctx, exam.Major{ID: majorID, SchoolID: p.school, ExamID: examID, CollegeID: p.college, Name: "艺术学理论"}); err != nil {
		return fmt.Errorf("make written exam: %w", err)
	}
	var rooms []exam.Binding
	for i, part := range []struct{ room, subject string }{{"第一笔试考场", "艺术概论（纸笔作答）"}, {"第二笔试考场", OnlineSubject}} {
		w := place{school: p.school, college: p.college, exam: examID, major: majorID, subject: ident.New(), session: p.session}
		w.room = exam.Room{ID: ident.New(), SchoolID: p.school, ExamID: examID, Name: part.room, Kind: "网络笔试考场", Intro: p.room.Intro, Contact: p.room.Contact}
		subject := exam.Subject{ID: w.subject, SchoolID: p.school, ExamID: examID, Name: part.subject, Type: exam.TypeWritten}
		if err := tx.CreateSubject(ctx, subject); err != nil {
			return fmt.Errorf("make written subject: %w", err)
		}
		if err := seedSession(ctx, tx, &w, exam.TypeWritten); err != nil {
			return err
		}
		if _, err := seedPeople(ctx, tx, w, writers[i:i+1]); err != nil {
			return err
		}
		rooms = append(rooms, exam.Binding{Role: writtenProctor.Role, Kind: exam.ScopeRoom, ScopeID: w.room.ID})
	}
	return tx.CreateStaff(ctx, exam.Staff{
		ID: ident.New(), SchoolID: p.school, Username: writtenProctor.Username, Name: writtenProctor.Name, PasswordHash: hash, Bindings: rooms,
	})
}

package demo

import (
	"context"
	"fmt"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// filmed sit the demo's video exam (FEATURES F1-F11).
var filmed = []DemoCandidate{
	{"许念安", "13800000009", "2026100009"},
	{"何秋水", "13800000010", "2026100010"},
}

// videoProctor minds the room of the video exam.
var videoProctor = DemoStaff{"proctor3", "郑监考", exam.RoleProctor, Password}

// VideoExam is the name of the demo's exam with a video session.
const VideoExam = "2026 年舞蹈与表演视频考试"

var videoQuestions = []exam.Question{
	{Title: "自选剧目", Body: "请表演一段自选剧目，一分钟左右。第一机位拍摄正面全身，第二机位拍摄侧面。"},
	{Title: "即兴表演：雨中", Body: "以“雨中”为题即兴表演，一分钟左右。开始前可以准备片刻。"},
}

// seedVideo makes an exam with a session of videos: one question is drawn for each
// candidate, three takes of at most three minutes, the second camera optional.
func seedVideo(ctx context.Context, tx Setup, p place, hash string) error {
	examID, majorID := ident.New(), ident.New()
	if err := tx.CreateExam(ctx, exam.Exam{ID: examID, SchoolID: p.school, Name: VideoExam, Open: true}); err != nil {
		return fmt.Errorf("make video exam: %w", err)
	}
	if err := tx.CreateMajor(ctx, exam.Major{ID: majorID, SchoolID: p.school, ExamID: examID, CollegeID: p.college, Name: "表演"}); err != nil {
		return fmt.Errorf("make video exam: %w", err)
	}
	v := place{school: p.school, college: p.college, exam: examID, major: majorID, subject: ident.New(), session: p.session}
	v.room = exam.Room{ID: ident.New(), SchoolID: p.school, ExamID: examID, Name: "第一视频考场", Kind: "视频录制考场", Intro: p.room.Intro, Contact: p.room.Contact}
	if err := tx.CreateSubject(ctx, exam.Subject{ID: v.subject, SchoolID: p.school, ExamID: examID, Name: "才艺展示（视频录制）", Type: exam.TypeVideo}); err != nil {
		return fmt.Errorf("make video subject: %w", err)
	}
	v.session.Video = exam.DefaultVideoRule()
	v.session.Video.Min, v.session.Video.Max, v.session.Video.DrawQuestion = 5*time.Second, 3*time.Minute, true
	if err := seedSession(ctx, tx, &v, exam.TypeVideo); err != nil {
		return err
	}
	for _, q := range videoQuestions {
		q.ID, q.SchoolID, q.SessionID = ident.New(), p.school, v.session.ID
		if _, err := tx.CreateQuestion(ctx, q); err != nil {
			return fmt.Errorf("create question: %w", err)
		}
	}
	if _, err := seedPeople(ctx, tx, v, filmed); err != nil {
		return err
	}
	return seedMembers(ctx, tx, v, []DemoStaff{videoProctor}, hash)
}

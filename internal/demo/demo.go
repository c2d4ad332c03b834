// Package demo makes a school that can be tried at once: an interview room with
// candidates, a steward and a panel, an inbox of SMS codes in place of a
// provider, and cohorts for rehearsals. It is only there when a server was
// started as a demo.
package demo

import (
	"context"
	"fmt"
	"time"

	"kaochang/internal/account"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// Setup creates rows; a store's transaction has these methods.
type Setup interface {
	CreateSchool(ctx context.Context, s exam.School) error
	CreateCollege(ctx context.Context, c exam.College) error
	CreateExam(ctx context.Context, e exam.Exam) error
	CreateMajor(ctx context.Context, m exam.Major) error
	CreateRoom(ctx context.Context, r exam.Room) error
	CreateSubject(ctx context.Context, s exam.Subject) error
	CreateSession(ctx context.Context, s exam.Session) error
	CreateStaff(ctx context.Context, s exam.Staff) error
	CreateCandidate(ctx context.Context, c exam.Candidate) error
	CreateEnrolment(ctx context.Context, e exam.Enrolment) error
	CreateSitting(ctx context.Context, s exam.Sitting) error
	CreateFlow(ctx context.Context, f exam.Flow) error
	CreatePledge(ctx context.Context, p exam.PledgeText) error
	CreateQuestion(ctx context.Context, q exam.Question) (exam.Question, error)
}

// Store runs a set-up in one transaction.
type Store interface {
	Seed(ctx context.Context, fn func(Setup) error) error
	SchoolBySlug(ctx context.Context, slug string) (exam.School, error)
}

// Slug is the demo school's.
const Slug = "demo"

// Password is that of every member of staff of the demo school.
const Password = "kaochang-demo"

// DemoStaff is a member of staff of the demo's interview room.
type DemoStaff struct {
	Username string    `json:"username"`
	Name     string    `json:"name"`
	Role     exam.Role `json:"role"`
	Password string    `json:"password"`
}

// DemoCandidate is a candidate of the demo.
type DemoCandidate struct {
	Name   string `json:"name"`
	Phone  string `json:"phone"`
	Number string `json:"number"`
}

var people = []DemoCandidate{
	{"林晓雨", "13800000001", "2026100001"},
	{"王子轩", "13800000002", "2026100002"},
	{"阿依古丽", "13800000003", "2026100003"},
}

var members = []DemoStaff{
	{"steward", "陈候考", exam.RoleSteward, Password},
	{"chair", "周主考", exam.RoleChair, Password},
	{"examiner", "李考官", exam.RoleExaminer, Password},
	{"admin", "赵教务", exam.RoleSchoolAdmin, Password},
}

var questions = []exam.Question{
	{Title: "请用三分钟介绍你自己", Body: "可以谈谈：\n1. 你的家乡和成长经历；\n2. 你为什么选择这个专业；\n3. 你希望在大学里做成的一件事。"},
	{Title: "材料分析：一盏路灯", Body: "小镇上唯一的路灯坏了，修理需要 800 元。镇上有 200 户人家，没有人愿意先出钱。\n\n如果你是镇上的中学生，你会怎么做？请说明理由，并指出你的做法可能遇到的困难。"},
	{Title: "Read and respond", Body: "“The best way to predict the future is to invent it.” — Alan Kay\n\nDo you agree? Answer in English for about two minutes."},
}

// Place is a room with its session, the part of the demo that cohorts repeat.
type place struct {
	school, college, exam, major, subject string
	room                                  exam.Room
	session                               exam.Session
}

// Seed makes the demo school unless it is there already.
func Seed(ctx context.Context, store Store, now time.Time) error {
	_, err := store.SchoolBySlug(ctx, Slug)
	if err == nil || exam.CodeOf(err) != exam.CodeNotFound {
		return err
	}
	hash, err := account.HashPassword(Password)
	if err != nil {
		return fmt.Errorf("hash demo password: %w", err)
	}
	return store.Seed(ctx, func(tx Setup) error { return seed(ctx, tx, hash, now) })
}

func seed(ctx context.Context, tx Setup, hash string, now time.Time) error {
	p, err := seedSchool(ctx, tx)
	if err != nil {
		return err
	}
	p.room = exam.Room{
		ID: ident.New(), SchoolID: p.school, ExamID: p.exam, Name: "第一面试室", Kind: "网络面试考场",
		Intro: "请准备两部设备：第一机位正对面部，第二机位放在侧后方约 45°，能看到桌面和双手。", Contact: "招生办 010-0000-1234（考试当日 7:00-20:00）",
	}
	p.session = exam.Session{
		StartsAt: now.Truncate(time.Minute), EndsAt: now.Add(72 * time.Hour).Truncate(time.Minute),
		EntryOpensAt: now.Add(-time.Hour).Truncate(time.Minute), EntryClosesAt: now.Add(71 * time.Hour).Truncate(time.Minute),
		InviteTTL: exam.DefaultInviteTTL, SecondCamera: exam.SecondCameraOptional,
	}
	if err := seedRoom(ctx, tx, &p); err != nil {
		return err
	}
	if err := seedMembers(ctx, tx, p, members, hash); err != nil {
		return err
	}
	if _, err := seedPeople(ctx, tx, p, people); err != nil {
		return err
	}
	if err := seedFee(ctx, tx, p); err != nil {
		return err
	}
	if err := seedFlow(ctx, tx, p, hash, now); err != nil {
		return err
	}
	if err := seedWritten(ctx, tx, p, hash); err != nil {
		return err
	}
	if err := seedVideo(ctx, tx, p, hash); err != nil {
		return err
	}
	return seedChoices(ctx, tx, p)
}

func seedSchool(ctx context.Context, tx Setup) (place, error) {
	p := place{school: ident.New(), college: ident.New(), exam: ident.New(), major: ident.New(), subject: ident.New()}
	if err := tx.CreateSchool(ctx, exam.School{
		ID: p.school, Slug: Slug, Name: "云岭大学", Intro: "2026 年艺术类专业校考，全程网络远程考试。", Contact: "招生办 010-0000-1234",
	}); err != nil {
		return p, fmt.Errorf("create school: %w", err)
	}
	if err := tx.CreateCollege(ctx, exam.College{ID: p.college, SchoolID: p.school, Name: "艺术学院"}); err != nil {
		return p, fmt.Errorf("create college: %w", err)
	}
	if err := tx.CreateExam(ctx, exam.Exam{ID: p.exam, SchoolID: p.school, Name: "2026 年本科招生远程面试", Open: true}); err != nil {
		return p, fmt.Errorf("create exam: %w", err)
	}
	if err := tx.CreateMajor(ctx, exam.Major{ID: p.major, SchoolID: p.school, ExamID: p.exam, CollegeID: p.college, Name: "播音与主持艺术"}); err != nil {
		return p, fmt.Errorf("create major: %w", err)
	}
	if err := tx.CreateSubject(ctx, exam.Subject{
		ID: p.subject, SchoolID: p.school, ExamID: p.exam, Name: "综合面试", Type: exam.TypeInterview,
		Intro: "自我介绍、材料分析与英语问答，约 15 分钟。",
	}); err != nil {
		return p, fmt.Errorf("create subject: %w", err)
	}
	return p, nil
}

// seedSession makes the room and its session.
func seedSession(ctx context.Context, tx Setup, p *place, kind exam.Type) error {
	if err := tx.CreateRoom(ctx, p.room); err != nil {
		return fmt.Errorf("create room: %w", err)
	}
	s := &p.session
	s.ID, s.SchoolID, s.RoomID, s.SubjectID, s.Type = ident.New(), p.school, p.room.ID, p.subject, kind
	if err := tx.CreateSession(ctx, *s); err != nil {
		return fmt.Errorf("create session: %w", err)
	}
	return nil
}

// seedRoom makes the room and its session of an interview with the demo's questions.
func seedRoom(ctx context.Context, tx Setup, p *place) error {
	if err := seedSession(ctx, tx, p, exam.TypeInterview); err != nil {
		return err
	}
	for _, q := range questions {
		q.ID, q.SchoolID, q.SessionID = ident.New(), p.school, p.session.ID
		if _, err := tx.CreateQuestion(ctx, q); err != nil {
			return fmt.Errorf("create question: %w", err)
		}
	}
	return nil
}

func seedMembers(ctx context.Context, tx Setup, p place, staff []DemoStaff, hash string) error {
	for _, m := range staff {
		bound := exam.Binding{Role: m.Role, Kind: exam.ScopeRoom, ScopeID: p.room.ID}
		if m.Role == exam.RoleSchoolAdmin {
			bound.Kind, bound.ScopeID = exam.ScopeSchool, p.school
		}
		if err := tx.CreateStaff(ctx, exam.Staff{
			ID: ident.New(), SchoolID: p.school, Username: m.Username, Name: m.Name, PasswordHash: hash, Bindings: []exam.Binding{bound},
		}); err != nil {
			return fmt.Errorf("create staff %s: %w", m.Username, err)
		}
	}
	return nil
}

// seedPeople enrols people and seats them in order; it returns their sittings.
func seedPeople(ctx context.Context, tx Setup, p place, cohort []DemoCandidate) ([]string, error) {
	var sittings []string
	for i, one := range cohort {
		c := exam.Candidate{ID: ident.New(), SchoolID: p.school, Number: one.Number, Name: one.Name, Phone: one.Phone}
		if err := tx.CreateCandidate(ctx, c); err != nil {
			return nil, fmt.Errorf("create candidate %s: %w", one.Number, err)
		}
		e := exam.Enrolment{ID: ident.New(), SchoolID: p.school, CandidateID: c.ID, MajorID: p.major}
		if err := tx.CreateEnrolment(ctx, e); err != nil {
			return nil, fmt.Errorf("create enrolment of %s: %w", one.Number, err)
		}
		s := exam.Sitting{
			ID: ident.New(), SchoolID: p.school, SessionID: p.session.ID, EnrolmentID: e.ID, Type: p.session.Type,
			Phase: exam.PhaseAssigned, Order: i + 1, QueueRank: i + 1,
		}
		if err := tx.CreateSitting(ctx, s); err != nil {
			return nil, fmt.Errorf("create sitting of %s: %w", one.Number, err)
		}
		sittings = append(sittings, s.ID)
	}
	return sittings, nil
}

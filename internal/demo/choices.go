package demo

import (
	"context"
	"fmt"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// undecided is a candidate who is asked at every turn: on the rosters of two
// schools, in two colleges of the first, with two exams there and two majors in
// one of them (FEATURES A3-A5). She has no sitting yet.
var undecided = DemoCandidate{"欧阳明月", "13800000004", "2026100004"}

// seedChoices makes what the undecided candidate chooses from, beside p.
func seedChoices(ctx context.Context, tx Setup, p place) error {
	media, second, acting := ident.New(), ident.New(), ident.New()
	other := exam.School{ID: ident.New(), Slug: "demo-2", Name: "海滨艺术学院", Intro: "第二所演示学校。", Contact: "招生处 020-0000-5678"}
	otherCollege, otherExam, otherMajor := ident.New(), ident.New(), ident.New()
	directing, design := ident.New(), ident.New()
	for _, create := range []func() error{
		func() error {
			return tx.CreateCollege(ctx, exam.College{ID: media, SchoolID: p.school, Name: "传媒学院"})
		},
		func() error {
			return tx.CreateExam(ctx, exam.Exam{ID: second, SchoolID: p.school, Name: "2026 年研究生复试", Open: true})
		},
		func() error {
			return tx.CreateMajor(ctx, exam.Major{ID: acting, SchoolID: p.school, ExamID: p.exam, CollegeID: p.college, Name: "表演"})
		},
		func() error {
			return tx.CreateMajor(ctx, exam.Major{ID: directing, SchoolID: p.school, ExamID: second, CollegeID: p.college, Name: "戏剧导演"})
		},
		func() error {
			return tx.CreateMajor(ctx, exam.Major{ID: design, SchoolID: p.school, ExamID: p.exam, CollegeID: media, Name: "数字媒体艺术"})
		},
		func() error { return enrolIn(ctx, tx, p.school, p.major, acting, directing, design) },
		func() error { return tx.CreateSchool(ctx, other) },
		func() error {
			return tx.CreateCollege(ctx, exam.College{ID: otherCollege, SchoolID: other.ID, Name: "音乐学院"})
		},
		func() error {
			return tx.CreateExam(ctx, exam.Exam{ID: otherExam, SchoolID: other.ID, Name: "2026 年校考", Open: true})
		},
		func() error {
			return tx.CreateMajor(ctx, exam.Major{ID: otherMajor, SchoolID: other.ID, ExamID: otherExam, CollegeID: otherCollege, Name: "声乐"})
		},
		func() error { return enrolIn(ctx, tx, other.ID, otherMajor) },
	} {
		if err := create(); err != nil {
			return fmt.Errorf("make choices: %w", err)
		}
	}
	return nil
}

// enrolIn puts the undecided candidate on a school's roster and into majors.
func enrolIn(ctx context.Context, tx Setup, schoolID string, majors ...string) error {
	c := exam.Candidate{ID: ident.New(), SchoolID: schoolID, Number: undecided.Number, Name: undecided.Name, Phone: undecided.Phone}
	if err := tx.CreateCandidate(ctx, c); err != nil {
		return err
	}
	for _, major := range majors {
		if err := tx.CreateEnrolment(ctx, exam.Enrolment{ID: ident.New(), SchoolID: schoolID, CandidateID: c.ID, MajorID: major}); err != nil {
			return err
		}
	}
	return nil
}

package demo

import (
	"context"
	"fmt"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// payer is a candidate who owes a fee before she may enter (FEATURES A6).
var payer = DemoCandidate{"陈一诺", "13800000005", "2026100005"}

const demoFeeFen = 12000

// seedFee makes an exam with a fee in the demo school, in a room of its own.
func seedFee(ctx context.Context, tx Setup, p place) error {
	f := place{school: p.school, college: p.college, exam: ident.New(), major: ident.New(), subject: ident.New(), session: p.session}
	f.room = exam.Room{ID: ident.New(), SchoolID: p.school, ExamID: f.exam, Name: "校考第一考场", Kind: p.room.Kind, Intro: p.room.Intro, Contact: p.room.Contact}
	for _, create := range []func() error{
		func() error {
			return tx.CreateExam(ctx, exam.Exam{ID: f.exam, SchoolID: p.school, Name: "2026 年艺术类校考", Open: true})
		},
		func() error {
			return tx.CreateMajor(ctx, exam.Major{ID: f.major, SchoolID: p.school, ExamID: f.exam, CollegeID: p.college, Name: "音乐表演", FeeFen: demoFeeFen})
		},
		func() error {
			return tx.CreateSubject(ctx, exam.Subject{ID: f.subject, SchoolID: p.school, ExamID: f.exam, Name: "专业面试", Type: exam.TypeInterview})
		},
		func() error { return seedRoom(ctx, tx, &f) },
		func() error { _, err := seedPeople(ctx, tx, f, []DemoCandidate{payer}); return err },
	} {
		if err := create(); err != nil {
			return fmt.Errorf("make exam with a fee: %w", err)
		}
	}
	return nil
}

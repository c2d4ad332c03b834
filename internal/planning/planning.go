// Package planning is how a school sets an exam up: majors with their fees,
// subjects, rooms with their staff, sessions, who sits where, and a checklist of
// what is missing or contradicts (FEATURES A4, A5, A13, A14, the draw of A17).
// Every change is one transaction with its ledger entry; candidates hear at once
// of what changes their timetable.
package planning

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// Store is what planning needs from storage.
type Store interface {
	Exams(ctx context.Context, schoolID string) ([]exam.ExamSummary, error)
	CreateExam(ctx context.Context, e exam.Exam, fact exam.Fact) error
	SetUp(ctx context.Context, schoolID, examID string, people bool) (exam.SetUp, error)
	// ChangeSetUp runs fn on a set-up that nobody else changes meanwhile and does
	// what it returns.
	ChangeSetUp(ctx context.Context, schoolID, examID string, people bool, fn func(exam.SetUp) (exam.SetUpChange, error)) error
	Entrants(ctx context.Context, f exam.EntrantFilter) ([]exam.Entrant, int, error)
	StaffOfSchool(ctx context.Context, schoolID string) ([]exam.Staff, error)
	Draws(ctx context.Context, schoolID, examID string) ([]exam.Draw, error)
	Draw(ctx context.Context, schoolID, drawID string) (exam.Draw, error)
}

// Parts are what the service is made of.
type Parts struct {
	Store Store
	// PaysOnline reports whether a school's fees can be paid to an account.
	PaysOnline func(ctx context.Context, schoolID string) (bool, error)
	Now        func() time.Time
}

// Service holds the use cases of planning.
type Service struct{ Parts }

// New returns the service.
func New(p Parts) *Service { return &Service{p} }

// may returns who asks when she may plan for her school.
func may(by exam.Actor) error {
	return exam.Can(by, exam.ActionPlan, exam.Scope{SchoolID: by.SchoolID})
}

// Exams lists the exams of the asker's school, newest first.
func (s *Service) Exams(ctx context.Context, by exam.Actor) ([]exam.ExamSummary, error) {
	if err := may(by); err != nil {
		return nil, err
	}
	return s.Store.Exams(ctx, by.SchoolID)
}

// CreateExam makes an exam, closed and empty.
func (s *Service) CreateExam(ctx context.Context, by exam.Actor, name string) (string, error) {
	if err := may(by); err != nil {
		return "", err
	}
	name = strings.TrimSpace(name)
	if err := exam.CheckName("name", name); err != nil {
		return "", err
	}
	e := exam.Exam{ID: ident.New(), SchoolID: by.SchoolID, Name: name}
	return e.ID, s.Store.CreateExam(ctx, e, s.fact(by, "exam.created", "", "exam", e.ID, "name", name))
}

// fact returns an entry for the ledger; data are keys and values in turn.
func (s *Service) fact(by exam.Actor, kind, reason string, data ...string) exam.Fact {
	f := exam.Fact{Kind: kind, Actor: by, At: s.Now(), Reason: reason, Data: map[string]string{}}
	for i := 0; i+1 < len(data); i += 2 {
		f.Data[data[i]] = data[i+1]
	}
	return f
}

// SetUp returns an exam's set-up with what the checklist finds in it.
func (s *Service) SetUp(ctx context.Context, by exam.Actor, examID string) (exam.SetUp, []exam.Finding, error) {
	if err := may(by); err != nil {
		return exam.SetUp{}, nil, err
	}
	set, err := s.Store.SetUp(ctx, by.SchoolID, examID, true)
	if err != nil {
		return exam.SetUp{}, nil, err
	}
	pays, err := s.PaysOnline(ctx, by.SchoolID)
	if err != nil {
		return exam.SetUp{}, nil, fmt.Errorf("look for a payment account: %w", err)
	}
	return set, set.Check(s.Now(), pays), nil
}

// Staff lists the school's staff, for rooms to be given to.
func (s *Service) Staff(ctx context.Context, by exam.Actor) ([]exam.Staff, error) {
	if err := may(by); err != nil {
		return nil, err
	}
	return s.Store.StaffOfSchool(ctx, by.SchoolID)
}

// change is ChangeSetUp within the asker's school.
func (s *Service) change(ctx context.Context, by exam.Actor, examID string, people bool, fn func(*exam.SetUp) (exam.SetUpChange, error)) error {
	if err := may(by); err != nil {
		return err
	}
	return s.Store.ChangeSetUp(ctx, by.SchoolID, examID, people, func(set exam.SetUp) (exam.SetUpChange, error) { return fn(&set) })
}

// Rename gives the exam another name.
func (s *Service) Rename(ctx context.Context, by exam.Actor, examID, name string) error {
	name = strings.TrimSpace(name)
	if err := exam.CheckName("name", name); err != nil {
		return err
	}
	return s.change(ctx, by, examID, false, func(set *exam.SetUp) (exam.SetUpChange, error) {
		e := set.Exam
		e.Name = name
		return exam.SetUpChange{Exam: &e, Facts: []exam.Fact{s.fact(by, "exam.renamed", "", "exam", examID, "name", set.Exam.Name+" → "+name)}}, nil
	})
}

// Open opens the exam to candidates or closes it; [exam.CheckOpening] says when
// it may be opened.
func (s *Service) Open(ctx context.Context, by exam.Actor, examID string, open bool, reason string) error {
	if err := may(by); err != nil {
		return err
	}
	pays, err := s.PaysOnline(ctx, by.SchoolID)
	if err != nil {
		return fmt.Errorf("look for a payment account: %w", err)
	}
	return s.change(ctx, by, examID, open, func(set *exam.SetUp) (exam.SetUpChange, error) {
		kind := "exam.closed"
		if open {
			kind = "exam.opened"
			if err := exam.CheckOpening(set.Check(s.Now(), pays), reason); err != nil {
				return exam.SetUpChange{}, err
			}
		}
		e := set.Exam
		e.Open = open
		return exam.SetUpChange{Exam: &e, Facts: []exam.Fact{s.fact(by, kind, reason, "exam", examID, "name", e.Name)}}, nil
	})
}

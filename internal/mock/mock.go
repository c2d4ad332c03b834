// Package mock lets candidates practise before the day (FEATURES A15). A mock is a
// sitting of a session of its own, like the candidate's own: the same check-in, the
// same cameras, the waiting area, an invitation, a question, the end; or the seat, a
// paper, handing in; or recording. No staff is there: [Service.Run] plays the panel by [exam.Sitting.PlayPanel]. The school says
// when an exam's candidates may practise; they may as often as they like.
package mock

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/limit"
	"kaochang/internal/operation"
)

// Store is what mocks need from storage. Every change is written with its fact in one
// transaction.
type Store interface {
	operation.EnrolmentScopes
	MockWindows(ctx context.Context, schoolID string) ([]exam.MockWindow, error)
	MockWindowOf(ctx context.Context, enrolmentID string) (exam.MockWindow, error)
	KeepMockWindow(ctx context.Context, w exam.MockWindow, fact exam.Fact) error
	RemoveMockWindow(ctx context.Context, schoolID, examID string, fact exam.Fact) error
	MockPattern(ctx context.Context, enrolmentID string) (exam.Session, error)
	Mocks(ctx context.Context, enrolmentID string) ([]exam.Placed, error)
	CreateMock(ctx context.Context, in exam.Session, one exam.Sitting, q exam.Question, p *exam.Paper, fact exam.Fact) error
	Papers(ctx context.Context, sessionID string) ([]exam.Paper, error)
	PlayedMocks(ctx context.Context) ([]exam.PlayedMock, error)
	Sitting(ctx context.Context, sittingID string) (exam.Sitting, error)
	Timetable(ctx context.Context, sessionID string) (exam.Timetabled, error)
	Change(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Session) error) (exam.Sitting, error)
}

// Papers makes what a written mock asks: a ready paper of session, of the kind that
// the real one has, with the window's question among the rest.
type Papers interface {
	PracticePaper(ctx context.Context, like, session exam.Session, question string) (exam.Paper, error)
}

// Service holds the use cases of practice.
type Service struct {
	store  Store
	papers Papers
	now    func() time.Time
	begins *limit.Limiter // by enrolment
}

// New returns the service.
func New(store Store, papers Papers, now func() time.Time) *Service {
	return &Service{store: store, papers: papers, now: now, begins: limit.New(10, time.Minute, now)}
}

// may returns nil when who asks may set practice up for her school.
func may(by exam.Actor) error {
	return exam.Can(by, exam.ActionPlan, exam.Scope{SchoolID: by.SchoolID})
}

// Windows lists when the candidates of the school's exams may practise.
func (s *Service) Windows(ctx context.Context, by exam.Actor) ([]exam.MockWindow, error) {
	if err := may(by); err != nil {
		return nil, err
	}
	return s.store.MockWindows(ctx, by.SchoolID)
}

// Keep sets when the candidates of an exam may practise and what they are asked.
func (s *Service) Keep(ctx context.Context, by exam.Actor, w exam.MockWindow) error {
	if err := may(by); err != nil {
		return err
	}
	w.SchoolID, w.Question, w.ChangedAt, w.ChangedBy = by.SchoolID, strings.TrimSpace(w.Question), s.now(), by.Name
	if err := w.Check(); err != nil {
		return err
	}
	const minutes = "2006-01-02T15:04Z"
	return s.store.KeepMockWindow(ctx, w, exam.Fact{Kind: "mock_window.kept", Actor: by, At: s.now(), Data: map[string]string{
		"exam": w.ExamID, "times": w.OpensAt.UTC().Format(minutes) + "/" + w.ClosesAt.UTC().Format(minutes),
		"conversation_s": strconv.Itoa(int(w.Conversation.Seconds())), "question": w.Question,
	}})
}

// Remove ends practice of an exam; who is in a mock goes on to its end.
func (s *Service) Remove(ctx context.Context, by exam.Actor, examID string) error {
	if err := may(by); err != nil {
		return err
	}
	return s.store.RemoveMockWindow(ctx, by.SchoolID, examID, exam.Fact{Kind: "mock_window.removed", Actor: by, At: s.now(), Data: map[string]string{"exam": examID}})
}

// Practice is what a candidate is told of practising.
type Practice struct {
	Window  *exam.MockWindow // nil where nobody practises for this exam
	Refusal error            // of beginning now; nil where she may
	Mocks   []exam.Placed    // newest first
}

// Own returns what the candidate of an enrolment may practise and has practised.
func (s *Service) Own(ctx context.Context, enrolmentID string) (Practice, error) {
	if _, err := operation.OnEnrolment(ctx, s.store, exam.ActionOwnEnrolment, enrolmentID); err != nil {
		return Practice{}, err
	}
	var p Practice
	var err error
	if p.Mocks, err = s.store.Mocks(ctx, enrolmentID); err != nil {
		return p, err
	}
	w, _, err := s.pattern(ctx, enrolmentID)
	if exam.CodeOf(err) == exam.CodeNotFound {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.Window, p.Refusal = &w, w.CheckOpen(s.now())
	return p, nil
}

// pattern returns when an enrolment's candidate practises and the session that her
// mocks are like; CodeNotFound without either.
func (s *Service) pattern(ctx context.Context, enrolmentID string) (exam.MockWindow, exam.Session, error) {
	w, err := s.store.MockWindowOf(ctx, enrolmentID)
	if err != nil {
		return w, exam.Session{}, err
	}
	like, err := s.store.MockPattern(ctx, enrolmentID)
	return w, like, err
}

// Begin begins a mock of the candidate's own enrolment and returns its sitting. One
// that goes on is CodeConflict with "why" "going_on", unless again: then it ends.
func (s *Service) Begin(ctx context.Context, enrolmentID string, again bool) (string, error) {
	by, err := operation.OnEnrolment(ctx, s.store, exam.ActionOwnEnrolment, enrolmentID)
	if err != nil {
		return "", err
	}
	w, like, err := s.pattern(ctx, enrolmentID)
	if err != nil {
		return "", err
	}
	if err := w.CheckOpen(s.now()); err != nil {
		return "", err
	}
	if err := s.begins.Take(enrolmentID); err != nil {
		return "", err
	}
	if again {
		if err := s.endRunning(ctx, enrolmentID); err != nil {
			return "", err
		}
	}
	in, one := w.Mock(like, ident.New(), ident.New(), enrolmentID, s.now())
	q := exam.Question{ID: ident.New(), SchoolID: in.SchoolID, SessionID: in.ID, Title: questionTitle, Body: w.Question}
	var paper *exam.Paper
	if in.Type == exam.TypeWritten {
		made, err := s.papers.PracticePaper(ctx, like, in, w.Question)
		if err != nil {
			return "", fmt.Errorf("make the paper of a mock: %w", err)
		}
		paper = &made
	}
	fact := exam.Fact{Kind: "mock.begun", Actor: by, At: s.now(), Data: map[string]string{"sitting": one.ID, "enrolment": enrolmentID}}
	return one.ID, s.store.CreateMock(ctx, in, one, q, paper, fact)
}

// questionTitle is over the question of a mock, as a room's staff would write one.
const questionTitle = "模拟考题 Practice question"

func (s *Service) endRunning(ctx context.Context, enrolmentID string) error {
	mocks, err := s.store.Mocks(ctx, enrolmentID)
	if err != nil {
		return err
	}
	for _, m := range mocks {
		if m.Sitting.Phase.Over() {
			continue
		}
		_, err := s.store.Change(ctx, m.Sitting.ID, func(one *exam.Sitting, _ exam.Session) error { return one.EndMock("begun anew", s.now()) })
		if err != nil {
			return fmt.Errorf("end mock %s: %w", m.Sitting.ID, err)
		}
	}
	return nil
}

// Run plays the panel of all mocks, looking at them every so often, until ctx ends.
// What it does follows from the record alone: a killed server goes on where it was,
// and of two that play one mock the slower is refused and looks again.
func (s *Service) Run(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.Play(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "mocks not played", "error", err)
		}
	}
}

// Play does once what is due in all mocks. A mock that fails is logged and leaves the
// others alone.
func (s *Service) Play(ctx context.Context) error {
	mocks, err := s.store.PlayedMocks(ctx)
	if err != nil {
		return err
	}
	for _, m := range mocks {
		if err := s.play(ctx, m); err != nil && ctx.Err() == nil && exam.CodeOf(err) != exam.CodeConflict {
			slog.ErrorContext(ctx, "mock not played", "sitting", m.SittingID, "error", err)
		}
	}
	return nil
}

// play does what is due in a mock. It looks first, since mostly nothing is due and a
// database may have only one writer.
func (s *Service) play(ctx context.Context, m exam.PlayedMock) error {
	script := exam.MockScript{Conversation: m.Conversation, QuestionID: m.QuestionID, ReleaseID: ident.New()}
	seen, err := s.store.Sitting(ctx, m.SittingID)
	if err != nil {
		return err
	}
	at, err := s.store.Timetable(ctx, seen.SessionID)
	if err != nil {
		return err
	}
	if seen.Phase == exam.PhaseSeated {
		papers, err := s.store.Papers(ctx, seen.SessionID)
		if err != nil {
			return err
		}
		for i := range papers {
			script.Paper = &papers[i] // a mock has one
		}
	}
	if err := seen.PlayPanel(at.Session, script, s.now()); err != nil || !seen.Changed() {
		return err
	}
	_, err = s.store.Change(ctx, m.SittingID, func(one *exam.Sitting, in exam.Session) error { return one.PlayPanel(in, script, s.now()) })
	return err
}

package written

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// WrittenRow is what the board shows of a written sitting beside who it is.
type WrittenRow struct {
	SittingID   string           `json:"sitting_id"`
	EndsAt      time.Time        `json:"ends_at" doc:"Of answering, for this candidate"`
	GivenMin    int              `json:"given_minutes"`
	Break       *BreakState      `json:"break,omitempty" doc:"Where breaks were granted"`
	Pause       *PauseState      `json:"pause,omitempty" doc:"While staff have stopped her time"`
	Paper       *WrittenRowPaper `json:"paper,omitempty"`
	Withdrawn   *TakenBack       `json:"withdrawn,omitempty"`
	Pages       *PhotoPages      `json:"pages,omitempty"`
	Answered    int              `json:"answered" doc:"Items of an online paper"`
	SavedAt     *time.Time       `json:"saved_at,omitempty" doc:"The last operation"`
	SubmittedAt *time.Time       `json:"submitted_at,omitempty"`
}

// WrittenRowPaper is the paper before a candidate, for staff.
type WrittenRowPaper struct {
	PaperID    string         `json:"paper_id"`
	Title      string         `json:"title"`
	Kind       exam.PaperKind `json:"kind" enum:"pdf,online"`
	ReleasedAt time.Time      `json:"released_at"`
	OpenedAt   *time.Time     `json:"opened_at,omitempty"`
	Items      int            `json:"items"`
	MaxPages   int            `json:"max_pages"`
}

// Board returns what stands in every written sitting of a session.
func (s *Service) Board(ctx context.Context, sessionID string) ([]WrittenRow, error) {
	if _, err := operation.OnSession(ctx, s.store, exam.ActionSeeBoard, sessionID); err != nil {
		return nil, err
	}
	t, err := s.store.Timetable(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	sittings, err := s.store.SittingsOf(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	papers, err := s.store.Papers(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	pages, err := s.store.PagesOfSession(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	answers, err := s.store.AnswerCounts(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	rows := make([]WrittenRow, len(sittings))
	for i := range sittings {
		one := &sittings[i]
		rows[i] = rowOf(one, t.Session, papers, s.now())
		rows[i].Answered, rows[i].SavedAt = answers[one.ID].Items, timeOf(answers[one.ID].SavedAt)
		if set, sent := pages[one.ID]; sent {
			rows[i].Pages = pagesView(one.ID, set)
		}
	}
	return rows, nil
}

func rowOf(one *exam.Sitting, in exam.Session, papers []exam.Paper, now time.Time) WrittenRow {
	row := WrittenRow{SittingID: one.ID, EndsAt: endOf(one, in, now), GivenMin: int(one.Extra / time.Minute), SubmittedAt: timeOf(one.SubmittedAt), Withdrawn: takenBack(one), Break: breakState(one), Pause: pauseState(one, in, now)}
	for _, p := range papers {
		if r := one.Paper(); r != nil && r.PaperID == p.ID {
			row.Paper = &WrittenRowPaper{p.ID, p.Title, p.Kind, r.ReleasedAt, timeOf(r.OpenedAt), p.Items, r.MaxPages}
		}
	}
	return row
}

// endOf returns when answering ends for a candidate; while she is paused, when it
// would if her time went on now.
func endOf(one *exam.Sitting, in exam.Session, now time.Time) time.Time {
	end := one.WritesUntil
	if end.IsZero() {
		end = one.Deadline(in)
	}
	return end.Add(-one.HerTime(now).Sub(now))
}

// closesAt is [exam.Sitting.ClosesAt], for who is paused as [endOf] says it.
func closesAt(one *exam.Sitting, now time.Time) time.Time {
	at := one.ClosesAt()
	if at.IsZero() {
		return at
	}
	return at.Add(-one.HerTime(now).Sub(now))
}

// takenBack returns the last paper when it was withdrawn and none came in its place.
func takenBack(one *exam.Sitting) *TakenBack {
	if n := len(one.Papers); one.Paper() == nil && n > 0 {
		return &TakenBack{one.Papers[n-1].WithdrawnAt, one.Papers[n-1].Reason}
	}
	return nil
}

// GiveTime gives one candidate extra time.
func (s *Service) GiveTime(ctx context.Context, sittingID string, minutes int, reason string) (*snapshot.BoardSitting, error) {
	return s.byStaff(ctx, sittingID, 0, func(one *exam.Sitting, in exam.Session, by exam.Actor, now time.Time) error {
		return one.GiveTime(by, minutes, reason, in, now)
	})
}

// GiveAllTime gives extra time to everybody of a session who has not handed in; it
// returns to how many.
func (s *Service) GiveAllTime(ctx context.Context, sessionID string, minutes int, reason string) (given int, err error) {
	return s.everybody(ctx, sessionID, beforeHandingIn,
		func(one *exam.Sitting, in exam.Session, by exam.Actor, now time.Time) error {
			return one.GiveTime(by, minutes, reason, in, now)
		})
}

// everybody changes all of a session's sittings in some phases; the first refusal is
// told only if nobody was changed.
func (s *Service) everybody(ctx context.Context, sessionID string, phases []exam.Phase, do rule) (changed int, err error) {
	by, err := operation.OnSession(ctx, s.store, exam.ActionProctor, sessionID)
	if err != nil {
		return 0, err
	}
	var refused error
	for _, phase := range phases {
		n, err := s.store.ChangeMany(ctx, sessionID, phase, func(one *exam.Sitting, in exam.Session) error {
			err := do(one, in, by, s.now())
			refused = errors.Join(refused, err)
			return err
		})
		if err != nil {
			return changed, fmt.Errorf("change session %s: %w", sessionID, err)
		}
		changed += n
	}
	if changed == 0 {
		return 0, refused
	}
	return changed, nil
}

// Collect hands in for one candidate what she has saved.
func (s *Service) Collect(ctx context.Context, sittingID, reason string) (*snapshot.BoardSitting, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionProctor, sittingID)
	if err != nil {
		return nil, err
	}
	one, err := s.collect(ctx, by, sittingID, reason)
	if err != nil {
		return nil, err
	}
	return s.snapshots.BoardSitting(ctx, one)
}

func (s *Service) collect(ctx context.Context, by exam.Actor, sittingID, reason string) (exam.Sitting, error) {
	return s.store.ChangeAnswer(ctx, sittingID, func(one *exam.Sitting, in exam.Session, counted map[string]string) error {
		return one.Collect(by, reason, counted, in, s.now())
	})
}

// CollectAll hands in for everybody of a session who still answers; it returns for how
// many. Who hands in meanwhile is no error.
func (s *Service) CollectAll(ctx context.Context, sessionID, reason string) (collected int, err error) {
	by, err := operation.OnSession(ctx, s.store, exam.ActionProctor, sessionID)
	if err != nil {
		return 0, err
	}
	sittings, err := s.store.SittingsOf(ctx, sessionID)
	if err != nil {
		return 0, err
	}
	for _, one := range sittings {
		if one.Phase != exam.PhaseAnswering {
			continue
		}
		if _, err := s.collect(ctx, by, one.ID, reason); err == nil {
			collected++
		} else if exam.CodeOf(err) != exam.CodeConflict {
			return collected, err
		}
	}
	return collected, nil
}

// ReopenAnswer lets a candidate who has handed in go on.
func (s *Service) ReopenAnswer(ctx context.Context, sittingID string, minutes int, reason string) (*snapshot.BoardSitting, error) {
	return s.byStaff(ctx, sittingID, 0, func(one *exam.Sitting, in exam.Session, by exam.Actor, now time.Time) error {
		return one.ReopenAnswer(by, minutes, reason, in, now)
	})
}

// LetGo ends the sitting of a candidate who has handed in.
func (s *Service) LetGo(ctx context.Context, sittingID string) (*snapshot.BoardSitting, error) {
	return s.byStaff(ctx, sittingID, 0, func(one *exam.Sitting, _ exam.Session, by exam.Actor, now time.Time) error {
		return one.LetGo(by, now)
	})
}

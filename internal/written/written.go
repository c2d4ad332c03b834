// Package written is the written exam: papers that nobody can read before their
// release, answers on paper with photographed pages, answers on the screen, and what
// proctors do (manual 2.2; FEATURES D1-D13; DESIGN.md, "Answers that cannot be lost",
// "Papers that cannot leak").
package written

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// Store is what written needs from storage.
type Store interface {
	operation.Scopes
	Change(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Session) error) (exam.Sitting, error)
	ChangeMany(ctx context.Context, sessionID string, phase exam.Phase, fn func(*exam.Sitting, exam.Session) error) (int, error)
	Sitting(ctx context.Context, sittingID string) (exam.Sitting, error)
	Seated(ctx context.Context, sessionID string) ([]exam.Sitting, error)
	SittingsOf(ctx context.Context, sessionID string) ([]exam.Sitting, error)
	Timetable(ctx context.Context, sessionID string) (exam.Timetabled, error)
	CreatePaper(ctx context.Context, p exam.Paper, fact exam.Fact) error
	ChangePaper(ctx context.Context, paperID string, fn func(*exam.Paper) (exam.Fact, error)) (exam.Paper, error)
	RemovePaper(ctx context.Context, paperID string, fact exam.Fact) error
	Papers(ctx context.Context, sessionID string) ([]exam.Paper, error)
	Paper(ctx context.Context, paperID string) (exam.Paper, error)
	File(ctx context.Context, fileID string) (exam.File, error)
	KeepPages(ctx context.Context, sittingID string, set exam.PageSet, fn func(*exam.Sitting, *exam.PageSet) error) error
	ChangePages(ctx context.Context, sittingID string, fn func(*exam.Sitting, *exam.PageSet) error) error
	PageSets(ctx context.Context, sittingID string) ([]exam.PageSet, error)
	PagesOfSession(ctx context.Context, sessionID string) (map[string]exam.PageSet, error)
	ChangeAnswer(ctx context.Context, sittingID string, fn func(one *exam.Sitting, in exam.Session, counted map[string]string) error) (exam.Sitting, error)
	AppendOps(ctx context.Context, sittingID, writer string, ops []exam.AnswerOp, now time.Time) error
	Ops(ctx context.Context, sittingID string) ([]exam.AnswerOp, error)
	AnswerCounts(ctx context.Context, sessionID string) (map[string]exam.AnswerCount, error)
	ChoicesOfSession(ctx context.Context, sessionID string) (map[string]exam.Choice, error)
	LedgerOf(ctx context.Context, sittingID string) ([]exam.LedgerEntry, error)
	KeepFact(ctx context.Context, schoolID string, fact exam.Fact) error
}

// Snapshots words what stands after a change.
type Snapshots interface {
	Sitting(ctx context.Context, by exam.Actor, sittingID string) (*snapshot.Sitting, error)
	BoardSitting(ctx context.Context, sitting exam.Sitting) (*snapshot.BoardSitting, error)
}

// Blobs keep bytes by their SHA-256.
type Blobs interface {
	Put(ctx context.Context, src io.Reader) (sha256 string, size int64, err error)
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// Phones tell devices something at once.
type Phones interface {
	// Tell sends to the connections of one login alone, if it has any.
	Tell(ctx context.Context, loginID string, what any) error
}

// Box seals values under the server's own key.
type Box interface {
	Seal(value []byte, about string) string
	Open(sealed, about string) ([]byte, error)
}

// Service holds the use cases of written exams.
type Service struct {
	store     Store
	snapshots Snapshots
	blobs     Blobs
	box       Box
	phones    Phones
	releasing sync.RWMutex // a withdrawal comes between no release's mark and its sittings
	packages  Packages
	tables    Tables
	keep      Keeper
	print     Printer
	thumbs    *thumbs
	now       func() time.Time
}

// Printer writes a PDF of a title and paragraphs.
type Printer func(w io.Writer, title string, paragraphs []string) error

// Parts are what the service is built from.
type Parts struct {
	Store     Store
	Snapshots Snapshots
	Blobs     Blobs
	Box       Box
	Phones    Phones
	Packages  Packages
	Tables    Tables
	Keep      Keeper
	Print     Printer
	Now       func() time.Time
}

// New returns the service.
func New(p Parts) *Service {
	return &Service{store: p.Store, snapshots: p.Snapshots, blobs: p.Blobs, box: p.Box, phones: p.Phones, packages: p.Packages, tables: p.Tables, keep: p.Keep, print: p.Print, thumbs: newThumbs(), now: p.Now}
}

// withPaper lets a candidate take a step that needs the paper in the record. If she was
// told the key and is quicker than the record, she is given the paper with the step.
func (s *Service) withPaper(ctx context.Context, sittingID string, do rule) error {
	var was exam.Sitting
	_, err := s.byCandidate(ctx, sittingID, func(one *exam.Sitting, in exam.Session, by exam.Actor, now time.Time) error {
		was = *one
		return do(one, in, by, now)
	})
	if exam.CodeOf(err) != exam.CodeConflict && exam.CodeOf(err) != exam.CodeNotFound {
		return err
	}
	s.releasing.RLock()
	defer s.releasing.RUnlock()
	p, due, failed := s.duePaper(ctx, was)
	if failed != nil || !due {
		return err
	}
	_, failed = s.byCandidate(ctx, sittingID, func(one *exam.Sitting, in exam.Session, by exam.Actor, now time.Time) error {
		if one.Phase == exam.PhaseSeated {
			if err := one.ReleasePaper(exam.Clock(), releaseID(p, one.ID), p, in, now); err != nil {
				return err
			}
		}
		return do(one, in, by, now)
	})
	if exam.CodeOf(failed) == exam.CodeSittingOver {
		return err
	}
	return failed
}

// rule changes a sitting on behalf of who asks.
type rule func(one *exam.Sitting, in exam.Session, by exam.Actor, now time.Time) error

// byStaff lets staff take a step on a written sitting. version is the one that the
// asker saw, 0 for whichever; a sitting that has moved on is CodeConflict with its
// present "phase" and "version".
func (s *Service) byStaff(ctx context.Context, sittingID string, version int64, do rule) (*snapshot.BoardSitting, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionProctor, sittingID)
	if err != nil {
		return nil, err
	}
	sitting, err := s.store.Change(ctx, sittingID, func(one *exam.Sitting, in exam.Session) error {
		if version != 0 && version != one.Version {
			return exam.Errorf(exam.CodeConflict, "this has changed meanwhile; look again").With("phase", string(one.Phase)).With("version", one.Version)
		}
		return do(one, in, by, s.now())
	})
	if err != nil {
		return nil, err
	}
	return s.snapshots.BoardSitting(ctx, sitting)
}

// byCandidate lets one of the candidate's devices take a step.
func (s *Service) byCandidate(ctx context.Context, sittingID string, do rule) (exam.Actor, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return by, err
	}
	_, err = s.store.Change(ctx, sittingID, func(one *exam.Sitting, in exam.Session) error {
		if one.Type != exam.TypeWritten {
			return exam.Errorf(exam.CodeNotFound, "this is no written exam")
		}
		return do(one, in, by, s.now())
	})
	return by, err
}

// TakeSeat lets the first camera sit down before the paper, which is there at once
// when the session has it already.
func (s *Service) TakeSeat(ctx context.Context, sittingID string) (*snapshot.Sitting, error) {
	var seated exam.Sitting
	by, err := s.byCandidate(ctx, sittingID, func(one *exam.Sitting, in exam.Session, by exam.Actor, now time.Time) error {
		err := one.TakeSeat(by, in, now)
		seated = *one
		return err
	})
	if err != nil {
		return nil, err
	}
	if _, err := s.giveIfDue(ctx, seated); err != nil {
		return nil, err
	}
	return s.snapshots.Sitting(ctx, by, sittingID)
}

// Expire is the timed job that hands in what is saved; see [exam.Sitting.Expire].
func (s *Service) Expire(ctx context.Context, sittingID string) error {
	_, err := s.store.ChangeAnswer(ctx, sittingID, func(one *exam.Sitting, in exam.Session, counted map[string]string) error {
		return one.Expire(counted, in, s.now())
	})
	if err != nil {
		return fmt.Errorf("hand in sitting %s: %w", sittingID, err)
	}
	return nil
}

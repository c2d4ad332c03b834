// Package interview is the panel's side of an online interview and the
// candidate's answer to it: invite, accept, defer, absent, questions, end
// (manual 2.1.8, 2.1.9; FEATURES C7-C13).
package interview

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// Store is what interview needs from storage.
type Store interface {
	operation.Scopes
	Change(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Session) error) (exam.Sitting, error)
	ChangeInHall(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Hall) error) (exam.Sitting, error)
	Sitting(ctx context.Context, sittingID string) (exam.Sitting, error)
	SittingsOf(ctx context.Context, sessionID string) ([]exam.Sitting, error)
	CreateQuestion(ctx context.Context, q exam.Question) (exam.Question, error)
	Question(ctx context.Context, questionID string) (exam.Question, error)
	Questions(ctx context.Context, sessionID string) ([]exam.Question, error)
	File(ctx context.Context, fileID string) (exam.File, error)
}

// Snapshots words what stands after a change.
type Snapshots interface {
	Sitting(ctx context.Context, by exam.Actor, sittingID string) (*snapshot.Sitting, error)
	BoardSitting(ctx context.Context, sitting exam.Sitting) (*snapshot.BoardSitting, error)
}

// Files opens stored files by their SHA-256.
type Files interface {
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// Service holds the use cases of an interview.
type Service struct {
	store     Store
	snapshots Snapshots
	files     Files
	now       func() time.Time
}

// New returns the service.
func New(store Store, snapshots Snapshots, files Files, now func() time.Time) *Service {
	return &Service{store: store, snapshots: snapshots, files: files, now: now}
}

// rule changes a sitting on behalf of who asks; it is one of the methods of
// [exam.Sitting].
type rule func(one *exam.Sitting, in exam.Hall, by exam.Actor, now time.Time) error

// byStaff lets staff take a step. version is the one that the asker saw; 0 means
// whichever. A sitting that has moved on is CodeConflict with its present phase,
// so that of two who press at once the second sees what stands.
func (s *Service) byStaff(ctx context.Context, a exam.Action, sittingID string, version int64, do rule) (*snapshot.BoardSitting, error) {
	by, err := operation.OnSitting(ctx, s.store, a, sittingID)
	if err != nil {
		return nil, err
	}
	sitting, err := s.store.ChangeInHall(ctx, sittingID, func(one *exam.Sitting, in exam.Hall) error {
		if err := checkVersion(one, version); err != nil {
			return err
		}
		return do(one, in, by, s.now())
	})
	if err != nil {
		return nil, err
	}
	return s.snapshots.BoardSitting(ctx, sitting)
}

func checkVersion(one *exam.Sitting, version int64) error {
	if version == 0 || version == one.Version {
		return nil
	}
	return exam.Errorf(exam.CodeConflict, "this has changed meanwhile; look again").
		With("phase", string(one.Phase)).With("version", one.Version)
}

// byCandidate lets the candidate's first camera take a step. The phase guards
// it; a version is not asked of a nervous person's phone.
func (s *Service) byCandidate(ctx context.Context, sittingID string, do rule) (*snapshot.Sitting, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return nil, err
	}
	_, err = s.store.Change(ctx, sittingID, func(one *exam.Sitting, in exam.Session) error {
		return do(one, exam.Hall{Session: in}, by, s.now())
	})
	if err != nil {
		return nil, err
	}
	return s.snapshots.Sitting(ctx, by, sittingID)
}

// ExpireInvitation is the timed job of an invitation.
func (s *Service) ExpireInvitation(ctx context.Context, sittingID string) error {
	_, err := s.store.Change(ctx, sittingID, func(one *exam.Sitting, _ exam.Session) error {
		return one.ExpireInvitation(s.now())
	})
	if err != nil {
		return fmt.Errorf("expire invitation of sitting %s: %w", sittingID, err)
	}
	return nil
}

// CloseSession is the timed job of a session's end; see [exam.Sitting.CloseSession].
func (s *Service) CloseSession(ctx context.Context, sessionID string) error {
	sittings, err := s.store.SittingsOf(ctx, sessionID)
	if err != nil {
		return fmt.Errorf("list sittings of session %s: %w", sessionID, err)
	}
	for _, one := range sittings {
		_, err := s.store.Change(ctx, one.ID, func(one *exam.Sitting, in exam.Session) error {
			return one.CloseSession(in, s.now())
		})
		if err != nil {
			return fmt.Errorf("close sitting %s: %w", one.ID, err)
		}
	}
	return nil
}

// Release shows a question of the sitting's own session to its candidate.
func (s *Service) Release(ctx context.Context, sittingID, questionID string) (*snapshot.BoardSitting, error) {
	return s.byStaff(ctx, exam.ActionPanel, sittingID, 0, func(one *exam.Sitting, _ exam.Hall, by exam.Actor, now time.Time) error {
		q, err := s.store.Question(ctx, questionID)
		if err == nil && q.SessionID != one.SessionID {
			err = exam.Errorf(exam.CodeNotFound, "no such question in this session")
		}
		if err != nil {
			return err
		}
		return one.ReleaseQuestion(by, ident.New(), questionID, now)
	})
}

// Draw shows a question drawn among those of the sitting's own session; see
// [exam.Sitting.DrawQuestion]. What others were given is what they had when it was asked.
func (s *Service) Draw(ctx context.Context, sittingID string) (*snapshot.BoardSitting, error) {
	if _, err := operation.OnSitting(ctx, s.store, exam.ActionPanel, sittingID); err != nil {
		return nil, err
	}
	one, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return nil, err
	}
	questions, err := s.store.Questions(ctx, one.SessionID)
	if err != nil {
		return nil, err
	}
	peers, err := s.store.SittingsOf(ctx, one.SessionID)
	if err != nil {
		return nil, fmt.Errorf("list sittings of session %s: %w", one.SessionID, err)
	}
	given, seed := exam.GivenQuestions(peers), ident.Token()
	return s.byStaff(ctx, exam.ActionPanel, sittingID, 0, func(one *exam.Sitting, _ exam.Hall, by exam.Actor, now time.Time) error {
		return one.DrawQuestion(by, ident.New(), seed, questions, given, now)
	})
}

const (
	maxTitle = 200
	maxBody  = 20000
)

// AddQuestion adds a question to a session; it gets the next number. A title of
// 1 to 200 characters is needed, or a file.
func (s *Service) AddQuestion(ctx context.Context, sessionID, title, body, fileID string) (snapshot.Question, error) {
	by, err := operation.OnSession(ctx, s.store, exam.ActionSetQuestions, sessionID)
	if err != nil {
		return snapshot.Question{}, err
	}
	title, body = strings.TrimSpace(title), strings.TrimSpace(body)
	if n := len([]rune(title)); n < 1 || n > maxTitle {
		return snapshot.Question{}, exam.Errorf(exam.CodeInvalid, "a question's title has 1 to %d characters, got %d", maxTitle, n)
	}
	if n := len([]rune(body)); n > maxBody {
		return snapshot.Question{}, exam.Errorf(exam.CodeInvalid, "a question has at most %d characters, got %d", maxBody, n)
	}
	if fileID != "" {
		file, err := s.store.File(ctx, fileID)
		if err != nil || file.SchoolID != by.SchoolID || file.OwnerID != sessionID {
			return snapshot.Question{}, exam.Errorf(exam.CodeNotFound, "no such file for this session")
		}
	}
	q, err := s.store.CreateQuestion(ctx, exam.Question{
		ID: ident.New(), SchoolID: by.SchoolID, SessionID: sessionID, Title: title, Body: body, FileID: fileID,
	})
	if err != nil {
		return snapshot.Question{}, fmt.Errorf("keep question of session %s: %w", sessionID, err)
	}
	return snapshot.QuestionOf(q), nil
}

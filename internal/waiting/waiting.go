// Package waiting is the waiting area of an interview: the candidate waits, the
// steward talks with one candidate at a time (manual 2.1.6; FEATURES C1-C3).
package waiting

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// Store is what waiting needs from storage.
type Store interface {
	operation.Scopes
	Change(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Session) error) (exam.Sitting, error)
	ChangeInHall(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Hall) error) (exam.Sitting, error)
	SittingsOf(ctx context.Context, sessionID string) ([]exam.Sitting, error)
	Sitting(ctx context.Context, sittingID string) (exam.Sitting, error)
	CreateMessage(ctx context.Context, m exam.Message, sessionID string) error
}

// Snapshots words what stands after a change.
type Snapshots interface {
	Sitting(ctx context.Context, by exam.Actor, sittingID string) (*snapshot.Sitting, error)
	BoardSitting(ctx context.Context, sitting exam.Sitting) (*snapshot.BoardSitting, error)
}

// Service holds the use cases of the waiting area.
type Service struct {
	store     Store
	snapshots Snapshots
	now       func() time.Time
}

// New returns the service.
func New(store Store, snapshots Snapshots, now func() time.Time) *Service {
	return &Service{store: store, snapshots: snapshots, now: now}
}

// Enter takes the candidate from check-in to the waiting area.
func (s *Service) Enter(ctx context.Context, sittingID string) (*snapshot.Sitting, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return nil, err
	}
	_, err = s.store.Change(ctx, sittingID, func(one *exam.Sitting, in exam.Session) error {
		return one.EnterWaiting(by, in, s.now())
	})
	if err != nil {
		return nil, err
	}
	return s.snapshots.Sitting(ctx, by, sittingID)
}

// Call connects the steward with a candidate. A call of hers with another
// candidate of the session ends first.
func (s *Service) Call(ctx context.Context, sittingID string) (*snapshot.BoardSitting, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSteward, sittingID)
	if err != nil {
		return nil, err
	}
	sitting, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return nil, err
	}
	// On a copy: a call that is refused anyway must not end the one she is in.
	if err := sitting.StartCall(by, exam.Hall{}, s.now()); err != nil {
		return nil, err
	}
	if err := s.hangUpOthers(ctx, by, sitting); err != nil {
		return nil, err
	}
	sitting, err = s.store.ChangeInHall(ctx, sittingID, func(one *exam.Sitting, in exam.Hall) error {
		return one.StartCall(by, in, s.now())
	})
	if err != nil {
		return nil, err
	}
	return s.snapshots.BoardSitting(ctx, sitting)
}

func (s *Service) hangUpOthers(ctx context.Context, by exam.Actor, next exam.Sitting) error {
	sittings, err := s.store.SittingsOf(ctx, next.SessionID)
	if err != nil {
		return fmt.Errorf("list sittings of session %s: %w", next.SessionID, err)
	}
	for _, one := range sittings {
		if one.ID == next.ID || one.Call == nil || one.Call.StaffID != by.StaffID {
			continue
		}
		if _, err := s.hangUp(ctx, by, one.ID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) hangUp(ctx context.Context, by exam.Actor, sittingID string) (exam.Sitting, error) {
	return s.store.Change(ctx, sittingID, func(one *exam.Sitting, _ exam.Session) error {
		return one.EndCall(by, s.now())
	})
}

// HangUp ends the steward's call with a candidate.
func (s *Service) HangUp(ctx context.Context, sittingID string) (*snapshot.BoardSitting, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSteward, sittingID)
	if err != nil {
		return nil, err
	}
	sitting, err := s.hangUp(ctx, by, sittingID)
	if err != nil {
		return nil, err
	}
	return s.snapshots.BoardSitting(ctx, sitting)
}

// Mute asks the candidate's microphone to be silent during the call, or lifts that.
func (s *Service) Mute(ctx context.Context, sittingID string, muted bool) (*snapshot.BoardSitting, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSteward, sittingID)
	if err != nil {
		return nil, err
	}
	sitting, err := s.store.Change(ctx, sittingID, func(one *exam.Sitting, _ exam.Session) error {
		return one.MuteCall(by, muted, s.now())
	})
	if err != nil {
		return nil, err
	}
	return s.snapshots.BoardSitting(ctx, sitting)
}

// CallNext calls the waiting candidate who comes after the one the steward is on
// call with, in queue order, passing over those another steward talks with.
// Without a call it begins at the front. It returns CodeNotFound when nobody is
// left.
func (s *Service) CallNext(ctx context.Context, sessionID string) (string, error) {
	by, err := operation.OnSession(ctx, s.store, exam.ActionSteward, sessionID)
	if err != nil {
		return "", err
	}
	sittings, err := s.store.SittingsOf(ctx, sessionID)
	if err != nil {
		return "", fmt.Errorf("list sittings of session %s: %w", sessionID, err)
	}
	next := nextToCall(sittings, by.StaffID)
	if next == "" {
		return "", exam.Errorf(exam.CodeNotFound, "nobody else is waiting")
	}
	_, err = s.Call(ctx, next)
	return next, err
}

// nextToCall returns whom a steward calls next, "" for nobody.
func nextToCall(sittings []exam.Sitting, staffID string) string {
	exam.SortQueue(sittings)
	var waiting []exam.Sitting
	after := 0
	for _, one := range sittings {
		if one.Phase != exam.PhaseWaiting {
			continue
		}
		if one.Call != nil && one.Call.StaffID == staffID {
			after = len(waiting)
			continue
		}
		if one.Call == nil {
			waiting = append(waiting, one)
		}
	}
	if len(waiting) == 0 {
		return ""
	}
	return waiting[after%len(waiting)].ID
}

// maxMessage is the longest message, in characters.
const maxMessage = 500

// Send writes a message to a candidate who has entered.
func (s *Service) Send(ctx context.Context, sittingID, text string) (snapshot.Message, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionMessage, sittingID)
	if err != nil {
		return snapshot.Message{}, err
	}
	text = strings.TrimSpace(text)
	if n := len([]rune(text)); n < 1 || n > maxMessage {
		return snapshot.Message{}, exam.Errorf(exam.CodeInvalid, "a message has 1 to %d characters, got %d", maxMessage, n)
	}
	sitting, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return snapshot.Message{}, err
	}
	m := exam.Message{
		ID: ident.New(), SchoolID: sitting.SchoolID, SittingID: sittingID,
		FromStaffID: by.StaffID, FromName: by.Name, Text: text, At: s.now(),
	}
	if err := s.store.CreateMessage(ctx, m, sitting.SessionID); err != nil {
		return snapshot.Message{}, fmt.Errorf("keep message to sitting %s: %w", sittingID, err)
	}
	return snapshot.MessageOf(m), nil
}

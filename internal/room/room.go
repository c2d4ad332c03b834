// Package room answers what stands: the snapshot that a candidate's devices
// draw their screen from, and the board that a session's staff work with. It
// changes nothing.
package room

import (
	"context"
	"fmt"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/snapshot"
)

// Store is what room needs from storage.
type Store interface {
	Sitting(ctx context.Context, sittingID string) (exam.Sitting, error)
	SittingsOf(ctx context.Context, sessionID string) ([]exam.Sitting, error)
	// Queue is SittingsOf with phases, ranks, order and calls only.
	Queue(ctx context.Context, sessionID string) ([]exam.Sitting, error)
	SittingScope(ctx context.Context, sittingID string) (exam.Scope, error)
	SessionScope(ctx context.Context, sessionID string) (exam.Scope, error)
	Timetable(ctx context.Context, sessionID string) (exam.Timetabled, error)
	SessionsFor(ctx context.Context, schoolID string, bindings []exam.Binding) ([]exam.Timetabled, error)
	PhaseCounts(ctx context.Context, sessionIDs []string) (map[string]map[exam.Phase]int, error)
	ChoiceOfSitting(ctx context.Context, sittingID string) (exam.Choice, error)
	ChoicesOfSession(ctx context.Context, sessionID string) (map[string]exam.Choice, error)
	StaffOfSession(ctx context.Context, sessionID string) ([]exam.Staff, error)
	Questions(ctx context.Context, sessionID string) ([]exam.Question, error)
	Messages(ctx context.Context, sittingID string) ([]exam.Message, error)
	OpenInterruptions(ctx context.Context, sessionID string) ([]exam.Interruption, error)
	Interruptions(ctx context.Context, sittingID string) ([]exam.Interruption, error)
	File(ctx context.Context, fileID string) (exam.File, error)
}

// Presence says who is connected now.
type Presence interface {
	// Devices returns the logins of the devices connected to a sitting.
	Devices(ctx context.Context, sittingID string) (map[string]bool, error)
	// Staff returns the staff IDs connected to a session.
	Staff(ctx context.Context, sessionID string) (map[string]bool, error)
}

// Stills says when the latest still of each position came.
type Stills interface {
	StillTimes(ctx context.Context, sittingID string) (map[exam.Position]time.Time, error)
}

// Service answers what stands.
type Service struct {
	store    Store
	presence Presence
	stills   Stills
	now      func() time.Time
}

// New returns the service.
func New(store Store, presence Presence, stills Stills, now func() time.Time) *Service {
	return &Service{store: store, presence: presence, stills: stills, now: now}
}

// Sitting returns the snapshot of a sitting for whoever may see it: her own
// devices and staff of its room. Anybody else gets CodeNotFound.
func (s *Service) Sitting(ctx context.Context, by exam.Actor, sittingID string) (*snapshot.Sitting, error) {
	scope, err := s.store.SittingScope(ctx, sittingID)
	if err != nil {
		return nil, err
	}
	if err := exam.Can(by, exam.ActionSeeSitting, scope); err != nil {
		return nil, err
	}
	facts, err := s.gather(ctx, sittingID)
	if err != nil {
		return nil, fmt.Errorf("gather snapshot of sitting %s: %w", sittingID, err)
	}
	facts.LoginID, facts.Now = by.LoginID, s.now()
	view := snapshot.SittingOf(facts)
	if by.Kind == exam.ActorStaff && !seesQuestions(by.In(scope)) {
		view.Releases = []snapshot.Release{}
	}
	return &view, nil
}

func (s *Service) gather(ctx context.Context, sittingID string) (f snapshot.SittingFacts, err error) {
	if f.Sitting, err = s.store.Sitting(ctx, sittingID); err != nil {
		return f, err
	}
	sessionID := f.Sitting.SessionID
	if f.Timetabled, err = s.store.Timetable(ctx, sessionID); err != nil {
		return f, err
	}
	if f.Choice, err = s.store.ChoiceOfSitting(ctx, sittingID); err != nil {
		return f, err
	}
	if f.Messages, err = s.store.Messages(ctx, sittingID); err != nil {
		return f, err
	}
	if f.Sitting.Type.Queues() { // elsewhere she is told of no queue, steward or panel
		peers, err := s.store.Queue(ctx, sessionID)
		if err != nil {
			return f, err
		}
		f.Ahead = exam.Ahead(peers)[sittingID]
		if f.Staff, err = s.members(ctx, sessionID, peers, f.Timetabled.Scope); err != nil {
			return f, err
		}
	}
	outages, err := s.store.Interruptions(ctx, sittingID)
	if err != nil {
		return f, err
	}
	lost := lostTimesOf(outages)
	if f.Seen, err = s.seen(ctx, sittingID, lost); err != nil {
		return f, err
	}
	return f, s.gatherQuestions(ctx, &f)
}

// gatherQuestions reads the questions only where one is shown.
func (s *Service) gatherQuestions(ctx context.Context, f *snapshot.SittingFacts) error {
	if len(f.Sitting.Shown()) == 0 {
		return nil
	}
	questions, err := s.store.Questions(ctx, f.Sitting.SessionID)
	if err != nil {
		return err
	}
	f.Questions, f.FileTypes = map[string]exam.Question{}, map[string]string{}
	for _, q := range questions {
		f.Questions[q.ID] = q
		if q.FileID == "" {
			continue
		}
		file, err := s.store.File(ctx, q.FileID)
		if err != nil {
			return err
		}
		f.FileTypes[q.FileID] = file.Type
	}
	return nil
}

// members returns the session's staff with who is there and who is on call.
func (s *Service) members(ctx context.Context, sessionID string, sittings []exam.Sitting, scope exam.Scope) ([]snapshot.Member, error) {
	staff, err := s.store.StaffOfSession(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	online, err := s.presence.Staff(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	onCall := map[string]string{}
	for _, one := range sittings {
		if one.Call != nil {
			onCall[one.Call.StaffID] = one.ID
		}
	}
	members := []snapshot.Member{}
	for _, m := range staff {
		roles := exam.Actor{Kind: exam.ActorStaff, SchoolID: m.SchoolID, Bindings: m.Bindings}.RolesIn(scope)
		members = append(members, snapshot.Member{ID: m.ID, Name: m.Name, Roles: roles, Online: online[m.ID], OnCallSittingID: onCall[m.ID]})
	}
	return members, nil
}

type lostTimes map[string]map[exam.Position]time.Time // by sitting

func (s *Service) lostAt(ctx context.Context, sessionID string) (lostTimes, error) {
	open, err := s.store.OpenInterruptions(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	return lostTimesOf(open), nil
}

// lostTimesOf keeps of interruptions those that last.
func lostTimesOf(all []exam.Interruption) lostTimes {
	lost := lostTimes{}
	for _, i := range all {
		if !i.EndedAt.IsZero() {
			continue
		}
		if lost[i.SittingID] == nil {
			lost[i.SittingID] = map[exam.Position]time.Time{}
		}
		lost[i.SittingID][i.Position] = i.StartedAt
	}
	return lost
}

func (s *Service) seen(ctx context.Context, sittingID string, lost lostTimes) (snapshot.Seen, error) {
	online, err := s.presence.Devices(ctx, sittingID)
	if err != nil {
		return snapshot.Seen{}, err
	}
	stills, err := s.stills.StillTimes(ctx, sittingID)
	if err != nil {
		return snapshot.Seen{}, err
	}
	return snapshot.Seen{Online: online, LostAt: lost[sittingID], StillAt: stills}, nil
}

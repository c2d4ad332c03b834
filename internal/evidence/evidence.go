// Package evidence keeps what the server recorded of a sitting: it decides when
// a recorder runs, joins the pieces when the sitting has ended, and lets those
// who may play the result (FEATURES I1; DESIGN.md, "Media").
package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// Store is what evidence needs from storage.
type Store interface {
	operation.Scopes
	// LiveSittings returns all sittings that may have somebody in their media room, with
	// their devices.
	LiveSittings(ctx context.Context) ([]exam.Sitting, error)
	AddSegment(ctx context.Context, s exam.Segment) error
	Segments(ctx context.Context, sittingID string) ([]exam.Segment, error)
	Recordings(ctx context.Context, sittingID string) ([]exam.Recording, error)
	Recording(ctx context.Context, recordingID string) (exam.Recording, error)
	KeepSittingFact(ctx context.Context, schoolID, sittingID string, fact exam.Fact) error
	SaveRecording(ctx context.Context, r exam.Recording) error
	// LeaseRecorders takes or renews the right to record or join sittings, and returns
	// those of which the owner has it.
	LeaseRecorders(ctx context.Context, sittingIDs []string, owner string, until time.Time) ([]string, error)
	ReleaseRecorder(ctx context.Context, sittingID, owner string) error
	UnjoinedSittings(ctx context.Context) ([]string, error)
	StaffByID(ctx context.Context, staffID string) (exam.Staff, error)
}

// Recorders record sittings' media rooms.
type Recorders interface {
	// Start begins to record a sitting; it changes nothing if that runs already.
	Start(ctx context.Context, sittingID string) error
	// Stop returns when every piece of a sitting is closed.
	Stop(ctx context.Context, sittingID string) error
	// Running lists the sittings that are being recorded.
	Running() []string
	// Anybody reports whether Expected is true of any sitting.
	Anybody() bool
	// Expected reports whether anybody may be in a sitting's media room.
	Expected(sittingID string) bool
}

// Joiner joins the pieces of one source into one seekable file and fills in the
// recording's file, start, duration, gaps, size and hash. origin is the zero of
// the time line that all sources of the sitting share.
type Joiner interface {
	Join(ctx context.Context, pieces []exam.Segment, origin time.Time, r *exam.Recording) error
	Open(file string) (io.ReadSeekCloser, time.Time, error)
}

// Service keeps recordings.
type Service struct {
	store     Store
	recorders Recorders
	joiner    Joiner
	owner     string // of leases: this server
	now       func() time.Time
	kick      chan struct{} // a phase has changed
	ended     chan struct{} // a recorder has stopped
	looks     operation.Looks
}

// New returns the service. owner names this server among those that share the
// store, and is the same after a restart.
func New(store Store, recorders Recorders, joiner Joiner, owner string, now func() time.Time) *Service {
	return &Service{store: store, recorders: recorders, joiner: joiner, owner: owner, now: now, kick: make(chan struct{}, 1), ended: make(chan struct{}, 1)}
}

// Kick makes [Service.Run] look at once, because a phase has changed.
func (s *Service) Kick() { poke(s.kick) }

func poke(due chan<- struct{}) {
	select {
	case due <- struct{}{}:
	default: // a look is already due
	}
}

const (
	leaseTTL  = 15 * time.Second
	lookEvery = 3 * time.Second
	rests     = 4 // times as long as it worked
)

// Run keeps a recorder at every live sitting to whose media room somebody has come, and
// joins what has ended, until ctx ends. What it does follows from the store alone, so a killed server goes on
// where it was, and another instance takes over what a dead one leased. Joining
// has a loop of its own: a session's end has many to join, and the next session's
// recorders must not wait for that.
func (s *Service) Run(ctx context.Context) {
	var both sync.WaitGroup
	both.Go(func() { repeat(ctx, s.kick, s.look) })
	both.Go(func() { repeat(ctx, s.ended, s.joinEnded) })
	both.Wait()
}

// repeat does something now, every few seconds and when it is due, until ctx ends. It
// rests longer than the work took: in a minute in which everybody moves it is always due.
func repeat(ctx context.Context, due <-chan struct{}, do func(context.Context) error) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		began := time.Now()
		if err := do(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "recordings not looked after", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(min(rests*time.Since(began), lookEvery)):
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-due:
		}
	}
}

func (s *Service) look(ctx context.Context) error {
	if !s.recorders.Anybody() { // an exam without cameras is not asked for its thousands
		return nil
	}
	live, err := s.store.LiveSittings(ctx)
	if err != nil {
		return fmt.Errorf("list live sittings: %w", err)
	}
	wanted := map[string]bool{}
	var ids []string
	for _, one := range live {
		if len(one.Devices) == 0 || one.Mock || !one.Live() || !s.recorders.Expected(one.ID) { // practice is not kept
			continue
		}
		wanted[one.ID] = true
		ids = append(ids, one.ID)
	}
	failed := []error{s.record(ctx, ids)}
	for _, id := range s.recorders.Running() {
		if !wanted[id] {
			failed = append(failed, s.stop(ctx, id))
		}
	}
	return errors.Join(failed...)
}

// record keeps a recorder at each of the sittings that no other server records.
func (s *Service) record(ctx context.Context, sittingIDs []string) error {
	mine, err := s.store.LeaseRecorders(ctx, sittingIDs, s.owner, s.now().Add(leaseTTL))
	failed := []error{err} // those that it has are recorded nevertheless
	for _, id := range mine {
		if err := s.recorders.Start(ctx, id); err != nil {
			failed = append(failed, fmt.Errorf("start recorder of sitting %s: %w", id, err))
		}
	}
	return errors.Join(failed...)
}

func (s *Service) stop(ctx context.Context, sittingID string) error {
	if err := s.recorders.Stop(ctx, sittingID); err != nil {
		return fmt.Errorf("stop recorder of sitting %s: %w", sittingID, err)
	}
	if err := s.store.ReleaseRecorder(ctx, sittingID, s.owner); err != nil {
		return fmt.Errorf("release recorder of sitting %s: %w", sittingID, err)
	}
	poke(s.ended)
	return nil
}

// Keep records a closed piece; recorders call it.
func (s *Service) Keep(ctx context.Context, piece exam.Segment) error {
	scope, err := s.store.SittingScope(ctx, piece.SittingID)
	if err != nil {
		return fmt.Errorf("find sitting %s of a recorded piece: %w", piece.SittingID, err)
	}
	piece.SchoolID = scope.SchoolID
	if err := s.store.AddSegment(ctx, piece); err != nil {
		return fmt.Errorf("keep piece %s: %w", piece.File, err)
	}
	return nil
}

package video

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
)

// place is a camera of a sitting.
type place struct {
	sittingID string
	position  exam.Position
}

// pending are reports that say nothing new but their numbers: they are written
// together, since each commit costs the disk a sync.
type pending struct {
	mu      sync.Mutex
	reports map[place]exam.DeviceReport
}

// Report takes what the asking device says of itself. A changed problem or recorder, and
// that a device which records no more has sent all, is told at once to the devices and the session's staff; CodeDeviceReplaced for a device
// that holds no position.
func (s *Service) Report(ctx context.Context, sittingID string, r exam.DeviceReport) error {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return err
	}
	if err := r.Check(); err != nil {
		return err
	}
	last, err := s.store.LastReport(ctx, sittingID, by.LoginID)
	if err != nil {
		return err
	}
	r.SittingID, r.SchoolID, r.Position, r.LoginID, r.At = sittingID, last.SchoolID, last.Position, by.LoginID, s.now()
	if r.ProblemSince = last.ProblemSince; last.Problem != r.Problem {
		r.ProblemSince = r.At
	}
	settled := last.Unsent > 0 && r.Unsent == 0 && r.Recorder != exam.RecorderRecording
	if last.LoginID == r.LoginID && last.Problem == r.Problem && last.Recorder == r.Recorder && !settled {
		s.pending.mu.Lock()
		s.pending.reports[place{sittingID, r.Position}] = r
		s.pending.mu.Unlock()
		return nil
	}
	if err := s.tell(ctx, by, r); err != nil || !settled {
		return err
	}
	return s.Settle(ctx, sittingID) // the take may have waited for this device alone
}

// tell keeps a report that says something new.
func (s *Service) tell(ctx context.Context, by exam.Actor, r exam.DeviceReport) error {
	s.pending.mu.Lock()
	delete(s.pending.reports, place{r.SittingID, r.Position})
	s.pending.mu.Unlock()
	back := false
	err := s.store.KeepReport(ctx, r, func(one *exam.Sitting, was exam.DeviceReport) {
		back = was.Problem == exam.CameraGone && r.Problem != exam.CameraGone
		if was.Problem != r.Problem {
			one.NoteProblem(by, r.Position, was.Problem, r.Problem, s.now())
		}
	})
	if err == nil && back {
		err = s.store.EndInterruptions(ctx, []exam.Interruption{{SittingID: r.SittingID, Position: r.Position}}, s.now())
	}
	return err
}

// flush writes the pending reports.
func (s *Service) flush(ctx context.Context) error {
	s.pending.mu.Lock()
	all := slices.Collect(maps.Values(s.pending.reports))
	clear(s.pending.reports)
	s.pending.mu.Unlock()
	return s.store.RefreshReports(ctx, all)
}

// FindGone opens an interruption for each recording device that has been silent too
// long and tells of it, whichever server it spoke to.
func (s *Service) FindGone(ctx context.Context) error {
	silent, err := s.store.Silent(ctx, s.now().Add(-exam.DeviceSilence))
	if err != nil {
		return err
	}
	if len(silent) == 0 {
		return nil
	}
	var gone []exam.Interruption
	for _, r := range silent {
		gone = append(gone, exam.Interruption{ID: ident.New(), SchoolID: r.SchoolID, SittingID: r.SittingID, Position: r.Position, StartedAt: r.At})
	}
	// Before it is told, so that a device that comes back meanwhile ends it.
	if _, err := s.store.BeginInterruptions(ctx, gone); err != nil {
		return err
	}
	for _, r := range silent {
		r.Problem, r.ProblemSince = exam.CameraGone, s.now()
		if err := s.tell(ctx, exam.Clock(), r); err != nil {
			return err
		}
	}
	return nil
}

const (
	watchEvery  = 250 * time.Millisecond
	settleEvery = 8 // rounds of watching
)

// Watch writes reports, finds silent devices and settles what is due, until ctx ends.
func (s *Service) Watch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for round := 0; ; round++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, step := range []func(context.Context) error{s.flush, s.FindGone, s.settleIn(round)} {
			if err := step(ctx); err != nil && ctx.Err() == nil {
				slog.ErrorContext(ctx, "video exams not looked after", "error", err)
			}
		}
	}
}

func (s *Service) settleIn(round int) func(context.Context) error {
	if round%settleEvery != 0 {
		return func(context.Context) error { return nil }
	}
	return s.settleDue
}

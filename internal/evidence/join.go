package evidence

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"kaochang/internal/exam"
)

// joinEnded joins what is over and not joined, one sitting after another.
func (s *Service) joinEnded(ctx context.Context) error {
	ended, err := s.store.UnjoinedSittings(ctx)
	if err != nil {
		return fmt.Errorf("list recordings to join: %w", err)
	}
	var failed []error
	for _, id := range ended {
		failed = append(failed, s.finish(ctx, id))
	}
	return errors.Join(failed...)
}

// finish joins every source of a sitting that has ended, once its recorder has
// closed all pieces: until then its lease is not to be had, nor is it while another
// instance joins the same one.
func (s *Service) finish(ctx context.Context, sittingID string) error {
	joiner := s.owner + " joining" // not the recorder's own lease, which this must wait for
	mine, err := s.store.LeaseRecorders(ctx, []string{sittingID}, joiner, s.now().Add(10*leaseTTL))
	if err != nil {
		return fmt.Errorf("lease join of sitting %s: %w", sittingID, err)
	}
	if len(mine) == 0 {
		return nil
	}
	defer func() {
		if err := s.store.ReleaseRecorder(ctx, sittingID, joiner); err != nil {
			slog.ErrorContext(ctx, "join lease not released", "sitting", sittingID, "error", err)
		}
	}()
	pieces, err := s.store.Segments(ctx, sittingID)
	if err != nil {
		return fmt.Errorf("list pieces of sitting %s: %w", sittingID, err)
	}
	recordings, err := s.store.Recordings(ctx, sittingID)
	if err != nil {
		return fmt.Errorf("list recordings of sitting %s: %w", sittingID, err)
	}
	origin, bySource := group(pieces)
	for _, r := range recordings {
		if r.Status == exam.RecordingReady || r.Status == exam.RecordingFailed {
			continue
		}
		if err := s.join(ctx, bySource[r.Source], origin, r); err != nil {
			return err
		}
	}
	return nil
}

// join makes one recording ready, or failed with the reason: then its pieces
// still stand, and nothing is lost.
func (s *Service) join(ctx context.Context, pieces []exam.Segment, origin time.Time, r exam.Recording) error {
	r.Status = exam.RecordingReady
	if err := s.joiner.Join(ctx, pieces, origin, &r); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		slog.ErrorContext(ctx, "recording not joined", "sitting", r.SittingID, "source", r.Source, "error", err)
		r.Status, r.Failure = exam.RecordingFailed, err.Error()
	}
	if err := s.store.SaveRecording(ctx, r); err != nil {
		return fmt.Errorf("save recording %s: %w", r.ID, err)
	}
	return nil
}

// group sorts pieces by source and returns the earliest start: the zero of the
// sitting's time line.
func group(pieces []exam.Segment) (origin time.Time, bySource map[string][]exam.Segment) {
	bySource = map[string][]exam.Segment{}
	for _, p := range pieces {
		bySource[p.Source] = append(bySource[p.Source], p)
		if origin.IsZero() || p.StartedAt.Before(origin) {
			origin = p.StartedAt
		}
	}
	return origin, bySource
}

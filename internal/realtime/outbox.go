package realtime

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"kaochang/internal/exam"
)

// Outbox holds the events of committed changes.
type Outbox interface {
	TakeOutbox(ctx context.Context, limit int64) ([]exam.Outgoing, error)
	MarkPublished(ctx context.Context, seqs []int64) error
	PurgeOutbox(ctx context.Context, before time.Time) error
	// Committed is poked after a commit that left events.
	Committed() <-chan struct{}
}

// Sink takes each event, in order. What it fails on is tried again.
type Sink func(ctx context.Context, e exam.Outgoing) error

const (
	batch     = 200
	pollEvery = 500 * time.Millisecond // for commits of other instances
	keepFor   = time.Hour
)

// Drain publishes the outbox in order until ctx ends. An event may be published
// twice after a crash; it is only a hint, so that does no harm.
func Drain(ctx context.Context, outbox Outbox, sink Sink) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	purged := time.Now()
	for {
		if err := drainOnce(ctx, outbox, sink); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "outbox not drained", "error", err)
		}
		if time.Since(purged) > keepFor {
			purged = time.Now()
			if err := outbox.PurgeOutbox(ctx, purged.Add(-keepFor)); err != nil {
				slog.ErrorContext(ctx, "outbox not purged", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-outbox.Committed():
		}
	}
}

func drainOnce(ctx context.Context, outbox Outbox, sink Sink) error {
	for {
		waiting, err := outbox.TakeOutbox(ctx, batch)
		if err != nil {
			return fmt.Errorf("read outbox: %w", err)
		}
		if len(waiting) == 0 {
			return nil
		}
		var done []int64
		for _, e := range waiting {
			if err = sink(ctx, e); err != nil {
				break
			}
			done = append(done, e.Seq)
		}
		if err := outbox.MarkPublished(ctx, done); err != nil {
			return fmt.Errorf("mark outbox: %w", err)
		}
		if err != nil {
			return fmt.Errorf("publish event: %w", err)
		}
	}
}

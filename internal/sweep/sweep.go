// Package sweep removes blobs that nothing names any more. Who forgets a file only lets
// go of its blob, in the transaction that forgets it: equal bytes are kept once, and
// somebody else may have them or be about to. Whether they may go is asked here, later
// and at one place (docs/decisions/0062-blobs-go-later.md).
package sweep

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Store is what sweep needs from storage.
type Store interface {
	// FreedBlobs lists blobs that were let go of by a moment and not since.
	FreedBlobs(ctx context.Context, by time.Time, limit int) (sums []string, err error)
	// BlobNamed reports whether anything names a blob.
	BlobNamed(ctx context.Context, sha256 string) (bool, error)
	// SettleBlob takes a blob from the list, and PutBlobOff puts it at its end, unless
	// somebody has let go of it after by.
	SettleBlob(ctx context.Context, sha256 string, by time.Time) error
	PutBlobOff(ctx context.Context, sha256 string, by time.Time) error
}

// Blobs keep bytes by their SHA-256.
type Blobs interface {
	// RemoveOlder deletes a blob unless somebody has put its bytes at a moment or later,
	// and reports whether there is none any more.
	RemoveOlder(ctx context.Context, sha256 string, than time.Time) (gone bool, err error)
}

const (
	// patience is how long bytes are left alone after they were put or let go of: who has
	// put them names them by then, and who has read their name has opened them.
	patience = 15 * time.Minute
	// every is how often it is looked.
	every = time.Minute
	// atOnce bounds how many blobs are looked at in one go.
	atOnce = 100
)

// Service sweeps. Several servers may, at the same time.
type Service struct {
	store Store
	blobs Blobs
	now   func() time.Time
}

// New returns the service.
func New(store Store, blobs Blobs, now func() time.Time) *Service {
	return &Service{store: store, blobs: blobs, now: now}
}

// Run sweeps once a minute until ctx ends. failed is told what went wrong.
func (s *Service) Run(ctx context.Context, failed func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		more, err := s.Sweep(ctx)
		if err != nil && ctx.Err() == nil {
			failed(err)
		}
		if more && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Sweep removes what was let go of a quarter of an hour ago and nothing names, of at most
// 100 blobs; more says that others wait. What somebody has put since is looked at again
// after as long; so is a blob that cannot be removed, which ends this sweep.
func (s *Service) Sweep(ctx context.Context) (more bool, err error) {
	by := s.now().Add(-patience)
	sums, err := s.store.FreedBlobs(ctx, by, atOnce)
	if err != nil {
		return false, err
	}
	for _, sum := range sums {
		done, err := s.settle(ctx, sum, by)
		if done {
			err = s.store.SettleBlob(ctx, sum, by)
		} else {
			err = errors.Join(err, s.store.PutBlobOff(ctx, sum, by))
		}
		if err != nil {
			return false, fmt.Errorf("sweep blob %s: %w", sum, err)
		}
	}
	return len(sums) == atOnce, nil
}

// settle removes a blob that nothing names; done says that it stays for good or is gone.
// Who names it after this look has put its bytes since by, so they are too young to go.
func (s *Service) settle(ctx context.Context, sum string, by time.Time) (done bool, err error) {
	named, err := s.store.BlobNamed(ctx, sum)
	if err != nil || named {
		return named, err
	}
	return s.blobs.RemoveOlder(ctx, sum, by)
}

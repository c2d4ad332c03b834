package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// sharing is a small transaction that waits for its commit, and what became of it.
type sharing struct {
	fn   func(ctx context.Context, tx *txn) error
	err  error
	done chan struct{}
}

// shareWithin is how long a commit of many may take.
const shareWithin = 30 * time.Second

// inSharedTx is inLaneTx for small transactions that come by hundreds at once: fn runs
// in the next commit, with others', and again by itself where that one fails, even if
// what failed was the word that it did not; so fn finds what it did before to be right.
// What has the same key never runs at the same time, others must touch other rows. It
// does not end with the request of who asked: the others wait for it.
func (s *Store) inSharedTx(key string, fn func(ctx context.Context, tx *txn) error) error {
	w := &sharing{fn: fn, done: make(chan struct{})}
	s.shared[s.lane(key)].Add(w, s.shareAll)
	<-w.done // even when who asked has gone: fn may be running
	return w.err
}

func (s *Store) shareAll(together []*sharing) {
	err := s.commitShared(together)
	for _, w := range together {
		if w.err = err; err != nil && len(together) > 1 && !errors.Is(err, context.DeadlineExceeded) { // it may be another's fault
			w.err = s.commitShared([]*sharing{w})
		}
		close(w.done)
	}
}

// commitShared runs some in one transaction. A panic is an error: none of those who wait
// is on this goroutine.
func (s *Store) commitShared(together []*sharing) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("commit together: %v", broken)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), shareWithin) // whoever gave up, the others wait
	defer cancel()
	return s.inLaneTx(ctx, func(tx *txn) error {
		for _, w := range together {
			if err := w.fn(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}

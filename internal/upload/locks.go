package upload

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
)

// Leases are rights to write uploads that several servers share, in a database.
type Leases interface {
	// LockUpload takes a right until a moment; while another has it, it returns
	// false and lets that one know.
	LockUpload(ctx context.Context, ticketID, owner string, until time.Time) (bool, error)
	// RenewUploads renews a server's rights and returns those that it still has,
	// each with whether another waits for it.
	RenewUploads(ctx context.Context, owner string, ticketIDs []string, until time.Time) (map[string]bool, error)
	UnlockUpload(ctx context.Context, ticketID, owner string) error
}

// Locks see to it that of several servers one writes an upload: the one whom the
// phone came to last. Within one server that is a matter of memory; between them a
// right ends by itself when its server died.
type Locks struct {
	leases Leases
	owner  string
	now    func() time.Time
	near   *memorylocker.MemoryLocker

	mu   sync.Mutex
	held map[string]func() // asks who holds an upload here to let go
}

const (
	lockFor    = 10 * time.Second       // after which a dead server's uploads go on elsewhere
	lockRenew  = time.Second            // also how long another waits until the holder hears of it
	lockAsk    = 250 * time.Millisecond // how often who waits asks again
	unlockTime = 5 * time.Second        // for giving back, which outlives the request
)

// NewLocks returns locks of the server that owner names; no two servers have one
// name. They hold while Run runs.
func NewLocks(leases Leases, owner string, now func() time.Time) *Locks {
	return &Locks{leases: leases, owner: owner, now: now, near: memorylocker.New(), held: map[string]func(){}}
}

// NewLock returns the lock of an upload.
func (l *Locks) NewLock(id string) (handler.Lock, error) {
	near, err := l.near.NewLock(id)
	return &sharedLock{locks: l, id: id, near: near}, err
}

type sharedLock struct {
	locks *Locks
	id    string
	near  handler.Lock
}

// Lock takes the lock here and then among servers.
func (s *sharedLock) Lock(ctx context.Context, letGo func()) error {
	if err := s.near.Lock(ctx, letGo); err != nil {
		return err
	}
	for {
		taken, err := s.locks.leases.LockUpload(ctx, s.id, s.locks.owner, s.locks.now().Add(lockFor))
		if taken {
			s.locks.hold(s.id, letGo)
			return nil
		}
		select {
		case <-ctx.Done():
			err = handler.ErrLockTimeout
		case <-time.After(lockAsk):
		}
		if err != nil {
			_ = s.near.Unlock() // it is ours
			return err
		}
	}
}

// Unlock gives the lock back.
func (s *sharedLock) Unlock() error {
	ctx, cancel := context.WithTimeout(context.Background(), unlockTime)
	defer cancel()
	s.locks.drop(s.id)
	if err := s.locks.leases.UnlockUpload(ctx, s.id, s.locks.owner); err != nil {
		slog.WarnContext(ctx, "the lock of an upload was not given back; it ends by itself", "upload", s.id, "error", err)
	}
	return s.near.Unlock()
}

func (l *Locks) hold(id string, letGo func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held[id] = letGo
}

func (l *Locks) drop(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.held, id)
}

// Run renews what is held here until ctx ends, and asks holders to let go of what
// another server waits for.
func (l *Locks) Run(ctx context.Context) {
	renewed := l.now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(lockRenew):
		}
		renewed = l.renew(ctx, renewed)
	}
}

// renew renews what is held and returns when all of it was last known to be ours.
func (l *Locks) renew(ctx context.Context, renewed time.Time) time.Time {
	l.mu.Lock()
	held := maps.Clone(l.held)
	l.mu.Unlock()
	now := l.now()
	wanted, err := l.leases.RenewUploads(ctx, l.owner, slices.Collect(maps.Keys(held)), now.Add(lockFor))
	if err != nil {
		slog.WarnContext(ctx, "locks of uploads not renewed", "error", err)
		if now.Sub(renewed) < lockFor {
			return renewed
		}
	}
	for id, letGo := range held {
		if others, ours := wanted[id]; others || !ours {
			letGo() // it is wanted, or another's by now
		}
	}
	if err != nil {
		return renewed
	}
	return now
}

package upload_test

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"

	"kaochang/internal/blobtest"
	"kaochang/internal/store"
	"kaochang/internal/storetest"
	"kaochang/internal/upload"
	"kaochang/internal/uploadtest"
)

// server is one of several that share a database.
type server struct {
	*testing.T
	*upload.Locks
	stop context.CancelFunc // as when it dies
}

func servers(t *testing.T, dsn string, names ...string) (all []server) {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{DSN: dsn, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		ctx, stop := context.WithCancel(t.Context())
		s := server{t, upload.NewLocks(db, name, time.Now), stop}
		ended := make(chan struct{})
		go func() { s.Locks.Run(ctx); close(ended) }()
		t.Cleanup(func() { stop(); <-ended })
		all = append(all, s)
	}
	return all
}

// takes takes the lock within a time.
func (s server) takes(within time.Duration, letGo func()) (handler.Lock, error) {
	s.Helper()
	lock, err := s.NewLock("ticket")
	if err != nil {
		s.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(s.Context(), within)
	defer cancel()
	return lock, lock.Lock(ctx, letGo)
}

// must takes the lock and expects to get it.
func (s server) must(letGo func()) handler.Lock {
	s.Helper()
	lock, err := s.takes(30*time.Second, letGo)
	if err != nil {
		s.Fatalf("lock: %v", err)
	}
	return lock
}

func onEachDatabase(t *testing.T, story func(t *testing.T, dsn string)) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) { t.Parallel(); story(t, "sqlite:"+filepath.Join(t.TempDir(), "kaochang.db")) })
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		if !storetest.HasPostgres(t) {
			t.Skip("no PostgreSQL for tests")
		}
		story(t, storetest.Postgres(t))
	})
}

func TestTwoServersContendForAnUpload(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, dsn string) {
		both := servers(t, dsn, "one", "two")
		var writing, together atomic.Int32
		ended := make(chan struct{})
		for i := range 6 { // three requests at each
			s := both[i%2]
			go func() {
				defer func() { ended <- struct{}{} }()
				wanted := make(chan struct{}, 10)
				lock, err := s.takes(60*time.Second, func() { wanted <- struct{}{} })
				if err != nil {
					t.Errorf("lock: %v", err)
					return
				}
				if writing.Add(1) > 1 {
					together.Add(1)
				}
				select { // a phone that sends until another line wants the upload
				case <-wanted:
				case <-time.After(4 * time.Second):
				}
				writing.Add(-1)
				if err := lock.Unlock(); err != nil {
					t.Errorf("unlock: %v", err)
				}
			}()
		}
		for range 6 {
			<-ended
		}
		if n := together.Load(); n != 0 {
			t.Errorf("%d times two wrote at once", n)
		}
	})
}

func TestTheHolderHearsOfWhoWaits(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, dsn string) {
		both := servers(t, dsn, "one", "two")
		wanted := make(chan struct{}, 100)
		first := both[0].must(func() { wanted <- struct{}{} })
		if _, err := both[1].takes(300*time.Millisecond, func() {}); !errors.Is(err, handler.ErrLockTimeout) {
			t.Fatalf("another server's lock = %v, want a time-out while the first holds it", err)
		}
		select {
		case <-wanted:
		case <-time.After(20 * time.Second):
			t.Fatal("the holder never hears that another server wants the upload")
		}
		if err := first.Unlock(); err != nil {
			t.Fatal(err)
		}
		if err := both[1].must(func() {}).Unlock(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestADeadServersUploadGoesOnElsewhere(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, dsn string) {
		both := servers(t, dsn, "one", "two")
		both[0].must(func() {})
		both[0].stop() // and nothing of it is given back
		if err := both[1].must(func() {}).Unlock(); err != nil {
			t.Fatal(err)
		}
	})
}

// A phone that comes back through another server goes on there, while the first
// one still waits for bytes on a line that is dead.
func TestAPhoneMovesToAnotherServerInMidPiece(t *testing.T) {
	t.Parallel()
	m := inBucket(blobtest.NewGateway(t))
	all := servers(t, "sqlite:"+filepath.Join(t.TempDir(), "kaochang.db"), "one", "two")
	m.Locks = func() handler.Locker {
		one := all[0].Locks
		all = all[1:]
		return one
	}
	w := uploadtest.NewWorld(t, m)
	content := uploadtest.Content(2 << 20)
	w.Begin(len(content))
	dead := w.Line(0, len(content), content[:700_000])
	first := w.Server
	defer first.Close()
	defer func() { _ = dead.Close() }() // the server has given it up
	w.Join()
	a := w.Head()
	at, err := strconv.Atoi(a.Offset)
	if err != nil || at < 1 || at > 700_000 {
		t.Fatalf("the second server goes on at %q (%d %s), want what the first one had", a.Offset, a.Status, a.Body)
	}
	w.Want("the rest", w.Piece(at, content[at:]), http.StatusNoContent, len(content))
	w.Kept(content)
}

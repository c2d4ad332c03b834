package store_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"kaochang/internal/store"
	"kaochang/internal/storetest"
)

func TestStoreOnSQLite(t *testing.T) {
	storetest.Run(t, openSQLite)
}

func openSQLite(t *testing.T, now func() time.Time) *store.Store {
	t.Helper()
	return open(t, "sqlite:"+filepath.Join(t.TempDir(), "kaochang.db"), now)
}

// open opens and migrates a store, and closes it when the test ends.
func open(t *testing.T, dsn string, now func() time.Time) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{DSN: dsn, Now: now})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatalf("migrate: %v", err)
	}
	return s
}

// A lost power line loses nothing that was acknowledged only with synchronous=FULL
// (docs/decisions/0001-sqlite.md), so the connections are asked, not the source.
func TestSQLiteConnectionsAreSetAsDecided(t *testing.T) {
	s := openSQLite(t, time.Now)
	for _, c := range []struct {
		rule, pragma, want string
		reader             bool
	}{
		{"the writer waits for the disk", "synchronous", "2", false},
		{"the writer keeps a journal that readers can read beside", "journal_mode", "wal", false},
		{"the writer checks foreign keys", "foreign_keys", "1", false},
		{"the writer waits for another process", "busy_timeout", "10000", false},
		{"readers cannot write", "query_only", "1", true},
		{"readers wait for the disk, too", "synchronous", "2", true},
	} {
		conn := s.WriteConn()
		if c.reader {
			conn = s.ReadConn()
		}
		var got string
		if err := conn.NewRaw("PRAGMA "+c.pragma).Scan(t.Context(), &got); err != nil || got != c.want {
			t.Errorf("%s: %s = %q, %v; want %q", c.rule, c.pragma, got, err, c.want)
		}
	}
	if n := s.WriteConn().Stats().MaxOpenConnections; n != 1 {
		t.Errorf("%d connections may write, want 1", n)
	}
	if n := s.ReadConn().Stats().MaxOpenConnections; n != 8 {
		t.Errorf("%d connections may read, want 8", n)
	}
}

func TestSQLiteFileMayHaveAnyName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "100% 考场? #1&a=b")
	if err := os.Mkdir(dir, 0o750); err != nil {
		t.Fatal(err)
	}
	open(t, "sqlite:"+filepath.Join(dir, "kaochang.db"), time.Now)
	if _, err := os.Stat(filepath.Join(dir, "kaochang.db")); err != nil {
		t.Errorf("the database is not where it was asked for: %v", err)
	}
}

func TestStoreRefusesAnAddressThatItCannotOpen(t *testing.T) {
	for _, dsn := range []string{"", "mysql://x", "sqlite:" + filepath.Join(t.TempDir(), "no", "such", "folder.db"), "postgres://127.0.0.1:1/none?connect_timeout=1"} {
		if s, err := store.Open(t.Context(), store.Config{DSN: dsn, Now: time.Now}); err == nil {
			t.Errorf("%q was opened", dsn)
			_ = s.Close() // it is wrong already
		}
	}
}

func TestAStoreThatWasClosedOpensAgainAsItWas(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kaochang.db")
	for round := range 2 {
		s, err := store.Open(t.Context(), store.Config{DSN: "sqlite:" + path, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatalf("migrate in round %d: %v", round, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("close in round %d: %v", round, err)
		}
	}
}

package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
	"kaochang/internal/store"
	"kaochang/internal/storetest"
)

// openNarrow opens a store whose looks share one connection.
func openNarrow(t *testing.T) *store.Store {
	t.Helper()
	return open(t, storetest.Postgres(t)+"&pool_max_conns=1", time.Now)
}

func TestOnlyWhatComesAgainIsPrepared(t *testing.T) {
	if !storetest.HasPostgres(t) {
		return
	}
	s := openNarrow(t)
	// Who asks one thing after the other has the same connection each time.
	prepared := func(db *bun.DB) (n int) {
		t.Helper()
		if err := db.NewRaw("SELECT count(*) FROM pg_prepared_statements").Scan(t.Context(), &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := prepared(s.ReadConn())
	for n := range 3 {
		if _, err := s.Queue(t.Context(), fmt.Sprint("session-", n)); err != nil {
			t.Fatal(err)
		}
	}
	if got := prepared(s.ReadConn()); got != before {
		t.Errorf("%d statements were prepared of queries with their values in the text, want none", got-before)
	}
	before = prepared(s.KeyedConn())
	for n := range 3 {
		if _, err := s.Timetable(t.Context(), fmt.Sprint("session-", n)); exam.CodeOf(err) != exam.CodeNotFound {
			t.Fatal(err)
		}
	}
	if got := prepared(s.KeyedConn()); got != before+1 {
		t.Errorf("%d statements were prepared of one that each request asks, want 1", got-before)
	}
}

func TestCommitsDoNotStandInTheQueueOfLooks(t *testing.T) {
	if !storetest.HasPostgres(t) {
		return
	}
	s := openNarrow(t)
	look, err := s.ReadConn().Conn(t.Context()) // the only one, and it goes on
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = look.Close() }() // it goes back
	committed := make(chan error, 1)
	go func() {
		_, err := s.Change(t.Context(), "nobody's", func(*exam.Sitting, exam.Session) error { return nil })
		committed <- err
	}()
	select {
	case err := <-committed:
		if exam.CodeOf(err) != exam.CodeNotFound {
			t.Errorf("a change of nobody's sitting: %v, want not found", err)
		}
	case <-time.After(20 * time.Second):
		t.Error("a change waited for a look to end")
	}
}

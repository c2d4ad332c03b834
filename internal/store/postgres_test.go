package store_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"kaochang/internal/exam"
	"kaochang/internal/store"
	"kaochang/internal/storetest"
)

func TestStoreOnPostgreSQL(t *testing.T) {
	if !storetest.HasPostgres(t) {
		return
	}
	migrated := storetest.Postgres(t)
	s, err := store.Open(t.Context(), store.Config{DSN: migrated, Now: time.Now})
	if err == nil {
		err = errors.Join(s.Migrate(t.Context()), s.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	storetest.Run(t, func(t *testing.T, now func() time.Time) *store.Store {
		return open(t, storetest.PostgresLike(t, migrated), now)
	})
}

func openPostgres(t *testing.T, now func() time.Time) *store.Store {
	t.Helper()
	return open(t, storetest.Postgres(t), now)
}

func TestInstancesMayMigrateAtOnce(t *testing.T) {
	if !storetest.HasPostgres(t) {
		return
	}
	dsn := storetest.Postgres(t)
	var wg sync.WaitGroup
	for range 4 {
		s, err := store.Open(t.Context(), store.Config{DSN: dsn, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() }) // the database goes with it
		wg.Go(func() {
			if err := s.Migrate(t.Context()); err != nil {
				t.Errorf("migrate beside others: %v", err)
			}
		})
	}
	wg.Wait()
}

func TestTransactionsThatCrossRunAgain(t *testing.T) {
	if !storetest.HasPostgres(t) {
		return
	}
	s := openPostgres(t, time.Now)
	for _, c := range []struct {
		rule string
		err  error
		want int
	}{
		{"a deadlock runs three times at most", &pgconn.PgError{Code: "40P01"}, 3},
		{"so does a failed serialization", &pgconn.PgError{Code: "40001"}, 3},
		{"a refusal runs once", exam.Errorf(exam.CodeConflict, "no"), 1},
		{"another error of the database runs once", &pgconn.PgError{Code: "23505"}, 1},
	} {
		runs := 0
		err := s.InTx(t.Context(), func() error { runs++; return c.err })
		if !errors.Is(err, c.err) || runs != c.want {
			t.Errorf("%s: ran %d times with %v, want %d times", c.rule, runs, err, c.want)
		}
	}
}

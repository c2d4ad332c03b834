// Package store keeps everything in SQLite (one machine) or PostgreSQL (many).
// A change of a sitting is one transaction: the aggregate with its version
// checked, a ledger entry for each fact, an outbox row for each event, and a
// durable job for each timer. Refusals of the domain come out as they are; rows
// that do not exist are CodeNotFound.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/batch"
	"kaochang/internal/exam"
)

// The two dialects.
const (
	sqlite   = "sqlite"
	postgres = "postgres"
)

// Config is where a store keeps its rows.
type Config struct {
	// DSN is "sqlite:" and a file's path, or a postgres:// address.
	DSN string
	// Now is the server's clock.
	Now func() time.Time
}

// Enqueue inserts the durable jobs of timers within a transaction, at least one.
type Enqueue func(ctx context.Context, tx *sql.Tx, timers []exam.TimerOf) error

// Store is an open database. It is safe for concurrent use.
type Store struct {
	write, read *bun.DB
	keyed       *bun.DB // for what nearly every request asks, by its key; on SQLite the same as read
	lanes       *bun.DB // for commits that many wait for; on SQLite the same as write
	dialect     string  // "sqlite" or "postgres"
	now         func() time.Time
	enqueue     Enqueue
	enqueueSMS  EnqueueSMS
	committed   chan struct{}
	closers     []func() error
	ops         [commitLanes]batch.Group[*opWrite]
	changes     [commitLanes]batch.Group[*changing]
	shared      [commitLanes]batch.Group[*sharing]
	wholes      chan struct{} // of whole sessions that are being changed
	prepared    statements
	logins      *known[exam.Login] // of candidates and their devices, by token hash
	scopes      *known[exam.Scope] // of sittings
	asked       gathering
}

// Open opens the database; [Store.Migrate] brings its schema up to date.
func Open(ctx context.Context, c Config) (*Store, error) {
	s := &Store{now: c.Now, committed: make(chan struct{}, 1), wholes: make(chan struct{}, wholesAtOnce), logins: newKnown[exam.Login](), scopes: newKnown[exam.Scope]()}
	s.asked = s.gathering()
	var err error
	switch {
	case strings.HasPrefix(c.DSN, "sqlite:"):
		err = s.openSQLite(ctx, strings.TrimPrefix(c.DSN, "sqlite:"))
	case strings.HasPrefix(c.DSN, "postgres://"), strings.HasPrefix(c.DSN, "postgresql://"):
		err = s.openPostgres(ctx, c.DSN)
	default:
		err = errors.New("the database is neither sqlite: nor postgres://")
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return s, nil
}

// Close closes the database.
func (s *Store) Close() error {
	var failed []error
	for _, c := range s.closers {
		failed = append(failed, c())
	}
	return errors.Join(failed...)
}

// Ping returns nil when the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return errors.Join(s.read.PingContext(ctx), s.write.PingContext(ctx))
}

// Dialect returns "sqlite" or "postgres".
func (s *Store) Dialect() string { return s.dialect }

// WriteDB returns the connections that may write, for timed jobs.
func (s *Store) WriteDB() *sql.DB { return s.write.DB }

// SetEnqueue names who inserts the jobs of timers. It must be called before the
// first change; without it timers are dropped.
func (s *Store) SetEnqueue(fn Enqueue) { s.enqueue = fn }

// Committed is poked after a commit that left events in the outbox.
func (s *Store) Committed() <-chan struct{} { return s.committed }

func (s *Store) poke() {
	select {
	case s.committed <- struct{}{}:
	default: // a poke waits already
	}
}

// Times are kept as milliseconds since 1970, 0 for none.

func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

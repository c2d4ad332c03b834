package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// tries is how often a transaction runs that the database broke off because it
// crossed another (PostgreSQL only: deadlock, serialization).
const tries = 3

// txn is one writing transaction.
type txn struct {
	bun.Tx
	events int // put into the outbox
}

// inTx runs fn in one writing transaction and, when it left events, pokes the
// outbox's reader after the commit. fn may run again in a new transaction.
func (s *Store) inTx(ctx context.Context, fn func(tx *txn) error) (err error) {
	for range tries {
		if err = s.once(ctx, fn); err == nil || !s.brokenOff(err) {
			return err
		}
	}
	return err
}

// once runs fn in one writing transaction, a single time.
func (s *Store) once(ctx context.Context, fn func(tx *txn) error) error {
	begun, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer func() { _ = begun.Rollback() }() // nothing after a commit; a panic must not keep SQLite's only writer
	tx := &txn{Tx: begun}
	if err := fn(tx); err != nil {
		return err
	}
	if err := begun.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	if tx.events > 0 {
		s.poke()
	}
	return nil
}

// reading runs fn on one snapshot of the database, so that what several queries
// find belongs together.
func (s *Store) reading(ctx context.Context, fn func(db bun.IDB) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if s.dialect == postgres {
		opts.Isolation = sql.LevelRepeatableRead // SQLite's transactions always are
	}
	return s.read.RunInTx(ctx, opts, func(_ context.Context, tx bun.Tx) error { return fn(tx) })
}

// forUpdate locks the selected rows where the database has row locks; SQLite has
// one writer at a time. Rows that only refer to a locked one are not held up.
func (s *Store) forUpdate(q *bun.SelectQuery) *bun.SelectQuery {
	if s.dialect == postgres {
		return q.For("NO KEY UPDATE")
	}
	return q
}

// brokenOff reports whether the database gave a transaction up for another's sake.
func (s *Store) brokenOff(err error) bool {
	return s.dialect == postgres && postgresBrokeOff(err)
}

// notFound turns "no rows" into the domain's refusal.
func notFound(err error, what string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return exam.Errorf(exam.CodeNotFound, "no such %s", what)
	}
	if err != nil {
		return fmt.Errorf("find %s: %w", what, err)
	}
	return nil
}

// kept turns the error of an insert into CodeConflict when the row, or one that
// must differ from it, is there already.
func kept(err error, what string) error {
	if err == nil {
		return nil
	}
	if sqliteDuplicate(err) || postgresDuplicate(err) {
		return exam.Errorf(exam.CodeConflict, "this %s is there already", what)
	}
	return fmt.Errorf("keep %s: %w", what, err)
}

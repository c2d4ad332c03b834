package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// tries is how often a transaction runs that the database broke off because it
// crossed another (PostgreSQL only: deadlock, serialization).
const tries = 3

// txn is one writing transaction. What becomes of sittings and what goes to the ledger,
// to the outbox and to the timed jobs waits in it, in order, and is written by few statements at the end.
type txn struct {
	bun.Tx
	facts  []ledgerRow
	hints  []outboxRow
	saved  saving
	timers []exam.TimerOf
	freed  []string // blobs that rows name no more
	events int      // put into the outbox
}

// inTx runs fn in one writing transaction and, when it left events, pokes the
// outbox's reader after the commit. fn may run again in a new transaction.
func (s *Store) inTx(ctx context.Context, fn func(tx *txn) error) error {
	defer s.scopes.forget()
	return s.inTxOn(ctx, s.write, fn)
}

// inQuietTx is inTx for what comes often and leaves it as it is to whom sittings belong
// ([Store.SittingScope]).
func (s *Store) inQuietTx(ctx context.Context, fn func(tx *txn) error) error {
	return s.inTxOn(ctx, s.write, fn)
}

// inLaneTx is inQuietTx for a commit that many wait for.
func (s *Store) inLaneTx(ctx context.Context, fn func(tx *txn) error) error {
	return s.inTxOn(ctx, s.lanes, fn)
}

func (s *Store) inTxOn(ctx context.Context, db *bun.DB, fn func(tx *txn) error) (err error) {
	for range tries {
		if err = s.once(ctx, db, fn); err == nil || !s.brokenOff(err) {
			return err
		}
	}
	return err
}

// once runs fn in one writing transaction, a single time.
func (s *Store) once(ctx context.Context, db *bun.DB, fn func(tx *txn) error) error {
	begun, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer func() { _ = begun.Rollback() }() // nothing after a commit; a panic must not keep SQLite's only writer
	tx := &txn{Tx: begun}
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.flush(ctx); err != nil {
		return err
	}
	if err := s.noteFreed(ctx, tx); err != nil {
		return err
	}
	if err := s.queueTimers(ctx, tx); err != nil {
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

// flush writes what waits: sittings, ledger and outbox.
func (tx *txn) flush(ctx context.Context) error {
	if err := tx.writeSaved(ctx); err != nil {
		return err
	}
	for part := range slices.Chunk(tx.facts, chunk) {
		if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
			return fmt.Errorf("append %d ledger entries, first %s: %w", len(part), part[0].Kind, err)
		}
	}
	for part := range slices.Chunk(tx.hints, chunk) {
		if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
			return fmt.Errorf("put %d events into the outbox, first %s: %w", len(part), part[0].Kind, err)
		}
	}
	tx.events += len(tx.hints)
	tx.facts, tx.hints = nil, nil
	return nil
}

// schedule leaves a timer of a sitting or a session for the durable jobs.
func (tx *txn) schedule(t exam.Timer, sittingID, sessionID string) {
	tx.timers = append(tx.timers, exam.TimerOf{Timer: t, SittingID: sittingID, SessionID: sessionID})
}

func (s *Store) queueTimers(ctx context.Context, tx *txn) error {
	if s.enqueue == nil || len(tx.timers) == 0 {
		return nil
	}
	if err := s.enqueue(ctx, tx.Tx.Tx, tx.timers); err != nil {
		return fmt.Errorf("schedule %d timers, first %s: %w", len(tx.timers), tx.timers[0].Kind, err)
	}
	return nil
}

// reading runs fn on one snapshot of the database, so that what several queries
// find belongs together.
func (s *Store) reading(ctx context.Context, fn func(db bun.IDB) error) error {
	return s.readingTx(ctx, s.read, func(tx bun.Tx) error { return fn(tx) })
}

func (s *Store) readingTx(ctx context.Context, db *bun.DB, fn func(tx bun.Tx) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if s.dialect == postgres {
		opts.Isolation = sql.LevelRepeatableRead // SQLite's transactions always are
	}
	return db.RunInTx(ctx, opts, func(_ context.Context, tx bun.Tx) error { return fn(tx) })
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

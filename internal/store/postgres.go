package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// poolSize is how many connections an instance holds at most, unless the
// address says pool_max_conns, beside the keyedConns, and the laneConns that commit what
// waits together.
const poolSize = 16

// byKey is how is asked for what is named by its key. The planner thinks a table small that
// it has not counted yet, as on the day of the first exam, and would read it whole each
// time; and it would plan anew each time how to find the rows of a list of keys
// (PostgreSQL's manual, 20.7).
const byKey = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; "

// wholesAtOnce is how many change a whole session at one moment; others wait.
const wholesAtOnce = 2

// laneConns are one for each lane of changes and of answers, and those for who changes a
// whole session. Those commits have connections of their own: in a minute in which
// thousands look, a commit that 256 wait for would else stand in the queue of all looks.
const laneConns = 2*commitLanes + wholesAtOnce

// keyedConns are for what every request asks, each by its key.
const keyedConns = 8

// openPostgres opens a pool that both reads and writes, one for what is asked by key and
// one for the lanes.
func (s *Store) openPostgres(ctx context.Context, dsn string) error {
	db, err := s.openPool(ctx, dsn, "", func(c *pgxpool.Config) {
		if !strings.Contains(dsn, "pool_max_conns") {
			c.MaxConns = poolSize
		}
	})
	if err != nil {
		return err
	}
	keyed, err := s.openPool(ctx, dsn, byKey, func(c *pgxpool.Config) { c.MaxConns = keyedConns })
	if err != nil {
		return errors.Join(err, s.Close())
	}
	lanes, err := s.openPool(ctx, dsn, byKey, func(c *pgxpool.Config) { c.MaxConns = laneConns })
	if err != nil {
		return errors.Join(err, s.Close())
	}
	s.dialect = postgres
	s.write, s.read, s.keyed, s.lanes = db, db, keyed, lanes
	return nil
}

// openPool opens one pool, whose connections are set up so, which [Store.Close] closes.
func (s *Store) openPool(ctx context.Context, dsn, setUp string, size func(*pgxpool.Config)) (*bun.DB, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	size(config)
	// The locks of an instance that vanished in mid-transaction are not kept for
	// the hours that TCP takes to notice. No query lasts so long that compiling it pays.
	config.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, setUp+"SET idle_in_transaction_session_timeout = '30s'; SET jit = off")
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	db := bun.NewDB(openDB(pool), postgresDialect{pgdialect.New()})
	s.closers = append(s.closers, db.Close, func() error { pool.Close(); return nil })
	return db, nil
}

// migrationLock is the number of the advisory lock under which one instance at a
// time migrates.
const migrationLock = 0x6b616f6368616e67 // "kaochang"

// alone runs fn while no other instance runs its own.
func (s *Store) alone(ctx context.Context, fn func(context.Context) error) (err error) {
	if s.dialect != postgres {
		return fn(ctx)
	}
	conn, err := s.lanes.DB.Conn(ctx) // fn needs others, of a pool that may be of one
	if err != nil {
		return fmt.Errorf("connect to migrate: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return fmt.Errorf("wait to migrate: %w", err)
	}
	defer func() {
		_, unlocked := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock))
		err = errors.Join(err, unlocked)
	}()
	return fn(ctx)
}

// The conditions of PostgreSQL that the store answers to (its manual, appendix A).
const (
	uniqueViolation      = "23505"
	foreignKeyViolation  = "23503"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
)

func postgresCode(err error) string {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

// postgresPointedAt reports whether a row stays because another points at it.
func postgresPointedAt(err error) bool { return postgresCode(err) == foreignKeyViolation }

func postgresDuplicate(err error) bool { return postgresCode(err) == uniqueViolation }

func postgresBrokeOff(err error) bool {
	code := postgresCode(err)
	return code == serializationFailure || code == deadlockDetected
}

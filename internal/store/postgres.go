package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// poolSize is how many connections an instance holds at most, unless the
// address says pool_max_conns.
const poolSize = 16

// openPostgres opens a pool that both reads and writes.
func (s *Store) openPostgres(ctx context.Context, dsn string) error {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return err
	}
	if !strings.Contains(dsn, "pool_max_conns") {
		config.MaxConns = poolSize
	}
	// The locks of an instance that vanished in mid-transaction are not kept for
	// the hours that TCP takes to notice.
	config.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "SET idle_in_transaction_session_timeout = '30s'")
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return err
	}
	s.dialect = postgres
	s.write = bun.NewDB(stdlib.OpenDBFromPool(pool), postgresDialect{pgdialect.New()})
	s.read = s.write
	s.closers = []func() error{s.write.Close, func() error { pool.Close(); return nil }}
	return nil
}

// migrationLock is the number of the advisory lock under which one instance at a
// time migrates.
const migrationLock = 0x6b616f6368616e67 // "kaochang"

// alone runs fn while no other instance runs its own.
func (s *Store) alone(ctx context.Context, fn func(context.Context) error) (err error) {
	if s.dialect != postgres {
		return fn(ctx)
	}
	conn, err := s.write.DB.Conn(ctx)
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

package store

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// openPostgres opens a pool that both reads and writes.
func (s *Store) openPostgres(ctx context.Context, dsn string) error {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return err
	}
	s.dialect = "postgres"
	s.write = bun.NewDB(stdlib.OpenDBFromPool(pool), pgdialect.New())
	s.read = s.write
	s.closers = []func() error{s.write.Close, func() error { pool.Close(); return nil }}
	return nil
}

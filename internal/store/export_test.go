package store

import (
	"context"
	"maps"
	"slices"

	"github.com/uptrace/bun"
)

// Watch lets a test see every query.
func (s *Store) Watch(hook bun.QueryHook) {
	s.write = s.write.WithQueryHook(hook)
	s.read = s.read.WithQueryHook(hook)
	s.keyed = s.keyed.WithQueryHook(hook)
	s.lanes = s.lanes.WithQueryHook(hook)
}

// WriteConn, ReadConn and KeyedConn give a test the connections themselves.
func (s *Store) WriteConn() *bun.DB { return s.write }
func (s *Store) ReadConn() *bun.DB  { return s.read }
func (s *Store) KeyedConn() *bun.DB { return s.keyed }

// Prepared returns the texts of the statements that are prepared, without the values.
func (s *Store) Prepared() []string { return slices.Collect(maps.Keys(s.prepared.byText)) }

// InTx runs fn as a writing transaction.
func (s *Store) InTx(ctx context.Context, fn func() error) error {
	return s.inTx(ctx, func(*txn) error { return fn() })
}

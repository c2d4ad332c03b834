package store

import (
	"context"
	"fmt"
	"time"
)

// Health is what a database says of itself.
type Health struct {
	Product string    // for people, with its version
	Durable bool      // a commit is on disk when it returns
	Now     time.Time // by its own clock; zero for SQLite, which has none
}

// Health asks the database how it is set up.
func (s *Store) Health(ctx context.Context) (h Health, err error) {
	if s.dialect == sqlite {
		var version string
		var synchronous int
		row := s.write.QueryRowContext(ctx, "SELECT sqlite_version(), (SELECT synchronous FROM pragma_synchronous)")
		if err := row.Scan(&version, &synchronous); err != nil {
			return h, fmt.Errorf("ask SQLite: %w", err)
		}
		return Health{Product: "SQLite " + version, Durable: synchronous >= 2}, nil // 2 is FULL
	}
	var version, commit, fsync string
	var millis int64
	row := s.write.QueryRowContext(ctx, `SELECT current_setting('server_version'), current_setting('synchronous_commit'),
  current_setting('fsync'), CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)`)
	if err := row.Scan(&version, &commit, &fsync, &millis); err != nil {
		return h, fmt.Errorf("ask PostgreSQL: %w", err)
	}
	return Health{Product: "PostgreSQL " + version, Durable: commit != "off" && fsync == "on", Now: at(millis)}, nil
}

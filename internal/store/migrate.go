package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations
var migrations embed.FS

// Migrate brings the schema up to date, ours first, then that of the timed jobs.
// It goes forward only. Several instances may call it at once on PostgreSQL.
func (s *Store) Migrate(ctx context.Context) error { return s.alone(ctx, s.migrate) }

// Versions returns the schema's version and the one that this program wants.
func (s *Store) Versions(ctx context.Context) (current, wanted int64, err error) {
	provider, err := s.provider()
	if err != nil {
		return 0, 0, err
	}
	if current, wanted, err = provider.GetVersions(ctx); err != nil {
		return 0, 0, fmt.Errorf("read schema version: %w", err)
	}
	return current, wanted, nil
}

func (s *Store) provider() (*goose.Provider, error) {
	files, err := migrationsOf(s.dialect)
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if s.dialect == postgres {
		dialect = goose.DialectPostgres
	}
	// Migrations that are written side by side may come in out of the order of their numbers.
	provider, err := goose.NewProvider(dialect, s.write.DB, files, goose.WithAllowOutofOrder(true))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return provider, nil
}

func (s *Store) migrate(ctx context.Context) error {
	provider, err := s.provider()
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return s.migrateJobs(ctx)
}

func (s *Store) migrateJobs(ctx context.Context) error {
	var driver riverdriver.Driver[*sql.Tx] = riverdatabasesql.New(s.write.DB)
	if s.dialect == sqlite {
		driver = riversqlite.New(s.write.DB)
	}
	migrator, err := rivermigrate.New(driver, nil)
	if err != nil {
		return fmt.Errorf("read migrations of timed jobs: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate timed jobs: %w", err)
	}
	return nil
}

// migrationsOf returns the portable migrations with those of one dialect.
func migrationsOf(dialect string) (fs.FS, error) {
	all := fstest.MapFS{}
	for _, folder := range []string{"migrations/common", "migrations/" + dialect} {
		entries, err := migrations.ReadDir(folder)
		if err != nil {
			return nil, fmt.Errorf("read migrations: %w", err)
		}
		for _, e := range entries {
			text, err := migrations.ReadFile(folder + "/" + e.Name())
			if err != nil {
				return nil, fmt.Errorf("read migration %s: %w", e.Name(), err)
			}
			all[e.Name()] = &fstest.MapFile{Data: text, Mode: 0o444}
		}
	}
	return all, nil
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	driver "modernc.org/sqlite" // the driver "sqlite"; this file alone names it
	sqlite3 "modernc.org/sqlite/lib"
)

// readers is how many connections read beside the one that writes.
const readers = 8

// synchronous is how SQLite waits for the disk. It is no setting: only the linker can
// make it another, for the control of e2e/faults, which must lose answers then.
var synchronous = "FULL"

// openSQLite opens a file with one writing connection and several readers.
// synchronous=FULL: what was acknowledged survives a power cut
// (docs/decisions/0001-sqlite-by-modernc-one-writer.md).
func (s *Store) openSQLite(ctx context.Context, path string) error {
	pragmas := url.Values{"_pragma": {
		"journal_mode(WAL)", "synchronous(" + synchronous + ")", "busy_timeout(10000)", "foreign_keys(ON)", "temp_store(MEMORY)", "cache_size(-16000)",
	}}
	pragmas.Set("_txlock", "immediate")
	write, err := sql.Open("sqlite", sqliteURI(path, pragmas))
	if err != nil {
		return err
	}
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil { // makes the file before readers come
		_ = write.Close() // the cause matters more
		return fmt.Errorf("open %s: %w", path, err)
	}
	pragmas.Set("_txlock", "deferred")
	pragmas.Add("_pragma", "query_only(ON)")
	read, err := sql.Open("sqlite", sqliteURI(path, pragmas))
	if err != nil {
		_ = write.Close() // the cause matters more
		return err
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	s.dialect = sqlite
	s.write, s.read = bun.NewDB(write, sqliteDialect{sqlitedialect.New()}), bun.NewDB(read, sqliteDialect{sqlitedialect.New()})
	s.keyed, s.lanes = s.read, s.write
	s.closers = []func() error{s.read.Close, s.write.Close}
	return nil
}

// sqliteURI writes a file's path, whatever signs it has, as SQLite reads it.
func sqliteURI(path string, query url.Values) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path) + "?" + query.Encode()
}

func sqliteDuplicate(err error) bool {
	var refused *driver.Error
	return errors.As(err, &refused) &&
		(refused.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || refused.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// sqlitePointedAt reports whether a row stays because another points at it.
func sqlitePointedAt(err error) bool {
	var refused *driver.Error
	return errors.As(err, &refused) && refused.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

package store

import (
	"database/sql"
	"fmt"
	"net/url"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // the driver "sqlite"; this file alone names it
)

// readers is how many connections read beside the one that writes.
const readers = 8

// openSQLite opens a file with one writing connection and several readers.
// synchronous=FULL: what was acknowledged survives a power cut
// (docs/decisions/0001-sqlite.md).
func (s *Store) openSQLite(path string) error {
	pragmas := url.Values{"_pragma": {
		"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(10000)", "foreign_keys(ON)", "temp_store(MEMORY)", "cache_size(-16000)",
	}}
	pragmas.Set("_txlock", "immediate")
	write, err := sql.Open("sqlite", "file:"+path+"?"+pragmas.Encode())
	if err != nil {
		return err
	}
	write.SetMaxOpenConns(1)
	if err := write.Ping(); err != nil { // makes the file before readers come
		return fmt.Errorf("open %s: %w", path, err)
	}
	pragmas.Set("_txlock", "deferred")
	pragmas.Add("_pragma", "query_only(ON)")
	read, err := sql.Open("sqlite", "file:"+path+"?"+pragmas.Encode())
	if err != nil {
		return err
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	s.dialect = "sqlite"
	s.write, s.read = bun.NewDB(write, sqlitedialect.New()), bun.NewDB(read, sqlitedialect.New())
	s.closers = []func() error{s.read.Close, s.write.Close}
	return nil
}

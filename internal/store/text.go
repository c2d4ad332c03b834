package store

import (
	"strings"

	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
)

// clean replaces what no database can keep in a text. People cannot type it, but
// a program can send it.
func clean(text string) string { return strings.ReplaceAll(text, "\x00", "\uFFFD") }

type sqliteDialect struct{ *sqlitedialect.Dialect }

// AppendString writes a text into a query.
func (d sqliteDialect) AppendString(b []byte, text string) []byte {
	return d.Dialect.AppendString(b, clean(text))
}

type postgresDialect struct{ *pgdialect.Dialect }

// AppendString writes a text into a query.
func (d postgresDialect) AppendString(b []byte, text string) []byte {
	return d.Dialect.AppendString(b, clean(text))
}

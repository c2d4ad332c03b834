package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"github.com/uptrace/bun"
)

// query is what the builder makes.
type query interface {
	Scan(ctx context.Context, dest ...any) error
	String() string
}

// source answers queries.
type source interface {
	bun.IDB
	scan(ctx context.Context, q query, dest any) error
}

// plain answers each query as it is.
type plain struct{ bun.IDB }

func (plain) scan(ctx context.Context, q query, dest any) error { return q.Scan(ctx, dest) }

// statements are prepared ones, by their text. They are closed with the database.
type statements struct {
	mu     sync.RWMutex
	byText map[string]*sql.Stmt
}

// known returns the statement of a text, nil before it is prepared.
func (p *statements) known(text string) *sql.Stmt {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.byText[text]
}

// prepare keeps a statement of a text. It waits for a connection, so whoever holds one
// must not call it; nor is the lock held meanwhile.
func (p *statements) prepare(ctx context.Context, db *sql.DB, text string) (*sql.Stmt, error) {
	if stmt := p.known(text); stmt != nil {
		return stmt, nil
	}
	stmt, err := db.PrepareContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("prepare statement: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if kept := p.byText[text]; kept != nil { // another was quicker
		return kept, stmt.Close() //nolint:sqlclosecheck // the other one stays
	}
	if p.byText == nil {
		p.byText = map[string]*sql.Stmt{}
	}
	p.byText[text] = stmt
	return stmt, nil
}

// hot asks what nearly every request asks, in words that stay the same: what differs
// stands behind [hot.arg]. SQLite then parses each of these queries once a connection;
// that was a third of what a request cost. PostgreSQL, whose driver prepares what comes
// with arguments, plans them once a connection.
type hot struct {
	bun.IDB
	store *Store
	tx    *bun.Tx // nil outside of a transaction
	args  []any
	learn []string // texts asked in the transaction that have no statement yet
}

// hot returns a source for one query, with any number of arguments.
func (s *Store) hot() *hot { return &hot{IDB: s.keyed, store: s} }

// arg stands in a query for a value.
func (h *hot) arg(value any) any {
	h.args = append(h.args, value)
	if h.store.dialect == postgres {
		return bun.Safe(fmt.Sprintf("$%d", len(h.args)))
	}
	return bun.Safe("?")
}

func (h *hot) scan(ctx context.Context, q query, dest any) error {
	rows, err := h.ask(ctx, q.String())
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // they are read
	if err := h.store.keyed.ScanRows(ctx, rows, dest); err != nil {
		return err
	}
	return rows.Err()
}

// ask asks by the prepared statement; as it is in a transaction that is the first to ask.
func (h *hot) ask(ctx context.Context, text string) (*sql.Rows, error) {
	switch {
	case h.store.dialect == postgres && h.tx == nil:
		return h.store.keyed.DB.QueryContext(ctx, text, h.args...)
	case h.store.dialect == postgres:
		return h.tx.Tx.QueryContext(ctx, text, h.args...)
	case h.tx == nil:
		stmt, err := h.store.prepared.prepare(ctx, h.store.keyed.DB, text) //nolint:sqlclosecheck // it is kept for the next
		if err != nil {
			return nil, err
		}
		return stmt.QueryContext(ctx, h.args...)
	}
	if stmt := h.store.prepared.known(text); stmt != nil {
		return h.tx.Tx.StmtContext(ctx, stmt).QueryContext(ctx, h.args...) //nolint:sqlclosecheck // its transaction closes it
	}
	h.learn = append(h.learn, text)
	return h.tx.Tx.QueryContext(ctx, text, h.args...)
}

// naming returns a source for queries that choose rows by many identifiers, in a writing
// transaction or, with nil, outside of one, and the condition that does, to be put behind
// their column, with what stands in it. PostgreSQL gets the identifiers as one argument,
// so that it plans each query once a connection however many they are.
func (s *Store) naming(tx *txn, ids []string) (db source, among string, named any) {
	h := s.hot()
	if tx == nil {
		return h.naming(ids)
	}
	if s.dialect != postgres {
		return plain{tx}, " IN (?)", bun.List(ids) // what is prepared is so for reading
	}
	h.IDB, h.tx = tx, &tx.Tx
	return h.naming(ids)
}

// naming is [Store.naming] for reading. SQLite has a prepared statement for one identifier.
func (h *hot) naming(ids []string) (db source, among string, named any) {
	switch {
	case h.store.dialect == postgres:
		return h, " = ANY (?)", h.arg(ids)
	case len(ids) == 1:
		return h, " = ?", h.arg(ids[0])
	}
	return plain{h.IDB}, " IN (?)", bun.List(ids)
}

// readingNamed is [Store.reading] of queries that choose rows as [Store.naming] says.
func (s *Store) readingNamed(ctx context.Context, ids []string, fn func(db source, among string, named any) error) error {
	h := s.hot()
	err := s.readingTx(ctx, s.keyed, func(tx bun.Tx) error {
		h.IDB, h.tx, h.args, h.learn = tx, &tx, nil, nil
		return fn(h.naming(ids))
	})
	if err != nil {
		return err
	}
	for _, text := range h.learn {
		if _, err := s.prepared.prepare(ctx, s.keyed.DB, text); err != nil { //nolint:sqlclosecheck // it is kept for the next
			return err
		}
	}
	return nil
}

package store_test

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"kaochang/internal/store"
	"kaochang/internal/storetest"
)

// schema is what a database holds: for each table its columns, keys and indices,
// one a line, sorted.
type schema map[string][]string

// TestBothDatabasesHaveTheSameSchema compares what the migrations made, so that
// an exception for one dialect cannot drift from the other's.
func TestBothDatabasesHaveTheSameSchema(t *testing.T) {
	lite := sqliteSchema(t, openSQLite(t, time.Now))
	for _, table := range []string{"school", "sitting", "ledger_entry", "outbox", "recorder_lease"} {
		if len(lite[table]) < 3 {
			t.Errorf("table %s has %d lines, so the test shows nothing", table, len(lite[table]))
		}
	}
	if !storetest.HasPostgres(t) {
		return
	}
	pg := postgresSchema(t, openPostgres(t, time.Now))
	names := slices.Sorted(maps.Keys(lite))
	if other := slices.Sorted(maps.Keys(pg)); !slices.Equal(names, other) {
		t.Errorf("tables on SQLite %v\nand on PostgreSQL %v", names, other)
	}
	for _, table := range names {
		if !slices.Equal(lite[table], pg[table]) {
			t.Errorf("%s on SQLite:\n  %s\non PostgreSQL:\n  %s", table, strings.Join(lite[table], "\n  "), strings.Join(pg[table], "\n  "))
		}
	}
}

// Every table that belongs to a school says which; these do not belong to one, or
// hold nothing of a school's.
var schoolless = []string{"school", "passkey_ceremony", "setup_token", "sign_in_code", "outbox", "recorder_lease", "upload_lock", "blob_free"}

func TestEveryRowOfASchoolCarriesItsSchool(t *testing.T) {
	for table, lines := range sqliteSchema(t, openSQLite(t, time.Now)) {
		has := slices.Contains(lines, "column school_id text required")
		if has == slices.Contains(schoolless, table) {
			t.Errorf("%s carries school_id: %v, want %v", table, has, !has)
		}
	}
}

// ours reports whether a table is made by our migrations.
func ours(table string) bool {
	return !strings.HasPrefix(table, "river_") && !strings.HasPrefix(table, "sqlite_") && !strings.HasPrefix(table, "goose_")
}

func sqliteSchema(t *testing.T, s *store.Store) schema {
	t.Helper()
	return schemaOf(t, s.ReadConn().DB, map[string]string{
		"column": `SELECT m.name, c.name || ' ' || CASE c.type WHEN 'TEXT' THEN 'text' WHEN 'BOOLEAN' THEN 'boolean' ELSE 'integer' END
			|| CASE WHEN c."notnull" OR c.pk > 0 THEN ' required' ELSE '' END || CASE WHEN c.dflt_value IS NULL THEN '' ELSE ' defaulted' END
			FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'`,
		"primary key": `SELECT m.name, (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_table_info(m.name) WHERE pk > 0 ORDER BY pk))
			FROM sqlite_schema m WHERE m.type = 'table'`,
		"index": `SELECT m.name, (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))
			|| CASE WHEN i."unique" THEN ' unique' ELSE '' END || CASE WHEN i.partial THEN ' partial' ELSE '' END
			FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin <> 'pk'`,
		"foreign key": `SELECT m.name, (SELECT group_concat("from", ',') || ' to ' || "table" || ' ' || group_concat("to", ',')
			FROM (SELECT * FROM pragma_foreign_key_list(m.name) WHERE id = f.id ORDER BY seq))
			FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND f.seq = 0`,
	})
}

func postgresSchema(t *testing.T, s *store.Store) schema {
	t.Helper()
	columns := func(table, key string) string {
		return fmt.Sprintf(`(SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(%s) WITH ORDINALITY k (att, n)
			JOIN pg_attribute a ON a.attrelid = %s AND a.attnum = k.att)`, key, table)
	}
	tables := ` JOIN pg_class t ON t.oid = %s JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public' AND t.relkind = 'r' `
	return schemaOf(t, s.ReadConn().DB, map[string]string{
		"column": `SELECT table_name, column_name || ' ' || CASE data_type WHEN 'bigint' THEN 'integer' ELSE data_type END
			|| CASE is_nullable WHEN 'NO' THEN ' required' ELSE '' END || CASE WHEN column_default IS NULL THEN '' ELSE ' defaulted' END
			FROM information_schema.columns WHERE table_schema = 'public'`,
		"primary key": `SELECT t.relname, ` + columns("t.oid", "i.indkey") + ` FROM pg_index i` + fmt.Sprintf(tables, "i.indrelid") + `WHERE i.indisprimary`,
		"index": `SELECT t.relname, ` + columns("t.oid", "i.indkey") + ` || CASE WHEN i.indisunique THEN ' unique' ELSE '' END
			|| CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END FROM pg_index i` + fmt.Sprintf(tables, "i.indrelid") + `WHERE NOT i.indisprimary`,
		"foreign key": `SELECT t.relname, ` + columns("t.oid", "c.conkey") + ` || ' to ' || c.confrelid::regclass || ' ' || ` + columns("c.confrelid", "c.confkey") +
			` FROM pg_constraint c` + fmt.Sprintf(tables, "c.conrelid") + `WHERE c.contype = 'f'`,
	})
}

// schemaOf runs queries that give a table and a line about it.
func schemaOf(t *testing.T, db *sql.DB, queries map[string]string) schema {
	t.Helper()
	found := schema{}
	for kind, query := range queries {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatalf("read %s: %v", kind, err)
		}
		defer func() { _ = rows.Close() }() // read to its end
		for rows.Next() {
			var table string
			var line sql.NullString
			if err := rows.Scan(&table, &line); err != nil {
				t.Fatalf("read %s: %v", kind, err)
			}
			if ours(table) {
				found[table] = append(found[table], kind+" "+line.String)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatalf("read %s: %v", kind, err)
		}
	}
	for _, lines := range found {
		slices.Sort(lines)
	}
	return found
}

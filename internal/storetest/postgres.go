package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// PostgresEnv names the variable that holds the address of a PostgreSQL server
// on which tests may create databases, for example
// postgres://postgres@127.0.0.1:5432/postgres.
const PostgresEnv = "KAOCHANG_TEST_POSTGRES"

// HasPostgres reports whether there is a PostgreSQL server for tests. Continuous
// integration must have one: there its absence fails the test.
func HasPostgres(t testing.TB) bool {
	t.Helper()
	if os.Getenv(PostgresEnv) != "" {
		return true
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not set: these rules must be shown on PostgreSQL, too", PostgresEnv)
	}
	t.Logf("%s is not set: shown on SQLite only", PostgresEnv)
	return false
}

// Postgres creates an empty database and returns its address. The database goes
// when the test ends.
func Postgres(t testing.TB) string {
	t.Helper()
	return create(t, "")
}

// PostgresLike creates a copy of a database that [Postgres] made and nobody is connected
// to any more: what many tests begin with is made once. The copy goes when the test ends.
func PostgresLike(t testing.TB, dsn string) string {
	t.Helper()
	return create(t, " TEMPLATE "+strings.TrimPrefix(parse(t, dsn).Path, "/"))
}

func create(t testing.TB, like string) string {
	t.Helper()
	admin := os.Getenv(PostgresEnv)
	name := "kaochang_test_" + strings.ToLower(rand.Text())
	query(t, admin, "CREATE DATABASE "+name+like)
	t.Cleanup(func() { query(t, admin, "DROP DATABASE "+name+" WITH (FORCE)") })
	dsn := parse(t, admin)
	dsn.Path = "/" + name
	return dsn.String()
}

func parse(t testing.TB, dsn string) *url.URL {
	t.Helper()
	at, err := url.Parse(dsn)
	if err != nil {
		t.Fatalf("read the address of PostgreSQL: %v", err)
	}
	return at
}

func query(t testing.TB, dsn, text string) {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatalf("open PostgreSQL: %v", err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Errorf("close PostgreSQL: %v", err)
		}
	}()
	if _, err := db.ExecContext(context.WithoutCancel(t.Context()), text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

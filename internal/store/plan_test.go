package store_test

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/store"
	"kaochang/internal/storetest"
)

// TestNoQueryReadsAWholeTable tells the suite again and asks SQLite for the plan
// of every query: with 100,000 candidates none may look at each row of a table.
func TestNoQueryReadsAWholeTable(t *testing.T) {
	storetest.Run(t, func(t *testing.T, now func() time.Time) *store.Store {
		s := openSQLite(t, now)
		seen := &queries{text: map[string]string{}}
		s.Watch(seen)
		t.Cleanup(func() { seen.explain(t, s) }) // before the store is closed
		return s
	})
}

// few rows are in these on any server, so reading them whole is fine: schools, and
// indices of only what waits. compared and newest are no tables but what a query has just found.
var few = regexp.MustCompile(`^SCAN (CONSTANT ROW|compared$|newest$|setup_token|school\b|outbox USING INDEX outbox_waiting|r USING (COVERING )?INDEX recording_open|face_check USING INDEX face_check_queue)`)

var literal = regexp.MustCompile(`'(?:[^']|'')*'|\b\d+\b`)

type queries struct {
	mu   sync.Mutex
	text map[string]string // by form
}

// BeforeQuery sees nothing yet.
func (q *queries) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

// AfterQuery remembers one query of each form.
func (q *queries) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if e.Err == nil {
		q.text[literal.ReplaceAllString(e.Query, "?")] = e.Query
	}
}

func (q *queries) explain(t *testing.T, s *store.Store) {
	ctx := context.Background() // the test's own has ended
	all := slices.Collect(maps.Values(q.text))
	for _, text := range s.Prepared() {
		all = append(all, strings.ReplaceAll(text, "?", "'x'"))
	}
	for _, query := range all {
		if verb, _, _ := strings.Cut(query, " "); verb != "SELECT" && verb != "UPDATE" && verb != "DELETE" {
			continue
		}
		rows, err := s.ReadConn().DB.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query)
		if err != nil {
			t.Errorf("explain %s: %v", query, err)
			continue
		}
		defer func() { _ = rows.Close() }() // read to its end
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Error(err)
			}
			if strings.HasPrefix(step, "SCAN ") && !few.MatchString(step) {
				t.Errorf("%s\nin %s", step, query)
			}
		}
		if err := rows.Err(); err != nil {
			t.Error(err)
		}
	}
}

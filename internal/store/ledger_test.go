package store_test

import (
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/store"
	"kaochang/internal/storetest"
)

// Nobody edits the ledger, not even who has the database (FEATURES I6).
func TestTheLedgerDoesNotChange(t *testing.T) {
	for name, open := range map[string]storetest.Opener{"SQLite": openSQLite, "PostgreSQL": openPostgres} {
		if name == "PostgreSQL" && !storetest.HasPostgres(t) {
			continue
		}
		s := open(t, time.Now)
		school := exam.School{ID: "a", Slug: "a", Name: "a"}
		err := s.OpenSchool(t.Context(), school, exam.Staff{ID: "x", SchoolID: "a", Username: "x"}, exam.Fact{Kind: "school.opened", At: time.Now(), Reason: "true"})
		if err != nil {
			t.Fatal(err)
		}
		for _, tampering := range []string{"UPDATE ledger_entry SET reason = 'false'", "DELETE FROM ledger_entry"} {
			if _, err := s.WriteConn().ExecContext(t.Context(), tampering); err == nil || !strings.Contains(err.Error(), "the ledger does not change") {
				t.Errorf("%s on %s: %v, want it refused", tampering, name, err)
			}
		}
		guarded(t, s, 1, 0)
		// Who takes the guard away is found out by the hashes.
		if name == "SQLite" {
			for _, tampering := range []string{"DROP TRIGGER ledger_entry_kept", "UPDATE ledger_entry SET reason = 'false'"} {
				if _, err := s.WriteConn().ExecContext(t.Context(), tampering); err != nil {
					t.Fatal(err)
				}
			}
			guarded(t, s, 1, 1)
		}
	}
}

func guarded(t *testing.T, s *store.Store, entries, tampered int) {
	t.Helper()
	checked, wrong, err := s.CheckLedger(t.Context(), "a")
	if err != nil || checked != entries || len(wrong) != tampered {
		t.Errorf("checked %d with %v wrong (%v), want %d with %d", checked, wrong, err, entries, tampered)
	}
}

package school_test

import (
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
)

func TestTheLedgerIsTakenAwayAsAWorkbookAndThatIsInIt(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	admin := w.founded()
	w.now = time.Date(2026, 12, 1, 20, 0, 0, 0, time.UTC)
	_, err := w.KeepCollege(ctx, admin, "", "=艺术学院")
	w.no(err)
	inspector := admin
	inspector.Bindings = []exam.Binding{{Role: exam.RoleInspector, Kind: exam.ScopeSchool, ScopeID: admin.SchoolID}}
	_, err = w.ExportLedger(ctx, inspector, exam.LedgerFilter{Actor: "赵", Kind: "college."})
	w.no(err)
	if len(w.table.Rows) != 1 {
		t.Fatalf("%v, want the one entry that was asked for", w.table.Rows)
	}
	row := strings.Join(w.table.Rows[0], "|")
	for _, want := range []string{"2026-12-02 04:00:00", "staff|赵教务|college.kept|", "=艺术学院"} {
		if !strings.Contains(row, want) {
			t.Errorf("%s, want %s in it", row, want)
		}
	}
	if len(w.table.Rows[0]) != len(w.table.Header) {
		t.Errorf("%d cells under %d headings", len(w.table.Rows[0]), len(w.table.Header))
	}
	newest, _, err := w.Ledger(ctx, inspector, exam.LedgerFilter{Limit: 1})
	w.no(err)
	if newest[0].Kind != "ledger.exported" || newest[0].Data["rows"] != "1" {
		t.Errorf("%+v, want the export in the ledger", newest[0])
	}
	reviewer := admin
	reviewer.Bindings = []exam.Binding{{Role: exam.RoleReviewer, Kind: exam.ScopeSchool, ScopeID: admin.SchoolID}}
	_, err = w.ExportLedger(ctx, reviewer, exam.LedgerFilter{})
	w.refused(err, exam.CodeForbidden)
	_, _, err = w.CheckLedger(ctx, reviewer)
	w.refused(err, exam.CodeForbidden)
}

func TestAdministratorsEndLoginsOfTheirOwnStaff(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	admin := w.founded()
	foreign := founding
	foreign.Slug, foreign.Username = "other", "qian"
	w.no(w.AddAdmin(ctx, foreign))
	other := w.actor("qian")
	for _, id := range []string{"one", "two", "three"} {
		w.no(w.db.CreateLogin(ctx, exam.Login{
			ID: id, Kind: exam.ActorStaff, StaffID: admin.StaffID, SchoolID: admin.SchoolID, Label: "PC", CreatedAt: w.now, ExpiresAt: w.now.Add(time.Hour),
		}, "token of "+id))
	}
	_, err := w.Logins(ctx, other, admin.StaffID)
	w.refused(err, exam.CodeNotFound)
	w.refused(w.EndLogins(ctx, other, admin.StaffID, "one", "x"), exam.CodeNotFound)
	w.refused(w.EndLogins(ctx, admin, admin.StaffID, "none", "x"), exam.CodeNotFound)
	w.no(w.EndLogins(ctx, admin, admin.StaffID, "one", "lost phone"))
	list, err := w.Logins(ctx, admin, admin.StaffID)
	w.no(err)
	if len(list) != 2 {
		t.Errorf("%d logins hold, want two", len(list))
	}
	w.no(w.EndLogins(ctx, admin, admin.StaffID, "", "left"))
	list, err = w.Logins(ctx, admin, admin.StaffID)
	w.no(err)
	entries, _, err := w.Ledger(ctx, admin, exam.LedgerFilter{Kind: "staff.login", Limit: 10})
	w.no(err)
	if len(list) != 0 || len(entries) != 2 || entries[1].Reason != "lost phone" {
		t.Errorf("%v hold; the ledger has %+v", list, entries)
	}
}

func TestANewFirstPasswordTakesTheSecondFactorAway(t *testing.T) {
	w := newWorld(t)
	admin := w.founded()
	w.no(w.db.ChangeStaff(t.Context(), admin.SchoolID, admin.StaffID, func(one *exam.Staff, _ []exam.Staff) (exam.StaffChange, error) {
		one.TOTP, one.Recovery, one.Passkeys = "sealed", []string{"x"}, []exam.Passkey{{ID: "k"}}
		return exam.StaffChange{Fact: exam.Fact{Kind: "staff.second_factor_set", At: w.now}}, nil
	}))
	_, err := w.ResetPassword(t.Context(), admin, admin.StaffID, "lost phone")
	w.no(err)
	one, err := w.db.StaffByID(t.Context(), admin.StaffID)
	w.no(err)
	if one.HasSecondFactor() || len(one.Recovery) != 0 || !one.MustChange {
		t.Errorf("%+v, want nothing left of her sign-in", one)
	}
}

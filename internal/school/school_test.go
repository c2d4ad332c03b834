package school_test

import (
	"io"
	"path/filepath"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/school"
	"kaochang/internal/store"
)

type world struct {
	*testing.T
	*school.Service
	db    *store.Store
	now   time.Time
	table school.Table // the last that was written
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC)}
	now := func() time.Time { return w.now }
	db, err := store.Open(t.Context(), store.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "kaochang.db"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w.db = db
	w.no(db.Migrate(t.Context()))
	w.Service = school.New(school.Parts{
		Store: db, Hash: func(p string) (string, error) { return "hash of " + p, nil }, Now: now,
		Write: func(_ io.Writer, t school.Table) error { w.table = t; return nil },
	})
	return w
}

func (w *world) no(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(err error, want exam.Code) {
	w.Helper()
	if exam.CodeOf(err) != want {
		w.Errorf("%v, want %s", err, want)
	}
}

var founding = school.Founding{Slug: "yunling", Name: "云岭大学", Contact: "010-1", Username: "Zhao", Admin: "赵教务", Password: "correct horse"}

// founded makes the first school and returns its administrator.
func (w *world) founded() exam.Actor {
	w.Helper()
	token, err := w.SetupToken(w.Context())
	w.no(err)
	w.no(w.Found(w.Context(), "192.0.2.1", token, founding))
	return w.actor("zhao")
}

func (w *world) actor(username string) exam.Actor {
	w.Helper()
	one, err := w.db.StaffByUsernameAnywhere(w.Context(), username)
	w.no(err)
	return exam.Actor{Kind: exam.ActorStaff, StaffID: one.ID, SchoolID: one.SchoolID, Name: one.Name, Bindings: one.Bindings}
}

func TestAnEmptyServerIsFoundedOnce(t *testing.T) {
	w := newWorld(t)
	token, err := w.SetupToken(t.Context())
	w.no(err)
	for what, change := range map[string]func(*school.Founding){
		"a slug with spaces":  func(f *school.Founding) { f.Slug = "yun ling" },
		"a short password":    func(f *school.Founding) { f.Password = "short" },
		"a password of one":   func(f *school.Founding) { f.Password = "aaaaaaaaaaaa" },
		"no name":             func(f *school.Founding) { f.Name = " " },
		"a name in Chinese":   func(f *school.Founding) { f.Username = "赵" },
		"nobody as its admin": func(f *school.Founding) { f.Admin = "" },
	} {
		f := founding
		change(&f)
		if err := w.Found(t.Context(), what, token, f); exam.CodeOf(err) != exam.CodeInvalid {
			t.Errorf("%s: %v, want it invalid", what, err)
		}
	}
	w.refused(w.Found(t.Context(), "a", "guess", founding), exam.CodeForbidden)
	w.no(w.Found(t.Context(), "a", token, founding))
	w.refused(w.Found(t.Context(), "a", token, founding), exam.CodeForbidden)
	again, err := w.SetupToken(t.Context())
	w.no(err)
	if again != "" {
		t.Error("a server with a school offers a set-up link")
	}
	for range 20 {
		err = w.Found(t.Context(), "b", "guess", founding)
	}
	w.refused(err, exam.CodeRateLimited)
}

func TestTheMachinesOwnerAddsAdministrators(t *testing.T) {
	w := newWorld(t)
	w.no(w.AddAdmin(t.Context(), founding))
	second := founding
	second.Username = "qian"
	w.no(w.AddAdmin(t.Context(), second))
	w.refused(w.AddAdmin(t.Context(), second), exam.CodeConflict)
	for _, name := range []string{"zhao", "qian"} {
		one, err := w.db.StaffByUsernameAnywhere(t.Context(), name)
		w.no(err)
		if !one.MustChange || !one.IsAdmin() {
			t.Errorf("%s: %+v, want an administrator who must change the password", name, one)
		}
	}
}

func TestStaffAreManagedByAdministratorsOfTheirSchool(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	admin := w.founded()
	college, err := w.KeepCollege(ctx, admin, "", " 艺术学院 ")
	w.no(err)
	_, err = w.KeepCollege(ctx, admin, "", "艺术学院")
	w.refused(err, exam.CodeConflict)
	bound := func(role exam.Role, kind exam.ScopeKind, id string) school.Member {
		return school.Member{Username: "li", Name: "李", Bindings: []exam.Binding{{Role: role, Kind: kind, ScopeID: id}}}
	}
	_, _, err = w.AddStaff(ctx, admin, bound(exam.RoleSchoolAdmin, exam.ScopeCollege, college))
	w.refused(err, exam.CodeInvalid)
	_, _, err = w.AddStaff(ctx, admin, bound(exam.RoleChair, exam.ScopeRoom, "elsewhere"))
	w.refused(err, exam.CodeNotFound)
	id, password, err := w.AddStaff(ctx, admin, bound(exam.RoleCollegeAdmin, exam.ScopeCollege, college))
	w.no(err)
	one, err := w.db.StaffByID(ctx, id)
	w.no(err)
	if one.PasswordHash != "hash of "+password || !one.MustChange {
		t.Errorf("%+v, want the first password kept as its hash", one)
	}
	w.refused(w.ChangeStaff(ctx, w.actor("li"), id, bound(exam.RoleSchoolAdmin, exam.ScopeSchool, admin.SchoolID)), exam.CodeNotFound)

	// Somebody administers the school at any time.
	w.refused(w.ChangeStaff(ctx, admin, admin.StaffID, school.Member{Name: "赵"}), exam.CodeConflict)
	w.refused(w.Disable(ctx, admin, admin.StaffID, true, "leave"), exam.CodeConflict)
	w.no(w.ChangeStaff(ctx, admin, id, bound(exam.RoleSchoolAdmin, exam.ScopeSchool, admin.SchoolID)))
	w.no(w.Disable(ctx, admin, admin.StaffID, true, "leave"))
	w.refused(w.Disable(ctx, w.actor("li"), id, true, "leave"), exam.CodeConflict)
	next, err := w.ResetPassword(ctx, w.actor("li"), admin.StaffID, "forgotten")
	w.no(err)
	if next == password {
		t.Error("two first passwords are the same")
	}
	entries, total, err := w.Ledger(ctx, w.actor("li"), exam.LedgerFilter{Kind: "staff.", Limit: 1})
	w.no(err)
	if total != 4 || entries[0].Kind != "staff.password_reset" || entries[0].Reason != "forgotten" {
		t.Errorf("ledger has %d of staff, the last %+v", total, entries[0])
	}
}

func TestASchoolsZoneIsOneOfTheWorld(t *testing.T) {
	w := newWorld(t)
	admin := w.founded()
	w.refused(w.Change(t.Context(), admin, exam.School{Name: "云岭", TimeZone: "Asia/Nowhere"}), exam.CodeInvalid)
	w.no(w.Change(t.Context(), admin, exam.School{Name: "云岭", TimeZone: "Asia/Urumqi", SecondFactor: true}))
	own, colleges, err := w.Own(t.Context(), admin)
	w.no(err)
	if own.TimeZone != "Asia/Urumqi" || !own.SecondFactor || len(colleges) != 0 {
		t.Errorf("%+v with %v", own, colleges)
	}
}

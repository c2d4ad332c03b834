package storetest

import (
	"time"

	"kaochang/internal/exam"
)

var staffStories = []story{
	{"the first school is founded once, by a token", foundOnce},
	{"staff are kept with roles, second factor and state", keepStaff},
	{"a change of staff ends logins but the one that is kept", staffLogins},
	{"what a passkey was asked is answered once, and in time", ceremonies},
	{"colleges are kept, renamed and removed while nothing needs them", colleges},
	{"a school's ledger is searched and its hashes hold", ledgerSearch},
}

func (w *world) staffFact(kind string) exam.Fact {
	return exam.Fact{Kind: kind, Actor: w.chair, At: w.clock.Now(), Reason: "Because", Data: map[string]string{"name": "陈"}}
}

func foundOnce(w *world) {
	w.same("there is a school", got(w.AnySchool(w.ctx))(w), true)
	w.no(w.KeepSetupToken(w.ctx, "hash", w.clock.Now()))
	school := exam.School{ID: "new", Slug: "new", Name: "新", TimeZone: exam.DefaultTimeZone}
	admin := exam.Staff{ID: "boss", SchoolID: "new", Username: "boss", Name: "赵", Bindings: []exam.Binding{{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: "new"}}}
	w.refused(w.FoundSchool(w.ctx, "hash", school, admin, w.staffFact("school.founded")), exam.CodeForbidden)
	w.refused(w.FoundSchool(w.ctx, "other", school, admin, w.staffFact("school.founded")), exam.CodeForbidden)
	w.no(w.OpenSchool(w.ctx, school, admin, w.staffFact("school.opened")))
	w.same("school", got(w.School(w.ctx, "new"))(w), school)
	w.same("administrator", got(w.StaffByUsername(w.ctx, "new", "boss"))(w), admin)
	w.refused(w.OpenSchool(w.ctx, school, admin, w.staffFact("school.opened")), exam.CodeConflict)
	w.no(w.ChangeSchool(w.ctx, "new", func(s *exam.School) (exam.Fact, error) {
		s.Name, s.TimeZone, s.SecondFactor = "更新", "Asia/Urumqi", true
		return w.staffFact("school.changed"), nil
	}))
	changed := got(w.School(w.ctx, "new"))(w)
	w.same("zone and second factor", []any{changed.TimeZone, changed.SecondFactor}, []any{"Asia/Urumqi", true})
}

func keepStaff(w *world) {
	one := exam.Staff{
		ID: "li", SchoolID: "a", Username: "li", Name: "李", PasswordHash: "phc", MustChange: true, TOTP: "sealed", TOTPStep: 7, Recovery: []string{"x", "y"},
		Passkeys: []exam.Passkey{{ID: "k", Name: "电脑's \"key\"", Record: "sealed", CreatedAt: w.clock.Now().UTC().Truncate(time.Millisecond)}},
		Bindings: []exam.Binding{{Role: exam.RoleExaminer, Kind: exam.ScopeRoom, ScopeID: w.room.ID}},
	}
	w.no(w.KeepStaff(w.ctx, one, w.staffFact("staff.added")))
	w.same("kept", got(w.StaffByID(w.ctx, "li"))(w), one)
	twin := one
	twin.ID = "twin"
	w.refused(w.KeepStaff(w.ctx, twin, w.staffFact("staff.added")), exam.CodeConflict)
	one.Passkeys = nil
	one.Name, one.DisabledAt, one.MustChange, one.Recovery = "李四", w.clock.Now().UTC().Truncate(time.Millisecond), false, []string{"y"}
	one.Bindings = []exam.Binding{{Role: exam.RoleChair, Kind: exam.ScopeExam, ScopeID: w.exam.ID}, {Role: exam.RoleSteward, Kind: exam.ScopeRoom, ScopeID: w.room.ID}}
	w.no(w.ChangeStaff(w.ctx, "a", "li", func(kept *exam.Staff, others []exam.Staff) (exam.StaffChange, error) {
		w.same("others", len(others), 2)
		*kept = one
		return exam.StaffChange{Fact: w.staffFact("staff.changed")}, nil
	}))
	w.same("changed", got(w.StaffByID(w.ctx, "li"))(w), one)
	w.same("of the school", len(got(w.StaffOfSchool(w.ctx, "a"))(w)), 3)
	w.found("b", 0)
	err := w.ChangeStaff(w.ctx, "b", "li", func(*exam.Staff, []exam.Staff) (exam.StaffChange, error) { return exam.StaffChange{}, nil })
	w.refused(err, exam.CodeNotFound)
}

func staffLogins(w *world) {
	for _, id := range []string{"here", "there"} {
		w.no(w.CreateLogin(w.ctx, exam.Login{
			ID: id, Kind: exam.ActorStaff, StaffID: w.chair.StaffID, SchoolID: "a", Label: "PC", Addr: "192.0.2.1", CreatedAt: w.clock.Now(), ExpiresAt: w.clock.Now().Add(time.Hour),
		}, "token of "+id))
	}
	logins := got(w.LoginsOfStaff(w.ctx, w.chair.StaffID))(w)
	w.same("logins", []any{len(logins), logins[0].Addr}, []any{2, "192.0.2.1"})
	w.no(w.ChangeStaff(w.ctx, "a", w.chair.StaffID, func(*exam.Staff, []exam.Staff) (exam.StaffChange, error) {
		return exam.StaffChange{Fact: w.staffFact("staff.password_changed"), EndLogins: true, KeepLogin: "here"}, nil
	}))
	logins = got(w.LoginsOfStaff(w.ctx, w.chair.StaffID))(w)
	w.same("logins that hold", []string{logins[0].ID}, []string{"here"})
	_, err := w.LoginByToken(w.ctx, "token of there")
	w.refused(err, exam.CodeNotFound)
	end := func(loginID string) error {
		return w.ChangeStaff(w.ctx, "a", w.chair.StaffID, func(*exam.Staff, []exam.Staff) (exam.StaffChange, error) {
			return exam.StaffChange{Fact: w.staffFact("staff.logins_ended"), EndLogin: loginID}, nil
		})
	}
	w.no(w.CreateLogin(w.ctx, exam.Login{ID: "hers", Kind: exam.ActorStaff, StaffID: w.steward.StaffID, SchoolID: "a", CreatedAt: w.clock.Now(), ExpiresAt: w.clock.Now().Add(time.Hour)}, "hers"))
	w.refused(end("hers"), exam.CodeNotFound)
	w.no(end("here"))
	w.refused(end("here"), exam.CodeNotFound)
	w.same("logins", len(got(w.LoginsOfStaff(w.ctx, w.chair.StaffID))(w)), 0)
}

func ceremonies(w *world) {
	later := w.clock.Now().Add(time.Minute)
	w.no(w.KeepCeremony(w.ctx, "asked", "data", later))
	w.same("asked", got(w.TakeCeremony(w.ctx, "asked"))(w), "data")
	_, err := w.TakeCeremony(w.ctx, "asked")
	w.refused(err, exam.CodeNotFound)
	w.no(w.KeepCeremony(w.ctx, "late", "data", later))
	w.clock.turn(time.Minute)
	_, err = w.TakeCeremony(w.ctx, "late")
	w.refused(err, exam.CodeNotFound)
	w.no(w.KeepCeremony(w.ctx, "forgotten", "data", later))
	w.clock.turn(time.Second)
	w.no(w.KeepCeremony(w.ctx, "next", "data", later.Add(time.Hour)))
}

func colleges(w *world) {
	c := exam.College{ID: "media", SchoolID: "a", Name: "传媒学院"}
	w.no(w.KeepCollege(w.ctx, c, w.staffFact("college.kept")))
	c.Name = "传媒与艺术学院"
	w.no(w.KeepCollege(w.ctx, c, w.staffFact("college.kept")))
	list := got(w.Colleges(w.ctx, "a"))(w)
	w.same("colleges", len(list), 2)
	for _, line := range list {
		w.same("majors of "+line.Name, line.Majors, map[string]int{"media": 0, w.college.ID: 1}[line.ID])
	}
	w.refused(w.RemoveCollege(w.ctx, "a", w.college.ID, w.staffFact("college.removed")), exam.CodeConflict)
	w.refused(w.RemoveCollege(w.ctx, "b", "media", w.staffFact("college.removed")), exam.CodeNotFound)
	w.no(w.RemoveCollege(w.ctx, "a", "media", w.staffFact("college.removed")))
	places := got(w.Places(w.ctx, "a"))(w)
	w.same("places", []int{len(places.Colleges), len(places.Exams), len(places.Rooms)}, []int{1, 1, 1})
	w.same("place", places.Holds("a", exam.Binding{Kind: exam.ScopeRoom, ScopeID: w.room.ID}), true)
}

func ledgerSearch(w *world) {
	w.finished(0)
	w.no(w.KeepCollege(w.ctx, exam.College{ID: "c", SchoolID: "a", Name: "c"}, w.staffFact("college.kept")))
	for what, c := range map[string]struct {
		filter exam.LedgerFilter
		total  int
	}{
		"all":                 {exam.LedgerFilter{}, 7},
		"by kind":             {exam.LedgerFilter{Kind: "college."}, 1},
		"by reason":           {exam.LedgerFilter{Query: "because"}, 1},
		"by particulars":      {exam.LedgerFilter{Query: "陈"}, 1},
		"by name":             {exam.LedgerFilter{Query: "chair"}, 3},
		"of another school":   {exam.LedgerFilter{SchoolID: "b"}, 0},
		"by candidate":        {exam.LedgerFilter{Query: "考生"}, 6},
		"by who":              {exam.LedgerFilter{Actor: "chair"}, 3},
		"by nobody":           {exam.LedgerFilter{Actor: "陈"}, 0},
		"by kind of actor":    {exam.LedgerFilter{ActorKind: exam.ActorStaff}, 3},
		"from a later moment": {exam.LedgerFilter{From: w.clock.Now().Add(time.Hour)}, 0},
		"before now":          {exam.LedgerFilter{To: w.clock.Now().Add(time.Hour)}, 7},
	} {
		if c.filter.SchoolID == "" {
			c.filter.SchoolID = "a"
		}
		c.filter.Limit = 3
		list, total, err := w.Ledger(w.ctx, c.filter)
		w.no(err)
		w.same(what, []int{len(list), total}, []int{min(3, c.total), c.total})
	}
	newest, _, err := w.Ledger(w.ctx, exam.LedgerFilter{SchoolID: "a", Limit: 1})
	w.no(err)
	w.same("newest", []string{newest[0].Kind, newest[0].Candidate}, []string{"college.kept", ""})
	before, _, err := w.Ledger(w.ctx, exam.LedgerFilter{SchoolID: "a", Limit: 1, Offset: 1})
	w.no(err)
	w.same("whose sitting", before[0].Candidate, "考生")
	checked, wrong, err := w.CheckLedger(w.ctx, "a")
	w.no(err)
	w.same("checked", []int{checked, len(wrong)}, []int{7, 0})
}

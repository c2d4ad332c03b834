package storetest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"kaochang/internal/exam"
)

var rosterStories = []story{
	{"an import is kept whole or not at all, with its ledger entry and its plan", importWhole},
	{"of imports of one plan at once one is done", importOnce},
	{"the roster is found by name, number, phone, exam, major and college", rosterFound},
	{"a candidate is changed and removed until a sitting has begun", candidateByHand},
	{"identity numbers lie apart and go with their date", identities},
	{"plans and sent files are forgotten", plansForgotten},
	{"photos are set together or not at all", photosTogether},
}

func (w *world) rosterFact(kind string) exam.Fact {
	return exam.Fact{Kind: kind, Actor: w.steward, At: w.clock.Now(), Reason: "why", Data: map[string]string{"file": "名单.xlsx"}}
}

func (w *world) rosterPlan(id string) exam.RosterPlan {
	w.t.Helper()
	now := w.clock.Now().UTC().Truncate(time.Millisecond)
	p := exam.RosterPlan{ID: id, SchoolID: "a", StaffID: "staff", Kind: "sheet", FileName: "名单.xlsx", State: exam.RosterReady, Sealed: "sealed", CreatedAt: now, UpdatedAt: now}
	w.no(w.CreateRosterPlan(w.ctx, p))
	return p
}

// newcomers are n candidates with an enrolment each, and an identity number.
func (w *world) newcomers(n int) exam.RosterChange {
	c := exam.RosterChange{Facts: []exam.Fact{w.rosterFact("roster.imported")}}
	for i := range n {
		id := fmt.Sprintf("new-%05d", i)
		c.New = append(c.New, exam.Candidate{ID: id, SchoolID: "a", Number: "N" + id, Name: "𠮷田 " + id, Phone: fmt.Sprintf("139%08d", i), BirthDate: "2008-03-05", Note: "👩‍🎓"})
		c.Enrolments = append(c.Enrolments, exam.Enrolment{ID: "e-" + id, SchoolID: "a", CandidateID: id, MajorID: w.major.ID})
		c.Identities = append(c.Identities, exam.Identity{CandidateID: id, SchoolID: "a", Sealed: "sealed-" + id, RetainUntil: w.clock.Now().Add(time.Hour)})
	}
	return c
}

func (w *world) imports(p exam.RosterPlan, c exam.RosterChange) error {
	return w.ImportRoster(w.ctx, "a", p.ID, func(exam.RosterBase) (exam.RosterChange, exam.RosterPlan, error) {
		p.State = exam.RosterImported
		return c, p, nil
	})
}

func importWhole(w *world) {
	p, c := w.rosterPlan("p"), w.newcomers(1100) // more than one statement takes
	c.Colleges = []exam.College{{ID: "made", SchoolID: "a", Name: "商学院"}}
	c.Majors = []exam.Major{{ID: "made-major", SchoolID: "a", ExamID: w.exam.ID, CollegeID: "made", Name: "会计学"}}
	broken := c
	broken.Enrolments = append([]exam.Enrolment{{ID: "x", CandidateID: "new-00000", MajorID: "none"}}, c.Enrolments...)
	if w.imports(p, broken) == nil {
		w.t.Error("an enrolment in no major was kept")
	}
	meant := errors.New("meant")
	err := w.ImportRoster(w.ctx, "a", "p", func(exam.RosterBase) (exam.RosterChange, exam.RosterPlan, error) { return c, p, meant })
	w.same("error", errors.Is(err, meant), true)
	base := got(w.RosterBase(w.ctx, "a"))(w)
	w.same("after broken imports", []int{len(base.Colleges), len(base.Majors), len(base.Candidates)}, []int{1, 1, 4})
	w.same("plan", got(w.RosterPlan(w.ctx, "a", "p"))(w), p)

	w.no(w.imports(p, c))
	base = got(w.RosterBase(w.ctx, "a"))(w)
	w.same("after the import", []int{len(base.Colleges), len(base.Majors), len(base.Candidates)}, []int{2, 2, 1104})
	w.same("places", got(w.RosterPlaces(w.ctx, "a"))(w).Majors, base.Majors)
	for _, one := range base.Candidates {
		if one.ID == "new-01099" {
			w.same("candidate", one, exam.RosterCandidate{Candidate: c.New[1099], MajorIDs: []string{w.major.ID}, Sealed: "sealed-new-01099"})
		}
	}
	w.same("plan", got(w.RosterPlan(w.ctx, "a", "p"))(w).State, exam.RosterImported)
	entries := got(w.LedgerOf(w.ctx, ""))(w)
	w.same("ledger", []string{entries[0].Kind, entries[0].ActorID, entries[0].Reason, entries[0].Data["file"]}, []string{"roster.imported", w.steward.StaffID, "why", "名单.xlsx"})
	w.refused(w.imports(p, c), exam.CodeConflict)
	w.refused(w.ImportRoster(w.ctx, "b", "p", nil), exam.CodeNotFound)
	_, err = w.RosterPlan(w.ctx, "b", "p")
	w.refused(err, exam.CodeNotFound)
}

func importOnce(w *world) {
	p, c := w.rosterPlan("p"), w.newcomers(20)
	errs := together(8, func(int) error { return w.imports(p, c) })
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 1, exam.CodeConflict: 7})
}

func rosterFound(w *world) {
	w.no(w.imports(w.rosterPlan("p"), w.newcomers(30)))
	w.found("b", 3)
	for what, c := range map[string]struct {
		filter exam.RosterFilter
		total  int
	}{
		"all":                        {exam.RosterFilter{}, 34},
		"a name":                     {exam.RosterFilter{Query: "𠮷田"}, 30},
		"a number, in small letters": {exam.RosterFilter{Query: "nnew-00007"}, 1},
		"a phone":                    {exam.RosterFilter{Query: "13900000012"}, 1},
		"a sign of patterns":         {exam.RosterFilter{Query: "%"}, 0},
		"another":                    {exam.RosterFilter{Query: "new_0"}, 0},
		"an exam":                    {exam.RosterFilter{ExamID: w.exam.ID}, 34},
		"a major and a name":         {exam.RosterFilter{MajorID: w.major.ID, Query: "考生"}, 4},
		"another exam":               {exam.RosterFilter{ExamID: "b-exam"}, 0},
		"colleges":                   {exam.RosterFilter{Colleges: []string{w.college.ID, "x"}}, 34},
		"another college":            {exam.RosterFilter{Colleges: []string{"x"}}, 0},
	} {
		c.filter.SchoolID, c.filter.Limit = "a", 10
		list, total, err := w.Roster(w.ctx, c.filter)
		w.no(err)
		if total != c.total || len(list) != min(10, c.total) {
			w.t.Errorf("%s: %d of %d, want %d", what, len(list), total, c.total)
		}
	}
	list, _, err := w.Roster(w.ctx, exam.RosterFilter{SchoolID: "a", Limit: 2, Offset: 25})
	w.no(err)
	w.same("a page", []string{list[0].Number, list[1].Number}, []string{"Nnew-00025", "Nnew-00026"})
	w.same("enrolments", list[0].Enrolled, []exam.EnrolledIn{{
		EnrolmentID: "e-new-00025", ExamID: w.exam.ID, ExamName: w.exam.Name, CollegeID: w.college.ID, CollegeName: w.college.Name, MajorID: w.major.ID, MajorName: w.major.Name,
	}})
	w.same("identity", list[0].Sealed, "sealed-new-00025")
}

func candidateByHand(w *world) {
	c := exam.Candidate{ID: "x", SchoolID: "a", Number: "X", Name: "张三", Phone: "13911111111"}
	w.no(w.AddCandidate(w.ctx, c, exam.Enrolment{ID: "xe", CandidateID: "x", MajorID: w.major.ID}, w.rosterFact("candidate.added")))
	w.refused(w.AddCandidate(w.ctx, exam.Candidate{ID: "y", SchoolID: "a", Number: "X"}, exam.Enrolment{ID: "ye", CandidateID: "y", MajorID: w.major.ID}, w.rosterFact("candidate.added")), exam.CodeConflict)
	change := func(schoolID string) error {
		return w.ChangeCandidate(w.ctx, schoolID, "x", func(c *exam.Candidate) (exam.Fact, error) {
			c.Phone = "13922222222"
			return w.rosterFact("candidate.changed"), nil
		})
	}
	w.no(change("a"))
	w.refused(change("b"), exam.CodeNotFound)
	c.Phone = "13922222222"
	w.same("candidate", got(w.Candidate(w.ctx, "x"))(w), c)

	w.refused(w.RemoveCandidate(w.ctx, "b", "x", w.rosterFact("candidate.removed")), exam.CodeNotFound)
	w.no(w.RemoveCandidate(w.ctx, "a", "x", w.rosterFact("candidate.removed")))
	w.refused(w.RemoveCandidate(w.ctx, "a", "x", w.rosterFact("candidate.removed")), exam.CodeNotFound)
	w.no(w.RemoveCandidate(w.ctx, "a", "a-candidate-0004", w.rosterFact("candidate.removed"))) // with a sitting that has not begun
	w.waits(0)
	w.refused(w.RemoveCandidate(w.ctx, "a", "a-candidate-0001", w.rosterFact("candidate.removed")), exam.CodeConflict)
	m := exam.Message{ID: "m", SchoolID: "a", SittingID: w.sitting[1].ID, Text: "x", At: w.clock.Now()}
	w.no(w.CreateMessage(w.ctx, m, w.session.ID)) // something points at the sitting
	w.refused(w.RemoveCandidate(w.ctx, "a", "a-candidate-0002", w.rosterFact("candidate.removed")), exam.CodeConflict)
	list, total, err := w.Roster(w.ctx, exam.RosterFilter{SchoolID: "a"})
	w.no(err)
	w.same("left", []any{total, list[0].Begun, list[1].Begun}, []any{3, true, false})

	code := exam.SignInCode{ID: "code", Phone: "13800000001", Hash: "h", SentAt: w.clock.Now(), ExpiresAt: w.clock.Now().Add(time.Minute), TriesLeft: 5}
	w.no(w.KeepHandedCode(w.ctx, "a", code, w.rosterFact("candidate.code_handed")))
	w.same("code", got(w.LastSignInCode(w.ctx, "13800000001"))(w).ID, "code")
	w.no(w.KeepFact(w.ctx, "a", w.rosterFact("roster.exported")))
	var kinds []string
	for _, e := range got(w.LedgerOf(w.ctx, ""))(w) {
		kinds = append(kinds, e.Kind)
	}
	w.same("ledger", strings.Join(kinds, " "), "candidate.added candidate.changed candidate.removed candidate.removed candidate.code_handed roster.exported")
}

func identities(w *world) {
	w.no(w.imports(w.rosterPlan("p"), w.newcomers(3)))
	again := exam.RosterChange{Identities: []exam.Identity{{CandidateID: "new-00001", Sealed: "other", RetainUntil: w.clock.Now().Add(2 * time.Hour)}}}
	w.no(w.imports(w.rosterPlan("p2"), again))
	w.same("sealed", got(w.SeeIdentity(w.ctx, "a", "new-00001", w.rosterFact("candidate.identity_seen")))(w), "other")
	_, err := w.SeeIdentity(w.ctx, "b", "new-00001", w.rosterFact("candidate.identity_seen"))
	w.refused(err, exam.CodeNotFound)
	_, err = w.SeeIdentity(w.ctx, "a", "a-candidate-0001", w.rosterFact("candidate.identity_seen"))
	w.refused(err, exam.CodeNotFound)
	w.clock.turn(time.Hour)
	w.same("purged", got(w.PurgeIdentities(w.ctx, w.clock.Now()))(w), 2)
	w.same("purged again", got(w.PurgeIdentities(w.ctx, w.clock.Now()))(w), 0)
	entries := got(w.LedgerOf(w.ctx, ""))(w)
	last := entries[len(entries)-1]
	w.same("ledger", []string{last.Kind, last.Data["count"]}, []string{"identity.purged", "2"})
}

func plansForgotten(w *world) {
	p := w.rosterPlan("p")
	p.State = exam.RosterChecking
	w.no(w.SaveRosterPlan(w.ctx, p))
	w.clock.turn(time.Minute)
	w.no(w.TouchRosterPlan(w.ctx, "p"))
	w.same("touched", got(w.RosterPlan(w.ctx, "a", "p"))(w).UpdatedAt.Sub(p.UpdatedAt), time.Minute)
	w.no(w.ForgetRosterPlans(w.ctx, w.clock.Now().Add(-time.Hour)))
	got(w.RosterPlan(w.ctx, "a", "p"))(w)
	w.no(w.ForgetRosterPlans(w.ctx, w.clock.Now()))
	_, err := w.RosterPlan(w.ctx, "a", "p")
	w.refused(err, exam.CodeNotFound)
}

func photosTogether(w *world) {
	photo := func(n string) exam.File {
		return exam.File{ID: "photo-" + n, SchoolID: "a", OwnerID: "a-candidate-000" + n, Purpose: exam.PurposePhoto, SHA256: "s" + n}
	}
	facts := []exam.Fact{w.rosterFact("roster.photos_set")}
	w.refused(w.SetPhotos(w.ctx, []exam.File{photo("1"), photo("9")}, facts), exam.CodeNotFound)
	w.same("no photo", got(w.Candidate(w.ctx, "a-candidate-0001"))(w).PhotoID, "")
	w.no(w.SetPhotos(w.ctx, []exam.File{photo("1"), photo("2")}, facts))
	w.same("photo", got(w.Candidate(w.ctx, "a-candidate-0001"))(w).PhotoID, "photo-1")
	w.same("ledger", len(got(w.LedgerOf(w.ctx, ""))(w)), 1)
}

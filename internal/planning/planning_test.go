package planning_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/planning"
	"kaochang/internal/store"
)

// world is a school with a college, a member of staff and candidates, on a real
// store.
type world struct {
	*testing.T
	*planning.Service
	db    *store.Store
	admin exam.Actor
	pays  bool
}

var morning = time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC)

func newWorld(t *testing.T) *world {
	t.Helper()
	now := func() time.Time { return morning }
	db, err := store.Open(t.Context(), store.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "kaochang.db"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := &world{T: t, db: db, admin: exam.Actor{Kind: exam.ActorStaff, StaffID: "admin", SchoolID: "a", Name: "赵教务", Bindings: []exam.Binding{{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: "a"}}}}
	w.Service = planning.New(planning.Parts{Store: db, PaysOnline: func(context.Context, string) (bool, error) { return w.pays, nil }, Now: now})
	w.no(db.Migrate(t.Context()))
	w.no(db.Seed(t.Context(), func(tx store.Setup) error {
		for _, err := range []error{
			tx.CreateSchool(t.Context(), exam.School{ID: "a", Slug: "a", Name: "学校"}),
			tx.CreateCollege(t.Context(), exam.College{ID: "arts", SchoolID: "a", Name: "艺术学院"}),
			tx.CreateStaff(t.Context(), exam.Staff{ID: "chen", SchoolID: "a", Username: "chen", Name: "陈"}),
			tx.CreateStaff(t.Context(), exam.Staff{ID: "zhou", SchoolID: "a", Username: "zhou", Name: "周"}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	}))
	return w
}

func (w *world) no(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) id(id string, err error) string {
	w.Helper()
	w.no(err)
	return id
}

// planned is an exam with all that it takes.
type planned struct{ exam, major, subject, room, session string }

func (w *world) plan(fee int64) planned {
	w.Helper()
	ctx := w.Context()
	p := planned{exam: w.id(w.CreateExam(ctx, w.admin, " 复试 "))}
	p.major = w.id(w.KeepMajor(ctx, w.admin, p.exam, exam.Major{Name: "声乐", CollegeID: "arts", FeeFen: fee}))
	p.subject = w.id(w.KeepSubject(ctx, w.admin, p.exam, exam.Subject{Name: "面试", Type: exam.TypeInterview}))
	p.room = w.id(w.KeepRoom(ctx, w.admin, p.exam, exam.Room{Name: "一室"}, []exam.RoomStaff{{StaffID: "chen", Role: exam.RoleSteward}, {StaffID: "zhou", Role: exam.RoleChair}}))
	p.session = w.id(w.KeepSession(ctx, w.admin, p.exam, p.at(morning.Add(time.Hour))))
	return p
}

func (p planned) at(start time.Time) exam.Session {
	return exam.Session{
		SubjectID: p.subject, RoomID: p.room, StartsAt: start, EndsAt: start.Add(2 * time.Hour), EntryOpensAt: start.Add(-time.Hour),
		EntryClosesAt: start.Add(time.Hour), InviteTTL: time.Minute, SecondCamera: exam.SecondCameraNone,
	}
}

func (w *world) enrol(p planned, n int) {
	w.Helper()
	w.no(w.db.Seed(w.Context(), func(tx store.Setup) error {
		for i := range n {
			id := string(rune('a' + i))
			if err := tx.CreateCandidate(w.Context(), exam.Candidate{ID: "c" + id, SchoolID: "a", Number: "n" + id, Name: "考生", Phone: "13800000001"}); err != nil {
				return err
			}
			if err := tx.CreateEnrolment(w.Context(), exam.Enrolment{ID: "e" + id, SchoolID: "a", CandidateID: "c" + id, MajorID: p.major}); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (w *world) refused(err error, want exam.Code) {
	w.Helper()
	if exam.CodeOf(err) != want {
		w.Errorf("%v, want %s", err, want)
	}
}

func TestAnExamIsPlannedAndOpened(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p := w.plan(12000)
	w.refused(w.Open(ctx, w.admin, p.exam, true, ""), exam.CodeConflict) // a fee without an account
	w.pays = true
	w.no(w.Open(ctx, w.admin, p.exam, true, ""))
	set, found, err := w.SetUp(ctx, w.admin, p.exam)
	w.no(err)
	if !set.Exam.Open || set.Exam.Name != "复试" || exam.Worst(found) != exam.Hint {
		t.Errorf("exam %+v with %v, want it open with hints only", set.Exam, found)
	}
	w.enrol(p, 5)
	second := w.id(w.KeepSession(ctx, w.admin, p.exam, p.at(morning.Add(4*time.Hour))))
	request := exam.AssignRequest{SessionIDs: []string{p.session, second}, Order: exam.OrderByLot, Capacity: 3}
	trial, told, err := w.Assign(ctx, w.admin, p.exam, request, true)
	w.no(err)
	_, _, err = w.Assign(ctx, w.admin, p.exam, request, false)
	w.refused(err, exam.CodeConflict) // nothing was promised
	var hash string
	request.CommitmentID, hash, err = w.Commit(ctx, w.admin, p.exam)
	w.no(err)
	request.Word, request.Seed = " 双色球 03 07 ", "chosen"
	done, seed, err := w.Assign(ctx, w.admin, p.exam, request, false)
	w.no(err)
	if len(done.Placements) != 5 || len(trial.Placements) != 5 || told != "" || seed == "chosen" {
		t.Errorf("seated %d with seed %s, tried %d with seed %s", len(done.Placements), seed, len(trial.Placements), told)
	}
	_, _, err = w.Assign(ctx, w.admin, p.exam, request, false)
	w.refused(err, exam.CodeConflict) // a promise is kept once
	draws, err := w.Draws(ctx, w.admin, p.exam)
	w.no(err)
	draw, err := w.Draw(ctx, w.admin, draws[0].ID)
	w.no(err)
	var names []string
	for _, one := range draw.Outcome {
		names = append(names, one.Name)
	}
	promised := exam.Commitment{Secret: draw.Secret}
	if made, err := promised.Seed(draw.Word); err != nil || made != seed || promised.Hash() != hash || draw.Word != "双色球 03 07" || len(draw.Pool) != 5 {
		t.Errorf("the draw is %+v, promised as %s", draw, hash)
	}
	if again := exam.DrawOrder(seed, []string{"na", "nb", "nc", "nd", "ne"}); draw.Seed != seed || again[0] != names[0] || again[4] != names[4] {
		t.Errorf("drawn %v, drawn again %v", names, again)
	}
	w.no(w.Unassign(ctx, w.admin, p.exam, done.Placements[0].SessionID, []string{done.Placements[0].Entrant.EnrolmentID}))
	w.refused(w.Unassign(ctx, w.admin, p.exam, p.session, []string{"nobody"}), exam.CodeNotFound)
	w.no(w.Remove(ctx, w.admin, p.exam, planning.KindSession, second))
	list, total, err := w.Entrants(ctx, w.admin, exam.EntrantFilter{ExamID: p.exam, Without: p.subject, Limit: 50})
	w.no(err)
	if total != 3 || len(list) != 3 {
		t.Errorf("%d without a seat, want the two of the removed session and the one taken out", total)
	}
	w.refused(w.Remove(ctx, w.admin, p.exam, planning.KindRoom, p.room), exam.CodeConflict)
	w.no(w.Open(ctx, w.admin, p.exam, false, ""))
}

// FEATURES: A17
func TestPlacesArePublishedLater(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p := w.plan(0)
	w.enrol(p, 3)
	second := w.id(w.KeepSession(ctx, w.admin, p.exam, p.at(morning.Add(4*time.Hour))))
	promised, _, err := w.Commit(ctx, w.admin, p.exam)
	w.no(err)
	_, _, err = w.Assign(ctx, w.admin, p.exam, exam.AssignRequest{SessionIDs: []string{p.session, second}, Order: exam.OrderByLot, Capacity: 2, Unpublished: true, CommitmentID: promised}, false)
	w.no(err)
	visible := func() (n int) {
		for _, id := range []string{"ea", "eb", "ec"} {
			placed, err := w.db.SittingsOfEnrolment(ctx, id)
			w.no(err)
			n += len(placed)
		}
		return n
	}
	publish := func(want, seen int, sessions ...string) {
		t.Helper()
		n, err := w.Publish(ctx, w.admin, p.exam, sessions)
		w.no(err)
		if got := visible(); n != want || got != seen {
			t.Errorf("published %d, visible %d, want %d and %d", n, got, want, seen)
		}
	}
	if visible() != 0 {
		t.Error("candidates see what is not published")
	}
	_, err = w.Publish(ctx, w.admin, p.exam, []string{"elsewhere"})
	w.refused(err, exam.CodeNotFound)
	publish(1, 1, second)
	publish(2, 3)
	publish(0, 3)
	entries, err := w.db.LedgerOf(ctx, "")
	w.no(err)
	var kept []string
	for _, e := range entries {
		if e.Kind == "candidates.places_published" {
			kept = append(kept, e.ActorName+" "+e.Data["published"]+" "+e.Data["session "+p.session])
		}
	}
	if want := []string{"赵教务 1 ", "赵教务 2 2"}; !slices.Equal(kept, want) {
		t.Errorf("the ledger has %q, want %q", kept, want)
	}
}

// FEATURES: A17
func TestAPanelIsDrawnAndKept(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	p := w.plan(0)
	r := exam.PanelRequest{RoomIDs: []string{p.room}, StaffIDs: []string{"chen", "zhou"}, PerRoom: 1, Role: exam.RoleExaminer}
	_, err := w.DrawPanel(ctx, w.admin, p.exam, r, "", "", true)
	w.refused(err, exam.CodeConflict) // both have another role in the room
	second := w.id(w.KeepRoom(ctx, w.admin, p.exam, exam.Room{Name: "二室"}, nil))
	r.RoomIDs = []string{second}
	_, err = w.DrawPanel(ctx, w.admin, p.exam, r, "", "", false)
	w.refused(err, exam.CodeConflict) // nothing was promised
	promised, _, err := w.Commit(ctx, w.admin, p.exam)
	w.no(err)
	r.StaffIDs = []string{"chen", "zhou", "stranger"}
	_, err = w.DrawPanel(ctx, w.admin, p.exam, r, promised, "", false)
	w.refused(err, exam.CodeNotFound)
	r.StaffIDs = []string{"chen", "zhou"}
	staff, err := w.DrawPanel(ctx, w.admin, p.exam, r, promised, "午间", false)
	w.no(err)
	draws, err := w.Draws(ctx, w.admin, p.exam)
	w.no(err)
	draw, err := w.Draw(ctx, w.admin, draws[0].ID)
	w.no(err)
	again := exam.DrawOrder(draw.Seed, draw.Pool)[0]
	set, _, err := w.SetUp(ctx, w.admin, p.exam)
	w.no(err)
	var there []string
	for _, m := range set.Staff {
		if m.RoomID == second {
			there = append(there, m.StaffID+" "+string(m.Role))
		}
	}
	if len(draws) != 1 || draw.Kind != exam.DrawPanel || draw.Outcome[0].Name != again || staff[second][0].StaffID != again || !slices.Equal(there, []string{again + " examiner"}) {
		t.Errorf("the draw %+v put %v into the room, drawn again it is %s", draw, there, again)
	}
	entries, err := w.db.LedgerOf(ctx, "")
	w.no(err)
	last := entries[len(entries)-2:]
	if last[0].Kind != "room.panel_drawn" || last[0].Data["seed"] != draw.Seed || last[1].Kind != "room.kept" || last[1].Data["room"] != second {
		t.Errorf("the ledger ends with %+v", last)
	}
	chair := w.admin
	chair.Bindings = []exam.Binding{{Role: exam.RoleChair, Kind: exam.ScopeSchool, ScopeID: "a"}}
	_, err = w.DrawPanel(ctx, chair, p.exam, r, promised, "", true)
	w.refused(err, exam.CodeForbidden)
	_, _, err = w.Commit(ctx, chair, p.exam)
	w.refused(err, exam.CodeForbidden)
}

func TestWhoPlansIsTheSchoolsAdministrator(t *testing.T) {
	w := newWorld(t)
	p := w.plan(0)
	chair := w.admin
	chair.Bindings = []exam.Binding{{Role: exam.RoleChair, Kind: exam.ScopeSchool, ScopeID: "a"}}
	other := exam.Actor{Kind: exam.ActorStaff, SchoolID: "b", Bindings: []exam.Binding{{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: "b"}}}
	w.refused(w.Rename(t.Context(), chair, p.exam, "x"), exam.CodeForbidden)
	w.refused(w.Rename(t.Context(), other, p.exam, "x"), exam.CodeNotFound)
	_, err := w.KeepRoom(t.Context(), w.admin, p.exam, exam.Room{Name: "二室"}, []exam.RoomStaff{{StaffID: "stranger", Role: exam.RoleChair}})
	w.refused(err, exam.CodeNotFound)
	_, err = w.KeepRoom(t.Context(), w.admin, p.exam, exam.Room{Name: "二室"}, []exam.RoomStaff{{StaffID: "zhou", Role: exam.RoleSchoolAdmin}})
	w.refused(err, exam.CodeInvalid)
	_, err = w.KeepMajor(t.Context(), w.admin, p.exam, exam.Major{ID: "elsewhere", Name: "x", CollegeID: "arts"})
	w.refused(err, exam.CodeNotFound)
}

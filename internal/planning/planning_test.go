package planning_test

import (
	"context"
	"path/filepath"
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
	trial, seed, err := w.Assign(ctx, w.admin, p.exam, request, true)
	w.no(err)
	request.Seed = seed
	done, _, err := w.Assign(ctx, w.admin, p.exam, request, false)
	w.no(err)
	if len(done.Placements) != 5 || trial.Placements[0].Entrant.Number != done.Placements[0].Entrant.Number {
		t.Errorf("seated %d, first %s after a trial with %s", len(done.Placements), done.Placements[0].Entrant.Number, trial.Placements[0].Entrant.Number)
	}
	draws, err := w.Draws(ctx, w.admin, p.exam)
	w.no(err)
	draw, err := w.Draw(ctx, w.admin, draws[0].ID)
	w.no(err)
	var names []string
	for _, one := range draw.Outcome {
		names = append(names, one.Name)
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

package review_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kaochang/internal/blob"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
	"kaochang/internal/review"
	"kaochang/internal/store"
)

// world is an exam that asks a candidate of one of two colleges for a picture.
type world struct {
	*testing.T
	*review.Service
	db    *store.Store
	blobs *blob.Disk
	now   time.Time
	her   context.Context
	asked string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
	now := func() time.Time { return w.now }
	db, err := store.Open(t.Context(), store.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "kaochang.db"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w.db = db
	w.no(db.Migrate(t.Context()))
	w.no(db.Seed(t.Context(), func(tx store.Setup) error {
		ctx := t.Context()
		for _, err := range []error{
			tx.CreateSchool(ctx, exam.School{ID: "a", Slug: "a", Name: "云岭大学"}),
			tx.CreateCollege(ctx, exam.College{ID: "arts", SchoolID: "a", Name: "艺术学院"}),
			tx.CreateCollege(ctx, exam.College{ID: "media", SchoolID: "a", Name: "传媒学院"}),
			tx.CreateExam(ctx, exam.Exam{ID: "x", SchoolID: "a", Name: "校考", Open: true}),
			tx.CreateMajor(ctx, exam.Major{ID: "m", SchoolID: "a", ExamID: "x", CollegeID: "arts", Name: "声乐"}),
			tx.CreateCandidate(ctx, exam.Candidate{ID: "n", SchoolID: "a", Number: "1", Name: "考生", Phone: "13800000001"}),
			tx.CreateEnrolment(ctx, exam.Enrolment{ID: "e", SchoolID: "a", CandidateID: "n", MajorID: "m"}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	}))
	w.blobs, err = blob.OpenDisk(t.TempDir())
	w.no(err)
	w.Service = review.New(db, w.blobs, now)
	w.her = operation.WithActor(t.Context(), exam.Actor{Kind: exam.ActorCandidate, Phone: "13800000001"})
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

func staff(role exam.Role, kind exam.ScopeKind, id string) exam.Actor {
	return exam.Actor{Kind: exam.ActorStaff, StaffID: string(role) + id, SchoolID: "a", Name: "某人", Bindings: []exam.Binding{{Role: role, Kind: kind, ScopeID: id}}}
}

var (
	admin    = staff(exam.RoleSchoolAdmin, exam.ScopeSchool, "a")
	reviewer = staff(exam.RoleReviewer, exam.ScopeExam, "x")
	media    = staff(exam.RoleCollegeAdmin, exam.ScopeCollege, "media")
)

func (w *world) asks() {
	w.Helper()
	var err error
	w.asked, err = w.Keep(w.Context(), admin, exam.Requirement{
		ExamID: "x", Name: "身份证照片", Kind: exam.RequireImage, Least: 1, Most: 2, MaxBytes: 1 << 20, Deadline: w.now.Add(time.Hour),
	})
	w.no(err)
}

// sends keeps a file as an upload that was accepted does.
func (w *world) sends(content string) string {
	w.Helper()
	owner := exam.MaterialOwner("e", w.asked)
	schoolID, _, _, err := w.Admit(w.her, owner)
	w.no(err)
	sum, n, err := w.blobs.Put(w.Context(), strings.NewReader(content))
	w.no(err)
	ticket, id := ident.New(), ident.New()
	w.no(w.db.CreateTicket(w.Context(), exam.Ticket{ID: ticket, SchoolID: schoolID, Purpose: exam.PurposeMaterial, OwnerID: owner, ExpiresAt: w.now.Add(time.Hour)}))
	w.no(w.db.FinishTicket(w.Context(), ticket, exam.File{ID: id, SchoolID: schoolID, OwnerID: owner, Purpose: exam.PurposeMaterial, Name: "照片.png", Type: "image/png", SHA256: sum, Bytes: n, CreatedAt: w.now}))
	return id
}

func (w *world) own() review.Asked {
	w.Helper()
	list, err := w.Own(w.her, "e")
	w.no(err)
	if len(list) != 1 {
		w.Fatalf("she is asked for %d things, want one", len(list))
	}
	return list[0]
}

func TestNothingIsAskedWhereNothingIsConfigured(t *testing.T) {
	w := newWorld(t)
	list, err := w.Own(w.her, "e")
	w.no(err)
	if len(list) != 0 {
		t.Errorf("she is asked for %v", list)
	}
}

func TestAMaterialIsHandedInRejectedAndHandedInAgain(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.asks()
	w.refused(w.HandIn(w.her, "e", w.asked), exam.CodeInvalid) // nothing was sent
	first, wrong := w.sends("one"), w.sends("wrong")
	_, _, _, err := w.Admit(w.her, exam.MaterialOwner("e", w.asked))
	w.refused(err, exam.CodeConflict) // two are the most
	w.no(w.Drop(w.her, "e", w.asked, wrong))
	w.no(w.HandIn(w.her, "e", w.asked))
	w.refused(w.HandIn(w.her, "e", w.asked), exam.CodeInvalid) // nothing is left to hand in
	w.refused(w.Drop(w.her, "e", w.asked, first), exam.CodeNotFound)
	if a := w.own(); a.Last == nil || len(a.Handed) != 1 || len(a.Drafts) != 0 {
		t.Fatalf("handed in, and she sees %+v", a)
	}
	queue, total, err := w.Queue(ctx, reviewer, exam.MaterialFilter{State: exam.MaterialPending, Limit: 10})
	w.no(err)
	if total != 1 || queue[0].Files[0].ID != first {
		t.Fatalf("the queue has %d: %+v", total, queue)
	}
	_, total, err = w.Queue(ctx, media, exam.MaterialFilter{Limit: 10})
	w.no(err)
	if total != 0 {
		t.Error("another college sees it")
	}
	w.refused(w.Judge(ctx, media, queue[0].ID, true, ""), exam.CodeNotFound)
	_, _, err = w.File(ctx, media, queue[0].ID, first)
	w.refused(err, exam.CodeNotFound)
	w.refused(w.Judge(ctx, reviewer, queue[0].ID, false, ""), exam.CodeInvalid)
	w.no(w.Judge(ctx, reviewer, queue[0].ID, false, "看不清"))
	w.refused(w.Judge(ctx, admin, queue[0].ID, true, ""), exam.CodeConflict)

	second := w.sends("two")
	w.no(w.HandIn(w.her, "e", w.asked))
	a := w.own()
	if a.Last.Version != 2 || len(a.Handed) != 1 || a.Handed[0].ID != second || len(a.Drafts) != 0 {
		t.Errorf("handed in again, and she sees %+v", a)
	}
	n, err := w.Pass(ctx, admin, []string{a.Last.ID, queue[0].ID, "nothing"})
	w.no(err)
	if n != 1 || w.own().Last.State != exam.MaterialPassed {
		t.Errorf("%d passed", n)
	}
	_, _, _, err = w.Admit(w.her, exam.MaterialOwner("e", w.asked))
	w.refused(err, exam.CodeConflict)
}

func TestWhatIsLateOrAnothersIsRefused(t *testing.T) {
	w := newWorld(t)
	w.asks()
	stranger := operation.WithActor(t.Context(), exam.Actor{Kind: exam.ActorCandidate, Phone: "13900000000"})
	for _, owner := range []string{exam.MaterialOwner("e", w.asked), exam.MaterialOwner("none", w.asked), "no owner"} {
		_, _, _, err := w.Admit(stranger, owner)
		w.refused(err, exam.CodeNotFound)
	}
	w.now = w.now.Add(2 * time.Hour)
	_, _, _, err := w.Admit(w.her, exam.MaterialOwner("e", w.asked))
	w.refused(err, exam.CodeConflict)
	_, err = w.Requirements(t.Context(), media, "x")
	w.refused(err, exam.CodeNotFound)
	_, err = w.Keep(t.Context(), admin, exam.Requirement{ExamID: "x", MajorID: "none", Name: "x", Kind: exam.RequireFile, Least: 1, Most: 1, MaxBytes: 1 << 20, Deadline: w.now})
	w.refused(err, exam.CodeNotFound)
}

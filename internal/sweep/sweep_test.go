package sweep_test

import (
	"context"
	"errors"
	"fmt"
	"os"
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
	"kaochang/internal/sweep"
)

// world is an exam that asks its one candidate for pictures, on a clock of its own that
// the times of files follow.
type world struct {
	*testing.T
	*sweep.Service
	review *review.Service
	db     *store.Store
	blobs  *blob.Disk
	dir    string
	now    time.Time
	her    context.Context
	asked  string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, dir: t.TempDir(), now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
	now := func() time.Time { return w.now }
	var err error
	w.db, err = store.Open(t.Context(), store.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "kaochang.db"), Now: now})
	w.no(err)
	t.Cleanup(func() { _ = w.db.Close() })
	w.no(w.db.Migrate(t.Context()))
	w.no(w.db.Seed(t.Context(), func(tx store.Setup) error {
		ctx := t.Context()
		return errors.Join(
			tx.CreateSchool(ctx, exam.School{ID: "a", Slug: "a", Name: "云岭大学"}),
			tx.CreateCollege(ctx, exam.College{ID: "arts", SchoolID: "a", Name: "艺术学院"}),
			tx.CreateExam(ctx, exam.Exam{ID: "x", SchoolID: "a", Name: "校考", Open: true}),
			tx.CreateMajor(ctx, exam.Major{ID: "m", SchoolID: "a", ExamID: "x", CollegeID: "arts", Name: "声乐"}),
			tx.CreateCandidate(ctx, exam.Candidate{ID: "n", SchoolID: "a", Number: "1", Name: "考生", Phone: "13800000001"}),
			tx.CreateEnrolment(ctx, exam.Enrolment{ID: "e", SchoolID: "a", CandidateID: "n", MajorID: "m"}),
		)
	}))
	w.blobs, err = blob.OpenDisk(w.dir)
	w.no(err)
	w.review = review.New(w.db, w.blobs, now)
	w.Service = sweep.New(w.db, w.blobs, now)
	w.her = operation.WithActor(t.Context(), exam.Actor{Kind: exam.ActorCandidate, Phone: "13800000001"})
	admin := exam.Actor{Kind: exam.ActorStaff, StaffID: "s", SchoolID: "a", Name: "某人", Bindings: []exam.Binding{{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: "a"}}}
	w.asked, err = w.review.Keep(t.Context(), admin, exam.Requirement{
		ExamID: "x", Name: "作品", Kind: exam.RequireImage, Least: 1, Most: 2, MaxBytes: 1 << 20, Deadline: w.now.Add(24 * time.Hour),
	})
	w.no(err)
	return w
}

func (w *world) no(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// puts keeps bytes that nothing names yet.
func (w *world) puts(content string) (sum string) {
	w.Helper()
	sum, _, err := w.blobs.Put(w.Context(), strings.NewReader(content))
	w.no(err)
	w.no(os.Chtimes(filepath.Join(w.dir, "sha256", sum[:2], sum), time.Time{}, w.now))
	return sum
}

// names keeps a file with bytes that were put.
func (w *world) names(purpose exam.UploadPurpose, owner, sum string) (fileID string) {
	w.Helper()
	ticket, id := ident.New(), ident.New()
	w.no(w.db.CreateTicket(w.Context(), exam.Ticket{ID: ticket, SchoolID: "a", Purpose: purpose, OwnerID: owner, ExpiresAt: w.now.Add(time.Hour)}))
	w.no(w.db.FinishTicket(w.Context(), ticket, exam.File{
		ID: id, SchoolID: "a", OwnerID: owner, Purpose: purpose, Name: "作品.png", Type: "image/png", SHA256: sum, Bytes: 1, CreatedAt: w.now,
	}))
	return id
}

// dropsMaterial has her send bytes as a material and take it away again.
func (w *world) dropsMaterial(content string) (sum string) {
	w.Helper()
	sum = w.puts(content)
	w.no(w.review.Drop(w.her, "e", w.asked, w.names(exam.PurposeMaterial, exam.MaterialOwner("e", w.asked), sum)))
	return sum
}

// sweeps lets time go by and sweeps; afterwards a blob is there or not, and waits to be
// looked at again or not.
func (w *world) sweeps(after time.Duration, sum string, there, waits bool) {
	w.Helper()
	w.now = w.now.Add(after)
	if more, err := w.Sweep(w.Context()); err != nil || more {
		w.Errorf("Sweep = %v, %v, want no more", more, err)
	}
	src, err := w.blobs.Open(w.Context(), sum)
	if err == nil {
		w.no(src.Close())
	} else if exam.CodeOf(err) != exam.CodeNotFound {
		w.Fatal(err)
	}
	if (err == nil) != there {
		w.Errorf("after %v more it is there: %v, want %v", after, err == nil, there)
	}
	freed, err := w.db.FreedBlobs(w.Context(), w.now, 10)
	w.no(err)
	if (len(freed) > 0) != waits {
		w.Errorf("after %v more %v wait, want some: %v", after, freed, waits)
	}
}

func TestWhatNothingNamesGoesAQuarterOfAnHourLater(t *testing.T) {
	w := newWorld(t)
	sum := w.dropsMaterial("a draft")
	w.sweeps(0, sum, true, true)
	w.sweeps(15*time.Minute-time.Millisecond, sum, true, true)
	w.sweeps(time.Millisecond+time.Second, sum, false, false)
}

func TestWhatIsSomebodysEvidenceStays(t *testing.T) {
	w := newWorld(t)
	sum := w.puts("a page of her answer")
	w.names(exam.PurposePhotoPage, "sitting", sum)
	w.now = w.now.Add(time.Hour)
	w.dropsMaterial("a page of her answer")
	w.sweeps(time.Hour, sum, true, false)
}

func TestWhatIsPutAgainMeanwhileStays(t *testing.T) {
	w := newWorld(t)
	sum := w.dropsMaterial("what another sends, too")
	w.now = w.now.Add(10 * time.Minute)
	w.puts("what another sends, too")
	w.sweeps(6*time.Minute, sum, true, true) // it may be named yet
	w.names(exam.PurposePhotoPage, "sitting", sum)
	w.sweeps(16*time.Minute, sum, true, false)
	w.sweeps(time.Hour, sum, true, false)
}

func TestWhatIsPutAgainAndNeverNamedGoesInTheEnd(t *testing.T) {
	w := newWorld(t)
	sum := w.dropsMaterial("what broke off")
	w.now = w.now.Add(10 * time.Minute)
	w.puts("what broke off")
	w.sweeps(6*time.Minute, sum, true, true)
	w.sweeps(16*time.Minute, sum, false, false)
}

func TestMoreThanAHundredGoByTheHundred(t *testing.T) {
	w := newWorld(t)
	for n := range 101 {
		w.no(w.db.RemoveFile(t.Context(), w.names(exam.PurposeMaterial, "o", fmt.Sprintf("%064x", n))))
	}
	w.now = w.now.Add(time.Hour)
	for _, want := range []bool{true, false} {
		if more, err := w.Sweep(t.Context()); err != nil || more != want {
			t.Errorf("Sweep = %v, %v, want %v", more, err, want)
		}
	}
	w.sweeps(0, fmt.Sprintf("%064x", 1), false, false)
}

// stuck cannot remove one blob.
type stuck struct {
	sweep.Blobs
	sum string
}

func (s stuck) RemoveOlder(ctx context.Context, sum string, than time.Time) (bool, error) {
	if sum == s.sum {
		return false, errors.New("read-only file system")
	}
	return s.Blobs.RemoveOlder(ctx, sum, than)
}

func TestWhatCannotBeRemovedIsInNobodysWay(t *testing.T) {
	w := newWorld(t)
	first := w.dropsMaterial("first")
	w.now = w.now.Add(time.Second)
	other := w.dropsMaterial("other")
	w.Service = sweep.New(w.db, stuck{w.blobs, first}, func() time.Time { return w.now })
	w.now = w.now.Add(16 * time.Minute)
	if _, err := w.Sweep(t.Context()); err == nil || !strings.Contains(err.Error(), first) {
		t.Errorf("Sweep = %v, want it to name %s", err, first)
	}
	w.sweeps(time.Minute, other, false, true)
	w.sweeps(0, first, true, true)
	w.Service = sweep.New(w.db, w.blobs, func() time.Time { return w.now })
	w.sweeps(15*time.Minute, first, false, false)
}

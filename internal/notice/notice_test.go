package notice_test

// FEATURES: A10, A11, A13

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/notice"
	"kaochang/internal/store"
)

// world is a school of two colleges with a candidate in the first, and a provider
// that says what the test wants.
type world struct {
	*testing.T
	*notice.Service
	db      *store.Store
	now     time.Time
	failure exam.SMSFailure
	missing map[exam.SMSKind]exam.SMSWhy
	sent    []string
}

// SendNotice keeps what it takes.
func (w *world) SendNotice(_ context.Context, phone string, n exam.SMSNotice) exam.SMSFailure {
	if w.failure.Why == "" {
		w.sent = append(w.sent, phone+" "+string(n.Kind))
	}
	return w.failure
}

// Missing says what the test wants.
func (w *world) Missing(kind exam.SMSKind) exam.SMSWhy { return w.missing[kind] }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}
	now := func() time.Time { return w.now }
	db, err := store.Open(t.Context(), store.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "kaochang.db"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
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
	w.db, w.Service = db, notice.New(notice.Parts{Store: db, Sender: w, Now: now})
	return w
}

func (w *world) no(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func staff(role exam.Role, kind exam.ScopeKind, id string) exam.Actor {
	return exam.Actor{Kind: exam.ActorStaff, StaffID: string(role) + id, SchoolID: "a", Name: "某人", Bindings: []exam.Binding{{Role: role, Kind: kind, ScopeID: id}}}
}

var (
	admin   = staff(exam.RoleSchoolAdmin, exam.ScopeSchool, "a")
	support = staff(exam.RoleSupport, exam.ScopeSchool, "a")
	arts    = staff(exam.RoleCollegeAdmin, exam.ScopeCollege, "arts")
	media   = staff(exam.RoleCollegeAdmin, exam.ScopeCollege, "media")
)

// announces writes an announcement and makes its messages.
func (w *world) announces(id string) {
	w.Helper()
	w.no(w.db.KeepAnnouncement(w.Context(), exam.Announcement{ID: id, SchoolID: "a", Kind: exam.ForSchool, ScopeID: "a", Title: "须知", Body: "正文", VisibleFrom: w.now, CreatedAt: w.now}, exam.Fact{Kind: "announcement.kept", Actor: admin, At: w.now}))
	w.no(w.Spread(w.Context(), id))
}

func (w *world) sends(id string, want time.Duration) {
	w.Helper()
	again, err := w.Send(w.Context(), id, "n")
	w.no(err)
	if again != want {
		w.Errorf("the next try is in %v, want %v", again, want)
	}
}

func TestAMessageGoesOutOnceAndItsTriesAreKept(t *testing.T) {
	w := newWorld(t)
	w.no(w.Change(t.Context(), admin, []exam.SMSKind{exam.SMSAnnouncement}))
	w.announces("one")
	w.failure = exam.SMSFailure{Why: exam.SMSAway, ProviderCode: "isp.SYSTEM_ERROR"}
	w.sends("one", time.Minute)
	list, total, err := w.Log(t.Context(), admin, exam.SMSFilter{Limit: 10})
	w.no(err)
	if total != 1 || list[0].State != exam.SMSWaiting || list[0].ProviderCode != "isp.SYSTEM_ERROR" || list[0].Phone != "13******001" || list[0].Tries != 1 {
		t.Errorf("%d in the log: %+v", total, list)
	}
	w.failure = exam.SMSFailure{}
	w.sends("one", 0)
	w.sends("one", 0) // a job may come twice
	w.announces("one")
	w.sends("one", 0)
	if want := []string{"13800000001 announcement"}; !slices.Equal(w.sent, want) {
		t.Errorf("sent %v, want %v once", w.sent, want)
	}
	w.no(w.Spread(t.Context(), "no such"))
	w.sends("no such", 0)
}

func TestAKindThatCannotBeSentIsNotSwitchedOn(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.missing = map[exam.SMSKind]exam.SMSWhy{exam.SMSSession: exam.SMSNoTemplate}
	err := w.Change(ctx, admin, []exam.SMSKind{exam.SMSRejection, exam.SMSSession})
	if exam.CodeOf(err) != exam.CodeConflict {
		t.Fatalf("%v, want %s", err, exam.CodeConflict)
	}
	var refusal *exam.Error
	if !errors.As(err, &refusal) || refusal.Extras["why"] != "sms_no_template" {
		t.Errorf("%v, want it to say why", err)
	}
	w.no(w.Change(ctx, admin, []exam.SMSKind{exam.SMSRejection}))
	w.missing[exam.SMSRejection] = exam.SMSNone // the server lost its provider
	w.no(w.Change(ctx, admin, []exam.SMSKind{exam.SMSRejection}))
	settings, err := w.Settings(ctx, admin)
	w.no(err)
	want := []notice.Setting{{Kind: exam.SMSAnnouncement}, {Kind: exam.SMSRejection, On: true, Why: exam.SMSNone}, {Kind: exam.SMSSession, Why: exam.SMSNoTemplate}}
	if !slices.Equal(settings, want) {
		t.Errorf("%+v, want %+v", settings, want)
	}
	for _, by := range []exam.Actor{arts, support} {
		if err := w.Change(ctx, by, nil); err == nil {
			t.Errorf("%s changed what the school sends", by.StaffID)
		}
	}
	if err := w.Change(ctx, admin, []exam.SMSKind{"birthday"}); exam.CodeOf(err) != exam.CodeInvalid {
		t.Errorf("%v, want %s", err, exam.CodeInvalid)
	}
}

func TestWhoSeesWhichMessages(t *testing.T) {
	w := newWorld(t)
	w.no(w.Change(t.Context(), admin, []exam.SMSKind{exam.SMSAnnouncement}))
	w.announces("one")
	elsewhere := exam.Actor{Kind: exam.ActorStaff, SchoolID: "b", Bindings: []exam.Binding{{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: "b"}}}
	for who, n := range map[*exam.Actor]int{&admin: 1, &support: 1, &arts: 1, &media: 0, &elsewhere: 0} {
		_, total, err := w.Log(t.Context(), *who, exam.SMSFilter{Limit: 10})
		w.no(err)
		if total != n {
			t.Errorf("%s of %s sees %d, want %d", who.StaffID, who.SchoolID, total, n)
		}
	}
}

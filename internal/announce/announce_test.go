package announce_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"kaochang/internal/announce"
	"kaochang/internal/enquiry"
	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/store"
)

// world is a school of two colleges with a candidate in the first.
type world struct {
	*testing.T
	*announce.Service
	questions *enquiry.Service
	now       time.Time
	her       context.Context
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
	w.Service, w.questions = announce.New(db, nil, now), enquiry.New(db, nil, now)
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
	admin = staff(exam.RoleSchoolAdmin, exam.ScopeSchool, "a")
	arts  = staff(exam.RoleCollegeAdmin, exam.ScopeCollege, "arts")
	media = staff(exam.RoleCollegeAdmin, exam.ScopeCollege, "media")
)

func TestWhoWritesToWhom(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	word := func(kind exam.AnnouncementKind, id string) exam.Announcement {
		return exam.Announcement{Kind: kind, ScopeID: id, Title: "须知", Body: "正文"}
	}
	_, err := w.Keep(ctx, arts, word(exam.ForSchool, "a"))
	w.refused(err, exam.CodeNotFound)
	_, err = w.Keep(ctx, arts, word(exam.ForCollege, "media"))
	w.refused(err, exam.CodeNotFound)
	_, err = w.Keep(ctx, admin, word(exam.ForCollege, "elsewhere"))
	w.refused(err, exam.CodeNotFound)
	_, err = w.Keep(ctx, admin, exam.Announcement{Kind: exam.ForSchool, ScopeID: "a", Title: "须知", Body: "正文", FileIDs: []string{"nobody's"}})
	w.refused(err, exam.CodeNotFound)
	id, err := w.Keep(ctx, arts, word(exam.ForCollege, "arts"))
	w.no(err)
	stolen := word(exam.ForCollege, "media")
	stolen.ID = id
	_, err = w.Keep(ctx, media, stolen) // it would take it from the other college
	w.refused(err, exam.CodeNotFound)
	for who, n := range map[*exam.Actor]int{&admin: 1, &arts: 1, &media: 0} {
		list, err := w.List(ctx, *who)
		w.no(err)
		if len(list) != n {
			t.Errorf("%s sees %d, want %d", who.StaffID, len(list), n)
		}
	}
	own, err := w.Own(w.her, "e")
	w.no(err)
	if len(own) != 1 || own[0].Read {
		t.Fatalf("she reads %+v", own)
	}
	for who, want := range map[*exam.Actor]exam.Code{&arts: "", &media: exam.CodeNotFound} {
		list, total, err := w.Readers(ctx, *who, exam.ReaderFilter{AnnouncementID: id, Read: "no", Query: " 考生 ", Limit: 9})
		if exam.CodeOf(err) != want && (err != nil || want != "") || want == "" && (total != 1 || list[0].EnrolmentID != "e") {
			t.Errorf("%s sees %+v, %v", who.StaffID, list, err)
		}
	}
	w.no(w.Read(w.her, "e", id))
	w.no(w.Withdraw(ctx, arts, id, "写错了"))
	w.refused(w.Withdraw(ctx, arts, id, "again"), exam.CodeConflict)
	w.refused(w.Read(w.her, "e", id), exam.CodeNotFound)
	stranger := operation.WithActor(ctx, exam.Actor{Kind: exam.ActorCandidate, Phone: "13900000000"})
	_, err = w.Own(stranger, "e")
	w.refused(err, exam.CodeNotFound)
}

func TestQuestionsReachWhoeverMayAnswer(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	id, err := w.questions.Ask(w.her, "e", "换时间", enquiry.Said{Text: "可以吗？"})
	w.no(err)
	for who, n := range map[*exam.Actor]int{&admin: 1, &arts: 1, &media: 0} {
		list, total, err := w.questions.List(ctx, *who, exam.EnquiryOpen, 10, 0)
		w.no(err)
		if len(list) != n || total != n {
			t.Errorf("%s sees %d, want %d", who.StaffID, total, n)
		}
	}
	w.refused(w.questions.Do(ctx, media, id, enquiry.ActAnswer, "不行"), exam.CodeNotFound)
	w.no(w.questions.Do(ctx, arts, id, enquiry.ActClaim, ""))
	w.refused(w.questions.Do(ctx, admin, id, enquiry.ActClaim, ""), exam.CodeConflict)
	w.no(w.questions.Do(ctx, arts, id, enquiry.ActAnswer, "可以。"))
	own, err := w.questions.Own(w.her, "e")
	w.no(err)
	if len(own) != 1 || !own[0].Unread || len(own[0].Words) != 2 {
		t.Fatalf("she sees %+v", own)
	}
	w.no(w.questions.Seen(w.her, "e", id))
	for range 20 {
		err = w.questions.AskOn(w.her, "e", id, enquiry.Said{Text: "谢谢"})
	}
	w.refused(err, exam.CodeRateLimited)
}

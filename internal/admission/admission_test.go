package admission_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"io"
	"iter"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"

	"kaochang/internal/admission"
	"kaochang/internal/blob"
	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/store"
)

var morning = time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC)

// world is an exam with one candidate who sits an interview and one who sits
// nothing, on a real store and blob store.
type world struct {
	*testing.T
	*admission.Service
	db      *store.Store
	printed []admission.Sheet
}

const phone = "13800000001"

func staff(role exam.Role, kind exam.ScopeKind, id string) exam.Actor {
	return exam.Actor{Kind: exam.ActorStaff, StaffID: "s", SchoolID: "a", Name: "某人", Bindings: []exam.Binding{{Role: role, Kind: kind, ScopeID: id}}}
}

var (
	admin     = staff(exam.RoleSchoolAdmin, exam.ScopeSchool, "a")
	candidate = exam.Actor{Kind: exam.ActorCandidate, Phone: phone}
)

func newWorld(t *testing.T) *world {
	t.Helper()
	now := func() time.Time { return morning }
	db, err := store.Open(t.Context(), store.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "kaochang.db"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	blobs, err := blob.OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, db: db}
	w.Service = admission.New(admission.Parts{Store: db, Blobs: blobs, Print: w.print, Key: bytes.Repeat([]byte{7}, 32), Now: now})
	w.no(db.Migrate(t.Context()))
	w.no(db.Seed(t.Context(), func(tx store.Setup) error { return found(t.Context(), tx) }))
	w.photo(blobs)
	return w
}

// photo gives the first candidate a large picture.
func (w *world) photo(blobs *blob.Disk) {
	var out bytes.Buffer
	big := image.NewRGBA(image.Rect(0, 0, 1000, 1000))
	big.Set(1, 1, color.White)
	w.no(png.Encode(&out, big))
	sum, _, err := blobs.Put(w.Context(), &out)
	w.no(err)
	w.no(w.db.CreateTicket(w.Context(), exam.Ticket{ID: "t", SchoolID: "a", Purpose: exam.PurposePhoto, OwnerID: "c1", ExpiresAt: morning.Add(time.Hour)}))
	w.no(w.db.FinishTicket(w.Context(), "t", exam.File{
		ID: "f", SchoolID: "a", OwnerID: "c1", Purpose: exam.PurposePhoto, Name: "p.png", Type: "image/png", SHA256: sum, CreatedAt: morning,
	}))
}

func found(ctx context.Context, tx store.Setup) error {
	in := exam.Session{
		ID: "in", SchoolID: "a", RoomID: "r", SubjectID: "x", Type: exam.TypeInterview, StartsAt: morning, EndsAt: morning.Add(time.Hour),
		EntryOpensAt: morning.Add(-time.Hour), EntryClosesAt: morning, InviteTTL: time.Minute, SecondCamera: exam.SecondCameraNone,
	}
	for _, err := range []error{
		tx.CreateSchool(ctx, exam.School{ID: "a", Slug: "a", Name: "山河大学", Contact: "010-1", TimeZone: exam.DefaultTimeZone}),
		tx.CreateCollege(ctx, exam.College{ID: "arts", SchoolID: "a", Name: "艺术学院"}),
		tx.CreateExam(ctx, exam.Exam{ID: "e", SchoolID: "a", Name: "复试", Open: true}),
		tx.CreateMajor(ctx, exam.Major{ID: "m", SchoolID: "a", ExamID: "e", CollegeID: "arts", Name: "声乐"}),
		tx.CreateRoom(ctx, exam.Room{ID: "r", SchoolID: "a", ExamID: "e", Name: "一室"}),
		tx.CreateSubject(ctx, exam.Subject{ID: "x", SchoolID: "a", ExamID: "e", Name: "面试", Type: exam.TypeInterview}),
		tx.CreateSession(ctx, in),
		tx.CreateCandidate(ctx, exam.Candidate{ID: "c1", SchoolID: "a", Number: "2026100001", Name: "欧阳晴", Phone: phone}),
		tx.CreateCandidate(ctx, exam.Candidate{ID: "c2", SchoolID: "a", Number: "2026100002", Name: "李", Phone: "13800000002"}),
		tx.CreateEnrolment(ctx, exam.Enrolment{ID: "e1", SchoolID: "a", CandidateID: "c1", MajorID: "m"}),
		tx.CreateEnrolment(ctx, exam.Enrolment{ID: "e2", SchoolID: "a", CandidateID: "c2", MajorID: "m"}),
		tx.CreateSitting(ctx, exam.Sitting{ID: "s1", SchoolID: "a", SessionID: "in", EnrolmentID: "e1", Type: exam.TypeInterview, Phase: exam.PhaseAssigned, Order: 1, QueueRank: 1}),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// print keeps what is to be printed, where a PDF would be written.
func (w *world) print(out io.Writer, title string, list iter.Seq2[admission.Sheet, error]) error {
	for one, err := range list {
		if err != nil {
			return err
		}
		w.printed = append(w.printed, one)
	}
	_, err := io.WriteString(out, "%PDF "+title)
	return err
}

func (w *world) no(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) publish(p exam.TicketPolicy) {
	w.Helper()
	w.no(w.SetPolicy(w.Context(), admin, "e", p))
}

// as returns what the API answers to somebody.
func (w *world) as(by exam.Actor, path string) (int, string) {
	w.Helper()
	mux := chi.NewMux()
	w.Register(humachi.New(mux, huma.DefaultConfig("test", "1")))
	ctx := operation.WithCaller(operation.WithActor(w.Context(), by), operation.Caller{Origin: "https://exam.example.edu.cn"})
	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, httptest.NewRequestWithContext(ctx, "GET", path, nil))
	return answer.Code, answer.Body.String()
}

func TestACandidateSeesHerTicketOncePublished(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{"/api/enrolments/e1/ticket/pdf", "/api/enrolments/e1/ticket/photo"} {
		if code, body := w.as(candidate, path); code != 404 {
			t.Errorf("%s before it is published: %d %s", path, code, body)
		}
	}
	if _, body := w.as(candidate, "/api/enrolments/e1/ticket"); !strings.Contains(body, `"published":false`) || strings.Contains(body, "欧阳晴") {
		t.Errorf("before it is published: %s", body)
	}
	w.publish(exam.TicketPolicy{Published: true, Notes: " 请带身份证\r\n "})
	_, body := w.as(candidate, "/api/enrolments/e1/ticket")
	for _, want := range []string{`"published":true`, "欧阳晴", "一室", `"notes":"请带身份证"`, `"link":"https://exam.example.edu.cn/ticket/e1.`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	if code, body := w.as(candidate, "/api/enrolments/e1/ticket/pdf"); code != 200 || body != "%PDF 准考证 2026100001" {
		t.Errorf("%d %s", code, body)
	}
	if size := w.printed[0].Photo.Bounds().Size(); size != image.Pt(413, 413) {
		t.Errorf("the photo is printed in %v", size)
	}
	if code, _ := w.as(candidate, "/api/enrolments/e2/ticket"); code != 404 {
		t.Errorf("another's ticket: %d", code)
	}
	w.publish(exam.TicketPolicy{})
	if code, _ := w.as(candidate, "/api/enrolments/e1/ticket/pdf"); code != 404 {
		t.Errorf("after it was taken back: %d", code)
	}
}

func TestWhoSitsNothingHasNoTicket(t *testing.T) {
	w := newWorld(t)
	w.publish(exam.TicketPolicy{Published: true})
	other := exam.Actor{Kind: exam.ActorCandidate, Phone: "13800000002"}
	if _, body := w.as(other, "/api/enrolments/e2/ticket"); !strings.Contains(body, `"published":false`) {
		t.Error(body)
	}
	if _, err := w.Public(t.Context(), w.Code("e2")); exam.CodeOf(err) != exam.CodeNotFound {
		t.Errorf("her code: %v", err)
	}
}

func TestACodeIsGoodOnlyWhenWeMadeIt(t *testing.T) {
	w := newWorld(t)
	code := w.Code("e1")
	if _, err := w.Public(t.Context(), code); exam.CodeOf(err) != exam.CodeNotFound {
		t.Errorf("before it is published: %v", err)
	}
	w.publish(exam.TicketPolicy{Published: true})
	_, mac, _ := strings.Cut(code, ".")
	for _, forged := range []string{"", "e1", "e1.", "e1." + mac[1:], "e2." + mac, code + "A", "." + mac, "e1." + strings.Repeat("A", len(mac))} {
		if _, err := w.Public(t.Context(), forged); exam.CodeOf(err) != exam.CodeNotFound {
			t.Errorf("%q: %v, want it unknown", forged, err)
		}
	}
	status, body := w.as(exam.Actor{Kind: exam.ActorStranger}, "/api/public/tickets/"+code)
	if status != 200 || !strings.Contains(body, "欧*晴") || strings.Contains(body, "欧阳晴") || strings.Contains(body, "2026100001") || !strings.Contains(body, "一室") {
		t.Errorf("a stranger is told %d %s", status, body)
	}
}

func TestStaffWhoseCandidateItIsSeeAllOfIt(t *testing.T) {
	w := newWorld(t)
	w.publish(exam.TicketPolicy{Published: true})
	foreign := staff(exam.RoleSchoolAdmin, exam.ScopeSchool, "b")
	foreign.SchoolID = "b"
	for what, c := range map[string]struct {
		by   exam.Actor
		want exam.Code
	}{
		"administrator":          {admin, ""},
		"steward of her room":    {staff(exam.RoleSteward, exam.ScopeRoom, "r"), ""},
		"of her college":         {staff(exam.RoleCollegeAdmin, exam.ScopeCollege, "arts"), ""},
		"inspector of her exam":  {staff(exam.RoleInspector, exam.ScopeExam, "e"), ""},
		"steward of another":     {staff(exam.RoleSteward, exam.ScopeRoom, "r2"), exam.CodeNotFound},
		"of another college":     {staff(exam.RoleCollegeAdmin, exam.ScopeCollege, "law"), exam.CodeNotFound},
		"of another school":      {foreign, exam.CodeNotFound},
		"marker in her exam":     {staff(exam.RoleMarker, exam.ScopeExam, "e"), exam.CodeForbidden},
		"the candidate herself":  {candidate, exam.CodeForbidden},
		"somebody not signed in": {exam.Actor{Kind: exam.ActorStranger}, exam.CodeUnauthenticated},
	} {
		if _, err := w.Check(t.Context(), c.by, w.Code("e1")); exam.CodeOf(err) != c.want && !(err == nil && c.want == "") {
			t.Errorf("%s: %v, want %q", what, err, c.want)
		}
	}
	if code, body := w.as(admin, "/api/tickets/"+w.Code("e1")+"/photo"); code != 200 || !strings.HasPrefix(body, "\x89PNG") {
		t.Errorf("the photo: %d", code)
	}
}

func TestAllTicketsOfAnExamArePrinted(t *testing.T) {
	w := newWorld(t)
	if code, body := w.as(admin, "/api/exams/e/tickets/pdf"); code != 200 || body != "%PDF 准考证 复试" || len(w.printed) != 1 {
		t.Errorf("%d %s, %d tickets", code, body, len(w.printed))
	}
	if want := "https://exam.example.edu.cn/ticket/" + w.Code("e1"); w.printed[0].Link != want {
		t.Errorf("its code says %s, want %s", w.printed[0].Link, want)
	}
	if code, _ := w.as(admin, "/api/exams/e/tickets/pdf?session_id=none"); code != 404 {
		t.Errorf("of a session that nobody sits: %d", code)
	}
	_, body := w.as(admin, "/api/exams/e/tickets")
	for _, want := range []string{`"entrants":2`, `"ready":1`, `"without_photo":0`, `"published":false`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}

func TestSettlingTicketsIsInTheLedger(t *testing.T) {
	w := newWorld(t)
	for _, p := range []exam.TicketPolicy{{Published: true}, {Published: true}, {Published: true, Notes: "带笔"}, {Notes: "带笔"}} {
		w.publish(p)
	}
	entries, err := w.db.LedgerOf(t.Context(), "")
	w.no(err)
	var kinds []string
	for _, e := range entries {
		kinds = append(kinds, e.Kind)
	}
	if got := strings.Join(kinds, " "); got != "tickets.published tickets.noted tickets.withdrawn" {
		t.Errorf("the ledger says %s", got)
	}
	if err := w.SetPolicy(t.Context(), admin, "e", exam.TicketPolicy{Notes: strings.Repeat("x", exam.MaxTicketNotes+1)}); exam.CodeOf(err) != exam.CodeInvalid {
		t.Errorf("notes without end: %v", err)
	}
	if err := w.SetPolicy(t.Context(), admin, "elsewhere", exam.TicketPolicy{}); exam.CodeOf(err) != exam.CodeNotFound {
		t.Errorf("an exam of nobody's: %v", err)
	}
}

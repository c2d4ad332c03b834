package roster_test

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kaochang/internal/account"
	"kaochang/internal/blob"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/roster"
	"kaochang/internal/seal"
	"kaochang/internal/sheet"
	"kaochang/internal/store"
)

// sheets is the real reader and writer of tables.
type sheets struct{}

func (sheets) Read(src io.ReadSeeker, name string) (roster.Sheet, error) {
	b, err := sheet.Read(src, name)
	s := roster.Sheet{Names: b.Sheets, Name: b.Sheet, Exact: b.Exact, Date1904: b.Date1904}
	for _, r := range b.Rows {
		s.Rows = append(s.Rows, roster.Row(r))
	}
	return s, err
}

func (sheets) Write(w io.Writer, format string, t roster.Table) error {
	if format == "csv" {
		return sheet.WriteCSV(w, sheet.Table(t))
	}
	return sheet.WriteXLSX(w, sheet.Table(t))
}

// world is a roster on a real store, with one school "s": an exam, two colleges
// with a major each, and their staff.
type world struct {
	*roster.Service
	t       testing.TB
	ctx     context.Context
	store   *store.Store
	blobs   *blob.Disk
	admin   exam.Actor // of the school
	artist  exam.Actor // admin of the college of arts
	account *account.Service
	now     time.Time
	wait    func()
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, ctx: t.Context(), now: time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)}
	now := func() time.Time { return w.now }
	var err error
	if w.store, err = store.Open(w.ctx, store.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "kaochang.db"), Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.store.Close() })
	if w.blobs, err = blob.OpenDisk(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	box, err := seal.New(bytes.Repeat([]byte{7}, 32))
	w.no(err)
	w.no(w.store.Migrate(w.ctx))
	w.account = account.New(w.store, nil, account.Settings{CodeKey: bytes.Repeat([]byte{9}, 32)}, now)
	done := make(chan struct{}, 100)
	w.wait = func() { <-done }
	w.Service = roster.New(roster.Parts{
		Store: w.store, Blobs: w.blobs, Sheets: sheets{}, Codes: w.account, Box: box, Now: now,
		Background: func(work func(context.Context)) {
			go func() {
				work(w.ctx)
				done <- struct{}{}
			}()
		},
	})
	w.found("s")
	bind := func(role exam.Role, kind exam.ScopeKind, id string) exam.Actor {
		return exam.Actor{Kind: exam.ActorStaff, LoginID: "l-" + id, StaffID: "staff-" + id, SchoolID: "s", Name: "教务", Bindings: []exam.Binding{{Role: role, Kind: kind, ScopeID: id}}}
	}
	w.admin, w.artist = bind(exam.RoleSchoolAdmin, exam.ScopeSchool, "s"), bind(exam.RoleCollegeAdmin, exam.ScopeCollege, "s-arts")
	return w
}

func (w *world) found(id string) {
	w.t.Helper()
	w.no(w.store.Seed(w.ctx, func(tx store.Setup) error {
		for _, err := range []error{
			tx.CreateSchool(w.ctx, exam.School{ID: id, Slug: id, Name: "云岭大学"}),
			tx.CreateExam(w.ctx, exam.Exam{ID: id + "-exam", SchoolID: id, Name: "2026 复试", Open: true}),
			tx.CreateCollege(w.ctx, exam.College{ID: id + "-arts", SchoolID: id, Name: "艺术学院"}),
			tx.CreateCollege(w.ctx, exam.College{ID: id + "-law", SchoolID: id, Name: "法学院"}),
			tx.CreateMajor(w.ctx, exam.Major{ID: id + "-song", SchoolID: id, ExamID: id + "-exam", CollegeID: id + "-arts", Name: "声乐"}),
			tx.CreateMajor(w.ctx, exam.Major{ID: id + "-civil", SchoolID: id, ExamID: id + "-exam", CollegeID: id + "-law", Name: "民商法学"}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

func (w *world) no(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("unexpected error: %v (code %q)", err, exam.CodeOf(err))
	}
}

func (w *world) refused(rule string, err error, want exam.Code) {
	w.t.Helper()
	if exam.CodeOf(err) != want {
		w.t.Errorf("%s: error %v has code %q, want %q", rule, err, exam.CodeOf(err), want)
	}
}

// sends keeps bytes as an upload of the school and returns the file.
func (w *world) sends(purpose exam.UploadPurpose, name string, raw []byte) exam.File {
	w.t.Helper()
	sum, size, err := w.blobs.Put(w.ctx, bytes.NewReader(raw))
	w.no(err)
	f := exam.File{ID: ident.New(), SchoolID: "s", OwnerID: "s", Purpose: purpose, Name: name, SHA256: sum, Bytes: size, CreatedAt: w.now}
	ticket := exam.Ticket{ID: ident.New(), SchoolID: "s", Purpose: purpose, OwnerID: "s", ExpiresAt: w.now.Add(time.Hour)}
	w.no(w.store.CreateTicket(w.ctx, ticket))
	w.no(w.store.FinishTicket(w.ctx, ticket.ID, f))
	return f
}

// checks sends a csv and returns its dry run.
func (w *world) checks(by exam.Actor, opt roster.RosterOptions, lines ...string) string {
	w.t.Helper()
	return w.checksFile(by, opt, []byte(strings.Join(lines, "\n")))
}

func (w *world) checksFile(by exam.Actor, opt roster.RosterOptions, raw []byte) string {
	w.t.Helper()
	id, err := w.Check(w.ctx, by, w.sends(exam.PurposeRosterSheet, "名单.csv", raw).ID, "", opt)
	w.no(err)
	w.wait()
	return id
}

// rows returns a dry run's rows.
func (w *world) rows(by exam.Actor, planID string) []roster.Judged {
	w.t.Helper()
	rows, err := w.PlanRows(w.ctx, by, planID)
	w.no(err)
	return rows
}

func (w *world) list() []exam.Listed {
	w.t.Helper()
	list, _, err := w.List(w.ctx, w.admin, exam.RosterFilter{})
	w.no(err)
	return list
}

// kinds lists the kinds of the school's ledger entries, oldest first.
func (w *world) kinds() []string {
	w.t.Helper()
	entries, err := w.store.LedgerOf(w.ctx, "")
	w.no(err)
	var kinds []string
	for _, e := range entries {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

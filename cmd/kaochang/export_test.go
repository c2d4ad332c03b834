package main

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/store"
)

// cells returns the cells of a workbook as they lie in the file.
func (w *world) cells(body []byte) string {
	w.Helper()
	pack, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		w.Fatalf("no workbook: %v: %.200s", err, body)
	}
	src, err := pack.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	text, err := io.ReadAll(src)
	if err != nil {
		w.Fatal(err)
	}
	return string(text)
}

// evil is the name of a candidate who would have a spreadsheet compute.
const evil = "=1+cmd|' /C calc'!A0"

// fills makes a candidate with something in every list.
func (w *world) fills() (schoolID, announcementID string) {
	w.Helper()
	ctx, at := w.Context(), now()
	choices, err := w.db.ChoicesByPhone(ctx, "13800000005")
	if err != nil || len(choices) == 0 {
		w.Fatalf("no candidate who pays: %v", err)
	}
	c := choices[0]
	schoolID = c.School.ID
	fact := exam.Fact{Kind: "test", Actor: exam.Clock(), At: at}
	enquiry := exam.Enquiry{ID: "q", SchoolID: schoolID, EnrolmentID: "e", Subject: "@SUM(1)", CreatedAt: at}
	for _, err := range []error{
		w.db.Seed(ctx, func(tx store.Setup) error {
			if err := tx.CreateCandidate(ctx, exam.Candidate{ID: "c", SchoolID: schoolID, Number: "2026900001", Name: evil, Phone: "13900000009"}); err != nil {
				return err
			}
			return tx.CreateEnrolment(ctx, exam.Enrolment{ID: "e", SchoolID: schoolID, CandidateID: "c", MajorID: c.Major.ID})
		}),
		w.db.KeepSMSKinds(ctx, schoolID, exam.SMSKinds(), fact),
		w.db.KeepRequirement(ctx, exam.Requirement{ID: "r", SchoolID: schoolID, ExamID: c.Exam.ID, Name: "身份证", Kind: exam.RequireImage, Least: 1, Most: 1, MaxBytes: 1, Deadline: at.Add(time.Hour)}, fact),
		w.db.HandIn(ctx, schoolID, "e", "r", func(*exam.Material) (exam.Material, error) {
			return exam.Material{ID: "m", State: exam.MaterialPending, HandedAt: at}, nil
		}),
		enquiry.Ask("w", "+1", at),
		w.db.KeepEnquiry(ctx, enquiry, nil),
		w.db.KeepAnnouncement(ctx, exam.Announcement{ID: "a", SchoolID: schoolID, Kind: exam.ForSchool, ScopeID: schoolID, Title: "须知", Body: "x", VisibleFrom: at, CreatedAt: at}, fact),
		w.db.SpreadAnnouncement(ctx, "a"),
	} {
		if err != nil {
			w.Fatal(err)
		}
	}
	if err := w.db.KeepEnquiry(ctx, exam.Enquiry{ID: "q2", SchoolID: schoolID, EnrolmentID: "e", Subject: "-2", State: exam.EnquiryClosed, CreatedAt: at}, nil); err != nil {
		w.Fatal(err)
	}
	return schoolID, "a"
}

func TestEveryListIsExportedByItsFilterAndComputesNothing(t *testing.T) {
	w := newWorld(t, true)
	schoolID, announcement := w.fills()
	one, err := w.db.StaffByUsername(t.Context(), schoolID, "admin")
	if err != nil {
		t.Fatal(err)
	}
	admin := w.login(exam.Login{Kind: exam.ActorStaff, StaffID: one.ID, SchoolID: schoolID})
	readers := "/api/announcements/" + announcement + "/readers/export"
	for _, row := range []struct {
		path string
		has  bool // the candidate
	}{
		{"/api/fees/export", true}, {"/api/fees/export?settled=no&q=2026900001", true}, {"/api/fees/export?settled=yes", false},
		{"/api/materials/export", true}, {"/api/materials/export?state=passed", false},
		{"/api/enquiries/export?state=", true}, {"/api/enquiries/export?state=answered", false},
		{readers, true}, {readers + "?read=no", true}, {readers + "?read=yes", false},
		{"/api/sms/messages/export?kind=announcement", true}, {"/api/sms/messages/export?kind=session", false},
		{"/api/candidates/export?format=xlsx", true}, {"/api/ledger/export", false},
	} {
		a := w.as(admin, http.MethodGet, row.path, nil)
		if a.status != http.StatusOK {
			t.Errorf("%s: %d %s", row.path, a.status, a.body)
			continue
		}
		cells := w.cells(a.body)
		if strings.Contains(cells, "calc") != row.has || strings.Contains(cells, ">=1+cmd") || strings.Contains(cells, "<f>") || strings.Contains(cells, ">@SUM") || strings.Contains(cells, ">+1<") {
			t.Errorf("%s: holds her: want %v, and nothing to compute: %s", row.path, row.has, cells)
		}
	}
	staff := w.cells(w.as(admin, http.MethodGet, "/api/staff/export", nil).body)
	if !strings.Contains(staff, "陈候考") || strings.Contains(w.cells(w.as(admin, http.MethodGet, "/api/staff/export?q=STEWARD", nil).body), "赵教务") {
		t.Errorf("staff: %s", staff)
	}
	kept, _, err := w.db.Ledger(t.Context(), exam.LedgerFilter{SchoolID: schoolID, Query: "2026900001", Kind: "fee.exported", Limit: 9})
	if err != nil || len(kept) != 1 || kept[0].Data["settled"] != "no" {
		t.Errorf("the ledger holds %+v, %v", kept, err)
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/store"
	"kaochang/internal/storetest"
)

// benchRows is how long the lists of the benchmark are (docs/BENCHMARKS.md).
const benchRows = 10_000

// BenchmarkLists measures a page of each long list of the console, from the request
// to the last byte of the answer, over loopback. It runs on PostgreSQL too where
// scripts/with-postgres.sh gives one.
func BenchmarkLists(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { benchLists(b, "") })
	if os.Getenv(storetest.PostgresEnv) != "" {
		b.Run("PostgreSQL", func(b *testing.B) { benchLists(b, storetest.Postgres(b)) })
	}
}

func benchLists(b *testing.B, database string) {
	w := newWorldOn(b, false, database)
	schoolID, announcement := w.fillsLists(benchRows)
	w.settles()
	if database != "" { // as its autovacuum does within a minute
		if _, err := w.db.WriteDB().ExecContext(b.Context(), "ANALYZE"); err != nil {
			b.Fatal(err)
		}
	}
	one, err := w.db.StaffByUsername(b.Context(), schoolID, "admin")
	if err != nil {
		b.Fatal(err)
	}
	admin := w.login(exam.Login{Kind: exam.ActorStaff, StaffID: one.ID, SchoolID: schoolID})
	readers := "/api/announcements/" + announcement + "/readers?read=no"
	for _, list := range []struct{ name, path, search string }{
		{"orders", "/api/fees?settled=yes", "&q=99"}, {"review queue", "/api/materials?state=pending", "&q=99"}, {"audit", "/api/ledger?kind=", "&q=99"},
		{"questions", "/api/enquiries?state=open", ""}, {"SMS", "/api/sms/messages?state=", "&q=99"}, {"readers", readers, "&q=99"},
	} {
		for page, query := range map[string]string{"first": "&limit=50", "last": fmt.Sprintf("&limit=50&offset=%d", benchRows-50), "searched": "&limit=50" + list.search} {
			if page == "searched" && list.search == "" {
				continue
			}
			b.Run(list.name+", "+page, func(b *testing.B) { w.times(b, admin, list.path+query) })
		}
	}
}

// settles waits until the server has told of all that was written.
func (w *world) settles() {
	w.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		waiting, err := w.db.TakeOutbox(w.Context(), 1)
		if err != nil {
			w.Fatal(err)
		}
		if len(waiting) == 0 {
			return
		}
	}
}

// times asks for a page again and again and reports the percentiles.
func (w *world) times(b *testing.B, who *http.Cookie, path string) {
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if a := w.as(who, http.MethodGet, path, nil); a.status != http.StatusOK {
			b.Fatalf("%s: %d %s", path, a.status, a.body)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	at := func(p int) float64 { return float64(took[min(len(took)-1, len(took)*p/100)].Microseconds()) / 1000 }
	b.ReportMetric(at(50), "p50-ms/op")
	b.ReportMetric(at(99), "p99-ms/op")
}

// fillsLists gives the demo school n candidates with a paid order, a pending
// material, an open question and a message each, and an announcement that nobody has
// read; the ledger tells of each order.
func (w *world) fillsLists(n int) (schoolID, announcementID string) {
	w.Helper()
	ctx, at := w.Context(), now()
	choices, err := w.db.ChoicesByPhone(ctx, "13800000005")
	if err != nil || len(choices) == 0 {
		w.Fatalf("no candidate who pays: %v", err)
	}
	c := choices[0]
	schoolID, announcementID = c.School.ID, ident.New()
	fact := exam.Fact{Kind: "fee.ordered", Actor: exam.Clock(), At: at}
	ids := make([]string, n)
	for i := range ids {
		ids[i] = ident.New()
	}
	must := func(err error) {
		if err != nil {
			w.Fatal(err)
		}
	}
	must(w.db.Seed(ctx, func(tx store.Setup) error {
		for i, id := range ids {
			one := exam.Candidate{ID: "c-" + id, SchoolID: schoolID, Number: fmt.Sprintf("2027%06d", i), Name: fmt.Sprintf("考生%d", i), Phone: fmt.Sprintf("139%08d", i)}
			if err := tx.CreateCandidate(ctx, one); err != nil {
				return err
			}
			if err := tx.CreateEnrolment(ctx, exam.Enrolment{ID: "e-" + id, SchoolID: schoolID, CandidateID: one.ID, MajorID: c.Major.ID}); err != nil {
				return err
			}
		}
		return nil
	}))
	must(w.db.KeepRequirement(ctx, exam.Requirement{ID: "r", SchoolID: schoolID, ExamID: c.Exam.ID, Name: "身份证", Kind: exam.RequireImage, Least: 1, Most: 1, MaxBytes: 1, Deadline: at.Add(time.Hour)}, fact))
	must(inParallel(n, func(i int) error {
		return w.fillsOne(ctx, schoolID, ids[i], at.Add(time.Duration(i-n)*time.Second), fact)
	}))
	must(w.db.KeepSMSKinds(ctx, schoolID, exam.SMSKinds(), fact))
	must(w.db.KeepAnnouncement(ctx, exam.Announcement{ID: announcementID, SchoolID: schoolID, Kind: exam.ForSchool, ScopeID: schoolID, Title: "须知", Body: "x", VisibleFrom: at, CreatedAt: at}, fact))
	must(w.db.SpreadAnnouncement(ctx, announcementID))
	return schoolID, announcementID
}

// fillsOne gives one candidate what the lists show.
func (w *world) fillsOne(ctx context.Context, schoolID, id string, at time.Time, fact exam.Fact) error {
	order := exam.Order{ID: id, SchoolID: schoolID, EnrolmentID: "e-" + id, Number: "B" + strings.ReplaceAll(id, "-", ""), AmountFen: 8000, State: exam.OrderPaid, Way: exam.WayWeChat, CreatedAt: at, PaidAt: at}
	if err := w.db.CreateOrder(ctx, order, fact); err != nil {
		return fmt.Errorf("make order: %w", err)
	}
	err := w.db.HandIn(ctx, schoolID, "e-"+id, "r", func(*exam.Material) (exam.Material, error) {
		return exam.Material{ID: id, State: exam.MaterialPending, HandedAt: at}, nil
	})
	if err != nil {
		return fmt.Errorf("hand in: %w", err)
	}
	asked := exam.Enquiry{ID: id, SchoolID: schoolID, EnrolmentID: "e-" + id, Subject: "问题", CreatedAt: at}
	if err := asked.Ask("w-"+id, "可以吗？", at); err != nil {
		return err
	}
	return w.db.KeepEnquiry(ctx, asked, nil)
}

// inParallel does something for each of n places, a few at a time.
func inParallel(n int, do func(i int) error) error {
	const hands = 8
	var wait sync.WaitGroup
	failed := make([]error, hands)
	for hand := range hands {
		wait.Go(func() {
			for i := hand; i < n && failed[hand] == nil; i += hands {
				failed[hand] = do(i)
			}
		})
	}
	wait.Wait()
	return errors.Join(failed...)
}

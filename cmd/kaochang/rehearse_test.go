package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"kaochang/internal/rehearse"
)

// TestARehearsalOnTheWholeServer sends two candidates with real media through
// every part: one is interviewed while the other waits.
func TestARehearsalOnTheWholeServer(t *testing.T) {
	if testing.Short() {
		t.Skip("it holds two interviews, which takes some fifteen seconds")
	}
	w := newWorld(t, true)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	report, err := rehearse.Run(ctx, rehearse.Options{Server: w.url, Candidates: 2, PerRoom: 2, Interview: 3 * time.Second, Listeners: 5})
	if err != nil {
		t.Fatal(err)
	}
	if !report.OK() || len(report.Recordings) != 4 {
		t.Fatalf("report %+v, want both completed and four recordings", report)
	}
	for _, one := range report.Recordings {
		if one.DurationS < 2 || one.GapsS > 1 {
			t.Errorf("recording %+v, want the interview without a hole", one)
		}
	}
	if report.InviteToRoom.P99 == 0 || report.Events.P50 == 0 && report.Events.P99 == 0 || report.SignIn.P99 == 0 {
		t.Errorf("figures %+v, want them measured", report)
	}
}

// TestASignInStorm lets many candidates arrive within a second.
func TestASignInStorm(t *testing.T) {
	w := newWorld(t, true)
	report, err := rehearse.RunStorm(t.Context(), rehearse.Options{Server: w.url, Candidates: 60, Within: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if !report.OK() || report.Requests == nil || report.Requests.P99 == 0 || report.SignIn.P50 < report.Requests.P50 {
		t.Errorf("report %+v, want all completed and each request measured", report)
	}
}

func TestARehearsalIsRefusedByAServerThatIsNoDemo(t *testing.T) {
	w := newWorld(t, false)
	if _, err := rehearse.Run(t.Context(), rehearse.Options{Server: w.url, Candidates: 1}); err == nil || !strings.Contains(err.Error(), "is not a demo") {
		t.Errorf("answer %v, want a refusal that says why", err)
	}
}

// TestAVideoRehearsal lets pairs of phones record at once while one of each dies or
// loses its network.
// FEATURES: F11
func TestAVideoRehearsal(t *testing.T) {
	if testing.Short() {
		t.Skip("it records for some ten seconds")
	}
	w := newWorld(t, true)
	report, err := rehearse.RunVideo(t.Context(), rehearse.Options{Server: w.url, Candidates: 4, PerRoom: 4, Interview: 8 * time.Second, Faults: true})
	if err != nil {
		t.Fatal(err)
	}
	if !report.OK() || len(report.Takes) != 4 {
		t.Fatalf("report %+v, want all four handed in, with at most two seconds missing", report)
	}
	for _, take := range report.Takes {
		if take.Fault == "" || (take.Fault == "dies") != (take.AwayS > 0) || len(take.Files) != 2 {
			t.Errorf("take %+v, want a fault, and both files", take)
		}
		for _, file := range take.Files {
			if file.Bytes == 0 || file.DurationS < 6-take.AwayS || file.MissingS > take.AwayS+2 {
				t.Errorf("file %+v of %+v", file, take)
			}
		}
	}
}

// TestAWrittenRehearsalOnTheScreen lets candidates of two rooms type and hand in, one
// after the other.
func TestAWrittenRehearsalOnTheScreen(t *testing.T) {
	w := newWorld(t, true)
	report, err := rehearse.RunWritten(t.Context(), rehearse.Options{
		Server: w.url, Candidates: 3, PerRoom: 2, Interview: 100 * time.Millisecond, EnterWithin: 300 * time.Millisecond, HandInWithin: time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	if answers := report.Written; !report.OK() || answers.AckedAnswers < 3 || answers.LostAnswers != 0 || answers.Submit.Max == 0 || answers.Release.Max == 0 {
		t.Errorf("report %+v with %+v, want all answers acknowledged, kept and measured", report, answers)
	}
}

// TestAWrittenRehearsalOnPaper lets candidates photograph pages, and compares.
func TestAWrittenRehearsalOnPaper(t *testing.T) {
	w := newWorld(t, true)
	report, err := rehearse.RunWrittenPDF(t.Context(), rehearse.Options{
		Server: w.url, Candidates: 3, PerRoom: 2, Within: time.Second, Pages: 2, PageBytes: 300_000,
	})
	if err != nil {
		t.Fatal(err)
	}
	pages := report.Written.Pages
	if !report.OK() || pages.Sent != 6 || pages.Acked != 6 || pages.Lost != 0 || pages.Page.Max == 0 || report.Written.Release.Max == 0 {
		t.Errorf("report %+v with %+v, want all six pages acknowledged, kept and measured", report, pages)
	}
	if each := pages.Bytes / 6; each < 270_000 || each > 330_000 {
		t.Errorf("a page has %d bytes, want about 300,000", each)
	}
	pages.Lost = 1
	if report.OK() {
		t.Error("a report with a lost page is fine")
	}
}

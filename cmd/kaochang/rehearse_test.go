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

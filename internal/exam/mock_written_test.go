package exam_test

import (
	"testing"
	"time"

	"kaochang/internal/exam"
)

// FEATURES: A15
func TestTheClockReleasesThePaperOfAMock(t *testing.T) {
	in, s := window.Mock(exam1(), "mock", "sitting", "enrolment", nine)
	must(t, s.Join(candidate, exam.FirstPosition, false, "phone", in, nine))
	must(t, s.TakeSeat(candidate, in, nine))
	p := paper(exam.PaperOnline)
	with := exam.MockScript{Conversation: time.Minute, ReleaseID: "r", Paper: &p}
	play := func(after time.Duration, want exam.Phase) {
		t.Helper()
		must(t, s.PlayPanel(in, with, nine.Add(after)))
		if s.Phase != want {
			t.Errorf("after %s it is in %s, want %s", after, s.Phase, want)
		}
	}
	play(4*time.Second, exam.PhaseSeated)
	play(5*time.Second, exam.PhaseAnswering)
	play(50*time.Minute, exam.PhaseAnswering) // she has the hour
	must(t, s.Submit(candidate, nil, in, nine.Add(50*time.Minute)))
	play(50*time.Minute+2*time.Second, exam.PhaseSubmitted) // she sees her receipt
	play(50*time.Minute+3*time.Second, exam.PhaseFinished)
	if s.EndReason == "" {
		t.Error("practice ended without a word")
	}
}

func TestAWrittenMockEndsWhereverItIs(t *testing.T) {
	for _, phase := range []exam.Phase{exam.PhaseCheckIn, exam.PhaseSeated, exam.PhaseAnswering, exam.PhaseSubmitted} {
		s := sits(t, phase, exam.PaperPDF)
		s.Mock = true
		must(t, s.EndMock("begun anew", nine.Add(time.Hour)))
		if !s.Phase.Over() {
			t.Errorf("from %s it is left in %s", phase, s.Phase)
		}
	}
}

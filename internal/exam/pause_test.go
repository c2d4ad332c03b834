package exam_test

import (
	"testing"
	"time"

	"kaochang/internal/exam"
)

// FEATURES: G6
func TestAPauseStopsTimeAndGivesItBack(t *testing.T) {
	t.Parallel()
	eleven, in := nine.Add(2*time.Hour), exam1()
	s := rests(t, exam.Accommodation{})
	must(t, s.PauseTime(proctor, " 断电 ", nine.Add(time.Hour)))
	if !s.Paused() || s.Pause.Reason != "断电" || s.WritesUntil.Sub(s.HerTime(nine.Add(70*time.Minute))) != time.Hour {
		t.Errorf("paused %+v until %s, want an hour left all along", s.Pause, s.WritesUntil)
	}
	refused(t, "one at a time", s.PauseTime(proctor, "断电", nine.Add(61*time.Minute)), exam.CodeConflict)
	refused(t, "nothing is written meanwhile", s.CheckAnswering(nine.Add(61*time.Minute)), exam.CodeConflict)
	refused(t, "nor handed in by her", s.Submit(candidate, nil, in, nine.Add(61*time.Minute)), exam.CodeConflict)
	must(t, s.Expire(nil, in, eleven))
	must(t, s.CloseSession(in, eleven))
	if s.Phase != exam.PhaseAnswering {
		t.Fatal("the clock handed in during the pause")
	}
	refused(t, "she may come back meanwhile", in.For(s).CheckEntry(s.Phase, eleven), "")
	refused(t, "going on owes a reason", s.ResumeTime(proctor, " ", in, eleven), exam.CodeInvalid)
	must(t, s.ResumeTime(proctor, "来电", in, eleven.Add(10*time.Minute)))
	until(t, "the end moves by the pause's length", s, eleven.Add(70*time.Minute))
	if got := s.Deadline(in); !got.Equal(s.WritesUntil) {
		t.Errorf("deadline %s, want %s", got, s.WritesUntil)
	}
	must(t, s.CheckAnswering(eleven.Add(11*time.Minute)))
	refused(t, "nothing to resume", s.ResumeTime(proctor, "来电", in, eleven.Add(11*time.Minute)), exam.CodeConflict)
	facts, timers, _ := s.Drain()
	if len(facts) != 2 || facts[0].Kind != "sitting.paused" || facts[0].Reason != "断电" || facts[1].Kind != "sitting.resumed" || facts[1].Reason != "来电" || facts[1].Data["seconds"] != "4200" {
		t.Errorf("ledger %+v, want the pause and its end with their reasons", facts)
	}
	if last := timers[len(timers)-2]; last.Kind != exam.TimerSubmit || !last.At.Equal(s.WritesUntil) {
		t.Errorf("timers %+v, want one that hands in at %s", timers, s.WritesUntil)
	}
	must(t, s.Expire(nil, in, s.WritesUntil))
	if s.Phase == exam.PhaseAnswering {
		t.Error("the clock does not hand in after the pause")
	}
}

// FEATURES: G6
func TestWhoMayBePausedAndBy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule   string
		phase  exam.Phase
		by     exam.Actor
		reason string
		at     time.Time
		want   exam.Code
	}{
		{"a proctor pauses who answers", exam.PhaseAnswering, proctor, "x", nine, ""},
		{"and who sits", exam.PhaseSeated, proctor, "x", nine, ""},
		{"and who checks in", exam.PhaseCheckIn, proctor, "x", nine, ""},
		{"not without a reason", exam.PhaseAnswering, proctor, " ", nine, exam.CodeInvalid},
		{"an examiner does not", exam.PhaseAnswering, examiner, "x", nine, exam.CodeForbidden},
		{"the candidate does not", exam.PhaseAnswering, candidate, "x", nine, exam.CodeForbidden},
		{"not who has handed in", exam.PhaseSubmitted, proctor, "x", nine.Add(time.Hour), exam.CodeConflict},
		{"nor after the end", exam.PhaseAnswering, proctor, "x", nine.Add(2 * time.Hour), exam.CodeTimeUp},
	} {
		s := sits(t, c.phase, exam.PaperOnline)
		refused(t, c.rule, s.PauseTime(c.by, c.reason, c.at), c.want)
		if s.Paused() != (c.want == "") {
			t.Errorf("%s: paused is %v", c.rule, s.Paused())
		}
	}
	talks := in(t, exam.PhaseInterviewing)
	refused(t, "an interview is not paused", talks.PauseTime(proctor, "x", nine), exam.CodeNotFound)
}

func TestAPaperThatComesDuringAPauseWaits(t *testing.T) {
	t.Parallel()
	in := exam1()
	s := sits(t, exam.PhaseSeated, exam.PaperOnline)
	must(t, s.PauseTime(proctor, "断电", nine))
	must(t, s.ReleasePaper(proctor, "release", paper(exam.PaperOnline), in, nine.Add(5*time.Minute)))
	refused(t, "she answers only when it goes on", s.CheckAnswering(nine.Add(6*time.Minute)), exam.CodeConflict)
	must(t, s.ResumeTime(proctor, "来电", in, nine.Add(20*time.Minute)))
	until(t, "the whole pause is given back", s, nine.Add(2*time.Hour+20*time.Minute))
}

func TestABreakStandsStillDuringAPause(t *testing.T) {
	t.Parallel()
	eleven, in := nine.Add(2*time.Hour), exam1()
	s := rests(t, exam.Accommodation{Breaks: 1, BreakMinutes: 10})
	must(t, s.TakeBreak(candidate, nine.Add(time.Hour)))
	must(t, s.PauseTime(proctor, "断电", nine.Add(64*time.Minute)))
	must(t, s.ResumeTime(proctor, "来电", in, nine.Add(94*time.Minute)))
	must(t, s.ReturnFromBreak(candidate, nine.Add(97*time.Minute)))
	until(t, "seven minutes of break and thirty of pause", s, eleven.Add(37*time.Minute))

	early := rests(t, exam.Accommodation{Breaks: 1, BreakMinutes: 10})
	must(t, early.TakeBreak(candidate, nine.Add(time.Hour)))
	must(t, early.PauseTime(proctor, "断电", nine.Add(64*time.Minute)))
	must(t, early.ReturnFromBreak(candidate, nine.Add(80*time.Minute)))
	must(t, early.ResumeTime(proctor, "来电", in, nine.Add(94*time.Minute)))
	until(t, "back during the pause: four minutes of break", early, eleven.Add(34*time.Minute))

	left := rests(t, exam.Accommodation{})
	must(t, left.PauseTime(proctor, "断电", nine.Add(time.Hour)))
	must(t, left.Collect(proctor, "离场", nil, in, nine.Add(90*time.Minute)))
	if left.Paused() {
		t.Error("who has handed in is still paused")
	}
}

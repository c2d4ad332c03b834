package exam_test

import (
	"testing"
	"time"

	"kaochang/internal/exam"
)

var registrar = staff("registrar", exam.RoleSchoolAdmin)

// rests returns a candidate who answers from nine to eleven, with an accommodation.
func rests(t *testing.T, a exam.Accommodation) *exam.Sitting {
	t.Helper()
	s := sits(t, exam.PhaseSeated, exam.PaperOnline)
	s.Accommodation = a
	must(t, s.ReleasePaper(proctor, "release", paper(exam.PaperOnline), exam1(), nine))
	s.Drain()
	return s
}

func until(t *testing.T, rule string, s *exam.Sitting, want time.Time) {
	t.Helper()
	if !s.WritesUntil.Equal(want) {
		t.Errorf("%s: she answers until %s, want %s", rule, s.WritesUntil, want)
	}
}

// FEATURES: K3
func TestABreakGivesItsTimeBack(t *testing.T) {
	t.Parallel()
	eleven := nine.Add(2 * time.Hour)
	s := rests(t, exam.Accommodation{Breaks: 2, BreakMinutes: 10})
	until(t, "breaks are no time before they are taken", s, eleven)
	refused(t, "the second camera takes none", s.TakeBreak(second, nine.Add(time.Minute)), exam.CodeDeviceReplaced)
	must(t, s.TakeBreak(candidate, nine.Add(time.Hour)))
	until(t, "the whole length is given at once", s, eleven.Add(10*time.Minute))
	refused(t, "one at a time", s.TakeBreak(candidate, nine.Add(61*time.Minute)), exam.CodeConflict)
	refused(t, "nothing is written meanwhile", s.CheckAnswering(nine.Add(61*time.Minute)), exam.CodeConflict)
	refused(t, "nor handed in by her", s.Submit(candidate, nil, exam1(), nine.Add(61*time.Minute)), exam.CodeConflict)
	must(t, s.ReturnFromBreak(candidate, nine.Add(64*time.Minute)))
	until(t, "what she did not use goes back", s, eleven.Add(4*time.Minute))
	must(t, s.ReturnFromBreak(candidate, nine.Add(65*time.Minute)))
	until(t, "coming back twice changes nothing", s, eleven.Add(4*time.Minute))

	must(t, s.TakeBreak(candidate, nine.Add(90*time.Minute)))
	must(t, s.ReturnFromBreak(candidate, nine.Add(103*time.Minute)))
	until(t, "what she is late is her own time", s, eleven.Add(14*time.Minute))
	refused(t, "none is left", s.TakeBreak(candidate, nine.Add(104*time.Minute)), exam.CodeConflict)
	facts, timers, _ := s.Drain()
	if len(facts) != 4 || facts[0].Kind != "break.taken" || facts[3].Data["late_seconds"] != "180" || facts[1].Data["seconds"] != "240" {
		t.Errorf("ledger %+v, want both breaks with how long they were", facts)
	}
	if last := timers[len(timers)-1]; last.Kind != exam.TimerSubmit || !last.At.Equal(s.ClosesAt()) {
		t.Errorf("timer %+v, want one for %s", last, s.ClosesAt())
	}
}

func TestASumOfBreaksIsSpentAsSheLikes(t *testing.T) {
	t.Parallel()
	s := rests(t, exam.Accommodation{BreakTotal: 15})
	at := nine.Add(10 * time.Minute)
	for _, minutes := range []int{4, 6} {
		must(t, s.TakeBreak(candidate, at))
		at = at.Add(time.Duration(minutes) * time.Minute)
		must(t, s.ReturnFromBreak(candidate, at))
		at = at.Add(time.Minute)
	}
	if left := s.BreakLength(); left != 5*time.Minute {
		t.Errorf("%s are left, want 5 minutes", left)
	}
	must(t, s.TakeBreak(candidate, at))
	must(t, s.ReturnFromBreak(candidate, at.Add(4*time.Minute+30*time.Second)))
	refused(t, "less than a minute is no break", s.TakeBreak(candidate, at.Add(5*time.Minute)), exam.CodeConflict)
	until(t, "all of it was given back", s, nine.Add(2*time.Hour+14*time.Minute+30*time.Second))
}

func TestBreaksAreForWhoAnswers(t *testing.T) {
	t.Parallel()
	a := exam.Accommodation{Breaks: 1, BreakMinutes: 10}
	refused(t, "without the accommodation", rests(t, exam.Accommodation{}).TakeBreak(candidate, nine), exam.CodeConflict)
	seated := sits(t, exam.PhaseSeated, exam.PaperOnline)
	seated.Accommodation = a
	refused(t, "before the paper", seated.TakeBreak(candidate, nine), exam.CodeConflict)
	late := rests(t, a)
	refused(t, "after the end", late.TakeBreak(candidate, nine.Add(2*time.Hour)), exam.CodeTimeUp)

	s := rests(t, a)
	must(t, s.TakeBreak(candidate, nine.Add(119*time.Minute)))
	must(t, s.Expire(nil, exam1(), nine.Add(2*time.Hour)))
	if s.Phase != exam.PhaseAnswering {
		t.Fatal("the clock handed in during the break")
	}
	must(t, s.Collect(proctor, "fire alarm", nil, exam1(), nine.Add(121*time.Minute)))
	if s.OnBreak() {
		t.Error("who has handed in is still on a break")
	}
	unreturned := rests(t, a)
	must(t, unreturned.TakeBreak(candidate, nine.Add(time.Hour)))
	must(t, unreturned.Expire(nil, exam1(), nine.Add(2*time.Hour+10*time.Minute)))
	if unreturned.Phase == exam.PhaseAnswering {
		t.Error("who never comes back is not handed in for")
	}
}

// FEATURES: K3
func TestExtraTimeMovesTheEndByItself(t *testing.T) {
	t.Parallel()
	more := exam.Accommodation{ExtraPercent: 25, ExtraMinutes: 5} // of two hours: 35 minutes
	eleven := nine.Add(2 * time.Hour)
	own := eleven.Add(35 * time.Minute)

	writes := rests(t, more)
	until(t, "a written exam", writes, own)
	granted := rests(t, exam.Accommodation{})
	granted.Accommodation = more
	must(t, granted.FollowAccommodation(registrar, exam1(), nine.Add(time.Hour)))
	until(t, "granted while she writes", granted, own)
	granted.Accommodation = exam.Accommodation{}
	must(t, granted.FollowAccommodation(registrar, exam1(), nine.Add(time.Hour)))
	until(t, "nobody's time is made shorter", granted, own)

	s := in(t, exam.PhaseWaiting)
	s.Accommodation = more
	must(t, s.Invite(chair, exam.Hall{Session: session()}, eleven.Add(time.Minute)))
	_, timers, _ := s.Drain()
	if last := timers[len(timers)-1]; last.Kind != exam.TimerSessionEnd || !last.At.Equal(own) {
		t.Errorf("timer %+v, want the session's end for her at %s", last, own)
	}
	must(t, s.Accept(candidate, eleven.Add(90*time.Second)))
	must(t, s.CloseSession(session(), eleven.Add(2*time.Minute)))
	if s.Phase != exam.PhaseInterviewing {
		t.Error("the session's end broke her interview off")
	}
	must(t, s.CloseSession(session(), own))
	if s.Phase != exam.PhaseFinished {
		t.Errorf("at her own end she is %s", s.Phase)
	}
	other := in(t, exam.PhaseWaiting)
	refused(t, "others are not invited any more", other.Invite(chair, exam.Hall{Session: session()}, eleven), exam.CodeSittingOver)

	running := in(t, exam.PhaseInterviewing)
	running.Drain()
	running.Accommodation = more
	must(t, running.FollowAccommodation(registrar, session(), nine.Add(time.Hour)))
	if _, timers, _ := running.Drain(); len(timers) != 1 || !timers[0].At.Equal(own) {
		t.Errorf("timers %+v, want one for her own end", timers)
	}
}

package exam_test

import (
	"testing"
	"time"

	"kaochang/internal/exam"
)

var proctor = staff("proctor", exam.RoleProctor)

// exam1 is a written session of two hours from nine.
func exam1() exam.Session {
	in := session()
	in.Type = exam.TypeWritten
	return in
}

func paper(kind exam.PaperKind) exam.Paper {
	return exam.Paper{ID: "paper", SessionID: "session", Title: "语文", Kind: kind, State: exam.PaperReady, MaxPages: 9, Grace: 10 * time.Minute}
}

// sits returns a written sitting that has come to a phase, with both cameras.
func sits(t *testing.T, phase exam.Phase, kind exam.PaperKind) *exam.Sitting {
	t.Helper()
	s := &exam.Sitting{ID: "sitting", SchoolID: "school", Type: exam.TypeWritten, Phase: exam.PhaseAssigned, Version: 1, Order: 1, QueueRank: 1}
	for _, step := range []func() error{
		func() error { return s.Join(candidate, exam.FirstPosition, false, "phone", exam1(), nine) },
		func() error {
			must(t, s.Join(second, exam.SecondPosition, false, "phone 2", exam1(), nine))
			return s.TakeSeat(candidate, exam1(), nine)
		},
		func() error { return s.ReleasePaper(proctor, "release", paper(kind), exam1(), nine) },
		func() error { return s.Submit(candidate, nil, exam1(), nine.Add(time.Hour)) },
		func() error { return s.LetGo(proctor, nine.Add(time.Hour)) },
	} {
		if s.Phase == phase {
			break
		}
		must(t, step())
	}
	if s.Phase != phase {
		t.Fatalf("sitting is in phase %s, want %s", s.Phase, phase)
	}
	s.Drain()
	return s
}

func TestASeatIsTakenAfterCheckIn(t *testing.T) {
	s := sits(t, exam.PhaseCheckIn, exam.PaperPDF)
	refused(t, "another device does not", s.TakeSeat(second, exam1(), nine), exam.CodeDeviceReplaced)
	s.Flow = []exam.FlowStep{{Kind: exam.StepDeviceCheck}}
	refused(t, "nor before its steps", s.TakeSeat(candidate, exam1(), nine), exam.CodeStepsOwed)
	s.Flow = nil
	must(t, s.TakeSeat(candidate, exam1(), nine))
	refused(t, "nor twice", s.TakeSeat(candidate, exam1(), nine), exam.CodeConflict)
}

func TestAPaperIsReleasedToWhoSits(t *testing.T) {
	draft := paper(exam.PaperPDF)
	draft.State = exam.PaperDraft
	other := paper(exam.PaperPDF)
	other.ID = "other"
	for _, c := range []struct {
		rule  string
		phase exam.Phase
		by    exam.Actor
		paper exam.Paper
		at    time.Time
		want  exam.Code
	}{
		{"a proctor releases", exam.PhaseSeated, proctor, paper(exam.PaperPDF), nine, ""},
		{"the clock does", exam.PhaseSeated, exam.Clock(), paper(exam.PaperPDF), nine, ""},
		{"the chair does", exam.PhaseSeated, chair, paper(exam.PaperPDF), nine, ""},
		{"an examiner does not", exam.PhaseSeated, examiner, paper(exam.PaperPDF), nine, exam.CodeForbidden},
		{"the candidate does not", exam.PhaseSeated, candidate, paper(exam.PaperPDF), nine, exam.CodeForbidden},
		{"not to who checks in", exam.PhaseCheckIn, proctor, paper(exam.PaperPDF), nine, exam.CodeConflict},
		{"not a draft", exam.PhaseSeated, proctor, draft, nine, exam.CodeConflict},
		{"not when her time is over", exam.PhaseSeated, proctor, paper(exam.PaperPDF), nine.Add(2 * time.Hour), exam.CodeSittingOver},
		{"the same again changes nothing", exam.PhaseAnswering, proctor, paper(exam.PaperPDF), nine, ""},
		{"not a second beside it", exam.PhaseAnswering, proctor, other, nine, exam.CodeConflict},
		{"not after handing in", exam.PhaseSubmitted, proctor, paper(exam.PaperPDF), nine, exam.CodeConflict},
	} {
		s := sits(t, c.phase, exam.PaperPDF)
		refused(t, c.rule, s.ReleasePaper(c.by, "r2", c.paper, exam1(), c.at), c.want)
		if c.want == "" && (s.Phase != exam.PhaseAnswering || len(s.Papers) != 1) {
			t.Errorf("%s: phase %s with %d papers", c.rule, s.Phase, len(s.Papers))
		}
	}
}

func TestAWrongPaperIsWithdrawnAndItIsKnownWhoOpenedIt(t *testing.T) {
	s := sits(t, exam.PhaseAnswering, exam.PaperPDF)
	refused(t, "the second camera does not open it", s.OpenPaper(second, "release", nine), exam.CodeDeviceReplaced)
	refused(t, "no other release", s.OpenPaper(candidate, "none", nine), exam.CodeNotFound)
	must(t, s.OpenPaper(candidate, "release", nine.Add(time.Minute)))
	must(t, s.OpenPaper(candidate, "release", nine.Add(2*time.Minute)))
	refused(t, "a reason is owed", s.WithdrawPaper(proctor, "paper", " ", nine), exam.CodeInvalid)
	refused(t, "an examiner does not withdraw", s.WithdrawPaper(examiner, "paper", "wrong", nine), exam.CodeForbidden)
	s.Drain()
	must(t, s.WithdrawPaper(proctor, "paper", "wrong", nine.Add(3*time.Minute)))
	facts, _, _ := s.Drain()
	if len(facts) != 1 || facts[0].Data["opened"] != "2026-11-24T09:01:00.000Z" || facts[0].Reason != "wrong" {
		t.Errorf("facts of the withdrawal: %+v", facts)
	}
	must(t, s.WithdrawPaper(proctor, "paper", "wrong", nine))
	refused(t, "without a paper nothing is sent", s.CheckAnswering(nine), exam.CodeConflict)
	other := paper(exam.PaperOnline)
	other.ID = "other"
	must(t, s.ReleasePaper(proctor, "r2", other, exam1(), nine.Add(4*time.Minute)))
	if r := s.Paper(); r == nil || r.PaperID != "other" || len(s.Papers) != 2 {
		t.Errorf("papers: %+v", s.Papers)
	}
}

func TestTheEndOfAnsweringIsHerOwn(t *testing.T) {
	in := exam1()
	for _, c := range []struct {
		rule  string
		given exam.Accommodation
		extra int
		kind  exam.PaperKind
		ends  time.Duration // after nine
		close time.Duration
	}{
		{"the session's end", exam.Accommodation{}, 0, exam.PaperOnline, 120 * time.Minute, 120 * time.Minute},
		{"pages may come late", exam.Accommodation{}, 0, exam.PaperPDF, 120 * time.Minute, 130 * time.Minute},
		{"a quarter more", exam.Accommodation{ExtraPercent: 25}, 0, exam.PaperOnline, 150 * time.Minute, 150 * time.Minute},
		{"planned and for an incident", exam.Accommodation{ExtraMinutes: 10}, 7, exam.PaperPDF, 137 * time.Minute, 147 * time.Minute},
	} {
		s := sits(t, exam.PhaseSeated, c.kind)
		s.Accommodation = c.given
		must(t, s.ReleasePaper(proctor, "release", paper(c.kind), in, nine))
		if c.extra > 0 {
			must(t, s.GiveTime(proctor, c.extra, "断网", in, nine))
		}
		_, timers, _ := s.Drain()
		if last := timers[len(timers)-1]; last.Kind != exam.TimerSubmit || !last.At.Equal(nine.Add(c.close)) {
			t.Errorf("%s: timer %+v, want %v after nine", c.rule, last, c.close)
		}
		if got := s.WritesUntil.Sub(nine); got != c.ends {
			t.Errorf("%s: writes for %v, want %v", c.rule, got, c.ends)
		}
		if s.Late(nine.Add(c.ends-time.Millisecond)) || !s.Late(nine.Add(c.ends)) {
			t.Errorf("%s: late at the wrong moment", c.rule)
		}
		must(t, s.CheckAnswering(nine.Add(c.close-time.Millisecond)))
		refused(t, c.rule+": and then no more", s.CheckAnswering(nine.Add(c.close)), exam.CodeTimeUp)
		refused(t, c.rule+": she may come back till then", in.For(s).CheckEntry(s.Phase, nine.Add(c.close-time.Millisecond)), "")
		refused(t, c.rule+": but not after", in.For(s).CheckEntry(s.Phase, nine.Add(c.close)), exam.CodeSittingOver)
		must(t, s.Expire(nil, in, nine.Add(c.close-time.Millisecond)))
		if s.Phase != exam.PhaseAnswering {
			t.Errorf("%s: the clock handed in early", c.rule)
		}
		must(t, s.Expire(nil, in, nine.Add(c.close)))
		if s.Phase != exam.PhaseFinished || !s.SubmittedAt.Equal(nine.Add(c.close)) {
			t.Errorf("%s: phase %s, handed in at %v", c.rule, s.Phase, s.SubmittedAt)
		}
	}
}

func TestExtraTimeOwesAReasonAndHasBounds(t *testing.T) {
	s := sits(t, exam.PhaseAnswering, exam.PaperOnline)
	refused(t, "no reason", s.GiveTime(proctor, 5, " ", exam1(), nine), exam.CodeInvalid)
	refused(t, "no minutes", s.GiveTime(proctor, 0, "断网", exam1(), nine), exam.CodeInvalid)
	refused(t, "a day", s.GiveTime(proctor, 1440, "断网", exam1(), nine), exam.CodeInvalid)
	refused(t, "by an examiner", s.GiveTime(examiner, 5, "断网", exam1(), nine), exam.CodeForbidden)
	refused(t, "after handing in", sits(t, exam.PhaseSubmitted, exam.PaperOnline).GiveTime(proctor, 5, "断网", exam1(), nine), exam.CodeConflict)
	early := sits(t, exam.PhaseSeated, exam.PaperOnline)
	must(t, early.GiveTime(proctor, 5, "晚发", exam1(), nine))
	if !early.WritesUntil.IsZero() {
		t.Error("time given before the paper began it")
	}
	must(t, early.ReleasePaper(proctor, "release", paper(exam.PaperOnline), exam1(), nine))
	if got := early.WritesUntil.Sub(nine); got != 125*time.Minute {
		t.Errorf("writes for %v, want 125 minutes", got)
	}
}

func TestTheEndOfAnsweringFollowsTheSession(t *testing.T) {
	s := sits(t, exam.PhaseAnswering, exam.PaperOnline)
	in := exam1()
	in.EndsAt = in.EndsAt.Add(20 * time.Minute)
	must(t, s.FollowSession(in, nine))
	if got := s.WritesUntil.Sub(nine); got != 140*time.Minute || !s.Changed() {
		t.Errorf("writes for %v, want 140 minutes", got)
	}
	s.Drain()
	must(t, s.FollowSession(exam1(), nine))
	if s.Changed() || s.WritesUntil.Sub(nine) != 140*time.Minute {
		t.Errorf("a shorter session took time away: %v", s.WritesUntil)
	}
}

func TestHandingInIsFinalUntilReopened(t *testing.T) {
	s := sits(t, exam.PhaseAnswering, exam.PaperOnline)
	stranger := exam.Actor{Kind: exam.ActorCandidate, LoginID: "third"}
	refused(t, "a device without a position", s.Submit(stranger, nil, exam1(), nine), exam.CodeDeviceReplaced)
	must(t, s.Submit(second, map[string]string{"ops": "3"}, exam1(), nine.Add(time.Hour)))
	facts, _, _ := s.Drain()
	if len(facts) != 1 || facts[0].Data["ops"] != "3" || s.Phase != exam.PhaseSubmitted {
		t.Errorf("facts %+v in phase %s", facts, s.Phase)
	}
	must(t, s.Submit(candidate, nil, exam1(), nine.Add(time.Hour)))
	if s.Changed() {
		t.Error("handing in twice changed something")
	}
	refused(t, "nothing more is sent", s.CheckAnswering(nine), exam.CodeConflict)
	refused(t, "a reason is owed", s.ReopenAnswer(proctor, 5, "", exam1(), nine), exam.CodeInvalid)
	refused(t, "not by an examiner", s.ReopenAnswer(examiner, 5, "误交", exam1(), nine), exam.CodeForbidden)
	must(t, s.ReopenAnswer(proctor, 5, "误交", exam1(), nine.Add(time.Hour)))
	if s.Phase != exam.PhaseAnswering || s.WritesUntil.Sub(nine) != 2*time.Hour {
		t.Errorf("reopened in phase %s until %v", s.Phase, s.WritesUntil)
	}
	must(t, s.Collect(proctor, "考场关闭", nil, exam1(), nine.Add(90*time.Minute)))
	refused(t, "twice", s.Collect(proctor, "考场关闭", nil, exam1(), nine.Add(90*time.Minute)), exam.CodeConflict)
	must(t, s.CloseSession(exam1(), nine.Add(2*time.Hour)))
	must(t, s.ReopenAnswer(proctor, 15, "停电", exam1(), nine.Add(3*time.Hour)))
	if got := s.WritesUntil.Sub(nine); got != 195*time.Minute {
		t.Errorf("after the end it is open until %v after nine, want 195 minutes", got)
	}
}

func TestTheSessionsEndClosesWrittenSittings(t *testing.T) {
	for _, c := range []struct {
		rule     string
		from, to exam.Phase
	}{
		{"who never came is absent", exam.PhaseAssigned, exam.PhaseAbsent},
		{"who never got a paper is done", exam.PhaseSeated, exam.PhaseFinished},
		{"who answers has a timer of her own", exam.PhaseAnswering, exam.PhaseAnswering},
		{"who has handed in is done", exam.PhaseSubmitted, exam.PhaseFinished},
	} {
		s := sits(t, c.from, exam.PaperOnline)
		must(t, s.CloseSession(exam1(), exam1().EndsAt))
		if s.Phase != c.to {
			t.Errorf("%s: phase %s, want %s", c.rule, s.Phase, c.to)
		}
	}
}

func TestProctorsWatchAWrittenExamUnseen(t *testing.T) {
	s := sits(t, exam.PhaseAnswering, exam.PaperPDF)
	for _, by := range []exam.Actor{proctor, chair, inspector} {
		role, err := s.Admits(by)
		if err != nil || role != exam.MediaInspector {
			t.Errorf("%s is admitted as %q (%v)", by.Name, role, err)
		}
	}
	for by, want := range map[*exam.Actor]exam.MediaRole{&candidate: exam.MediaFirstCamera, &second: exam.MediaSecondCamera} {
		if role, err := s.Admits(*by); err != nil || role != want {
			t.Errorf("%s is admitted as %q (%v), want %q", by.LoginID, role, err, want)
		}
	}
	_, err := s.Admits(examiner)
	refused(t, "an examiner is not", err, exam.CodeConflict)
	_, err = in(t, exam.PhaseWaiting).Admits(proctor)
	refused(t, "nor a proctor into an interview", err, exam.CodeConflict)
}

package exam_test

import (
	"slices"
	"testing"
	"time"

	"kaochang/internal/exam"
)

func TestEnterWaiting(t *testing.T) {
	refused(t, "the first camera waits", in(t, exam.PhaseCheckIn).EnterWaiting(candidate, session(), nine), "")
	refused(t, "another device does not", in(t, exam.PhaseCheckIn).EnterWaiting(second, session(), nine), exam.CodeDeviceReplaced)
	refused(t, "an invited candidate answers rather than waiting again", in(t, exam.PhaseInvited).EnterWaiting(candidate, session(), nine), exam.CodeConflict)
	refused(t, "nobody waits twice", in(t, exam.PhaseWaiting).EnterWaiting(candidate, session(), nine), exam.CodeConflict)
	refused(t, "nobody waits after the session", in(t, exam.PhaseCheckIn).EnterWaiting(candidate, session(), session().EndsAt), exam.CodeSittingOver)
}

func TestInvite(t *testing.T) {
	required := hall()
	required.Session.SecondCamera = exam.SecondCameraRequired
	for _, c := range []struct {
		rule  string
		phase exam.Phase
		by    exam.Actor
		hall  exam.Hall
		at    time.Time
		want  exam.Code
	}{
		{"an examiner invites from the waiting area", exam.PhaseWaiting, examiner, hall(), nine, ""},
		{"a chair does", exam.PhaseWaiting, chair, hall(), nine, ""},
		{"a secretary does", exam.PhaseWaiting, secretary, hall(), nine, ""},
		{"a steward does not", exam.PhaseWaiting, steward, hall(), nine, exam.CodeForbidden},
		{"an inspector does not", exam.PhaseWaiting, inspector, hall(), nine, exam.CodeForbidden},
		{"a candidate does not", exam.PhaseWaiting, candidate, hall(), nine, exam.CodeForbidden},
		{"nobody skips the waiting area", exam.PhaseCheckIn, chair, hall(), nine, exam.CodeConflict},
		{"nobody is invited twice", exam.PhaseInvited, chair, hall(), nine, exam.CodeConflict},
		{"finished is final", exam.PhaseFinished, chair, hall(), nine, exam.CodeConflict},
		{"an invited peer keeps the panel busy", exam.PhaseWaiting, chair, hall(exam.Peer{ID: "p", Phase: exam.PhaseInvited}), nine, exam.CodePanelBusy},
		{"a peer in the interview keeps the panel busy", exam.PhaseWaiting, chair, hall(exam.Peer{ID: "p", Phase: exam.PhaseInterviewing}), nine, exam.CodePanelBusy},
		{"waiting and finished peers do not", exam.PhaseWaiting, chair, hall(exam.Peer{Phase: exam.PhaseWaiting}, exam.Peer{Phase: exam.PhaseFinished}), nine, ""},
		{"a required second camera must have joined", exam.PhaseWaiting, chair, required, nine, exam.CodeSecondCameraMissing},
		{"nobody is invited after the session", exam.PhaseWaiting, chair, hall(), session().EndsAt, exam.CodeSittingOver},
	} {
		s := in(t, c.phase)
		refused(t, c.rule, s.Invite(c.by, c.hall, c.at), c.want)
		if c.want != "" && s.Changed() {
			t.Errorf("%s: a refusal changed the sitting", c.rule)
		}
	}
	s := in(t, exam.PhaseWaiting)
	must(t, s.Join(second, exam.SecondPosition, false, "", session(), nine))
	refused(t, "a required second camera that has joined", s.Invite(chair, required, nine), "")
}

func TestInvitationHasItsTimer(t *testing.T) {
	for _, c := range []struct {
		rule      string
		ttl, want time.Duration
	}{
		{"the session says how long", 90 * time.Second, 90 * time.Second},
		{"a session that does not say gives a minute", 0, time.Minute},
	} {
		s, h := in(t, exam.PhaseWaiting), hall()
		h.Session.InviteTTL = c.ttl
		must(t, s.Invite(chair, h, nine))
		_, timers, _ := s.Drain()
		want := exam.Timer{Kind: exam.TimerInvitation, At: nine.Add(c.want)}
		if !slices.Equal(timers, []exam.Timer{want}) || !s.Invitation.ExpiresAt.Equal(want.At) || s.Invitation.By != chair.StaffID {
			t.Errorf("%s: timers %v, invitation %+v, want %v", c.rule, timers, s.Invitation, want)
		}
	}
}

func TestAnswer(t *testing.T) {
	lapse := nine.Add(time.Minute)
	for _, c := range []struct {
		rule   string
		phase  exam.Phase
		answer func(*exam.Sitting) error
		want   exam.Code
		then   exam.Phase
	}{
		{"the first camera accepts", exam.PhaseInvited, func(s *exam.Sitting) error { return s.Accept(candidate, nine) }, "", exam.PhaseInterviewing},
		{"at the last moment, too", exam.PhaseInvited, func(s *exam.Sitting) error { return s.Accept(candidate, lapse.Add(-time.Millisecond)) }, "", exam.PhaseInterviewing},
		{"a lapsed invitation is not accepted", exam.PhaseInvited, func(s *exam.Sitting) error { return s.Accept(candidate, lapse) }, exam.CodeInvitationExpired, exam.PhaseInvited},
		{"the second camera does not accept", exam.PhaseInvited, func(s *exam.Sitting) error { return s.Accept(second, nine) }, exam.CodeDeviceReplaced, exam.PhaseInvited},
		{"the panel does not accept", exam.PhaseInvited, func(s *exam.Sitting) error { return s.Accept(chair, nine) }, exam.CodeDeviceReplaced, exam.PhaseInvited},
		{"without an invitation there is nothing to accept", exam.PhaseWaiting, func(s *exam.Sitting) error { return s.Accept(candidate, nine) }, exam.CodeConflict, exam.PhaseWaiting},
		{"the candidate declines", exam.PhaseInvited, func(s *exam.Sitting) error { return s.Decline(candidate, nine) }, "", exam.PhaseWaiting},
		{"without an invitation there is nothing to decline", exam.PhaseInterviewing, func(s *exam.Sitting) error { return s.Decline(candidate, nine) }, exam.CodeConflict, exam.PhaseInterviewing},
		{"the second camera does not decline", exam.PhaseInvited, func(s *exam.Sitting) error { return s.Decline(second, nine) }, exam.CodeDeviceReplaced, exam.PhaseInvited},
		{"the panel calls back", exam.PhaseInvited, func(s *exam.Sitting) error { return s.CallBack(chair, nine) }, "", exam.PhaseWaiting},
		{"a steward does not call back", exam.PhaseInvited, func(s *exam.Sitting) error { return s.CallBack(steward, nine) }, exam.CodeForbidden, exam.PhaseInvited},
		{"an accepted invitation is not called back", exam.PhaseInterviewing, func(s *exam.Sitting) error { return s.CallBack(chair, nine) }, exam.CodeConflict, exam.PhaseInterviewing},
		{"an unanswered invitation goes back", exam.PhaseInvited, func(s *exam.Sitting) error { return s.ExpireInvitation(lapse) }, "", exam.PhaseWaiting},
		{"not a moment too early", exam.PhaseInvited, func(s *exam.Sitting) error { return s.ExpireInvitation(lapse.Add(-time.Millisecond)) }, "", exam.PhaseInvited},
		{"a late job does not break an interview off", exam.PhaseInterviewing, func(s *exam.Sitting) error { return s.ExpireInvitation(lapse) }, "", exam.PhaseInterviewing},
		{"a repeated job does nothing", exam.PhaseWaiting, func(s *exam.Sitting) error { return s.ExpireInvitation(lapse) }, "", exam.PhaseWaiting},
	} {
		s := in(t, c.phase)
		refused(t, c.rule, c.answer(s), c.want)
		if s.Phase != c.then {
			t.Errorf("%s: phase = %s, want %s", c.rule, s.Phase, c.then)
		}
		if (s.Invitation != nil) != (s.Phase == exam.PhaseInvited) {
			t.Errorf("%s: invitation %v in phase %s", c.rule, s.Invitation, s.Phase)
		}
		if s.Changed() != (c.phase != c.then) {
			t.Errorf("%s: changed = %v from %s to %s", c.rule, s.Changed(), c.phase, c.then)
		}
	}
}

func TestThePanelSeesHowAnInvitationEnded(t *testing.T) {
	s := in(t, exam.PhaseInvited)
	must(t, s.ExpireInvitation(nine.Add(time.Minute)))
	must(t, s.Invite(chair, hall(), nine))
	must(t, s.Decline(candidate, nine))
	if s.MissedInvitations != 1 || !s.RefusedInvitation {
		t.Errorf("missed %d, refused %v; want one missed, then refused", s.MissedInvitations, s.RefusedInvitation)
	}
	must(t, s.Invite(chair, hall(), nine))
	if s.RefusedInvitation {
		t.Error("a new invitation still counts as refused")
	}
}

func TestDefer(t *testing.T) {
	for _, c := range []struct {
		rule   string
		phase  exam.Phase
		by     exam.Actor
		reason string
		want   exam.Code
	}{
		{"the panel defers who waits", exam.PhaseWaiting, secretary, "no sound", ""},
		{"a deferral owes a reason", exam.PhaseWaiting, chair, "", exam.CodeInvalid},
		{"a steward does not defer", exam.PhaseWaiting, steward, "no sound", exam.CodeForbidden},
		{"who is invited is not deferred", exam.PhaseInvited, chair, "no sound", exam.CodeConflict},
	} {
		refused(t, c.rule, in(t, c.phase).Defer(c.by, c.reason, hall(), nine), c.want)
	}
	s := in(t, exam.PhaseWaiting)
	must(t, s.Defer(chair, "no sound", hall(exam.Peer{QueueRank: 7}, exam.Peer{QueueRank: 3}), nine))
	if s.QueueRank != 8 || s.Deferrals != 1 {
		t.Errorf("rank %d after %d deferrals, want behind all others: 8 after 1", s.QueueRank, s.Deferrals)
	}
	facts, _, _ := s.Drain()
	if len(facts) != 1 || facts[0].Reason != "no sound" {
		t.Errorf("facts = %+v, want one with its reason", facts)
	}
}

func TestEndAndAfterwards(t *testing.T) {
	s := in(t, exam.PhaseInterviewing)
	refused(t, "a steward does not end an interview", s.End(steward, "", nine), exam.CodeForbidden)
	refused(t, "a candidate does not", s.End(candidate, "", nine), exam.CodeForbidden)
	refused(t, "nobody is absent from her interview", s.MarkAbsent(chair, "gone", nine), exam.CodeConflict)
	must(t, s.End(examiner, "all said", nine.Add(time.Hour)))
	if !s.EndedAt.Equal(nine.Add(time.Hour)) || s.EndReason != "all said" {
		t.Errorf("ended at %v for %q", s.EndedAt, s.EndReason)
	}
	refused(t, "finished is final", s.End(chair, "", nine), exam.CodeConflict)
	refused(t, "reopening owes a reason", s.Reopen(chair, "", nine), exam.CodeInvalid)
	refused(t, "a steward does not reopen", s.Reopen(steward, "line broke", nine), exam.CodeForbidden)
	must(t, s.Reopen(chair, "line broke", nine))
	if s.Phase != exam.PhaseCheckIn || !s.StartedAt.IsZero() || !s.EndedAt.IsZero() || s.EndReason != "" {
		t.Errorf("reopened as %+v", s)
	}
}

func TestNobodyEntersByReopening(t *testing.T) {
	for _, by := range []exam.Actor{candidate, steward, chair} {
		refused(t, "reopening what nobody has entered", in(t, exam.PhaseAssigned).Reopen(by, "a reason", nine), exam.CodeConflict)
	}
}

func TestAbsenceEndsACall(t *testing.T) {
	s := in(t, exam.PhaseWaiting)
	must(t, s.StartCall(steward, hall(), nine))
	must(t, s.MarkAbsent(steward, "does not answer", nine))
	if s.Call != nil {
		t.Error("a call goes on with an absent candidate")
	}
}

func TestCloseSession(t *testing.T) {
	end := session().EndsAt
	for _, c := range []struct {
		rule       string
		from, then exam.Phase
		at         time.Time
	}{
		{"a running interview is ended", exam.PhaseInterviewing, exam.PhaseFinished, end},
		{"an open invitation lapses", exam.PhaseInvited, exam.PhaseWaiting, end},
		{"who never entered is absent", exam.PhaseAssigned, exam.PhaseAbsent, end},
		{"who waits stays for staff to decide", exam.PhaseWaiting, exam.PhaseWaiting, end},
		{"who checks in stays, too", exam.PhaseCheckIn, exam.PhaseCheckIn, end},
		{"finished stays finished", exam.PhaseFinished, exam.PhaseFinished, end},
		{"absent stays absent", exam.PhaseAbsent, exam.PhaseAbsent, end},
		{"a job that comes too early does nothing", exam.PhaseInterviewing, exam.PhaseInterviewing, end.Add(-time.Millisecond)},
	} {
		s := in(t, c.from)
		for range 2 { // a job may come twice
			refused(t, c.rule, s.CloseSession(session(), c.at), "")
			if s.Phase != c.then {
				t.Errorf("%s: phase = %s, want %s", c.rule, s.Phase, c.then)
			}
		}
	}
}

package exam_test

import (
	"testing"

	"kaochang/internal/exam"
)

func TestStartCall(t *testing.T) {
	for _, c := range []struct {
		rule  string
		phase exam.Phase
		by    exam.Actor
		peers []exam.Peer
		want  exam.Code
	}{
		{"a steward calls who waits", exam.PhaseWaiting, steward, nil, ""},
		{"a steward calls who is invited", exam.PhaseInvited, steward, nil, ""},
		{"a chair does not call", exam.PhaseWaiting, chair, nil, exam.CodeForbidden},
		{"a candidate does not call", exam.PhaseWaiting, candidate, nil, exam.CodeForbidden},
		{"nobody calls into check-in", exam.PhaseCheckIn, steward, nil, exam.CodeConflict},
		{"nobody calls into an interview", exam.PhaseInterviewing, steward, nil, exam.CodeConflict},
		{"a steward talks with one candidate at a time", exam.PhaseWaiting, steward, []exam.Peer{{ID: "p", CallBy: "steward"}}, exam.CodeStewardBusy},
		{"another steward's call does not matter", exam.PhaseWaiting, steward, []exam.Peer{{ID: "p", CallBy: "other"}}, ""},
	} {
		refused(t, c.rule, in(t, c.phase).StartCall(c.by, hall(c.peers...), nine), c.want)
	}
}

func TestACallBelongsToItsSteward(t *testing.T) {
	s, other := in(t, exam.PhaseWaiting), staff("other", exam.RoleSteward)
	refused(t, "hanging up without a call changes nothing", s.EndCall(steward, nine), "")
	refused(t, "without a call there is nothing to mute", s.MuteCall(steward, true, nine), exam.CodeConflict)
	must(t, s.StartCall(steward, hall(), nine))
	s.Drain()
	must(t, s.StartCall(steward, hall(), nine))
	if s.Changed() {
		t.Error("calling again changed the sitting")
	}
	err := s.StartCall(other, hall(), nine)
	refused(t, "another steward does not cut in", err, exam.CodeConflict)
	if name := extras(t, err)["staff_name"]; name != "steward" {
		t.Errorf("told that %v is talking, want steward", name)
	}
	refused(t, "another steward does not mute", s.MuteCall(other, true, nine), exam.CodeConflict)
	refused(t, "another steward does not hang up", s.EndCall(other, nine), exam.CodeConflict)
	must(t, s.MuteCall(steward, true, nine))
	must(t, s.MuteCall(steward, true, nine))
	must(t, s.EndCall(steward, nine))
	if got := kinds(s); len(got) != 2 || got[0] != "call.muted" || got[1] != "call.ended" || s.Call != nil {
		t.Errorf("facts = %v, call %v; want muted once and ended", got, s.Call)
	}
}

func TestAcceptanceEndsTheCall(t *testing.T) {
	s := in(t, exam.PhaseInvited)
	must(t, s.StartCall(steward, hall(), nine))
	must(t, s.Accept(candidate, nine))
	if s.Call != nil {
		t.Error("the steward still hears the interview")
	}
}

func TestWhoIsInTheMediaRoom(t *testing.T) {
	call := func(s *exam.Sitting) { must(t, s.StartCall(steward, hall(), nine)) }
	for _, c := range []struct {
		rule  string
		phase exam.Phase
		also  func(*exam.Sitting)
		by    exam.Actor
		want  exam.MediaRole
		code  exam.Code
	}{
		{"the first camera from the waiting area on", exam.PhaseWaiting, nil, candidate, exam.MediaFirstCamera, ""},
		{"the first camera in the interview", exam.PhaseInterviewing, nil, candidate, exam.MediaFirstCamera, ""},
		{"the second camera", exam.PhaseWaiting, func(s *exam.Sitting) { must(t, s.Join(second, 2, false, "", session(), nine)) }, second, exam.MediaSecondCamera, ""},
		{"nobody during check-in", exam.PhaseCheckIn, nil, candidate, "", exam.CodeConflict},
		{"nobody after the end", exam.PhaseFinished, nil, candidate, "", exam.CodeConflict},
		{"no device without a position", exam.PhaseWaiting, nil, second, "", exam.CodeDeviceReplaced},
		{"a steward on call", exam.PhaseWaiting, call, steward, exam.MediaSteward, ""},
		{"a steward on call with the invited", exam.PhaseInvited, call, steward, exam.MediaSteward, ""},
		{"no steward without a call", exam.PhaseWaiting, nil, steward, "", exam.CodeConflict},
		{"no other steward", exam.PhaseWaiting, call, staff("other", exam.RoleSteward), "", exam.CodeConflict},
		{"no steward in the interview", exam.PhaseInterviewing, nil, steward, "", exam.CodeConflict},
		{"the panel in the interview", exam.PhaseInterviewing, nil, examiner, exam.MediaPanel, ""},
		{"no panel before it", exam.PhaseInvited, nil, chair, "", exam.CodeConflict},
		{"an inspector at any time", exam.PhaseWaiting, nil, inspector, exam.MediaInspector, ""},
		{"no stranger", exam.PhaseInterviewing, nil, stranger, "", exam.CodeForbidden},
		{"not the clock", exam.PhaseInterviewing, nil, exam.Clock(), "", exam.CodeForbidden},
	} {
		s := in(t, c.phase)
		if c.also != nil {
			c.also(s)
		}
		role, err := s.Admits(c.by)
		refused(t, c.rule, err, c.code)
		if role != c.want {
			t.Errorf("%s: role = %q, want %q", c.rule, role, c.want)
		}
	}
}

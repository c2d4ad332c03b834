package exam_test

import (
	"slices"
	"testing"
	"time"

	"kaochang/internal/exam"
)

var window = exam.MockWindow{
	SchoolID: "school", ExamID: "exam", OpensAt: nine.Add(-24 * time.Hour), ClosesAt: nine.Add(24 * time.Hour), Conversation: time.Minute, Question: "介绍你自己",
}

func TestMockWindow(t *testing.T) {
	for _, c := range []struct {
		rule   string
		change func(w *exam.MockWindow)
		want   exam.Code
	}{
		{"a window as schools set it", func(*exam.MockWindow) {}, ""},
		{"it closes after it opens", func(w *exam.MockWindow) { w.ClosesAt = w.OpensAt }, exam.CodeInvalid},
		{"a conversation of a blink", func(w *exam.MockWindow) { w.Conversation = time.Second }, exam.CodeInvalid},
		{"a conversation of a lesson", func(w *exam.MockWindow) { w.Conversation = time.Hour }, exam.CodeInvalid},
		{"something is asked", func(w *exam.MockWindow) { w.Question = "  " }, exam.CodeInvalid},
	} {
		w := window
		c.change(&w)
		refused(t, c.rule, w.Check(), c.want)
	}
	refused(t, "before it opens", window.CheckOpen(window.OpensAt.Add(-time.Millisecond)), exam.CodeEntryNotOpen)
	refused(t, "as it opens", window.CheckOpen(window.OpensAt), "")
	refused(t, "as it closes", window.CheckOpen(window.ClosesAt), exam.CodeEntryClosed)
}

// mock returns a mock sitting of the tests' session, which asks for a second camera
// in a way, and its session.
func mock(policy exam.SecondCamera) (*exam.Sitting, exam.Session) {
	like := session()
	like.SecondCamera = policy
	in, s := window.Mock(like, "mock", "sitting", "enrolment", nine)
	return &s, in
}

var script = exam.MockScript{Conversation: time.Minute, QuestionID: "q", ReleaseID: "r"}

// FEATURES: A15
func TestTheClockPlaysThePanelOfAMock(t *testing.T) {
	s, in := mock(exam.SecondCameraRequired)
	at := nine
	play := func(after time.Duration) []string {
		t.Helper()
		at = at.Add(after)
		must(t, s.PlayPanel(in, script, at))
		return kinds(s)
	}
	expect := func(rule string, got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", rule, got, want)
		}
	}
	s.Flow = []exam.FlowStep{{Kind: exam.StepRoomScan, Tick: true}}
	must(t, s.Join(candidate, exam.FirstPosition, false, "phone", in, at))
	must(t, s.ScanRoom(candidate, at))
	kinds(s)
	expect("a person would still look", play(2*time.Second))
	expect("what was shown is ticked", play(time.Second), "step.ticked")
	must(t, s.EnterWaiting(candidate, in, at))
	kinds(s)
	expect("a required second camera is waited for", play(10*time.Minute))
	must(t, s.Join(second, exam.SecondPosition, false, "tablet", in, at))
	kinds(s)
	expect("she is let look at it", play(2*time.Second))
	expect("she is invited", play(time.Second), "sitting.invited")
	expect("an invitation is hers to answer", play(time.Second))
	must(t, s.Decline(candidate, at))
	kinds(s)
	expect("not at once again", play(2*time.Second))
	expect("again", play(time.Second), "sitting.invited")
	must(t, s.Accept(candidate, at))
	kinds(s)
	expect("she finds her feet", play(4*time.Second))
	expect("a question comes", play(time.Second), "question.released")
	expect("she answers", play(54*time.Second))
	expect("it ends", play(time.Second), "sitting.finished")
	expect("and stays ended", play(time.Hour))
	if s.Phase != exam.PhaseFinished || s.EndReason == "" {
		t.Errorf("mock is %s for %q, want finished with a reason", s.Phase, s.EndReason)
	}
}

func TestAMockGoesOnWithoutWhatIsNotRequired(t *testing.T) {
	for _, c := range []struct {
		policy exam.SecondCamera
		after  time.Duration
	}{
		{exam.SecondCameraNone, 3 * time.Second}, {exam.SecondCameraOptional, 20 * time.Second},
	} {
		s, in := mock(c.policy)
		must(t, s.Join(candidate, exam.FirstPosition, false, "phone", in, nine))
		must(t, s.EnterWaiting(candidate, in, nine))
		must(t, s.PlayPanel(in, script, nine.Add(c.after-time.Millisecond)))
		if s.Phase != exam.PhaseWaiting {
			t.Errorf("%s: invited before %s", c.policy, c.after)
		}
		must(t, s.PlayPanel(in, script, nine.Add(c.after)))
		if s.Phase != exam.PhaseInvited {
			t.Errorf("%s: %s after %s, want invited", c.policy, s.Phase, c.after)
		}
	}
}

func TestAMockEndsByItself(t *testing.T) {
	at := nine
	s, mine := mock(exam.SecondCameraNone)
	must(t, s.Join(candidate, exam.FirstPosition, false, "phone", mine, at))
	must(t, s.EnterWaiting(candidate, mine, at))
	for range 20 {
		at = at.Add(mine.InviteTTL + time.Second)
		must(t, s.ExpireInvitation(at))
		must(t, s.PlayPanel(mine, script, at))
	}
	if s.Phase != exam.PhaseAbsent || s.MissedInvitations != 3 {
		t.Errorf("unanswered mock is %s after %d invitations, want absent after 3", s.Phase, s.MissedInvitations)
	}
	for _, phase := range []exam.Phase{exam.PhaseAssigned, exam.PhaseCheckIn, exam.PhaseWaiting, exam.PhaseInvited, exam.PhaseInterviewing} {
		s := in(t, phase)
		s.Mock = true
		must(t, s.CloseSession(session(), session().EndsAt))
		want := exam.PhaseAbsent
		if phase == exam.PhaseInterviewing {
			want = exam.PhaseFinished
		}
		if s.Phase != want {
			t.Errorf("mock in %s at its session's end is %s, want %s", phase, s.Phase, want)
		}
		must(t, s.EndMock("again", nine)) // twice does no harm
	}
}

func TestAFaceCheckThatNobodyPassesHoldsNoMockUp(t *testing.T) {
	s, in := mock(exam.SecondCameraNone)
	s.Flow = []exam.FlowStep{{Kind: exam.StepFaceCheck, Strict: true, Tries: 3}}
	must(t, s.Join(candidate, exam.FirstPosition, false, "phone", in, nine))
	must(t, s.PlayPanel(in, script, nine.Add(44*time.Second)))
	if s.NextStep() != exam.StepFaceCheck {
		t.Error("the face check was let pass before she could try")
	}
	must(t, s.PlayPanel(in, script, nine.Add(45*time.Second)))
	if s.NextStep() != "" {
		t.Errorf("next step %q, want none", s.NextStep())
	}
}

func TestTheClockPlaysNoRealPanel(t *testing.T) {
	for _, phase := range []exam.Phase{exam.PhaseCheckIn, exam.PhaseWaiting, exam.PhaseInvited, exam.PhaseInterviewing} {
		s := in(t, phase)
		must(t, s.PlayPanel(session(), script, nine.Add(time.Hour)))
		if s.Phase != phase || s.Changed() {
			t.Errorf("a real sitting in %s was changed to %s", phase, s.Phase)
		}
		refused(t, "a real sitting does not end as a mock", s.EndMock("x", nine), exam.CodeForbidden)
	}
	waits := in(t, exam.PhaseWaiting)
	refused(t, "the clock does not invite", waits.Invite(exam.Clock(), hall(), nine), exam.CodeForbidden)
	refused(t, "the clock marks nobody absent who came", waits.MarkAbsent(exam.Clock(), "x", nine), exam.CodeForbidden)
	talks := in(t, exam.PhaseInterviewing)
	refused(t, "the clock asks nothing", talks.ReleaseQuestion(exam.Clock(), "r", "q", nine), exam.CodeForbidden)
}

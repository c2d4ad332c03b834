package exam

import (
	"strings"
	"testing"
	"time"
)

var phases = []Phase{
	PhaseAssigned, PhaseCheckIn, PhaseWaiting, PhaseInvited, PhaseInterviewing, PhaseSeated, PhaseAnswering, PhaseSubmitted, PhaseFinished, PhaseAbsent,
	PhaseReady, PhaseRecording, PhasePreviewing, PhaseUploading,
}

// parties are one person for each party of the table.
var parties = map[Party]Actor{
	PartyCandidate: {Kind: ActorCandidate, LoginID: "phone", Phone: "138"},
	PartySteward:   {Kind: ActorStaff, StaffID: "steward", Bindings: []Binding{{Role: RoleSteward}}},
	PartyPanel:     {Kind: ActorStaff, StaffID: "examiner", Bindings: []Binding{{Role: RoleExaminer}}},
	PartyProctor:   {Kind: ActorStaff, StaffID: "proctor", Bindings: []Binding{{Role: RoleProctor}}},
	PartyClock:     Clock(),
}

// row is one step of a phase table as DESIGN.md and FEATURES.md tell it, written
// down a second time: parties by step, and whether a reason is owed.
type row struct {
	rule       string
	from, to   Phase
	by         string
	owesReason bool
}

var allowed = map[Type][]row{TypeInterview: {
	{"a candidate enters", PhaseAssigned, PhaseCheckIn, "candidate", false},
	{"a candidate who has checked in waits", PhaseCheckIn, PhaseWaiting, "candidate", false},
	{"the panel invites from the waiting area", PhaseWaiting, PhaseInvited, "panel", false},
	{"the candidate accepts", PhaseInvited, PhaseInterviewing, "candidate", false},
	{"an invitation is declined, called back or unanswered", PhaseInvited, PhaseWaiting, "candidate panel clock", false},
	{"the panel or the session's end ends the interview", PhaseInterviewing, PhaseFinished, "panel clock", false},
	{"who never came is absent", PhaseAssigned, PhaseAbsent, "steward panel clock", true},
	{"who left during check-in is absent", PhaseCheckIn, PhaseAbsent, "steward panel", true},
	{"who does not answer is absent", PhaseWaiting, PhaseAbsent, "steward panel", true},
	{"the panel lets an absent candidate in after all", PhaseAbsent, PhaseCheckIn, "panel", true},
	{"the panel reopens a broken-off interview", PhaseFinished, PhaseCheckIn, "panel", true},
}, TypeWritten: {
	{"a candidate enters", PhaseAssigned, PhaseCheckIn, "candidate", false},
	{"a candidate who has checked in sits", PhaseCheckIn, PhaseSeated, "candidate", false},
	{"the release lets her answer", PhaseSeated, PhaseAnswering, "proctor clock", false},
	{"she hands in, or it is collected, or the time is up", PhaseAnswering, PhaseSubmitted, "candidate proctor clock", false},
	{"the proctor lets go, or the session's end does", PhaseSubmitted, PhaseFinished, "proctor clock", false},
	{"the session ends without a paper", PhaseSeated, PhaseFinished, "clock", false},
	{"who never came is absent", PhaseAssigned, PhaseAbsent, "proctor clock", true},
	{"who left during check-in is absent", PhaseCheckIn, PhaseAbsent, "proctor", true},
	{"who left before the paper is absent", PhaseSeated, PhaseAbsent, "proctor", true},
	{"the proctor lets an absent candidate in after all", PhaseAbsent, PhaseCheckIn, "proctor", true},
	{"the proctor reopens what was handed in", PhaseSubmitted, PhaseAnswering, "proctor", true},
	{"even after the end", PhaseFinished, PhaseAnswering, "proctor", true},
}, TypeVideo: {
	{"a candidate enters", PhaseAssigned, PhaseCheckIn, "candidate", false},
	{"a candidate who has checked in may record", PhaseCheckIn, PhaseReady, "candidate", false},
	{"she starts a take", PhaseReady, PhaseRecording, "candidate", false},
	{"she stops it, or a proctor, or the clock", PhaseRecording, PhasePreviewing, "candidate proctor clock", false},
	{"she records again, or is let to", PhasePreviewing, PhaseReady, "candidate proctor", false},
	{"she uses it, or the clock at the end", PhasePreviewing, PhaseUploading, "candidate clock", false},
	{"the server has it", PhaseUploading, PhaseSubmitted, "clock", false},
	{"the session ends", PhaseSubmitted, PhaseFinished, "clock", false},
	{"the session ends without a take", PhaseReady, PhaseFinished, "clock", false},
	{"who never came is absent", PhaseAssigned, PhaseAbsent, "proctor clock", true},
	{"who left during check-in is absent", PhaseCheckIn, PhaseAbsent, "proctor", true},
	{"who left without a take is absent", PhaseReady, PhaseAbsent, "proctor", true},
	{"the proctor lets an absent candidate in after all", PhaseAbsent, PhaseCheckIn, "proctor", true},
	{"the proctor reopens what was handed in", PhaseSubmitted, PhaseReady, "proctor", true},
	{"even after the end", PhaseFinished, PhaseReady, "proctor", true},
}}

func TestPhaseTable(t *testing.T) {
	for kind, rows := range allowed {
		if got, want := len(Steps(kind)), len(rows); got != want {
			t.Errorf("the table of %s has %d steps, want %d", kind, got, want)
		}
		for _, c := range rows {
			checkRow(t, kind, c)
		}
	}
}

func checkRow(t *testing.T, kind Type, c row) {
	t.Helper()
	by := words(c.by)
	for party, actor := range parties {
		want := Code("")
		if !by[string(party)] {
			want = CodeForbidden
		}
		checkMove(t, kind, c.rule, c.from, c.to, actor, "a reason", want)
		if c.owesReason && want == "" {
			checkMove(t, kind, c.rule+" without a reason", c.from, c.to, actor, "", CodeInvalid)
		}
		if !c.owesReason {
			checkMove(t, kind, c.rule+" without a reason", c.from, c.to, actor, "", want)
		}
	}
	checkMove(t, kind, c.rule+": not a stranger", c.from, c.to, Actor{}, "a reason", CodeForbidden)
	checkMove(t, kind, c.rule+": not an inspector", c.from, c.to, Actor{Kind: ActorStaff, Bindings: []Binding{{Role: RoleInspector}}}, "a reason", CodeForbidden)
}

func TestNoOtherStepExists(t *testing.T) {
	for kind, rows := range allowed {
		listed := map[[2]Phase]bool{}
		for _, c := range rows {
			listed[[2]Phase{c.from, c.to}] = true
		}
		for _, from := range phases {
			for _, to := range phases {
				for _, actor := range parties {
					if !listed[[2]Phase{from, to}] {
						checkMove(t, kind, "no such step", from, to, actor, "a reason", CodeConflict)
					}
				}
			}
		}
	}
	for _, kind := range []Type{"", TypeProctored} {
		if steps := Steps(kind); len(steps) != 0 {
			t.Errorf("exam type %q has %d steps before its issue", kind, len(steps))
		}
	}
}

func TestPanelIsExaminerChairAndSecretary(t *testing.T) {
	for _, role := range Roles() {
		want := CodeForbidden
		if role == RoleExaminer || role == RoleChair || role == RoleSecretary {
			want = ""
		}
		checkMove(t, TypeInterview, "invited by "+string(role), PhaseWaiting, PhaseInvited, Actor{Kind: ActorStaff, Bindings: []Binding{{Role: role}}}, "", want)
	}
}

func TestStepsBelongToTheCaller(t *testing.T) {
	Steps(TypeInterview)[0].To = PhaseFinished
	if got := Steps(TypeInterview)[0].To; got != PhaseCheckIn {
		t.Errorf("a caller changed the table to %s", got)
	}
}

// checkMove tries one step and checks that it is taken and written down, or
// refused without a trace.
func checkMove(t *testing.T, kind Type, rule string, from, to Phase, by Actor, reason string, want Code) {
	t.Helper()
	s := &Sitting{Type: kind, Phase: from}
	now := time.Unix(1, 0)
	err := s.move(to, by, reason, now, "kind")
	if got := CodeOf(err); got != want {
		t.Errorf("%s: %s: %s → %s by %s %v: code = %q, want %q", kind, rule, from, to, by.Kind, by.Bindings, got, want)
		return
	}
	facts, _, events := s.Drain()
	if want != "" {
		if s.Phase != from || len(facts)+len(events) > 0 {
			t.Errorf("%s: refused %s → %s left phase %s, %d facts, %d events", rule, from, to, s.Phase, len(facts), len(events))
		}
		return
	}
	if s.Phase != to || len(facts) != 1 || facts[0].From != from || facts[0].To != to || facts[0].Reason != reason || !facts[0].At.Equal(now) || len(events) != 1 {
		t.Errorf("%s: %s → %s left phase %s, facts %+v, events %+v", rule, from, to, s.Phase, facts, events)
	}
}

func words(list string) map[string]bool {
	found := map[string]bool{}
	for _, word := range strings.Fields(list) {
		found[word] = true
	}
	return found
}

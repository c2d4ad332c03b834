package exam_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"kaochang/internal/exam"
)

// FuzzSitting does whatever the bytes say to a sitting: two bytes name an
// operation and who tries it, and time goes on. Each change of phase must be a
// row of the table, by a party that may take it, and every fact must go on from
// the one before.
func FuzzSitting(f *testing.F) {
	f.Add([]byte{0, 0, 2, 0, 3, 4, 4, 0, 11, 4})       // the way of an interview
	f.Add([]byte{0, 0, 2, 0, 3, 4, 7, 0, 8, 4, 9, 20}) // unanswered, deferred, absent
	f.Add([]byte{0, 0, 0, 1, 2, 0, 13, 3, 3, 4, 5, 0, 14, 3, 9, 19, 10, 20})
	f.Fuzz(func(t *testing.T, script []byte) {
		s := &exam.Sitting{ID: "sitting", Type: exam.TypeInterview, Phase: exam.PhaseAssigned, Version: 1, QueueRank: 1}
		now := nine
		for i := 0; i+1 < len(script) && i < 400; i += 2 {
			now = now.Add(time.Duration(script[i+1]>>4) * 20 * time.Second)
			before, by := s.Phase, fuzzPeople[int(script[i+1])%len(fuzzPeople)]
			op := fuzzOperations[int(script[i])%len(fuzzOperations)]
			reason := []string{"", "a reason"}[script[i]>>7]
			err := op.do(s, by, reason, fmt.Sprint("r", i), now)
			if op.byClock {
				by = exam.Clock()
			}
			facts, timers, events := s.Drain()
			if err != nil && (len(facts)+len(timers)+len(events) > 0 || s.Phase != before) {
				t.Fatalf("%s was refused (%v) and yet left %v in %s", op.name, err, facts, s.Phase)
			}
			checkFacts(t, op.name, by, before, s.Phase, facts)
			checkShape(t, op.name, s)
		}
	})
}

var fuzzPeople = []exam.Actor{candidate, second, {Kind: exam.ActorCandidate, LoginID: "new-phone", Phone: candidate.Phone}, steward, chair, examiner, inspector, stranger, exam.Clock()}

type fuzzOperation struct {
	name    string
	byClock bool
	do      func(s *exam.Sitting, by exam.Actor, reason, id string, now time.Time) error
}

var fuzzOperations = []fuzzOperation{
	{"join first", false, func(s *exam.Sitting, by exam.Actor, reason, _ string, now time.Time) error {
		return s.Join(by, exam.FirstPosition, reason != "", "phone", session(), now)
	}},
	{"join second", false, func(s *exam.Sitting, by exam.Actor, reason, _ string, now time.Time) error {
		return s.Join(by, exam.SecondPosition, reason != "", "phone", session(), now)
	}},
	{"wait", false, func(s *exam.Sitting, by exam.Actor, _, _ string, now time.Time) error {
		return s.EnterWaiting(by, session(), now)
	}},
	{"invite", false, func(s *exam.Sitting, by exam.Actor, _, _ string, now time.Time) error {
		return s.Invite(by, hall(), now)
	}},
	{"accept", false, func(s *exam.Sitting, by exam.Actor, _, _ string, now time.Time) error { return s.Accept(by, now) }},
	{"decline", false, func(s *exam.Sitting, by exam.Actor, _, _ string, now time.Time) error { return s.Decline(by, now) }},
	{"call back", false, func(s *exam.Sitting, by exam.Actor, _, _ string, now time.Time) error { return s.CallBack(by, now) }},
	{"expire", true, func(s *exam.Sitting, _ exam.Actor, _, _ string, now time.Time) error { return s.ExpireInvitation(now) }},
	{"defer", false, func(s *exam.Sitting, by exam.Actor, reason, _ string, now time.Time) error {
		return s.Defer(by, reason, hall(), now)
	}},
	{"absent", false, func(s *exam.Sitting, by exam.Actor, reason, _ string, now time.Time) error {
		return s.MarkAbsent(by, reason, now)
	}},
	{"reopen", false, func(s *exam.Sitting, by exam.Actor, reason, _ string, now time.Time) error {
		return s.Reopen(by, reason, now)
	}},
	{"end", false, func(s *exam.Sitting, by exam.Actor, reason, _ string, now time.Time) error {
		return s.End(by, reason, now)
	}},
	{"close session", true, func(s *exam.Sitting, _ exam.Actor, _, _ string, now time.Time) error {
		return s.CloseSession(session(), now)
	}},
	{"call", false, func(s *exam.Sitting, by exam.Actor, _, _ string, now time.Time) error {
		return s.StartCall(by, hall(), now)
	}},
	{"hang up", false, func(s *exam.Sitting, by exam.Actor, _, _ string, now time.Time) error { return s.EndCall(by, now) }},
	{"mute", false, func(s *exam.Sitting, by exam.Actor, reason, _ string, now time.Time) error {
		return s.MuteCall(by, reason != "", now)
	}},
	{"release", false, func(s *exam.Sitting, by exam.Actor, reason, id string, now time.Time) error {
		return s.ReleaseQuestion(by, id, "q"+reason, now)
	}},
	{"withdraw", false, func(s *exam.Sitting, by exam.Actor, _, _ string, now time.Time) error {
		return s.WithdrawQuestion(by, lastRelease(s), now)
	}},
	{"open", false, func(s *exam.Sitting, by exam.Actor, _, _ string, now time.Time) error {
		return s.OpenQuestion(by, lastRelease(s), now)
	}},
	{"leave", false, func(s *exam.Sitting, by exam.Actor, _, _ string, now time.Time) error { s.Leave(by, now); return nil }},
}

func lastRelease(s *exam.Sitting) string {
	if len(s.Releases) == 0 {
		return ""
	}
	return s.Releases[len(s.Releases)-1].ID
}

func checkFacts(t *testing.T, op string, by exam.Actor, before, after exam.Phase, facts []exam.Fact) {
	t.Helper()
	phase := before
	for _, f := range facts {
		if f.From != phase {
			t.Fatalf("%s: a fact goes on from %s, want %s", op, f.From, phase)
		}
		if f.To != f.From && !slices.ContainsFunc(exam.Steps(exam.TypeInterview), func(s exam.Step) bool {
			return s.From == f.From && s.To == f.To && slices.Contains(s.By, party(by)) && (!s.OwesReason || f.Reason != "")
		}) {
			t.Fatalf("%s by %q %v took %s to %s (reason %q), which the table does not list", op, by.Kind, by.Bindings, f.From, f.To, f.Reason)
		}
		phase = f.To
	}
	if phase != after {
		t.Fatalf("%s: phase is %s, but the facts end with %s", op, after, phase)
	}
}

func party(by exam.Actor) exam.Party {
	switch {
	case by.Kind == exam.ActorCandidate, by.Kind == exam.ActorDevice:
		return exam.PartyCandidate
	case by.Kind == exam.ActorClock:
		return exam.PartyClock
	case by.Has(exam.RoleSteward):
		return exam.PartySteward
	case by.Has(exam.PanelRoles()...):
		return exam.PartyPanel
	}
	return ""
}

// checkShape checks what holds in every phase.
func checkShape(t *testing.T, op string, s *exam.Sitting) {
	t.Helper()
	if (s.Invitation != nil) != (s.Phase == exam.PhaseInvited) {
		t.Fatalf("%s: invitation %v in phase %s", op, s.Invitation, s.Phase)
	}
	if s.Call != nil && s.Phase != exam.PhaseWaiting && s.Phase != exam.PhaseInvited {
		t.Fatalf("%s: a call goes on in phase %s", op, s.Phase)
	}
	if s.Phase == exam.PhaseInterviewing && s.StartedAt.IsZero() {
		t.Fatalf("%s: an interview without a start", op)
	}
	if ended := s.Phase == exam.PhaseFinished || s.Phase == exam.PhaseAbsent; ended == s.EndedAt.IsZero() {
		t.Fatalf("%s: ended at %v in phase %s", op, s.EndedAt, s.Phase)
	}
	if len(s.Shown()) > 0 && s.Phase != exam.PhaseInterviewing {
		t.Fatalf("%s: questions are shown in phase %s", op, s.Phase)
	}
	if len(s.Devices) > 2 || len(s.Devices) == 2 && (s.Devices[0].Position == s.Devices[1].Position || s.Devices[0].LoginID == s.Devices[1].LoginID) {
		t.Fatalf("%s: devices %v share a position or a login", op, s.Devices)
	}
}

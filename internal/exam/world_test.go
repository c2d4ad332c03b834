package exam_test

import (
	"errors"
	"testing"
	"time"

	"kaochang/internal/exam"
)

// The people of the tests, as seen from the sitting's scope.
var (
	candidate = exam.Actor{Kind: exam.ActorCandidate, LoginID: "phone-1", Phone: "13800000001"}
	second    = exam.Actor{Kind: exam.ActorDevice, LoginID: "phone-2", SittingID: "sitting"}
	stranger  = exam.Actor{}
	steward   = staff("steward", exam.RoleSteward)
	examiner  = staff("examiner", exam.RoleExaminer)
	chair     = staff("chair", exam.RoleChair)
	secretary = staff("secretary", exam.RoleSecretary)
	inspector = staff("inspector", exam.RoleInspector)
)

func staff(id string, roles ...exam.Role) exam.Actor {
	a := exam.Actor{Kind: exam.ActorStaff, LoginID: "login-" + id, StaffID: id, SchoolID: "school", Name: id}
	for _, r := range roles {
		a.Bindings = append(a.Bindings, exam.Binding{Role: r, Kind: exam.ScopeRoom, ScopeID: "room"})
	}
	return a
}

// nine is the moment at which the tests' session starts.
var nine = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// session runs from nine to eleven; its entry is open from half past eight to
// half past nine.
func session() exam.Session {
	return exam.Session{
		ID: "session", SchoolID: "school", Type: exam.TypeInterview, StartsAt: nine, EndsAt: nine.Add(2 * time.Hour),
		EntryOpensAt: nine.Add(-30 * time.Minute), EntryClosesAt: nine.Add(30 * time.Minute), InviteTTL: time.Minute, SecondCamera: exam.SecondCameraOptional,
	}
}

func hall(peers ...exam.Peer) exam.Hall { return exam.Hall{Session: session(), Peers: peers} }

// in returns a sitting that has come to a phase the way a candidate does, with
// its first camera at nine. What happened on the way is drained.
func in(t *testing.T, phase exam.Phase) *exam.Sitting {
	t.Helper()
	s := &exam.Sitting{ID: "sitting", SchoolID: "school", Type: exam.TypeInterview, Phase: exam.PhaseAssigned, Version: 1, Order: 1, QueueRank: 1}
	if phase == exam.PhaseAbsent {
		must(t, s.MarkAbsent(steward, "did not come", nine))
	}
	for _, step := range []func() error{
		func() error { return s.Join(candidate, exam.FirstPosition, false, "phone", session(), nine) },
		func() error { return s.EnterWaiting(candidate, session(), nine) },
		func() error { return s.Invite(chair, hall(), nine) },
		func() error { return s.Accept(candidate, nine) },
		func() error { return s.End(chair, "", nine) },
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

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected refusal: %v (code %q)", err, exam.CodeOf(err))
	}
}

// refused expects a code, "" for none.
func refused(t *testing.T, rule string, err error, want exam.Code) {
	t.Helper()
	if got := exam.CodeOf(err); got != want {
		t.Errorf("%s: code = %q (%v), want %q", rule, got, err, want)
	}
}

// kinds returns the kinds of what happened since the last call.
func kinds(s *exam.Sitting) []string {
	facts, _, _ := s.Drain()
	var all []string
	for _, f := range facts {
		all = append(all, f.Kind)
	}
	return all
}

// extras returns what a refusal tells besides its sentence.
func extras(t *testing.T, err error) map[string]any {
	t.Helper()
	var refusal *exam.Error
	if !errors.As(err, &refusal) {
		t.Fatalf("%v is no refusal", err)
	}
	return refusal.Extras
}

package exam_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"kaochang/internal/exam"
)

func TestJoin(t *testing.T) {
	other := exam.Actor{Kind: exam.ActorCandidate, LoginID: "new-phone", Phone: candidate.Phone}
	none := session()
	none.SecondCamera = exam.SecondCameraNone
	for _, c := range []struct {
		rule     string
		phase    exam.Phase
		by       exam.Actor
		position exam.Position
		takeOver bool
		session  exam.Session
		at       time.Time
		want     exam.Code
		facts    []string
	}{
		{"the first camera enters", exam.PhaseAssigned, candidate, 1, false, session(), nine, "", []string{"sitting.entered", "device.joined"}},
		{"the first camera is too early", exam.PhaseAssigned, candidate, 1, false, session(), nine.Add(-time.Hour), exam.CodeEntryNotOpen, nil},
		{"the first camera is too late", exam.PhaseAssigned, candidate, 1, false, session(), nine.Add(time.Hour), exam.CodeEntryClosed, nil},
		{"a second camera does not come before the first", exam.PhaseAssigned, second, 2, false, session(), nine, exam.CodeConflict, nil},
		{"staff do not enter for a candidate", exam.PhaseAssigned, chair, 1, false, session(), nine, exam.CodeForbidden, nil},
		{"a stranger does not enter", exam.PhaseAssigned, exam.Actor{LoginID: "x"}, 1, false, session(), nine, exam.CodeForbidden, nil},
		{"the second camera follows", exam.PhaseCheckIn, second, 2, false, session(), nine, "", []string{"device.joined"}},
		{"the second camera may come late", exam.PhaseWaiting, second, 2, false, session(), nine.Add(time.Hour), "", []string{"device.joined"}},
		{"a session without a second camera takes none", exam.PhaseCheckIn, second, 2, false, none, nine, exam.CodeInvalid, nil},
		{"there is no position 0", exam.PhaseCheckIn, second, 0, false, session(), nine, exam.CodeInvalid, nil},
		{"there is no position 3", exam.PhaseCheckIn, second, 3, true, session(), nine, exam.CodeInvalid, nil},
		{"a taken position is refused", exam.PhaseWaiting, other, 1, false, session(), nine, exam.CodePositionTaken, nil},
		{"a taken position is taken over when asked", exam.PhaseInterviewing, other, 1, true, session(), nine, "", []string{"device.joined"}},
		{"joining again changes nothing", exam.PhaseWaiting, candidate, 1, false, session(), nine, "", nil},
		{"a device moves rather than holding both", exam.PhaseCheckIn, candidate, 2, false, session(), nine, "", []string{"device.joined"}},
		{"nobody joins what is finished", exam.PhaseFinished, other, 1, true, session(), nine, exam.CodeSittingOver, nil},
		{"nobody joins after the session", exam.PhaseInterviewing, other, 1, true, session(), nine.Add(2 * time.Hour), exam.CodeSittingOver, nil},
	} {
		s := in(t, c.phase)
		before := slices.Clone(s.Devices)
		err := s.Join(c.by, c.position, c.takeOver, "phone", c.session, c.at)
		refused(t, c.rule, err, c.want)
		if got := kinds(s); !slices.Equal(got, c.facts) {
			t.Errorf("%s: facts = %v, want %v", c.rule, got, c.facts)
		}
		if err != nil {
			if !slices.Equal(s.Devices, before) || s.Phase != c.phase {
				t.Errorf("%s: a refusal left phase %s and devices %v", c.rule, s.Phase, s.Devices)
			}
			continue
		}
		if s.PositionOf(c.by.LoginID) != c.position {
			t.Errorf("%s: position = %d, want %d", c.rule, s.PositionOf(c.by.LoginID), c.position)
		}
	}
}

func TestTheReplacedDeviceIsTold(t *testing.T) {
	s, other := in(t, exam.PhaseWaiting), exam.Actor{Kind: exam.ActorCandidate, LoginID: "new-phone", Phone: candidate.Phone}
	err := s.Join(other, exam.FirstPosition, false, "new", session(), nine)
	if told := extras(t, err); told["label"] != "phone" || told["joined_at"] != "2026-11-24T09:00:00.000Z" {
		t.Errorf("who holds the position: %v", told)
	}
	must(t, s.Join(other, exam.FirstPosition, true, "new", session(), nine))
	_, _, events := s.Drain()
	if want := (exam.Event{Kind: "replaced", LoginID: candidate.LoginID}); !slices.Contains(events, want) {
		t.Errorf("events = %v, want %v among them", events, want)
	}
	refused(t, "the old device may not go on", s.CheckHolds(candidate, exam.FirstPosition), exam.CodeDeviceReplaced)
	refused(t, "the new device may", s.CheckHolds(other, exam.FirstPosition), "")
	refused(t, "but not as second camera", s.CheckHolds(other, exam.SecondPosition), exam.CodeDeviceReplaced)
}

func TestLeave(t *testing.T) {
	s := in(t, exam.PhaseWaiting)
	s.Leave(second, nine)
	if s.Changed() {
		t.Error("leaving without a position changed the sitting")
	}
	s.Leave(exam.Actor{Kind: exam.ActorCandidate}, nine)
	if s.Changed() {
		t.Error("leaving without a login changed the sitting")
	}
	s.Leave(candidate, nine)
	if len(s.Devices) != 0 || s.Phase != exam.PhaseWaiting {
		t.Errorf("after leaving: devices %v in phase %s, want none in waiting", s.Devices, s.Phase)
	}
}

func TestLabelsAreClippedBetweenSigns(t *testing.T) {
	for _, label := range []string{"", "phone", strings.Repeat("x", 120), strings.Repeat("x", 121), strings.Repeat("考", 41), strings.Repeat("x", 119) + "考", strings.Repeat("👩", 100)} {
		s := in(t, exam.PhaseCheckIn)
		must(t, s.Join(second, exam.SecondPosition, false, label, session(), nine))
		got := s.Device(exam.SecondPosition).Label
		if len(got) > 120 || !utf8.ValidString(got) || !strings.HasPrefix(label, got) || len(label) <= 120 && got != label || len(label) > 120 && len(got) < 117 {
			t.Errorf("label of %d bytes became %d bytes: %q", len(label), len(got), got)
		}
	}
}

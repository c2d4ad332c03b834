package exam_test

import (
	"testing"
	"time"

	"kaochang/internal/exam"
)

func TestEntry(t *testing.T) {
	opens, closes, ends := session().EntryOpensAt, session().EntryClosesAt, session().EndsAt
	for _, c := range []struct {
		rule  string
		phase exam.Phase
		at    time.Time
		want  exam.Code
	}{
		{"a moment too early is told when entry opens", exam.PhaseAssigned, opens.Add(-time.Millisecond), exam.CodeEntryNotOpen},
		{"entry opens on time", exam.PhaseAssigned, opens, ""},
		{"the last moment still enters", exam.PhaseAssigned, closes.Add(-time.Millisecond), ""},
		{"who comes at closing time is late", exam.PhaseAssigned, closes, exam.CodeEntryClosed},
		{"who has entered comes back after the window", exam.PhaseCheckIn, closes, ""},
		{"who waits comes back after the window", exam.PhaseWaiting, closes.Add(time.Hour), ""},
		{"who is in the interview comes back until the end", exam.PhaseInterviewing, ends.Add(-time.Millisecond), ""},
		{"nobody comes back after the session's end", exam.PhaseInterviewing, ends, exam.CodeSittingOver},
		{"who never came finds the session over", exam.PhaseAssigned, ends, exam.CodeSittingOver},
		{"a finished interview is not entered again", exam.PhaseFinished, nine, exam.CodeSittingOver},
		{"an absent candidate does not enter", exam.PhaseAbsent, nine, exam.CodeSittingOver},
		{"a finished interview is over even before entry opens", exam.PhaseFinished, opens.Add(-time.Hour), exam.CodeSittingOver},
	} {
		refused(t, c.rule, session().CheckEntry(c.phase, c.at), c.want)
	}
}

func TestEntryTellsTheTime(t *testing.T) {
	in := session()
	in.EntryOpensAt = time.Date(2026, 11, 24, 16, 30, 0, 5e6, time.FixedZone("Beijing", 8*3600))
	for _, c := range []struct {
		extra, want string
		at          time.Time
	}{
		{"opens_at", "2026-11-24T08:30:00.005Z", in.EntryOpensAt.Add(-time.Second)},
		{"closed_at", "2026-11-24T09:30:00.000Z", in.EntryClosesAt},
	} {
		told := extras(t, in.CheckEntry(exam.PhaseAssigned, c.at))
		if told[c.extra] != c.want {
			t.Errorf("%s = %v, want %s", c.extra, told[c.extra], c.want)
		}
	}
}

// FEATURES: A14
func TestFirstCamera(t *testing.T) {
	for _, c := range []struct {
		rule     string
		policy   exam.FirstCamera
		position exam.Position
		kind     exam.DeviceKind
		want     exam.Code
	}{
		{"sessions from before the rule take anything", "", 1, exam.KindPC, ""},
		{"any takes a phone", exam.FirstCameraAny, 1, exam.KindPhone, ""},
		{"any takes what does not say", exam.FirstCameraAny, 1, "", ""},
		{"a phone where a phone is asked for", exam.FirstCameraPhone, 1, exam.KindPhone, ""},
		{"a computer where a phone is asked for", exam.FirstCameraPhone, 1, exam.KindPC, exam.CodeWrongDevice},
		{"a phone where a computer is asked for", exam.FirstCameraPC, 1, exam.KindPhone, exam.CodeWrongDevice},
		{"what does not say is nothing that was asked for", exam.FirstCameraPC, 1, "", exam.CodeWrongDevice},
		{"the second camera may be anything", exam.FirstCameraPC, 2, exam.KindPhone, ""},
	} {
		s := session()
		s.FirstCamera = c.policy
		refused(t, c.rule, s.CheckDevice(c.position, c.kind), c.want)
	}
	s := session()
	s.FirstCamera = "tablet"
	refused(t, "a policy that is none", s.Check(), exam.CodeInvalid)
}

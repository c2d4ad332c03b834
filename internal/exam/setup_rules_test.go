package exam_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
)

func TestASessionIsCheckedBeforeItIsKept(t *testing.T) {
	for _, c := range []struct {
		rule   string
		change func(*exam.Session)
		begun  int
		want   exam.Code
		field  string
	}{
		{"a sound one", func(*exam.Session) {}, 0, "", ""},
		{"ends before it starts", func(s *exam.Session) { s.EndsAt = s.StartsAt }, 0, exam.CodeInvalid, "ends_at"},
		{"entry opens after the start", func(s *exam.Session) { s.EntryOpensAt = s.StartsAt.Add(time.Minute) }, 0, exam.CodeInvalid, "entry_opens_at"},
		{"entry closes after the end", func(s *exam.Session) { s.EntryClosesAt = s.EndsAt.Add(time.Minute) }, 0, exam.CodeInvalid, "entry_closes_at"},
		{"invitations of an hour", func(s *exam.Session) { s.InviteTTL = time.Hour }, 0, exam.CodeInvalid, "invite_ttl_s"},
		{"a policy of no kind", func(s *exam.Session) { s.SecondCamera = "two" }, 0, exam.CodeInvalid, "second_camera"},
		{"a room of another exam", func(s *exam.Session) { s.RoomID = "elsewhere" }, 0, exam.CodeNotFound, ""},
		{"a subject of another exam", func(s *exam.Session) { s.SubjectID = "elsewhere" }, 0, exam.CodeNotFound, ""},
		{"begun, longer", func(s *exam.Session) { s.EndsAt = s.EndsAt.Add(time.Hour) }, 1, "", ""},
		{"begun, another room", func(s *exam.Session) { s.RoomID = "r2" }, 1, exam.CodeConflict, ""},
		{"not begun, another room", func(s *exam.Session) { s.RoomID = "r2" }, 0, "", ""},
		{"begun, another start", func(s *exam.Session) { s.StartsAt = s.StartsAt.Add(time.Minute) }, 1, exam.CodeConflict, ""},
	} {
		set := sound()
		in := set.Sessions[0]
		in.InviteTTL, in.SecondCamera = time.Minute, exam.SecondCameraNone
		set.Sessions[0], set.Seated = in, map[string]exam.SeatCount{in.ID: {Seated: 1, Begun: c.begun}}
		c.change(&in)
		err := set.CheckSession(in)
		if exam.CodeOf(err) != c.want && !(err == nil && c.want == "") {
			t.Errorf("%s: %v, want %q", c.rule, err, c.want)
		}
		if refusal := (*exam.Error)(nil); c.field != "" && (!errors.As(err, &refusal) || refusal.Extras["field"] != c.field) {
			t.Errorf("%s: %v, want it to name %s", c.rule, err, c.field)
		}
	}
}

func TestAnExamOpensWhenNothingIsMissing(t *testing.T) {
	hint := exam.Finding{Severity: exam.Hint}
	against := exam.Finding{Severity: exam.Contradiction}
	missing := exam.Finding{Severity: exam.Missing}
	for _, c := range []struct {
		found  []exam.Finding
		reason string
		want   exam.Code
	}{
		{nil, "", ""}, {[]exam.Finding{hint}, "", ""}, {[]exam.Finding{against, hint}, " ", exam.CodeConflict},
		{[]exam.Finding{against}, "the room is large", ""}, {[]exam.Finding{missing, against}, "because", exam.CodeConflict},
	} {
		if err := exam.CheckOpening(c.found, c.reason); exam.CodeOf(err) != c.want && !(err == nil && c.want == "") {
			t.Errorf("%v with %q: %v, want %q", c.found, c.reason, err, c.want)
		}
	}
}

func TestPartsAreChecked(t *testing.T) {
	long := strings.Repeat("长", 101)
	for what, err := range map[string]error{
		"a fee below nothing": exam.Major{Name: "m", FeeFen: -1}.Check(),
		"a fee of a million":  exam.Major{Name: "m", FeeFen: exam.MaxFeeFen + 1}.Check(),
		"a major of no name":  exam.Major{Name: " "}.Check(),
		"a long room":         exam.Room{Name: long}.Check(),
		"a subject of no type": exam.Subject{
			Name: "x", Type: "dance",
		}.Check(),
	} {
		if exam.CodeOf(err) != exam.CodeInvalid {
			t.Errorf("%s: %v, want it invalid", what, err)
		}
	}
	for what, err := range map[string]error{
		"a major": exam.Major{Name: "𠮷他演奏", FeeFen: exam.MaxFeeFen}.Check(), "a room": exam.Room{Name: "غرفة"}.Check(),
		"a subject": exam.Subject{Name: "🎻", Type: exam.TypeVideo}.Check(),
	} {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestASubjectKeepsItsTypeOnceSomebodyIsSeated(t *testing.T) {
	set := sound()
	x := set.Subjects[0]
	x.Type = exam.TypeVideo
	set.Seated = map[string]exam.SeatCount{set.Sessions[0].ID: {Seated: 1}}
	if err := set.CheckSubject(x); exam.CodeOf(err) != exam.CodeConflict {
		t.Errorf("%v, want a conflict", err)
	}
	set.Seated = nil
	if err := set.CheckSubject(x); err != nil {
		t.Error(err)
	}
}

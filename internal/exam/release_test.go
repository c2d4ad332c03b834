package exam_test

import (
	"slices"
	"testing"

	"kaochang/internal/exam"
)

func TestReleases(t *testing.T) {
	for _, c := range []struct {
		rule  string
		phase exam.Phase
		by    exam.Actor
		want  exam.Code
	}{
		{"the panel releases in the interview", exam.PhaseInterviewing, secretary, ""},
		{"a steward does not release", exam.PhaseInterviewing, steward, exam.CodeForbidden},
		{"a candidate does not release", exam.PhaseInterviewing, candidate, exam.CodeForbidden},
		{"nothing is released before the interview", exam.PhaseInvited, chair, exam.CodeConflict},
		{"nothing is released after it", exam.PhaseFinished, chair, exam.CodeConflict},
	} {
		refused(t, c.rule, in(t, c.phase).ReleaseQuestion(c.by, "r", "q", nine), c.want)
	}
}

func TestAQuestionIsShownUntilWithdrawn(t *testing.T) {
	s := in(t, exam.PhaseInterviewing)
	must(t, s.ReleaseQuestion(chair, "r1", "q1", nine))
	must(t, s.ReleaseQuestion(chair, "again", "q1", nine))
	shown := func() (ids []string) {
		for _, r := range s.Shown() {
			ids = append(ids, r.ID)
		}
		return ids
	}
	if got := shown(); !slices.Equal(got, []string{"r1"}) {
		t.Errorf("shown = %v, want r1 once", got)
	}
	refused(t, "the second camera does not open", s.OpenQuestion(second, "r1", nine), exam.CodeDeviceReplaced)
	must(t, s.OpenQuestion(candidate, "r1", nine))
	must(t, s.OpenQuestion(candidate, "r1", nine.Add(1)))
	if !s.Releases[0].OpenedAt.Equal(nine) {
		t.Errorf("opened at %v, want the first time", s.Releases[0].OpenedAt)
	}
	refused(t, "a steward does not withdraw", s.WithdrawQuestion(steward, "r1", nine), exam.CodeForbidden)
	refused(t, "an unknown release is not found", s.WithdrawQuestion(chair, "none", nine), exam.CodeNotFound)
	must(t, s.WithdrawQuestion(chair, "r1", nine))
	must(t, s.WithdrawQuestion(chair, "r1", nine.Add(1)))
	refused(t, "a withdrawn question is not opened", s.OpenQuestion(candidate, "r1", nine), exam.CodeNotFound)
	must(t, s.ReleaseQuestion(chair, "r2", "q1", nine))
	if got := shown(); !slices.Equal(got, []string{"r2"}) {
		t.Errorf("shown = %v, want what was released again", got)
	}
	must(t, s.End(chair, "", nine))
	if got := shown(); got != nil {
		t.Errorf("shown after the end = %v, want nothing", got)
	}
	refused(t, "nothing is withdrawn after the end", s.WithdrawQuestion(chair, "r2", nine), exam.CodeConflict)
}

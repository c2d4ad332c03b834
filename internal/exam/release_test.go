package exam_test

import (
	"slices"
	"strings"
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

// FEATURES: C11
func TestAQuestionIsDrawn(t *testing.T) {
	questions := []exam.Question{{ID: "q1", Number: 1}, {ID: "q2", Number: 2}, {ID: "q3", Number: 3}, {ID: "q4", Number: 4}}
	peers := []exam.Sitting{
		{Releases: []exam.Release{{QuestionID: "q1"}, {QuestionID: "q3", WithdrawnAt: nine}, {QuestionID: "q3"}}},
		{Releases: []exam.Release{{QuestionID: "q3"}}},
	}
	given := exam.GivenQuestions(peers)
	for _, c := range []struct {
		rule string
		had  []string
		want []string
	}{
		{"those least given in the session come first", nil, []string{"q2", "q4"}},
		{"not what she has had", []string{"q2"}, []string{"q4"}},
		{"then those given once", []string{"q2", "q4"}, []string{"q1"}},
		{"then those given twice", []string{"q2", "q4", "q1"}, []string{"q3"}},
		{"and nothing where she has had all", []string{"q2", "q4", "q1", "q3"}, nil},
	} {
		s := in(t, exam.PhaseInterviewing)
		for _, id := range c.had {
			must(t, s.ReleaseQuestion(chair, "r-"+id, id, nine))
			must(t, s.WithdrawQuestion(chair, "r-"+id, nine)) // what was withdrawn was given
		}
		s.Drain()
		if got := s.QuestionPool(questions, given); !slices.Equal(got, c.want) {
			t.Errorf("%s: drawn among %v, want %v", c.rule, got, c.want)
		}
		err := s.DrawQuestion(chair, "new", "seed", questions, given, nine)
		if len(c.want) == 0 {
			refused(t, c.rule, err, exam.CodeConflict)
			continue
		}
		must(t, err)
		drawn := s.Shown()[0].QuestionID
		facts, _, _ := s.Drain()
		from := strings.Fields(facts[0].Data["from"])
		if again := from[exam.DrawnOf(facts[0].Data["seed"], s.ID, len(from))]; again != drawn || facts[0].Data["drawn"] != drawn || facts[1].Kind != "question.released" {
			t.Errorf("%s: %s was released, drawn again from the ledger's %v it is %s", c.rule, drawn, facts[0].Data, again)
		}
	}
	refused(t, "a steward does not draw", in(t, exam.PhaseInterviewing).DrawQuestion(steward, "r", "s", questions, given, nine), exam.CodeForbidden)
	refused(t, "nothing is drawn before the interview", in(t, exam.PhaseInvited).DrawQuestion(chair, "r", "s", questions, given, nine), exam.CodeConflict)
}

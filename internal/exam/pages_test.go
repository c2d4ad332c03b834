package exam_test

import (
	"testing"
	"time"

	"kaochang/internal/exam"
)

func TestPagesAreSentFromTheSecondCamera(t *testing.T) {
	some := func(n int) []string {
		var ids []string
		for i := range n {
			ids = append(ids, string(rune('a'+i)))
		}
		return ids
	}
	for _, c := range []struct {
		rule  string
		by    exam.Actor
		files []string
		after time.Duration
		want  exam.Code
		late  bool
	}{
		{"nine pages", second, some(9), time.Minute, "", false},
		{"the tenth is refused", second, some(10), time.Minute, exam.CodeTooMany, false},
		{"none is no answer", second, nil, time.Minute, exam.CodeInvalid, false},
		{"one twice is a mistake", second, []string{"a", "a"}, time.Minute, exam.CodeInvalid, false},
		{"not from the first while the second is there", candidate, some(1), time.Minute, exam.CodeDeviceReplaced, false},
		{"the last moment is not late", second, some(1), 2*time.Hour - time.Millisecond, "", false},
		{"a page in the grace is", second, some(1), 2 * time.Hour, "", true},
		{"after it nothing comes", second, some(1), 2*time.Hour + 10*time.Minute, exam.CodeTimeUp, false},
	} {
		s := sits(t, exam.PhaseAnswering, exam.PaperPDF)
		set := exam.PageSet{ID: "set", FileIDs: c.files}
		refused(t, c.rule, s.SendPages(c.by, &set, nine.Add(c.after)), c.want)
		if set.Late != c.late || (c.want == "") != s.Changed() {
			t.Errorf("%s: late %v, changed %v", c.rule, set.Late, s.Changed())
		}
	}
	alone := sits(t, exam.PhaseAnswering, exam.PaperPDF)
	alone.Leave(second, nine)
	refused(t, "without a second the first sends", alone.SendPages(candidate, &exam.PageSet{FileIDs: some(1)}, nine), "")
	online := sits(t, exam.PhaseAnswering, exam.PaperOnline)
	refused(t, "an online answer has no pages", online.SendPages(second, &exam.PageSet{FileIDs: some(1)}, nine), exam.CodeConflict)
	handed := sits(t, exam.PhaseSubmitted, exam.PaperPDF)
	refused(t, "what was handed in is final", handed.SendPages(second, &exam.PageSet{FileIDs: some(1)}, nine), exam.CodeConflict)
}

// FEATURES: D13
func TestAPageIsAskedForAgain(t *testing.T) {
	for _, c := range []struct {
		rule  string
		by    exam.Actor
		file  string
		flaw  exam.PageFlaw
		after time.Duration
		want  exam.Code
	}{
		{"a proctor asks", proctor, "b", exam.FlawBlurred, time.Minute, ""},
		{"also within the grace", proctor, "b", exam.FlawCut, 2*time.Hour + 9*time.Minute, ""},
		{"not after it", proctor, "b", exam.FlawCut, 2*time.Hour + 10*time.Minute, exam.CodeTimeUp},
		{"not for a page that does not count", proctor, "z", exam.FlawCut, time.Minute, exam.CodeNotFound},
		{"not without one of the reasons", proctor, "b", "ugly", time.Minute, exam.CodeInvalid},
		{"an examiner does not", examiner, "b", exam.FlawCut, time.Minute, exam.CodeForbidden},
	} {
		s := sits(t, exam.PhaseAnswering, exam.PaperPDF)
		set := exam.PageSet{ID: "set", FileIDs: []string{"a", "b"}}
		refused(t, c.rule, s.AskPage(c.by, &set, c.file, c.flaw, nine.Add(c.after)), c.want)
		facts, _, _ := s.Drain()
		if c.want != "" {
			if len(set.Asked) > 0 || len(facts) > 0 {
				t.Errorf("%s: asked %v", c.rule, set.Asked)
			}
			continue
		}
		if len(facts) != 1 || facts[0].Kind != "page.asked" || facts[0].Data["page"] != "2" || facts[0].Data["flaw"] != string(c.flaw) {
			t.Errorf("%s: ledger %+v", c.rule, facts)
		}
		must(t, s.AskPage(c.by, &set, c.file, exam.FlawDark, nine.Add(c.after)))
		if len(set.Asked) != 1 || set.Asked[0].Flaw != exam.FlawDark {
			t.Errorf("%s, twice: %v, want the last reason only", c.rule, set.Asked)
		}
	}
	handed := sits(t, exam.PhaseSubmitted, exam.PaperPDF)
	refused(t, "what was handed in is final", handed.AskPage(proctor, &exam.PageSet{FileIDs: []string{"a"}}, "a", exam.FlawCut, nine.Add(time.Hour)), exam.CodeConflict)
}

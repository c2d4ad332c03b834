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

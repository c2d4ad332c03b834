package exam_test

import (
	"testing"

	"kaochang/internal/exam"
)

// FEATURES: G8
func TestOneDatabaseThatDiffersIsEnough(t *testing.T) {
	t.Parallel()
	lines := func(results ...exam.DatabaseResult) (all []exam.DatabaseLine) {
		for i, r := range results {
			all = append(all, exam.DatabaseLine{Database: exam.Databases()[i], Result: r})
		}
		return all
	}
	const yes, no, none = exam.DatabaseMatches, exam.DatabaseDiffers, exam.DatabaseMissing
	for name, c := range map[string]struct {
		lines []exam.DatabaseLine
		want  exam.DatabaseResult
	}{
		"all four match":                     {lines(yes, yes, yes, yes), yes},
		"the last differs":                   {lines(yes, yes, yes, no), no},
		"one differs and one has no record":  {lines(none, no, yes, yes), no},
		"one has no record":                  {lines(yes, none, yes, yes), none},
		"one was not compared":               {lines(yes, yes, yes), none},
		"nothing was imported":               {nil, none},
		"one differs, the others are not in": {lines(no), no},
	} {
		if got := exam.ComparisonOf(c.lines); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

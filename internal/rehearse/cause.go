package rehearse

import (
	"cmp"
	"regexp"
	"slices"
)

// Cause is why some candidates did not get through: where, with what error, and how many.
type Cause struct {
	Phase string `json:"phase"`
	Error string `json:"error"`
	Count int    `json:"count"`
}

// own is what differs from one candidate's error to another's: identifiers, ports, phones.
var own = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4,}`)

// causesOf groups failures by phase and error, most first.
func causesOf(failed []Failure) []Cause {
	counts := map[Cause]int{}
	for _, f := range failed {
		counts[Cause{Phase: f.Phase, Error: own.ReplaceAllString(f.Error, "…")}]++
	}
	causes := make([]Cause, 0, len(counts))
	for one, count := range counts {
		one.Count = count
		causes = append(causes, one)
	}
	slices.SortFunc(causes, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Phase, b.Phase), cmp.Compare(a.Error, b.Error))
	})
	return causes
}

// Package doctor examines a machine before the day: may the server listen, will
// phones give it their cameras, is the disk large and quick enough, do clock,
// database and media server answer. Each check says what it found and what to do.
package doctor

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

// Verdict is how a check came out.
type Verdict string

// The verdicts. Only Fail keeps an exam from being held.
const (
	OK   Verdict = "ok"
	Warn Verdict = "warn"
	Fail Verdict = "fail"
)

// Finding is the outcome of one check. Do is empty when nothing need be done.
type Finding struct {
	Check   string  `json:"check"`
	Verdict Verdict `json:"verdict"`
	Found   string  `json:"found"`
	Do      string  `json:"do,omitempty"`
}

// Check is one thing to look at.
type Check struct {
	Name string
	Look func(ctx context.Context) Finding
}

// checkWithin bounds each check: one that hangs is a finding, too.
const checkWithin = 15 * time.Second

// Examine makes the checks one after another and returns what each found.
func Examine(ctx context.Context, checks []Check) []Finding {
	found := make([]Finding, 0, len(checks))
	for _, c := range checks {
		within, cancel := context.WithTimeout(ctx, checkWithin)
		f := c.Look(within)
		cancel()
		f.Check = c.Name
		found = append(found, f)
	}
	return found
}

// Failed reports whether any check failed.
func Failed(found []Finding) bool {
	for _, f := range found {
		if f.Verdict == Fail {
			return true
		}
	}
	return false
}

// Print writes findings for people: a mark, what was found, and below it what to do.
func Print(w io.Writer, found []Finding) {
	marks := map[Verdict]string{OK: "✓", Warn: "!", Fail: "✗"}
	for _, f := range found {
		_, _ = fmt.Fprintf(w, "%s %-9s %s\n", marks[f.Verdict], f.Check, f.Found)
		if f.Do != "" {
			_, _ = fmt.Fprintf(w, "  %-9s → %s\n", "", strings.ReplaceAll(f.Do, "\n", "\n              "))
		}
	}
}

func ok(format string, args ...any) Finding {
	return Finding{Verdict: OK, Found: fmt.Sprintf(format, args...)}
}

func warn(do, format string, args ...any) Finding {
	return Finding{Verdict: Warn, Found: fmt.Sprintf(format, args...), Do: do}
}

func fail(do, format string, args ...any) Finding {
	return Finding{Verdict: Fail, Found: fmt.Sprintf(format, args...), Do: do}
}

//go:build linux

package faults

import (
	"fmt"
	"testing"
	"time"

	"kaochang/internal/exam"
)

// tally is what came of the rounds of a kind.
type tally struct {
	Rounds       int `json:"rounds"`
	AckedAnswers int `json:"acked_answers"`
	LostAnswers  int `json:"lost_answers"`    // acknowledged, and not on the sheet as they were typed
	Doubled      int `json:"doubled_answers"` // on the sheet more than once
	wrong        []string
}

func (t *tally) add(o tally) {
	t.Rounds += o.Rounds
	t.AckedAnswers += o.AckedAnswers
	t.LostAnswers += o.LostAnswers
	t.Doubled += o.Doubled
	t.wrong = append(t.wrong, o.wrong...)
}

func (t *tally) says(format string, args ...any) {
	t.wrong = append(t.wrong, fmt.Sprintf(format, args...))
}

// clockSlack is how far the times of one machine may seem apart.
const clockSlack = 2 * time.Second

// compare looks for the first acked of what was typed among what is kept: each once, as
// it was typed, in its place, at the server's time whatever the device's clock said.
// What is kept beyond that must have been typed as well.
func compare(typed []typedOp, acked int, kept []exam.AnswerOp, now time.Time) (t tally) {
	byID := map[string]exam.AnswerOp{}
	for i, op := range kept {
		if _, twice := byID[op.ID]; twice {
			t.Doubled++
			t.says("operation %d (%s) is kept twice", op.Seq, op.ID)
		} else {
			byID[op.ID] = op
		}
		if op.Seq != int64(i+1) {
			t.says("operation %d is in place %d", op.Seq, i+1)
		}
		if i >= len(typed) || typed[i].ID != op.ID || typed[i].Value != op.Value || typed[i].Item != op.Item {
			t.says("what is kept in place %d was not typed there", i+1)
			continue
		}
		if when := typed[i].when; op.At.Before(when.Add(-clockSlack)) || op.At.After(now.Add(clockSlack)) || !op.TypedAt.Equal(typed[i].TypedAt) {
			t.says("operation %d, typed at %v, is kept as of %v, typed %v", op.Seq, when, op.At, op.TypedAt)
		}
	}
	for _, op := range typed[:acked] {
		if has, ok := byID[op.ID]; !ok || has.Seq != op.Seq || has.Value != op.Value || has.Item != op.Item {
			t.LostAnswers++
			t.says("acknowledged operation %d is lost", op.Seq)
		}
	}
	return t
}

// compareSheet looks at the sheet that the API gives: of each item what was typed last,
// as far as it was acknowledged.
func compareSheet(typed []typedOp, acked int, s sheetOf) (t tally) {
	if s.LastSeq < int64(acked) {
		t.says("the sheet ends at operation %d, %d were acknowledged", s.LastSeq, acked)
	}
	shown := map[string]int64{}
	for _, a := range s.Answers {
		shown[a.Item] = a.Seq
		if a.Seq > int64(len(typed)) || typed[a.Seq-1].Value != a.Value || typed[a.Seq-1].Item != a.Item {
			t.says("the sheet has %q for item %s, which was not typed", a.Value, a.Item)
		}
	}
	for _, op := range typed[:acked] {
		if shown[op.Item] < op.Seq {
			t.says("the sheet is at operation %d of item %s, %d was acknowledged", shown[op.Item], op.Item, op.Seq)
		}
	}
	return t
}

// TestTheCheckerNoticesWhatIsWrong breaks a sheet in each way that the harness is to
// find: it is the harness's own control.
func TestTheCheckerNoticesWhatIsWrong(t *testing.T) {
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	var typed []typedOp
	for seq := int64(1); seq <= 5; seq++ {
		op := exam.AnswerOp{Seq: seq, ID: fmt.Sprint("op-", seq), Item: "6", Value: fmt.Sprint("第 ", seq), TypedAt: at.Add(-3 * time.Hour)}
		typed = append(typed, typedOp{op, at})
	}
	sheet := func() (kept []exam.AnswerOp) {
		for _, op := range typed {
			op.At = at.Add(time.Millisecond)
			kept = append(kept, op.AnswerOp)
		}
		return kept
	}
	for name, c := range map[string]struct {
		acked         int
		spoil         func([]exam.AnswerOp) []exam.AnswerOp
		lost, doubled int
		wrong         bool
	}{
		"all is well":                   {5, func(k []exam.AnswerOp) []exam.AnswerOp { return k }, 0, 0, false},
		"the last was under way":        {4, func(k []exam.AnswerOp) []exam.AnswerOp { return k[:4] }, 0, 0, false},
		"the last is lost":              {5, func(k []exam.AnswerOp) []exam.AnswerOp { return k[:4] }, 1, 0, true},
		"one in the middle is lost":     {5, func(k []exam.AnswerOp) []exam.AnswerOp { return append(k[:2], k[3:]...) }, 1, 0, true},
		"all are lost":                  {5, func([]exam.AnswerOp) []exam.AnswerOp { return nil }, 5, 0, true},
		"one is there twice":            {5, func(k []exam.AnswerOp) []exam.AnswerOp { twice := k[4]; twice.Seq = 6; return append(k, twice) }, 0, 1, true},
		"two have changed places":       {5, func(k []exam.AnswerOp) []exam.AnswerOp { k[1], k[2] = k[2], k[1]; return k }, 0, 0, true},
		"one has another value":         {5, func(k []exam.AnswerOp) []exam.AnswerOp { k[0].Value = ""; return k }, 1, 0, true},
		"one nobody typed":              {5, func(k []exam.AnswerOp) []exam.AnswerOp { return append(k, exam.AnswerOp{Seq: 6, ID: "x"}) }, 0, 0, true},
		"one kept at the device's time": {5, func(k []exam.AnswerOp) []exam.AnswerOp { k[3].At = k[3].TypedAt; return k }, 0, 0, true},
	} {
		got := compare(typed, c.acked, c.spoil(sheet()), at.Add(time.Second))
		if got.LostAnswers != c.lost || got.Doubled != c.doubled || (len(got.wrong) > 0) != c.wrong {
			t.Errorf("%s: %d lost, %d doubled, %q; want %d, %d, wrong: %t", name, got.LostAnswers, got.Doubled, got.wrong, c.lost, c.doubled, c.wrong)
		}
	}
	good := sheetOf{LastSeq: 5}
	good.Answers = append(good.Answers, struct {
		Item, Value string
		Seq         int64
	}{"6", "第 5", 5})
	if got := compareSheet(typed, 5, good); len(got.wrong) > 0 {
		t.Errorf("a good sheet: %q", got.wrong)
	}
	for name, spoil := range map[string]func(*sheetOf){
		"an old answer":     func(s *sheetOf) { s.Answers[0].Seq, s.Answers[0].Value = 4, "第 4" },
		"an untyped answer": func(s *sheetOf) { s.Answers[0].Value = "别的" },
		"an item is away":   func(s *sheetOf) { s.Answers = nil },
		"an early end":      func(s *sheetOf) { s.LastSeq = 4 },
	} {
		bad := sheetOf{LastSeq: good.LastSeq, Answers: append(good.Answers[:0:0], good.Answers...)}
		spoil(&bad)
		if got := compareSheet(typed, 5, bad); len(got.wrong) == 0 {
			t.Errorf("%s on the sheet was not noticed", name)
		}
	}
}

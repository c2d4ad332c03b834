package operation

import (
	"errors"
	"testing"
	"time"
)

func TestALookIsNotedOnceUntilItIsOver(t *testing.T) {
	var all Looks
	noted, refused := 0, errors.New("no ledger")
	at := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		name  string
		who   string
		after time.Duration
		err   error
		want  int
	}{
		{"what cannot be noted is not played", "a", 0, refused, 0},
		{"a player asks for the first camera", "a", 0, nil, 1},
		{"and for the second", "a", 0, nil, 1},
		{"and for more of it", "a", lookLasts, nil, 1},
		{"somebody else plays it", "b", time.Second, nil, 2},
		{"who plays it again later looks again", "a", lookLasts + time.Second, nil, 3},
	} {
		at = at.Add(step.after)
		err := all.Once(step.who, "take", at, func() error {
			if step.err == nil {
				noted++
			}
			return step.err
		})
		if noted != step.want || !errors.Is(err, step.err) {
			t.Errorf("%s: %d looks noted, want %d; error %v, want %v", step.name, noted, step.want, err, step.err)
		}
	}
}

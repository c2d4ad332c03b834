package written

import (
	"testing"
	"time"
)

// TestPagesAskOnTheLaterTheMoreWereTold holds the spread to what a class notices and what
// a server can do.
func TestPagesAskOnTheLaterTheMoreWereTold(t *testing.T) {
	t.Parallel()
	for told, want := range map[int]time.Duration{0: 0, 30: 19_500 * time.Microsecond, 5_000: 3_250 * time.Millisecond} {
		if got := spreadOf(told); got != want {
			t.Errorf("%d who are told: %s, want %s", told, got, want)
		}
	}
}

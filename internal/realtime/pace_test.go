package realtime

import (
	"testing"
	"time"
)

func TestWhoComesToThousandsIsAskedMoreRarely(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		connections   int
		every, within time.Duration
	}{
		{0, 1500 * time.Millisecond, time.Second},
		{1000, 1500 * time.Millisecond, time.Second},
		{2000, 3 * time.Second, 2 * time.Second},
		{5000, 7500 * time.Millisecond, 5 * time.Second},
	} {
		if p := pace(row.connections); p.PingInterval != row.every || p.PongTimeout != row.within {
			t.Errorf("with %d connections one is asked every %v and has %v, want %v and %v", row.connections, p.PingInterval, p.PongTimeout, row.every, row.within)
		}
	}
}

package media

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"
)

// stalledAfter is how long a camera that is on may send nothing to the recorder
// before that is an alarm. Sound may be silent: browsers send none then.
const stalledAfter = 10 * time.Second

// watch raises the alarm when a recorded track stops growing. The recorder then
// joins the room anew, since a subscription was seen to die without a word.
type watch struct {
	*visit
	source string
	muted  func() bool

	frames atomic.Int64
}

// grew is told of each recorded frame.
func (w *watch) grew() { w.frames.Add(1) }

// run watches a picture until ctx ends.
func (w *watch) run(ctx context.Context, video bool) {
	if !video {
		return
	}
	tick := time.NewTicker(stalledAfter)
	defer tick.Stop()
	seen := int64(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := w.frames.Load()
		if now == seen && !w.muted() {
			slog.ErrorContext(ctx, "recording has stopped growing; joining the room anew", "sitting", w.sittingID, "source", w.source)
			w.stalled(w.source)
			w.leave()
			return
		}
		seen = now
	}
}

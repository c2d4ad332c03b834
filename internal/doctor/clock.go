package doctor

import (
	"context"
	"time"
)

// earliest is before any release of this program; a clock behind it is wrong.
var earliest = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// strayed is how far two clocks of one exam may differ.
const strayed = 2 * time.Second

const setClock = "let chrony or systemd-timesyncd set the clock (timedatectl set-ntp true)"

// Clocks are what [Clock] compares.
type Clocks struct {
	// Now is the server's clock. Required.
	Now func() time.Time
	// Database is the database's own; nil where it has none.
	Database func(ctx context.Context) (time.Time, error)
	// Kept reports whether the system keeps the clock by others'; an error
	// means that it does not say. [Kept] asks this machine; nil is not asked.
	Kept func() (bool, error)
}

// Clock checks that time is plausible, that the database's clock agrees, and
// that something keeps the clock right.
func Clock(c Clocks) Check {
	return Check{"clock", func(ctx context.Context) Finding {
		at := c.Now()
		if at.Before(earliest) {
			return fail(setClock, "it says %s, which is in the past", at.Format(time.DateTime))
		}
		same := ""
		if c.Database != nil {
			there, err := c.Database(ctx)
			if err != nil {
				return warn("see the database's own check", "the database's clock was not read: %v", err)
			}
			if off := there.Sub(c.Now()); off.Abs() > strayed {
				return fail(setClock+", on both machines", "the database's clock differs by %s", off.Round(time.Millisecond))
			}
			same = ", as the database's"
		}
		if c.Kept != nil {
			if kept, err := c.Kept(); err == nil && !kept {
				return warn(setClock, "%s UTC%s, but nothing keeps it right: by the day it may have strayed", at.UTC().Format(time.DateTime), same)
			}
		}
		return ok("%s UTC%s", at.UTC().Format(time.DateTime), same)
	}}
}

package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

// What an exam costs, from the figures in docs/DESIGN.md, "Media".
const (
	// perCandidateHour is what two recorded cameras and sound take on disk.
	perCandidateHour = 500 << 20
	// candidatesPerCore is how many candidates with two recorded cameras a core carries.
	candidatesPerCore = 50
	leastFree         = 10 << 30
	slowWrite         = 20 * time.Millisecond
	unusableWrite     = 200 * time.Millisecond
)

// Disk checks room and speed where the data will be. It writes and removes one
// small file in the folder, or in the nearest one above it that exists.
func Disk(data string) Check {
	return Check{"disk", func(ctx context.Context) Finding {
		dir, err := existing(data)
		if err != nil {
			return fail("choose another folder with --data", "%v", err)
		}
		free, err := freeBytes(dir)
		if err != nil {
			return fail("choose another folder with --data", "cannot read the free space of %s: %v", dir, err)
		}
		median, err := durableWrite(ctx, dir)
		if err != nil {
			return fail("choose a folder that this user may write to with --data", "cannot write to %s: %v", dir, err)
		}
		found := fmt.Sprintf("%d GB free, about %d candidate hours of recording; a durable write takes %.1f ms",
			free/1e9, free/perCandidateHour, float64(median.Microseconds())/1000)
		switch {
		case free < leastFree:
			return fail("make room, or put --data on another disk", "%s", found)
		case median > unusableWrite:
			return fail("use a local SSD: answers are acknowledged only once they are on disk", "%s", found)
		case median > slowWrite:
			return warn("a local SSD is quicker: each saved answer waits for this", "%s", found)
		}
		return ok("%s", found)
	}}
}

// existing returns the folder, or the nearest one above it that exists.
func existing(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		info, err := os.Stat(dir)
		if err == nil && !info.IsDir() {
			return "", fmt.Errorf("%s is a file, not a folder", dir)
		}
		if err == nil {
			return dir, nil
		}
		if !errors.Is(err, os.ErrNotExist) || filepath.Dir(dir) == dir {
			return "", err
		}
		dir = filepath.Dir(dir)
	}
}

// durableWrite returns the median time of making 4 KiB durable.
func durableWrite(ctx context.Context, dir string) (_ time.Duration, err error) {
	f, err := os.CreateTemp(dir, "kaochang-doctor-*")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	var took []time.Duration
	block := make([]byte, 4096)
	for len(took) < 50 && ctx.Err() == nil {
		began := time.Now()
		if _, err := f.Write(block); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
		took = append(took, time.Since(began))
	}
	if len(took) == 0 {
		return 0, ctx.Err()
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}

// Machine says how many candidates the cores carry.
func Machine() Check {
	return Check{"machine", func(context.Context) Finding {
		cores := runtime.NumCPU()
		found := fmt.Sprintf("%d cores: about %d candidates at once with two recorded cameras", cores, cores*candidatesPerCore)
		if cores < 2 {
			return warn("give it at least 2 cores", "%s", found)
		}
		return ok("%s", found)
	}}
}

// earliest is before any release of this program; a clock behind it is wrong.
var earliest = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// strayed is how far two clocks of one exam may differ.
const strayed = 2 * time.Second

// Clock checks that time is plausible, and that the database's clock agrees;
// databaseTime may be nil where the database has none of its own.
func Clock(now func() time.Time, databaseTime func(context.Context) (time.Time, error)) Check {
	const do = "let chrony or systemd-timesyncd set the clock (timedatectl set-ntp true)"
	return Check{"clock", func(ctx context.Context) Finding {
		at := now()
		if at.Before(earliest) {
			return fail(do, "it says %s, which is in the past", at.Format(time.DateTime))
		}
		if databaseTime == nil {
			return ok("%s UTC", at.UTC().Format(time.DateTime))
		}
		there, err := databaseTime(ctx)
		if err != nil {
			return warn("see the database's own check", "the database's clock was not read: %v", err)
		}
		if off := there.Sub(now()); off.Abs() > strayed {
			return fail(do+", on both machines", "the database's clock differs by %s", off.Round(time.Millisecond))
		}
		return ok("%s UTC, as the database's", at.UTC().Format(time.DateTime))
	}}
}

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
	// perCandidateMemory is what the media server and the recorder hold for her.
	perCandidateMemory = 16 << 20
	// idleMemory is what server, media server and system take with nobody there.
	idleMemory    = 512 << 20
	leastFree     = 10 << 30
	slowWrite     = 20 * time.Millisecond
	unusableWrite = 200 * time.Millisecond
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
		return judgeDisk(free, median)
	}}
}

// judgeDisk words what room in bytes and the median of a durable write mean.
func judgeDisk(free uint64, median time.Duration) Finding {
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

// Machine says how many candidates cores and memory carry. Where the system
// limits this program to less than the machine has, the limit counts.
func Machine() Check {
	return Check{"machine", func(context.Context) Finding {
		bytes, err := memory()
		if err != nil {
			bytes = 0
		}
		return judgeMachine(runtime.GOMAXPROCS(0), bytes)
	}}
}

// judgeMachine words what cores and bytes of memory carry; 0 bytes are not known.
func judgeMachine(cores int, bytes uint64) Finding {
	carried, found := cores*candidatesPerCore, fmt.Sprintf("%d cores", cores)
	if bytes > 0 {
		found += fmt.Sprintf(" and %.1f GB of memory", float64(bytes)/1e9)
		carried = min(carried, int((max(bytes, idleMemory)-idleMemory)/perCandidateMemory))
	}
	found += fmt.Sprintf(": about %d candidates at once with two recorded cameras", carried)
	switch {
	case bytes > 0 && bytes < 2*idleMemory:
		return fail("give it at least 2 GB of memory", "%s", found)
	case cores < 2:
		return warn("give it at least 2 cores", "%s", found)
	case carried < cores*candidatesPerCore:
		return warn("more memory would let the cores carry more", "%s", found)
	}
	return ok("%s", found)
}

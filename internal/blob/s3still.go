package blob

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"kaochang/internal/exam"
)

func stillFolder(sittingID string) string { return "still/" + filepath.Base(sittingID) + "/" }

func stillKey(sittingID string, p exam.Position) string {
	return stillFolder(sittingID) + strconv.Itoa(int(p)) + ".jpg"
}

// PutStill keeps a still of a position in place of the one before.
func (s *S3) PutStill(ctx context.Context, sittingID string, p exam.Position, jpeg []byte) error {
	err := s.bucket.Put(ctx, stillKey(sittingID, p), bytes.NewReader(jpeg), int64(len(jpeg)))
	s.seen.forget(sittingID)
	return err
}

// Still opens the latest still of a position with the time it came by the
// bucket's clock, CodeNotFound when there is none.
func (s *S3) Still(ctx context.Context, sittingID string, p exam.Position) (io.ReadCloser, time.Time, error) {
	body, info, err := s.bucket.get(ctx, stillKey(sittingID, p), 0)
	if exam.CodeOf(err) == exam.CodeNotFound {
		return nil, time.Time{}, exam.Errorf(exam.CodeNotFound, "no still yet")
	}
	return body, info.LastModified, err
}

// StillTimes returns when the latest still of each position came, as it stood at
// most [stillsFor] ago; a position without one is missing. While the bucket is
// away nothing is newer than what was known: a board that waits for hints is no
// board.
func (s *S3) StillTimes(ctx context.Context, sittingID string) (map[exam.Position]time.Time, error) {
	now := time.Now()
	known, fresh := s.seen.of(sittingID, now)
	if fresh {
		return known, nil
	}
	within, cancel := context.WithTimeout(ctx, stillsWithin)
	defer cancel()
	found, err := s.bucket.list(within, stillFolder(sittingID), 0)
	if err != nil {
		s.seen.rest(now)
		return known, ctx.Err()
	}
	came := map[exam.Position]time.Time{}
	for _, one := range found {
		name := strings.TrimSuffix(one.Key[strings.LastIndex(one.Key, "/")+1:], ".jpg")
		if p, err := strconv.Atoi(name); err == nil {
			came[exam.Position(p)] = one.LastModified.UTC().Truncate(time.Millisecond)
		}
	}
	s.seen.keep(sittingID, times{came, now})
	return came, nil
}

// Devices send a still every ten seconds; boards ask far more often.
const (
	stillsFor    = 5 * time.Second
	stillsWithin = time.Second
	stillsMost   = 10000 // sittings that times are known of
)

// times are those of a sitting's stills, as they stood.
type times struct {
	came  map[exam.Position]time.Time
	asked time.Time
}

// seen remembers times of stills, so that a board of fifty candidates does not
// ask the bucket fifty times a second.
type seen struct {
	mu    sync.Mutex
	known map[string]times
	until time.Time // the bucket is left alone
}

// of returns what is known and whether that will do.
func (s *seen) of(sittingID string, now time.Time) (map[exam.Position]time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.known[sittingID]
	return t.came, now.Sub(t.asked) < stillsFor || now.Before(s.until)
}

func (s *seen) keep(sittingID string, t times) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.known) >= stillsMost {
		clear(s.known)
	}
	s.known[sittingID] = t
}

func (s *seen) forget(sittingID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, sittingID)
}

func (s *seen) rest(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.until = now.Add(stillsFor)
}

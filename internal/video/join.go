package video

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"kaochang/internal/exam"
)

// Piece is one segment of a camera's take, to be joined with the others.
type Piece struct {
	Open func() (io.ReadCloser, error)
	At   time.Time // of its first frame
}

// Joined is what came of joining.
type Joined struct {
	Duration time.Duration
	Gaps     []exam.Gap
	Thumb    []byte // a JPEG, nil for none
	Torn     int    // pieces that break off
}

// Joiner writes pieces of one camera into one file that seeks, at a path.
type Joiner interface {
	Join(ctx context.Context, container string, pieces []Piece, path string) (Joined, error)
}

// Stills are the last pictures that the devices sent.
type Stills interface {
	Still(ctx context.Context, sittingID string, p exam.Position) (io.ReadCloser, time.Time, error)
}

const (
	joinAtOnce = 4
	joinEvery  = 2 * time.Second
	// joinLater is after what time a sitting whose takes could not be read or kept is
	// tried again; until then it is in nobody's way.
	joinLater = time.Minute
	// joinPatience is how long joining waits for phones that still send what they have
	// recorded: their candidates wait, and disk and processor are theirs. Who looks at
	// takes can wait, but not for ever for one slow line.
	joinPatience = 10 * time.Minute
	// sendingSilence is after what time without a report a phone sends no more; it
	// reports every two seconds.
	sendingSilence = 5 * time.Second
)

// joiners is how many sittings are joined at a time: what is left of the processors
// belongs to those who still record and send.
func joiners() int { return min(max(runtime.GOMAXPROCS(0)/2, 1), 4) }

// JoinLoop takes over what is left of pieces, joins takes, in dir, and forgets what
// practice left behind, until ctx ends.
func (s *Service) JoinLoop(ctx context.Context, j Joiner, stills Stills, dir string) {
	tick := time.NewTicker(joinEvery)
	defer tick.Stop()
	for {
		more, err := s.JoinDue(ctx, j, stills, dir)
		if err = errors.Join(s.TakeLeft(ctx), s.ForgetPractice(ctx), err); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "takes not joined", "error", err)
		}
		if more && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// JoinDue joins takes that are handed in, or were put aside and their sitting is over,
// of 4 sittings at most, some at a time, first come first served; more says that others
// wait. While phones send what they have recorded, only sittings of ten minutes ago are
// joined. A sitting that fails is put off for a minute.
func (s *Service) JoinDue(ctx context.Context, j Joiner, stills Stills, dir string) (more bool, err error) {
	by := s.now()
	sending, err := s.store.Sending(ctx, by.Add(-sendingSilence))
	if err != nil {
		return false, err
	}
	if sending {
		by = by.Add(-joinPatience)
	}
	ids, err := s.store.ToJoin(ctx, by, joinAtOnce+s.putOff.count(s.now()))
	if err != nil {
		return false, err
	}
	if ids = s.putOff.without(ids); len(ids) >= joinAtOnce {
		ids, more = ids[:joinAtOnce], true
	}
	var all sync.WaitGroup
	failed, free := make([]error, len(ids)), make(chan struct{}, joiners())
	for i, id := range ids {
		free <- struct{}{}
		all.Go(func() {
			defer func() { <-free }()
			if failed[i] = s.joinSitting(ctx, &joining{s, j, stills, dir}, id); failed[i] != nil {
				s.putOff.until(id, s.now().Add(joinLater))
			}
		})
	}
	all.Wait()
	return more, errors.Join(failed...)
}

// putOff are sittings that are not joined before a moment.
type putOff struct {
	mu sync.Mutex
	at map[string]time.Time
}

func (p *putOff) until(id string, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at == nil {
		p.at = map[string]time.Time{}
	}
	p.at[id] = at
}

// count forgets those whose moment has come and returns how many are left.
func (p *putOff) count(now time.Time) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.at, func(_ string, at time.Time) bool { return !at.After(now) })
	return len(p.at)
}

func (p *putOff) without(ids []string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(ids, func(id string) bool { return !p.at[id].IsZero() })
}

// joining is what a sitting's takes are joined with.
type joining struct {
	*Service
	joiner Joiner
	stills Stills
	dir    string
}

// joinSitting joins what is kept of a sitting and not joined yet; of several servers
// one does.
func (s *Service) joinSitting(ctx context.Context, j *joining, sittingID string) error {
	done, err := s.uploads.Alone(ctx, "join-"+sittingID)
	if err != nil {
		return err
	}
	defer done()
	one, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return err
	}
	tracks, err := s.store.Tracks(ctx, sittingID)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, k := range tracks {
		there[k.TakeID+strconv.Itoa(int(k.Position))] = true
	}
	for i := range one.Takes {
		t := &one.Takes[i]
		for _, p := range []exam.Position{exam.FirstPosition, exam.SecondPosition} {
			if there[t.ID+strconv.Itoa(int(p))] {
				continue
			}
			if err := j.track(ctx, &one, t, p); err != nil {
				return fmt.Errorf("join camera %d of take %s: %w", p, t.ID, err)
			}
		}
	}
	return nil
}

// track joins one camera of a take and keeps what came of it: a file that cannot be
// joined is said to have failed, and its pieces stay.
func (j *joining) track(ctx context.Context, one *exam.Sitting, t *exam.Take, p exam.Position) error {
	k := exam.Track{TakeID: t.ID, SchoolID: one.SchoolID, SittingID: one.ID, Position: p, FirstAt: t.FirstAt(p)}
	var pieces []Piece
	kept := false
	for _, g := range t.Of(p) {
		kept = kept || g.Kept()
		if !g.Kept() || g.Bytes == 0 {
			continue
		}
		k.MIME = g.MIME
		pieces = append(pieces, Piece{func() (io.ReadCloser, error) { return j.blobs.Open(ctx, g.SHA256) }, g.FirstAt})
	}
	if len(pieces) == 0 && kept { // said once, or it would be looked for for ever
		k.State, k.Failure, k.JoinedAt = exam.TrackFailed, "nothing of this camera has arrived", j.now()
		return j.store.KeepTrack(ctx, k, one.SessionID, j.fact(k, 0))
	}
	if len(pieces) == 0 {
		return nil
	}
	joined, err := j.file(ctx, &k, pieces)
	if err != nil && ctx.Err() != nil {
		return err
	}
	k.State, k.JoinedAt = exam.TrackReady, j.now()
	if err != nil {
		k.State, k.Failure = exam.TrackFailed, err.Error()
		slog.ErrorContext(ctx, "take not joined", "take", t.ID, "camera", p, "error", err)
	}
	if k.Duration, k.Gaps = joined.Duration, joined.Gaps; k.Duration == 0 && len(pieces) == 1 {
		k.Duration = t.Of(p)[0].Duration // as the device says
	}
	if joined.Torn > 0 {
		k.Failure = fmt.Sprintf("%d of %d pieces break off", joined.Torn, len(pieces))
	}
	if k.Thumb, err = j.thumb(ctx, one.ID, p, joined.Thumb); err != nil {
		return err
	}
	return j.store.KeepTrack(ctx, k, one.SessionID, j.fact(k, len(pieces)))
}

func (j *joining) fact(k exam.Track, pieces int) exam.Fact {
	return exam.Fact{Kind: "track.joined", Actor: exam.Clock(), At: j.now(), Data: map[string]string{
		"take": k.TakeID, "position": strconv.Itoa(int(k.Position)), "state": string(k.State), "sha256": k.SHA256, "bytes": strconv.FormatInt(k.Bytes, 10),
		"duration_ms": strconv.FormatInt(k.Duration.Milliseconds(), 10), "gaps": strconv.Itoa(len(k.Gaps)), "pieces": strconv.Itoa(pieces), "failure": k.Failure,
	}}
}

// file joins pieces in a file of its own and keeps it.
func (j *joining) file(ctx context.Context, k *exam.Track, pieces []Piece) (Joined, error) {
	dir, err := os.MkdirTemp(j.dir, "take-*")
	if err != nil {
		return Joined{}, fmt.Errorf("make folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // what is kept lies elsewhere
	path := dir + "/joined"
	joined, err := j.joiner.Join(ctx, container(k.MIME), pieces, path)
	if err != nil {
		return joined, err
	}
	src, err := os.Open(path)
	if err != nil {
		return joined, err
	}
	k.SHA256, k.Bytes, err = j.blobs.Put(ctx, src)
	return joined, errors.Join(err, src.Close())
}

// thumb keeps a picture of the track: one of its own frames, or the device's last
// still where the codec is not read here. It returns its hash, "" for none.
func (j *joining) thumb(ctx context.Context, sittingID string, p exam.Position, jpeg []byte) (string, error) {
	var src io.Reader = bytes.NewReader(jpeg)
	if jpeg == nil {
		still, _, err := j.stills.Still(ctx, sittingID, p)
		if err != nil {
			return "", nil // none was sent
		}
		defer func() { _ = still.Close() }() // only read
		src = still
	}
	sum, _, err := j.blobs.Put(ctx, src)
	return sum, err
}

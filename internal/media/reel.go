package media

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/at-wat/ebml-go/webm"

	"kaochang/internal/exam"
)

// reel gives the frames of one track over all its pieces, in order; what the
// pieces of two publishers have in common is given once.
type reel struct {
	dir    string
	pieces []exam.Segment
	frames []frame // of the piece that is being read, ms since the epoch
	last   int64
	wait   bool // for a keyframe, since frames were left out
	err    error
}

func newReel(dir string, pieces []exam.Segment, video bool) *reel {
	r := &reel{dir: dir}
	for _, p := range pieces {
		if p.HasVideo == video {
			r.pieces = append(r.pieces, p)
		}
	}
	return r
}

// head returns the description of the track, from its first piece.
func (r *reel) head() (webm.TrackEntry, error) {
	text, err := os.ReadFile(filepath.Join(r.dir, r.pieces[0].File))
	if err != nil {
		return webm.TrackEntry{}, fmt.Errorf("read piece: %w", err)
	}
	entry, _, err := readPiece(bytes.NewReader(text))
	if err != nil {
		return entry, fmt.Errorf("read piece %s: %w", r.pieces[0].File, err)
	}
	return entry, nil
}

// peek returns the next frame without taking it, nil at the end.
func (r *reel) peek() *frame {
	for {
		for len(r.frames) > 0 {
			one := &r.frames[0]
			if one.ms > r.last && (one.key || !r.wait) {
				return one
			}
			r.wait = r.wait || one.ms <= r.last
			r.frames = r.frames[1:]
		}
		if !r.load() {
			return nil
		}
	}
}

// next takes the next frame, nil at the end.
func (r *reel) next() *frame {
	one := r.peek()
	if one != nil {
		r.frames, r.last, r.wait = r.frames[1:], one.ms, false
	}
	return one
}

// load reads the next piece into memory: at most ten seconds of one track.
func (r *reel) load() bool {
	if len(r.pieces) == 0 {
		return false
	}
	p := r.pieces[0]
	r.pieces = r.pieces[1:]
	text, err := os.ReadFile(filepath.Join(r.dir, p.File))
	if err == nil {
		_, r.frames, err = readPiece(bytes.NewReader(text))
	}
	if err != nil {
		r.err = errors.Join(r.err, fmt.Errorf("read piece %s: %w", p.File, err))
		return true
	}
	for i := range r.frames {
		r.frames[i].ms += p.StartedAt.UnixMilli()
	}
	slices.SortStableFunc(r.frames, func(a, b frame) int { return cmp.Compare(a.ms, b.ms) })
	return true
}

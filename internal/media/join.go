package media

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/at-wat/ebml-go/mkvcore"
	"github.com/at-wat/ebml-go/webm"

	"kaochang/internal/exam"
)

// Files are the recordings' folder: it joins pieces and opens what was joined.
type Files struct {
	// Dir is the recordings' folder; [exam.Segment.File] is relative to it.
	Dir string
}

// joinedPrefix begins the name of a joined file.
const joinedPrefix = "joined_"

// countedGap is the shortest hole in a recording that counts as a gap; shorter
// ones are the pause until a keyframe.
const countedGap = 500 * time.Millisecond

// Join writes the pieces of one source into one WebM file with an index, without
// transcoding, and fills in the recording. The file's time line begins with its
// first frame, at StartedAt; what is missing stays missing in its place. A piece
// that is gone, or is not what was hashed when it closed, is left out: it counts
// as a gap and Failure says so. Join returns an error when nothing is left.
func (f Files) Join(ctx context.Context, pieces []exam.Segment, _ time.Time, r *exam.Recording) error {
	good, lost := f.sound(ctx, pieces)
	if len(good) == 0 {
		return fmt.Errorf("no sound piece of %d", len(pieces))
	}
	name := filepath.Join(r.SittingID, joinedPrefix+strings.ReplaceAll(r.Source, ":", "-")+pieceEnding)
	path := filepath.Join(f.Dir, name)
	first, last, err := f.write(ctx, path+partSuffix, good)
	if err != nil {
		return err
	}
	size, sum, err := seal(path)
	if err != nil {
		return err
	}
	r.File, r.Bytes, r.SHA256 = filepath.ToSlash(name), size, sum
	r.StartedAt, r.Duration, r.Gaps = time.UnixMilli(first).UTC(), time.Duration(last-first)*time.Millisecond, gaps(good)
	r.Failure = ""
	if lost > 0 {
		r.Failure = fmt.Sprintf("%d of %d pieces are missing or were altered", lost, len(pieces))
	}
	return nil
}

// Open opens a recording's file for playing, with the time of its last change.
func (f Files) Open(file string) (io.ReadSeekCloser, time.Time, error) {
	if !filepath.IsLocal(file) {
		return nil, time.Time{}, fmt.Errorf("open recording: %q is not in its folder", file)
	}
	opened, err := os.Open(filepath.Join(f.Dir, file))
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("open recording: %w", err)
	}
	info, err := opened.Stat()
	if err != nil {
		return nil, time.Time{}, errors.Join(fmt.Errorf("open recording: %w", err), opened.Close())
	}
	return opened, info.ModTime(), nil
}

// sound returns the pieces that are as they were when they closed, by their
// start, and how many are not.
func (f Files) sound(ctx context.Context, pieces []exam.Segment) (good []exam.Segment, lost int) {
	for _, p := range pieces {
		_, sum, err := digest(filepath.Join(f.Dir, p.File))
		if err == nil && sum == p.SHA256 {
			good = append(good, p)
			continue
		}
		lost++
		slog.ErrorContext(ctx, "piece of a recording is missing or was altered", "file", p.File, "error", err)
	}
	slices.SortFunc(good, func(a, b exam.Segment) int { return a.StartedAt.Compare(b.StartedAt) })
	return good, lost
}

// write writes the joined file and returns the moments of its first and last
// frame, in milliseconds since the epoch.
func (f Files) write(ctx context.Context, path string, pieces []exam.Segment) (first, last int64, err error) {
	video := newReel(f.Dir, pieces, true)
	audio := newReel(f.Dir, pieces, false)
	tracks, err := entries(video, audio)
	if err != nil {
		return 0, 0, err
	}
	file, err := os.Create(path)
	if err != nil {
		return 0, 0, fmt.Errorf("make joined file: %w", err)
	}
	out := &indexed{file: file, buffered: bufio.NewWriterSize(file, 256<<10)}
	length := pieces[len(pieces)-1].EndedAt.Sub(pieces[0].StartedAt)
	writers, err := webm.NewSimpleBlockWriter(out, tracks,
		mkvcore.WithSegmentInfo(&webm.Info{TimecodeScale: 1_000_000, MuxingApp: "ebml-go", WritingApp: "kaochang", DateUTC: pieces[0].StartedAt}),
		mkvcore.WithBlockInterceptor(nil), mkvcore.WithSeekHead(true), mkvcore.WithCues(indexSize(length, len(pieces))),
		mkvcore.WithMaxKeyframeInterval(tracks[0].TrackNumber, 0x7fff-indexEvery.Milliseconds()),
		mkvcore.WithOnFatalHandler(out.fail))
	if err != nil {
		return 0, 0, errors.Join(fmt.Errorf("begin joined file: %w", err), file.Close())
	}
	first, last, err = merge(ctx, video, audio, byNumber(tracks, writers))
	for _, w := range writers {
		err = errors.Join(err, w.Close())
	}
	if err := errors.Join(err, out.err); err != nil {
		return 0, 0, fmt.Errorf("write joined file: %w", err)
	}
	return first, last, nil
}

// indexEvery is how far apart the points are at which a player may begin.
const indexEvery = 4 * time.Second

// indexSize returns how many bytes the index may take: 24 for each point, and
// more points where pieces begin than the clock alone would give.
func indexSize(length time.Duration, pieces int) int {
	return 1024 + 24*(int(length/indexEvery)+2*pieces)
}

func entries(video, audio *reel) ([]webm.TrackEntry, error) {
	var tracks []webm.TrackEntry
	for _, r := range []*reel{video, audio} {
		if len(r.pieces) == 0 {
			continue
		}
		entry, err := r.head()
		if err != nil {
			return nil, err
		}
		tracks = append(tracks, entry)
	}
	return tracks, nil
}

func byNumber(tracks []webm.TrackEntry, writers []webm.BlockWriteCloser) map[uint64]webm.BlockWriter {
	numbered := map[uint64]webm.BlockWriter{}
	for i, t := range tracks {
		numbered[t.TrackNumber] = writers[i]
	}
	return numbered
}

// merge writes the frames of both reels in the order of their time.
func merge(ctx context.Context, video, audio *reel, out map[uint64]webm.BlockWriter) (first, last int64, err error) {
	for ctx.Err() == nil {
		v, a := video.peek(), audio.peek()
		reel, number := video, uint64(videoTrack)
		if v == nil || (a != nil && a.ms < v.ms) {
			reel, number = audio, audioTrack
		}
		one := reel.next()
		if one == nil {
			if first == 0 {
				return 0, 0, errors.Join(errors.New("no frame in these pieces"), video.err, audio.err)
			}
			return first, last, nil
		}
		if first == 0 {
			first = one.ms
		}
		last = one.ms
		if _, err := out[number].Write(one.key, one.ms, one.data); err != nil {
			return 0, 0, err
		}
	}
	return 0, 0, ctx.Err()
}

// gaps sums what is missing between the pieces of the picture, or of the sound
// where there is no picture.
func gaps(pieces []exam.Segment) time.Duration {
	hasVideo := slices.ContainsFunc(pieces, func(p exam.Segment) bool { return p.HasVideo })
	var sum time.Duration
	var covered time.Time
	for _, p := range pieces {
		if p.HasVideo != hasVideo {
			continue
		}
		if hole := p.StartedAt.Sub(covered); !covered.IsZero() && hole >= countedGap {
			sum += hole
		}
		if p.EndedAt.After(covered) {
			covered = p.EndedAt
		}
	}
	return sum
}

// seal brings a written file to disk under its final name; it returns its size
// and hash.
func seal(path string) (size int64, sum string, err error) {
	if size, sum, err = digest(path + partSuffix); err != nil {
		return 0, "", err
	}
	if err := os.Rename(path+partSuffix, path); err != nil {
		return 0, "", fmt.Errorf("place joined file: %w", err)
	}
	return size, sum, syncFolder(filepath.Dir(path))
}

func digest(path string) (size int64, sum string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", fmt.Errorf("hash file: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	hash := sha256.New()
	if size, err = io.Copy(hash, f); err != nil {
		return 0, "", fmt.Errorf("hash file: %w", err)
	}
	return size, hex.EncodeToString(hash.Sum(nil)), nil
}

// indexed is a file to which the index and the length are written at the end. As
// with [sink], a failure is remembered and the writer of blocks never hears of it.
type indexed struct {
	file     *os.File
	buffered *bufio.Writer
	err      error
}

// Write takes bytes.
func (x *indexed) Write(p []byte) (int, error) {
	if x.err == nil {
		_, x.err = x.buffered.Write(p)
	}
	return len(p), nil
}

// Seek moves to where the next bytes go.
func (x *indexed) Seek(offset int64, whence int) (int64, error) {
	if err := x.buffered.Flush(); err != nil {
		return 0, err
	}
	return x.file.Seek(offset, whence)
}

// Close brings everything to disk.
func (x *indexed) Close() error {
	x.err = errors.Join(x.err, x.buffered.Flush(), x.file.Sync(), x.file.Close())
	return x.err
}

func (x *indexed) fail(err error) { x.err = errors.Join(x.err, err) }

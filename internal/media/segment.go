package media

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/at-wat/ebml-go/mkvcore"
	"github.com/at-wat/ebml-go/webm"

	"kaochang/internal/exam"
)

// partSuffix marks a segment that is still being written.
const partSuffix = ".part"

// segment is one WebM file of one track, being written. Its time line begins at
// its first frame.
type segment struct {
	path    string // of the finished file
	sink    *sink
	blocks  webm.BlockWriteCloser
	started time.Time
	last    time.Time
}

// openSegment begins a segment whose first frame was taken at a moment.
func openSegment(path string, track webm.TrackEntry, started time.Time) (*segment, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, fmt.Errorf("make recordings folder: %w", err)
	}
	f, err := os.OpenFile(path+partSuffix, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return nil, fmt.Errorf("make segment: %w", err)
	}
	out := &sink{file: f, hash: sha256.New(), buffered: bufio.NewWriterSize(f, 32<<10)}
	writers, err := webm.NewSimpleBlockWriter(out, []webm.TrackEntry{track},
		mkvcore.WithSegmentInfo(&webm.Info{TimecodeScale: 1_000_000, MuxingApp: "ebml-go", WritingApp: "kaochang", DateUTC: started}),
		mkvcore.WithBlockInterceptor(nil), // one track comes in order; sorting would hold frames back
		mkvcore.WithOnFatalHandler(out.fail))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("begin segment: %w", err), f.Close())
	}
	return &segment{path: path, sink: out, blocks: writers[0], started: started, last: started}, nil
}

// write appends a frame.
func (g *segment) write(frame []byte, keyframe bool, at time.Time) error {
	if _, err := g.blocks.Write(keyframe, at.Sub(g.started).Milliseconds(), frame); err != nil {
		return fmt.Errorf("write frame: %w", err)
	}
	g.last = at
	return g.sink.failure()
}

// close finishes the file: on disk, hashed, under its final name.
func (g *segment) close() (exam.Segment, error) {
	if err := errors.Join(g.blocks.Close(), g.sink.failure()); err != nil {
		return exam.Segment{}, fmt.Errorf("close segment: %w", err)
	}
	if err := os.Rename(g.path+partSuffix, g.path); err != nil {
		return exam.Segment{}, fmt.Errorf("place segment: %w", err)
	}
	return exam.Segment{
		StartedAt: g.started, EndedAt: g.last, Bytes: g.sink.size, SHA256: hex.EncodeToString(g.sink.hash.Sum(nil)),
	}, syncFolder(filepath.Dir(g.path))
}

// sink writes a segment's bytes: buffered, hashed, flushed once a second by its
// track so that a killed server loses at most that.
type sink struct {
	mu       sync.Mutex
	file     *os.File
	buffered *bufio.Writer
	hash     hash.Hash
	size     int64
	err      error
}

// Write takes bytes. It never refuses them, since the writer of blocks would
// stop reading and hold its caller up for good: a full disk is told by failure.
func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return len(p), nil
	}
	n, err := s.buffered.Write(p)
	_, _ = s.hash.Write(p[:n]) // never fails
	s.size += int64(n)
	s.err = err
	return len(p), nil
}

// Close brings everything to disk.
func (s *sink) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := errors.Join(s.buffered.Flush(), s.file.Sync(), s.file.Close()); err != nil {
		s.err = err
	}
	return s.err
}

func (s *sink) flush() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buffered.Flush()
}

func (s *sink) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

func (s *sink) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}

package media

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
)

const sittingID = "0197f000-0000-7000-8000-000000000001"

// stage is a recordings' folder with a clock and the pieces that were closed.
type stage struct {
	*testing.T
	Files
	now    time.Time
	pieces []exam.Segment
}

func newStage(t *testing.T) *stage {
	t.Helper()
	return &stage{T: t, Files: Files{Dir: t.TempDir()}, now: time.Date(2026, 3, 5, 9, 0, 0, 0, time.UTC)}
}

func (s *stage) track(source string, video bool) *trackRecorder {
	rate := uint32(48000)
	if video {
		rate = 90000
	}
	return &trackRecorder{
		sittingID: sittingID, source: source, run: int(s.now.UnixMilli()), video: video, clockRate: rate, dir: s.Dir,
		longest: longestPiece, now: func() time.Time { return s.now }, keyframe: func() {}, grew: func() {},
		closed: func(p exam.Segment) { s.pieces = append(s.pieces, p) },
	}
}

// play feeds a track and lets the clock run along with it.
func (s *stage) play(track *trackRecorder, frames [][]byte, every time.Duration) {
	s.Helper()
	begin := s.now
	for i, data := range frames {
		s.now = begin.Add(time.Duration(i) * every)
		ts := uint32(time.Duration(i) * every * time.Duration(track.clockRate) / time.Second)
		if err := track.frame(data, ts); err != nil {
			s.Fatal(err)
		}
	}
	s.now = begin.Add(time.Duration(len(frames)) * every)
}

func (s *stage) end(track *trackRecorder) {
	s.Helper()
	if err := track.end(); err != nil {
		s.Fatal(err)
	}
}

func (s *stage) join(source string) exam.Recording {
	s.Helper()
	r := exam.Recording{SittingID: sittingID, Source: source}
	if err := s.Join(s.Context(), s.pieces, time.Time{}, &r); err != nil {
		s.Fatal(err)
	}
	return r
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within {
		t.Errorf("%s = %.3f, want %.3f ± %.3f", what, got, want, within)
	}
}

func TestPiecesAreShortAndJoinIntoOneSeekableFile(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	begin := s.now
	video, audio := s.track("1", true), s.track("1", false)
	s.play(video, vp8Clip(t), time.Second/clipRate)
	s.end(video)
	s.now = begin
	s.play(audio, opusClip(t), 20*time.Millisecond)
	s.end(audio)
	for _, p := range s.pieces {
		if d := p.EndedAt.Sub(p.StartedAt); d > longestPiece {
			t.Errorf("piece %s lasts %s, want at most %s", p.File, d, longestPiece)
		}
		if size, sum, err := digest(filepath.Join(s.Dir, p.File)); err != nil || size != p.Bytes || sum != p.SHA256 {
			t.Errorf("piece %s is %d bytes, %s, %v; recorded were %d, %s", p.File, size, sum, err, p.Bytes, p.SHA256)
		}
	}
	r := s.join("1")
	if r.Gaps != 0 || r.Failure != "" || !r.StartedAt.Equal(begin) {
		t.Errorf("gaps %s, failure %q, start %s; want none, none, %s", r.Gaps, r.Failure, r.StartedAt, begin)
	}
	path := filepath.Join(s.Dir, r.File)
	p := probe(t, path)
	near(t, "length by ffprobe", p.duration(t), clipSeconds, 0.2)
	near(t, "length of the recording", r.Duration.Seconds(), clipSeconds, 0.2)
	if len(p.Streams) != 2 || p.Streams[0].CodecName != "vp8" || p.Streams[1].CodecName != "opus" {
		t.Fatalf("streams %+v, want vp8 and opus", p.Streams)
	}
	if frames, _ := strconv.Atoi(p.Streams[0].Frames); frames != clipSeconds*clipRate {
		t.Errorf("%d pictures, want %d: none may be lost between pieces", frames, clipSeconds*clipRate)
	}
	// Decoding from a moment near the end proves the index and the keyframe there.
	run(t, tool(t, "ffmpeg"), "-v", "error", "-xerror", "-ss", "22", "-i", path, "-frames:v", "5", "-f", "null", "-")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if cues := strings.Index(string(text), "\x1c\x53\xbb\x6b"); cues < 0 || cues > 4096 {
		t.Errorf("index at byte %d, want it in the head, where a browser looks first", cues)
	}
}

func TestACameraThatDropsAndReturnsLeavesItsGap(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	clip := vp8Clip(t)
	first := s.track("2", true)
	s.play(first, clip[:10*clipRate], time.Second/clipRate)
	s.end(first)
	s.now = s.now.Add(7 * time.Second)
	second := s.track("2", true)
	s.play(second, clip[10*clipRate:20*clipRate], time.Second/clipRate)
	s.end(second)
	r := s.join("2")
	near(t, "gap", r.Gaps.Seconds(), 7, 0.2)
	near(t, "length", r.Duration.Seconds(), 27, 0.2)
	near(t, "length by ffprobe", probe(t, filepath.Join(s.Dir, r.File)).duration(t), 27, 0.2)
}

func TestTwoPublishersOfOnePositionGiveEachMomentOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	clip := vp8Clip(t)
	old := s.track("1", true)
	s.play(old, clip[:8*clipRate], time.Second/clipRate)
	s.now = s.now.Add(-3 * time.Second) // the new phone was there before the old one was gone
	fresh := s.track("1", true)
	fresh.run++
	s.play(fresh, clip[8*clipRate:16*clipRate], time.Second/clipRate)
	s.end(old)
	s.end(fresh)
	r := s.join("1")
	near(t, "length", r.Duration.Seconds(), 13, 0.2)
	run(t, tool(t, "ffmpeg"), "-v", "error", "-xerror", "-i", filepath.Join(s.Dir, r.File), "-f", "null", "-")
}

func TestAnAlteredPieceIsLeftOutAndTold(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	track := s.track("1", true)
	s.play(track, vp8Clip(t), time.Second/clipRate)
	s.end(track)
	path := filepath.Join(s.Dir, s.pieces[1].File)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	r := s.join("1")
	if !strings.Contains(r.Failure, "1 of ") {
		t.Errorf("failure %q, want it to say that one piece was altered", r.Failure)
	}
	if r.Gaps < 5*time.Second {
		t.Errorf("gap %s, want the whole piece", r.Gaps)
	}
}

func TestWhatAKilledServerLeftIsKept(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	clip := vp8Clip(t)
	track := s.track("staff:0197f000-0000-7000-8000-00000000000a", true)
	s.play(track, clip[:14*clipRate], time.Second/clipRate)
	whole := len(s.pieces)
	// Killed: nothing is flushed or closed, the last bytes are cut in a frame.
	half := track.open.path + partSuffix
	text, err := os.ReadFile(half)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(half, text[:len(text)-7], 0o600); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{s.pieces[0].File: true}
	var kept []exam.Segment
	keep := func(_ context.Context, p exam.Segment) error {
		if !known[p.File] {
			kept, known[p.File] = append(kept, p), true
		}
		return nil
	}
	for range 2 { // the second time there is nothing new
		if err := s.Recover(t.Context(), keep); err != nil {
			t.Fatal(err)
		}
	}
	if len(kept) != 1 {
		t.Fatalf("%d pieces kept, want the half-written one; %d were closed before", len(kept), whole)
	}
	p := kept[0]
	if p.Source != track.source || p.SittingID != sittingID || !p.HasVideo || p.HasAudio {
		t.Errorf("piece is %+v", p)
	}
	near(t, "rescued length", p.EndedAt.Sub(p.StartedAt).Seconds(), 14-s.pieces[0].EndedAt.Sub(s.pieces[0].StartedAt).Seconds(), 1.3)
	s.pieces = append(s.pieces, p)
	r := s.join(track.source)
	near(t, "length by ffprobe", probe(t, filepath.Join(s.Dir, r.File)).duration(t), 14, 1.3)
}

func TestAPauseBeginsANewPiece(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	clip := vp8Clip(t)
	track := s.track("1", true)
	s.play(track, clip[:2*clipRate], time.Second/clipRate)
	s.now = s.now.Add(5 * time.Second) // the clock of the publisher stood still meanwhile
	for i, data := range clip[2*clipRate : 4*clipRate] {
		if err := track.frame(data, uint32((2*clipRate+i)*90000/clipRate)); err != nil {
			t.Fatal(err)
		}
		s.now = s.now.Add(time.Second / clipRate)
	}
	s.end(track)
	if len(s.pieces) != 2 {
		t.Fatalf("%d pieces, want 2: before and after the pause", len(s.pieces))
	}
	near(t, "pause", s.pieces[1].StartedAt.Sub(s.pieces[0].EndedAt).Seconds(), 5, 0.2)
}

func TestAFullDiskIsAnErrorAndHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	track := s.track("1", true)
	clip := vp8Clip(t)
	s.play(track, clip[:clipRate], time.Second/clipRate)
	if err := track.open.sink.file.Close(); err != nil { // as a disk that takes no more
		t.Fatal(err)
	}
	var failed error
	for i := clipRate; i < len(clip) && failed == nil; i++ {
		s.now = s.now.Add(time.Second / clipRate)
		failed = track.frame(clip[i], uint32(i*90000/clipRate))
	}
	if failed == nil {
		t.Fatal("frames were taken that no disk has")
	}
	if err := track.end(); err == nil {
		t.Error("a piece was closed that no disk has")
	}
	if len(s.pieces) != 0 {
		t.Errorf("%d pieces handed on, want none", len(s.pieces))
	}
}

func TestPieceNamesSayWhatIsInThem(t *testing.T) {
	t.Parallel()
	for _, n := range []pieceName{
		{"1", true, 1764028800000, 3, time.UnixMilli(1764028827123).UTC()},
		{"2", false, 1, 1, time.UnixMilli(5).UTC()},
		{"staff:0197f000-0000-7000-8000-00000000000a", true, 2, 9, time.UnixMilli(6).UTC()},
	} {
		if got, ok := parsePieceName(n.String()); !ok || got != n {
			t.Errorf("parsePieceName(%q) = %+v, %t, want %+v", n.String(), got, ok, n)
		}
	}
	for _, name := range []string{"joined_1.webm", "1_video_1_1.webm", "3_video_1_1_1.webm", "../1_video_1_1_1.webm", "1_video_1_1_99999999999999999999.webm", ""} {
		if got, ok := parsePieceName(name); ok {
			t.Errorf("parsePieceName(%q) = %+v, want it refused", name, got)
		}
	}
}

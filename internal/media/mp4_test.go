package media

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// mp4Recorded returns a fragmented MP4 as a phone of Apple records one: H.264 and AAC, a
// fragment to each second.
func mp4Recorded(t *testing.T, seconds int, size string, more ...string) []byte {
	t.Helper()
	ffmpeg := tool(t, "ffmpeg")
	if encoders := string(run(t, ffmpeg, "-hide_banner", "-encoders")); !strings.Contains(encoders, "libx264") || !strings.Contains(encoders, " aac ") {
		t.Skip("this ffmpeg encodes no H.264 or AAC")
	}
	path := filepath.Join(t.TempDir(), "piece.mp4")
	args := []string{"-v", "error", "-f", "lavfi", "-i", fmt.Sprintf("testsrc2=s=%s:r=15:d=%d", size, seconds), "-f", "lavfi", "-i", fmt.Sprintf("sine=d=%d", seconds),
		"-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "15", "-pix_fmt", "yuv420p", "-c:a", "aac"}
	args = append(append(args, more...), "-movflags", "frag_keyframe+empty_moov+default_base_moof", path)
	run(t, ffmpeg, args...)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// FEATURES: F11
func TestPiecesOfMP4BecomeOneFile(t *testing.T) {
	start := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	four, three := mp4Recorded(t, 4, "320x240"), mp4Recorded(t, 3, "320x240")
	absolute := mp4Recorded(t, 3, "320x240", "-video_track_timescale", "15360", "-frag_duration", "500000")
	for _, c := range []struct {
		rule    string
		pieces  []TakePiece
		seconds float64
		gaps    []float64 // from and to, in seconds
		torn    int
		frames  int
	}{
		{"one piece gets a length", []TakePiece{pieceOf(four, start)}, 4, nil, 0, 60},
		{"a gap stays in its place", []TakePiece{pieceOf(four, start), pieceOf(three, start.Add(6*time.Second))}, 9, []float64{4, 6}, 0, 105},
		{"three follow one another", []TakePiece{pieceOf(four, start), pieceOf(three, start.Add(5*time.Second)), pieceOf(four, start.Add(10*time.Second))}, 14, []float64{4, 5, 8, 10}, 0, 165},
		{"one that begins too early comes after", []TakePiece{pieceOf(four, start), pieceOf(three, start.Add(3900*time.Millisecond))}, 7, nil, 0, 105},
		{"shorter fragments", []TakePiece{pieceOf(absolute, start), pieceOf(absolute, start.Add(5*time.Second))}, 8, []float64{3, 5}, 0, 90},
		{"a torn end gives what it has", []TakePiece{pieceOf(four[:len(four)*3/4], start), pieceOf(three, start.Add(6*time.Second))}, 9, nil, 1, 0},
		{"a piece without a frame is torn", []TakePiece{pieceOf(four, start), pieceOf(three[:20], start.Add(6*time.Second))}, 4, nil, 1, 60},
	} {
		path := filepath.Join(t.TempDir(), "take.mp4")
		got, err := JoinMP4(context.Background(), c.pieces, path)
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		p := film(t, path)
		if math.Abs(p.seconds-c.seconds) > 0.2 || math.Abs(got.Duration.Seconds()-c.seconds) > 0.2 {
			t.Errorf("%s: %.2f s by ffprobe, %s by us, want %.1f", c.rule, p.seconds, got.Duration, c.seconds)
		}
		if c.frames > 0 && p.frames != c.frames || c.frames == 0 && p.frames < 45 {
			t.Errorf("%s: %d pictures, want %d", c.rule, p.frames, c.frames)
		}
		if got.Torn != c.torn || p.streams != "h264 aac " {
			t.Errorf("%s: %d torn of %s, want %d of h264 aac", c.rule, got.Torn, p.streams, c.torn)
		}
		if c.torn == 0 {
			sameGaps(t, c.rule, got, c.gaps)
		}
		plays(t, c.rule, path)
		seeks(t, path, c.seconds-2)
	}
}

// A phone that was turned between two pieces, and back.
func TestPiecesOfAnotherSizeBecomeOneFile(t *testing.T) {
	start := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	lying, upright := mp4Recorded(t, 2, "320x240"), mp4Recorded(t, 2, "240x320")
	path := filepath.Join(t.TempDir(), "take.mp4")
	got, err := JoinMP4(context.Background(), []TakePiece{pieceOf(lying, start), pieceOf(upright, start.Add(3*time.Second)), pieceOf(lying, start.Add(6*time.Second))}, path)
	if err != nil {
		t.Fatal(err)
	}
	sameGaps(t, "turned", got, []float64{2, 3, 5, 6})
	plays(t, "turned", path)
	for _, c := range []struct {
		at   string
		size string
	}{{"1", "320x240"}, {"4", "240x320"}, {"7", "320x240"}} {
		out := run(t, tool(t, "ffprobe"), "-v", "error", "-select_streams", "v", "-read_intervals", c.at+"%+#1", "-show_entries", "frame=width,height", "-of", "csv=p=0:s=x", path)
		if size := strings.Trim(string(out), "x\n"); size != c.size {
			t.Errorf("a picture at %s s is %s, want %s", c.at, size, c.size)
		}
	}
}

func TestPiecesOfAnotherCodecAreNotJoined(t *testing.T) {
	start := time.Now()
	pieces := []TakePiece{pieceOf(mp4Recorded(t, 2, "320x240"), start), pieceOf(mp4Recorded(t, 2, "320x240", "-c:v", "mpeg4"), start.Add(3*time.Second))}
	if _, err := JoinMP4(context.Background(), pieces, filepath.Join(t.TempDir(), "take.mp4")); err == nil {
		t.Error("two codecs in one track have one file that no player shows")
	}
}

func sameGaps(t *testing.T, rule string, got JoinedTake, want []float64) {
	t.Helper()
	if len(got.Gaps) != len(want)/2 {
		t.Errorf("%s: gaps %v, want %v", rule, got.Gaps, want)
		return
	}
	for i, g := range got.Gaps {
		if math.Abs(g.From.Seconds()-want[2*i]) > 0.2 || math.Abs(g.To.Seconds()-want[2*i+1]) > 0.2 {
			t.Errorf("%s: gap from %s to %s, want %v", rule, g.From, g.To, want[2*i:2*i+2])
		}
	}
}

// plays decodes all of a file: every frame must be whole and in its order.
func plays(t *testing.T, rule, path string) {
	t.Helper()
	if said := run(t, tool(t, "ffmpeg"), "-v", "warning", "-xerror", "-i", path, "-f", "null", "-"); len(said) > 0 {
		t.Errorf("%s: ffmpeg says %s", rule, said)
	}
}

func TestWhatIsNoFragmentedMP4IsRefused(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "whole.mp4")
	run(t, tool(t, "ffmpeg"), "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x240:r=15:d=1", "-c:v", "mpeg4", whole)
	text, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	for rule, piece := range map[string][]byte{"no MP4": []byte("this is no film at all"), "nothing": nil, "not fragmented": text, "only a beginning": bytes.Clone(text[:200])} {
		if _, err := JoinMP4(context.Background(), []TakePiece{pieceOf(piece, time.Now())}, filepath.Join(t.TempDir(), "take.mp4")); err == nil {
			t.Errorf("%s: no error", rule)
		}
	}
}

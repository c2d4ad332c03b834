package media

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image/jpeg"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// recorded returns a WebM file as a browser's recorder writes one: live, with no length
// and no index, two seconds to a keyframe.
func recorded(t *testing.T, seconds int, codec string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "piece.webm")
	run(t, tool(t, "ffmpeg"), "-v", "error", "-f", "lavfi", "-i", fmt.Sprintf("testsrc2=s=320x240:r=15:d=%d", seconds), "-f", "lavfi", "-i", fmt.Sprintf("sine=d=%d", seconds),
		"-c:v", codec, "-b:v", "200k", "-deadline", "realtime", "-cpu-used", "8", "-g", "30", "-c:a", "libopus", "-f", "webm", "-live", "1", path)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func pieceOf(text []byte, at time.Time) TakePiece {
	return TakePiece{Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }, At: at}
}

// filmed is what ffprobe says of a file.
type filmed struct {
	seconds float64
	streams string
	frames  int
}

func film(t *testing.T, path string) filmed {
	t.Helper()
	var said struct {
		Format  struct{ Duration string }
		Streams []struct {
			CodecName string `json:"codec_name"`
			Frames    string `json:"nb_read_packets"`
		}
	}
	out := run(t, tool(t, "ffprobe"), "-v", "error", "-count_packets", "-show_entries", "format=duration:stream=codec_name,nb_read_packets", "-of", "json", path)
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatal(err)
	}
	p := filmed{}
	for _, s := range said.Streams {
		p.streams += s.CodecName + " "
	}
	p.seconds, _ = strconv.ParseFloat(said.Format.Duration, 64)
	if len(said.Streams) > 0 {
		p.frames, _ = strconv.Atoi(said.Streams[0].Frames)
	}
	return p
}

// FEATURES: F11
func TestPiecesOfATakeBecomeOneFile(t *testing.T) {
	start := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	eight, five := recorded(t, 8, "libvpx"), recorded(t, 5, "libvpx")
	for _, c := range []struct {
		rule    string
		pieces  []TakePiece
		seconds float64
		gaps    []float64 // from and to, in seconds
		torn    int
		frames  int
	}{
		{"one piece gets a length", []TakePiece{pieceOf(eight, start)}, 8, nil, 0, 120},
		{"a gap stays in its place", []TakePiece{pieceOf(eight, start), pieceOf(five, start.Add(11*time.Second))}, 16, []float64{8, 11}, 0, 195},
		{"a piece that breaks off gives what it has", []TakePiece{pieceOf(eight[:len(eight)*3/4], start), pieceOf(five, start.Add(20*time.Second))}, 25, []float64{6, 20}, 1, 165},
		{"what two pieces have in common is there once", []TakePiece{pieceOf(eight, start), pieceOf(five, start.Add(6*time.Second))}, 11, nil, 0, 165},
	} {
		path := filepath.Join(t.TempDir(), "take.webm")
		got, err := JoinWebM(context.Background(), c.pieces, path)
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		p := film(t, path)
		if math.Abs(p.seconds-c.seconds) > 0.7 || p.streams != "vp8 opus " || math.Abs(got.Duration.Seconds()-c.seconds) > 0.7 {
			t.Errorf("%s: %.2f s of %s, %s; want %.0f s", c.rule, p.seconds, p.streams, got.Duration, c.seconds)
		}
		if p.frames < c.frames-20 || p.frames > c.frames+2 {
			t.Errorf("%s: %d frames, want about %d", c.rule, p.frames, c.frames)
		}
		if len(got.Gaps)*2 != len(c.gaps) || got.Torn != c.torn {
			t.Errorf("%s: gaps %v, %d torn; want %v, %d", c.rule, got.Gaps, got.Torn, c.gaps, c.torn)
		}
		for i, g := range got.Gaps {
			if math.Abs(g.From.Seconds()-c.gaps[2*i]) > 0.7 || math.Abs(g.To.Seconds()-c.gaps[2*i+1]) > 0.7 {
				t.Errorf("%s: gap %v, want %v", c.rule, g, c.gaps)
			}
		}
		if _, err := jpeg.Decode(bytes.NewReader(got.Thumb)); err != nil {
			t.Errorf("%s: thumbnail: %v", c.rule, err)
		}
		seeks(t, path, c.seconds-1)
	}
}

// seeks expects a player to find a picture late in a file by its index, without an error.
func seeks(t *testing.T, path string, at float64) {
	t.Helper()
	frame := run(t, tool(t, "ffmpeg"), "-v", "error", "-ss", fmt.Sprintf("%.1f", at), "-i", path, "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-")
	if !strings.HasPrefix(string(frame), "\x89PNG") {
		t.Errorf("no picture at %.1f s", at)
	}
}

func TestWhatIsNoTakeIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "take.webm")
	if _, err := JoinWebM(context.Background(), []TakePiece{pieceOf([]byte("no film"), time.Now())}, path); err == nil {
		t.Error("bytes that are no film were joined")
	}
	vp8, vp9 := recorded(t, 2, "libvpx"), recorded(t, 2, "libvpx-vp9")
	if _, err := JoinWebM(context.Background(), []TakePiece{pieceOf(vp8, time.Now()), pieceOf(vp9, time.Now().Add(3*time.Second))}, path); err == nil {
		t.Error("two codecs were joined")
	}
}

package media

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/pion/webrtc/v4/pkg/media/ivfreader"
	"github.com/pion/webrtc/v4/pkg/media/oggreader"
)

// tool returns a program that only tests need. CI has it; a person without it
// is told which one is missing.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is missing; scripts/deps.sh installs it", name)
		}
		t.Skipf("%s is missing; scripts/deps.sh installs it", name)
	}
	return path
}

const (
	clipRate    = 15 // frames a second, a keyframe each second
	clipSeconds = 25
)

// vp8Clip returns the frames of a made picture, as an encoder sends them.
func vp8Clip(t *testing.T) [][]byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "clip.ivf")
	run(t, tool(t, "ffmpeg"), "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x240:r="+strconv.Itoa(clipRate)+":d="+strconv.Itoa(clipSeconds),
		"-c:v", "libvpx", "-b:v", "200k", "-deadline", "realtime", "-cpu-used", "8", "-g", strconv.Itoa(clipRate), file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	reader, _, err := ivfreader.NewWith(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var frames [][]byte
	for {
		frame, _, err := reader.ParseNextFrame()
		if errors.Is(err, io.EOF) {
			return frames
		}
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, frame)
	}
}

// opusClip returns packets of 20 ms of a made sound.
func opusClip(t *testing.T) [][]byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "clip.ogg")
	run(t, tool(t, "ffmpeg"), "-v", "error", "-f", "lavfi", "-i", "sine=frequency=440:duration="+strconv.Itoa(clipSeconds),
		"-c:a", "libopus", "-b:a", "24k", "-page_duration", "20000", file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	reader, _, err := oggreader.NewWith(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var packets [][]byte
	for {
		packet, _, err := reader.ParseNextPage()
		if errors.Is(err, io.EOF) {
			return packets[1:] // the first holds comments
		}
		if err != nil {
			t.Fatal(err)
		}
		packets = append(packets, packet)
	}
}

func run(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(name), err, &stderr)
	}
	return out
}

// probed is what ffprobe says of a file.
type probed struct {
	Streams []struct {
		CodecName string `json:"codec_name"`
		Frames    string `json:"nb_read_packets"`
	} `json:"streams"`
	Format struct {
		Duration string `json:"duration"`
	} `json:"format"`
}

func (p probed) duration(t *testing.T) float64 {
	t.Helper()
	d, err := strconv.ParseFloat(p.Format.Duration, 64)
	if err != nil {
		t.Fatalf("ffprobe gives no duration: %q", p.Format.Duration)
	}
	return d
}

// probe asks ffprobe, which decodes nothing but reads every packet.
func probe(t *testing.T, path string) probed {
	t.Helper()
	out := run(t, tool(t, "ffprobe"), "-v", "error", "-count_packets", "-show_streams", "-show_format", "-of", "json", path)
	var p probed
	if err := json.Unmarshal(out, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

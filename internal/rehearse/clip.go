package rehearse

import (
	"bytes"
	"context"
	_ "embed" // the clip
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4/pkg/media"
	"github.com/pion/webrtc/v4/pkg/media/ivfreader"
	"github.com/pion/webrtc/v4/pkg/media/oggreader"
)

// What simulated candidates send; scripts/rehearsal-clip.sh makes it.
var (
	//go:embed clip/camera.ivf
	cameraClip []byte
	//go:embed clip/microphone.ogg
	microphoneClip []byte
)

const (
	clipWidth, clipHeight = 480, 360
	frameTime             = time.Second / 15
	packetTime            = 20 * time.Millisecond
)

// frames returns the clip's VP8 frames.
func frames() ([][]byte, error) {
	reader, _, err := ivfreader.NewWith(bytes.NewReader(cameraClip))
	if err != nil {
		return nil, fmt.Errorf("read the clip's picture: %w", err)
	}
	return all(func() ([]byte, error) {
		frame, _, err := reader.ParseNextFrame()
		return frame, err
	})
}

// packets returns the clip's Opus packets, one a page.
func packets() ([][]byte, error) {
	reader, _, err := oggreader.NewWith(bytes.NewReader(microphoneClip))
	if err != nil {
		return nil, fmt.Errorf("read the clip's sound: %w", err)
	}
	found, err := all(func() ([]byte, error) {
		page, _, err := reader.ParseNextPage()
		return page, err
	})
	if err != nil || len(found) < 2 {
		return nil, errors.Join(errors.New("the clip has no sound"), err)
	}
	return found[1:], nil // the first page holds comments (RFC 7845, section 5.2)
}

func all(next func() ([]byte, error)) ([][]byte, error) {
	var found [][]byte
	for {
		one, err := next()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the clip: %w", err)
		}
		found = append(found, one)
	}
}

// isKeyframe tells a VP8 keyframe (RFC 6386, section 9.1).
func isKeyframe(frame []byte) bool { return len(frame) > 0 && frame[0]&1 == 0 }

// loop plays a clip for ever, as a phone's camera or microphone does. It is a
// provider of samples for one track.
type loop struct {
	clip  [][]byte
	each  time.Duration
	video bool
	at    int
	jump  atomic.Bool // to a keyframe, since somebody asked for one
	sent  atomic.Int64
}

// NextSample returns the next frame or packet.
func (l *loop) NextSample(context.Context) (media.Sample, error) {
	if l.video && l.jump.Swap(false) {
		for !isKeyframe(l.clip[l.at]) {
			l.at = (l.at + 1) % len(l.clip)
		}
	}
	data := l.clip[l.at]
	l.at = (l.at + 1) % len(l.clip)
	l.sent.Add(1)
	return media.Sample{Data: data, Duration: l.each}, nil
}

// asked hears of what receivers ask for.
func (l *loop) asked(packet rtcp.Packet) {
	switch packet.(type) {
	case *rtcp.PictureLossIndication, *rtcp.FullIntraRequest:
		l.jump.Store(true)
	}
}

// OnBind begins at a keyframe.
func (l *loop) OnBind() error {
	l.jump.Store(true)
	return nil
}

// OnUnbind has nothing to give back.
func (l *loop) OnUnbind() error { return nil }

// Close has nothing to give back.
func (l *loop) Close() error { return nil }

package media

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"github.com/at-wat/ebml-go/webm"
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media/samplebuilder"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// trackRecorder writes one track, as it comes, into segments.
type trackRecorder struct {
	sittingID string
	source    string
	run       int
	video     bool
	clockRate uint32
	dir       string        // of all recordings
	longest   time.Duration // of a segment
	now       func() time.Time
	keyframe  func() // asks the publisher for a keyframe
	closed    func(exam.Segment)
	grew      func() // told of each frame

	builder *samplebuilder.SampleBuilder
	anchor  time.Time // of the first frame
	lastTS  uint32
	elapsed int64 // clock ticks since the first frame
	seq     int
	open    *segment
	waiting bool // for a keyframe: nothing before it can be shown
	asked   time.Time
	flushed time.Time
	width   int // of the latest keyframe, in pixels
	height  int
}

const (
	// lateVideo and lateAudio are how many packets are waited for a missing one.
	lateVideo, lateAudio = 256, 32
	// blankSide is at most a side of the pictures that the SFU sends in place of
	// a muted camera.
	blankSide = 16
	askEvery  = time.Second
	// idleAfter is how long nothing must come before what there is goes to disk.
	idleAfter = time.Second
	// strayed is how far the publisher's clock may run from ours before the time
	// line begins anew: a pause of the publisher, a clock that was set.
	strayed = 750 * time.Millisecond
)

// record reads the track until it ends or ctx does. The segments that it closed
// were handed on; what it returns is why it stopped, nil for the track's end.
func (t *trackRecorder) record(ctx context.Context, track *webrtc.TrackRemote) error {
	if t.video {
		t.builder = samplebuilder.New(lateVideo, &codecs.VP8Packet{}, t.clockRate)
	} else {
		t.builder = samplebuilder.New(lateAudio, &codecs.OpusPacket{}, t.clockRate)
	}
	t.waiting = t.video
	var renew time.Time // not for each packet: a deadline costs as much as reading one
	for ctx.Err() == nil {
		if now := time.Now(); now.After(renew) {
			renew = now.Add(idleAfter / 2)
			_ = track.SetReadDeadline(now.Add(idleAfter))
		}
		packet, _, err := track.ReadRTP()
		if isTimeout(err) {
			if err := t.idle(); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return errors.Join(t.end(), ignoreEOF(err))
		}
		if err := t.take(packet); err != nil {
			return errors.Join(err, t.end())
		}
	}
	return t.end()
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.As(err, &timeout) && timeout.Timeout()
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) {
		return nil
	}
	return err
}

func (t *trackRecorder) take(packet *rtp.Packet) error {
	if len(packet.Payload) == 0 {
		return nil // padding
	}
	t.builder.Push(packet)
	for s := t.builder.Pop(); s != nil; s = t.builder.Pop() {
		if s.PrevDroppedPackets > 0 && t.video {
			t.waiting = true
		}
		if err := t.frame(s.Data, s.PacketTimestamp); err != nil {
			return err
		}
	}
	return nil
}

// frame writes one frame, beginning a new segment where it is time.
func (t *trackRecorder) frame(data []byte, ts uint32) error {
	at, err := t.momentOf(ts)
	if err != nil {
		return err
	}
	key := true
	if t.video {
		var width, height int
		key, width, height = vp8Head(data)
		if key && width <= blankSide && height <= blankSide {
			return nil
		}
		if key {
			t.width, t.height = width, height
		}
		if t.waiting && !key {
			t.ask()
			return nil
		}
		t.waiting = false
	}
	if err := t.cut(at, key); err != nil {
		return err
	}
	t.grew()
	if err := t.open.write(data, key, at); err != nil {
		return err
	}
	if t.now().Sub(t.flushed) > time.Second {
		t.flushed = t.now()
		return t.open.sink.flush()
	}
	return nil
}

// cut closes a segment that is long enough and opens the next. Video is cut at a
// keyframe, which is asked for ahead of time; without one it is cut all the same,
// so that no segment is longer than the longest.
func (t *trackRecorder) cut(at time.Time, key bool) error {
	if t.open != nil {
		age := at.Sub(t.open.started)
		early := age > t.longest*7/10
		if t.video && early && !key {
			t.ask()
		}
		if due := age >= t.longest*9/10 || (t.video && key && early); !due {
			return nil
		}
		if err := t.end(); err != nil {
			return err
		}
	}
	t.seq++
	name := pieceName{Source: t.source, Video: t.video, Run: t.run, Seq: t.seq, StartedAt: at}
	open, err := openSegment(filepath.Join(t.dir, t.sittingID, name.String()), t.entry(), at)
	t.open = open
	return err
}

// momentOf returns when a frame was taken: the arrival of the first one and the
// publisher's clock since then. A clock that has strayed is set anew, in a new
// segment, so that time never runs backwards within one.
func (t *trackRecorder) momentOf(ts uint32) (time.Time, error) {
	if t.anchor.IsZero() {
		t.anchor, t.lastTS, t.elapsed = t.now(), ts, 0
		return t.anchor, nil
	}
	t.elapsed += int64(int32(ts - t.lastTS)) // wraps as RTP's clock does (RFC 3550, section 5.1)
	t.lastTS = ts
	at := t.anchor.Add(time.Duration(t.elapsed) * time.Second / time.Duration(t.clockRate))
	now := t.now()
	if off := now.Sub(at); off.Abs() < strayed {
		return at, nil
	}
	t.anchor, t.elapsed = now, 0
	return now, t.end()
}

// ask asks for a keyframe, at most once a second.
func (t *trackRecorder) ask() {
	if now := t.now(); now.Sub(t.asked) >= askEvery {
		t.asked = now
		t.keyframe()
	}
}

// idle is called when nothing came for a second: what there is goes to disk, and
// a segment that would get too long is closed.
func (t *trackRecorder) idle() error {
	if t.open == nil {
		return nil
	}
	if t.now().Sub(t.open.started) > t.longest {
		return t.end()
	}
	return t.open.sink.flush()
}

// end closes the open segment, if any, and hands it on.
func (t *trackRecorder) end() error {
	if t.open == nil {
		return nil
	}
	g := t.open
	t.open = nil
	piece, err := g.close()
	if err != nil {
		return err
	}
	piece.ID, piece.SittingID, piece.Source, piece.Run, piece.Seq = ident.New(), t.sittingID, t.source, t.run, t.seq
	piece.File = filepath.ToSlash(filepath.Join(t.sittingID, filepath.Base(g.path)))
	piece.HasVideo, piece.HasAudio = t.video, !t.video
	t.closed(piece)
	return nil
}

// entry describes the track in a segment's head.
func (t *trackRecorder) entry() webm.TrackEntry {
	if t.video {
		return videoEntry(t.width, t.height)
	}
	return audioEntry()
}

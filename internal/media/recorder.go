package media

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/livekit/protocol/logger"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/webrtc/v4"

	"kaochang/internal/exam"
)

// longestPiece is how long a piece may be: what a full disk or a lost machine
// can take (DESIGN.md, "Media").
const longestPiece = 10 * time.Second

// Recorders record sittings' media rooms: one hidden participant for each, who
// writes every camera and microphone as it comes.
type Recorders struct {
	// SFU is the media server.
	SFU SFUConfig
	// Dir is the recordings' folder.
	Dir string
	// Closed is handed each closed piece; it may block.
	Closed func(ctx context.Context, piece exam.Segment)
	// Stalled is told when a track that should grow has not for [stalledAfter],
	// or could not be written. Nil for nobody.
	Stalled func(sittingID, source string)
	Now     func() time.Time

	mu       sync.Mutex
	running  map[string]*recorder
	expected map[string]bool // sittings whose rooms somebody has come to, or will
	closing  bool
}

// recorder records one sitting.
type recorder struct {
	all       *Recorders
	sittingID string
	stop      context.CancelFunc
	done      chan struct{}
}

// Expect is told that somebody is given a token for a sitting's room, or let into it. It
// reports whether this is the first time since the server started.
func (a *Recorders) Expect(sittingID string) (first bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.expected == nil {
		a.expected = map[string]bool{}
	}
	first = !a.expected[sittingID]
	a.expected[sittingID] = true
	return first
}

// Expected reports whether anybody may be in a sitting's room. The media server ends
// with this one, so nobody is in a room who was not let in since.
func (a *Recorders) Expected(sittingID string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.expected[sittingID]
}

// Anybody reports whether anybody may be in any sitting's room.
func (a *Recorders) Anybody() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.expected) > 0
}

// Start begins to record a sitting; it changes nothing if that runs already. It
// returns at once: joining the room, and joining it again when the media server
// was gone, happens in the background until [Recorders.Stop].
func (a *Recorders) Start(_ context.Context, sittingID string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.running[sittingID] != nil || a.closing {
		return nil
	}
	if a.running == nil {
		a.running = map[string]*recorder{}
	}
	ctx, stop := context.WithCancel(context.Background()) // it outlives the request that began it
	r := &recorder{all: a, sittingID: sittingID, stop: stop, done: make(chan struct{})}
	a.running[sittingID] = r
	go r.run(ctx)
	return nil
}

// Stop ends a sitting's recording and returns when every piece of it is closed,
// or with an error when ctx ends first.
func (a *Recorders) Stop(ctx context.Context, sittingID string) error {
	a.mu.Lock()
	r := a.running[sittingID]
	a.mu.Unlock()
	if r == nil {
		return nil
	}
	r.stop()
	select {
	case <-r.done:
	case <-ctx.Done():
		return fmt.Errorf("stop recording sitting %s: %w", sittingID, ctx.Err())
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.running, sittingID)
	return nil
}

// StopAll is Stop for every sitting, all at once and for good: the server ends.
func (a *Recorders) StopAll(ctx context.Context) error {
	a.mu.Lock()
	a.closing = true
	a.mu.Unlock()
	running := a.Running()
	failed := make(chan error, len(running))
	for _, id := range running {
		go func() { failed <- a.Stop(ctx, id) }()
	}
	var errs []error
	for range running {
		errs = append(errs, <-failed)
	}
	return errors.Join(errs...)
}

// Running lists the sittings that are being recorded.
func (a *Recorders) Running() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	ids := make([]string, 0, len(a.running))
	for id := range a.running {
		ids = append(ids, id)
	}
	return ids
}

const (
	joinWithin  = 5 * time.Second
	firstRejoin = 200 * time.Millisecond
	lastRejoin  = 3 * time.Second
)

// run is in the room until ctx ends, and comes back whenever it was lost.
func (r *recorder) run(ctx context.Context) {
	defer close(r.done)
	wait := firstRejoin
	for ctx.Err() == nil {
		began := time.Now()
		if err := r.visit(ctx); err != nil {
			slog.WarnContext(ctx, "recorder is not in its room", "sitting", r.sittingID, "error", err, "after", wait)
		}
		if time.Since(began) > joinWithin {
			wait = firstRejoin
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, lastRejoin)
	}
}

// visit joins the room and records until ctx ends or the room is lost. It
// returns when every piece is closed.
func (r *recorder) visit(ctx context.Context) error {
	token, err := mintRecorder(r.all.SFU.Key, r.all.SFU.Secret, r.sittingID)
	if err != nil {
		return fmt.Errorf("mint recorder's token: %w", err)
	}
	inside, leave := context.WithCancel(ctx)
	defer leave()
	v := &visit{recorder: r, ctx: inside, leave: leave}
	room := lksdk.NewRoom(&lksdk.RoomCallback{
		OnDisconnected: leave,
		ParticipantCallback: lksdk.ParticipantCallback{
			OnTrackSubscribed: v.subscribed,
		},
	})
	room.SetLogger(logger.GetDiscardLogger()) // it warns of every candidate's bad line
	err = room.JoinWithToken(r.all.SFU.URL("ws"), token, lksdk.WithAutoSubscribe(true), lksdk.WithConnectTimeout(joinWithin))
	if err != nil {
		room.Disconnect()
		return fmt.Errorf("join room: %w", err)
	}
	<-inside.Done()
	room.Disconnect()
	v.tracks.Wait()
	if ctx.Err() == nil {
		return errors.New("the room was lost")
	}
	return nil
}

// visit is one stay in the room.
type visit struct {
	*recorder
	ctx    context.Context
	leave  context.CancelFunc
	tracks sync.WaitGroup
}

// subscribed records a new track until it ends.
func (v *visit) subscribed(track *webrtc.TrackRemote, pub *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
	source, ok := sourceOf(who.Identity(), v.sittingID)
	if !ok || v.ctx.Err() != nil {
		return
	}
	t := &trackRecorder{
		sittingID: v.sittingID, source: source, run: int(v.all.Now().UnixMilli()), video: track.Kind() == webrtc.RTPCodecTypeVideo,
		clockRate: track.Codec().ClockRate, dir: v.all.Dir, longest: longestPiece, now: time.Now,
		keyframe: func() { who.WritePLI(track.SSRC()) },
		closed:   func(piece exam.Segment) { v.all.Closed(context.WithoutCancel(v.ctx), piece) },
	}
	w := watch{visit: v, source: source, muted: pub.IsMuted}
	t.grew = w.grew
	v.tracks.Go(func() {
		ctx, stop := context.WithCancel(v.ctx)
		defer stop()
		v.tracks.Go(func() { w.run(ctx, t.video) })
		if err := t.record(ctx, track); err != nil && v.ctx.Err() == nil {
			slog.ErrorContext(ctx, "track not recorded", "sitting", v.sittingID, "source", source, "error", err)
			v.stalled(source)
			v.leave() // and come back, to try anew
		}
	})
}

func (v *visit) stalled(source string) {
	if v.all.Stalled != nil {
		v.all.Stalled(v.sittingID, source)
	}
}

// sourceOf returns what a participant is recorded as; false for those who are
// not recorded.
func sourceOf(identity, sittingID string) (string, bool) {
	if position, ok := strings.CutPrefix(identity, "candidate:"+sittingID+":"); ok {
		return position, true
	}
	return identity, strings.HasPrefix(identity, "staff:")
}

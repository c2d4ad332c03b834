package rehearse

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/logger"
	lksdk "github.com/livekit/server-sdk-go/v2"
	"github.com/pion/webrtc/v4"
)

// place is somebody's place in a sitting's media room.
type place struct {
	room *lksdk.Room

	mu   sync.Mutex
	seen map[string]chan struct{} // closed at the first picture, by the sender's identity
}

// mediaToken is what the server gives to enter with.
type mediaToken struct {
	URL   string `json:"url"`
	Token string `json:"token"`
}

// enter asks for a token and joins the sitting's media room.
func (b *browser) enter(ctx context.Context, sittingID string) (*place, error) {
	var t mediaToken
	if err := b.call(ctx, "POST", "/api/sittings/"+sittingID+"/media-tokens", map[string]string{}, &t); err != nil {
		return nil, err
	}
	p := &place{seen: map[string]chan struct{}{}}
	p.room = lksdk.NewRoom(&lksdk.RoomCallback{ParticipantCallback: lksdk.ParticipantCallback{
		OnTrackSubscribed: func(track *webrtc.TrackRemote, _ *lksdk.RemoteTrackPublication, who *lksdk.RemoteParticipant) {
			if track.Kind() == webrtc.RTPCodecTypeVideo {
				who.WritePLI(track.SSRC())
				go p.watch(track, who.Identity())
			}
		},
	}})
	p.room.SetLogger(logger.GetDiscardLogger())
	if err := p.room.JoinWithToken(t.URL, t.Token, lksdk.WithConnectTimeout(joinWithin)); err != nil {
		p.room.Disconnect()
		return nil, fmt.Errorf("join media room: %w", err)
	}
	return p, nil
}

const joinWithin = 10 * time.Second

// watch reads a picture until it ends, and tells of its first frame.
func (p *place) watch(track *webrtc.TrackRemote, from string) {
	for first := true; ; first = false {
		if _, _, err := track.ReadRTP(); err != nil {
			return
		}
		if first {
			p.once(from)
		}
	}
}

func (p *place) once(from string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	seen := p.first(from)
	select {
	case <-seen: // a second stream of the same person
	default:
		close(seen)
	}
}

// first returns what is closed at the first frame from somebody; p is locked.
func (p *place) first(from string) chan struct{} {
	if p.seen[from] == nil {
		p.seen[from] = make(chan struct{})
	}
	return p.seen[from]
}

// sees waits for the first frame from somebody.
func (p *place) sees(ctx context.Context, from string) error {
	p.mu.Lock()
	seen := p.first(from)
	p.mu.Unlock()
	select {
	case <-seen:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("no picture of %s: %w", from, ctx.Err())
	}
}

// publish sends the clip's picture, and its sound if asked.
func (p *place) publish(sound bool) error {
	picture, err := frames()
	if err != nil {
		return err
	}
	camera := &loop{clip: picture, each: frameTime, video: true}
	if err := p.send(camera, webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}, &lksdk.TrackPublicationOptions{
		Name: "camera", Source: livekit.TrackSource_CAMERA, VideoWidth: clipWidth, VideoHeight: clipHeight,
	}); err != nil || !sound {
		return err
	}
	heard, err := packets()
	if err != nil {
		return err
	}
	return p.send(&loop{clip: heard, each: packetTime}, webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000, Channels: 2},
		&lksdk.TrackPublicationOptions{Name: "microphone", Source: livekit.TrackSource_MICROPHONE})
}

func (p *place) send(l *loop, codec webrtc.RTPCodecCapability, options *lksdk.TrackPublicationOptions) error {
	track, err := lksdk.NewLocalTrack(codec, lksdk.WithRTCPHandler(l.asked))
	if err != nil {
		return fmt.Errorf("make %s: %w", options.Name, err)
	}
	if err := track.StartWrite(l, nil); err != nil {
		return fmt.Errorf("send %s: %w", options.Name, err)
	}
	if _, err := p.room.LocalParticipant.PublishTrack(track, options); err != nil {
		return fmt.Errorf("publish %s: %w", options.Name, err)
	}
	return nil
}

// leave leaves the room; harmless twice and for nobody.
func (p *place) leave() {
	if p != nil {
		p.room.Disconnect()
	}
}

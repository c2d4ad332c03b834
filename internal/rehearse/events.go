package rehearse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/centrifugal/centrifuge-go"
)

// ear hears the events of one sitting, as a phone does.
type ear struct {
	client *centrifuge.Client

	mu    sync.Mutex
	heard map[string]time.Time // of each kind, when last
	words map[string][]byte    // of each kind, the last
	news  chan struct{}        // closed and made anew at each event
}

// handshake is how long a connection to the events may take to open. The library's own
// second is shorter than any browser's.
const handshake = 10 * time.Second

// listen connects to the events of a sitting, trying again until ctx ends, as a page does.
func (b *browser) listen(ctx context.Context, sittingID string) (*ear, error) {
	e := &ear{heard: map[string]time.Time{}, words: map[string][]byte{}, news: make(chan struct{})}
	e.client = centrifuge.NewJsonClient("ws"+strings.TrimPrefix(b.base, "http")+"/api/events", centrifuge.Config{CookieJar: b.client.Jar, TLSConfig: b.tls, HandshakeTimeout: handshake})
	sub, err := e.client.NewSubscription("sitting:" + sittingID)
	if err != nil {
		return nil, fmt.Errorf("make subscription: %w", err)
	}
	ready := make(chan struct{})
	var once sync.Once
	sub.OnSubscribed(func(centrifuge.SubscribedEvent) { once.Do(func() { close(ready) }) })
	sub.OnPublication(func(p centrifuge.PublicationEvent) { e.hear(p.Data) })
	e.client.OnMessage(func(m centrifuge.MessageEvent) { e.hear(m.Data) })
	// Another error means that the client tries again.
	if err := e.client.Connect(); errors.Is(err, centrifuge.ErrClientClosed) {
		return nil, fmt.Errorf("connect to events: %w", err)
	}
	if err := sub.Subscribe(); err != nil {
		return nil, fmt.Errorf("subscribe to events: %w", err)
	}
	select {
	case <-ready:
		return e, nil
	case <-ctx.Done():
		e.client.Close()
		return nil, fmt.Errorf("subscribe to events: %w", ctx.Err())
	}
}

func (e *ear) hear(data []byte) {
	var event struct {
		Kind string `json:"kind"`
	}
	if json.Unmarshal(data, &event) != nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heard[event.Kind], e.words[event.Kind] = time.Now(), data
	close(e.news)
	e.news = make(chan struct{})
}

// after waits for an event of a kind that comes after a moment, and returns how
// long after.
func (e *ear) after(ctx context.Context, kind string, since time.Time) (time.Duration, error) {
	for {
		e.mu.Lock()
		at, news := e.heard[kind], e.news
		e.mu.Unlock()
		if at.After(since) {
			return at.Sub(since), nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return 0, fmt.Errorf("no event %q: %w", kind, ctx.Err())
		}
	}
}

// last returns the last event of a kind, nil for none, and what is closed at the next
// event of any.
func (e *ear) last(kind string) (data []byte, news <-chan struct{}) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.words[kind], e.news
}

func (e *ear) close() {
	if e != nil {
		e.client.Close()
	}
}

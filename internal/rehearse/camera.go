package rehearse

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// camera is one phone of a video rehearsal: what a page of the video exam does.
type camera struct {
	*browser
	r        *rehearsal
	sitting  string
	position int
	offset   time.Duration // of the server's clock from ours
	mu       sync.Mutex
	pieces   []*piece
	cut      atomic.Bool // its network is gone
}

// deadAfter is after what time a request that nobody answers is given up and tried
// again, as the page does.
const deadAfter = 8 * time.Second

// sentWithin is the same of a request that carries bytes: the page counts from the last
// byte that left, which is not seen here.
const sentWithin = 30 * time.Second

// errCut is what a phone without a network gets.
var errCut = errors.New("no network")

func (c *camera) path(rest string) string { return "/api/sittings/" + c.sitting + "/video" + rest }

// call calls the server over the phone's own network.
func (c *camera) call(ctx context.Context, method, path string, in, out any) error {
	if c.cut.Load() {
		return errCut
	}
	ctx, cancel := context.WithTimeout(ctx, deadAfter)
	defer cancel()
	return c.browser.call(ctx, method, path, in, out)
}

// state is as much of a video sitting as a phone looks at.
type state struct {
	ServerTime time.Time `json:"server_time"`
	Phase      string    `json:"phase"`
	CanStart   bool      `json:"can_start"`
	Take       *struct {
		ID        string     `json:"id"`
		StartsAt  time.Time  `json:"starts_at"`
		StoppedAt *time.Time `json:"stopped_at"`
		SkewMs    *int64     `json:"skew_ms"`
		Tracks    []track    `json:"tracks"`
	} `json:"take"`
}

type track struct {
	Position   int    `json:"position"`
	Bytes      int64  `json:"bytes"`
	DurationMs int64  `json:"duration_ms"`
	OffsetMs   int64  `json:"offset_ms"`
	Joined     string `json:"joined"`
	URL        string `json:"url"`
	Gaps       []struct {
		FromMs int64 `json:"from_ms"`
		ToMs   int64 `json:"to_ms"`
	} `json:"gaps"`
}

// see asks how the sitting stands, and by the way what the server's clock says.
func (c *camera) see(ctx context.Context) (s state, err error) {
	asked := time.Now()
	if err := c.call(ctx, "GET", c.path(""), nil, &s); err != nil {
		return s, err
	}
	if took := time.Since(asked); c.offset == 0 || took < 20*time.Millisecond {
		c.offset = s.ServerTime.Sub(asked.Add(took / 2))
	}
	return s, nil
}

// report says how the phone does, as it must each second.
func (c *camera) report(ctx context.Context, recorder string) error {
	return c.call(ctx, "POST", c.path("/report"), map[string]any{
		"recorder": recorder, "problem": "", "unsent_bytes": c.unsent(), "storage_free_bytes": 4 << 30,
		"clock_offset_ms": c.offset.Milliseconds(), "clock_error_ms": 10,
	}, nil)
}

// reports goes on reporting until the returned function is called.
func (c *camera) reports(ctx context.Context, recorder string) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			_ = c.report(ctx, recorder) // the next one comes in a second
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// piece is one run of a phone's recorder.
type piece struct {
	film    film         // what the recorder gives
	made    atomic.Int64 // bytes of it so far, which the phone keeps
	hash    hash.Hash    // of these
	firstAt time.Time
	segment string
	sent    atomic.Int64 // as far as is known
	lost    bool         // the server must be asked how far it is
}

// record begins a run of the recorder.
func (c *camera) record(film []byte) *piece {
	p := &piece{film: filmOf(film), hash: sha256.New(), firstAt: time.Now()}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pieces = append(c.pieces, p)
	return p
}

// grow takes what the recorder has given by now; the phone hashes each slice as it
// comes.
func (p *piece) grow(to int64) {
	for from := p.made.Load(); from < to; {
		next := min(to, from+mostRequest)
		_, _ = p.hash.Write(p.film.part(from, next)) // a hash never fails
		from = next
	}
	p.made.Store(to)
}

// recorded returns the runs that have given a slice.
func (c *camera) recorded() (found []*piece) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.pieces {
		if p.made.Load() > 0 {
			found = append(found, p)
		}
	}
	return found
}

// unsent returns how many bytes the phone still has to send.
func (c *camera) unsent() (bytes int64) {
	for _, p := range c.recorded() {
		bytes += max(p.made.Load()-p.sent.Load(), 0)
	}
	return bytes
}

// send brings what there is of a piece to the server, and goes on where the server says
// that it is after whatever failed.
func (c *camera) send(ctx context.Context, take string, p *piece) error {
	if p.segment == "" {
		if err := c.begin(ctx, take, p); err != nil {
			return err
		}
	}
	for p.lost || p.sent.Load() < p.made.Load() {
		began := time.Now()
		if err := c.patch(ctx, p); err != nil {
			return err
		}
		c.r.times.add("slice", time.Since(began))
	}
	return nil
}

func (c *camera) begin(ctx context.Context, take string, p *piece) error {
	var begun struct {
		SegmentID string `json:"segment_id"`
		Upload    struct {
			Ticket string `json:"ticket"`
		} `json:"upload"`
	}
	in := map[string]any{"mime": "video/webm;codecs=vp8,opus", "first_at": p.firstAt.Add(c.offset)}
	if err := c.call(ctx, "POST", c.path("/takes/"+take+"/segments"), in, &begun); err != nil {
		return err
	}
	ticket := base64.StdEncoding.EncodeToString([]byte(begun.Upload.Ticket))
	got, err := c.tus(ctx, "POST", "", nil, map[string]string{"Upload-Defer-Length": "1", "Upload-Metadata": "ticket " + ticket})
	if err != nil {
		return err
	}
	if got.status != http.StatusCreated {
		return fmt.Errorf("begin upload: status %d", got.status)
	}
	p.segment = begun.SegmentID
	return nil
}

// patch sends the next bytes; where it failed before, it asks how far the server is.
func (c *camera) patch(ctx context.Context, p *piece) error {
	id := "segment-" + p.segment
	if p.lost {
		got, err := c.tus(ctx, "HEAD", id, nil, nil)
		if err != nil {
			return err
		}
		has, err := strconv.ParseInt(got.head.Get("Upload-Offset"), 10, 64)
		if err != nil {
			return fmt.Errorf("ask how far an upload is: status %d", got.status)
		}
		p.sent.Store(has)
		p.lost = false
	}
	from := p.sent.Load()
	next := p.film.part(from, min(p.made.Load(), from+int64(c.pace.bytes())))
	if len(next) == 0 {
		return nil
	}
	began := time.Now()
	got, err := c.tus(ctx, "PATCH", id, next, map[string]string{"Upload-Offset": strconv.FormatInt(from, 10), "Content-Type": "application/offset+octet-stream"})
	if err == nil && got.status != http.StatusNoContent {
		err = fmt.Errorf("send a slice: status %d", got.status)
	}
	if err != nil {
		p.lost = true
		return err
	}
	p.sent.Store(from + int64(len(next)))
	c.pace.took(len(next), time.Since(began))
	return nil
}

// tus sends a request of an upload over the phone's own network.
func (c *camera) tus(ctx context.Context, method, id string, body []byte, head map[string]string) (answered, error) {
	if c.cut.Load() {
		return answered{}, errCut
	}
	ctx, cancel := context.WithTimeout(ctx, sentWithin)
	defer cancel()
	return c.browser.tus(ctx, method, id, body, head)
}

// sends brings a phone's pieces to the server whenever one of them has grown, until the
// returned function is called. What fails is tried again with the next slice.
func (c *camera) sends(ctx context.Context, take string) (grown chan<- *piece, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	wake, done := make(chan *piece, 1), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case p := <-wake:
				_ = c.send(ctx, take, p) // again with the next slice
			case <-ctx.Done():
				return
			}
		}
	}()
	return wake, func() {
		cancel()
		<-done
	}
}

// settle sends the rest of a piece and asks until the server says that it has it.
func (c *camera) settle(ctx context.Context, take string, p *piece) error {
	return c.persist(ctx, func() error {
		if err := c.send(ctx, take, p); err != nil {
			return err
		}
		var said struct {
			Verified bool `json:"verified"`
		}
		in := map[string]any{"bytes": p.made.Load(), "sha256": hex.EncodeToString(p.hash.Sum(nil)), "duration_ms": 0}
		if err := c.call(ctx, "POST", c.path("/segments/"+p.segment+"/complete"), in, &said); err != nil {
			return err
		}
		if !said.Verified {
			p.lost = true
			return errors.New("the server has other bytes")
		}
		return nil
	})
}

// persist tries again until something works, as the page does.
func (c *camera) persist(ctx context.Context, do func() error) error {
	return c.persistEach(ctx, againAfter, do)
}

func (c *camera) persistEach(ctx context.Context, again time.Duration, do func() error) error {
	for {
		err := do()
		if err == nil {
			return nil
		}
		select {
		case <-time.After(again):
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		}
	}
}

const againAfter = 500 * time.Millisecond

package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// pipes is a listener whose lines are pipes in memory.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if c, ok := <-p; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{} }

// dial makes a line to the listener.
func (p pipes) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	p <- theirs
	return ours, nil
}

// drip brings a byte each so often, then nothing until it is closed.
type drip struct {
	text  string
	every time.Duration
	ends  bool
	gone  chan struct{}
}

func (d *drip) Read(p []byte) (int, error) {
	if d.text == "" && d.ends {
		return 0, io.EOF
	}
	next := time.After(d.every)
	if d.text == "" {
		next = nil
	}
	select {
	case <-next:
	case <-d.gone:
		return 0, io.ErrClosedPipe
	}
	p[0], d.text = d.text[0], d.text[1:]
	return 1, nil
}

func TestABodyMayComeSlowlyAndItsRequestMayTakeLong(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		what   string
		body   drip
		work   time.Duration
		status int
	}{
		{"a request that works for a minute", drip{text: `{"text":"x"}`, ends: true}, time.Minute, http.StatusOK},
		{"a body that comes slowly", drip{text: `{"text":"x"}`, every: 9 * time.Second, ends: true}, time.Minute, http.StatusOK},
		{"a line that goes silent", drip{text: `{"text"`}, 0, http.StatusRequestTimeout},
		{"a body without end", drip{text: `{"text":"` + strings.Repeat("x", 1000), every: time.Second}, 0, http.StatusRequestTimeout},
	} {
		for _, length := range []int64{-1, 5000} { // told in pieces, or beforehand as browsers do
			if row.body.ends && length > 0 {
				length = int64(len(row.body.text))
			}
			t.Run(fmt.Sprint(row.what, " ", length), func(t *testing.T) {
				t.Parallel()
				body := row.body
				synctest.Test(t, func(t *testing.T) { answersSlowBody(t, &body, length, row.work, row.status) })
			})
		}
	}
}

func answersSlowBody(t *testing.T, body *drip, length int64, work time.Duration, status int) {
	body.gone = make(chan struct{})
	defer close(body.gone)
	s := &Server{turns: make(turns, 1)}
	mux := chi.NewMux()
	mux.Use(patient, s.turn, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(operation.WithActor(r.Context(), exam.Actor{Kind: exam.ActorCandidate})))
		})
	})
	type said struct {
		Body struct {
			Text string `json:"text"`
		}
	}
	op := operation.Op{Method: "POST", Path: "/say", ID: "say", Action: exam.ActionSit, Status: http.StatusOK}
	operation.Register(humachi.New(mux, huma.DefaultConfig("", "")), op, func(ctx context.Context, _ *said) (*said, error) {
		select {
		case <-time.After(work):
			return &said{}, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	})
	lines := make(pipes)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(lines) }()
	transport := &http.Transport{DialContext: lines.dial}
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://kaochang.test/say", body)
	if err != nil {
		t.Fatal(err)
	}
	req.ContentLength = length
	req.Header.Set("Content-Type", "application/json")
	resp, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if _, err := text.ReadFrom(resp.Body); err != nil {
		t.Error(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	if resp.StatusCode != status {
		t.Errorf("%d %s, want %d", resp.StatusCode, text.String(), status)
	}
	close(lines)
	if err := server.Close(); err != nil {
		t.Error(err)
	}
}

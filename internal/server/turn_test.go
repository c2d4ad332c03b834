package server

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestTurnsComeInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		two, came, release := make(turns, 2), make(chan int, 6), make(chan struct{})
		for n := range 6 {
			go func() {
				done, err := two.take(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				came <- n
				<-release
				done()
			}()
			synctest.Wait() // they come one after another
		}
		if len(came) != 2 {
			t.Errorf("%d work at once, want 2", len(came))
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, err := two.take(gone); err == nil {
			t.Error("who had gone was given a turn")
		}
		for want := range 6 {
			if got := <-came; got != want {
				t.Errorf("number %d has turn %d", got, want)
			}
			release <- struct{}{}
		}
		synctest.Wait()
		var ends []func()
		began := time.Now()
		for range 3 { // the first two do not end
			done, err := two.take(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ends = append(ends, done)
		}
		if waited := time.Since(began); waited != longestTurn {
			t.Errorf("behind two that do not end a turn came after %s, want %s", waited, longestTurn)
		}
		for _, end := range ends {
			end()
		}
		if len(two) != 0 {
			t.Errorf("%d turns are taken at the end, want none", len(two))
		}
	})
}

// A line that brings nothing keeps nobody's turn; who goes away loses her place; a report
// and a file need none.
func TestSlowLinesKeepNoTurn(t *testing.T) {
	t.Parallel()
	s := &Server{turns: make(turns, 1)}
	came := make(chan string, 8)
	h := s.turn(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		said, _ := io.ReadAll(r.Body)
		came <- r.URL.Path + " " + strconv.Itoa(len(said))
		w.WriteHeader(http.StatusNoContent)
	}))
	over := make(chan string, 8)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r)
		over <- r.URL.Path
	}))
	defer server.Close()
	post := func(ctx context.Context, path string, body io.Reader) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+path, body)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		return resp.Body.Close()
	}
	want := func(path string, size int) {
		t.Helper()
		if err := post(t.Context(), path, strings.NewReader(strings.Repeat("x", size))); err != nil {
			t.Fatal(err)
		}
		if got := <-came; got != path+" "+strconv.Itoa(size) {
			t.Errorf("%q came, want all %d bytes of %s", got, size, path)
		}
	}
	slow, bytesOf := io.Pipe()
	slowDone := make(chan error, 1)
	go func() { slowDone <- post(t.Context(), "/slow", slow) }()
	if _, err := bytesOf.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	want("/quick", 3)

	done, err := s.turns.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want("/sittings/1/video/report", 3)
	want("/large", smallBody+1)
	ctx, leave := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer leave()
	if err := post(ctx, "/gone", strings.NewReader("x")); err == nil {
		t.Error("a request is answered while another has the only turn")
	}
	for path := range over { // until it is noticed that she has gone
		if path == "/gone" {
			break
		}
	}
	done()
	want("/next", 0)
	if err := bytesOf.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-slowDone; err != nil {
		t.Fatal(err)
	}
	if got := <-came; got != "/slow 1" {
		t.Errorf("%q came, want the slow one", got)
	}
	if len(came) != 0 || len(s.turns) != 0 {
		t.Errorf("%d requests more came, %d turns are taken; want none", len(came), len(s.turns))
	}
}

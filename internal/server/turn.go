package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// atOnce is how many requests work at once. It is as many as share one commit, and far
	// more than two cores or eight readers need.
	atOnce = 256
	// longestTurn is how long a request keeps others from their turn. A slow line, or a
	// file that is long, goes on after it without one.
	longestTurn = 2 * time.Second
)

// turns lets so many requests work at once and the others wait, first come, first
// served. Without it a class that enters at one moment has thousands of requests under
// way, of which the database takes any next: all get slower together, and who is unlucky
// waits until her browser gives up (docs/decisions/0045-the-common-minute.md).
type turns chan struct{} // whoever sends to a full channel waits in order

// take waits for a turn, which ends with done or after longestTurn. It returns the error
// of ctx where that ends first.
func (t turns) take(ctx context.Context) (done func(), err error) {
	select {
	case t <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	end := sync.OnceFunc(func() { <-t })
	over := time.AfterFunc(longestTurn, end)
	return func() { over.Stop(); end() }, nil
}

// turn lets a request of the API wait for its turn, and have it until its answer begins.
// What it says is read before, so that a slow line keeps nobody waiting, and whoever goes
// away meanwhile is noticed (net/http looks for it once a body is read). Requests with
// more than smallBody have no turn: they are files, and their line decides.
func (s *Server) turn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, pulse) || !readAhead(r) {
			next.ServeHTTP(w, r)
			return
		}
		done, err := s.turns.take(r.Context())
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable) // to nobody
			return
		}
		defer done()
		next.ServeHTTP(&turnWriter{w, done}, r)
	})
}

const (
	// smallBody is what an operation takes at most that takes no files, in bytes.
	smallBody = 64 << 10
	// pulse ends the path by which a phone that records says each second that it does:
	// one that waits for its turn would be taken for gone.
	pulse = "/video/report"
)

// readAhead reads a body into memory and reports whether there is no more of it than
// smallBody.
func readAhead(r *http.Request) bool {
	if r.Body == nil || r.Body == http.NoBody {
		return true
	}
	if r.ContentLength > smallBody {
		return false
	}
	var begun bytes.Buffer
	n, err := io.CopyN(&begun, r.Body, smallBody+1)
	rest := io.MultiReader(&begun, r.Body)
	if err != nil && !errors.Is(err, io.EOF) {
		rest = io.MultiReader(&begun, failing{err})
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{rest, r.Body}
	return n <= smallBody && errors.Is(err, io.EOF)
}

// failing is what a reader that failed goes on saying.
type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

// turnWriter ends the turn when the answer begins: how fast it is taken is the line's
// matter.
type turnWriter struct {
	http.ResponseWriter
	done func()
}

// Unwrap lets [http.ResponseController] through.
func (w *turnWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader ends the turn.
func (w *turnWriter) WriteHeader(status int) {
	w.done()
	w.ResponseWriter.WriteHeader(status)
}

// Write ends the turn.
func (w *turnWriter) Write(b []byte) (int, error) {
	w.done()
	return w.ResponseWriter.Write(b)
}

// ReadFrom ends the turn; files go to the line without passing through here.
func (w *turnWriter) ReadFrom(src io.Reader) (int64, error) {
	w.done()
	return io.Copy(w.ResponseWriter, src)
}

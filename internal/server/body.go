package server

import (
	"errors"
	"io"
	"net/http"
	"time"
)

const (
	// silence is how long a line may bring nothing of a request's body.
	silence = 30 * time.Second
	// longestBody is how long a whole body may take.
	longestBody = 2 * time.Minute
)

// patient lets a body come as slowly as the line of a bad phone brings it, and gives up
// a line that has gone silent, also of a body that nobody reads. Once all of it is there,
// nothing ends the request before its answer: a deadline that is left on the line would,
// since net/http watches the line for whoever leaves.
func patient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			body := &patientBody{ReadCloser: r.Body, deadline: http.NewResponseController(w).SetReadDeadline, last: time.Now().Add(longestBody)}
			body.wait()
			r.Body = body
		}
		next.ServeHTTP(w, r)
	})
}

type patientBody struct {
	io.ReadCloser
	deadline func(time.Time) error // no error matters: a line without deadlines has none to end
	last     time.Time
	failed   bool
}

func (b *patientBody) wait() {
	until := time.Now().Add(silence)
	if b.last.Before(until) {
		until = b.last
	}
	_ = b.deadline(until)
}

// Read reads what has come, waiting for it in vain until the line has been silent too
// long or the body has taken too long.
func (b *patientBody) Read(p []byte) (int, error) {
	b.wait()
	n, err := b.ReadCloser.Read(p)
	switch {
	case errors.Is(err, io.EOF):
		_ = b.deadline(time.Time{})
	case err != nil:
		b.failed = true
	}
	return n, err
}

// Close ends the wait for a body that did not come: net/http reads what is left of one.
func (b *patientBody) Close() error {
	if b.failed {
		_ = b.deadline(time.Now())
	}
	return b.ReadCloser.Close()
}

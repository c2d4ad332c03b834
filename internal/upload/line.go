package upload

import (
	"context"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"
)

// line is what a piece arrives by. When somebody else wants to go on with the
// upload, the phone on its next line as a rule, it is cut. tusd does so too, but
// not while it still looks the upload up, which takes a bucket its time.
type line struct {
	io.ReadCloser
	deadline func(time.Time) error
	isCut    atomic.Bool
}

type lineKey struct{}

// byLine gives a request a line that can be cut.
func byLine(w http.ResponseWriter, r *http.Request) *http.Request {
	l := &line{ReadCloser: r.Body, deadline: http.NewResponseController(w).SetReadDeadline}
	r = r.WithContext(context.WithValue(r.Context(), lineKey{}, l))
	r.Body = l
	return r
}

// Read reads what arrives, until the line is cut.
func (l *line) Read(p []byte) (int, error) {
	if l.isCut.Load() {
		return 0, io.ErrUnexpectedEOF
	}
	return l.ReadCloser.Read(p)
}

func (l *line) cut() {
	l.isCut.Store(true)
	_ = l.deadline(time.Unix(1, 0)) // ends a Read that waits; without one there is nothing to end
}

// cutting are locks whose holder's line is cut when another wants the upload.
type cutting struct{ handler.Locker }

// NewLock returns the lock of an upload.
func (c cutting) NewLock(id string) (handler.Lock, error) {
	lock, err := c.Locker.NewLock(id)
	return cuttingLock{lock}, err
}

type cuttingLock struct{ inner handler.Lock }

// Lock takes the lock for a request.
func (c cuttingLock) Lock(ctx context.Context, letGo func()) error {
	l, _ := ctx.Value(lineKey{}).(*line)
	return c.inner.Lock(ctx, func() {
		letGo()
		if l != nil {
			l.cut()
		}
	})
}

// Unlock gives the lock back.
func (c cuttingLock) Unlock() error { return c.inner.Unlock() }

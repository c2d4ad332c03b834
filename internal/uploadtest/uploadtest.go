// Package uploadtest is the suite that every place for the pieces of uploads must
// pass, by the tus protocol itself.
package uploadtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"

	"kaochang/internal/exam"
	"kaochang/internal/upload"
)

// Medium is where pieces lie. It outlives servers.
type Medium struct {
	// Open returns the pieces as a server that starts finds them.
	Open func() (upload.Pieces, error)
	// Left lists what lies on the medium.
	Left func() []string
	// Locks are those of one more server; nil where there is only one.
	Locks func() handler.Locker
}

// Run runs the suite; each story has a medium of its own.
func Run(t *testing.T, medium func(t *testing.T) Medium) {
	for name, story := range map[string]func(*World){
		"pieces become the file, and nothing is left of them":         inPieces,
		"it may begin with all its bytes":                             atOnce,
		"it may begin with its first bytes":                           withFirst,
		"a line cut in the first request":                             cutAtFirst,
		"what could not be kept at once is kept when somebody asks":   owedAtOnce,
		"what is refused at once is gone":                             refusedAtOnce,
		"a piece larger than any buffer":                              large,
		"an empty piece changes nothing":                              emptyPiece,
		"what arrived before the line was cut is there":               cutLine,
		"a server that starts again goes on":                          restart,
		"what could not be kept now is kept when somebody asks again": owed,
		"an answer that got lost is given again":                      lostAnswer,
		"what is refused for good is gone":                            refused,
		"an upload that begins anew begins at nothing":                anew,
		"who has no ticket has no upload":                             strangers,
		"one writer at a time, the later one":                         twoWriters,
		"one that does not say its length ends when it is told":       deferred,
		"a large one that does not say its length":                    deferredLarge,
		"one may say its length later":                                declaredLater,
	} {
		t.Run(name, func(t *testing.T) { story(NewWorld(t, medium(t))) })
	}
}

// World is a server of uploads on a medium with one ticket, "ticket".
type World struct {
	*testing.T
	Medium
	*httptest.Server
	Uploads upload.Uploads

	mu      sync.Mutex
	fails   error  // of Finish
	kept    []byte // by Finish
	settled int64
	size    int64

	reading, ended chan struct{} // a piece's first bytes were read; it was answered
}

// NewWorld starts a server.
func NewWorld(t *testing.T, m Medium) *World {
	t.Helper()
	w := &World{T: t, Medium: m, reading: make(chan struct{}, 1000), ended: make(chan struct{}, 1000)}
	w.Serve()
	t.Cleanup(func() { w.Server.Close() })
	return w
}

// Serve starts a server, in place of the one that runs.
func (w *World) Serve() {
	w.Helper()
	if w.Server != nil {
		w.Server.CloseClientConnections()
		w.Server.Close()
	}
	w.Join()
}

// Join starts one more server and sends what follows there.
func (w *World) Join() {
	w.Helper()
	pieces, err := w.Open()
	if err != nil {
		w.Fatal(err)
	}
	p := upload.Parts{Base: "/up/", MaxBytes: 1 << 30, Pieces: pieces, Tickets: w}
	if w.Locks != nil {
		p.Locks = w.Locks()
	}
	h, err := upload.Handler(p)
	if err != nil {
		w.Fatal(err)
	}
	w.Uploads = h
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Content-Type") == "application/offset+octet-stream" {
			r.Body = &firstRead{ReadCloser: r.Body, told: w.reading}
			defer func() { w.ended <- struct{}{} }()
		}
		h.ServeHTTP(rw, r)
	}))
}

// firstRead tells of the first bytes that are read.
type firstRead struct {
	io.ReadCloser
	told chan struct{}
	once sync.Once
}

// Read reads on.
func (f *firstRead) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	if n > 0 {
		f.once.Do(func() { f.told <- struct{}{} })
	}
	return n, err
}

// await waits for the next of what is told.
func (w *World) await(what string, told chan struct{}) {
	w.Helper()
	select {
	case <-told:
	case <-time.After(30 * time.Second):
		w.Fatalf("%s: not within 30 s", what)
	}
}

// forget forgets what was told so far.
func (w *World) forget() {
	for _, c := range []chan struct{}{w.reading, w.ended} {
		for len(c) > 0 {
			<-c
		}
	}
}

// Admit lets the ticket's upload begin.
func (w *World) Admit(_ context.Context, ticketID string, size int64) error {
	if ticketID != "ticket" {
		return exam.Errorf(exam.CodeNotFound, "no such ticket")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.size = size
	return nil
}

// Owns tells the one ticket from others.
func (w *World) Owns(_ context.Context, ticketID string) (int64, error) {
	if ticketID != "ticket" {
		return 0, exam.Errorf(exam.CodeNotFound, "no such upload")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.settled, nil
}

// Finish keeps what was sent, or fails as told. It looks at the beginning first,
// as the server does.
func (w *World) Finish(_ context.Context, _ string, src io.ReadSeeker) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, err := io.ReadFull(src, make([]byte, 3)); err != nil {
		return err
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return err
	}
	all, err := io.ReadAll(src)
	if err != nil {
		return err
	}
	if w.fails != nil && exam.Passing(w.fails) {
		return w.fails
	}
	w.kept, w.settled = all, w.size
	return w.fails
}

// FailWith makes the end of uploads fail, or go well again with nil.
func (w *World) FailWith(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fails = err
}

// Kept expects content to have been kept, and nothing else to lie about.
func (w *World) Kept(content []byte) {
	w.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if !bytes.Equal(w.kept, content) {
		w.Errorf("%d bytes were kept, want the %d that were sent", len(w.kept), len(content))
	}
	if left := w.Left(); len(left) != 0 {
		w.Errorf("%v are left", left)
	}
}

// Answer is what the server said.
type Answer struct {
	Status int
	Offset string
	Body   string
}

// Begin begins the upload of size bytes.
func (w *World) Begin(size int) Answer {
	w.Helper()
	return w.send("POST", "", nil, map[string]string{
		"Upload-Length": strconv.Itoa(size), "Upload-Metadata": "ticket " + base64.StdEncoding.EncodeToString([]byte("ticket")),
	})
}

// BeginWith begins the upload of size bytes with its first ones (tus 1.0.0, Creation
// With Upload).
func (w *World) BeginWith(size int, first []byte) Answer {
	w.Helper()
	return w.send("POST", "", bytes.NewReader(first), map[string]string{
		"Upload-Length": strconv.Itoa(size), "Upload-Metadata": "ticket " + base64.StdEncoding.EncodeToString([]byte("ticket")),
		"Content-Type": "application/offset+octet-stream",
	})
}

// BeginDeferred begins an upload that does not say how long it becomes.
func (w *World) BeginDeferred() Answer {
	w.Helper()
	return w.send("POST", "", nil, map[string]string{
		"Upload-Defer-Length": "1", "Upload-Metadata": "ticket " + base64.StdEncoding.EncodeToString([]byte("ticket")),
	})
}

// Piece sends a piece from an offset on.
func (w *World) Piece(offset int, content []byte) Answer {
	w.Helper()
	return w.send("PATCH", "ticket", bytes.NewReader(content), piece(offset))
}

func piece(offset int) map[string]string {
	return map[string]string{"Upload-Offset": strconv.Itoa(offset), "Content-Type": "application/offset+octet-stream"}
}

// Head asks how far the upload has come.
func (w *World) Head() Answer {
	w.Helper()
	return w.send("HEAD", "ticket", nil, nil)
}

func (w *World) send(method, id string, body io.Reader, head map[string]string) Answer {
	w.Helper()
	req, err := http.NewRequestWithContext(w.Context(), method, w.URL+"/up/"+id, body)
	if err != nil {
		w.Fatal(err)
	}
	req.Header.Set("Tus-Resumable", "1.0.0")
	for name, value := range head {
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.Fatalf("%s: %v", method, err)
	}
	text, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		w.Fatalf("%s: %v", method, err)
	}
	return Answer{resp.StatusCode, resp.Header.Get("Upload-Offset"), string(text)}
}

// Want expects an answer.
func (w *World) Want(what string, a Answer, status int, offset int) {
	w.Helper()
	want := strconv.Itoa(offset)
	if offset < 0 {
		want = ""
	}
	if a.Status != status || (offset >= 0 && a.Offset != want) {
		w.Fatalf("%s: %d with offset %q %s, want %d with offset %q", what, a.Status, a.Offset, a.Body, status, want)
	}
}

// Content returns so many bytes that repeat nowhere near.
func Content(size int) []byte {
	all := make([]byte, 0, size+sha256.Size)
	sum := sha256.Sum256([]byte("content"))
	for len(all) < size {
		sum = sha256.Sum256(sum[:])
		all = append(all, sum[:]...)
	}
	return all[:size]
}

package rehearse

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"kaochang/internal/exam"
)

// answered is what the server said of an upload, without a body.
type answered struct {
	status int
	head   http.Header
}

// tus sends a request of an upload.
func (b *browser) tus(ctx context.Context, method, id string, body []byte, head map[string]string) (answered, error) {
	req, err := http.NewRequestWithContext(ctx, method, b.base+"/api/uploads/"+id, bytes.NewReader(body))
	if err != nil {
		return answered{}, fmt.Errorf("%s upload: %w", method, err)
	}
	req.Header.Set("X-Kaochang", "1")
	req.Header.Set("Tus-Resumable", "1.0.0")
	for name, value := range head {
		req.Header.Set(name, value)
	}
	resp, err := b.client.Do(req)
	if err != nil {
		return answered{}, fmt.Errorf("%s upload: %w", method, err)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return answered{resp.StatusCode, resp.Header}, errors.Join(err, resp.Body.Close())
}

// outgoing is a file on its way; where it breaks off, send goes on.
type outgoing struct {
	purpose, owner, name, mediaType string
	content                         []byte
	ticket                          string
	fileID                          string // once the server has it
}

// send brings a file to the server as the client does, in pieces of which the first
// begins the upload, and asks what became of it. After an error it may be called again
// and goes on where the server says that it is.
func (b *browser) send(ctx context.Context, f *outgoing) error {
	from, begun, err := b.sent(ctx, f)
	if err != nil {
		return err
	}
	for from < len(f.content) {
		next := f.content[from:min(len(f.content), from+b.pace.bytes())]
		began := time.Now()
		got, err := b.piece(ctx, f, begun, from, next)
		switch {
		case err != nil:
			return err
		case got.status == http.StatusRequestEntityTooLarge || got.status == http.StatusUnsupportedMediaType:
			return b.outcome(ctx, f) // which says why
		case got.status != http.StatusNoContent && got.status != http.StatusCreated:
			return fmt.Errorf("send a piece: status %d", got.status)
		}
		b.pace.took(len(next), time.Since(began))
		from, begun = from+len(next), true
	}
	return b.outcome(ctx, f)
}

// sent returns the byte at which an upload goes on, and whether it has begun; for a new
// one it asks for a ticket.
func (b *browser) sent(ctx context.Context, f *outgoing) (from int, begun bool, err error) {
	if f.ticket == "" {
		in := map[string]any{"purpose": f.purpose, "owner_id": f.owner, "name": f.name, "size": len(f.content), "type": f.mediaType}
		var given struct {
			Ticket string `json:"ticket"`
		}
		err := b.call(ctx, "POST", "/api/upload-tickets", in, &given)
		f.ticket = given.Ticket
		return 0, false, err
	}
	got, err := b.tus(ctx, "HEAD", f.ticket, nil, nil)
	if err != nil || got.status == http.StatusNotFound {
		return 0, false, err
	}
	if from, err = strconv.Atoi(got.head.Get("Upload-Offset")); err != nil {
		return 0, false, fmt.Errorf("ask how far an upload is: status %d", got.status)
	}
	return from, true, nil
}

// piece sends the bytes of a file from a place; the first ones begin the upload (tus
// 1.0.0, Creation With Upload).
func (b *browser) piece(ctx context.Context, f *outgoing, begun bool, from int, next []byte) (answered, error) {
	head := map[string]string{"Content-Type": "application/offset+octet-stream"}
	if begun {
		head["Upload-Offset"] = strconv.Itoa(from)
		return b.tus(ctx, "PATCH", f.ticket, next, head)
	}
	head["Upload-Length"] = strconv.Itoa(len(f.content))
	head["Upload-Metadata"] = "ticket " + base64.StdEncoding.EncodeToString([]byte(f.ticket))
	return b.tus(ctx, "POST", "", next, head)
}

// outcomeEvery and outcomeWithin are how often and how long a page asks whether a file
// that it sent was taken.
const (
	outcomeEvery  = 400 * time.Millisecond
	outcomeWithin = 30 * time.Second
)

func (b *browser) outcome(ctx context.Context, f *outgoing) error {
	for until := time.Now().Add(outcomeWithin); ; {
		var now struct {
			State  string    `json:"state"`
			FileID string    `json:"file_id"`
			Code   exam.Code `json:"code"`
			Detail string    `json:"detail"`
		}
		if err := b.call(ctx, "GET", "/api/upload-tickets/"+f.ticket, nil, &now); err != nil {
			return err
		}
		if now.State == "done" {
			f.fileID = now.FileID
			return nil
		}
		if now.State == "refused" {
			return exam.Errorf(now.Code, "%s: %s", f.name, now.Detail)
		}
		if time.Now().After(until) {
			return fmt.Errorf("%s was sent but not taken in time", f.name)
		}
		select {
		case <-time.After(outcomeEvery):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

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
	"strings"
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
	began                           bool
	fileID                          string // once the server has it
}

// pagePiece is as much as a page of the client sends of a photograph in one request.
const pagePiece = 256 << 10

// send brings a file to the server as the client does, in pieces, and asks what became
// of it. After an error it may be called again and goes on where the server says that
// it is.
func (b *browser) send(ctx context.Context, f *outgoing) error {
	if f.ticket == "" {
		in := map[string]any{"purpose": f.purpose, "owner_id": f.owner, "name": f.name, "size": len(f.content), "type": f.mediaType}
		var given struct {
			Ticket string `json:"ticket"`
		}
		if err := b.call(ctx, "POST", "/api/upload-tickets", in, &given); err != nil {
			return err
		}
		f.ticket = given.Ticket
	}
	from, err := b.begin(ctx, f)
	if err != nil {
		return err
	}
	for from < len(f.content) {
		next := f.content[from:min(len(f.content), from+pagePiece)]
		got, err := b.tus(ctx, "PATCH", f.ticket, next, map[string]string{"Upload-Offset": strconv.Itoa(from), "Content-Type": "application/offset+octet-stream"})
		switch {
		case err != nil:
			return err
		case got.status == http.StatusRequestEntityTooLarge || got.status == http.StatusUnsupportedMediaType:
			return b.outcome(ctx, f) // which says why
		case got.status != http.StatusNoContent:
			return fmt.Errorf("send a piece: status %d", got.status)
		}
		from += len(next)
	}
	return b.outcome(ctx, f)
}

// begin returns the byte at which an upload goes on.
func (b *browser) begin(ctx context.Context, f *outgoing) (from int, err error) {
	if f.began {
		got, err := b.tus(ctx, "HEAD", f.ticket, nil, nil)
		if err != nil {
			return 0, err
		}
		if got.status == http.StatusOK {
			from, err = strconv.Atoi(got.head.Get("Upload-Offset"))
			if err != nil {
				return 0, fmt.Errorf("ask how far an upload is: %w", err)
			}
			return from, nil
		}
	}
	got, err := b.tus(ctx, "POST", "", nil, map[string]string{
		"Upload-Length": strconv.Itoa(len(f.content)), "Upload-Metadata": "ticket " + base64.StdEncoding.EncodeToString([]byte(f.ticket)),
	})
	if err == nil && got.status != http.StatusCreated {
		err = fmt.Errorf("begin upload: status %d", got.status)
	}
	f.began = f.began || err == nil && strings.HasSuffix(got.head.Get("Location"), f.ticket)
	return 0, err
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

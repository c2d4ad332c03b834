// Package upload takes files by the tus protocol (https://tus.io, version 1.0):
// resumable, in pieces, over bad networks. What may be sent is decided by a
// ticket; what arrived is handed on whole, and counts only when that said yes.
package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"

	"kaochang/internal/exam"
	"kaochang/internal/problem"
)

// Tickets decide what may be sent and what is done with it.
type Tickets interface {
	// Admit lets an upload of size bytes begin.
	Admit(ctx context.Context, ticketID string, size int64) error
	// Owns returns nil when the asker may go on with the ticket's upload. Once it
	// was taken or refused for good, settled is its size in bytes, until then 0.
	Owns(ctx context.Context, ticketID string) (settled int64, err error)
	// Finish takes all bytes; it keeps them durably when it returns nil.
	Finish(ctx context.Context, ticketID string, src io.ReadSeeker) error
}

// Pieces keep what has arrived of uploads: [OnDisk] or [InBucket].
type Pieces interface {
	handler.DataStore
	// open opens an upload that has arrived whole.
	open(ctx context.Context, id string) (io.ReadSeekCloser, error)
	// hold keeps an upload that has arrived whole and could not be taken yet.
	hold(ctx context.Context, id string) error
	// remove forgets an upload.
	remove(ctx context.Context, id string) error
}

// Parts is what a handler of uploads joins.
type Parts struct {
	Base     string // below which uploads are served, for instance "/api/uploads/"
	MaxBytes int64  // of one upload
	Pieces   Pieces
	Locks    handler.Locker // one writer an upload; nil where one process has all of them
	Tickets  Tickets
}

// service is the handler's state.
type service struct {
	Parts
	tus http.Handler
}

// finishWithin bounds what a finished upload's bytes may take to be kept. It does
// not end with the request: a phone that has gone asks again later.
const finishWithin = 15 * time.Minute

// Uploads serves tus uploads; see [Handler].
type Uploads struct{ *service }

// Handler serves tus uploads. Pieces that have arrived are kept until the upload
// was taken or refused for good. The client names its ticket in the metadata
// "ticket"; the upload's address ends in it. An upload may begin without saying how
// long it becomes (Upload-Defer-Length): each piece of it is on the medium, or in the
// bucket, when it is answered, and it ends by [Uploads.Take].
func Handler(p Parts) (Uploads, error) {
	if p.Locks == nil {
		p.Locks = memorylocker.New()
	}
	s := &service{Parts: p}
	composer := handler.NewStoreComposer()
	pieces := worded{p.Pieces, s.lock}
	composer.UseCore(pieces)
	composer.UseLengthDeferrer(pieces)
	composer.UseLocker(cutting{p.Locks})
	tus, err := handler.NewHandler(handler.Config{
		StoreComposer: composer, BasePath: p.Base, MaxSize: p.MaxBytes,
		DisableDownload: true, DisableConcatenation: true, DisableTermination: true,
		Cors: &handler.CorsConfig{Disable: true}, Logger: quiet(),
		PreUploadCreateCallback: func(hook handler.HookEvent) (handler.HTTPResponse, handler.FileInfoChanges, error) {
			ticketID := hook.Upload.MetaData["ticket"]
			err := p.Tickets.Admit(hook.Context, ticketID, hook.Upload.Size)
			return handler.HTTPResponse{}, handler.FileInfoChanges{ID: ticketID}, refusal(hook.Context, err)
		},
		PreFinishResponseCallback: func(hook handler.HookEvent) (handler.HTTPResponse, error) {
			return handler.HTTPResponse{}, refusal(hook.Context, s.finish(hook.Context, hook.Upload.ID, hook.Upload.Size))
		},
	})
	if err != nil {
		return Uploads{}, fmt.Errorf("set up uploads: %w", err)
	}
	s.tus = tus
	return Uploads{s}, nil
}

// bytesOfUpload is the type of a body that carries bytes of an upload (tus 1.0.0).
const bytesOfUpload = "application/offset+octet-stream"

// ServeHTTP lets only the ticket's owner touch an upload that has begun. One that
// has arrived whole without having been taken yet is taken now, and one that was
// settled says so: the answer to its last piece may have got lost.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	http.StripPrefix(s.Base, http.HandlerFunc(s.serve)).ServeHTTP(w, r)
}

func (s *service) serve(w http.ResponseWriter, r *http.Request) {
	id := strings.Trim(r.URL.Path, "/")
	if id == "" {
		if r.Header.Get("Content-Type") == bytesOfUpload {
			r = r.WithContext(context.WithValue(r.Context(), carrying{}, true))
		}
		s.tus.ServeHTTP(w, byLine(w, r))
		return
	}
	settled, err := s.Tickets.Owns(r.Context(), id)
	if err == nil && settled == 0 && asks(r) {
		settled, err = s.takeOwed(r.Context(), id)
	}
	if err != nil {
		problem.Write(w, r, err)
		return
	}
	if settled > 0 && r.Method == http.MethodHead {
		for name, value := range map[string]int64{"Upload-Offset": settled, "Upload-Length": settled} {
			w.Header().Set(name, strconv.FormatInt(value, 10))
		}
		w.Header().Set("Tus-Resumable", "1.0.0")
		w.Header().Set("Cache-Control", "no-store")
		return
	}
	s.tus.ServeHTTP(w, byLine(w, r))
}

// asks reports whether a request sends nothing and only wants to know how far its
// upload is: HEAD, or the last piece again, of which nothing is left to send.
func asks(r *http.Request) bool {
	return r.Method == http.MethodHead || (r.Method == http.MethodPatch && r.ContentLength == 0)
}

// takeOwed finishes an upload that has arrived whole and was not taken then, and
// returns its size; 0 for any other.
func (s *service) takeOwed(ctx context.Context, id string) (int64, error) {
	if size, err := s.whole(ctx, id); size == 0 || err != nil {
		return 0, err
	}
	unlock, err := s.lock(ctx, id)
	if err != nil {
		return 0, err
	}
	defer unlock()
	if settled, err := s.Tickets.Owns(ctx, id); settled > 0 || err != nil {
		return settled, err
	}
	size, err := s.whole(ctx, id)
	if size == 0 || err != nil {
		return 0, err
	}
	return size, s.finish(ctx, id, size)
}

// whole returns the size of an upload that has arrived whole, else 0.
func (s *service) whole(ctx context.Context, id string) (int64, error) {
	u, err := s.Pieces.GetUpload(ctx, id)
	if errors.Is(err, handler.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	info, err := u.GetInfo(ctx)
	if err != nil || info.SizeIsDeferred || info.Offset < info.Size {
		return 0, err
	}
	return info.Size, nil
}

// finish hands the bytes on and, if they were taken or refused for good, removes
// the pieces. After any other failure they stay, and the client may try again.
func (s *service) finish(ctx context.Context, id string, size int64) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishWithin)
	defer cancel()
	src, err := s.Pieces.open(ctx, id)
	if err != nil {
		return fmt.Errorf("open finished upload %s: %w", id, err)
	}
	defer func() { _ = src.Close() }() // only read
	if n, err := src.Seek(0, io.SeekEnd); err != nil || n != size {
		return fmt.Errorf("finished upload %s has %d bytes, want %d: %w", id, n, size, errors.Join(err, io.ErrUnexpectedEOF))
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("rewind finished upload %s: %w", id, err)
	}
	err = s.Tickets.Finish(ctx, id, src)
	if err != nil && exam.Passing(err) {
		if held := s.Pieces.hold(ctx, id); held != nil {
			slog.WarnContext(ctx, "an upload that was not taken is sent again after a restart", "upload", id, "error", held)
		}
		return err
	}
	if err := s.Pieces.remove(ctx, id); err != nil {
		slog.WarnContext(ctx, "pieces of an upload not removed", "upload", id, "error", err)
	}
	return err
}

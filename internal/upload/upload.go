// Package upload takes files by the tus protocol (https://tus.io, version 1.0):
// resumable, in pieces, over bad networks. What may be sent is decided by a
// ticket; what arrived is handed on whole, and counts only when that said yes.
package upload

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/tus/tusd/v2/pkg/filelocker"
	"github.com/tus/tusd/v2/pkg/filestore"
	"github.com/tus/tusd/v2/pkg/handler"
	xslog "golang.org/x/exp/slog"

	"kaochang/internal/exam"
	"kaochang/internal/problem"
)

// Tickets decide what may be sent and what is done with it.
type Tickets interface {
	// Admit lets an upload of size bytes begin.
	Admit(ctx context.Context, ticketID string, size int64) error
	// Owns returns nil when the asker may go on with the ticket's upload.
	Owns(ctx context.Context, ticketID string) error
	// Finish takes all bytes; it has them on disk when it returns nil.
	Finish(ctx context.Context, ticketID string, src io.ReadSeeker) error
}

// Handler serves tus uploads below base, for instance "/api/uploads/". Pieces
// that have arrived lie in dir until the upload is finished. The client names
// its ticket in the metadata "ticket"; the upload's address ends in it.
func Handler(base, dir string, maxBytes int64, tickets Tickets) (http.Handler, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make upload folder: %w", err)
	}
	composer := handler.NewStoreComposer()
	filestore.New(dir).UseIn(composer)
	filelocker.New(dir).UseIn(composer)
	tus, err := handler.NewHandler(handler.Config{
		StoreComposer: composer, BasePath: base, MaxSize: maxBytes,
		DisableDownload: true, DisableConcatenation: true, DisableTermination: true,
		Cors: &handler.CorsConfig{Disable: true}, Logger: quiet(),
		PreUploadCreateCallback: func(hook handler.HookEvent) (handler.HTTPResponse, handler.FileInfoChanges, error) {
			ticketID := hook.Upload.MetaData["ticket"]
			err := tickets.Admit(hook.Context, ticketID, hook.Upload.Size)
			return handler.HTTPResponse{}, handler.FileInfoChanges{ID: ticketID}, refusal(hook.Context, err)
		},
		PreFinishResponseCallback: func(hook handler.HookEvent) (handler.HTTPResponse, error) {
			return handler.HTTPResponse{}, refusal(hook.Context, finish(hook, dir, tickets))
		},
	})
	if err != nil {
		return nil, fmt.Errorf("set up uploads: %w", err)
	}
	return http.StripPrefix(base, owned(tus, tickets)), nil
}

// owned lets only the ticket's owner touch an upload that has begun.
func owned(next http.Handler, tickets Tickets) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if id := strings.Trim(r.URL.Path, "/"); id != "" {
			if err := tickets.Owns(r.Context(), id); err != nil {
				problem.Write(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// finish hands the bytes on and, if they were taken or refused for good, removes
// the pieces. After any other failure they stay, and the client may try again.
func finish(hook handler.HookEvent, dir string, tickets Tickets) error {
	path := filepath.Join(dir, filepath.Base(hook.Upload.ID))
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open finished upload: %w", err)
	}
	err = tickets.Finish(hook.Context, hook.Upload.ID, f)
	_ = f.Close() // only read
	if err != nil && exam.CodeOf(err) == exam.CodeInternal {
		return err
	}
	for _, p := range []string{path, path + ".info"} {
		if err := os.Remove(p); err != nil && !os.IsNotExist(err) {
			slog.WarnContext(hook.Context, "upload piece not removed", "error", err)
		}
	}
	return err
}

// refusal words an error for tus clients: problem details, as everywhere.
func refusal(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	p := problem.From(ctx, err)
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("word refusal: %w", err)
	}
	return handler.Error{ErrorCode: string(p.Code), Message: p.Detail, HTTPResponse: handler.HTTPResponse{
		StatusCode: p.Status, Body: string(body), Header: handler.HTTPHeader{"Content-Type": "application/problem+json"},
	}}
}

// quiet is tusd's logger: its lines go nowhere, since refusals are answers and
// failures are logged by problem.
func quiet() *xslog.Logger { return xslog.New(xslog.NewTextHandler(io.Discard, nil)) }

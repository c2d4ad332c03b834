package operation

import (
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
)

// Stream is the output of operations that answer with bytes.
type Stream struct {
	Body func(ctx huma.Context)
}

// Content describes the bytes of a [Stream].
type Content struct {
	Type    string
	Name    string // of the file, for saving
	ModTime time.Time
	Inline  bool // shown in the page; otherwise saved as an attachment
	NoStore bool // no browser keeps a copy, so that each look is a request
}

// sandbox is the policy under which bytes from people are shown: nothing in
// them may run or load anything.
const sandbox = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"

// StreamOf answers with the bytes of src and closes it. Where src can seek, byte
// ranges and conditional requests work (RFC 9110, section 14).
func StreamOf(src io.ReadCloser, c Content) *Stream {
	return &Stream{Body: func(ctx huma.Context) {
		defer func() { _ = src.Close() }()
		r, w := humachi.Unwrap(ctx)
		head := w.Header()
		head.Set("Content-Type", c.Type)
		head.Set("Content-Security-Policy", sandbox)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Cache-Control", "private, no-cache")
		if c.NoStore {
			head.Set("Cache-Control", "no-store")
		}
		kind := "attachment"
		if c.Inline {
			kind = "inline"
		}
		if c.Name != "" {
			kind = mime.FormatMediaType(kind, map[string]string{"filename": c.Name})
		}
		head.Set("Content-Disposition", kind)
		if seekable, ok := src.(io.ReadSeeker); ok {
			http.ServeContent(w, r, "", c.ModTime, seekable)
			return
		}
		head.Set("Last-Modified", c.ModTime.UTC().Format(http.TimeFormat))
		if _, err := io.Copy(w, src); err != nil {
			slog.DebugContext(r.Context(), "stream cut", "error", fmt.Errorf("copy stream: %w", err))
		}
	}}
}

package written

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"

	"kaochang/internal/exam"
	"kaochang/internal/picture"
)

// thumbSide is the longest side of a thumbnail, in pixels.
const thumbSide = 320

// drawn returns a candidate's photograph drawn anew, or a small one of it: what lies in
// the store is what her device sent, and nobody is served that. It returns CodeWrongType
// for a picture that cannot be read to its end.
func (s *Service) drawn(ctx context.Context, file exam.File, small bool) (*bytes.Reader, error) {
	src, err := s.blobs.Open(ctx, file.SHA256)
	if err != nil {
		return nil, fmt.Errorf("open photo %s: %w", file.ID, err)
	}
	defer func() { _ = src.Close() }() // only read
	var out *bytes.Reader
	if small {
		out, err = picture.Small(src, thumbSide)
	} else {
		out, err = picture.Redraw(src, file.Type)
	}
	if err != nil {
		return nil, fmt.Errorf("draw photo %s: %w", file.ID, err)
	}
	return out, nil
}

// drawing is a picture that is drawn when its bytes are asked for: a browser that has it
// already is told so without.
type drawing struct {
	draw   func() (*bytes.Reader, error)
	done   *bytes.Reader
	failed error
}

func (d *drawing) reader() (*bytes.Reader, error) {
	if d.done == nil && d.failed == nil {
		if d.done, d.failed = d.draw(); d.failed != nil {
			slog.Warn("a photograph cannot be shown", "error", d.failed)
		}
	}
	return d.done, d.failed
}

// Read reads on.
func (d *drawing) Read(p []byte) (int, error) {
	r, err := d.reader()
	if err != nil {
		return 0, err
	}
	return r.Read(p)
}

// Seek goes to a byte.
func (d *drawing) Seek(offset int64, whence int) (int64, error) {
	r, err := d.reader()
	if err != nil {
		return 0, err
	}
	return r.Seek(offset, whence)
}

// Close has nothing to close.
func (d *drawing) Close() error { return nil }

package written

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"

	lru "github.com/hashicorp/golang-lru/v2"

	"kaochang/internal/exam"
	"kaochang/internal/picture"
)

// thumbSide is the longest side of a thumbnail, in pixels.
const thumbSide = 320

// thumbsMost is how many thumbnails are kept in memory, some 15 kB each: of the pages of
// 300 candidates, whom several proctors look at.
const thumbsMost = 3000

// thumbs are the thumbnails that were drawn last, by the SHA-256 of the photograph.
type thumbs = lru.Cache[string, []byte]

func newThumbs() *thumbs {
	kept, err := lru.New[string, []byte](thumbsMost)
	if err != nil {
		panic(err) // the size is above zero
	}
	return kept
}

// drawn returns a candidate's photograph drawn anew: what lies in the store is what her
// device sent, and nobody is served that. It returns CodeWrongType for a picture that
// cannot be read to its end.
func (s *Service) drawn(ctx context.Context, file exam.File) (*bytes.Reader, error) {
	return s.draw(ctx, file, func(src io.ReadSeeker) (*bytes.Reader, error) { return picture.Redraw(src, file.Type) })
}

// thumb returns a small picture of a candidate's photograph; it is kept for whoever looks
// next. It fails as drawn does.
func (s *Service) thumb(ctx context.Context, file exam.File) (*bytes.Reader, error) {
	if kept, ok := s.thumbs.Get(file.SHA256); ok {
		return bytes.NewReader(kept), nil
	}
	small, err := s.draw(ctx, file, func(src io.ReadSeeker) (*bytes.Reader, error) { return picture.Small(src, thumbSide) })
	if err != nil {
		return nil, err
	}
	kept := make([]byte, small.Len())
	if _, err := small.ReadAt(kept, 0); err != nil {
		return nil, fmt.Errorf("keep thumbnail of %s: %w", file.ID, err)
	}
	s.thumbs.Add(file.SHA256, kept)
	return small, nil
}

func (s *Service) draw(ctx context.Context, file exam.File, how func(io.ReadSeeker) (*bytes.Reader, error)) (*bytes.Reader, error) {
	src, err := s.blobs.Open(ctx, file.SHA256)
	if err != nil {
		return nil, fmt.Errorf("open photo %s: %w", file.ID, err)
	}
	defer func() { _ = src.Close() }() // only read
	out, err := how(src)
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

package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// object reads what lies under a key, anywhere and, like a file, at several
// places at once (io.ReaderAt). Bytes come in one stream as long as reading goes
// forward, so that a film or a zip costs few requests; a stream that breaks is
// opened once more where it broke.
type object struct {
	ctx  context.Context // of the request that reads
	open func(ctx context.Context, from int64) (io.ReadCloser, error)
	size int64

	mu     sync.Mutex
	next   int64 // what Read gives next
	stream io.ReadCloser
	at     int64 // where stream stands
}

// skip is how many bytes are rather read and dropped than asked for anew.
const skip = 256 << 10

// Read reads on.
func (o *object) Read(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n, err := o.some(p, o.next)
	o.next += int64(n)
	return n, err
}

// ReadAt fills p from a place on.
func (o *object) ReadAt(p []byte, off int64) (n int, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for n < len(p) && err == nil {
		var m int
		m, err = o.some(p[n:], off+int64(n))
		n += m
	}
	if n == len(p) {
		return n, nil
	}
	return n, err
}

// Seek sets where Read goes on.
func (o *object) Seek(offset int64, whence int) (int64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch whence {
	case io.SeekCurrent:
		offset += o.next
	case io.SeekEnd:
		offset += o.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning")
	}
	o.next = offset
	return offset, nil
}

// Close ends the stream.
func (o *object) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.drop()
}

func (o *object) drop() error {
	if o.stream == nil {
		return nil
	}
	err := o.stream.Close()
	o.stream = nil
	return err
}

// some reads at least one byte from a place on, unless there is none.
func (o *object) some(p []byte, off int64) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if off >= o.size {
		return 0, io.EOF
	}
	var broke error
	for range 2 {
		if err := o.reach(off); err != nil {
			return 0, err
		}
		n, err := io.ReadAtLeast(o.stream, p, 1)
		o.at += int64(n)
		if n > 0 {
			return n, nil
		}
		broke = errors.Join(err, o.drop())
	}
	return 0, fmt.Errorf("read bytes from %d on: %w", off, errors.Join(io.ErrUnexpectedEOF, broke))
}

// reach brings the stream to a place.
func (o *object) reach(off int64) error {
	if ahead := off - o.at; o.stream != nil && ahead >= 0 && ahead <= skip {
		n, err := io.CopyN(io.Discard, o.stream, ahead)
		o.at += n
		if err == nil {
			return nil
		}
	}
	_ = o.drop() // it is of no use any more
	stream, err := o.open(o.ctx, off)
	if err != nil {
		return err
	}
	o.stream, o.at = stream, off
	return nil
}

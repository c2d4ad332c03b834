package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/tus/tusd/v2/pkg/handler"
)

// diskUpload is one upload of [OnDisk].
type diskUpload struct {
	disk    *disk
	info    handler.FileInfo
	arrived *arrived
}

// GetInfo returns what the client said and how many bytes have arrived.
func (u *diskUpload) GetInfo(context.Context) (handler.FileInfo, error) { return u.info, nil }

// GetReader is of no use to us: downloads are off.
func (u *diskUpload) GetReader(context.Context) (io.ReadCloser, error) {
	return os.Open(u.disk.path(u.info.ID, ""))
}

// FinishUpload has nothing left to do: the last piece was brought to the medium.
func (u *diskUpload) FinishUpload(context.Context) error { return nil }

// WriteChunk takes what arrives until it ends or breaks off. The last bytes of an
// upload are on the medium when it returns; earlier ones follow meanwhile.
func (u *diskUpload) WriteChunk(_ context.Context, offset int64, src io.Reader) (n int64, err error) {
	a := u.arrived
	if offset != a.size.Load() {
		return 0, fmt.Errorf("byte %d of upload %s does not follow on byte %d", offset, u.info.ID, a.size.Load())
	}
	f, err := os.OpenFile(u.disk.path(u.info.ID, ""), os.O_WRONLY, 0)
	if err != nil {
		return 0, fmt.Errorf("open upload %s: %w", u.info.ID, err)
	}
	n, err = a.take(f, src)
	if err == nil && a.size.Load() == u.info.Size {
		err = errors.Join(a.await(), u.disk.mark(u.info.ID, f, a.size.Load(), a.hash))
	} else if err == nil && a.size.Load()-a.asked >= markEvery {
		err = u.markMeanwhile()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		u.disk.doubt(u.info.ID) // what the file has is what its mark says
		return 0, fmt.Errorf("write upload %s: %w", u.info.ID, err)
	}
	return n, nil
}

// buffers are what bytes are carried in: large, so that a gigabyte is not a
// hundred thousand system calls.
var buffers = sync.Pool{New: func() any { b := make([]byte, 256<<10); return &b }}

// take writes what arrives and hashes it at the same time.
func (a *arrived) take(f *os.File, src io.Reader) (n int64, err error) {
	buffer := buffers.Get().(*[]byte) //nolint:errcheck // the pool makes nothing else
	defer buffers.Put(buffer)
	pieces, hashed := make(chan []byte), make(chan struct{})
	go func() {
		for piece := range pieces {
			_, _ = a.hash.Write(piece) // a hash never fails
			hashed <- struct{}{}
		}
		close(hashed)
	}()
	defer func() { close(pieces); <-hashed }()
	for {
		m, broke := io.ReadFull(src, *buffer)
		pieces <- (*buffer)[:m]
		_, err := f.WriteAt((*buffer)[:m], a.size.Load())
		<-hashed
		if err != nil {
			return n, err
		}
		n += int64(m)
		a.size.Add(int64(m))
		if a.size.Load()-a.kicked >= kickEvery {
			startWriting(f, a.kicked, a.size.Load()-a.kicked)
			a.kicked = a.size.Load()
		}
		if broke != nil { // the end of the piece, or of the line: the handler tells them apart
			return n, nil
		}
	}
}

// kickEvery is how many bytes arrive before the medium is set to work on them: it
// writes while the next ones arrive, and the wait at the end is short.
const kickEvery = 8 << 20

// markMeanwhile marks what has arrived while more arrives.
func (u *diskUpload) markMeanwhile() error {
	a := u.arrived
	if err := a.await(); err != nil {
		return err
	}
	f, err := os.OpenFile(u.disk.path(u.info.ID, ""), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	state, err := copyOf(a.hash)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	size, id, disk, m := a.size.Load(), u.info.ID, u.disk, &marking{done: make(chan struct{})}
	a.asked = size
	a.marking.Store(m)
	go func() {
		defer close(m.done)
		m.err = errors.Join(disk.mark(id, f, size, state), f.Close())
	}()
	return nil
}

// marking is a mark that is being made.
type marking struct {
	done chan struct{}
	err  error // once it is done
}

// await waits for the mark that is being made.
func (a *arrived) await() error {
	m := a.marking.Load()
	if m == nil {
		return nil
	}
	<-m.done
	return m.err
}

package upload

import (
	"context"
	"encoding"
	"encoding/json"
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
// upload are on the medium when it returns.
func (u *diskUpload) WriteChunk(_ context.Context, offset int64, src io.Reader) (n int64, err error) {
	f, err := os.OpenFile(u.disk.path(u.info.ID, ""), os.O_WRONLY, 0)
	if err != nil {
		return 0, fmt.Errorf("open upload %s: %w", u.info.ID, err)
	}
	n, err = u.take(f, offset, src)
	a := u.arrived
	if a.size == u.info.Size || a.size-a.marked >= markEvery {
		err = errors.Join(err, u.mark(f))
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return n, fmt.Errorf("write upload %s: %w", u.info.ID, err)
	}
	return n, nil
}

// buffers are what bytes are carried in: large, so that a gigabyte is not a
// hundred thousand system calls.
var buffers = sync.Pool{New: func() any { b := make([]byte, 256<<10); return &b }}

// take writes and hashes what arrives.
func (u *diskUpload) take(f *os.File, offset int64, src io.Reader) (n int64, err error) {
	a := u.arrived
	if offset != a.size {
		return 0, fmt.Errorf("byte %d does not follow on byte %d", offset, a.size)
	}
	buffer := buffers.Get().(*[]byte) //nolint:errcheck // the pool makes nothing else
	defer buffers.Put(buffer)
	kicked := a.size
	for {
		m, broke := io.ReadFull(src, *buffer)
		w, err := f.WriteAt((*buffer)[:m], a.size)
		_, _ = a.hash.Write((*buffer)[:w]) // a hash never fails
		a.size, n = a.size+int64(w), n+int64(w)
		if err != nil {
			return n, err
		}
		if broke != nil { // the end of the piece, or of the line: the handler tells them apart
			return n, nil
		}
		if a.size-kicked >= kickEvery {
			startWriting(f, kicked, a.size-kicked)
			kicked = a.size
		}
	}
}

// kickEvery is how many bytes arrive before the medium is set to work on them: it
// writes while the next ones arrive, and the wait at the end is short.
const kickEvery = 8 << 20

// mark brings what has arrived to the medium and notes how far it goes. The mark
// need not be durable itself: an older one says less, never more.
func (u *diskUpload) mark(f *os.File) error {
	a := u.arrived
	if err := f.Sync(); err != nil {
		return err
	}
	state, ok := a.hash.(encoding.BinaryMarshaler)
	if !ok {
		return errors.New("the hash has no state")
	}
	text, err := state.MarshalBinary()
	if err != nil {
		return err
	}
	said, err := json.Marshal(mark{Bytes: a.size, Hash: text})
	if err != nil {
		return err
	}
	a.marked = a.size
	return os.WriteFile(u.disk.path(u.info.ID, ".mark"), said, 0o600)
}

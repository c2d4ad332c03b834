package upload

import (
	"errors"
	"os"
	"sync/atomic"

	"github.com/tus/tusd/v2/pkg/handler"
)

// directFrom is the size from which an upload goes to the medium past the system's
// cache: copying there is most of the work of a photograph or a film, and smaller ones
// are read again at once. One that does not say how long it becomes, and may come in
// pieces of any length, goes that way once it has so many bytes as directLater.
const (
	directFrom  = 1 << 20
	directLater = 32 << 20
)

// file is what has arrived of an upload, open for writing.
type file struct {
	*os.File

	direct  *os.File    // past the cache; nil where the system has no such way
	refused atomic.Bool // by the file system, at the first write
}

func (d *disk) openFile(info handler.FileInfo) (*file, error) {
	path := d.path(info.ID, "")
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	opened := &file{File: f}
	if info.Size < directFrom && info.Offset < directLater {
		return opened, nil
	}
	if opened.direct = openDirect(path); opened.direct == nil || info.SizeIsDeferred {
		return opened, nil
	}
	if err := reserve(f, info.Size); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return opened, nil
}

// put writes bytes at a place. Trays that are full and aligned go past the cache; where
// the file system refuses that, it is not asked again.
func (f *file) put(b []byte, at int64) error {
	if f.direct != nil && !f.refused.Load() && len(b) == trayBytes && at%pageBytes == 0 {
		_, err := f.direct.WriteAt(b, at)
		if !refusesDirect(err) {
			return err
		}
		f.refused.Store(true)
	}
	_, err := f.WriteAt(b, at)
	return err
}

// Close closes both ways.
func (f *file) Close() error {
	err := f.File.Close()
	if f.direct != nil {
		err = errors.Join(err, f.direct.Close())
	}
	return err
}

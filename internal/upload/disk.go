package upload

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"
)

// disk keeps what has arrived of an upload in one file. Beside it lie what the
// client said of it and a mark: how many bytes the medium surely has, and their
// hash so far. What came after the mark is sent again when the server was killed.
type disk struct {
	dir string

	mu   sync.Mutex
	live map[string]*arrived
}

// arrived is an upload that somebody has asked for since the server started: what the
// client said of it, and how far it has come.
type arrived struct {
	info    atomic.Pointer[handler.FileInfo] // of what it is; how far it has come is size
	noted   bool                             // the disk has it; of who writes
	marked  atomic.Bool                      // there is a mark
	size    atomic.Int64                     // of the file; who only asks reads it while another writes
	hash    hash.Hash
	kicked  int64                   // bytes that the medium was set to work on
	asked   int64                   // bytes that a mark was made or asked for
	marking atomic.Pointer[marking] // the last one
}

const (
	// markEvery is how many bytes arrive from mark to mark, looked at when a piece
	// ends. Up to twice as many are sent again after a power cut.
	markEvery = 16 << 20
	// markWithin is the same within one long piece.
	markWithin = 64 << 20
	// abandonedAfter is how long an upload lies untouched before it is removed;
	// tickets last six hours.
	abandonedAfter = 48 * time.Hour
)

// OnDisk keeps pieces in a folder of one server, which is made if need be.
// Uploads that nobody went on with for two days are removed from it.
func OnDisk(dir string) (Pieces, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make upload folder: %w", err)
	}
	if err := sweep(dir); err != nil {
		return nil, err
	}
	return &disk{dir: dir, live: map[string]*arrived{}}, nil
}

// sweep removes abandoned files.
func sweep(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("list upload folder: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.IsDir() || time.Since(info.ModTime()) < abandonedAfter {
			continue
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("remove abandoned upload: %w", err)
		}
	}
	return nil
}

func (d *disk) path(id, ending string) string {
	return filepath.Join(d.dir, filepath.Base(id)+ending)
}

// carrying marks the context of a request that begins an upload and brings bytes with it:
// what is said of one that ends with its request need never be on the disk.
type carrying struct{}

// NewUpload begins an upload, anew where it had begun.
func (d *disk) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	if err := d.remove(ctx, info.ID); err != nil {
		return nil, err
	}
	a := &arrived{hash: sha256.New()}
	a.info.Store(&handler.FileInfo{ID: info.ID, Size: info.Size, SizeIsDeferred: info.SizeIsDeferred})
	err := os.WriteFile(d.path(info.ID, ""), nil, 0o600)
	if err == nil && ctx.Value(carrying{}) == nil {
		err = d.note(a)
	}
	if err != nil {
		return nil, fmt.Errorf("begin upload %s: %w", info.ID, errors.Join(err, d.remove(ctx, info.ID)))
	}
	d.mu.Lock()
	d.live[info.ID] = a
	d.mu.Unlock()
	return &diskUpload{disk: d, info: info, arrived: a}, nil
}

// note keeps what the client said of an upload. Of one whose pieces count as soon as they
// are answered it is sure.
func (d *disk) note(a *arrived) error {
	info := a.info.Load()
	said, err := json.Marshal(info)
	if err != nil {
		return fmt.Errorf("encode upload %s: %w", info.ID, err)
	}
	if err := d.write(info.ID, ".info", said, info.SizeIsDeferred); err != nil {
		return err
	}
	a.noted = true
	return nil
}

// write makes a file beside an upload have some content: all of it, or what was there
// before, as on a full disk. One that is sure outlives a power cut that comes next.
func (d *disk) write(id, ending string, content []byte, sure bool) (err error) {
	path := d.path(id, ending)
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(path + ".new") // or it is swept
		}
	}()
	_, err = f.Write(content)
	if err == nil && sure {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err = os.Rename(path+".new", path); err != nil || !sure {
		return err
	}
	return syncFolder(d.dir)
}

func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// GetUpload returns an upload that has begun. One of which a power cut left no word of
// what it is has not: the client sends it anew.
func (d *disk) GetUpload(ctx context.Context, id string) (handler.Upload, error) {
	a, err := d.arrivedOf(ctx, id)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, handler.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read upload %s: %w", id, err)
	}
	u := &diskUpload{disk: d, info: *a.info.Load(), arrived: a}
	u.info.Offset = a.size.Load()
	return u, nil
}

// arrivedOf returns how far an upload has come, fs.ErrNotExist for one that has not begun.
// After a restart that is what the mark says: later bytes may be in the file without
// being on the medium.
func (d *disk) arrivedOf(ctx context.Context, id string) (*arrived, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if a := d.live[id]; a != nil {
		return a, nil
	}
	said, err := os.ReadFile(d.path(id, ".info"))
	if err != nil {
		return nil, err
	}
	var of handler.FileInfo
	if err := json.Unmarshal(said, &of); err != nil {
		slog.WarnContext(ctx, "an upload begins anew, for it is not known what it is", "upload", id, "error", err)
		return nil, fs.ErrNotExist
	}
	info, err := os.Stat(d.path(id, ""))
	if err != nil {
		return nil, err
	}
	a := d.marked(id)
	if a.size.Load() > info.Size() {
		a = &arrived{hash: sha256.New()}
	}
	if err := os.Truncate(d.path(id, ""), a.size.Load()); err != nil {
		return nil, err
	}
	a.info.Store(&of)
	a.noted = true
	d.live[id] = a
	return a, nil
}

// open opens an upload that has arrived whole.
func (d *disk) open(ctx context.Context, id string) (io.ReadSeekCloser, error) {
	a, err := d.arrivedOf(ctx, id)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(d.path(id, ""))
	if err != nil {
		return nil, err
	}
	return &whole{f, hex.EncodeToString(a.hash.Sum(nil))}, nil
}

// whole is an upload that the medium has, with its hash.
type whole struct {
	*os.File
	sum string
}

// Settled returns the file and its SHA-256 in hex: a store on the same disk need
// neither copy nor read it.
func (w *whole) Settled() (path, sha256 string) { return w.Name(), w.sum }

// hold notes that an upload lies here whole that could not be taken yet, for the next
// server.
func (d *disk) hold(ctx context.Context, id string) error {
	a, err := d.arrivedOf(ctx, id)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(d.path(id, ""), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	state, err := stateOf(a.hash)
	if err == nil && !a.noted {
		err = d.note(a)
	}
	if err == nil {
		err = d.mark(a, f, a.size.Load(), state)
	}
	return errors.Join(err, f.Close())
}

// has reports whether an upload is still the one that somebody goes on with.
func (d *disk) has(id string, a *arrived) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.live[id] == a
}

// doubt forgets how far an upload has come; the mark says it anew.
func (d *disk) doubt(id string) {
	d.mu.Lock()
	a := d.live[id]
	delete(d.live, id)
	d.mu.Unlock()
	if a != nil {
		_ = a.await() // or its mark would come after us
	}
}

// remove forgets an upload; one that is not there is no error.
func (d *disk) remove(_ context.Context, id string) error {
	d.doubt(id)
	for _, ending := range []string{".info", ".mark", ""} {
		if err := os.Remove(d.path(id, ending)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove upload: %w", err)
		}
	}
	return nil
}

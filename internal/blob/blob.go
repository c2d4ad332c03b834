// Package blob keeps bytes on disk: uploads by their SHA-256, and the latest
// still of each camera by its place.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"time"

	"kaochang/internal/exam"
)

// Disk is a blob store in a folder that no other server uses meanwhile.
type Disk struct {
	dir   string
	names sync.RWMutex // nothing is removed while something gets its name
}

// OpenDisk returns the store in a folder, which is made if need be.
func OpenDisk(dir string) (*Disk, error) {
	for _, sub := range []string{"sha256", "still", "tmp"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o750); err != nil {
			return nil, fmt.Errorf("make blob folder: %w", err)
		}
	}
	return &Disk{dir: dir}, nil
}

// settled is a source that is a file of its own and known by its hash: the store
// takes the file itself where both lie on one disk, and copies it elsewhere.
type settled interface {
	// Settled returns the path and the SHA-256 in hex; nobody writes to it any more.
	Settled() (path, sha256 string)
}

// adopt gives a settled file a name in the store. It lies under its old name too,
// until whoever gave it is told that all went well and removes that.
func (d *Disk) adopt(src settled) (sum string, size int64, err error) {
	path, sum := src.Settled()
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	info, err := f.Stat()
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", 0, err
	}
	kept := d.path(sum)
	if err := os.MkdirAll(filepath.Dir(kept), 0o750); err != nil {
		return "", 0, err
	}
	err = d.name(kept, func() error {
		err := os.Link(path, kept)
		if there, e := os.Stat(kept); err != nil && e == nil && there.Size() == info.Size() {
			return nil
		}
		return err
	})
	if err != nil {
		return "", 0, err
	}
	return sum, info.Size(), syncDir(filepath.Dir(kept))
}

// name lets a blob have its name and the time of now, which keeps it from [Disk.RemoveOlder]:
// its bytes may be an upload of hours ago, or have been there for years.
func (d *Disk) name(kept string, give func() error) error {
	d.names.RLock()
	defer d.names.RUnlock()
	if err := give(); err != nil {
		return err
	}
	return os.Chtimes(kept, time.Time{}, time.Now())
}

// Put keeps what it reads under its SHA-256 and returns that, in hex, with the
// size in bytes. File and folder are on disk when it returns; the same bytes are
// kept once, with the time of the last who put them.
func (d *Disk) Put(_ context.Context, src io.Reader) (sum string, size int64, err error) {
	if whole, ok := src.(settled); ok {
		if sum, size, err := d.adopt(whole); err == nil {
			return sum, size, nil
		}
	}
	tmp, err := os.CreateTemp(filepath.Join(d.dir, "tmp"), "put-*")
	if err != nil {
		return "", 0, fmt.Errorf("make temporary file: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already when renamed
	hash := sha256.New()
	size, err = io.Copy(io.MultiWriter(tmp, hash), src)
	if err == nil {
		err = tmp.Sync()
	}
	if err := errors.Join(err, tmp.Close()); err != nil {
		return "", 0, fmt.Errorf("write blob: %w", err)
	}
	sum = hex.EncodeToString(hash.Sum(nil))
	path := d.path(sum)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return "", 0, fmt.Errorf("make folder of blob %s: %w", sum, err)
	}
	if err := d.name(path, func() error { return os.Rename(tmp.Name(), path) }); err != nil {
		return "", 0, fmt.Errorf("place blob %s: %w", sum, err)
	}
	return sum, size, syncDir(filepath.Dir(path))
}

var sumForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Open opens a blob by its SHA-256, CodeNotFound when there is none.
func (d *Disk) Open(_ context.Context, sum string) (io.ReadSeekCloser, error) {
	if !sumForm.MatchString(sum) {
		return nil, exam.Errorf(exam.CodeNotFound, "no such file")
	}
	f, err := os.Open(d.path(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, exam.Errorf(exam.CodeNotFound, "no such file")
	}
	if err != nil {
		return nil, fmt.Errorf("open blob %s: %w", sum, err)
	}
	return f, nil
}

// Older lists the blobs that were put before a moment.
func (d *Disk) Older(ctx context.Context, than time.Time) (sums []string, err error) {
	err = filepath.WalkDir(filepath.Join(d.dir, "sha256"), func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // removed meanwhile
		}
		if err == nil && info.ModTime().Before(than) {
			sums = append(sums, entry.Name())
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list blobs: %w", err)
	}
	return sums, nil
}

// RemoveOlder deletes a blob unless somebody has put its bytes at a moment or later, and
// reports whether there is none any more; it is off the disk then.
func (d *Disk) RemoveOlder(_ context.Context, sum string, than time.Time) (gone bool, err error) {
	if !sumForm.MatchString(sum) {
		return false, exam.Errorf(exam.CodeNotFound, "no such file")
	}
	gone, err = d.removeOlder(d.path(sum), than)
	if gone {
		err = syncDir(filepath.Dir(d.path(sum)))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("remove blob %s: %w", sum, err)
	}
	return gone, nil
}

func (d *Disk) removeOlder(path string, than time.Time) (gone bool, err error) {
	d.names.Lock()
	defer d.names.Unlock()
	info, err := os.Stat(path)
	if err != nil || !info.ModTime().Before(than) {
		return false, err
	}
	err = os.Remove(path)
	return err == nil, err
}

// Remove deletes a blob whoever has put it, for a store in which nobody has the bytes of
// another; one that is not there is no error.
func (d *Disk) Remove(_ context.Context, sum string) error {
	if !sumForm.MatchString(sum) {
		return exam.Errorf(exam.CodeNotFound, "no such file")
	}
	if err := os.Remove(d.path(sum)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove blob %s: %w", sum, err)
	}
	return nil
}

func (d *Disk) path(sum string) string { return filepath.Join(d.dir, "sha256", sum[:2], sum) }

// PutStill keeps a still of a position in place of the one before. A still is a
// hint, not evidence, so it is not forced to disk.
func (d *Disk) PutStill(_ context.Context, sittingID string, p exam.Position, jpeg []byte) error {
	path := d.stillPath(sittingID, p)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("make still folder: %w", err)
	}
	tmp, err := os.CreateTemp(filepath.Join(d.dir, "tmp"), "still-*")
	if err != nil {
		return fmt.Errorf("make temporary file: %w", err)
	}
	_, err = tmp.Write(jpeg)
	if err := errors.Join(err, tmp.Close()); err != nil {
		return fmt.Errorf("write still: %w", err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return fmt.Errorf("place still: %w", err)
	}
	return nil
}

// Still opens the latest still of a position with the time it came,
// CodeNotFound when there is none.
func (d *Disk) Still(_ context.Context, sittingID string, p exam.Position) (io.ReadCloser, time.Time, error) {
	f, err := os.Open(d.stillPath(sittingID, p))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, time.Time{}, exam.Errorf(exam.CodeNotFound, "no still yet")
	}
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("open still: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, time.Time{}, errors.Join(fmt.Errorf("look at still: %w", err), f.Close())
	}
	return f, info.ModTime(), nil
}

// StillTimes returns when the latest still of each position came; a position
// without one is missing.
func (d *Disk) StillTimes(_ context.Context, sittingID string) (map[exam.Position]time.Time, error) {
	times := map[exam.Position]time.Time{}
	for _, p := range []exam.Position{exam.FirstPosition, exam.SecondPosition} {
		info, err := os.Stat(d.stillPath(sittingID, p))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("look at still: %w", err)
		}
		times[p] = info.ModTime().UTC().Truncate(time.Millisecond)
	}
	return times, nil
}

func (d *Disk) stillPath(sittingID string, p exam.Position) string {
	return filepath.Join(d.dir, "still", filepath.Base(sittingID), strconv.Itoa(int(p))+".jpg")
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
}

package upload

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// startWriting sets the system to write a range of a file to the medium without
// waiting for it. It promises nothing, so its failure is none.
func startWriting(f *os.File, from, n int64) {
	_ = unix.SyncFileRange(int(f.Fd()), from, n, unix.SYNC_FILE_RANGE_WRITE)
}

// openDirect opens a file for writes past the system's cache (open(2), O_DIRECT), nil
// where its file system does not know them.
func openDirect(path string) *os.File {
	f, err := os.OpenFile(path, os.O_WRONLY|unix.O_DIRECT, 0)
	if err != nil {
		return nil
	}
	return f
}

// reserve gives a file its blocks and its size before it is written: writes past the cache
// that make a file longer go one after another (ext4), others side by side. A file system
// that knows no reservations is none the worse; one that is full says so at once.
func reserve(f *os.File, size int64) error {
	err := unix.Fallocate(int(f.Fd()), 0, 0, size)
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS) {
		return nil
	}
	return err
}

// refusesDirect reports whether a file system took the flag and not the write.
func refusesDirect(err error) bool { return errors.Is(err, unix.EINVAL) }

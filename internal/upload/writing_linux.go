package upload

import (
	"os"

	"golang.org/x/sys/unix"
)

// startWriting sets the system to write a range of a file to the medium without
// waiting for it. It promises nothing, so its failure is none.
func startWriting(f *os.File, from, n int64) {
	_ = unix.SyncFileRange(int(f.Fd()), from, n, unix.SYNC_FILE_RANGE_WRITE)
}

//go:build unix

package doctor

import "syscall"

// freeBytes returns what this user may still write to a folder's disk.
func freeBytes(dir string) (uint64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return s.Bavail * uint64(s.Bsize), nil // the type of Bsize differs between systems
}

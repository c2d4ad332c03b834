//go:build !linux

package upload

import "os"

// startWriting leaves the time of writing to the system.
func startWriting(*os.File, int64, int64) {}

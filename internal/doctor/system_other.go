//go:build !linux

package doctor

import "errors"

var errUnknown = errors.New("not known on this system")

// memory is only known on Linux.
func memory() (uint64, error) { return 0, errUnknown }

// Kept is only known on Linux.
func Kept() (bool, error) { return false, errUnknown }

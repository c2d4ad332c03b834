//go:build !unix

package doctor

import "errors"

// freeBytes is only known on Unix.
func freeBytes(string) (uint64, error) { return 0, errors.New("not known on this system") }

//go:build !unix

package media

import "syscall"

// ownGroup has nothing to set here.
func ownGroup() *syscall.SysProcAttr { return nil }

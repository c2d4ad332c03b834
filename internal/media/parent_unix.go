//go:build unix

package media

import "syscall"

// ownGroup keeps a terminal's Ctrl-C from the SFU: the server ends it in order.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

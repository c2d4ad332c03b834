package doctor

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// memory returns the bytes of memory that this program may use: the machine's,
// or the control group's limit where that is less.
func memory() (uint64, error) {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0, fmt.Errorf("read memory: %w", err)
	}
	total, err := memTotal(text)
	if err != nil {
		return 0, err
	}
	limit, err := os.ReadFile("/sys/fs/cgroup/memory.max")
	if err != nil {
		return total, nil // no control group of version 2: no limit of its
	}
	if n, err := strconv.ParseUint(strings.TrimSpace(string(limit)), 10, 64); err == nil && n > 0 {
		total = min(total, n) // "max" is no number
	}
	return total, nil
}

// memTotal reads the line "MemTotal: 16318412 kB" of proc(5), meminfo.
func memTotal(text []byte) (uint64, error) {
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		words := strings.Fields(lines.Text())
		if len(words) < 2 || words[0] != "MemTotal:" {
			continue
		}
		kib, err := strconv.ParseUint(words[1], 10, 54)
		if err != nil {
			return 0, fmt.Errorf("read memory: %w", err)
		}
		return kib << 10, nil
	}
	return 0, fmt.Errorf("read memory: no MemTotal")
}

// timeError is the state of a clock that nothing keeps (adjtimex(2), TIME_ERROR).
const timeError = 5

// Kept reports whether the kernel knows of something that keeps its clock right.
func Kept() (bool, error) {
	var t syscall.Timex
	state, err := syscall.Adjtimex(&t)
	if err != nil {
		return false, fmt.Errorf("ask for the clock's state: %w", err)
	}
	return state != timeError, nil
}

//go:build linux

package faults

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"kaochang/internal/media"
)

// volumeBytes is the size of a volume; SQLite and PostgreSQL with a school need a tenth.
const volumeBytes = 192 << 20

// volume is an ext4 file system in a file, on a loop device that writes to the file
// past the page cache: a disk that can be filled, and whose power can be cut.
type volume struct {
	testing.TB
	image, dir, loop string
	owner            int // of the mounted folder
}

// newVolume mounts an empty volume, or says why this machine gives none.
func newVolume(t testing.TB, at string, owner int) (*volume, error) {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil, errors.New("mounting a disk of its own takes root")
	}
	v := &volume{TB: t, image: filepath.Join(at, "disk.img"), dir: filepath.Join(at, "disk"), owner: owner}
	file, err := os.Create(v.image)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(file.Truncate(volumeBytes), file.Close(), os.Mkdir(v.dir, 0o755)); err != nil {
		return nil, err
	}
	if err := command("mkfs.ext4", "-q", "-m", "0", v.image); err != nil {
		return nil, err
	}
	if err := v.mount(); err != nil {
		return nil, err
	}
	t.Cleanup(func() {
		if err := v.unmount(); err != nil {
			t.Error(err)
		}
	})
	return v, nil
}

func command(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, out)
	}
	return nil
}

func (v *volume) mount() error {
	out, err := exec.Command("losetup", "--direct-io=on", "--find", "--show", v.image).CombinedOutput()
	if err != nil {
		return fmt.Errorf("losetup: %w: %s", err, out)
	}
	v.loop = strings.TrimSpace(string(out))
	if err := command("mount", "-t", "ext4", v.loop, v.dir); err != nil {
		return errors.Join(err, v.detach())
	}
	return os.Chown(v.dir, v.owner, -1)
}

// unmount takes the volume off; processes that were killed may hold it a moment longer.
func (v *volume) unmount() error {
	if v.loop == "" {
		return nil
	}
	var err error
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		if err = unix.Unmount(v.dir, 0); !errors.Is(err, unix.EBUSY) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("unmount %s: %w", v.dir, err)
	}
	return v.detach()
}

func (v *volume) detach() error {
	loop := v.loop
	v.loop = ""
	return command("losetup", "--detach", loop)
}

// shutdown is EXT4_IOC_SHUTDOWN, and noLogFlush the way of it that writes nothing more,
// not even the journal (Linux, fs/ext4/ext4.h): what lies in the page cache is gone, as
// it is when the power is.
const (
	shutdown   = 0x8004587d
	noLogFlush = 2
)

// cut is the power cut: from one moment on nothing more reaches the device.
func (v *volume) cut() error {
	dir, err := unix.Open(v.dir, unix.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		return fmt.Errorf("open %s: %w", v.dir, err)
	}
	defer func() { _ = unix.Close(dir) }() // it was read only
	if err := unix.IoctlSetPointerInt(dir, shutdown, noLogFlush); err != nil {
		return fmt.Errorf("shut down the file system of %s: %w", v.dir, err)
	}
	return nil
}

// repair copies what reached the device, repairs the copy as a machine does when it
// starts, and mounts it in place of the first.
func (v *volume) repair() error {
	if err := v.unmount(); err != nil {
		return err
	}
	taken := v.image + ".taken"
	if err := command("cp", "--sparse=always", v.image, taken); err != nil {
		return err
	}
	err := command("e2fsck", "-f", "-y", taken)
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 { // it has repaired
		err = nil
	}
	if err != nil {
		return err
	}
	if err := os.Rename(taken, v.image); err != nil {
		return err
	}
	return v.mount()
}

// fill leaves no free block; free gives them back.
func (v *volume) fill() error {
	var free unix.Statfs_t
	if err := unix.Statfs(v.dir, &free); err != nil {
		return err
	}
	file, err := os.Create(v.filler())
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // a full disk may say so once more
	if err := unix.Fallocate(int(file.Fd()), 0, 0, int64(free.Bavail)*free.Bsize); err != nil && !errors.Is(err, unix.ENOSPC) {
		return fmt.Errorf("fill %s: %w", v.dir, err)
	}
	if _, err := file.Seek(0, 2); err != nil {
		return err
	}
	for block := make([]byte, 4096); ; {
		if _, err := file.Write(block); errors.Is(err, unix.ENOSPC) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// free waits for the journal as well: until it is written, ext4 counts the blocks of a
// deleted file as taken.
func (v *volume) free() error {
	dir, err := os.Open(v.dir)
	if err != nil {
		return err
	}
	defer func() { _ = dir.Close() }() // it was read only
	return errors.Join(os.Remove(v.filler()), unix.Syncfs(int(dir.Fd())))
}

func (v *volume) filler() string { return filepath.Join(v.dir, "filler") }

// folder makes a folder that other users may pass through, unlike TempDir's.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "kaochang-faults-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// freePort returns a port of 127.0.0.1 that is free now, as are the three after it, on
// which a server has its media. No outgoing connection takes it while a server that
// holds it is away.
func freePort(t testing.TB) string {
	t.Helper()
	port, err := media.FreePort(4)
	if err != nil {
		t.Fatal(err)
	}
	return strconv.Itoa(port)
}

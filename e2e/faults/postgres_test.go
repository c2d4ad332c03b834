//go:build linux

package faults

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cluster is a PostgreSQL of the test's own that syncs as one in use does.
type cluster struct {
	testing.TB
	bin, dir, data, port, options string
	as                            *syscall.Credential // nil for ourselves
	pid                           int                 // of the postmaster
}

// postgresBin finds the folder of initdb, as scripts/with-postgres.sh does.
func postgresBin() (string, error) {
	if found, err := exec.LookPath("initdb"); err == nil {
		found, err = filepath.EvalSymlinks(found)
		return filepath.Dir(found), err
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("no initdb found: scripts/deps.sh installs PostgreSQL")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// postgresUser is whom PostgreSQL runs as: it refuses root.
func postgresUser() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// newCluster starts a cluster whose data lie in a folder; with hasty a commit does not
// wait for the disk.
func newCluster(t testing.TB, bin, in string, as *syscall.Credential, hasty bool) *cluster {
	t.Helper()
	c := &cluster{TB: t, bin: bin, dir: folder(t), data: filepath.Join(in, "data"), port: freePort(t), as: as}
	// After a crash it brings its folder to the disk at once (syncfs), not file by file.
	c.options = "-h 127.0.0.1 -p " + c.port + " -k '' -c max_connections=60 -c shared_buffers=32MB -c max_wal_size=32MB -c log_min_messages=fatal -c recovery_init_sync_method=syncfs"
	if hasty {
		c.options += " -c synchronous_commit=off"
	}
	password := filepath.Join(c.dir, "password")
	c.must(os.WriteFile(password, []byte("faults\n"), 0o600))
	if as != nil {
		c.must(errors.Join(os.Chown(password, int(as.Uid), -1), os.Chown(c.dir, int(as.Uid), -1)))
	}
	c.must(c.run("initdb", "-D", c.data, "-U", "kaochang", "-A", "scram-sha-256", "--pwfile="+password, "-E", "UTF8", "--locale=C", "--wal-segsize=1"))
	c.start()
	t.Cleanup(c.kill)
	return c
}

func (c *cluster) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

func (c *cluster) dsn() string {
	return "postgres://kaochang:faults@127.0.0.1:" + c.port + "/postgres?sslmode=disable"
}

// run runs one of PostgreSQL's programs; what it says goes to a file, since a server
// that it starts keeps its output open.
func (c *cluster) run(program string, args ...string) error {
	log := filepath.Join(c.dir, program+".log")
	file, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // it is only read after a failure
	cmd := exec.Command(filepath.Join(c.bin, program), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.dir, file, file
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.as}
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(log)
		return fmt.Errorf("%s: %w: %s", program, err, said)
	}
	return nil
}

func (c *cluster) start() {
	c.Helper()
	// One that was killed is a zombie until init has heard of it: PostgreSQL would take
	// its number for that of another server.
	if err := os.Remove(filepath.Join(c.data, "postmaster.pid")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		c.Fatal(err)
	}
	log := filepath.Join(c.dir, "postgres.log")
	if err := c.run("pg_ctl", "-D", c.data, "-w", "-t", "60", "-s", "-l", log, "-o", c.options, "start"); err != nil {
		said, _ := os.ReadFile(log) // the cause matters more
		c.Fatalf("%v: %s", err, said[max(0, len(said)-2000):])
	}
	text, err := os.ReadFile(filepath.Join(c.data, "postmaster.pid"))
	c.must(err)
	first, _, _ := strings.Cut(string(text), "\n")
	c.pid, err = strconv.Atoi(first)
	c.must(err)
}

// stop is the immediate stop: sessions are cut, the next start recovers.
func (c *cluster) stop() {
	c.Helper()
	c.must(c.run("pg_ctl", "-D", c.data, "-m", "immediate", "-w", "-t", "60", "-s", "stop"))
	c.pid = 0
}

// kill ends it as a power cut does, every process at once: those that wait for one that
// is gone would wait for ever.
func (c *cluster) kill() {
	if c.pid == 0 {
		return
	}
	_ = syscall.Kill(c.pid, syscall.SIGSTOP)                                           // it may have ended by itself; it makes no more children
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", c.pid, c.pid)) // then it has none
	for _, child := range strings.Fields(string(children)) {
		if pid, err := strconv.Atoi(child); err == nil {
			_ = syscall.Kill(pid, syscall.SIGKILL) // as above
		}
	}
	_ = syscall.Kill(c.pid, syscall.SIGKILL)
	until(time.Now().Add(patience), func() bool { return !c.lives() })
	c.pid = 0
}

// lives reports whether the postmaster runs; one that nobody has waited for yet does not.
func (c *cluster) lives() bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.pid))
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(after, "Z")
}

// revive starts it again if it has given up, as PostgreSQL does when its disk is full.
func (c *cluster) revive() {
	c.Helper()
	if !c.lives() {
		c.start()
	}
}

//go:build linux

package faults

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long anything may take to come back; a loaded machine is slow.
const patience = time.Minute

// server is the built binary, serving a demo school in a process of its own.
type server struct {
	testing.TB
	binary, addr, url string
	args              []string
	process           *exec.Cmd
	log               bytes.Buffer
}

// built holds the binaries that the tests start, built once each.
var built struct {
	sync.Mutex
	path map[string]string
	dir  string
}

// binary builds kaochang as it is in the sources; linked is what the linker sets.
// FAULTS_BINARY names one that was built before and is taken where nothing is set.
func binary(t testing.TB, linked string) string {
	t.Helper()
	if path := os.Getenv("FAULTS_BINARY"); path != "" && linked == "" {
		return path
	}
	built.Lock()
	defer built.Unlock()
	if path := built.path[linked]; path != "" {
		return path
	}
	if built.dir == "" {
		dir, err := os.MkdirTemp("", "kaochang-faults-bin-")
		if err != nil {
			t.Fatal(err)
		}
		built.dir, built.path = dir, map[string]string{}
	}
	path := filepath.Join(built.dir, "kaochang"+map[bool]string{true: "-control"}[linked != ""])
	if err := command("go", "build", "-ldflags", "-s -w "+linked, "-o", path, "kaochang/cmd/kaochang"); err != nil {
		t.Fatal(err)
	}
	built.path[linked] = path
	return path
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir) // what is left is in a folder for temporary files
	}
	os.Exit(code)
}

// newServer starts a server on a folder and, unless it is "", a PostgreSQL.
func newServer(t testing.TB, binary, data, database string) *server {
	t.Helper()
	addr := "127.0.0.1:" + freePort(t)
	s := &server{TB: t, binary: binary, addr: addr, url: "http://" + addr, args: []string{"demo", "--addr", addr, "--data", data, "--log-level", "error"}}
	if database != "" {
		s.args = append(s.args, "--database", database)
	}
	s.start()
	t.Cleanup(func() {
		s.kill()
		if t.Failed() {
			t.Logf("the server said, at last:\n%s", s.log.String()[max(0, s.log.Len()-4000):])
		}
	})
	return s
}

func (s *server) start() {
	s.Helper()
	s.process = exec.Command(s.binary, s.args...)
	s.process.Stderr = &s.log
	s.process.WaitDelay = time.Second                                                                                 // its media process ends a moment later
	s.process.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "KAOCHANG_") }) // settings of other tests
	if err := s.process.Start(); err != nil {
		s.Fatal(err)
	}
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		resp, err := http.Get(s.url + "/readyz")
		if err != nil {
			continue
		}
		_ = resp.Body.Close() // its status is enough
		if resp.StatusCode == http.StatusOK {
			return
		}
	}
	s.Fatalf("the server is not ready after %v", patience)
}

func (s *server) kill() {
	_ = s.process.Process.Kill() // SIGKILL; it may be gone
	_ = s.process.Wait()         // killed
}

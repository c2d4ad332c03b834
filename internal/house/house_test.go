package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// root is the project's folder, seen from this package's.
const root = "../.."

// longFiles are files of ours that may be longer than MaxFileLines, each with
// its reason.
var longFiles = map[string]string{}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name     string
		from     Package
		imported string
		ok       bool
	}{
		{"cmd joins everything", "cmd/kaochang", "kaochang/internal/store", true},
		{"cmd starts the server", "cmd/kaochang", "kaochang/internal/server", true},
		{"the server knows features", "internal/server", "kaochang/internal/waiting", true},
		{"the server knows its web client", "internal/server", "kaochang/internal/server/webclient", true},
		{"the server knows no adapter", "internal/server", "kaochang/internal/store", false},
		{"a feature knows the domain", "internal/waiting", "kaochang/internal/exam", true},
		{"a feature knows the ground", "internal/waiting", "kaochang/internal/operation", true},
		{"a feature knows no other feature", "internal/waiting", "kaochang/internal/interview", false},
		{"a feature knows no adapter", "internal/waiting", "kaochang/internal/store", false},
		{"a feature knows no server", "internal/waiting", "kaochang/internal/server", false},
		{"an adapter knows the domain", "internal/store", "kaochang/internal/exam", true},
		{"an adapter knows no feature", "internal/store", "kaochang/internal/waiting", false},
		{"an adapter knows no other adapter", "internal/upload", "kaochang/internal/blob", false},
		{"the ground knows no feature", "internal/snapshot", "kaochang/internal/room", false},
		{"the domain knows nothing of ours", "internal/exam", "kaochang/internal/ident", false},
		{"the domain uses the standard library", "internal/exam", "encoding/json", true},
		{"the domain uses nothing from outside", "internal/exam", "github.com/google/uuid", false},
		{"media knows LiveKit", "internal/media", "github.com/livekit/livekit-server/pkg/config", true},
		{"the server does not know LiveKit", "internal/server", "github.com/livekit/protocol/auth", false},
		{"cmd does not know pion", "cmd/kaochang", "github.com/pion/webrtc/v4", false},
		{"the store knows bun", "internal/store", "github.com/uptrace/bun", true},
		{"a feature does not know bun", "internal/room", "github.com/uptrace/bun", false},
		{"realtime's library is not its client's", "internal/realtime", "github.com/centrifugal/centrifuge-go", false},
		{"code does not import a suite", "internal/store", "kaochang/internal/storetest", false},
		{"a suite lives below its package too", "internal/store", "kaochang/internal/store/storetest", false},
		{"a suite knows the domain", "internal/storetest", "kaochang/internal/exam", true},
		{"a package has a place", "internal/util", "kaochang/internal/exam", false},
		{"the fault harness opens the store", "e2e/faults", "kaochang/internal/store", true},
		{"code does not import the fault harness", "internal/store", "kaochang/e2e/faults", false},
		{"Go code lives in cmd and internal", "pkg/thing", "fmt", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := Check(c.from, c.imported); (err == nil) != c.ok {
				t.Errorf("Check(%s, %s) = %v, want allowed: %t", c.from, c.imported, err, c.ok)
			}
		})
	}
}

func TestImportsPointOneWay(t *testing.T) {
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, parser.ImportsOnly)
		if err != nil {
			t.Errorf("parse %s: %v", file, err)
			continue
		}
		p := Package(filepath.ToSlash(filepath.Dir(file)))
		if _, err := p.Layer(); err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Errorf("%s: import %s: %v", file, spec.Path.Value, err)
				continue
			}
			if err := Check(p, imported); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
}

func TestFilesStayShort(t *testing.T) {
	long := map[string]int{}
	for _, file := range goFiles(t) {
		if n := strings.Count(read(t, file), "\n"); n > MaxFileLines {
			long[file] = n
		}
	}
	for file, n := range long {
		if longFiles[file] == "" {
			t.Errorf("%s has %d lines, want at most %d: look for the second story inside", file, n, MaxFileLines)
		}
	}
	for file := range longFiles {
		if long[file] == 0 {
			t.Errorf("%s is listed as long and is not: take it off the list", file)
		}
	}
}

// goFiles returns the project's Go files, named from its root.
func goFiles(t *testing.T) []string {
	t.Helper()
	return slices.Concat(files(t, "cmd", ".go"), files(t, "internal", ".go"), files(t, string(faults), ".go"))
}

// files returns the files below folder whose names end with suffix, named from
// the project's root; node_modules is no part of it.
func files(t *testing.T, folder, suffix string) []string {
	t.Helper()
	var found []string
	err := fs.WalkDir(os.DirFS(root), folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "node_modules" {
			return fs.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(name, suffix) {
			found = append(found, name)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("walk %s: %v", folder, err)
	}
	return found
}

// read returns a file of the project, named from its root.
func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatalf("read %s: %v", file, err)
	}
	return string(content)
}

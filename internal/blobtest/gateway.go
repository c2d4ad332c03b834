package blobtest

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"kaochang/internal/blob"
)

// GatewayEnv names the S3 server for tests, the program versitygw. Defaults to
// the one that `make bin/versitygw` builds.
const GatewayEnv = "KAOCHANG_TEST_S3"

// Gateway is a real S3 server on loopback with one bucket, gone when the test ends.
type Gateway struct {
	*testing.T
	// Place is the bucket with a key that may do everything.
	Place blob.Place
	port  string
	dir   string
	child *exec.Cmd
}

// HasGateway reports whether there is an S3 server for tests. Continuous
// integration must have one: there its absence fails the test.
func HasGateway(t *testing.T) bool {
	t.Helper()
	if _, err := os.Stat(program()); err == nil {
		return true
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("there is no %s: make bin/versitygw; these rules must be shown on S3, too", program())
	}
	t.Logf("there is no %s (make bin/versitygw): shown on disk only", program())
	return false
}

func program() string {
	if named := os.Getenv(GatewayEnv); named != "" {
		return named
	}
	here, err := os.Getwd() // of a test: its package's folder
	if err != nil {
		return "versitygw"
	}
	for dir := here; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "bin", "versitygw")
		}
	}
	return "versitygw"
}

// NewGateway starts a server and makes its bucket; a test without one is skipped.
func NewGateway(t *testing.T) *Gateway {
	t.Helper()
	if !HasGateway(t) {
		t.Skip("no S3 server for tests")
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	g := &Gateway{T: t, port: port, dir: t.TempDir(), Place: blob.Place{
		Endpoint: "http://127.0.0.1:" + port, Bucket: "exam-" + strings.ToLower(rand.Text()[:8]), Region: "us-east-1", Prefix: "kaochang/", PathStyle: true,
		KeyID: "kaochang", Secret: rand.Text(),
	}}
	g.Start()
	t.Cleanup(g.Stop)
	g.MakeBucket()
	return g
}

// Start starts the server, again on the same port and data, and waits until it
// answers.
func (g *Gateway) Start() {
	g.Helper()
	g.child = exec.Command(program(), "--quiet", "--port", "127.0.0.1:"+g.port, "posix", g.dir) // Stop ends it
	g.child.Env = append(os.Environ(), "ROOT_ACCESS_KEY_ID="+g.Place.KeyID, "ROOT_SECRET_ACCESS_KEY="+g.Place.Secret)
	if err := g.child.Start(); err != nil {
		g.Fatalf("start %s: %v", program(), err)
	}
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get(g.Place.Endpoint)
		if err == nil {
			_ = resp.Body.Close()
			return
		}
	}
	g.Fatalf("%s does not answer at %s", program(), g.Place.Endpoint)
}

// Stop ends the server as a power cut does; what it keeps stays.
func (g *Gateway) Stop() {
	if g.child == nil {
		return
	}
	_ = g.child.Process.Kill() // it may have ended
	_ = g.child.Wait()         // it was killed
	g.child = nil
}

// MakeBucket makes the bucket.
func (g *Gateway) MakeBucket() {
	g.Helper()
	if err := g.client().MakeBucket(g.Context(), g.Place.Bucket, minio.MakeBucketOptions{Region: g.Place.Region}); err != nil {
		g.Fatalf("make bucket: %v", err)
	}
}

// DropBucket removes the bucket with all that is in it, behind the server's back.
func (g *Gateway) DropBucket() {
	g.Helper()
	if err := os.RemoveAll(filepath.Join(g.dir, g.Place.Bucket)); err != nil {
		g.Fatal(err)
	}
}

// Age makes all objects older, behind the server's back.
func (g *Gateway) Age(by time.Duration) {
	g.Helper()
	for _, key := range g.Objects() {
		Age(g.T, filepath.Join(g.dir, g.Place.Bucket, g.Place.Prefix, key), by)
	}
}

// Age makes a file older.
func Age(t *testing.T, path string, by time.Duration) {
	t.Helper()
	info, err := os.Stat(path)
	if err == nil {
		err = os.Chtimes(path, time.Time{}, info.ModTime().Add(-by))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Open returns the bucket as servers use it.
func (g *Gateway) Open() *blob.Bucket {
	g.Helper()
	b, err := blob.OpenBucket(g.Place)
	if err != nil {
		g.Fatal(err)
	}
	return b
}

// Objects lists the keys in the bucket, without the prefix of its place.
func (g *Gateway) Objects() (keys []string) {
	g.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(g.Context()), 10*time.Second)
	defer cancel()
	for one := range g.client().ListObjects(ctx, g.Place.Bucket, minio.ListObjectsOptions{Recursive: true}) {
		if one.Err != nil {
			g.Fatalf("list objects: %v", one.Err)
		}
		key, ours := strings.CutPrefix(one.Key, g.Place.Prefix)
		if !ours {
			g.Error(errors.New("an object lies outside of the prefix: " + one.Key))
		}
		keys = append(keys, key)
	}
	return keys
}

func (g *Gateway) client() *minio.Client {
	c, err := minio.New("127.0.0.1:"+g.port, &minio.Options{Creds: credentials.NewStaticV4(g.Place.KeyID, g.Place.Secret, ""), Region: g.Place.Region})
	if err != nil {
		g.Fatal(err)
	}
	return c
}

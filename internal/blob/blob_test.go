package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kaochang/internal/blob"
	"kaochang/internal/blobtest"
	"kaochang/internal/exam"
)

func TestDisk(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(t *testing.T) (blobtest.Store, blobtest.Medium) {
		dir := t.TempDir()
		d, err := blob.OpenDisk(dir)
		if err != nil {
			t.Fatal(err)
		}
		return d, &folder{t, dir}
	})
}

// wholeFile is a source that is a file of its own.
type wholeFile struct {
	*os.File
	sum string
}

func (w wholeFile) Settled() (path, sha256 string) { return w.Name(), w.sum }

func TestAFileOfItsOwnIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	dir, at := t.TempDir(), t.TempDir()
	d, err := blob.OpenDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	content := []byte("what arrived")
	want := fmt.Sprintf("%x", sha256.Sum256(content))
	path := filepath.Join(at, "upload")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for range 2 { // twice: the first answer may have got lost
		sum, size, err := d.Put(t.Context(), wholeFile{f, want})
		if err != nil || sum != want || size != int64(len(content)) {
			t.Fatalf("Put = %s, %d, %v, want its hash and size", sum, size, err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("the file is gone before it was said that all is well: %v", err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	src, err := d.Open(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(src)
	if err := errors.Join(err, src.Close()); err != nil || !bytes.Equal(got, content) || len(filesIn(t, dir)) != 1 {
		t.Errorf("kept %q, %v, in %v, want the content once", got, err, filesIn(t, dir))
	}
	// What has gone from its place is read like any other source.
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if gone, err := d.RemoveOlder(t.Context(), want, time.Now().Add(time.Hour)); err != nil || !gone {
		t.Fatalf("RemoveOlder = %v, %v", gone, err)
	}
	if sum, _, err := d.Put(t.Context(), wholeFile{f, want}); err != nil || sum != want {
		t.Errorf("Put of a file without a name = %s, %v, want it copied", sum, err)
	}
}

func TestAFileOfItsOwnIsNewWhenItIsTaken(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, err := blob.OpenDisk(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	content, name := []byte("what arrived over a day"), filepath.Join(dir, "upload")
	sum := fmt.Sprintf("%x", sha256.Sum256(content))
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	src, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }() // only read
	for _, row := range []struct {
		taken string
		gone  bool // it was removed before it is taken
	}{{"for the first time", false}, {"again, while it lies there", false}, {"again, after it was removed", true}} {
		for _, old := range filesIn(t, dir) {
			blobtest.Age(t, old, 24*time.Hour)
		}
		than := time.Now().Add(-time.Hour)
		if row.gone {
			if gone, err := d.RemoveOlder(t.Context(), sum, than); err != nil || !gone {
				t.Errorf("before it is taken %s: RemoveOlder = %v, %v, want it gone", row.taken, gone, err)
			}
		}
		if _, _, err := d.Put(t.Context(), wholeFile{src, sum}); err != nil {
			t.Fatal(err)
		}
		if gone, err := d.RemoveOlder(t.Context(), sum, than); err != nil || gone {
			t.Errorf("taken %s: RemoveOlder = %v, %v, want it kept", row.taken, gone, err)
		}
		if taken, err := os.ReadFile(filepath.Join(dir, "blobs", "sha256", sum[:2], sum)); err != nil || !bytes.Equal(taken, content) {
			t.Errorf("taken %s: it is %q, %v", row.taken, taken, err)
		}
	}
}

func TestS3(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(t *testing.T) (blobtest.Store, blobtest.Medium) {
		g, dir := blobtest.NewGateway(t), t.TempDir()
		s, err := blob.NewS3(g.Open(), dir)
		if err != nil {
			t.Fatal(err)
		}
		return s, &bucket{g, dir}
	})
}

// folder is what lies under a store on disk.
type folder struct {
	*testing.T
	dir string
}

func (f *folder) Kept() []string { return filesIn(f.T, f.dir) }

func (f *folder) Age(by time.Duration) {
	f.Helper()
	for _, name := range f.Kept() {
		blobtest.Age(f.T, name, by)
	}
}

// bucket is what lies under a store in a bucket: objects, and files on their way.
type bucket struct {
	*blobtest.Gateway
	dir string
}

func (b *bucket) Kept() []string { return append(b.Objects(), filesIn(b.T, b.dir)...) }

func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestABucketIsProbed(t *testing.T) {
	t.Parallel()
	g := blobtest.NewGateway(t)
	with := func(change func(*blob.Place)) blob.Place {
		p := g.Place
		change(&p)
		return p
	}
	for _, row := range []struct {
		name     string
		place    blob.Place
		says     []string // what was found and what to do
		settings bool
	}{
		{"a bucket that is there", g.Place, nil, false},
		{"a key that is not known", with(func(p *blob.Place) { p.KeyID = "nobody" }), []string{"is not known", "--s3-key-id"}, true},
		{"a secret that does not fit", with(func(p *blob.Place) { p.Secret = "wrong" }), []string{"does not fit", "--s3-secret-file"}, true},
		{"a bucket that is not there", with(func(p *blob.Place) { p.Bucket = "no-such-bucket" }), []string{`no bucket "no-such-bucket"`, "--s3-bucket"}, true},
		{"another region", with(func(p *blob.Place) { p.Region = "cn-north-1" }), []string{"another region", "--s3-region"}, true},
		{"a server that is not there", with(func(p *blob.Place) { p.Endpoint = "http://127.0.0.1:1" }), []string{"connection refused", "--s3-endpoint"}, false},
	} {
		b, err := blob.OpenBucket(row.place)
		if err != nil {
			t.Fatalf("%s: %v", row.name, err)
		}
		err = b.Probe(t.Context())
		if (err == nil) != (row.says == nil) || blob.IsSettings(err) != row.settings {
			t.Errorf("%s: Probe = %v, of the settings: %v, want %v", row.name, err, blob.IsSettings(err), row.settings)
		}
		for _, part := range row.says {
			if err != nil && !strings.Contains(err.Error(), part) {
				t.Errorf("%s: Probe says %q, want %q in it", row.name, err, part)
			}
		}
		if err != nil && strings.Contains(err.Error(), g.Place.Secret) {
			t.Errorf("%s: the secret is said: %v", row.name, err)
		}
	}
	if left := g.Objects(); len(left) != 0 {
		t.Errorf("probes left %v", left)
	}
	for _, endpoint := range []string{"", "s3.example.edu.cn", "ftp://s3.example.edu.cn", "https://"} {
		if _, err := blob.OpenBucket(with(func(p *blob.Place) { p.Endpoint = endpoint })); err == nil {
			t.Errorf("endpoint %q is taken, want it refused", endpoint)
		}
	}
}

func TestWhatTheBucketDidNotTakeIsNotKept(t *testing.T) {
	t.Parallel()
	g := blobtest.NewGateway(t)
	s, err := blob.NewS3(g.Open(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	sum, _, err := s.Put(t.Context(), strings.NewReader("before"))
	if err != nil {
		t.Fatal(err)
	}
	g.Stop()
	if _, _, err := s.Put(t.Context(), strings.NewReader("meanwhile")); exam.CodeOf(err) != exam.CodeUnavailable {
		t.Errorf("Put while the bucket is away = %v, want unavailable", err)
	}
	if _, err := s.Open(t.Context(), sum); exam.CodeOf(err) != exam.CodeUnavailable {
		t.Errorf("Open while the bucket is away = %v, want unavailable, not not_found", err)
	}
	if times, err := s.StillTimes(t.Context(), "sitting"); err != nil || len(times) != 0 {
		t.Errorf("StillTimes while the bucket is away = %v, %v, want none: boards go on", times, err)
	}
	g.Start()
	if _, _, err := s.Put(t.Context(), strings.NewReader("after")); err != nil {
		t.Errorf("Put when it is back = %v", err)
	}
	if n := len(g.Objects()); n != 2 {
		t.Errorf("the bucket has %d objects, want 2: %v", n, g.Objects())
	}
	g.DropBucket()
	if _, err := s.Open(t.Context(), sum); exam.CodeOf(err) != exam.CodeUnavailable {
		t.Errorf("Open without a bucket = %v, want unavailable, not not_found", err)
	}
	if _, _, err := s.Put(t.Context(), strings.NewReader("too late")); exam.CodeOf(err) != exam.CodeUnavailable {
		t.Errorf("Put without a bucket = %v, want unavailable", err)
	}
}

func TestAStreamThatBreaksIsReadOn(t *testing.T) {
	t.Parallel()
	g := blobtest.NewGateway(t)
	s, err := blob.NewS3(g.Open(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	content := bytes.Repeat([]byte("0123456789abcdef"), 4<<20) // 64 MB: more than a socket holds
	sum, _, err := s.Put(t.Context(), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	src, err := s.Open(t.Context(), sum)
	if err != nil {
		t.Fatal(err)
	}
	got := bytes.Buffer{}
	if _, err := got.ReadFrom(io.LimitReader(src, 1<<20)); err != nil {
		t.Fatal(err)
	}
	g.Stop()
	g.Start()
	if _, err := got.ReadFrom(src); err != nil || !bytes.Equal(got.Bytes(), content) {
		t.Errorf("after the server was cut off: %d bytes and %v, want all of it", got.Len(), err)
	}
	if err := src.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Open(gone, sum); !errors.Is(err, context.Canceled) {
		t.Errorf("Open by who has gone = %v, want canceled", err)
	}
}

package upload_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kaochang/internal/blobtest"
	"kaochang/internal/upload"
	"kaochang/internal/uploadtest"
)

func onDisk(t *testing.T) uploadtest.Medium {
	dir := t.TempDir()
	return uploadtest.Medium{
		Open: func() (upload.Pieces, error) { return upload.OnDisk(dir) },
		Left: func() []string { return filesIn(t, dir) },
	}
}

func inBucket(g *blobtest.Gateway) uploadtest.Medium {
	dir := g.TempDir()
	return uploadtest.Medium{
		Open: func() (upload.Pieces, error) { return upload.InBucket(g.Open(), dir) },
		Left: func() []string { return append(g.Objects(), filesIn(g.T, dir)...) },
	}
}

func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestOnDisk(t *testing.T) {
	t.Parallel()
	uploadtest.Run(t, onDisk)
}

func TestInBucket(t *testing.T) {
	t.Parallel()
	uploadtest.Run(t, func(t *testing.T) uploadtest.Medium { return inBucket(blobtest.NewGateway(t)) })
}

// With two servers on one bucket, any of them takes the next piece.
func TestAnyServerTakesTheNextPiece(t *testing.T) {
	t.Parallel()
	m := inBucket(blobtest.NewGateway(t))
	w := uploadtest.NewWorld(t, m)
	content := uploadtest.Content(5 << 20)
	w.Begin(len(content))
	for from := 0; from < len(content); from += 1 << 20 {
		w.Want("a piece", w.Piece(from, content[from:from+1<<20]), http.StatusNoContent, from+1<<20)
		w.Serve()
	}
	w.Kept(content)
}

func TestABucketThatGoesAwayInMidUpload(t *testing.T) {
	t.Parallel()
	g := blobtest.NewGateway(t)
	w := uploadtest.NewWorld(t, inBucket(g))
	content := uploadtest.Content(40 << 20)
	w.Begin(len(content))
	w.Want("before", w.Piece(0, content[:20<<20]), http.StatusNoContent, 20<<20)
	g.Stop()
	a := w.Piece(20<<20, content[20<<20:])
	w.Want("meanwhile", a, http.StatusServiceUnavailable, -1)
	w.Want("asked meanwhile", w.Head(), http.StatusServiceUnavailable, -1)
	g.Start()
	w.Want("it is back", w.Head(), http.StatusOK, 20<<20)
	w.Want("the rest", w.Piece(20<<20, content[20<<20:]), http.StatusNoContent, len(content))
	w.Kept(content)
}

// Each wrong setting is told as what it is to the phone: not now, never "no such
// upload", which would make it begin anew or give up.
func TestABucketThatIsGoneForgetsNothingButTellsSo(t *testing.T) {
	t.Parallel()
	g := blobtest.NewGateway(t)
	w := uploadtest.NewWorld(t, inBucket(g))
	content := uploadtest.Content(100_000)
	w.Begin(len(content))
	w.Piece(0, content[:50_000])
	right := g.Place
	g.Place.Secret = "changed"
	w.Serve()
	w.Want("a key that was changed", w.Head(), http.StatusServiceUnavailable, -1)
	g.Place.KeyID = "nobody"
	w.Serve()
	w.Want("a key that was removed", w.Head(), http.StatusServiceUnavailable, -1)
	g.Place = right
	g.Place.Bucket = "another-bucket"
	w.Serve()
	w.Want("a bucket that is not there", w.Head(), http.StatusServiceUnavailable, -1)
	g.Place = right
	w.Serve()
	w.Want("it is back", w.Head(), http.StatusOK, 50_000)
	w.Want("the rest", w.Piece(50_000, content[50_000:]), http.StatusNoContent, len(content))
	w.Kept(content)
}

// After a power cut a file may be longer than what the disk surely has of it.
func TestBytesBehindTheMarkAreSentAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := uploadtest.NewWorld(t, uploadtest.Medium{
		Open: func() (upload.Pieces, error) { return upload.OnDisk(dir) },
		Left: func() []string { return filesIn(t, dir) },
	})
	content := uploadtest.Content(20 << 20)
	w.Begin(len(content))
	w.Want("marked", w.Piece(0, content[:16<<20]), http.StatusNoContent, 16<<20)
	marked(t, filepath.Join(dir, "ticket.mark"), `"bytes":16777216`)
	f, err := os.OpenFile(filepath.Join(dir, "ticket"), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(make([]byte, 1<<20)); err != nil { // length that reached the disk without its bytes
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	w.Serve()
	w.Want("as far as the mark", w.Head(), http.StatusOK, 16<<20)
	if err := os.WriteFile(filepath.Join(dir, "ticket.mark"), []byte(`{"bytes":`), 0o600); err != nil {
		t.Fatal(err)
	}
	w.Serve()
	w.Want("a torn mark says nothing", w.Head(), http.StatusOK, 0)
	w.Want("all again", w.Piece(0, content), http.StatusNoContent, len(content))
	w.Kept(content)
}

// A power cut may leave an empty file where it is said what an upload is. It begins anew
// then, and is not broken for ever.
func TestAnUploadThatNobodyKnowsBeginsAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := uploadtest.NewWorld(t, uploadtest.Medium{
		Open: func() (upload.Pieces, error) { return upload.OnDisk(dir) },
		Left: func() []string { return filesIn(t, dir) },
	})
	content := uploadtest.Content(100_000)
	w.BeginDeferred()
	w.Want("so far", w.Piece(0, content[:50_000]), http.StatusNoContent, 50_000)
	for _, torn := range []string{"", `{"ID":"tick`} {
		if err := os.WriteFile(filepath.Join(dir, "ticket.info"), []byte(torn), 0o600); err != nil {
			t.Fatal(err)
		}
		w.Serve()
		w.Want("unknown to a server that starts", w.Head(), http.StatusNotFound, -1)
	}
	if have, taken, err := w.Uploads.Take(t.Context(), "ticket", -1); have != 0 || taken || err != nil {
		t.Errorf("%d bytes, %v, %v were taken, want nothing", have, taken, err)
	}
	w.Want("anew", w.Begin(len(content)), http.StatusCreated, -1)
	w.Want("all", w.Piece(0, content), http.StatusNoContent, len(content))
	w.Kept(content)
}

// marked waits until a mark says something; it is made while more arrives.
func marked(t *testing.T, path, want string) {
	t.Helper()
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		if text, err := os.ReadFile(path); err == nil && strings.Contains(string(text), want) && json.Valid(text) {
			return
		}
	}
	t.Fatalf("%s does not say %s within 20 s", path, want)
}

func TestAbandonedUploadsAreSwept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{"old": 50 * time.Hour, "old.info": 50 * time.Hour, "young": time.Hour} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := upload.OnDisk(dir); err != nil {
		t.Fatal(err)
	}
	if left := filesIn(t, dir); len(left) != 1 || left[0] != "young" {
		t.Errorf("%v are left, want the young one", left)
	}
}

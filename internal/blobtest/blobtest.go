// Package blobtest is the suite that every blob store must pass, on disk and in a
// bucket, and the S3 server of tests.
package blobtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"kaochang/internal/exam"
)

// Store is a blob store.
type Store interface {
	Put(ctx context.Context, src io.Reader) (sum string, size int64, err error)
	Open(ctx context.Context, sum string) (io.ReadSeekCloser, error)
	RemoveOlder(ctx context.Context, sum string, than time.Time) (gone bool, err error)
	PutStill(ctx context.Context, sittingID string, p exam.Position, jpeg []byte) error
	Still(ctx context.Context, sittingID string, p exam.Position) (io.ReadCloser, time.Time, error)
	StillTimes(ctx context.Context, sittingID string) (map[exam.Position]time.Time, error)
}

// Medium is what lies under a store.
type Medium interface {
	// Kept lists what is on it, leftovers too.
	Kept() []string
	// Age makes all of it older.
	Age(by time.Duration)
}

// Run runs the suite; each story has a store of its own.
func Run(t *testing.T, open func(t *testing.T) (Store, Medium)) {
	for name, story := range map[string]func(*testing.T, Store, Medium){
		"what is put is kept under its hash, once":          once,
		"a source that breaks leaves nothing":               brokenSource,
		"what is not there is not found":                    notThere,
		"what is old is removed, and again is no error":     removed,
		"what was put since, also a second time, stays":     putSince,
		"what is put again after it was removed lies there": putAfter,
		"a film is played from anywhere":                    played,
		"it is read at many places at once":                 manyPlaces,
		"the latest still of a position stands":             stills,
	} {
		t.Run(name, func(t *testing.T) {
			store, medium := open(t)
			story(t, store, medium)
		})
	}
}

// film is 3 MB that repeat nowhere near.
func film() []byte {
	all := make([]byte, 0, 3<<20)
	sum := sha256.Sum256([]byte("film"))
	for len(all) < 3<<20 {
		sum = sha256.Sum256(sum[:])
		all = append(all, sum[:]...)
	}
	return all
}

func put(t *testing.T, s Store, content []byte) string {
	t.Helper()
	sum, size, err := s.Put(t.Context(), bytes.NewReader(content))
	want := sha256.Sum256(content)
	if err != nil || sum != hex.EncodeToString(want[:]) || size != int64(len(content)) {
		t.Fatalf("Put of %d bytes = %s, %d, %v, want their hash and size", len(content), sum, size, err)
	}
	return sum
}

func read(t *testing.T, s Store, sum string) []byte {
	t.Helper()
	src, err := s.Open(t.Context(), sum)
	if err != nil {
		t.Fatalf("Open(%s): %v", sum, err)
	}
	all, err := io.ReadAll(src)
	if err := errors.Join(err, src.Close()); err != nil {
		t.Fatalf("read %s: %v", sum, err)
	}
	return all
}

func once(t *testing.T, s Store, m Medium) {
	for _, content := range [][]byte{film(), []byte("a"), {}} {
		sum := put(t, s, content)
		if got := read(t, s, sum); !bytes.Equal(got, content) {
			t.Errorf("%d bytes came back as %d others", len(content), len(got))
		}
		put(t, s, content)
	}
	if n := len(m.Kept()); n != 3 {
		t.Errorf("%d things lie there after three blobs were put twice, want 3: %v", n, m.Kept())
	}
	same := []byte("the same from many")
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if _, _, err := s.Put(t.Context(), bytes.NewReader(same)); err != nil {
				t.Errorf("one of many who put the same: %v", err)
			}
		})
	}
	wait.Wait()
	if n := len(m.Kept()); n != 4 {
		t.Errorf("%d things lie there, want one more: %v", n, m.Kept())
	}
}

func brokenSource(t *testing.T, s Store, m Medium) {
	cut := errors.New("the line was cut")
	_, _, err := s.Put(t.Context(), io.MultiReader(bytes.NewReader(film()), iotest.ErrReader(cut)))
	if !errors.Is(err, cut) {
		t.Errorf("Put = %v, want what broke", err)
	}
	if left := m.Kept(); len(left) != 0 {
		t.Errorf("%v are left", left)
	}
}

func notThere(t *testing.T, s Store, _ Medium) {
	for _, sum := range []string{strings.Repeat("0", 64), "", "..", "../../kaochang.db", strings.Repeat("A", 64)} {
		if _, err := s.Open(t.Context(), sum); exam.CodeOf(err) != exam.CodeNotFound {
			t.Errorf("Open(%q) = %v, want not_found", sum, err)
		}
	}
	if _, _, err := s.Still(t.Context(), "sitting", exam.FirstPosition); exam.CodeOf(err) != exam.CodeNotFound {
		t.Errorf("Still = %v, want not_found", err)
	}
	if _, err := s.RemoveOlder(t.Context(), "../secrets.json", time.Now()); exam.CodeOf(err) != exam.CodeNotFound {
		t.Errorf("RemoveOlder of a path = %v, want not_found", err)
	}
}

// patience is between what is old and what is not.
const patience = 15 * time.Minute

// removes expects that a blob is gone, or is not, after what is old was removed.
func removes(t *testing.T, s Store, sum string, want bool) {
	t.Helper()
	gone, err := s.RemoveOlder(t.Context(), sum, time.Now().Add(-patience))
	if err != nil || gone != want {
		t.Errorf("RemoveOlder = %v, %v, want %v", gone, err, want)
	}
}

func removed(t *testing.T, s Store, m Medium) {
	sum := put(t, s, []byte("a draft"))
	m.Age(patience + time.Minute)
	for range 2 {
		removes(t, s, sum, true)
	}
	if _, err := s.Open(t.Context(), sum); exam.CodeOf(err) != exam.CodeNotFound || len(m.Kept()) != 0 {
		t.Errorf("after it was removed: %v, and %v are left", err, m.Kept())
	}
	removes(t, s, strings.Repeat("0", 64), true) // was never there
}

func putSince(t *testing.T, s Store, m Medium) {
	evidence := []byte("evidence")
	sum := put(t, s, evidence)
	removes(t, s, sum, false)
	m.Age(patience - time.Minute)
	removes(t, s, sum, false)
	m.Age(time.Hour)
	put(t, s, evidence)
	removes(t, s, sum, false)
	if got := read(t, s, sum); !bytes.Equal(got, evidence) {
		t.Errorf("it came back as %q", got)
	}
}

func putAfter(t *testing.T, s Store, m Medium) {
	evidence := []byte("evidence")
	sum := put(t, s, evidence)
	m.Age(time.Hour)
	removes(t, s, sum, true)
	put(t, s, evidence)
	removes(t, s, sum, false)
	if got := read(t, s, sum); !bytes.Equal(got, evidence) {
		t.Errorf("it came back as %q", got)
	}
}

func played(t *testing.T, s Store, _ Medium) {
	all := film()
	sum := put(t, s, all)
	play := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		src, err := s.Open(r.Context(), sum)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = src.Close() }()
		http.ServeContent(w, r, "film.webm", time.Time{}, src)
	}))
	defer play.Close()
	for _, row := range []struct {
		want     string
		from, to int
	}{
		{"bytes=0-", 0, len(all)}, {"bytes=0-1", 0, 2}, {"bytes=1048576-2097151", 1 << 20, 2 << 20},
		{"bytes=3145700-", 3145700, len(all)}, {"bytes=-7", len(all) - 7, len(all)},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, play.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Range", row.want)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusPartialContent || !bytes.Equal(got, all[row.from:row.to]) {
			t.Errorf("%s: %d with %d bytes, %v, want 206 with bytes %d to %d", row.want, resp.StatusCode, len(got), err, row.from, row.to)
		}
	}
}

func manyPlaces(t *testing.T, s Store, _ Medium) {
	all := film()
	src, err := s.Open(t.Context(), put(t, s, all))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	at, ok := src.(io.ReaderAt)
	if !ok {
		t.Fatal("a blob cannot be read at a place, as a zip needs it")
	}
	var wait sync.WaitGroup
	for i := range 16 {
		wait.Go(func() {
			got, from := make([]byte, 70_000), i*190_000
			if n, err := at.ReadAt(got, int64(from)); err != nil || !bytes.Equal(got, all[from:from+len(got)]) {
				t.Errorf("ReadAt(%d) = %d, %v, want the bytes there", from, n, err)
			}
		})
	}
	wait.Wait()
	if n, err := at.ReadAt(make([]byte, 10), int64(len(all)-4)); n != 4 || !errors.Is(err, io.EOF) {
		t.Errorf("ReadAt over the end = %d, %v, want 4 bytes and the end", n, err)
	}
}

func stills(t *testing.T, s Store, _ Medium) {
	began := time.Now().Add(-2 * time.Second) // a bucket's clock counts seconds
	for _, content := range []string{"first", "later"} {
		if err := s.PutStill(t.Context(), "sitting", exam.SecondPosition, []byte(content)); err != nil {
			t.Fatal(err)
		}
		picture, at, err := s.Still(t.Context(), "sitting", exam.SecondPosition)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(picture)
		if err := errors.Join(err, picture.Close()); err != nil || string(got) != content || at.Before(began) {
			t.Errorf("still %q of %v, %v, want %q of now", got, at, err, content)
		}
		times, err := s.StillTimes(t.Context(), "sitting")
		if err != nil || len(times) != 1 || times[exam.SecondPosition].Before(began) {
			t.Errorf("StillTimes = %v, %v, want the second camera's alone", times, err)
		}
	}
	if times, err := s.StillTimes(t.Context(), "another"); err != nil || len(times) != 0 {
		t.Errorf("StillTimes of another = %v, %v, want none", times, err)
	}
}

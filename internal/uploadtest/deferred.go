package uploadtest

import (
	"bytes"
	"io"
	"net/http"
	"strconv"

	"kaochang/internal/exam"
)

func deferred(w *World) {
	content := Content(300_000)
	w.take("before it begins", -1, 0, false)
	w.Want("begin", w.BeginDeferred(), http.StatusCreated, -1)
	w.take("nothing yet", 0, 0, false)
	w.Want("first", w.Piece(0, content[:100_000]), http.StatusNoContent, 100_000)
	w.Serve() // each piece is on the medium
	w.Want("so far", w.Head(), http.StatusOK, 100_000)
	w.sees(content[:100_000])
	w.Want("second", w.Piece(100_000, content[100_000:]), http.StatusNoContent, len(content))
	w.take("another length than there is", 100_000, 300_000, false)
	w.FailWith(exam.Errorf(exam.CodeUnavailable, "later"))
	if _, _, err := w.Uploads.Take(w.Context(), "ticket", 300_000); exam.CodeOf(err) != exam.CodeUnavailable {
		w.Errorf("a store that is away: %v", err)
	}
	w.FailWith(nil)
	w.take("what there is", 300_000, 300_000, true)
	w.Kept(content)
	if _, err := w.Uploads.Open(w.Context(), "ticket"); exam.CodeOf(err) != exam.CodeNotFound {
		w.Errorf("what was taken: %v", err)
	}
	w.Want("it begins anew", w.BeginDeferred(), http.StatusCreated, -1)
	w.Want("again", w.Piece(0, content[:10]), http.StatusNoContent, 10)
	if err := w.Uploads.Forget(w.Context(), "ticket"); err != nil {
		w.Fatal(err)
	}
	w.Want("what is forgotten", w.Head(), http.StatusNotFound, -1)
}

// Of a large one the later pieces may go another way to the medium than the first.
func deferredLarge(w *World) {
	content := Content(40<<20 + 7)
	w.Want("begin", w.BeginDeferred(), http.StatusCreated, -1)
	at := 0
	for _, to := range []int{100_000, 33<<20 + 5, 36 << 20, 36<<20 + 11, len(content)} {
		w.Want("a piece", w.Piece(at, content[at:to]), http.StatusNoContent, to)
		at = to
		w.Serve()
		w.Want("so far", w.Head(), http.StatusOK, to)
	}
	w.take("all", int64(len(content)), int64(len(content)), true)
	w.Kept(content)
}

func (w *World) take(what string, size, have int64, taken bool) {
	w.Helper()
	n, is, err := w.Uploads.Take(w.Context(), "ticket", size)
	if n != have || is != taken || err != nil {
		w.Fatalf("%s: %d bytes, taken %v, %v; want %d, %v", what, n, is, err, have, taken)
	}
}

// sees expects what has arrived to be readable before the upload ends.
func (w *World) sees(content []byte) {
	w.Helper()
	src, err := w.Uploads.Open(w.Context(), "ticket")
	if err != nil {
		w.Fatal(err)
	}
	all, err := io.ReadAll(src)
	if err != nil || !bytes.Equal(all, content) {
		w.Errorf("%d bytes are seen (%v), want %d", len(all), err, len(content))
	}
	if err := src.Close(); err != nil {
		w.Error(err)
	}
}

func declaredLater(w *World) {
	content := Content(1000)
	w.Want("begin", w.BeginDeferred(), http.StatusCreated, -1)
	w.Want("first", w.Piece(0, content[:400]), http.StatusNoContent, 400)
	w.mu.Lock()
	w.size = 1000
	w.mu.Unlock()
	head := piece(400)
	head["Upload-Length"] = strconv.Itoa(len(content))
	w.Want("the last with the length", w.send("PATCH", "ticket", bytes.NewReader(content[400:]), head), http.StatusNoContent, 1000)
	w.Kept(content)
}

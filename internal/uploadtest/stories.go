package uploadtest

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"

	"kaochang/internal/exam"
)

func inPieces(w *World) {
	content := Content(300_000)
	w.Want("begin", w.Begin(len(content)), http.StatusCreated, -1)
	w.Want("nothing yet", w.Head(), http.StatusOK, 0)
	w.Want("first", w.Piece(0, content[:100_000]), http.StatusNoContent, 100_000)
	w.Want("a gap", w.Piece(200_000, content[200_000:]), http.StatusConflict, -1)
	w.Want("the first again", w.Piece(0, content[:100_000]), http.StatusConflict, -1)
	w.Want("second", w.Piece(100_000, content[100_000:100_001]), http.StatusNoContent, 100_001)
	w.Want("so far", w.Head(), http.StatusOK, 100_001)
	w.Want("more than was said", w.Piece(100_001, Content(300_000)), http.StatusRequestEntityTooLarge, -1)
	w.Want("last", w.Piece(100_001, content[100_001:]), http.StatusNoContent, len(content))
	w.Kept(content)
}

func atOnce(w *World) {
	content := Content(1_500_000)
	w.Want("not begun", w.Head(), http.StatusNotFound, -1)
	w.Want("all with the first request", w.BeginWith(len(content), content), http.StatusCreated, len(content))
	w.Want("asked again", w.Head(), http.StatusOK, len(content))
	w.Kept(content)
}

func withFirst(w *World) {
	content := Content(1_500_000)
	w.Want("the first bytes", w.BeginWith(len(content), content[:500_000]), http.StatusCreated, 500_000)
	w.Want("so far", w.Head(), http.StatusOK, 500_000)
	w.Want("the rest", w.Piece(500_000, content[500_000:]), http.StatusNoContent, len(content))
	w.Kept(content)
}

// A line that is cut in the first request: what arrived is there under the ticket's name,
// which is all that the phone has.
func cutAtFirst(w *World) {
	content := Content(3 << 20)
	head := fmt.Sprintf("POST /up/ HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Length: %d\r\nUpload-Metadata: ticket dGlja2V0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: %[1]d\r\n\r\n", len(content))
	if err := w.line(head, content[:700_000]).Close(); err != nil {
		w.Fatal(err)
	}
	w.await("the server gives the line up", w.ended)
	a := w.Head()
	at, err := strconv.Atoi(a.Offset)
	if err != nil || at <= 0 || at > 700_000 {
		w.Fatalf("the server goes on at %q (%d), want more than nothing and at most what was sent", a.Offset, a.Status)
	}
	w.Serve()
	a = w.Head()
	if at, err = strconv.Atoi(a.Offset); err != nil {
		w.Fatalf("a server that starts says %q (%d), want how far it is", a.Offset, a.Status)
	}
	w.Want("the rest", w.Piece(at, content[at:]), http.StatusNoContent, len(content))
	w.Kept(content)
}

func owedAtOnce(w *World) {
	content := Content(100_000)
	w.FailWith(exam.Errorf(exam.CodeUnavailable, "the file store is away"))
	w.Want("the store is away", w.BeginWith(len(content), content), http.StatusServiceUnavailable, -1)
	w.Serve()
	w.FailWith(nil)
	w.Want("it is back", w.Head(), http.StatusOK, len(content))
	w.Kept(content)
}

func refusedAtOnce(w *World) {
	w.FailWith(exam.Errorf(exam.CodeWrongType, "this is no picture"))
	w.Want("no picture", w.BeginWith(100_000, Content(100_000)), http.StatusUnsupportedMediaType, -1)
	if left := w.Left(); len(left) != 0 {
		w.Errorf("%v are left", left)
	}
}

func large(w *World) {
	content := Content(40<<20 + 7)
	w.Begin(len(content))
	w.Want("all at once", w.Piece(0, content), http.StatusNoContent, len(content))
	w.Kept(content)
}

func emptyPiece(w *World) {
	content := Content(10)
	w.Begin(len(content))
	w.Want("nothing", w.Piece(0, nil), http.StatusNoContent, 0)
	w.Want("all", w.Piece(0, content), http.StatusNoContent, 10)
	w.Kept(content)
}

// Line opens a line of its own on which a piece from an offset to size is
// announced and its beginning sent.
func (w *World) Line(offset, size int, beginning []byte) net.Conn {
	w.Helper()
	return w.line(fmt.Sprintf("PATCH /up/ticket HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: %d\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: %d\r\n\r\n", offset, size-offset), beginning)
}

func (w *World) line(head string, beginning []byte) net.Conn {
	w.Helper()
	w.forget()
	line, err := new(net.Dialer).DialContext(w.Context(), "tcp", w.Listener.Addr().String())
	if err != nil {
		w.Fatal(err)
	}
	for _, part := range [][]byte{[]byte(head), beginning} {
		if _, err := line.Write(part); err != nil {
			w.Fatal(err)
		}
	}
	w.await("the server reads", w.reading)
	return line
}

// cut sends the beginning of a piece and cuts the line; it returns where the
// server goes on.
func (w *World) cut(offset int, content []byte, after int) int {
	w.Helper()
	if err := w.Line(offset, len(content), content[offset:offset+after]).Close(); err != nil {
		w.Fatal(err)
	}
	w.await("the server gives the line up", w.ended)
	a := w.Head()
	at, err := strconv.Atoi(a.Offset)
	if err != nil || at <= offset || at > offset+after {
		w.Fatalf("the server goes on at %q (%d), want more than %d and at most what was sent", a.Offset, a.Status, offset)
	}
	return at
}

func cutLine(w *World) {
	content := Content(3 << 20)
	w.Begin(len(content))
	at := 0
	for range 3 {
		at = w.cut(at, content, 700_000)
	}
	w.Want("the rest", w.Piece(at, content[at:]), http.StatusNoContent, len(content))
	w.Kept(content)
}

func restart(w *World) {
	content := Content(40 << 20)
	w.Begin(len(content))
	w.Want("before", w.Piece(0, content[:17<<20]), http.StatusNoContent, 17<<20)
	w.Want("more", w.Piece(17<<20, content[17<<20:34<<20]), http.StatusNoContent, 34<<20)
	w.Serve()
	a := w.Head()
	at, err := strconv.Atoi(a.Offset)
	if err != nil || at < 17<<20 || at > 34<<20 {
		w.Fatalf("after the restart it goes on at %q (%d), want what is surely there of 34 MiB", a.Offset, a.Status)
	}
	w.Want("the rest", w.Piece(at, content[at:]), http.StatusNoContent, len(content))
	w.Kept(content)
}

func owed(w *World) {
	content := Content(100_000)
	w.Begin(len(content))
	w.FailWith(exam.Errorf(exam.CodeUnavailable, "the file store is away"))
	w.Want("the store is away", w.Piece(0, content), http.StatusServiceUnavailable, -1)
	w.Want("and still is", w.Head(), http.StatusServiceUnavailable, -1)
	w.FailWith(io.ErrUnexpectedEOF)
	w.Want("it broke", w.Head(), http.StatusInternalServerError, -1)
	w.Want("another client sends its last piece again", w.Piece(len(content), nil), http.StatusInternalServerError, -1)
	w.Serve()
	w.FailWith(nil)
	w.Want("it is back", w.Head(), http.StatusOK, len(content))
	w.Kept(content)
}

func lostAnswer(w *World) {
	content := Content(100_000)
	w.Begin(len(content))
	w.Want("taken", w.Piece(0, content), http.StatusNoContent, len(content))
	w.Want("asked again", w.Head(), http.StatusOK, len(content))
	w.Serve()
	w.Want("and by another server", w.Head(), http.StatusOK, len(content))
	w.Kept(content)
}

func refused(w *World) {
	content := Content(100_000)
	w.Begin(len(content))
	w.FailWith(exam.Errorf(exam.CodeWrongType, "this is no picture"))
	w.Want("no picture", w.Piece(0, content), http.StatusUnsupportedMediaType, -1)
	if left := w.Left(); len(left) != 0 {
		w.Errorf("%v are left", left)
	}
}

func anew(w *World) {
	w.Begin(200_000)
	w.Piece(0, bytes.Repeat([]byte("x"), 150_000))
	content := Content(100_000)
	w.Want("begin anew", w.Begin(len(content)), http.StatusCreated, -1)
	w.Want("from nothing", w.Head(), http.StatusOK, 0)
	w.Want("all", w.Piece(0, content), http.StatusNoContent, len(content))
	w.Kept(content)
}

func strangers(w *World) {
	w.Begin(10)
	for _, id := range []string{"another", "..%2f..%2fsecrets.json", "ticket.info", "ticket/info"} {
		for _, method := range []string{"HEAD", "PATCH", "GET", "DELETE"} {
			if a := w.send(method, id, nil, piece(0)); a.Status < 400 {
				w.Errorf("%s %s: %d, want it refused", method, id, a.Status)
			}
		}
	}
	if a := w.send("GET", "ticket", nil, nil); a.Status < 400 {
		w.Errorf("the bytes are given out: %d", a.Status)
	}
}

func twoWriters(w *World) {
	content := Content(1 << 20)
	w.Begin(len(content))
	first := w.Line(0, len(content), content[:500_000])
	defer func() { _ = first.Close() }() // the server has closed it
	a := w.Head()                        // the same phone on a new line: the old one lets go
	at, err := strconv.Atoi(a.Offset)
	if err != nil || at > 500_000 {
		w.Fatalf("the later line is told %q (%d), want where to go on", a.Offset, a.Status)
	}
	w.Want("the later line", w.Piece(at, content[at:]), http.StatusNoContent, len(content))
	w.Kept(content)
}

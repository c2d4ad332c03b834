package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"kaochang/internal/account"
	"kaochang/internal/config"
	"kaochang/internal/demo"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/media"
	"kaochang/internal/store"
)

// TestMain lets this binary be the media server, as kaochang itself is.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "sfu" {
		if err := (sfuCommand{}).Run(context.Background()); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// world is a whole server on SQLite with the demo school in it, and a way past
// its sign-in.
type world struct {
	testing.TB
	url string
	db  *store.Store
	c   *config.Server
}

// newWorld builds the server as serve does; limits are a demo's (none) or those
// of a real server.
func newWorld(t testing.TB, isDemo bool) *world {
	t.Helper()
	return newWorldOn(t, isDemo, "")
}

// newWorldOn is newWorld on a database, "" for SQLite.
func newWorldOn(t testing.TB, isDemo bool, database string) *world {
	t.Helper()
	return startWorld(t, isDemo, &config.Server{Database: database})
}

// newWorldWith is [newWorld] with files in a bucket.
func newWorldWith(t testing.TB, isDemo bool, files config.S3) *world {
	t.Helper()
	return startWorld(t, isDemo, &config.Server{S3: files})
}

// startWorld builds the server of settings that name no address and no data yet.
func startWorld(t testing.TB, isDemo bool, c *config.Server) *world {
	t.Helper()
	port, err := media.FreePort(4) // and those of media
	if err != nil {
		t.Fatal(err)
	}
	c.Addr, c.Data = net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), filepath.Join(t.TempDir(), "data")
	c.TLS, c.LogLevel = "off", "error"
	if err := c.Resolve(); err != nil {
		t.Fatal(err)
	}
	a, err := build(t.Context(), c, start{demo: isDemo})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.handler)
	db, err := store.Open(t.Context(), store.Config{DSN: c.Database, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := a.hub.Close(ctx); err != nil {
			t.Error(err)
		}
		server.Close()
		if err := a.close(); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if !isDemo {
		if err := demo.Seed(t.Context(), demoStore{db}, now()); err != nil {
			t.Fatal(err)
		}
	}
	return &world{t, server.URL, db, c}
}

// login opens a login past the sign-in and returns its cookie.
func (w *world) login(l exam.Login) *http.Cookie {
	w.Helper()
	token := ident.Token()
	l.ID, l.CreatedAt, l.ExpiresAt = ident.New(), now(), now().Add(time.Hour)
	if err := w.db.CreateLogin(w.Context(), l, ident.Hash(token)); err != nil {
		w.Fatal(err)
	}
	return &http.Cookie{Name: account.CookieName, Value: token}
}

// answer is what the server said.
type answer struct {
	status int
	code   exam.Code
	body   []byte
}

// as calls the API with a cookie, nil for a stranger. in is sent as JSON, bytes
// as they are.
func (w *world) as(cookie *http.Cookie, method, path string, in any) answer {
	w.Helper()
	var body io.Reader
	kind := "application/json"
	switch in := in.(type) {
	case nil:
	case []byte:
		body, kind = bytes.NewReader(in), "image/jpeg"
	default:
		text, err := json.Marshal(in)
		if err != nil {
			w.Fatal(err)
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(w.Context(), method, w.url+path, body)
	if err != nil {
		w.Fatal(err)
	}
	req.Header.Set("X-Kaochang", "1")
	if in != nil {
		req.Header.Set("Content-Type", kind)
	}
	if cookie != nil {
		req.AddCookie(cookie)
	}
	return w.do(req)
}

func (w *world) do(req *http.Request) answer {
	w.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		w.Fatal(err)
	}
	a := answer{status: resp.StatusCode, body: text}
	var problem struct {
		Code exam.Code `json:"code"`
	}
	if resp.StatusCode >= 400 && json.Unmarshal(text, &problem) == nil {
		a.code = problem.Code
	}
	return a
}

// sittingOf returns the demo sitting of a candidate's phone number.
func (w *world) sittingOf(phone string) exam.Placed {
	w.Helper()
	choices, err := w.db.ChoicesByPhone(w.Context(), phone)
	if err != nil || len(choices) == 0 {
		w.Fatalf("no choice for %s: %v", phone, err)
	}
	placed, err := w.db.SittingsOfEnrolment(w.Context(), choices[0].EnrolmentID)
	if err != nil || len(placed) == 0 {
		w.Fatalf("no sitting for %s: %v", phone, err)
	}
	return placed[0]
}

// into decodes an answer's body.
func into[T any](w *world, a answer) (out T) {
	w.Helper()
	if err := json.Unmarshal(a.body, &out); err != nil {
		w.Fatalf("decode %s: %v", a.body, err)
	}
	return out
}

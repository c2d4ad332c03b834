package server_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"

	"kaochang/internal/account"
	"kaochang/internal/blob"
	"kaochang/internal/checkin"
	"kaochang/internal/devicecheck"
	"kaochang/internal/enquiry"
	"kaochang/internal/enrol"
	"kaochang/internal/evidence"
	"kaochang/internal/exam"
	"kaochang/internal/flow"
	"kaochang/internal/ident"
	"kaochang/internal/identity"
	"kaochang/internal/interview"
	"kaochang/internal/material"
	"kaochang/internal/mock"
	ops "kaochang/internal/operation"
	"kaochang/internal/realtime"
	"kaochang/internal/room"
	"kaochang/internal/seal"
	"kaochang/internal/server"
	"kaochang/internal/sheet"
	"kaochang/internal/sms"
	"kaochang/internal/store"
	"kaochang/internal/upload"
	"kaochang/internal/waiting"
)

// world is the real server on SQLite with its clock in the test's hand and one
// school on it. Only media is made up: tokens, recorders, joined files.
type world struct {
	*testing.T
	*place
	http.Handler
	clock     *clock
	db        *store.Store
	inbox     *sms.Inbox
	noSMS     error // of the provider, while it sends nothing
	hub       *realtime.Hub
	interview *interview.Service
	mock      *mock.Service
	identity  *identity.Service
	engine    identity.Engine // nil for none
	data      string          // folder of blobs and uploads

	mu     sync.Mutex
	timers []timer
}

// clock is the server's clock.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// timer is a deadline that the store asked a job for.
type timer struct {
	exam.Timer
	sittingID, sessionID string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, clock: &clock{now: time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)}, data: t.TempDir()}
	var err error
	w.db, err = store.Open(t.Context(), store.Config{DSN: "sqlite:" + filepath.Join(w.data, "kaochang.db"), Now: w.clock.Now})
	w.no(err)
	w.no(w.db.Migrate(t.Context()))
	w.db.SetEnqueue(func(_ context.Context, _ *sql.Tx, timers []exam.TimerOf) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, t := range timers {
			w.timers = append(w.timers, timer{t.Timer, t.SittingID, t.SessionID})
		}
		return nil
	})
	w.inbox = sms.NewInbox(w.clock.Now)
	w.hub, err = realtime.New(w.db)
	w.no(err)
	w.build()
	drain, stop := context.WithCancel(context.Background())
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		realtime.Drain(drain, w.db, w.hub.Publish)
	}()
	t.Cleanup(func() {
		stop()
		<-drained
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		w.no(w.hub.Close(ctx))
		w.no(w.db.Close())
	})
	w.place = w.found("a")
	return w
}

// build joins the features as cmd/kaochang does.
func (w *world) build() {
	w.Helper()
	blobs, err := blob.OpenDisk(filepath.Join(w.data, "blobs"))
	w.no(err)
	accounts := account.New(w.db, provider{w}, account.Settings{CodeKey: bytes.Repeat([]byte{7}, 32)}, w.clock.Now)
	rooms := room.New(w.db, w.hub, blobs, w.clock.Now)
	entry := checkin.New(checkin.Parts{
		Store: w.db, Snapshots: rooms, Logins: logins{accounts}, Tokens: media{}, Stills: blobs, Presence: w.hub, Now: w.clock.Now,
	})
	w.hub.Watch(watcher{entry, w.hub})
	w.interview = interview.New(w.db, rooms, blobs, w.clock.Now)
	w.mock = mock.New(w.db, nil, w.clock.Now)
	materials := material.New(w.db, blobs, nil, w.clock.Now)
	pieces, err := upload.OnDisk(filepath.Join(w.data, "uploads"))
	w.no(err)
	uploads, err := upload.Handler(upload.Parts{Base: material.UploadsPath, MaxBytes: 1 << 20, Pieces: pieces, Tickets: materials})
	w.no(err)
	sealed, err := blob.OpenDisk(filepath.Join(w.data, "biometric"))
	w.no(err)
	box, err := seal.New(bytes.Repeat([]byte{9}, 32))
	w.no(err)
	w.identity = identity.New(identity.Parts{
		Store: w.db, Snapshots: rooms, Pictures: sealed, Photos: blobs, Tables: tables{}, Box: box, Engine: w.engine, Now: w.clock.Now,
	})
	w.Handler, _ = server.New(server.Parts{
		Actor: accounts.Actor, CookieName: account.CookieName, Ready: w.db.Ping, Events: w.hub.Handler(), Uploads: uploads,
		Metrics: prometheus.NewRegistry(), Version: "test",
		Register: func(api huma.API) {
			accounts.Register(api)
			enrol.New(w.db, w.clock.Now).Register(api)
			rooms.Register(api)
			entry.Register(api, accounts.Cookie)
			waiting.New(w.db, rooms, w.clock.Now).Register(api)
			w.interview.Register(api)
			evidence.New(w.db, media{}, media{}, "test", w.clock.Now).Register(api)
			materials.Register(api)
			w.identity.Register(api)
			enquiries := enquiry.New(w.db, blobs, w.clock.Now)
			enquiries.Write = func(to io.Writer, t ops.Table) error {
				return sheet.WriteXLSX(to, sheet.Table{Name: t.Name, Header: t.Header, Rows: t.Rows})
			}
			enquiries.Register(api)
			flow.New(flow.Parts{Store: w.db, Snapshots: rooms, Sheets: sheets{}, Now: w.clock.Now}).Register(api)
			devicecheck.New(devicecheck.Parts{Store: w.db, MediaToken: media{}.CheckToken, Write: writeReadiness, Now: w.clock.Now}).Register(api)
			w.mock.Register(api)
		},
	})
}

// provider is the inbox, or one that does not send.
type provider struct{ w *world }

// SendCode keeps a code in the inbox, or refuses it.
func (p provider) SendCode(ctx context.Context, phone, code string, ttl time.Duration) error {
	if p.w.noSMS != nil {
		return p.w.noSMS
	}
	return p.w.inbox.SendCode(ctx, phone, code, ttl)
}

// sheets are the tables of package sheet.
type sheets struct{}

func (sheets) Write(to io.Writer, _ string, t flow.Table) error {
	return sheet.WriteCSV(to, sheet.Table(t))
}

func writeReadiness(to io.Writer, t devicecheck.Table) error {
	return sheet.WriteXLSX(to, sheet.Table(t))
}

// tables are those of package sheet.
type tables struct{}

func (tables) ReadTable(src io.ReadSeeker) ([]identity.Row, error) {
	book, err := sheet.Read(src, "")
	rows := make([]identity.Row, len(book.Rows))
	for i, row := range book.Rows {
		rows[i] = identity.Row(row)
	}
	return rows, err
}

func (tables) WriteTable(to io.Writer, format string, t identity.Table) error {
	if format == "csv" {
		return sheet.WriteCSV(to, sheet.Table(t))
	}
	return sheet.WriteXLSX(to, sheet.Table(t))
}

// media stands in for the media server, its recorders and their files.
type media struct{}

func (media) MediaToken(sittingID string, role exam.MediaRole, _ exam.Actor) (checkin.MediaToken, error) {
	return checkin.MediaToken{Token: string(role), Room: sittingID}, nil
}
func (media) CheckToken(checkID string) (token, room string, err error) {
	return "device", "check:" + checkID, nil
}
func (media) Start(context.Context, string) error { return nil }
func (media) Stop(context.Context, string) error  { return nil }
func (media) Running() []string                   { return nil }
func (media) Anybody() bool                       { return true }
func (media) Expected(string) bool                { return true }
func (media) Join(context.Context, []exam.Segment, time.Time, *exam.Recording) error {
	return nil
}
func (media) Open(string) (io.ReadSeekCloser, time.Time, error) {
	return webm{bytes.NewReader([]byte("0123456789"))}, time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), nil
}

type webm struct{ *bytes.Reader }

func (webm) Close() error { return nil }

type logins struct{ account *account.Service }

func (l logins) OpenDeviceLogin(ctx context.Context, p exam.Pairing, label string) (exam.Login, string, error) {
	signed, err := l.account.OpenDevice(ctx, p, label)
	return signed.Login, signed.Token, err
}

type watcher struct {
	*checkin.Service
	hub *realtime.Hub
}

func (w watcher) StaffChanged(ctx context.Context, sessionID, _ string) {
	_ = w.hub.Hint(ctx, "", sessionID, "presence") // a hint only
}

// turn lets time pass and does what has come due meanwhile.
func (w *world) turn(d time.Duration) {
	w.Helper()
	w.clock.mu.Lock()
	w.clock.now = w.clock.now.Add(d)
	w.clock.mu.Unlock()
	w.mu.Lock()
	var due, later []timer
	for _, one := range w.timers {
		if one.At.After(w.clock.Now()) {
			later = append(later, one)
		} else {
			due = append(due, one)
		}
	}
	w.timers = later
	w.mu.Unlock()
	for _, one := range due {
		if one.Kind == exam.TimerInvitation {
			w.no(w.interview.ExpireInvitation(w.Context(), one.sittingID))
		} else {
			w.no(w.interview.CloseSession(w.Context(), one.sessionID))
		}
	}
}

// browser is somebody at a browser; the zero value is a stranger.
type browser struct {
	cookie string
	login  exam.Login
	addr   string // host:port, defaults to one address for all
}

var stranger browser

// login opens a login past the sign-in.
func (w *world) login(l exam.Login) browser {
	w.Helper()
	token := ident.Token()
	l.ID, l.CreatedAt, l.ExpiresAt = ident.New(), w.clock.Now(), w.clock.Now().Add(12*time.Hour)
	w.no(w.db.CreateLogin(w.Context(), l, ident.Hash(token)))
	return browser{cookie: token, login: l}
}

// answer is what the server said.
type answer struct {
	status int
	code   exam.Code
	header http.Header
	body   []byte
}

// call sends a request, "METHOD /path". in is sent as JSON, bytes as they are.
func (w *world) call(who browser, route string, in any) answer {
	w.Helper()
	return w.send(w.request(who, route, in))
}

func (w *world) request(who browser, route string, in any) *http.Request {
	w.Helper()
	method, path, _ := strings.Cut(route, " ")
	body, kind := []byte(nil), "application/json"
	switch in := in.(type) {
	case nil:
	case []byte:
		body, kind = in, "image/jpeg"
	default:
		text, err := json.Marshal(in)
		w.no(err)
		body = text
	}
	r := httptest.NewRequestWithContext(w.Context(), method, path, bytes.NewReader(body))
	r.Header.Set("X-Kaochang", "1")
	if in != nil {
		r.Header.Set("Content-Type", kind)
	}
	if who.cookie != "" {
		r.AddCookie(&http.Cookie{Name: account.CookieName, Value: who.cookie})
	}
	if who.addr != "" {
		r.RemoteAddr = who.addr
	}
	return r
}

func (w *world) send(r *http.Request) answer {
	w.Helper()
	recorder := httptest.NewRecorder()
	w.ServeHTTP(recorder, r)
	a := answer{status: recorder.Code, header: recorder.Header(), body: recorder.Body.Bytes()}
	var problem struct {
		Code exam.Code `json:"code"`
	}
	if a.status >= 400 && json.Unmarshal(a.body, &problem) == nil {
		a.code = problem.Code
	}
	return a
}

// does expects a request to be granted.
func (w *world) does(who browser, route string, in any) answer {
	w.Helper()
	a := w.call(who, route, in)
	if a.status >= 300 {
		w.Fatalf("%s: %d %s, want it done", route, a.status, a.body)
	}
	return a
}

// refused expects a request to be refused with a code.
func (w *world) refused(who browser, route string, in any, want exam.Code) answer {
	w.Helper()
	a := w.call(who, route, in)
	if a.code != want {
		w.Errorf("%s: %d %s, want code %q", route, a.status, a.body, want)
	}
	return a
}

// into decodes an answer.
func into[T any](w *world, a answer) (out T) {
	w.Helper()
	if err := json.Unmarshal(a.body, &out); err != nil {
		w.Fatalf("decode %d %s: %v", a.status, a.body, err)
	}
	return out
}

// same expects two values to be equal.
func same[T comparable](w *world, what string, got, want T) {
	w.Helper()
	if got != want {
		w.Errorf("%s: %v, want %v", what, got, want)
	}
}

func (w *world) no(err error) {
	w.Helper()
	if err != nil {
		w.Fatalf("unexpected error: %v (code %q)", err, exam.CodeOf(err))
	}
}

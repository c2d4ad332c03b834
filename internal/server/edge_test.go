package server_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"

	"kaochang/internal/exam"
	op "kaochang/internal/operation"
	"kaochang/internal/server"
)

func TestEveryChangeWantsOurHeader(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	prey, chair := w.prey(), w.inRoom(exam.RoleChair)
	tried := 0
	for _, one := range w.operations() {
		route, _ := prey.aim(one.route)
		if strings.HasPrefix(route, "GET ") {
			continue
		}
		r := w.request(chair, route, prey.body(one.ID))
		r.Header.Del("X-Kaochang")
		if a := w.send(r); a.code != exam.CodeCSRF {
			t.Errorf("%s without our header: %d %s, want csrf", route, a.status, a.body)
		}
		tried++
	}
	if tried < 20 {
		t.Errorf("%d operations were tried, want all that change something", tried)
	}
	upload := w.request(chair, "POST /api/uploads/", nil)
	upload.Header.Del("X-Kaochang")
	same(w, "an upload", w.send(upload).code, exam.CodeCSRF)
}

func TestFormsAreTakenAtTheirWord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	steward := w.inRoom(exam.RoleSteward)
	w.waits(0)
	for name, row := range map[string]struct {
		body string
		want int
	}{
		"an unknown field":  {`{"text":"x","phase":"finished"}`, http.StatusUnprocessableEntity},
		"a wrong type":      {`{"text":7}`, http.StatusUnprocessableEntity},
		"a missing field":   {`{}`, http.StatusUnprocessableEntity},
		"no JSON":           {`text=x`, http.StatusBadRequest},
		"nothing":           {``, http.StatusBadRequest},
		"64 KiB and a byte": {`{"text":"` + strings.Repeat("x", 64<<10) + `"}`, http.StatusRequestEntityTooLarge},
	} {
		r := w.request(steward, w.sitting(0, "POST /messages"), []byte(row.body))
		r.Header.Set("Content-Type", "application/json")
		if a := w.send(r); a.status != row.want || a.code == "" || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s, want %d as a problem with a code", name, a.status, a.body, row.want)
		}
	}
	same(w, "messages kept", len(w.sees(steward, 0).Messages), 0)
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, route := range []string{"GET /", "GET /staff/", "GET /api/public/config", "GET /api/none", "GET /healthz"} {
		a := w.call(stranger, route, nil)
		for name, want := range map[string]string{"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
			if !strings.Contains(a.header.Get(name), want) {
				t.Errorf("%s: %s is %q, want %s", route, name, a.header.Get(name), want)
			}
		}
		if strings.Contains(route, "/api/") && a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be cached", route)
		}
	}
	w.refused(stranger, "GET /api/none", nil, exam.CodeNotFound)
	w.refused(stranger, "GET /rtc", nil, "") // no media here: the page, which tells nothing
}

func TestFiguresAreForThisMachineOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.refused(browser{addr: "192.0.2.7:1"}, "GET /metrics", nil, exam.CodeNotFound)
	w.does(stranger, "GET /api/public/config", nil)
	a := w.does(browser{addr: "127.0.0.1:1"}, "GET /metrics", nil)
	if want := `kaochang_request_seconds_count{method="GET",route="/api/public/config",status="200"} 1`; !strings.Contains(string(a.body), want) {
		t.Errorf("figures lack %s", want)
	}
}

// edge is the server with one operation, which tells where a request comes from.
func edge(t *testing.T, parts server.Parts) http.Handler {
	t.Helper()
	type output struct{ Body op.Caller }
	parts.CookieName, parts.Metrics = "kc", prometheus.NewRegistry()
	parts.Register = func(api huma.API) {
		op.Register(api, op.Op{Method: "GET", Path: "/api/caller", ID: "caller", Action: exam.ActionPublic}, func(ctx context.Context, _ *op.Empty) (*output, error) {
			return &output{op.CallerFrom(ctx)}, nil
		})
		op.Register(api, op.Op{Method: "GET", Path: "/api/panic", ID: "panic", Action: exam.ActionPublic}, func(context.Context, *op.Empty) (*output, error) {
			panic("secret of the code")
		})
		op.Register(api, op.Op{Method: "GET", Path: "/api/failure", ID: "failure", Action: exam.ActionPublic}, func(context.Context, *op.Empty) (*output, error) {
			return nil, errors.New("SQLSTATE 42P01: secret of the database")
		})
	}
	handler, _ := server.New(parts)
	return handler
}

func ask(t *testing.T, h http.Handler, path string, head http.Header) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), "GET", path, nil)
	maps.Copy(r.Header, head)
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, r)
	return recorder
}

func TestAnAddressIsBelievedFromOurProxyOnly(t *testing.T) {
	t.Parallel()
	forged := http.Header{"X-Forwarded-For": {"127.0.0.1"}, "X-Forwarded-Proto": {"https"}}
	chain := http.Header{"X-Forwarded-For": {"127.0.0.1, 198.51.100.9"}, "X-Forwarded-Proto": {"https"}} // as nginx adds to what it was sent
	lines := http.Header{"X-Forwarded-For": {"127.0.0.1", "198.51.100.9"}}                               // as HAProxy does
	for _, row := range []struct {
		name  string
		trust bool
		head  http.Header
		want  string
	}{
		{"without a proxy nobody names himself", false, forged, `"Addr":"192.0.2.1","Origin":"http://example.com"`},
		{"a proxy names whom it speaks for", true, http.Header{"X-Forwarded-For": {"198.51.100.9"}}, `"Addr":"198.51.100.9","Origin":"http://example.com"`},
		{"what a client has claimed before it does not count", true, chain, `"Addr":"198.51.100.9","Origin":"https://example.com"`},
		{"nor in a line of its own", true, lines, `"Addr":"198.51.100.9","Origin":"http://example.com"`},
	} {
		h := edge(t, server.Parts{TrustProxy: row.trust})
		if body := ask(t, h, "/api/caller", row.head).Body.String(); !strings.Contains(body, row.want) {
			t.Errorf("%s: %s, want %s", row.name, body, row.want)
		}
		if status := ask(t, h, "/metrics", row.head).Code; status != http.StatusNotFound {
			t.Errorf("%s: figures are answered with %d, want them hidden", row.name, status)
		}
	}
	h := edge(t, server.Parts{PublicURL: "https://exam.example.edu.cn", Secure: true})
	answer := ask(t, h, "/api/caller", http.Header{"X-Forwarded-Host": {"evil.example"}})
	if !strings.Contains(answer.Body.String(), `"Origin":"https://exam.example.edu.cn"`) || answer.Header().Get("Strict-Transport-Security") == "" {
		t.Errorf("%s %v, want the public origin, kept to TLS", answer.Body, answer.Header())
	}
}

func TestFailuresTellNothingOfThemselves(t *testing.T) {
	t.Parallel()
	h := edge(t, server.Parts{})
	for _, path := range []string{"/api/panic", "/api/failure"} {
		a := ask(t, h, path, nil)
		if a.Code != http.StatusInternalServerError || strings.Contains(a.Body.String(), "secret") || !strings.Contains(a.Body.String(), `"code":"internal"`) {
			t.Errorf("%s: %d %s, want an internal error without its cause", path, a.Code, a.Body)
		}
	}
}

func TestReadyIsSaidWhenItIs(t *testing.T) {
	t.Parallel()
	var down error
	h := edge(t, server.Parts{Ready: func(ctx context.Context) error {
		if _, bounded := ctx.Deadline(); !bounded {
			return errors.New("asked without a deadline")
		}
		return down
	}})
	if a := ask(t, h, "/readyz", nil); a.Code != http.StatusOK || a.Body.String() != "ready\n" {
		t.Errorf("ready: %d %q", a.Code, a.Body)
	}
	down = errors.New("the media server is away since " + time.Now().String())
	if a := ask(t, h, "/readyz", nil); a.Code != http.StatusServiceUnavailable || a.Body.String() != "not ready\n" {
		t.Errorf("not ready: %d %q", a.Code, a.Body)
	}
	if a := ask(t, h, "/healthz", nil); a.Code != http.StatusOK {
		t.Errorf("healthy all the same: %d", a.Code)
	}
}

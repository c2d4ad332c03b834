package server

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/problem"
)

// recover answers a panic with an internal error and logs where it came from.
func (s *Server) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler { //nolint:errorlint // net/http compares the value itself
				panic(v) // net/http ends the connection
			}
			slog.ErrorContext(r.Context(), "panic in a request", "path", r.URL.Path, "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
			problem.Write(w, r, exam.Errorf(exam.CodeInternal, "something went wrong on the server; it was logged"))
		}()
		next.ServeHTTP(w, r)
	})
}

// policy of the web clients: everything from ourselves; wasm for the QR scanner;
// inline styles for the component library.
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data: blob:; media-src 'self' blob: mediastream:; connect-src 'self' ws: wss:; worker-src 'self' blob:; " +
	"font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func (s *Server) heads(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), microphone=(self), display-capture=(self), screen-wake-lock=(self)")
		if s.parts.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// caller notes where a request comes from.
func (s *Server) caller(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		addr, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			addr = r.RemoteAddr
		}
		scheme := "http"
		if r.TLS != nil {
			scheme = "https"
		}
		if s.parts.TrustProxy {
			if told := forwardedFor(r.Header); told != "" {
				addr = told
			}
			if proto := r.Header.Get("X-Forwarded-Proto"); proto == "http" || proto == "https" {
				scheme = proto
			}
		}
		origin := s.parts.PublicURL
		if origin == "" {
			origin = scheme + "://" + r.Host
		}
		ctx := operation.WithCaller(r.Context(), operation.Caller{Addr: addr, Origin: origin})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// forwardedFor returns whom our proxy speaks for, "" where it does not say: the
// last address, for what stands before it the client may have sent itself.
func forwardedFor(h http.Header) string {
	all := strings.Split(strings.Join(h.Values("X-Forwarded-For"), ","), ",")
	return strings.TrimSpace(all[len(all)-1])
}

// csrf refuses requests that change something unless they carry a header that
// another site's form cannot send (OWASP: custom request headers).
func (s *Server) csrf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
		if !safe && r.Header.Get("X-Kaochang") == "" {
			problem.Write(w, r, exam.Errorf(exam.CodeCSRF, "the header X-Kaochang is missing"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// actor finds out who asks, by the cookie.
func (s *Server) actor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cookie, err := r.Cookie(s.parts.CookieName)
		if err != nil {
			next.ServeHTTP(w, r)
			return
		}
		by, err := s.parts.Actor(r.Context(), cookie.Value)
		if err != nil {
			problem.Write(w, r, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(operation.WithActor(r.Context(), by)))
	})
}

// measure times each operation for /metrics.
func (s *Server) measure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(ww, r)
		route := chi.RouteContext(r.Context()).RoutePattern()
		s.duration.WithLabelValues(route, r.Method, strconv.Itoa(ww.Status())).Observe(time.Since(began).Seconds())
	})
}

// loopbackOnly hides a page from everybody but this machine.
func (s *Server) loopbackOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ip := net.ParseIP(operation.CallerFrom(r.Context()).Addr); ip == nil || !ip.IsLoopback() {
			problem.Write(w, r, exam.Errorf(exam.CodeNotFound, "nothing here"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

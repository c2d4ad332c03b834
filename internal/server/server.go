// Package server is the edge: it knows who asks, guards every request, and
// brings the operations of the features, the events, uploads and media and the
// two web clients together under one address.
package server

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/problem"
	"kaochang/internal/server/webclient"
)

// Parts are what the server brings together. Handlers may be nil in tests of
// the API alone.
type Parts struct {
	// Actor returns who holds a cookie's token.
	Actor      func(ctx context.Context, token string) (exam.Actor, error)
	CookieName string
	// Ready returns nil when an interview can be held.
	Ready func(ctx context.Context) error
	// Register adds the features' operations.
	Register func(api huma.API)

	Events  http.Handler // WebSocket of events
	Uploads http.Handler // tus
	Media   http.Handler // signalling of the media server

	Payments     http.Handler // calls of the payment provider, at PaymentsPath
	PaymentsPath string

	Metrics *prometheus.Registry
	// PublicURL is the origin in links. Defaults to the one that the browser used.
	PublicURL string
	// TrustProxy says that X-Forwarded-For and X-Forwarded-Proto are set by a
	// proxy of ours. Default false.
	TrustProxy bool
	Secure     bool // served under TLS
	Demo       bool
	Version    string
}

// Server is the HTTP side of kaochang.
type Server struct {
	parts    Parts
	turns    turns
	duration *prometheus.HistogramVec
}

// API describes the operations; it is filled by [New].
type API = huma.API

// New returns the handler of everything.
func New(parts Parts) (http.Handler, API) {
	problem.UseInHuma()
	s := &Server{parts: parts, turns: make(turns, atOnce), duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "kaochang_request_seconds", Help: "Time to answer API requests, by operation and status.",
		Buckets: []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
	}, []string{"route", "method", "status"})}
	if parts.Metrics != nil {
		parts.Metrics.MustRegister(s.duration)
	}
	mux := chi.NewMux()
	mux.Use(s.recover, s.heads)
	mux.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.Get("/readyz", s.ready)
	if parts.Payments != nil { // the provider calls without our header; its signature is checked
		mux.With(s.caller).Handle(parts.PaymentsPath, parts.Payments)
	}
	mux.Group(func(r chi.Router) {
		r.Use(s.caller, s.csrf, s.actor)
		s.mountAPI(r)
	})
	if parts.Metrics != nil {
		mux.With(s.caller, s.loopbackOnly).Method("GET", "/metrics", promhttp.HandlerFor(parts.Metrics, promhttp.HandlerOpts{}))
	}
	api := s.api(mux)
	mux.Handle("/staff", http.RedirectHandler("/staff/", http.StatusFound))
	mux.Handle("/staff/*", webclient.Handler("console", "/staff/"))
	mux.Handle("/*", webclient.Handler("candidate", "/"))
	return mux, api
}

func (s *Server) mountAPI(r chi.Router) {
	mount := func(pattern string, h http.Handler) {
		if h != nil {
			r.Handle(pattern, h)
		}
	}
	mount("/api/events", s.parts.Events)
	mount("/api/uploads/*", s.parts.Uploads)
	mount("/api/uploads/", s.parts.Uploads)
	mount("/rtc", s.parts.Media)
	mount("/rtc/*", s.parts.Media)
}

// api builds huma's API on a router of its own, so that the guards of the API
// stand before it and not before the web clients.
func (s *Server) api(mux chi.Router) huma.API {
	var api huma.API
	mux.Group(func(r chi.Router) {
		r.Use(patient, s.caller, s.csrf, s.measure, s.turn, s.actor)
		config := huma.DefaultConfig("kaochang", s.parts.Version)
		config.OpenAPIPath, config.DocsPath, config.SchemasPath = "/api/openapi", "", ""
		config.CreateHooks = nil // no $schema links in bodies
		config.Info.Description = "The API of kaochang. x-kinds and x-roles of an operation say who may call it."
		api = humachi.New(r, config)
		if s.parts.Register != nil {
			s.parts.Register(api)
		}
		s.registerOwn(api)
	})
	mux.Handle("/api/*", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		problem.Write(w, r, exam.Errorf(exam.CodeNotFound, "no such operation"))
	}))
	return api
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.parts.Ready(ctx); err != nil {
		slog.WarnContext(ctx, "not ready", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("not ready\n"))
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// PublicConfig is what every page may know of the server.
type PublicConfig struct {
	Demo       bool      `json:"demo"`
	Secure     bool      `json:"secure"`
	Version    string    `json:"version"`
	ServerTime time.Time `json:"server_time"`
}

func (s *Server) registerOwn(api huma.API) {
	type output struct{ Body PublicConfig }
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/public/config", ID: "get-public-config",
		Summary: "What every page may know of the server", Tag: "Server", Action: exam.ActionPublic},
		func(context.Context, *operation.Empty) (*output, error) {
			return &output{PublicConfig{Demo: s.parts.Demo, Secure: s.parts.Secure, Version: s.parts.Version, ServerTime: time.Now().UTC()}}, nil
		})
}

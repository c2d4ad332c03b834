package media

import (
	"context"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/problem"
)

// Admit says whether a token's bearer may connect now.
type Admit func(ctx context.Context, b Bearer) error

// Proxy passes signalling (/rtc and below) on to the SFU, and nothing else of
// it. Each connection is admitted anew, so that a token that is still valid does
// not bring back whom the phase has put out.
func Proxy(c SFUConfig, admit Admit) (http.Handler, error) {
	target, err := url.Parse(c.URL("http"))
	if err != nil {
		return nil, err
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Header.Del("Cookie")
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, _ error) {
			problem.Write(w, r, exam.Errorf(exam.CodeUnavailable, "the media server is starting; try again"))
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/rtc" && !strings.HasPrefix(r.URL.Path, "/rtc/") {
			problem.Write(w, r, exam.Errorf(exam.CodeNotFound, "nothing here"))
			return
		}
		b, err := bearerOf(r, c.Key, c.Secret)
		if err == nil {
			err = admit(r.Context(), b)
		}
		if err != nil {
			problem.Write(w, r, err)
			return
		}
		proxy.ServeHTTP(w, r)
	}), nil
}

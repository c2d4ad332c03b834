// Package facecloudtest is what every comparer of faces at a provider must do, tried
// against servers that speak the providers' protocols and check signatures by their
// published rules, without the SDKs.
package facecloudtest

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/facecloud"
)

// Keys of the account that the servers know.
const (
	keyID  = "AKIDexample"
	secret = "a-secret-that-nobody-logs"
	scene  = "1000000006"
)

// Mood is how a server answers.
type Mood string

// The moods.
const (
	Fine    Mood = "fine"
	NoFace  Mood = "no face"
	Broke   Mood = "broke"   // our account has no money
	Fault   Mood = "fault"   // the provider's own error
	Garbage Mood = "garbage" // something that is not its protocol
	Scores  Mood = "scores"  // a score that cannot be
	Silent  Mood = "silent"
)

// Comparer says how like two faces are.
type Comparer interface {
	Compare(ctx context.Context, a, b []byte) (float64, error)
}

// Protocol is a provider's side.
type Protocol struct {
	serve func(m Mood, score float64) http.Handler
}

// Open makes a comparer of an account.
type Open func(facecloud.Account) (Comparer, error)

// Run tries a comparer of one provider.
func Run(t *testing.T, p Protocol, open Open) {
	picture, other := []byte("\xff\xd8 a picture"), []byte("\xff\xd8 another picture")
	t.Run("the provider's score is a share", func(t *testing.T) {
		calls, one := start(t, p, open, secret, Fine, 92.5)
		if got, err := one.Compare(t.Context(), picture, other); err != nil || got < 0.9249 || got > 0.9251 || calls.Load() != 1 {
			t.Errorf("%v %v after %d calls, want 0.925 after one: each costs", got, err, calls.Load())
		}
	})
	t.Run("a picture without a face is told", func(t *testing.T) {
		_, one := start(t, p, open, secret, NoFace, 0)
		if _, err := one.Compare(t.Context(), picture, other); exam.CodeOf(err) != exam.CodeInvalid {
			t.Errorf("%v, want %s", err, exam.CodeInvalid)
		}
	})
	for _, m := range []Mood{Broke, Fault, Garbage, Scores, Silent} {
		t.Run(string(m)+" is a fault, never a score", func(t *testing.T) {
			_, one := start(t, p, open, secret, m, 99)
			fault(t, one)
		})
	}
	t.Run("a wrong secret is refused", func(t *testing.T) {
		_, one := start(t, p, open, "another", Fine, 99)
		fault(t, one)
	})
	t.Run("a server that is gone is a fault", func(t *testing.T) {
		one, err := open(account(secret, redirect{&url.URL{Scheme: "http", Host: "127.0.0.1:1"}}))
		if err != nil {
			t.Fatal(err)
		}
		fault(t, one)
	})
}

// fault wants an error that is ours or the provider's, and that quotes nothing.
func fault(t *testing.T, one Comparer) {
	t.Helper()
	picture := []byte("\xff\xd8 a picture")
	score, err := one.Compare(t.Context(), picture, picture)
	if err == nil || score != 0 || exam.CodeOf(err) != exam.CodeInternal {
		t.Fatalf("%v %v, want a fault", score, err)
	}
	for _, hidden := range []string{secret, base64.StdEncoding.EncodeToString(picture)} {
		if strings.Contains(err.Error(), hidden) {
			t.Errorf("the error quotes %q: %v", hidden, err)
		}
	}
}

func start(t *testing.T, p Protocol, open Open, keySecret string, m Mood, score float64) (*atomic.Int32, Comparer) {
	t.Helper()
	one, calls := serve(t, p, m, score)
	comparer, err := open(account(keySecret, one))
	if err != nil {
		t.Fatal(err)
	}
	return calls, comparer
}

// Account returns an account at a server of a provider that answers in a mood with a
// score from 0 to 100.
func Account(t *testing.T, p Protocol, m Mood, score float64) facecloud.Account {
	t.Helper()
	one, _ := serve(t, p, m, score)
	return account(secret, one)
}

func serve(t *testing.T, p Protocol, m Mood, score float64) (http.RoundTripper, *atomic.Int32) {
	t.Helper()
	calls, done := &atomic.Int32{}, make(chan struct{})
	protocol := p.serve(m, score)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		switch m {
		case Silent:
			<-done // until the test ends: whoever calls gives up before
		case Garbage:
			_, _ = w.Write([]byte("<html>captive portal</html>"))
		default:
			protocol.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(func() { close(done); server.Close() })
	at, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return redirect{at}, calls
}

func account(keySecret string, transport http.RoundTripper) facecloud.Account {
	return facecloud.Account{KeyID: keyID, KeySecret: keySecret, Region: "ap-guangzhou", Scene: scene, Transport: transport, Within: time.Second}
}

// redirect carries calls to a server of the test, as if it had the provider's name.
type redirect struct{ to *url.URL }

// RoundTrip refuses what is not by TLS, and calls the server.
func (r redirect) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Scheme != "https" {
		return nil, errors.New("a provider is called by TLS")
	}
	there := request.Clone(request.Context())
	there.URL.Scheme, there.URL.Host, there.Host = r.to.Scheme, r.to.Host, request.URL.Host
	return http.DefaultTransport.RoundTrip(there)
}

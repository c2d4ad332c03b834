// Package smstest is what every sender of SMS must do, tried against servers
// that speak the providers' protocols and check signatures by their published rules,
// without the SDKs.
package smstest

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/sms"
)

// Keys and texts of the account that the servers know.
const (
	KeyID    = "AKIDexample"
	secret   = "a-secret-that-nobody-logs"
	sign     = "云考场"
	template = "SMS_154950909"
	noticed  = "SMS_154950910" // of announcements
	appID    = "1400006666"
)

// mood is how a server answers.
type mood string

const (
	fine    mood = "fine"
	limit   mood = "limit"
	number  mood = "number"
	broke   mood = "broke"   // our account has no money
	fault   mood = "fault"   // the provider's own error
	garbage mood = "garbage" // something that is not its protocol
	silent  mood = "silent"
)

// delivered is a message that a server took; said are its values, between bars.
type delivered struct{ phone, said string }

// variables are those of each template, in order.
var variables = map[string][]string{template: {"code"}, noticed: {"school", "title"}}

// desk is what both servers have: a mood and what they took.
type desk struct {
	mood  mood
	calls atomic.Int32
	mu    sync.Mutex
	taken []delivered
}

func (d *desk) take(one delivered) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.taken = append(d.taken, one)
}

func (d *desk) took() []delivered {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.taken)
}

// Protocol is a provider's side: what serves it, and how our number reads there.
type Protocol struct {
	Number func(phone string) string
	code   func(m mood) string // as the provider names it
	serve  func(d *desk) http.Handler
}

// Run tries a sender of one provider.
func Run(t *testing.T, p Protocol, open func(sms.Account) (sms.Sender, error)) {
	for _, row := range []struct {
		name string
		mood mood
		want sms.Why
	}{
		{"a limit is told", limit, sms.WhyLimit},
		{"a number that cannot be is told", number, sms.WhyNumber},
		{"an account without money is refused", broke, sms.WhyRefused},
		{"a fault of the provider is its being away", fault, sms.WhyAway},
		{"an answer that is none is its being away", garbage, sms.WhyAway},
		{"silence is its being away", silent, sms.WhyAway},
	} {
		t.Run(row.name, func(t *testing.T) {
			d, sender := start(t, p, open, secret, row.mood)
			why(t, sender.SendCode(t.Context(), "13800000001", "123456", exam.CodeTTL), row.want)
			if n := d.calls.Load(); n != 1 {
				t.Errorf("%d calls, want one: a second may be a second message", n)
			}
		})
	}
	t.Run("a code arrives", func(t *testing.T) {
		for _, phone := range []string{"13800000001", "+85251234567"} {
			d, sender := start(t, p, open, secret, fine)
			if err := sender.SendCode(t.Context(), phone, "012345", exam.CodeTTL); err != nil {
				t.Fatal(err)
			}
			if want := (delivered{p.Number(phone), "012345"}); !slices.Equal(d.took(), []delivered{want}) {
				t.Errorf("took %v, want %v once", d.took(), want)
			}
		}
	})
	t.Run("a notice arrives by its template", func(t *testing.T) {
		d, sender := start(t, p, open, secret, fine)
		n := exam.AnnouncementSMS("云岭大学", "考前“须知” & more")
		if failed := sender.SendNotice(t.Context(), "13800000001", n); failed != (exam.SMSFailure{}) {
			t.Fatalf("%+v", failed)
		}
		if want := (delivered{p.Number("13800000001"), "云岭大学|考前“须知” & more"}); !slices.Equal(d.took(), []delivered{want}) {
			t.Errorf("took %v, want %v once", d.took(), want)
		}
	})
	t.Run("a notice that is refused names the provider's code", func(t *testing.T) {
		for m, want := range map[mood]sms.Why{limit: sms.WhyLimit, number: sms.WhyNumber, broke: sms.WhyRefused, fault: sms.WhyAway, garbage: sms.WhyAway} {
			_, sender := start(t, p, open, secret, m)
			failed := sender.SendNotice(t.Context(), "13800000001", exam.AnnouncementSMS("云岭大学", "须知"))
			if failed.Why != want || m != garbage && failed.ProviderCode != p.code(m) {
				t.Errorf("%s: %+v, want %s with %q", m, failed, want, p.code(m))
			}
		}
	})
	t.Run("a kind without a template is not sent", func(t *testing.T) {
		d, sender := start(t, p, open, secret, fine)
		failed := sender.SendNotice(t.Context(), "13800000001", exam.RejectionSMS("云岭大学", "身份证"))
		if failed.Why != sms.WhyNoTemplate || sender.Missing(exam.SMSRejection) != sms.WhyNoTemplate || sender.Missing(exam.SMSAnnouncement) != "" || d.calls.Load() != 0 {
			t.Errorf("%+v after %d calls", failed, d.calls.Load())
		}
	})
	t.Run("a wrong secret is refused", func(t *testing.T) {
		d, sender := start(t, p, open, "another", fine)
		why(t, sender.SendCode(t.Context(), "13800000001", "123456", exam.CodeTTL), sms.WhyRefused)
		if taken := d.took(); len(taken) != 0 {
			t.Errorf("took %v with a wrong signature", taken)
		}
	})
	t.Run("a server that is gone is away", func(t *testing.T) {
		why(t, nobody(t, open).SendCode(t.Context(), "13800000001", "123456", exam.CodeTTL), sms.WhyAway)
	})
}

// Logs tries that no log holds a code, a number or a secret, whatever goes wrong.
// It reads the whole program's log: nothing else may run beside it.
func Logs(t *testing.T, p Protocol, open func(sms.Account) (sms.Sender, error)) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	defer slog.SetDefault(before)
	senders := map[mood]sms.Sender{"gone": nobody(t, open)}
	for _, m := range []mood{limit, number, broke, fault, garbage, silent} {
		_, senders[m] = start(t, p, open, secret, m)
	}
	for m, sender := range senders {
		err := sender.SendCode(t.Context(), "13800000001", "918273", exam.CodeTTL)
		sender.SendNotice(t.Context(), "13800000001", exam.AnnouncementSMS("918273", "须知"))
		for _, hidden := range []string{"918273", "13800000001", secret} {
			if strings.Contains(log.String(), hidden) || strings.Contains(err.Error(), hidden) {
				t.Errorf("%s: log or error holds %q: %s; %v", m, hidden, log.String(), err)
			}
		}
	}
	if !strings.Contains(log.String(), "SMS not sent") {
		t.Error("nothing was logged for whoever runs the server")
	}
}

// nobody returns a sender whose provider cannot be reached: what breaks quotes the
// address, which holds the message.
func nobody(t *testing.T, open func(sms.Account) (sms.Sender, error)) sms.Sender {
	t.Helper()
	sender, err := open(account(secret, redirect{&url.URL{Scheme: "http", Host: "127.0.0.1:1"}}))
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

func start(t *testing.T, p Protocol, open func(sms.Account) (sms.Sender, error), keySecret string, m mood) (*desk, sms.Sender) {
	t.Helper()
	d := &desk{mood: m}
	done := make(chan struct{})
	protocol := p.serve(d)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.calls.Add(1)
		switch d.mood {
		case silent:
			<-done // until the test ends: whoever calls gives up before
		case garbage:
			_, _ = w.Write([]byte("<html>captive portal 918273 13800000001</html>"))
		default:
			protocol.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(func() { close(done); server.Close() })
	at, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	sender, err := open(account(keySecret, redirect{at}))
	if err != nil {
		t.Fatal(err)
	}
	return d, sender
}

func account(keySecret string, transport http.RoundTripper) sms.Account {
	return sms.Account{
		KeyID: KeyID, KeySecret: keySecret, Sign: sign, CodeTemplate: template, Templates: map[exam.SMSKind]string{exam.SMSAnnouncement: noticed}, AppID: appID, Region: "ap-guangzhou",
		Transport: transport, Within: time.Second,
	}
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

func why(t *testing.T, err error, want sms.Why) {
	t.Helper()
	var refusal *exam.Error
	if !errors.As(err, &refusal) || refusal.Code != exam.CodeSMSFailed || refusal.Extras["why"] != string(want) {
		t.Errorf("%v, want %s because of %s", err, exam.CodeSMSFailed, want)
	}
}

package sms

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"kaochang/internal/exam"
)

// Sender sends sign-in codes (FEATURES A2). The phone is as the roster keeps it
// ([exam.NormalPhone]). What did not go out is CodeSMSFailed with "why", one of
// the values of [Why]. A message is sent at most once: nothing here tries again.
type Sender interface {
	SendCode(ctx context.Context, phone, code string, ttl time.Duration) error
}

// Account is an account at a provider. The code's template has one variable: the
// code ("code" at Aliyun, the first at Tencent Cloud); how long it lasts
// ([exam.CodeTTL]) stands in the template's own text.
type Account struct {
	KeyID, KeySecret string
	Sign             string // the approved signature, without brackets
	CodeTemplate     string
	AppID, Region    string // of Tencent Cloud
	// Transport carries the calls; nil for the network.
	Transport http.RoundTripper
	// Within bounds a call; a person waits for it. Default 8 seconds.
	Within time.Duration
}

// Why says why a message did not go out.
type Why string

// The reasons.
const (
	WhyLimit   Why = "limit"   // the provider sends no more for now, to this number or for us
	WhyNumber  Why = "number"  // no message can reach this number
	WhyRefused Why = "refused" // the provider refuses our account, signature or template
	WhyAway    Why = "away"    // no answer, or one that says nothing: it may have gone out
	WhyNone    Why = "none"    // this server has no provider
)

const defaultWithin = 8 * time.Second

func (a Account) within() time.Duration {
	if a.Within > 0 {
		return a.Within
	}
	return defaultWithin
}

// web returns a client that follows no redirect: a signed request goes to the
// provider alone.
func (a Account) web() *http.Client {
	return &http.Client{
		Transport: a.Transport, Timeout: a.within(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// notSent logs why a message did not go out, once, for whoever runs the server,
// and returns the refusal for the candidate. Neither holds the number or the code;
// the SDKs' own errors are not logged, since they quote addresses that do.
func notSent(ctx context.Context, provider string, why Why, providerCode, requestID string) error {
	slog.WarnContext(ctx, "SMS not sent", "provider", provider, "why", string(why), "provider_code", providerCode, "request_id", requestID)
	return refusal(why)
}

func refusal(why Why) error {
	return exam.Errorf(exam.CodeSMSFailed, "the message did not go out; try again shortly, or ask the school's staff for a code").With("why", string(why))
}

// cause names what broke a call, without quoting it.
func cause(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "timeout"
	}
	return fmt.Sprintf("%T", err)
}

// None is the sender of a server that has no provider: nothing is ever sent, and
// nobody is told that it was.
type None struct{}

// SendCode returns CodeSMSFailed.
func (None) SendCode(context.Context, string, string, time.Duration) error { return refusal(WhyNone) }

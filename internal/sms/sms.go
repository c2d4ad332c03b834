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

// Sender sends sign-in codes and notices (FEATURES A2, A10). The phone is as the
// roster keeps it ([exam.NormalPhone]). A call sends at most one message: nothing
// here tries again.
type Sender interface {
	// SendCode sends a code. What did not go out is CodeSMSFailed with "why", one of
	// the values of [Why].
	SendCode(ctx context.Context, phone, code string, ttl time.Duration) error
	// SendNotice sends a notice and says why it did not go out, if so.
	SendNotice(ctx context.Context, phone string, n exam.SMSNotice) exam.SMSFailure
	// Missing says why no notice of a kind can be sent: [WhyNone], [WhyNoTemplate],
	// or "" where it can.
	Missing(kind exam.SMSKind) Why
}

// Account is an account at a provider. The code's template has one variable: the
// code ("code" at Aliyun, the first at Tencent Cloud); how long it lasts
// ([exam.CodeTTL]) stands in the template's own text.
type Account struct {
	KeyID, KeySecret string
	Sign             string // the approved signature, without brackets
	CodeTemplate     string
	// Templates are those of notices; a kind without one is not sent. Their variables
	// are those of [exam.AnnouncementSMS], [exam.RejectionSMS] and [exam.SessionSMS].
	Templates     map[exam.SMSKind]string
	AppID, Region string // of Tencent Cloud
	// Transport carries the calls; nil for the network.
	Transport http.RoundTripper
	// Within bounds a call; a person waits for it. Default 8 seconds.
	Within time.Duration
}

// Why says why a message did not go out.
type Why = exam.SMSWhy

// The reasons.
const (
	WhyLimit      = exam.SMSLimit
	WhyNumber     = exam.SMSNumber
	WhyRefused    = exam.SMSRefused
	WhyAway       = exam.SMSAway
	WhyNone       = exam.SMSNone
	WhyNoTemplate = exam.SMSNoTemplate
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

// missing says whether an account has a template of a kind.
func (a Account) missing(kind exam.SMSKind) Why {
	if a.Templates[kind] == "" {
		return WhyNoTemplate
	}
	return ""
}

// notSent logs why a message did not go out, once, for whoever runs the server.
// The log holds neither the number nor what was said; the SDKs' own errors are not
// logged, since they quote addresses that do.
func notSent(ctx context.Context, provider string, why Why, providerCode, requestID string) exam.SMSFailure {
	slog.WarnContext(ctx, "SMS not sent", "provider", provider, "why", string(why), "provider_code", providerCode, "request_id", requestID)
	return exam.SMSFailure{Why: why, ProviderCode: providerCode}
}

// refusal tells a candidate that her code did not go out; nil where it did.
func refusal(f exam.SMSFailure) error {
	if f.Why == "" {
		return nil
	}
	return exam.Errorf(exam.CodeSMSFailed, "the message did not go out; try again shortly, or ask the school's staff for a code").With("why", string(f.Why))
}

// codeValues are the values of a sign-in code's template.
func codeValues(code string) []exam.SMSValue { return []exam.SMSValue{{Name: "code", Text: code}} }

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
func (None) SendCode(context.Context, string, string, time.Duration) error {
	return refusal(exam.SMSFailure{Why: WhyNone})
}

// SendNotice fails.
func (None) SendNotice(context.Context, string, exam.SMSNotice) exam.SMSFailure {
	return exam.SMSFailure{Why: WhyNone}
}

// Missing returns [WhyNone].
func (None) Missing(exam.SMSKind) Why { return WhyNone }

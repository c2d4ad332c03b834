// Package facecloud asks Tencent Cloud or Aliyun how like two faces are, by the
// callers of their official SDKs; beside sms it is the only place that knows these.
// Pictures leave to a third party here: what calls it owes a candidate's consent to
// exactly that. What a provider says is advice.
package facecloud

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"kaochang/internal/exam"
)

// Account is an account at a provider.
type Account struct {
	KeyID, KeySecret string
	Region           string // of Tencent Cloud
	Scene            string // of Aliyun: the number of a scene of product PV_FC
	// Transport carries the calls; nil for the network.
	Transport http.RoundTripper
	// Within bounds a call. Default 8 seconds.
	Within time.Duration
}

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

// noFace is what a picture in which the provider finds no face is refused with.
func noFace(provider, told string) error {
	return exam.Errorf(exam.CodeInvalid, "%s finds no face: %s", provider, told).With("why", "no_face")
}

// away names what broke a call without quoting it: the SDKs' errors may hold what
// was sent.
func away(provider, told string, err error) error {
	if told != "" {
		return fmt.Errorf("compare faces at %s: %s", provider, told)
	}
	if errors.Is(err, http.ErrHandlerTimeout) {
		told = "timeout"
	}
	return fmt.Errorf("compare faces at %s: %T %s", provider, err, told)
}

// share turns a score from 0 to 100 into a share; what is out of bounds is an error.
func share(provider string, score *float64) (float64, error) {
	if score == nil || *score < 0 || *score > 100 {
		return 0, away(provider, "no score", nil)
	}
	return *score / 100, nil
}

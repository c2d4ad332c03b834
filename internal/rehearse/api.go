package rehearse

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"time"

	"kaochang/internal/exam"
)

// browser calls the public API as one signed-in person does: with a cookie jar
// of its own.
type browser struct {
	base   string
	client *http.Client
	tls    *tls.Config
	timed  func(took time.Duration) // told of each answer; nil for nobody
	pace   pace                     // of who sends
}

func newBrowser(base string, transport *http.Transport) *browser {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &browser{base: base, client: &http.Client{Jar: jar, Transport: transport, Timeout: 30 * time.Second}, tls: transport.TLSClientConfig}
}

// call sends in as JSON, if it is not nil, and reads the answer into out, if it
// is not nil. A refusal comes back as a domain error with the server's code.
func (b *browser) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("encode %s %s: %w", method, path, err)
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, b.base+path, body)
	if err != nil {
		return fmt.Errorf("ask %s %s: %w", method, path, err)
	}
	req.Header.Set("X-Kaochang", "1")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	asked := time.Now()
	resp, err := b.client.Do(req)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer func() { _ = resp.Body.Close() }() // read to its end
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("read %s %s: %w", method, path, err)
	}
	if b.timed != nil {
		b.timed(time.Since(asked))
	}
	if resp.StatusCode >= 300 {
		return refusal(method+" "+path, resp.StatusCode, text)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("decode %s %s: %w", method, path, err)
	}
	return nil
}

func refusal(what string, status int, text []byte) error {
	var p struct {
		Code   exam.Code `json:"code"`
		Detail string    `json:"detail"`
	}
	if err := json.Unmarshal(text, &p); err != nil || p.Code == "" {
		return fmt.Errorf("%s: status %d", what, status)
	}
	return fmt.Errorf("%s: %w", what, exam.Errorf(p.Code, "%s", p.Detail))
}

// signIn signs a candidate in, with the code from the demo's inbox.
func (b *browser) signIn(ctx context.Context, phone string) error {
	if err := b.call(ctx, "POST", "/api/sms-codes", map[string]string{"phone": phone}, nil); err != nil {
		return err
	}
	var inbox struct {
		Messages []struct {
			Code string `json:"code"`
		} `json:"messages"`
	}
	if err := b.call(ctx, "GET", "/api/demo/inbox?phone="+phone, nil, &inbox); err != nil {
		return err
	}
	if len(inbox.Messages) == 0 {
		return errors.New("no code came")
	}
	return b.call(ctx, "POST", "/api/logins", map[string]string{"phone": phone, "code": inbox.Messages[0].Code, "device_label": "rehearsal"}, nil)
}

package doctor

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"time"

	"kaochang/internal/config"
)

// answerer is who answers at the address of the settings.
type answerer int

const (
	nobody answerer = iota
	readyOne
	unreadyOne
	anotherProgram
)

const answerWithin = 2 * time.Second

// whoAnswers asks at the address that the settings give. A running kaochang
// holds its ports rightly.
func whoAnswers(ctx context.Context, c *config.Server) answerer {
	scheme := "http"
	if c.TLS != "off" {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return nobody
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	addr := net.JoinHostPort(host, port)
	client := &http.Client{Timeout: answerWithin, Transport: &http.Transport{
		DisableKeepAlives: true,
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, // it only asks whether somebody is there
	}}
	status, said, err := get(ctx, client, scheme+"://"+addr+"/readyz")
	switch {
	case err == nil && status == http.StatusOK && said == "ready\n":
		return readyOne
	case err == nil && status == http.StatusServiceUnavailable && said == "not ready\n":
		return unreadyOne
	case err == nil:
		return anotherProgram
	}
	dialer := &net.Dialer{Timeout: answerWithin}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nobody
	}
	_ = conn.Close() // it has said enough
	return anotherProgram
}

// get returns the status and the first bytes of what an address answers.
func get(ctx context.Context, client *http.Client, url string) (status int, said string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, "", err
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 100))
	return resp.StatusCode, string(text), err
}

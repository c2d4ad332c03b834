package doctor

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"kaochang/internal/config"
)

// Public checks the way that browsers take to --public-url: that its name is
// known, and while a kaochang runs here, that the way ends at it and lets
// WebSockets through. client nil is one that trusts this machine's roots.
func Public(c *config.Server, client *http.Client) Check {
	if client == nil {
		client = &http.Client{Timeout: 5 * time.Second}
	}
	return Check{"public", func(ctx context.Context) Finding {
		if c.PublicURL == "" {
			return ok("no --public-url: links begin with the address that the browser asked")
		}
		addrs, err := new(net.Resolver).LookupHost(ctx, hostOf(c.PublicURL))
		if err != nil {
			return fail("enter the name in your DNS, or correct --public-url", "the name of %s is not known: %v", c.PublicURL, err)
		}
		if whoAnswers(ctx, c) != readyOne {
			return ok("%s is at %s; run doctor again while kaochang runs, to try the whole way", c.PublicURL, strings.Join(addrs, ", "))
		}
		if status, said, err := get(ctx, client, c.PublicURL+"/readyz"); err != nil || status != http.StatusOK || said != "ready\n" {
			return fail("let your proxy and firewall pass requests on to "+c.Addr, "%s does not lead to this kaochang: %s", c.PublicURL, outcome(status, err))
		}
		if err := upgrade(ctx, client, c.PublicURL+"/api/events"); err != nil {
			return fail("let your proxy pass WebSockets on: HTTP/1.1 with the headers Upgrade and Connection", "%s lets no WebSocket through: %v", c.PublicURL, err)
		}
		return ok("%s leads here, WebSockets too", c.PublicURL)
	}}
}

func outcome(status int, err error) string {
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("it answers with status %d", status)
}

// upgrade opens a WebSocket and lets it go (RFC 6455, section 4.1).
func upgrade(ctx context.Context, client *http.Client, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	for name, value := range map[string]string{
		"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "a2FvY2hhbmcgZG9jdG9yIQ==",
	} {
		req.Header.Set(name, value)
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	_ = resp.Body.Close() // of no further use
	if resp.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("status %d, want %d", resp.StatusCode, http.StatusSwitchingProtocols)
	}
	return nil
}

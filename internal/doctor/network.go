package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kaochang/internal/config"
)

// Running reports whether a kaochang answers at the address that the settings
// give. Its own ports are then taken, and rightly so.
func Running(ctx context.Context, c *config.Server) bool {
	scheme := "http"
	if c.TLS != "off" {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return false
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return false
	}
	client := &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // it only asks whether somebody is there
	}}
	resp, err := client.Do(req)
	if err != nil {
		return false
	}
	defer func() { _ = resp.Body.Close() }()
	return resp.StatusCode == http.StatusOK
}

// Ports checks that the server can listen where it should: its address and the
// media ports, TCP and UDP.
func Ports(c *config.Server) Check {
	return Check{"ports", func(ctx context.Context) Finding {
		if Running(ctx, c) {
			return ok("a kaochang runs on %s and is ready", c.Addr)
		}
		host, _, _ := net.SplitHostPort(c.Addr)
		var taken []string
		try := func(network, addr, what string) {
			if err := bind(ctx, network, addr); err != nil {
				taken = append(taken, fmt.Sprintf("%s %s (%s): %v", network, addr, what, err))
			}
		}
		try("tcp", c.Addr, "pages")
		try("tcp", net.JoinHostPort(host, strconv.Itoa(c.MediaTCP)), "media")
		try("udp", net.JoinHostPort(host, strconv.Itoa(c.MediaUDP)), "media")
		try("udp", net.JoinHostPort(host, strconv.Itoa(c.MediaTURN)), "relay")
		if len(taken) > 0 {
			return fail("stop what holds the port (ss -tulpn shows it), or choose others: --addr, --media-tcp, --media-udp, --media-turn; ports below 1024 need CAP_NET_BIND_SERVICE",
				"cannot listen: %s", strings.Join(taken, "; "))
		}
		return ok("free: TCP %s, media TCP %d, UDP %d, relay UDP %d; open them in the firewall", c.Addr, c.MediaTCP, c.MediaUDP, c.MediaTURN)
	}}
}

func bind(ctx context.Context, network, addr string) error {
	var lc net.ListenConfig
	if network == "udp" {
		conn, err := lc.ListenPacket(ctx, network, addr)
		if err != nil {
			return err
		}
		return conn.Close()
	}
	l, err := lc.Listen(ctx, network, addr)
	if err != nil {
		return err
	}
	return l.Close()
}

// expiresSoon is how long before its end a certificate is worth a warning.
const expiresSoon = 14 * 24 * time.Hour

// TLS checks that browsers will give their cameras to this server: they do on
// secure origins and on the machine itself only (W3C Secure Contexts).
func TLS(c *config.Server, now func() time.Time) Check {
	return Check{"tls", func(context.Context) Finding {
		switch {
		case c.TLS == "files":
			return certificate(c, now())
		case c.TLS == "self-signed":
			return warn("use a real certificate (--tls files) for an exam", "self-signed: every phone asks about it once, and WeChat's browser refuses it")
		case strings.HasPrefix(c.PublicURL, "https://"):
			return ok("a proxy of yours ends TLS for %s; it must pass WebSockets", c.PublicURL)
		}
		if host, _, _ := net.SplitHostPort(c.Addr); isLoopback(host) {
			return warn("for phones: --tls files or self-signed, or a proxy with --public-url https://…", "no TLS: only browsers on this machine give their camera")
		}
		return fail("--tls files with --tls-cert and --tls-key, --tls self-signed in a closed network, or a proxy with --public-url https://…",
			"no TLS on %s: phones will refuse the camera", c.Addr)
	}}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

func certificate(c *config.Server, now time.Time) Finding {
	pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return fail("check --tls-cert and --tls-key: PEM, the chain with the server's certificate first, readable by this user", "certificate not usable: %v", err)
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return fail("use another certificate", "certificate not readable: %v", err)
	}
	until := leaf.NotAfter.Format(time.DateOnly)
	switch {
	case now.After(leaf.NotAfter):
		return fail("renew it", "the certificate ended on %s", until)
	case now.Before(leaf.NotBefore):
		return fail("check this machine's clock, or wait", "the certificate begins on %s", leaf.NotBefore.Format(time.DateOnly))
	}
	if host := hostOf(c.PublicURL); host != "" {
		if err := leaf.VerifyHostname(host); err != nil {
			return fail("use a certificate for "+host, "%v", err)
		}
	}
	if leaf.NotAfter.Sub(now) < expiresSoon {
		return warn("renew it before the exam", "the certificate ends on %s", until)
	}
	return ok("certificate of %s, until %s", strings.Join(leaf.DNSNames, ", "), until)
}

func hostOf(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

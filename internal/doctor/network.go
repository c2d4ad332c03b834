package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"kaochang/internal/config"
)

// Ports checks that the server can listen where it should: its address and the
// media ports, TCP and UDP, which are on all addresses of the machine.
func Ports(c *config.Server) Check {
	return Check{"ports", func(ctx context.Context) Finding {
		switch whoAnswers(ctx, c) {
		case readyOne:
			return ok("a kaochang runs on %s and is ready", c.Addr)
		case unreadyOne:
			return fail("see its log: the database or the media server does not answer it", "a kaochang runs on %s, but is not ready", c.Addr)
		case anotherProgram:
			return fail("stop it, or choose another port with --addr", "another program answers on %s", c.Addr)
		}
		var taken []string
		try := func(network, addr, what string) {
			if err := bind(ctx, network, addr); err != nil {
				taken = append(taken, fmt.Sprintf("%s %s (%s): %v", network, addr, what, err))
			}
		}
		try("tcp", c.Addr, "pages")
		try("tcp", net.JoinHostPort("", strconv.Itoa(c.MediaTCP)), "media")
		try("udp", net.JoinHostPort("", strconv.Itoa(c.MediaUDP)), "media")
		try("udp", net.JoinHostPort("", strconv.Itoa(c.MediaTURN)), "relay")
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
			return certificate(c, now(), nil)
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

// certificate looks at the certificate and its chain as a phone does that trusts
// the roots; nil are this machine's.
func certificate(c *config.Server, now time.Time, roots *x509.CertPool) Finding {
	pair, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return fail("check --tls-cert and --tls-key: PEM, the chain with the server's certificate first, readable by this user", "certificate not usable: %v", err)
	}
	leaf := pair.Leaf
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
	if err := vouched(pair, now, roots); err != nil {
		return warn("put the issuer's intermediate certificates into --tls-cert after the server's own; for an issuer of your own, install its root on every phone",
			"phones may refuse the certificate: %v", err)
	}
	if leaf.NotAfter.Sub(now) < expiresSoon {
		return warn("renew it before the exam", "the certificate ends on %s", until)
	}
	return ok("certificate of %s, until %s", strings.Join(leaf.DNSNames, ", "), until)
}

// vouched returns nil when the chain leads to one of the roots.
func vouched(pair tls.Certificate, now time.Time, roots *x509.CertPool) error {
	between := x509.NewCertPool()
	for _, der := range pair.Certificate[1:] {
		parsed, err := x509.ParseCertificate(der)
		if err != nil {
			return err
		}
		between.AddCert(parsed)
	}
	_, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: now})
	return err
}

func hostOf(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

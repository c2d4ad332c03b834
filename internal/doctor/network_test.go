package doctor

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"kaochang/internal/config"
)

func TestAPortThatIsTakenIsTold(t *testing.T) {
	t.Parallel()
	c := settings(t)
	l, err := net.ListenPacket("udp", net.JoinHostPort("127.0.0.1", strconv.Itoa(c.MediaUDP)))
	if err != nil {
		t.Fatal(err)
	}
	expect(t, Ports(c), Fail, "udp :"+strconv.Itoa(c.MediaUDP))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	expect(t, Ports(c), OK, "free")
}

// answers starts a server that says something at /readyz, and opens WebSockets
// at /api/events if asked to.
func answers(t *testing.T, status int, says string, sockets bool) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(says))
	})
	mux.HandleFunc("/api/events", func(w http.ResponseWriter, r *http.Request) {
		if !sockets || r.Header.Get("Upgrade") != "websocket" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "websocket")
		w.WriteHeader(http.StatusSwitchingProtocols)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestARunningServerHoldsItsPortsRightly(t *testing.T) {
	t.Parallel()
	c := settings(t)
	c.Addr = answers(t, http.StatusOK, "ready\n", true).Listener.Addr().String()
	expect(t, Ports(c), OK, "runs")
	expect(t, Media(c, nil), OK, "running")
	c.Addr = answers(t, http.StatusServiceUnavailable, "not ready\n", true).Listener.Addr().String()
	expect(t, Ports(c), Fail, "not ready")
	expect(t, Media(c, nil), Warn, "not ready")
	c.Addr = answers(t, http.StatusOK, "welcome to another program", true).Listener.Addr().String()
	expect(t, Ports(c), Fail, "another program")
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	go func() {
		for {
			conn, err := silent.Accept()
			if err != nil {
				return
			}
			_ = conn.Close()
		}
	}()
	c.Addr = silent.Addr().String()
	expect(t, Ports(c), Fail, "another program")
}

func TestTheWayThroughAProxyIsTried(t *testing.T) {
	t.Parallel()
	c := settings(t)
	expect(t, Public(c, nil), OK, "no --public-url")
	c.PublicURL = "https://exam.invalid"
	expect(t, Public(c, nil), Fail, "exam.invalid")
	c.PublicURL = "http://127.0.0.1:9"
	expect(t, Public(c, nil), OK, "while kaochang runs")
	c.Addr = answers(t, http.StatusOK, "ready\n", true).Listener.Addr().String()
	expect(t, Public(c, nil), Fail, "does not lead")
	c.PublicURL = answers(t, http.StatusBadGateway, "bad gateway", true).URL
	expect(t, Public(c, nil), Fail, "status 502")
	c.PublicURL = answers(t, http.StatusOK, "ready\n", false).URL
	expect(t, Public(c, nil), Fail, "no WebSocket")
	c.PublicURL = answers(t, http.StatusOK, "ready\n", true).URL
	expect(t, Public(c, nil), OK, "WebSockets too")
}

// issuer is a certificate with its key that signs others.
type issuer struct {
	cert *x509.Certificate
	der  []byte
	key  *ecdsa.PrivateKey
}

// issue makes a certificate for a name, valid between two moments; by nil signs
// it itself.
func issue(t *testing.T, by *issuer, name string, authority bool, from, until time.Time) *issuer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: from, NotAfter: until, IsCA: authority, BasicConstraintsValid: true,
	}
	if authority {
		template.KeyUsage = x509.KeyUsageCertSign
	}
	parent, signer := template, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &issuer{cert, der, key}
}

// useChain writes a key and its chain, the server's own first, and sets them.
func useChain(t *testing.T, c *config.Server, chain ...*issuer) {
	t.Helper()
	private, err := x509.MarshalECPrivateKey(chain[0].key)
	if err != nil {
		t.Fatal(err)
	}
	var text []byte
	for _, one := range chain {
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: one.der})...)
	}
	dir := t.TempDir()
	c.TLS, c.TLSCert, c.TLSKey = "files", filepath.Join(dir, "chain.pem"), filepath.Join(dir, "key.pem")
	for path, content := range map[string][]byte{c.TLSCert: text, c.TLSKey: pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private})} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCertificatesThatPhonesWouldRefuseAreTold(t *testing.T) {
	t.Parallel()
	at, day := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC), 24*time.Hour
	root := issue(t, nil, "a root", true, at.Add(-1000*day), at.Add(1000*day))
	between := issue(t, root, "its intermediate", true, at.Add(-500*day), at.Add(500*day))
	trusted := x509.NewCertPool()
	trusted.AddCert(root.cert)
	for _, row := range []struct {
		name        string
		from, until time.Time
		url         string
		chain       []*issuer // after the server's own
		verdict     Verdict
		words       string
	}{
		{"good for months", at.Add(-day), at.Add(90 * day), "https://exam.example.edu.cn", []*issuer{between}, OK, "until 2027-03-01"},
		{"ends within the fortnight", at.Add(-day), at.Add(5 * day), "https://exam.example.edu.cn", []*issuer{between}, Warn, "2026-12-06"},
		{"without its intermediate", at.Add(-day), at.Add(90 * day), "https://exam.example.edu.cn", nil, Warn, "phones may refuse"},
		{"ended", at.Add(-90 * day), at.Add(-day), "https://exam.example.edu.cn", []*issuer{between}, Fail, "ended on 2026-11-30"},
		{"begins tomorrow", at.Add(day), at.Add(90 * day), "https://exam.example.edu.cn", []*issuer{between}, Fail, "begins on 2026-12-02"},
		{"of another name", at.Add(-day), at.Add(90 * day), "https://other.example.edu.cn", []*issuer{between}, Fail, "other.example.edu.cn"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := settings(t)
			c.PublicURL = row.url
			useChain(t, c, slices.Concat([]*issuer{issue(t, between, "exam.example.edu.cn", false, row.from, row.until)}, row.chain)...)
			f := certificate(c, at, trusted)
			judged(t, "certificate", f, row.verdict, row.words)
		})
	}
}

func TestPhonesGiveTheirCameraToSecurePagesOnly(t *testing.T) {
	t.Parallel()
	c := settings(t)
	expect(t, TLS(c, time.Now), Warn, "only browsers on this machine")
	c.Addr = "0.0.0.0:8080"
	expect(t, TLS(c, time.Now), Fail, "refuse the camera")
	c.PublicURL = "http://exam.example.edu.cn"
	expect(t, TLS(c, time.Now), Fail, "refuse the camera")
	c.PublicURL = "https://exam.example.edu.cn"
	expect(t, TLS(c, time.Now), OK, "proxy")
	c.TLS = "self-signed"
	expect(t, TLS(c, time.Now), Warn, "self-signed")
	c.TLS, c.TLSCert, c.TLSKey = "files", filepath.Join(c.Data, "none.pem"), filepath.Join(c.Data, "none.pem")
	expect(t, TLS(c, time.Now), Fail, "not usable")
}

package doctor

import (
	"bytes"
	"context"
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
	"strconv"
	"strings"
	"testing"
	"time"

	"kaochang/internal/config"
	"kaochang/internal/media"
	"kaochang/internal/store"
)

// TestMain lets this binary be the media server, as kaochang itself is.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "sfu" {
		if err := media.RunSFU(context.Background(), os.Stdin); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func settings(t *testing.T) *config.Server {
	t.Helper()
	port, err := media.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	c := &config.Server{Addr: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), Data: filepath.Join(t.TempDir(), "data"), TLS: "off"}
	if err := c.Resolve(); err != nil {
		t.Fatal(err)
	}
	return c
}

// expect makes one check and compares its verdict and a part of its words.
func expect(t *testing.T, c Check, verdict Verdict, words string) {
	t.Helper()
	f := Examine(t.Context(), []Check{c})[0]
	if f.Verdict != verdict || !strings.Contains(f.Found, words) {
		t.Errorf("%s: %s %q, want %s with %q", c.Name, f.Verdict, f.Found, verdict, words)
	}
	if (f.Verdict == OK) != (f.Do == "") {
		t.Errorf("%s: %s and what to do is %q", c.Name, f.Verdict, f.Do)
	}
}

func TestAPortThatIsTakenIsTold(t *testing.T) {
	t.Parallel()
	c := settings(t)
	l, err := net.ListenPacket("udp", net.JoinHostPort("127.0.0.1", strconv.Itoa(c.MediaUDP)))
	if err != nil {
		t.Fatal(err)
	}
	expect(t, Ports(c), Fail, "udp 127.0.0.1:"+strconv.Itoa(c.MediaUDP))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	expect(t, Ports(c), OK, "free")
}

func TestARunningServerHoldsItsPortsRightly(t *testing.T) {
	t.Parallel()
	running := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ready\n")) }))
	defer running.Close()
	c := settings(t)
	c.Addr = running.Listener.Addr().String()
	expect(t, Ports(c), OK, "runs")
	expect(t, Media(c, nil), OK, "running")
}

// keyPair writes a certificate for a name that is valid between two moments.
func keyPair(t *testing.T, c *config.Server, name string, from, until time.Time) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: from, NotAfter: until}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	c.TLS, c.TLSCert, c.TLSKey = "files", filepath.Join(dir, "chain.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{c.TLSCert: {Type: "CERTIFICATE", Bytes: der}, c.TLSKey: {Type: "EC PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCertificatesThatPhonesWouldRefuseAreTold(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	day := 24 * time.Hour
	for _, row := range []struct {
		name        string
		from, until time.Time
		url         string
		verdict     Verdict
		words       string
	}{
		{"good for months", at.Add(-day), at.Add(90 * day), "https://exam.example.edu.cn", OK, "until 2027-03-01"},
		{"ends within the fortnight", at.Add(-day), at.Add(5 * day), "https://exam.example.edu.cn", Warn, "2026-12-06"},
		{"ended", at.Add(-90 * day), at.Add(-day), "https://exam.example.edu.cn", Fail, "ended on 2026-11-30"},
		{"of another name", at.Add(-day), at.Add(90 * day), "https://other.example.edu.cn", Fail, "other.example.edu.cn"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := settings(t)
			keyPair(t, c, "exam.example.edu.cn", row.from, row.until)
			c.PublicURL = row.url
			expect(t, TLS(c, now), row.verdict, row.words)
		})
	}
	c := settings(t)
	expect(t, TLS(c, now), Warn, "only browsers on this machine")
	c.Addr = "0.0.0.0:8080"
	expect(t, TLS(c, now), Fail, "refuse the camera")
	c.TLS, c.TLSCert, c.TLSKey = "files", filepath.Join(c.Data, "none.pem"), filepath.Join(c.Data, "none.pem")
	expect(t, TLS(c, now), Fail, "not usable")
}

func TestDiskIsMeasuredAndNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := Examine(t.Context(), []Check{Disk(filepath.Join(dir, "not", "there", "yet"))})[0]
	if !strings.Contains(f.Found, "durable write takes") {
		t.Errorf("found %q, want the speed of the disk", f.Found)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind %v, %v", left, err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, Disk(file), Fail, "is a file")
}

func TestClocks(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	there := func(off time.Duration) func(context.Context) (time.Time, error) {
		return func(context.Context) (time.Time, error) { return at.Add(off), nil }
	}
	expect(t, Clock(now, nil), OK, "2026-12-01")
	expect(t, Clock(now, there(time.Second)), OK, "as the database's")
	expect(t, Clock(now, there(-3*time.Second)), Fail, "differs by -3s")
	expect(t, Clock(func() time.Time { return time.Unix(0, 0) }, nil), Fail, "in the past")
}

func TestDatabases(t *testing.T) {
	t.Parallel()
	c := settings(t)
	expect(t, Database(c, time.Now), OK, "first start")
	if _, err := os.Stat(c.Data); err == nil {
		t.Error("the check made the data folder")
	}
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), store.Config{DSN: c.Database, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, Database(c, time.Now), OK, "is brought to")
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect(t, Database(c, time.Now), OK, "commits durable, schema ")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	broken := settings(t)
	if err := os.MkdirAll(broken.Data, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken.Data, "kaochang.db"), bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	expect(t, Database(broken, time.Now), Fail, "")
	away := settings(t)
	away.Database = "postgres://nobody:x@127.0.0.1:1/none"
	expect(t, Database(away, time.Now), Fail, "")
}

func TestTheMediaServerIsStartedForAMoment(t *testing.T) {
	t.Parallel()
	c := settings(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	expect(t, Media(c, []string{self, "sfu"}), OK, "starts in")
	expect(t, Ports(c), OK, "free") // it is gone again
}

func TestFindingsAreForPeople(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	Print(&out, []Finding{{"disk", Fail, "full", "make room"}, {"clock", OK, "right", ""}})
	if want := "✗ disk      full\n            → make room\n✓ clock     right\n"; out.String() != want {
		t.Errorf("printed\n%q, want\n%q", out.String(), want)
	}
	if !Failed([]Finding{{Verdict: OK}, {Verdict: Fail}}) || Failed([]Finding{{Verdict: Warn}}) {
		t.Error("only a failed check fails")
	}
}

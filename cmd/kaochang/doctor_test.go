package main

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"kaochang/internal/config"
	"kaochang/internal/doctor"
	"kaochang/internal/media"
)

// examine runs the doctor on a server that would listen on an address.
func examine(t *testing.T, addr string, asJSON bool) (string, error) {
	t.Helper()
	var out strings.Builder
	c := &doctorCommand{Server: config.Server{Addr: addr, Data: filepath.Join(t.TempDir(), "data"), TLS: "off"}, JSON: asJSON}
	err := c.examine(t.Context(), &out)
	return out.String(), err
}

func TestDoctorFindsAMachineReadyAndSaysSo(t *testing.T) {
	port, err := media.FreePort(4) // and those of media
	if err != nil {
		t.Fatal(err)
	}
	text, err := examine(t, net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), true)
	var said struct {
		Ready    bool             `json:"ready"`
		Findings []doctor.Finding `json:"findings"`
	}
	if err := json.Unmarshal([]byte(text), &said); err != nil {
		t.Fatalf("decode %q: %v", text, err)
	}
	found := map[string]doctor.Verdict{}
	for _, f := range said.Findings {
		found[f.Check] = f.Verdict
	}
	for _, check := range []string{"clock", "database", "media", "ports", "public", "tls"} {
		if v, looked := found[check]; !looked || v == doctor.Fail {
			t.Errorf("%s: %q, want it looked at and not failed; all of it: %s", check, v, text)
		}
	}
	// Room and memory are this machine's own; the verdict must be theirs.
	if failed := found["disk"] == doctor.Fail || found["machine"] == doctor.Fail; said.Ready == failed || (err != nil) != failed {
		t.Errorf("ready %v and error %v, want them to follow from %s", said.Ready, err, text)
	}
}

func TestDoctorFailsWhereTheServerWould(t *testing.T) {
	another := httptest.NewServer(http.NotFoundHandler())
	defer another.Close()
	text, err := examine(t, another.Listener.Addr().String(), false)
	if err == nil || !strings.Contains(text, "✗ ports") || !strings.Contains(text, "→ ") {
		t.Errorf("a taken port: %v and\n%s\nwant a failure that says what to do", err, text)
	}
	if _, err := examine(t, "nonsense", false); err == nil {
		t.Error("settings that are none are examined, want them refused")
	}
}

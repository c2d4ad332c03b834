//go:build linux

package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"kaochang/internal/demo"
	"kaochang/internal/rehearse"
)

const (
	performers = 3
	takeLength = 8 * time.Second
)

// studio is a server, a line to it, and what happens to them while takes are recorded.
type studio struct {
	testing.TB
	volume *volume
	server *server
	line   *line
	client *http.Client // of a school's administrator
}

// takeFaults are what happens once in a round, beside what happens to the phones.
var takeFaults = []struct {
	kind   string
	happen func(s *studio) error
}{
	{"server_killed", func(s *studio) error {
		s.server.kill()
		s.server.start()
		return nil
	}},
	{"line_cut", func(s *studio) error {
		mend, err := s.line.cut()
		if err != nil {
			return err
		}
		time.Sleep(rand.N(3 * time.Second)) // how long a line is gone
		return mend()
	}},
	{"disk_full", func(s *studio) error {
		if s.volume == nil {
			return nil
		}
		if err := s.volume.fill(); err != nil {
			return err
		}
		time.Sleep(rand.N(3 * time.Second)) // how long a disk is full
		return s.volume.free()
	}},
}

// TestTakesOutliveWhateverHappens lets pairs of phones record while one of each dies or
// loses its network and the server is killed, cut off or out of disk: every take is
// handed in, at most two seconds of a piece are missing, the gap is known, and both files
// play. TAKE_ROUNDS is how many rounds of each kind there are, 1 by default.
// FEATURES: F10, F11
func TestTakesOutliveWhateverHappens(t *testing.T) {
	if testing.Short() {
		t.Skip("it records for a minute")
	}
	t.Parallel()
	rounds := 1
	if n, err := strconv.Atoi(os.Getenv("TAKE_ROUNDS")); err == nil {
		rounds = n
	}
	s := newStudio(t)
	takes, most := 0, 0.0
	for range rounds {
		for _, f := range takeFaults {
			report := s.round(f.kind, f.happen)
			for _, take := range report.Takes {
				s.check(f.kind, take)
				takes++
				most = max(most, take.LostS)
			}
		}
	}
	fmt.Printf("takes: %d in %d rounds, at most %.2f s missing beyond a phone's absence\n", takes, rounds*len(takeFaults), most)
}

func newStudio(t testing.TB) *studio {
	t.Helper()
	s := &studio{TB: t}
	dir := folder(t)
	on := dir
	var err error
	if s.volume, err = newVolume(t, dir, 0); err != nil {
		t.Logf("no full disks: %v", err)
	} else {
		on = s.volume.dir
	}
	s.server = newServer(t, binary(t, ""), filepath.Join(on, "data"), "")
	s.line = newLine(t, s.server.addr)
	jar, _ := cookiejar.New(nil) // never fails without options
	s.client = &http.Client{Jar: jar, Timeout: patience}
	in, err := json.Marshal(map[string]string{"school": demo.Slug, "username": "admin", "password": demo.Password, "device_label": "faults"})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.server.url+"/api/staff-logins", bytes.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Kaochang", "1")
	resp, err := s.client.Do(req)
	if err != nil || resp.StatusCode >= 300 {
		t.Fatalf("sign in: %v %v", resp, err)
	}
	_ = resp.Body.Close() // the cookie is enough
	return s
}

// readiness is told what a rehearsal says and closes once all are ready.
type readiness struct {
	ready chan struct{}
	told  bool
}

func (r *readiness) Write(p []byte) (int, error) {
	if !r.told && strings.Contains(string(p), "all are ready") {
		r.told = true
		close(r.ready)
	}
	return len(p), nil
}

// round records one take of each performer while something happens.
func (s *studio) round(kind string, happen func(s *studio) error) rehearse.Report {
	s.Helper()
	told := &readiness{ready: make(chan struct{})}
	failed := make(chan error, 1)
	ctx, cancel := context.WithCancel(s.Context())
	defer cancel()
	go func() {
		select {
		case <-told.ready:
			time.Sleep(rand.N(takeLength)) // at no particular moment of the take
			failed <- happen(s)
		case <-ctx.Done():
			failed <- ctx.Err()
		}
	}()
	report, err := rehearse.RunVideo(ctx, rehearse.Options{Server: s.line.url, Candidates: performers, PerRoom: performers, Interview: takeLength, Faults: true, Progress: told})
	if err != nil {
		s.Fatalf("%s: %v", kind, err)
	}
	if err := <-failed; err != nil {
		s.Fatalf("%s: %v", kind, err)
	}
	if !report.OK() {
		s.Fatalf("%s: %+v, want all %d handed in with at most two seconds missing", kind, report, performers)
	}
	return report
}

// check looks at both files of a take: they play, and a gap is where one must be.
func (s *studio) check(kind string, take rehearse.Taken) {
	s.Helper()
	if len(take.Files) != 2 {
		s.Errorf("%s: take %+v, want two files", kind, take)
	}
	missing := 0.0
	for _, file := range take.Files {
		missing = max(missing, file.MissingS)
		path := filepath.Join(s.TempDir(), "camera.webm")
		resp, err := s.client.Get(s.server.url + file.Path)
		if err != nil {
			s.Fatalf("%s: fetch %s: %v", kind, file.Path, err)
		}
		text, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close() // read to its end
		if err != nil || resp.StatusCode != http.StatusOK {
			s.Fatalf("%s: fetch %s: %d %v", kind, file.Path, resp.StatusCode, err)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			s.Fatal(err)
		}
		out, err := exec.CommandContext(s.Context(), "ffprobe", "-v", "error", "-count_frames", "-select_streams", "v", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", path).CombinedOutput()
		frames, _ := strconv.Atoi(strings.Trim(strings.TrimSpace(string(out)), ","))
		if least := (takeLength.Seconds() - take.AwayS - 2) * 15; err != nil || float64(frames) < least {
			s.Errorf("%s: ffprobe of %+v says %q (%v), want at least %.0f frames", kind, file, out, err, least)
		}
	}
	if take.AwayS > 0 && missing < take.AwayS-0.5 {
		s.Errorf("%s: take %+v says nothing of what is missing", kind, take)
	}
}

package doctor

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
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
	port, err := media.FreePort(4) // and those of media
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
	judged(t, c.Name, Examine(t.Context(), []Check{c})[0], verdict, words)
}

// judged compares a finding's verdict and a part of its words.
func judged(t *testing.T, what string, f Finding, verdict Verdict, words string) {
	t.Helper()
	if f.Verdict != verdict || !strings.Contains(f.Found, words) {
		t.Errorf("%s: %s %q, want %s with %q", what, f.Verdict, f.Found, verdict, words)
	}
	if (f.Verdict == OK) != (f.Do == "") {
		t.Errorf("%s: %s and what to do is %q", what, f.Verdict, f.Do)
	}
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
	if runtime.GOOS == "linux" { // a folder that even root cannot write to
		expect(t, Disk("/proc/self"), Fail, "cannot write")
	}
}

func TestAFullOrSlowDiskIsTold(t *testing.T) {
	t.Parallel()
	judged(t, "a full disk", judgeDisk(3<<30, time.Millisecond), Fail, "3 GB free")
	judged(t, "a disk of network speed", judgeDisk(1<<40, 30*time.Millisecond), Warn, "takes 30.0 ms")
	judged(t, "a disk that hangs", judgeDisk(1<<40, 300*time.Millisecond), Fail, "takes 300.0 ms")
	judged(t, "a good disk", judgeDisk(100*perCandidateHour, time.Millisecond), OK, "about 100 candidate hours")
}

func TestCoresAndMemoryCarryCandidates(t *testing.T) {
	t.Parallel()
	judged(t, "the documented machine", judgeMachine(2, 4<<30), OK, "about 100 candidates")
	judged(t, "much memory does not help few cores", judgeMachine(1, 64<<30), Warn, "about 50 candidates")
	judged(t, "many cores and little memory", judgeMachine(16, 2<<30), Warn, "about 96 candidates")
	judged(t, "no memory", judgeMachine(2, 256<<20), Fail, "about 0 candidates")
	judged(t, "unknown memory", judgeMachine(4, 0), OK, "4 cores: about 200 candidates")
	expect(t, Machine(), Machine().Look(t.Context()).Verdict, "candidates at once")
}

func TestClocks(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	there := func(off time.Duration) func(context.Context) (time.Time, error) {
		return func(context.Context) (time.Time, error) { return at.Add(off), nil }
	}
	says := func(kept bool, err error) func() (bool, error) { return func() (bool, error) { return kept, err } }
	expect(t, Clock(Clocks{Now: now}), OK, "2026-12-01")
	expect(t, Clock(Clocks{Now: now, Database: there(time.Second)}), OK, "as the database's")
	expect(t, Clock(Clocks{Now: now, Database: there(-3 * time.Second)}), Fail, "differs by -3s")
	expect(t, Clock(Clocks{Now: func() time.Time { return time.Unix(0, 0) }}), Fail, "in the past")
	expect(t, Clock(Clocks{Now: now, Kept: says(true, nil)}), OK, "2026-12-01")
	expect(t, Clock(Clocks{Now: now, Kept: says(false, nil)}), Warn, "nothing keeps it right")
	expect(t, Clock(Clocks{Now: now, Kept: says(false, errors.New("not known"))}), OK, "2026-12-01")
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

func TestMediaIsWhereBrowsersLookForIt(t *testing.T) {
	t.Parallel()
	c := settings(t)
	c.PublicURL = "https://exam.example.edu.cn" // a proxy on this machine
	expect(t, Media(c, nil), Fail, "each browser's own machine")
	c.PublicURL, c.Addr = "", "0.0.0.0:8080"
	expect(t, Media(c, nil), Fail, "each browser's own machine")
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

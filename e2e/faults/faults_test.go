//go:build linux

package faults

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const (
	roundsInCI   = 200 // FAULTS_ROUNDS says another number
	cohortRounds = 20  // then others type: a sheet has no thousands of operations
	controlOf    = 20  // one control round for so many
)

// report is what a run prints, in one line of JSON.
type report struct {
	tally
	Seconds float64           `json:"seconds"`
	Kinds   map[string]*tally `json:"kinds"` // by database and kind
	Skipped map[string]string `json:"skipped,omitempty"`
}

func newReport() *report {
	return &report{Kinds: map[string]*tally{}, Skipped: map[string]string{}}
}

// TestNoAcknowledgedAnswerIsLost breaks everything under candidates who type, again and
// again, on both databases, and looks for every answer that was acknowledged.
//
// FEATURES: D9, J4
func TestNoAcknowledgedAnswerIsLost(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes minutes")
	}
	t.Parallel()
	began, total := time.Now(), rounds(t)
	r, of := newReport(), map[string]*report{"sqlite": newReport(), "postgres": newReport()}
	t.Run("on", func(t *testing.T) { // ends when both databases' rounds have
		for database, its := range of {
			t.Run(database, func(t *testing.T) {
				t.Parallel()
				holdRounds(t, database, total/2, its)
			})
		}
	})
	for _, its := range of {
		maps.Copy(r.Kinds, its.Kinds)
		maps.Copy(r.Skipped, its.Skipped)
	}
	for _, one := range r.Kinds {
		r.add(*one)
	}
	r.Seconds = time.Since(began).Round(time.Second / 10).Seconds()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("faults: %s\n", text)
}

func rounds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("FAULTS_ROUNDS")
	if text == "" {
		return roundsInCI
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 2 {
		t.Fatalf("FAULTS_ROUNDS is %q, want a number of rounds", text)
	}
	return n
}

func holdRounds(t *testing.T, database string, n int, r *report) {
	w := newWorld(t, database, false)
	for i, f := range w.plan(n, r) {
		if i > 0 && i%cohortRounds == 0 {
			w.seat()
		}
		name := database + " " + f.kind
		if r.Kinds[name] == nil {
			r.Kinds[name] = &tally{}
		}
		began := time.Now()
		came := w.round(f)
		came.add(w.check(w.typists))
		r.Kinds[name].add(came)
		t.Logf("round %d, %s: %d acknowledged, %.1f s", i+1, f.kind, came.AckedAnswers, time.Since(began).Seconds())
		if len(came.wrong) > 0 {
			t.Fatalf("round %d, %s: %s", i+1, f.kind, strings.Join(came.wrong[:min(len(came.wrong), 20)], "\n"))
		}
	}
	w.stop()
	if came := w.check(append(w.gone, w.typists...)); len(came.wrong) > 0 {
		t.Fatalf("at the end: %s", strings.Join(came.wrong[:min(len(came.wrong), 20)], "\n"))
	}
}

// plan shuffles n rounds of the kinds that this world can suffer, each by its share.
func (w *world) plan(n int, r *report) []fault {
	var can []fault
	sum := 0
	for _, f := range faultKinds {
		switch {
		case f.share(w.database) == 0:
		case f.volume && w.volume == nil:
			r.Skipped[w.database+" "+f.kind] = skipped(w.noVolume)
			w.Logf("left out: %s %s: %v", w.database, f.kind, w.noVolume)
		default:
			can = append(can, f)
			sum += f.share(w.database)
		}
	}
	var all []fault
	for _, f := range can {
		for range n * f.share(w.database) / sum {
			all = append(all, f)
		}
	}
	for i := 0; len(all) < n; i++ {
		all = append(all, can[i%len(can)])
	}
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// TestACommitThatDoesNotWaitLosesAnswers is the control of the power cut: where a commit
// does not wait for the disk (SQLite with synchronous=NORMAL, PostgreSQL with
// synchronous_commit=off) the harness must find losses, or it is blind.
func TestACommitThatDoesNotWaitLosesAnswers(t *testing.T) {
	if testing.Short() {
		t.Skip("it cuts the power of a machine of its own")
	}
	t.Parallel()
	n := max(rounds(t)/2/controlOf, 3)
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			w := newWorld(t, database, true)
			if w.volume == nil {
				t.Skip(skipped(w.noVolume))
			}
			var all tally
			for range n {
				came, err := w.lostByPower()
				if err != nil {
					t.Fatal(err)
				}
				all.add(came)
			}
			text, err := json.Marshal(all)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Printf("faults control %s: %s\n", database, text)
			if all.LostAnswers == 0 {
				t.Errorf("%d power cuts, %d acknowledged answers, none lost though no commit waited for the disk: the harness is blind", all.Rounds, all.AckedAnswers)
			}
		})
	}
}

// TestANewServerOutlivesAPowerCut cuts the power as soon as a new server is ready: what
// it made at its first start, its secrets above all, is there when it starts again.
func TestANewServerOutlivesAPowerCut(t *testing.T) {
	if testing.Short() {
		t.Skip("it cuts the power of a machine of its own")
	}
	t.Parallel()
	w := newWorld(t, "sqlite", false)
	if w.volume == nil {
		t.Skip(skipped(w.noVolume))
	}
	if err := cutPower(w); err != nil {
		t.Fatal(err)
	}
	w.ackedMore(3 * typists)
	if came := w.check(w.typists); len(came.wrong) > 0 {
		t.Error(strings.Join(came.wrong, "\n"))
	}
}

// TestAServerThatLiesIsFound puts somebody between who acknowledges every tenth save and
// passes it on to nobody: the harness must find that answers are lost.
func TestAServerThatLiesIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a server")
	}
	t.Parallel()
	w := newWorld(t, "sqlite", false)
	w.stop()
	to, err := url.Parse(w.server.url)
	if err != nil {
		t.Fatal(err)
	}
	honest := httputil.NewSingleHostReverseProxy(to)
	var saves atomic.Int64
	liar := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		if req.Method != "POST" || saves.Add(1)%10 != 0 {
			honest.ServeHTTP(rw, req)
			return
		}
		var in struct{ Ops []struct{ Seq int64 } }
		var out struct {
			Seqs []int64 `json:"seqs"`
		}
		if err := json.NewDecoder(req.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		for _, op := range in.Ops {
			out.Seqs = append(out.Seqs, op.Seq)
		}
		_ = json.NewEncoder(rw).Encode(out) // a typist that went away
	}))
	defer liar.Close()
	w.line.url = liar.URL
	w.seat()
	w.ackedMore(20 * typists)
	w.stop()
	came := w.check(w.typists)
	if came.LostAnswers == 0 {
		t.Errorf("%d answers were acknowledged, every tenth request kept by nobody, and none was found lost", w.acked())
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"kaochang/internal/account"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/media"
	"kaochang/internal/store"
)

// killed is a server in a process of its own, and candidates who type.
type killed struct {
	*testing.T
	url, data string
	args      []string
	process   *exec.Cmd
	db        *store.Store
	typists   []*typist
}

// typist sends operations one after another, the same again until it is acknowledged.
type typist struct {
	sitting string
	cookie  *http.Cookie
	acked   []exam.AnswerOp
	wrong   error
}

const (
	killRounds = 5
	typists    = 12
)

// TestNoAcknowledgedAnswerIsLostWhenTheServerIsKilled kills the server with SIGKILL
// while candidates type, again and again, and compares what was acknowledged with what
// is on the answer sheets.
func TestNoAcknowledgedAnswerIsLostWhenTheServerIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts a server six times")
	}
	k := newKilled(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var all sync.WaitGroup
	for _, one := range k.typists {
		all.Go(func() { one.wrong = one.run(ctx, k.url) })
	}
	for range killRounds {
		k.ackedSince(func() int { return k.acked() }, 3*typists)
		time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond) // at no particular moment of a commit
		k.kill()
		k.start()
	}
	k.ackedSince(func() int { return k.acked() }, 3*typists)
	stop()
	all.Wait()
	total := 0
	for _, one := range k.typists {
		if one.wrong != nil {
			t.Error(one.wrong)
		}
		ops, err := k.db.Ops(t.Context(), one.sitting)
		if err != nil {
			t.Fatal(err)
		}
		total += len(one.acked)
		compare(t, one.acked, ops)
	}
	t.Logf("%d acknowledged operations of %d candidates over %d kills", total, typists, killRounds)
	if lost := compareErrors(k.typists[0].acked[:1], nil); len(lost) == 0 {
		t.Error("the test would not notice a lost operation")
	}
}

func compare(t *testing.T, acked, kept []exam.AnswerOp) {
	t.Helper()
	for _, wrong := range compareErrors(acked, kept) {
		t.Error(wrong)
	}
}

// compareErrors says which acknowledged operations are not kept once and in order, and
// whether more was kept than one operation that was under way.
func compareErrors(acked, kept []exam.AnswerOp) (wrong []string) {
	for i, op := range kept {
		if op.Seq != int64(i+1) {
			wrong = append(wrong, fmt.Sprintf("operation %d is in place %d", op.Seq, i+1))
		}
	}
	for i, op := range acked {
		if i >= len(kept) || kept[i].ID != op.ID || kept[i].Value != op.Value {
			wrong = append(wrong, fmt.Sprintf("acknowledged operation %d is lost", op.Seq))
		}
	}
	if len(kept) > len(acked)+1 {
		wrong = append(wrong, fmt.Sprintf("%d operations are kept, %d were acknowledged", len(kept), len(acked)))
	}
	return wrong
}

func newKilled(t *testing.T) *killed {
	t.Helper()
	port, err := media.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(t.TempDir(), "data")
	addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	k := &killed{T: t, url: "http://" + addr, data: data, args: []string{"demo", "--addr", addr, "--data", data, "--log-level", "error"}}
	k.start()
	t.Cleanup(k.kill)
	if k.db, err = store.Open(t.Context(), store.Config{DSN: "sqlite:" + filepath.Join(data, "kaochang.db"), Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := k.db.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{TB: t, url: k.url, db: k.db}
	placed := w.sittingOf(luo)
	for n := range typists {
		k.typists = append(k.typists, k.seat(w, placed, n))
	}
	return k
}

// seat brings a new candidate to the paper, at a page that writes.
func (k *killed) seat(w *world, placed exam.Placed, n int) *typist {
	k.Helper()
	school := placed.Sitting.SchoolID
	choices, err := k.db.ChoicesByPhone(k.Context(), luo)
	if err != nil {
		k.Fatal(err)
	}
	c := exam.Candidate{ID: ident.New(), SchoolID: school, Number: "K" + strconv.Itoa(n), Name: "考生", Phone: fmt.Sprintf("1880000%04d", n)}
	e := exam.Enrolment{ID: ident.New(), SchoolID: school, CandidateID: c.ID, MajorID: choices[0].Major.ID}
	s := exam.Sitting{ID: ident.New(), SchoolID: school, SessionID: placed.Sitting.SessionID, EnrolmentID: e.ID, Type: exam.TypeWritten, Phase: exam.PhaseAssigned, Order: n + 2, QueueRank: n + 2}
	err = k.db.Seed(k.Context(), func(tx store.Setup) error {
		for _, create := range []func() error{
			func() error { return tx.CreateCandidate(k.Context(), c) }, func() error { return tx.CreateEnrolment(k.Context(), e) },
			func() error { return tx.CreateSitting(k.Context(), s) },
		} {
			if err := create(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		k.Fatal(err)
	}
	token := ident.Token()
	login := exam.Login{ID: ident.New(), Kind: exam.ActorCandidate, Phone: c.Phone, CreatedAt: now(), ExpiresAt: now().Add(time.Hour)}
	if err := k.db.CreateLogin(k.Context(), login, ident.Hash(token)); err != nil {
		k.Fatal(err)
	}
	papers, err := k.db.Papers(k.Context(), s.SessionID)
	if err != nil || len(papers) == 0 {
		k.Fatalf("no paper (%v)", err)
	}
	by := exam.Actor{Kind: exam.ActorCandidate, LoginID: login.ID, Phone: c.Phone}
	for _, step := range []func(*exam.Sitting, exam.Session) error{
		func(one *exam.Sitting, in exam.Session) error {
			return one.Join(by, exam.FirstPosition, false, "phone", in, now())
		},
		func(one *exam.Sitting, in exam.Session) error { return one.TakeSeat(by, in, now()) },
		func(one *exam.Sitting, in exam.Session) error {
			return one.ReleasePaper(exam.Clock(), ident.New(), papers[0], in, now())
		},
		func(one *exam.Sitting, _ exam.Session) error { return one.Write(by, "page", false, now()) },
	} {
		if _, err := k.db.Change(k.Context(), s.ID, step); err != nil {
			k.Fatal(err)
		}
	}
	return &typist{sitting: s.ID, cookie: &http.Cookie{Name: account.CookieName, Value: token}}
}

func (k *killed) start() {
	k.Helper()
	k.process = exec.Command(os.Args[0], k.args...)
	k.process.Stderr = os.Stderr
	k.process.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "KAOCHANG_") }) // settings of these tests
	if err := k.process.Start(); err != nil {
		k.Fatal(err)
	}
	for until := time.Now().Add(time.Minute); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		resp, err := http.Get(k.url + "/readyz")
		if err != nil {
			continue
		}
		_ = resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return
		}
	}
	k.Fatal("the server is not ready after a minute")
}

func (k *killed) kill() {
	_ = k.process.Process.Kill() // SIGKILL; it may be gone
	_ = k.process.Wait()         // killed
}

// ackedSince waits until some more operations were acknowledged.
func (k *killed) ackedSince(count func() int, more int) {
	k.Helper()
	from := count()
	for until := time.Now().Add(time.Minute); count() < from+more; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			k.Fatalf("%d operations were acknowledged within a minute, want %d", count()-from, more)
		}
	}
}

var ackedNow struct {
	sync.Mutex
	n int
}

func (k *killed) acked() int {
	ackedNow.Lock()
	defer ackedNow.Unlock()
	return ackedNow.n
}

// run types until ctx ends; it returns what the server refused.
func (t *typist) run(ctx context.Context, url string) error {
	client := &http.Client{Timeout: 5 * time.Second}
	for seq := int64(1); ctx.Err() == nil; seq++ {
		op := exam.AnswerOp{Seq: seq, ID: ident.New(), Item: "6", Value: fmt.Sprint("第 ", seq, " 次")}
		body, err := json.Marshal(map[string]any{"page": "page", "ops": []map[string]any{{"seq": op.Seq, "id": op.ID, "item": op.Item, "value": op.Value, "typed_at": now()}}})
		if err != nil {
			return err
		}
		for {
			status, answer := t.send(client, url, body)
			if status == http.StatusOK {
				break
			}
			if status != 0 && status < 500 {
				return fmt.Errorf("operation %d: %d %s", seq, status, answer)
			}
			if ctx.Err() != nil {
				return nil // under way when the test ended
			}
			time.Sleep(20 * time.Millisecond) // the server is away
		}
		t.acked = append(t.acked, op)
		ackedNow.Lock()
		ackedNow.n++
		ackedNow.Unlock()
	}
	return nil
}

// send returns the status of an answer, 0 for none.
func (t *typist) send(client *http.Client, url string, body []byte) (int, string) {
	req, err := http.NewRequest("POST", url+"/api/sittings/"+t.sitting+"/answers", bytes.NewReader(body))
	if err != nil {
		return 0, ""
	}
	req.Header.Set("X-Kaochang", "1")
	req.Header.Set("Content-Type", "application/json")
	req.AddCookie(t.cookie)
	resp, err := client.Do(req)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = resp.Body.Close() }()
	var text bytes.Buffer
	_, _ = text.ReadFrom(resp.Body) // a cut answer is no acknowledgement: its status is looked at after
	return resp.StatusCode, text.String()
}

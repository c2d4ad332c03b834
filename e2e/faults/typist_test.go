//go:build linux

package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

const (
	page        = "page"                // the name of every typist's page
	typesEvery  = 20 * time.Millisecond // an operation
	sendsAtOnce = 50                    // as the web client does
	againAfter  = 15 * time.Millisecond // a line that is away
	owesAtMost  = 1000                  // then she stops typing: a long fault must not fill the memory
)

// typist is a candidate at a page: what she types is written down first, then sent,
// the same again until it is acknowledged, as the web client's journal does.
type typist struct {
	sitting string
	by      exam.Actor
	cookie  *http.Cookie
	client  *http.Client

	mu      sync.Mutex
	typed   []typedOp // her device's journal, whole
	acked   int       // how many of them, from the first, were acknowledged
	life    int       // grows when her journal is set back
	skew    time.Duration
	failed  int   // requests without an acknowledgement
	refused error // what no page may be told
}

// typedOp is an operation, and the moment it was typed by the harness's clock. Its own
// TypedAt is by the device's.
type typedOp struct {
	exam.AnswerOp
	when time.Time
}

func newTypist(sitting string, by exam.Actor, cookie *http.Cookie) *typist {
	return &typist{sitting: sitting, by: by, cookie: cookie, client: &http.Client{Transport: &http.Transport{}, Timeout: 2 * time.Second}}
}

// run types and sends until ctx ends.
func (t *typist) run(ctx context.Context, url string) {
	defer t.client.CloseIdleConnections()
	var both sync.WaitGroup
	both.Go(func() { t.types(ctx) })
	for ctx.Err() == nil {
		ops, life := t.owed()
		if len(ops) == 0 {
			time.Sleep(time.Millisecond)
			continue
		}
		if err := t.save(ctx, url, ops); err != nil {
			t.fails(err)
			time.Sleep(againAfter)
			continue
		}
		t.mu.Lock()
		if t.life == life {
			t.acked += len(ops)
		}
		t.mu.Unlock()
	}
	both.Wait()
}

func (t *typist) types(ctx context.Context) {
	tick := time.NewTicker(typesEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			t.mu.Lock()
			if seq := len(t.typed) + 1; seq <= t.acked+owesAtMost {
				when := time.Now().UTC().Truncate(time.Millisecond)
				op := exam.AnswerOp{Seq: int64(seq), ID: ident.New(), Item: strconv.Itoa(1 + seq%6), Value: fmt.Sprint("写到第 ", seq, " 次，停一停。"), TypedAt: when.Add(t.skew)}
				t.typed = append(t.typed, typedOp{op, when})
			}
			t.mu.Unlock()
		}
	}
}

// owed returns what is sent next, and in which life of the journal.
func (t *typist) owed() ([]typedOp, int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.typed[t.acked:min(len(t.typed), t.acked+sendsAtOnce)]), t.life
}

// refusal is an answer that says no.
type refusal struct {
	status int
	code   exam.Code
	text   string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s", r.status, r.text) }

// fails counts a failure; a refusal that a page cannot get over is kept.
func (t *typist) fails(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failed++
	var no *refusal
	if errors.As(err, &no) && no.status < 500 && no.status != http.StatusTooManyRequests && t.refused == nil {
		t.refused = err
	}
}

// save sends operations; nil says that each of them was acknowledged, in an answer
// that came whole.
func (t *typist) save(ctx context.Context, url string, ops []typedOp) error {
	sent := make([]map[string]any, len(ops))
	for i, op := range ops {
		sent[i] = map[string]any{"seq": op.Seq, "id": op.ID, "item": op.Item, "value": op.Value, "typed_at": op.TypedAt}
	}
	var acked struct{ Seqs []int64 }
	if err := t.call(ctx, "POST", url+"/api/sittings/"+t.sitting+"/answers", map[string]any{"page": page, "ops": sent}, &acked); err != nil {
		return err
	}
	for _, op := range ops {
		if !slices.Contains(acked.Seqs, op.Seq) {
			return fmt.Errorf("operation %d is not in the acknowledgement %v", op.Seq, acked.Seqs)
		}
	}
	return nil
}

// sheetOf is an answer sheet as the API gives it.
type sheetOf struct {
	LastSeq int64 `json:"last_seq"`
	Answers []struct {
		Item, Value string
		Seq         int64
	}
}

// sheet asks for her answer sheet, again while the server is coming back.
func (t *typist) sheet(ctx context.Context, url string) (s sheetOf, err error) {
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(againAfter) {
		s = sheetOf{}
		if err = t.call(ctx, "GET", url+"/api/sittings/"+t.sitting+"/answers", nil, &s); err == nil {
			return s, nil
		}
	}
	return s, err
}

func (t *typist) call(ctx context.Context, method, url string, in, out any) error {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return err
	}
	req.Header.Set("X-Kaochang", "1")
	req.Header.Set("Content-Type", "application/json")
	req.AddCookie(t.cookie)
	resp, err := t.client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }() // read to its end
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return err // a cut answer is none
	}
	if resp.StatusCode != http.StatusOK {
		no := &refusal{status: resp.StatusCode, text: string(text)}
		var p struct{ Code exam.Code }
		if json.Unmarshal(text, &p) == nil {
			no.code = p.Code
		}
		return no
	}
	return json.Unmarshal(text, out)
}

// now returns what she has typed and how much of it was acknowledged.
func (t *typist) now() ([]typedOp, int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.typed), t.acked
}

// setBack makes her journal end where the server's does.
func (t *typist) setBack(kept int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.typed, t.acked = t.typed[:kept:kept], kept
	t.life++
}

func (t *typist) failures() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}

func (t *typist) moveClock(by time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.skew = by
}

// given returns what she was refused for good, or nil.
func (t *typist) given() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.refused
}

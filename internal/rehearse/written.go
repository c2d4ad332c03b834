package rehearse

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"
)

const (
	typeWrittenOnline = "written-online"
	saveEvery         = 5 * time.Second // on average: half to one and a half of it
)

// RunWritten sends the whole cohort through a written exam on the screen, without
// media: sign-in, seat, the release, typing for Options.Interview with a save every
// five seconds or so, and handing in, all at once at the end. Then every answer that
// was acknowledged is looked for on the answer sheets. It returns an error when it
// could not be held at all, as [Run] does.
func RunWritten(ctx context.Context, o Options) (Report, error) {
	transport := newTransport()
	defer transport.CloseIdleConnections()
	r := &rehearsal{Options: o, transport: transport, report: newReport(typeWrittenOnline, o.Candidates)}
	r.report.Written = &WrittenReport{}
	rooms, err := r.prepare(ctx)
	if err != nil {
		return Report{}, err
	}
	var all sync.WaitGroup
	for _, room := range rooms {
		all.Go(func() { r.holdWritten(ctx, room) })
	}
	all.Wait()
	w := r.report.Written
	r.report.SignIn, w.Release, w.Save, w.Submit = r.times.percentiles("sign_in"), r.times.percentiles("release"), r.times.percentiles("save"), r.times.percentiles("submit")
	return r.report, nil
}

// writer is a candidate of a written rehearsal.
type writer struct {
	candidate
	*browser
	r     *rehearsal
	acked map[string]string // value by item
}

func (w *writer) path(rest string) string { return "/api/sittings/" + w.SittingID + rest }

// holdWritten gives a room a paper, seats everybody, releases it and looks at what came.
func (r *rehearsal) holdWritten(ctx context.Context, c cohort) {
	staff, err := r.signInStaff(ctx, c)
	var paperID string
	if err == nil {
		paperID, err = makePaper(ctx, staff)
	}
	if err != nil {
		for _, one := range c.Candidates {
			r.fail(one.Name, "staff", err)
		}
		return
	}
	var seated []*writer
	var mu sync.Mutex
	r.together(c.Candidates, func(one candidate) {
		w := &writer{candidate: one, browser: r.browser(), r: r, acked: map[string]string{}}
		if err := w.sit(ctx); err != nil {
			r.fail(one.Name, "seat", err)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		seated = append(seated, w)
	})
	released := time.Now()
	if err := staff.chair.call(ctx, "POST", "/api/papers/"+paperID+"/releases", map[string]any{}, nil); err != nil {
		r.fail(c.ID, "release", err)
		return
	}
	until := released.Add(r.Interview)
	var all sync.WaitGroup
	for _, w := range seated {
		all.Go(func() {
			if err := w.write(ctx, staff, released, until); err != nil {
				r.fail(w.Name, "answer", err)
			}
		})
	}
	all.Wait()
}

// together runs fn for every candidate at once.
func (r *rehearsal) together(all []candidate, fn func(candidate)) {
	var wait sync.WaitGroup
	for _, one := range all {
		wait.Go(func() { fn(one) })
	}
	wait.Wait()
}

func makePaper(ctx context.Context, staff office) (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	in := map[string]any{"kind": "online", "title": "演练", "grace_minutes": 0}
	if err := staff.chair.call(ctx, "POST", "/api/sessions/"+staff.session+"/papers", in, &made); err != nil {
		return "", err
	}
	item := map[string]any{"id": "1", "kind": "essay", "text": "谈谈你的理解", "points": 60}
	content := map[string]any{"sections": []any{map[string]any{"title": "一", "items": []any{item}}}}
	if err := staff.chair.call(ctx, "PUT", "/api/papers/"+made.ID+"/content", content, nil); err != nil {
		return "", err
	}
	return made.ID, staff.chair.call(ctx, "POST", "/api/papers/"+made.ID+"/ready", nil, nil)
}

func (w *writer) sit(ctx context.Context) error {
	began := time.Now()
	if err := w.signIn(ctx, w.Phone); err != nil {
		return err
	}
	w.r.times.add("sign_in", time.Since(began))
	if err := w.call(ctx, "POST", w.path("/devices"), map[string]any{"position": 1, "label": "rehearsal"}, nil); err != nil {
		return err
	}
	return w.call(ctx, "POST", w.path("/seat"), nil, nil)
}

// write waits for the key, types until a moment, hands in and compares.
func (w *writer) write(ctx context.Context, staff office, released, until time.Time) error {
	if err := w.key(ctx); err != nil {
		return err
	}
	w.r.times.add("release", time.Since(released))
	if err := w.call(ctx, "POST", w.path("/answer-writers"), map[string]any{"page": "rehearsal"}, nil); err != nil {
		return err
	}
	for seq := 1; time.Now().Before(until); seq++ {
		if err := w.save(ctx, seq); err != nil {
			return err
		}
		select {
		case <-time.After(min(time.Until(until), saveEvery/2+rand.N(saveEvery))):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	began := time.Now()
	if err := w.call(ctx, "POST", w.path("/submissions"), nil, nil); err != nil {
		return err
	}
	w.r.times.add("submit", time.Since(began))
	return w.compare(ctx, staff)
}

// key asks until the paper can be read.
func (w *writer) key(ctx context.Context) error {
	for until := time.Now().Add(stepWithin); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		var state struct {
			Paper *struct {
				Key string `json:"key"`
			} `json:"paper"`
		}
		if err := w.call(ctx, "GET", w.path("/written"), nil, &state); err != nil {
			return err
		}
		if state.Paper != nil && state.Paper.Key != "" {
			return nil
		}
	}
	return errors.New("no paper came")
}

func (w *writer) save(ctx context.Context, seq int) error {
	item, value := strconv.Itoa(seq), fmt.Sprintf("%s 的第 %d 次作答，写到这里停一停，想一想，再写。", w.Name, seq)
	op := map[string]any{"seq": seq, "id": fmt.Sprint(w.SittingID[24:], "-", seq), "item": item, "value": value, "typed_at": time.Now()}
	began := time.Now()
	if err := w.call(ctx, "POST", w.path("/answers"), map[string]any{"page": "rehearsal", "ops": []any{op}}, nil); err != nil {
		return err
	}
	w.r.times.add("save", time.Since(began))
	w.acked[item] = value
	return nil
}

// compare looks for everything that was acknowledged on the sheet that staff read.
func (w *writer) compare(ctx context.Context, staff office) error {
	var sheet struct {
		Answers []struct {
			Item  string `json:"item"`
			Value string `json:"value"`
		} `json:"answers"`
	}
	if err := staff.chair.call(ctx, "GET", w.path("/answers"), nil, &sheet); err != nil {
		return err
	}
	kept := map[string]string{}
	for _, a := range sheet.Answers {
		kept[a.Item] = a.Value
	}
	w.r.mu.Lock()
	defer w.r.mu.Unlock()
	for item, value := range w.acked {
		w.r.report.Written.AckedAnswers++
		if kept[item] != value {
			w.r.report.Written.LostAnswers++
		}
	}
	w.r.report.Completed++
	return nil
}

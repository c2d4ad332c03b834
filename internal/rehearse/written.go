package rehearse

import (
	"context"
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
// five seconds or so, and handing in, all at once at the end or each at her own moment
// of Options.HandInWithin. When all have, every answer that was acknowledged is looked
// for on the answer sheets. It returns an error when it could not be held at all, as
// [Run] does.
func RunWritten(ctx context.Context, o Options) (Report, error) {
	transport := newTransport()
	defer transport.CloseIdleConnections()
	r := &rehearsal{Options: o, transport: transport, report: newReport(typeWrittenOnline, o.Candidates)}
	r.report.Written = &WrittenReport{}
	d := &desk{}
	err := r.runWritten(ctx, writing{paper: makePaper, sit: (*writer).sit, answer: func(w *writer, ctx context.Context, staff office, released time.Time) error {
		if err := w.write(ctx, released); err != nil {
			w.ear.close()
			return err
		}
		d.take(handedIn{w, staff})
		return nil
	}})
	d.compareAll(ctx, r)
	return r.report, err
}

// desk is where those lie who have handed in.
type desk struct {
	mu  sync.Mutex
	all []handedIn
}

type handedIn struct {
	w     *writer
	staff office
}

func (d *desk) take(one handedIn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all = append(d.all, one)
}

// compareAll looks at what the server has of each, a few at a time.
func (d *desk) compareAll(ctx context.Context, r *rehearsal) {
	next := make(chan handedIn)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for one := range next {
				if err := one.w.compare(ctx, one.staff); err != nil {
					r.fail(one.w.Name, "compare", err)
				}
				one.w.ear.close()
			}
		})
	}
	for _, one := range d.all {
		next <- one
	}
	close(next)
	all.Wait()
}

// writing is what differs from one kind of written exam to the other.
type writing struct {
	paper  func(ctx context.Context, staff office) (paperID string, err error)
	sit    func(w *writer, ctx context.Context) error
	answer func(w *writer, ctx context.Context, staff office, released time.Time) error
}

// runWritten sends the cohort through a written exam.
func (r *rehearsal) runWritten(ctx context.Context, k writing) error {
	rooms, err := r.prepare(ctx)
	if err != nil {
		return err
	}
	var all, seats sync.WaitGroup
	seats.Add(len(rooms))
	for n, room := range rooms {
		all.Go(func() { r.holdWritten(ctx, k, room, n*r.PerRoom, &seats) })
	}
	all.Wait()
	w := r.report.Written
	r.report.SignIn, w.Release, w.Save, w.Submit = r.times.percentiles("sign_in"), r.times.percentiles("release"), r.times.percentiles("save"), r.times.percentiles("submit")
	return nil
}

// writer is a candidate of a written rehearsal.
type writer struct {
	candidate
	*browser
	n      int      // from 0, among all
	second *browser // the other phone, where the paper is answered on paper
	r      *rehearsal
	ear    *ear
	sealed []byte            // the paper, before it can be read
	acked  map[string]string // value by item
}

func (w *writer) path(rest string) string { return "/api/sittings/" + w.SittingID + rest }

// holdWritten gives a room a paper, seats everybody, releases it in the minute of all
// rooms, and looks at what came. first is its first candidate's number; seats are those
// of all rooms.
func (r *rehearsal) holdWritten(ctx context.Context, k writing, c cohort, first int, seats *sync.WaitGroup) {
	staff, paperID, seated := r.seat(ctx, k, c, first)
	seats.Done()
	seats.Wait()
	if len(seated) == 0 {
		return
	}
	var all sync.WaitGroup
	released := time.Now()
	all.Go(func() { // the phones listen meanwhile
		if err := staff.chair.call(ctx, "POST", "/api/papers/"+paperID+"/releases", map[string]any{}, nil); err != nil {
			r.fail(c.ID, "release", err)
		}
	})
	for _, w := range seated {
		all.Go(func() {
			if err := k.answer(w, ctx, staff, released); err != nil {
				r.fail(w.Name, "answer", err)
			}
		})
	}
	all.Wait()
}

// seat makes a room's paper and seats its candidates; who cannot is in the report.
func (r *rehearsal) seat(ctx context.Context, k writing, c cohort, first int) (staff office, paperID string, seated []*writer) {
	staff, err := r.signInStaff(ctx, c)
	if err == nil {
		paperID, err = k.paper(ctx, staff)
	}
	if err != nil {
		for _, one := range c.Candidates {
			r.fail(one.Name, "staff", err)
		}
		return staff, "", nil
	}
	var mu sync.Mutex
	opened := time.Now()
	r.together(c.Candidates, func(i int, one candidate) {
		if err := until(ctx, opened.Add(r.share(r.EnterWithin, first+i))); err != nil {
			r.fail(one.Name, "seat", err)
			return
		}
		w := &writer{candidate: one, n: first + i, browser: r.browser(), r: r, acked: map[string]string{}}
		if err := k.sit(w, ctx); err != nil {
			r.fail(one.Name, "seat", err)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		seated = append(seated, w)
	})
	return staff, paperID, seated
}

// share is when, within a while, the n-th of all candidates does what each does at her
// own moment.
func (r *rehearsal) share(within time.Duration, n int) time.Duration {
	return within * time.Duration(n) / time.Duration(r.Candidates)
}

// together runs fn for every candidate at once.
func (r *rehearsal) together(all []candidate, fn func(i int, one candidate)) {
	var wait sync.WaitGroup
	for i, one := range all {
		wait.Go(func() { fn(i, one) })
	}
	wait.Wait()
}

// paperItems is how many items the paper has: who types for longer than some minutes
// writes on, and the board counts that as well.
const paperItems = 60

func makePaper(ctx context.Context, staff office) (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	in := map[string]any{"kind": "online", "title": "演练", "grace_minutes": 0}
	if err := staff.chair.call(ctx, "POST", "/api/sessions/"+staff.session+"/papers", in, &made); err != nil {
		return "", err
	}
	items := make([]any, paperItems)
	for i := range items {
		items[i] = map[string]any{"id": strconv.Itoa(i + 1), "kind": "essay", "text": "谈谈你的理解", "points": 1}
	}
	content := map[string]any{"sections": []any{map[string]any{"title": "一", "items": items}}}
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
	if err := w.call(ctx, "POST", w.path("/seat"), nil, nil); err != nil {
		return err
	}
	var err error
	if w.ear, err = w.listen(ctx, w.SittingID); err != nil {
		return err
	}
	return w.fetchAhead(ctx)
}

// fetchAhead has the sealed paper before the start, as a page has.
func (w *writer) fetchAhead(ctx context.Context) error {
	var state struct {
		Sealed []struct {
			URL    string `json:"url"`
			SHA256 string `json:"sha256"`
		} `json:"sealed"`
	}
	if err := w.call(ctx, "GET", w.path("/written"), nil, &state); err != nil {
		return err
	}
	if len(state.Sealed) != 1 {
		return fmt.Errorf("%d sealed papers, want one", len(state.Sealed))
	}
	var err error
	w.sealed, err = w.bytes(ctx, state.Sealed[0].URL)
	return err
}

// write waits for the paper, types until her moment, once at least, and hands in.
func (w *writer) write(ctx context.Context, released time.Time) error {
	handsIn := released.Add(w.r.Interview + w.r.share(w.r.HandInWithin, w.n))
	p, err := w.reads(ctx, released)
	if err != nil {
		return err
	}
	if err := until(ctx, time.Now().Add(p.askAfter())); err != nil {
		return err
	}
	if err := w.open(ctx, p); err != nil {
		return err
	}
	for seq := 1; seq == 1 || time.Now().Before(handsIn); seq++ {
		if err := w.save(ctx, seq); err != nil {
			return err
		}
		select {
		case <-time.After(min(time.Until(handsIn), saveEvery/2+rand.N(saveEvery))):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	began := time.Now()
	if err := w.call(ctx, "POST", w.path("/submissions"), nil, nil); err != nil {
		return err
	}
	w.r.times.add("submit", time.Since(began))
	return nil
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

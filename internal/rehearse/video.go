package rehearse

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

const typeVideo = "video"

// RunVideo sends the whole cohort through a video exam, two phones each, without a live
// room: both record from one press, send slice after slice by tus as the page does, the
// take is stopped, used and handed in by all at the same moment. With Options.Faults a
// phone of each dies or loses its network meanwhile. The report says of every take what
// is missing of it. It returns an error when it could not be held at all, as [Run] does.
func RunVideo(ctx context.Context, o Options) (Report, error) {
	if o.Interview == 0 {
		o.Interview = 10 * time.Second
	}
	transport := newTransport()
	defer transport.CloseIdleConnections()
	r := &rehearsal{Options: o, transport: transport, report: newReport(typeVideo, o.Candidates)}
	film, err := newFilm(int(filmTime(o.Interview)/time.Second), o.TakeBytes)
	if err != nil {
		return Report{}, err
	}
	rooms, err := r.prepare(ctx)
	if err != nil {
		return Report{}, err
	}
	var ready, all sync.WaitGroup
	start := make(chan struct{})
	for _, room := range rooms {
		for _, one := range room.Candidates {
			p := &performer{candidate: one, r: r, film: film}
			ready.Add(1)
			all.Go(func() {
				phase, err := p.perform(ctx, sync.OnceFunc(ready.Done), start)
				if err != nil {
					r.fail(one.Name, phase, err)
				}
			})
		}
	}
	ready.Wait()
	r.say("all are ready")
	close(start)
	all.Wait()
	r.report.SignIn = r.times.percentiles("sign_in")
	r.report.Video = &VideoReport{Slice: r.times.percentiles("slice"), HandIn: r.times.percentiles("hand_in")}
	return r.report, nil
}

// preroll is how long before its start a take is recorded at most.
const preroll = 2 * time.Second

// performer is a candidate of a video rehearsal with both phones.
type performer struct {
	candidate
	r     *rehearsal
	film  []byte
	phone [2]*camera
	fault fault
	away  time.Duration
}

// fault is what is done to a phone.
type fault struct {
	kind     string // "", "dies" or "cut"
	position int
	after    time.Duration // of the take
	lasts    time.Duration
}

func (p *performer) perform(ctx context.Context, ready func(), start <-chan struct{}) (phase string, err error) {
	entry, entered := context.WithTimeout(ctx, videoWithin)
	err = p.enter(entry)
	entered()
	ready()
	if err != nil {
		return "ready", err
	}
	stop := p.both(func(c *camera) func() { return c.reports(ctx, "ready") })
	select {
	case <-start:
	case <-ctx.Done():
		err = ctx.Err()
	}
	// Whoever is ready waits for all; her time begins with the take.
	ctx, cancel := context.WithTimeout(ctx, p.r.Interview+videoWithin+p.r.sending())
	defer cancel()
	var s state
	if err == nil {
		s, err = p.begin(ctx)
	}
	stop()
	if err != nil || s.Take == nil {
		return "start", errors.Join(err, ctx.Err())
	}
	if err := p.record(ctx, s); err != nil {
		return "record", err
	}
	return "join", p.look(ctx)
}

// begin presses the button; whose answer was lost sees that the take runs.
func (p *performer) begin(ctx context.Context) (s state, err error) {
	c := p.phone[0]
	err = c.persist(ctx, func() error {
		err := c.call(ctx, "POST", c.path("/start"), nil, &s)
		if err == nil {
			return nil
		}
		if seen, look := c.see(ctx); look == nil && seen.Take != nil {
			s, err = seen, nil
		}
		return err
	})
	return s, err
}

// videoWithin bounds a candidate's way to where she may record, and all after the recording.
const videoWithin = 4 * time.Minute

// slowestDisk is what all phones together are taken by a second at least, in bytes.
const slowestDisk = 50e6

// sending is how long all phones' files may take to be sent.
func (r *rehearsal) sending() time.Duration {
	return time.Duration(float64(2*r.Candidates*r.TakeBytes) / slowestDisk * float64(time.Second))
}

// both does something with both phones and returns what undoes it.
func (p *performer) both(do func(*camera) func()) func() {
	one, two := do(p.phone[0]), do(p.phone[1])
	return func() {
		one()
		two()
	}
}

// enter signs in and brings both phones to where they may record.
func (p *performer) enter(ctx context.Context) error {
	for i := range p.phone {
		p.phone[i] = &camera{browser: p.r.browser(), r: p.r, sitting: p.SittingID, position: i + 1}
	}
	first, second := p.phone[0], p.phone[1]
	began := time.Now()
	if err := first.signIn(ctx, p.Phone); err != nil {
		return err
	}
	p.r.times.add("sign_in", time.Since(began))
	path := "/api/sittings/" + p.SittingID
	if err := first.call(ctx, "POST", path+"/devices", map[string]any{"position": 1, "label": "rehearsal 1"}, nil); err != nil {
		return err
	}
	if err := first.pair(ctx, p.SittingID, second.browser); err != nil {
		return err
	}
	if err := first.call(ctx, "POST", first.path("/ready"), nil, nil); err != nil {
		return err
	}
	for range 3 { // the quickest of some answers tells the clock best
		for _, c := range p.phone {
			if _, err := c.see(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// record runs both recorders until the stop, hands in and measures it.
func (p *performer) record(ctx context.Context, s state) error {
	ends := s.Take.StartsAt.Add(-p.phone[0].offset).Add(p.r.Interview)
	if p.r.Faults {
		lasts := time.Second + rand.N(2*time.Second)
		p.fault = fault{[]string{"dies", "cut"}[rand.IntN(2)], 1 + rand.IntN(2), rand.N(max(p.r.Interview-lasts, time.Second)), lasts}
	}
	var failed [2]error
	var filming sync.WaitGroup
	for i, c := range p.phone {
		filming.Go(func() { failed[i] = p.run(ctx, c, s.Take.ID, s.Take.StartsAt.Add(-c.offset), ends) })
	}
	filming.Wait()
	if err := errors.Join(failed[:]...); err != nil {
		return err
	}
	first, began := p.phone[0], time.Now()
	stop := p.both(func(c *camera) func() { return c.reports(ctx, "ready") })
	defer stop()
	for _, step := range []string{"/stop", "/use"} {
		if err := first.persist(ctx, func() error { return first.call(ctx, "POST", first.path("/takes/"+s.Take.ID+step), nil, nil) }); err != nil {
			return fmt.Errorf("%s: %w", step, err)
		}
	}
	for i, c := range p.phone {
		filming.Go(func() {
			for _, one := range c.recorded() {
				failed[i] = errors.Join(failed[i], c.settle(ctx, s.Take.ID, one))
			}
		})
	}
	filming.Wait()
	if err := errors.Join(failed[:]...); err != nil {
		return err
	}
	p.r.times.add("hand_in", time.Since(began))
	return nil
}

// run is one phone's recorder during a take: a slice a second, sent meanwhile, until the
// end. A phone that dies loses the slice that is open and begins another piece.
func (p *performer) run(ctx context.Context, c *camera, take string, starts, ends time.Time) error {
	stop := c.reports(ctx, "recording")
	grown, ended := c.sends(ctx, take)
	defer func() {
		stop()
		ended()
	}()
	now := c.record(p.film)
	hit := time.Time{}
	if p.fault.position == c.position {
		hit = starts.Add(p.fault.after)
	}
	for slice := 1; time.Now().Before(ends); slice++ {
		next := now.firstAt.Add(time.Duration(slice) * sliceTime)
		if next.After(ends) {
			next = ends
		}
		if !hit.IsZero() && hit.Before(next) {
			if err := until(ctx, hit); err != nil {
				return err
			}
			hit = time.Time{}
			if p.fault.kind == "dies" {
				stop()
				if err := until(ctx, time.Now().Add(p.fault.lasts)); err != nil {
					return err
				}
				p.away, slice = p.fault.lasts, 0
				stop = c.reports(ctx, "recording")
				now = c.record(p.film)
				continue
			}
			c.cut.Store(true)
			time.AfterFunc(p.fault.lasts, func() { c.cut.Store(false) })
		}
		if err := until(ctx, next); err != nil {
			return err
		}
		now.grow(int64(sliced(p.film, next.Sub(now.firstAt), p.filmTime())))
		if !p.r.Late {
			select {
			case grown <- now:
			default: // one is on its way
			}
		}
	}
	return nil
}

func (p *performer) filmTime() time.Duration { return filmTime(p.r.Interview) }

// filmTime is how long a recorder may have to run for a take.
func filmTime(take time.Duration) time.Duration {
	return (take + preroll + 2*sliceTime).Truncate(sliceTime)
}

func until(ctx context.Context, at time.Time) error {
	select {
	case <-time.After(time.Until(at)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

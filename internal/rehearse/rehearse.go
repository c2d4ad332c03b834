// Package rehearse is the simulated cohort: candidates with two phones, stewards
// and panels, who hold real interviews on a demo server through its public API,
// with real media, and then look at every recording. It is the system's test, its
// load test, and a school's proof before the day (FEATURES J2).
package rehearse

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// Options of a rehearsal.
type Options struct {
	// Server is the origin of a server that was started as a demo.
	Server string
	// Candidates is how many take part. At least 1.
	Candidates int
	// PerRoom is how many candidates share a room, where one is interviewed at a
	// time and the others wait with their cameras on. Default 2.
	PerRoom int
	// Interview is how long each interview lasts. Default 10 seconds.
	Interview time.Duration
	// Listeners is how many further candidates are signed in and only hear events,
	// as those do who wait for another day's exam. Default 0.
	Listeners int
	// Within is the time over which the candidates of [RunStorm] arrive, and over which
	// those of [RunWrittenPDF] photograph their pages. Default a minute.
	Within time.Duration
	// EnterWithin is the time over which the candidates of [RunWritten] and
	// [RunWrittenPDF] enter, evenly. Default 0: all at one moment.
	EnterWithin time.Duration
	// HandInWithin is the time after Interview over which the candidates of [RunWritten]
	// hand in, evenly. Default 0: all at one moment.
	HandInWithin time.Duration
	// Pages is how many pages each candidate of [RunWrittenPDF] photographs, 1 to 9.
	// Default 9.
	Pages int
	// PageBytes is about how large such a page is, 200,000 to 3,000,000. Default
	// 1,500,000.
	PageBytes int
	// Faults lets a phone of each candidate of [RunVideo] die or lose its network at
	// random moments. Default no.
	Faults bool
	// Late lets the phones of [RunVideo] send nothing before the take has stopped, as
	// without a network. Default no.
	Late bool
	// Unjoined ends [RunVideo] when all is handed in, before the files are joined.
	Unjoined bool
	// TakeBytes is about how many bytes each file of a take of [RunVideo] has at least, up
	// to 1,000,000,000. Default what the clip has, some 30,000 a second.
	TakeBytes int
	// Progress is told what happens; nil for nobody.
	Progress io.Writer
}

func newReport(kind string, candidates int) Report {
	return Report{Type: kind, Candidates: candidates, Failed: []Failure{}, Recordings: []Recorded{}}
}

// rehearsal is one that runs.
type rehearsal struct {
	Options
	transport *http.Transport
	times     timings

	mu     sync.Mutex
	report Report
}

// cohort is a room that the demo made for us.
type cohort struct {
	ID         string      `json:"id"`
	Candidates []candidate `json:"candidates"`
	Staff      []member    `json:"staff"`
}

type candidate struct {
	Name      string `json:"name"`
	Phone     string `json:"phone"`
	SittingID string `json:"sitting_id"`
}

type member struct {
	Username string `json:"username"`
	Role     string `json:"role"`
	Password string `json:"password"`
}

// demoSlug is the demo school's.
const demoSlug = "demo"

// Run holds a rehearsal and returns what came of it. It returns an error when it
// could not be held at all: a server that is away or is no demo.
func Run(ctx context.Context, o Options) (Report, error) {
	if o.PerRoom == 0 {
		o.PerRoom = 2
	}
	if o.Interview == 0 {
		o.Interview = 10 * time.Second
	}
	transport := newTransport()
	r := &rehearsal{Options: o, transport: transport, report: newReport("interview", o.Candidates)}
	defer transport.CloseIdleConnections()
	rooms, err := r.prepare(ctx)
	if err != nil {
		return Report{}, err
	}
	hushed, err := r.fillHall(ctx)
	defer hushed()
	if err != nil {
		return Report{}, err
	}
	var all sync.WaitGroup
	for _, room := range rooms {
		all.Go(func() { r.holdRoom(ctx, room) })
	}
	all.Wait()
	r.report.SignIn, r.report.FirstFrame = r.times.percentiles("sign_in"), r.times.percentiles("first_frame")
	r.report.InviteToRoom, r.report.Events = r.times.percentiles("invite_to_room"), r.times.percentiles("events")
	return r.report, nil
}

// prepare checks that the server is a demo and has it make the rooms.
func (r *rehearsal) prepare(ctx context.Context) ([]cohort, error) {
	b := r.browser()
	var config struct {
		Demo bool `json:"demo"`
	}
	if err := b.call(ctx, "GET", "/api/public/config", nil, &config); err != nil {
		return nil, fmt.Errorf("no kaochang answers at %s: %w", r.Server, err)
	}
	if !config.Demo {
		return nil, fmt.Errorf("%s is not a demo; a rehearsal makes candidates up, so it is held only on a server started with \"kaochang demo\"", r.Server)
	}
	rooms, err := b.makeRooms(ctx, r.kind(), r.Candidates, r.PerRoom)
	if err == nil {
		r.say("%d candidates in %d rooms", r.Candidates, len(rooms))
	}
	return rooms, err
}

// kind is the exam type of the rooms.
func (r *rehearsal) kind() string {
	switch r.report.Type {
	case typeWrittenOnline, typeWrittenPDF:
		return "written"
	case typeVideo:
		return typeVideo
	}
	return "interview"
}

func (b *browser) makeRooms(ctx context.Context, kind string, candidates, perRoom int) ([]cohort, error) {
	var made struct {
		Sessions []cohort `json:"sessions"`
	}
	in := map[string]any{"type": kind, "candidates": candidates, "per_room": perRoom}
	if err := b.call(ctx, "POST", "/api/demo/cohorts", in, &made); err != nil {
		return nil, fmt.Errorf("make rooms: %w", err)
	}
	return made.Sessions, nil
}

func (r *rehearsal) browser() *browser { return newBrowser(r.Server, r.transport) }

func (r *rehearsal) say(format string, args ...any) {
	if r.Progress == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	_, _ = fmt.Fprintf(r.Progress, format+"\n", args...)
}

// fail notes a candidate who did not get through.
func (r *rehearsal) fail(name, phase string, err error) {
	r.say("%s: %s: %v", name, phase, err)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Failed = append(r.report.Failed, Failure{name, phase, err.Error()})
}

// stepWithin bounds each step of a candidate.
const stepWithin = 30 * time.Second

// holdRoom brings a room's candidates into the waiting area, interviews one
// after another and looks at their recordings.
func (r *rehearsal) holdRoom(ctx context.Context, c cohort) {
	staff, err := r.signInStaff(ctx, c)
	if err != nil {
		for _, one := range c.Candidates {
			r.fail(one.Name, "staff", err)
		}
		return
	}
	pairs := make([]*pair, len(c.Candidates))
	var arriving sync.WaitGroup
	for i, one := range c.Candidates {
		arriving.Go(func() {
			p := &pair{candidate: one, r: r}
			if err := p.arrive(ctx); err != nil {
				r.fail(one.Name, p.phase, err)
				p.leave()
				return
			}
			pairs[i] = p
		})
	}
	arriving.Wait()
	for _, p := range pairs {
		if p == nil {
			continue
		}
		err := p.interview(ctx, staff)
		p.leave()
		if err == nil {
			err = p.checkRecording(ctx, staff)
		}
		if err != nil {
			r.fail(p.candidate.Name, p.phase, err)
			continue
		}
		r.mu.Lock()
		r.report.Completed++
		done := r.report.Completed
		r.mu.Unlock()
		r.say("%d of %d: %s", done, r.Candidates, p.candidate.Name)
	}
}

// office is the staff of one room.
type office struct {
	session string
	steward *browser
	chair   *browser
}

func (r *rehearsal) signInStaff(ctx context.Context, c cohort) (office, error) {
	o := office{session: c.ID}
	for _, m := range c.Staff {
		b := r.browser()
		switch m.Role {
		case "steward":
			o.steward = b
		case "chair":
			o.chair = b
		default:
			continue
		}
		in := map[string]string{"school": demoSlug, "username": m.Username, "password": m.Password, "device_label": "rehearsal"}
		if err := b.call(ctx, "POST", "/api/staff-logins", in, nil); err != nil {
			return o, err
		}
	}
	if o.steward == nil || o.chair == nil {
		return o, errors.New("the room has no steward or no chair")
	}
	return o, nil
}

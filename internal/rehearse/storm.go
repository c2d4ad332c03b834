package rehearse

import (
	"context"
	"crypto/tls"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

const (
	stormPerRoom   = 50
	defaultArrival = time.Minute
)

// RunStorm sends the whole cohort through sign-in within Options.Within, each
// candidate at a moment drawn at random and over a connection of her own: code by
// SMS, sign-in, school and college, exam and major, and what she sits. Every
// answer's time counts, and a candidate has completed when she saw her timetable.
// It returns an error when it could not be held at all, as [Run] does.
func RunStorm(ctx context.Context, o Options) (Report, error) {
	if o.Within == 0 {
		o.Within = defaultArrival
	}
	o.PerRoom = stormPerRoom
	transport := newTransport()
	defer transport.CloseIdleConnections()
	r := &rehearsal{Options: o, transport: transport, report: newReport("sign-in", o.Candidates)}
	rooms, err := r.prepare(ctx)
	if err != nil {
		return Report{}, err
	}
	var all sync.WaitGroup
	for _, room := range rooms {
		for _, one := range room.Candidates {
			all.Go(func() { r.stormIn(ctx, one, rand.N(o.Within)) })
		}
	}
	all.Wait()
	r.report.SignIn = r.times.percentiles("sign_in")
	requests := r.times.percentiles("request")
	r.report.Requests = &requests
	return r.report, nil
}

// stormIn waits for a candidate's moment and brings her to her timetable.
func (r *rehearsal) stormIn(ctx context.Context, one candidate, after time.Duration) {
	select {
	case <-time.After(after):
	case <-ctx.Done():
	}
	own := newTransport()
	defer own.CloseIdleConnections()
	b := newBrowser(r.Server, own)
	b.timed = func(took time.Duration) { r.times.add("request", took) }
	began := time.Now()
	if err := b.reachTimetable(ctx, one); err != nil {
		r.fail(one.Name, "sign_in", err)
		return
	}
	r.times.add("sign_in", time.Since(began))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.report.Completed++
}

// reachTimetable does all that the candidate's pages ask between opening the
// address and showing the timetable.
func (b *browser) reachTimetable(ctx context.Context, one candidate) error {
	if err := b.call(ctx, "GET", "/api/public/school?slug="+demoSlug, nil, nil); err != nil {
		return err
	}
	if err := b.signIn(ctx, one.Phone); err != nil {
		return err
	}
	var schools struct {
		Schools []struct {
			ID       string  `json:"id"`
			Colleges []named `json:"colleges"`
		} `json:"schools"`
	}
	if err := b.call(ctx, "GET", "/api/my/schools", nil, &schools); err != nil {
		return err
	}
	if len(schools.Schools) != 1 || len(schools.Schools[0].Colleges) != 1 {
		return fmt.Errorf("schools %v, want one with one college", schools.Schools)
	}
	school := schools.Schools[0]
	var exams struct {
		Exams []struct {
			Majors []struct {
				EnrolmentID string `json:"enrolment_id"`
			} `json:"majors"`
		} `json:"exams"`
	}
	if err := b.call(ctx, "GET", "/api/my/exams?school_id="+school.ID+"&college_id="+school.Colleges[0].ID, nil, &exams); err != nil {
		return err
	}
	if len(exams.Exams) != 1 || len(exams.Exams[0].Majors) != 1 {
		return fmt.Errorf("exams %v, want one with one major", exams.Exams)
	}
	var enrolment struct {
		Sittings []named `json:"sittings"`
	}
	if err := b.call(ctx, "GET", "/api/enrolments/"+exams.Exams[0].Majors[0].EnrolmentID, nil, &enrolment); err != nil {
		return err
	}
	if len(enrolment.Sittings) != 1 || enrolment.Sittings[0].ID != one.SittingID {
		return fmt.Errorf("sittings %v, want %s", enrolment.Sittings, one.SittingID)
	}
	return nil
}

type named struct {
	ID string `json:"id"`
}

const (
	idleConns = 10000            // each of many phones keeps its connection
	idleFor   = 60 * time.Second // shorter than the server's, so that none is used that the server just closed
)

// newTransport reuses its connections. Demos have certificates of their own, and
// nothing of worth is sent.
func newTransport() *http.Transport {
	return &http.Transport{
		MaxIdleConnsPerHost: idleConns, IdleConnTimeout: idleFor, TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}
}

package storetest

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/store"
)

// clock is the server's clock in a story.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) turn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is a store with one school on it.
type world struct {
	*store.Store
	*place
	t     *testing.T
	ctx   context.Context
	clock *clock
}

// place is a school with one room, one session in it, its staff and sittings.
type place struct {
	school  exam.School
	college exam.College
	exam    exam.Exam
	major   exam.Major
	room    exam.Room
	subject exam.Subject
	session exam.Session
	steward exam.Actor
	chair   exam.Actor
	sitting []exam.Sitting
}

// newWorld opens a store with school "a", whose session runs from now for two
// hours and has four sittings. The clock does not stand on a whole millisecond.
func newWorld(t *testing.T, open Opener) *world {
	t.Helper()
	c := &clock{now: time.Date(2026, 11, 24, 8, 0, 0, 123_456_789, time.UTC)}
	w := &world{Store: open(t, c.Now), t: t, ctx: t.Context(), clock: c}
	w.place = w.found("a", 4)
	return w
}

// found keeps a school whose identifiers begin with a name, and its sittings.
func (w *world) found(name string, candidates int) *place {
	w.t.Helper()
	p := w.plan(name)
	w.no(w.Seed(w.ctx, func(tx store.Setup) error {
		if err := p.keep(w.ctx, tx); err != nil {
			return err
		}
		for n := range candidates {
			one, err := p.enrol(w.ctx, tx, n+1)
			if err != nil {
				return err
			}
			p.sitting = append(p.sitting, one)
		}
		return nil
	}))
	return p
}

func (w *world) plan(name string) *place {
	p := &place{
		school: exam.School{ID: name, Slug: "school-" + name, Name: "学校 " + name, Intro: "intro", Contact: "010-1234", TimeZone: exam.DefaultTimeZone},
	}
	p.college = exam.College{ID: name + "-college", SchoolID: name, Name: "艺术学院"}
	p.exam = exam.Exam{ID: name + "-exam", SchoolID: name, Name: "2026 复试", Open: true}
	p.major = exam.Major{ID: name + "-major", SchoolID: name, ExamID: p.exam.ID, CollegeID: p.college.ID, Name: "声乐", FeeFen: 8000}
	p.room = exam.Room{ID: name + "-room", SchoolID: name, ExamID: p.exam.ID, Name: "第一考场", Kind: "interview", Intro: "room", Contact: "010-99"}
	p.subject = exam.Subject{ID: name + "-subject", SchoolID: name, ExamID: p.exam.ID, Name: "面试", Intro: "subject", Type: exam.TypeInterview}
	now := w.clock.Now().UTC().Truncate(time.Millisecond)
	p.session = exam.Session{
		ID: name + "-session", SchoolID: name, RoomID: p.room.ID, SubjectID: p.subject.ID, Type: exam.TypeInterview, StartsAt: now, EndsAt: now.Add(2 * time.Hour),
		EntryOpensAt: now.Add(-time.Hour), EntryClosesAt: now.Add(time.Hour), InviteTTL: time.Minute, SecondCamera: exam.SecondCameraOptional, FirstCamera: exam.FirstCameraAny,
	}
	p.steward = p.staff("steward", exam.RoleSteward)
	p.chair = p.staff("chair", exam.RoleChair)
	return p
}

func (p *place) staff(name string, role exam.Role) exam.Actor {
	return exam.Actor{
		Kind: exam.ActorStaff, LoginID: "login-" + name, StaffID: p.school.ID + "-" + name, SchoolID: p.school.ID, Name: name,
		Bindings: []exam.Binding{{Role: role, Kind: exam.ScopeRoom, ScopeID: p.room.ID}},
	}
}

func (p *place) keep(ctx context.Context, tx store.Setup) error {
	for _, create := range []func() error{
		func() error { return tx.CreateSchool(ctx, p.school) },
		func() error { return tx.CreateCollege(ctx, p.college) },
		func() error { return tx.CreateExam(ctx, p.exam) },
		func() error { return tx.CreateMajor(ctx, p.major) },
		func() error { return tx.CreateRoom(ctx, p.room) },
		func() error { return tx.CreateSubject(ctx, p.subject) },
		func() error { return tx.CreateSession(ctx, p.session) },
		func() error { return tx.CreateStaff(ctx, staffOf(p.steward)) },
		func() error { return tx.CreateStaff(ctx, staffOf(p.chair)) },
	} {
		if err := create(); err != nil {
			return err
		}
	}
	return nil
}

func staffOf(a exam.Actor) exam.Staff {
	return exam.Staff{ID: a.StaffID, SchoolID: a.SchoolID, Username: a.Name, Name: a.Name, PasswordHash: "phc", Bindings: a.Bindings}
}

// enrol keeps a candidate with a sitting in the place's session.
func (p *place) enrol(ctx context.Context, tx store.Setup, n int) (exam.Sitting, error) {
	id := func(kind string) string { return fmt.Sprintf("%s-%s-%04d", p.school.ID, kind, n) }
	one := exam.Sitting{
		ID: id("sitting"), SchoolID: p.school.ID, SessionID: p.session.ID, EnrolmentID: id("enrolment"),
		Type: exam.TypeInterview, Phase: exam.PhaseAssigned, Order: n, QueueRank: n,
	}
	err := tx.CreateCandidate(ctx, exam.Candidate{ID: id("candidate"), SchoolID: p.school.ID, Number: id("number"), Name: "考生", Phone: phone(n)})
	if err != nil {
		return one, err
	}
	if err := tx.CreateEnrolment(ctx, exam.Enrolment{ID: one.EnrolmentID, SchoolID: p.school.ID, CandidateID: id("candidate"), MajorID: p.major.ID}); err != nil {
		return one, err
	}
	return one, tx.CreateSitting(ctx, one)
}

// phone returns the n-th candidate's number, the same at every school.
func phone(n int) string { return fmt.Sprintf("138%08d", n) }

// candidate returns who sits the n-th sitting, from 0, at her first camera.
func (p *place) candidate(n int) exam.Actor {
	return exam.Actor{Kind: exam.ActorCandidate, LoginID: fmt.Sprintf("login-candidate-%d", n), Phone: phone(n + 1)}
}

// second returns the paired second camera of the n-th sitting.
func (p *place) second(n int) exam.Actor {
	return exam.Actor{Kind: exam.ActorDevice, LoginID: fmt.Sprintf("login-second-%d", n), SittingID: p.sitting[n].ID, Position: exam.SecondPosition}
}

// change changes the n-th sitting and expects no refusal.
func (w *world) change(n int, fn func(*exam.Sitting, exam.Session) error) exam.Sitting {
	w.t.Helper()
	one, err := w.Change(w.ctx, w.sitting[n].ID, fn)
	w.no(err)
	return one
}

func (w *world) changeInHall(n int, fn func(*exam.Sitting, exam.Hall) error) exam.Sitting {
	w.t.Helper()
	one, err := w.ChangeInHall(w.ctx, w.sitting[n].ID, fn)
	w.no(err)
	return one
}

func (w *world) join(n int, by exam.Actor, p exam.Position) exam.Sitting {
	w.t.Helper()
	return w.change(n, func(s *exam.Sitting, in exam.Session) error { return s.Join(by, p, false, "phone", in, w.clock.Now()) })
}

// waits brings the n-th sitting into the waiting area with its first camera.
func (w *world) waits(n int) exam.Sitting {
	w.t.Helper()
	w.join(n, w.candidate(n), exam.FirstPosition)
	return w.change(n, func(s *exam.Sitting, in exam.Session) error { return s.EnterWaiting(w.candidate(n), in, w.clock.Now()) })
}

func (w *world) invited(n int) exam.Sitting {
	w.t.Helper()
	w.waits(n)
	return w.changeInHall(n, func(s *exam.Sitting, in exam.Hall) error { return s.Invite(w.chair, in, w.clock.Now()) })
}

func (w *world) interviewed(n int) exam.Sitting {
	w.t.Helper()
	w.invited(n)
	return w.change(n, func(s *exam.Sitting, _ exam.Session) error { return s.Accept(w.candidate(n), w.clock.Now()) })
}

// finished brings the n-th sitting to its end.
func (w *world) finished(n int) exam.Sitting {
	w.t.Helper()
	w.interviewed(n)
	return w.change(n, func(s *exam.Sitting, _ exam.Session) error { return s.End(w.chair, "", w.clock.Now()) })
}

// reread returns the n-th sitting from the database.
func (w *world) reread(n int) exam.Sitting {
	w.t.Helper()
	return got(w.Sitting(w.ctx, w.sitting[n].ID))(w)
}

// question keeps a question of the session.
func (w *world) question(id string) exam.Question {
	w.t.Helper()
	return got(w.CreateQuestion(w.ctx, exam.Question{ID: id, SchoolID: w.school.ID, SessionID: w.session.ID, Title: "题", Body: "正文"}))(w)
}

// no expects no error.
func (w *world) no(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatalf("unexpected error: %v (code %q)", err, exam.CodeOf(err))
	}
}

// got expects no error and returns the value.
func got[T any](value T, err error) func(*world) T {
	return func(w *world) T {
		w.t.Helper()
		w.no(err)
		return value
	}
}

// refused expects a refusal with a code.
func (w *world) refused(err error, want exam.Code) {
	w.t.Helper()
	if code := exam.CodeOf(err); code != want {
		w.t.Errorf("error %v has code %q, want %q", err, code, want)
	}
}

// same expects two values to be equal.
func (w *world) same(what string, got, want any) {
	w.t.Helper()
	if !reflect.DeepEqual(got, want) {
		w.t.Errorf("%s\n got %+v\nwant %+v", what, got, want)
	}
}

// together runs fn n times at once and returns each call's error.
func together(n int, fn func(i int) error) []error {
	errs, start, wg := make([]error, n), make(chan struct{}), sync.WaitGroup{}
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = fn(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// codes counts errors by their code, "" for none.
func codes(errs []error) map[exam.Code]int {
	count := map[exam.Code]int{}
	for _, err := range errs {
		count[exam.CodeOf(err)]++
	}
	return count
}

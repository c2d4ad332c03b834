package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"kaochang/internal/exam"
)

var timerStories = []story{
	{"a deadline's timer is asked for in the transaction that begins it", timerInTx},
	{"without its timer nothing is changed", timerFails},
	{"a session's end has its timer", sessionEnd},
	{"a durable job commits and goes back with the change", durableJob},
}

func timerInTx(w *world) {
	var asked []string
	w.SetEnqueue(func(_ context.Context, tx *sql.Tx, timers []exam.TimerOf) error {
		for _, t := range timers {
			asked = append(asked, fmt.Sprint(t.Kind, " ", t.SittingID, " ", t.SessionID, " ", t.At.Sub(w.clock.Now())))
		}
		return nil
	})
	w.invited(0)
	w.same("timers", asked, []string{fmt.Sprint("invitation ", w.sitting[0].ID, " ", w.session.ID, " 1m0s")})
}

func timerFails(w *world) {
	w.waits(0)
	before, meant := w.reread(0), errors.New("queue is full")
	w.SetEnqueue(func(context.Context, *sql.Tx, []exam.TimerOf) error { return meant })
	_, err := w.ChangeInHall(w.ctx, before.ID, func(s *exam.Sitting, in exam.Hall) error { return s.Invite(w.chair, in, w.clock.Now()) })
	w.same("error", errors.Is(err, meant), true)
	w.same("sitting", w.reread(0), before)
}

func sessionEnd(w *world) {
	var asked []string
	w.SetEnqueue(func(_ context.Context, _ *sql.Tx, timers []exam.TimerOf) error {
		for _, t := range timers {
			asked = append(asked, fmt.Sprint(t.Kind, " ", t.SittingID, t.SessionID, " ", t.At.UnixMilli()))
		}
		return nil
	})
	b := w.found("b", 1)
	w.same("timers", asked, []string{fmt.Sprint("session_end b-session ", b.session.EndsAt.UnixMilli())})
}

type jobArgs struct {
	SittingID string `json:"sitting_id"`
}

// Kind names the job.
func (jobArgs) Kind() string { return "story" }

// durableJob inserts jobs with River's own client in the store's transaction.
func durableJob(w *world) {
	var driver riverdriver.Driver[*sql.Tx] = riverdatabasesql.New(w.WriteDB())
	if w.Dialect() == "sqlite" {
		driver = riversqlite.New(w.WriteDB())
	}
	client := got(river.NewClient(driver, &river.Config{}))(w)
	w.SetEnqueue(func(ctx context.Context, tx *sql.Tx, timers []exam.TimerOf) error {
		_, err := client.InsertTx(ctx, tx, jobArgs{timers[0].SittingID}, &river.InsertOpts{ScheduledAt: timers[0].At})
		return err
	})
	jobs := func() int { return len(got(client.JobList(w.ctx, river.NewJobListParams().Kinds("story")))(w).Jobs) }
	w.invited(0)
	w.same("jobs after an invitation", jobs(), 1)
	w.waits(1)
	w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.CallBack(w.chair, w.clock.Now()) })
	meant := errors.New("meant")
	_, err := w.ChangeInHall(w.ctx, w.sitting[1].ID, func(s *exam.Sitting, in exam.Hall) error {
		return errors.Join(s.Invite(w.chair, in, w.clock.Now()), meant)
	})
	w.same("error", errors.Is(err, meant), true)
	w.same("jobs after a change that went back", jobs(), 1)
}

// Package jobs runs what happens at a moment: an invitation lapses, a session
// ends, a message is due to be sent. A timer is a durable River job, inserted in the transaction that began
// the deadline, so it survives a killed server. Deadlines are enforced by every
// write; a job only finalises, and may come late or twice.
package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"kaochang/internal/exam"
)

// Handlers do what timers ask for; each must bear being called late and twice.
type Handlers struct {
	ExpireInvitation func(ctx context.Context, sittingID string) error
	CloseSession     func(ctx context.Context, sessionID string) error
	Submit           func(ctx context.Context, sittingID string) error
	ReleasePapers    func(ctx context.Context, sessionID string) error
	SettleVideo      func(ctx context.Context, sittingID string) error
	// SpreadNotice makes an announcement's messages.
	SpreadNotice func(ctx context.Context, noticeID string) error
	// SendNotice tries to send a message; again is how long to wait for the next
	// try, 0 for none.
	SendNotice func(ctx context.Context, noticeID, candidateID string) (again time.Duration, err error)
}

// Timers schedules and runs timed jobs.
type Timers struct {
	client   *river.Client[*sql.Tx]
	handlers Handlers
	ctx      context.Context
}

type timerArgs struct {
	Timer     exam.TimerKind `json:"timer"`
	SittingID string         `json:"sitting_id,omitempty"`
	SessionID string         `json:"session_id,omitempty"`
}

// Kind names the job in River's table.
func (timerArgs) Kind() string { return "timer" }

type worker struct {
	river.WorkerDefaults[timerArgs]
	timers *Timers
}

// Work does what the timer asks for.
func (w *worker) Work(ctx context.Context, job *river.Job[timerArgs]) error {
	return w.timers.do(ctx, job.Args)
}

// New returns timers on a database that River's migration has prepared. dialect
// is "sqlite" or "postgres".
func New(db *sql.DB, dialect string, handlers Handlers) (*Timers, error) {
	var driver riverdriver.Driver[*sql.Tx] = riverdatabasesql.New(db)
	if dialect == "sqlite" {
		driver = riversqlite.New(db)
	}
	t := &Timers{handlers: handlers, ctx: context.Background()}
	workers := river.NewWorkers()
	river.AddWorker(workers, &worker{timers: t})
	river.AddWorker(workers, &smsWorker{timers: t})
	client, err := river.NewClient(driver, &river.Config{
		Queues:  map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 8}, smsQueue: {MaxWorkers: smsAtOnce}},
		Workers: workers, Logger: slog.New(levelled{slog.Default().Handler()}),
	})
	if err != nil {
		return nil, fmt.Errorf("set up timed jobs: %w", err)
	}
	t.client = client
	return t, nil
}

// Start runs due jobs until ctx ends.
func (t *Timers) Start(ctx context.Context) error {
	t.ctx = ctx
	if err := t.client.Start(ctx); err != nil {
		return fmt.Errorf("start timed jobs: %w", err)
	}
	return nil
}

// Stop waits for running jobs.
func (t *Timers) Stop(ctx context.Context) error { return t.client.Stop(ctx) }

// soon is how near a deadline is for this process to watch it itself: River
// looks for due jobs every few seconds, and people wait for an invitation's end.
const soon = 15 * time.Minute

// Enqueue schedules timers within the transaction that began their deadlines, many by
// one statement.
func (t *Timers) Enqueue(ctx context.Context, tx *sql.Tx, timers []exam.TimerOf) error {
	args, params := make([]timerArgs, len(timers)), make([]river.InsertManyParams, len(timers))
	for i, one := range timers {
		args[i] = timerArgs{Timer: one.Kind, SittingID: one.SittingID, SessionID: one.SessionID}
		params[i] = river.InsertManyParams{Args: args[i], InsertOpts: &river.InsertOpts{ScheduledAt: one.At}}
	}
	if err := t.insert(ctx, tx, params); err != nil {
		return fmt.Errorf("insert timed jobs: %w", err)
	}
	for i, one := range timers {
		if wait := time.Until(one.At); wait < soon {
			time.AfterFunc(wait+10*time.Millisecond, func() { t.prompt(args[i]) })
		}
	}
	return nil
}

// insertAtOnce is how many jobs one statement makes.
const insertAtOnce = 500

// insert makes jobs within a transaction.
func (t *Timers) insert(ctx context.Context, tx *sql.Tx, params []river.InsertManyParams) error {
	for part := range slices.Chunk(params, insertAtOnce) {
		if _, err := t.client.InsertManyFastTx(ctx, tx, part); err != nil {
			return err
		}
	}
	return nil
}

// prompt does a timer at its moment; should it fail or this process die, the
// durable job does it a little later.
func (t *Timers) prompt(args timerArgs) {
	if t.ctx.Err() != nil {
		return
	}
	if err := t.do(t.ctx, args); err != nil {
		slog.WarnContext(t.ctx, "timer left to its durable job", "timer", args.Timer, "error", err)
	}
}

func (t *Timers) do(ctx context.Context, args timerArgs) error {
	switch args.Timer {
	case exam.TimerInvitation:
		return t.handlers.ExpireInvitation(ctx, args.SittingID)
	case exam.TimerSessionEnd:
		return t.handlers.CloseSession(ctx, args.SessionID)
	case exam.TimerSubmit:
		return t.handlers.Submit(ctx, args.SittingID)
	case exam.TimerRelease:
		return t.handlers.ReleasePapers(ctx, args.SessionID)
	case exam.TimerVideo:
		return t.handlers.SettleVideo(ctx, args.SittingID)
	}
	return fmt.Errorf("timer %q is not known", args.Timer)
}

// levelled lets only River's warnings and errors through.
type levelled struct{ slog.Handler }

// Enabled reports whether a level is let through.
func (l levelled) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && l.Handler.Enabled(ctx, level)
}

package jobs

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/riverqueue/river"

	"kaochang/internal/exam"
)

const (
	// smsQueue keeps messages apart, so that a slow provider holds up no deadline.
	smsQueue  = "sms"
	smsAtOnce = 4
)

type smsArgs struct {
	NoticeID    string `json:"notice_id"`
	CandidateID string `json:"candidate_id,omitempty"`
}

// Kind names the job in River's table.
func (smsArgs) Kind() string { return "sms" }

type smsWorker struct {
	river.WorkerDefaults[smsArgs]
	timers *Timers
}

// Work sends a message, or makes those of an announcement. A message that is to be
// tried again keeps its job, which is not counted as failed.
func (w *smsWorker) Work(ctx context.Context, job *river.Job[smsArgs]) error {
	if job.Args.CandidateID == "" {
		return w.timers.handlers.SpreadNotice(ctx, job.Args.NoticeID)
	}
	again, err := w.timers.handlers.SendNotice(ctx, job.Args.NoticeID, job.Args.CandidateID)
	if err == nil && again > 0 {
		return river.JobSnooze(again) //nolint:wrapcheck // River's word for "later"
	}
	return err
}

// EnqueueSMS inserts jobs of messages within the transaction that made them.
func (t *Timers) EnqueueSMS(ctx context.Context, tx *sql.Tx, all []exam.SMSJob) error {
	params := make([]river.InsertManyParams, len(all))
	for i, j := range all {
		params[i] = river.InsertManyParams{Args: smsArgs{j.NoticeID, j.CandidateID}, InsertOpts: &river.InsertOpts{Queue: smsQueue, ScheduledAt: j.At}}
	}
	if err := t.insert(ctx, tx, params); err != nil {
		return fmt.Errorf("insert jobs of messages: %w", err)
	}
	return nil
}

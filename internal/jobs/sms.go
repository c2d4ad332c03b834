package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/riverqueue/river"

	"kaochang/internal/exam"
)

const (
	// smsQueue keeps messages apart, so that a slow provider holds up no deadline.
	smsQueue  = "sms"
	smsAtOnce = 4
	// insertAtOnce is how many jobs one statement makes.
	insertAtOnce = 500
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
	for part := range slices.Chunk(all, insertAtOnce) {
		params := make([]river.InsertManyParams, len(part))
		for i, j := range part {
			params[i] = river.InsertManyParams{Args: smsArgs{j.NoticeID, j.CandidateID}, InsertOpts: &river.InsertOpts{Queue: smsQueue, ScheduledAt: j.At}}
		}
		if _, err := t.client.InsertManyFastTx(ctx, tx, params); err != nil {
			return fmt.Errorf("insert jobs of messages: %w", err)
		}
	}
	return nil
}

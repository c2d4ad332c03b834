package main

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/jobs"
	"kaochang/internal/store"
)

// TestAMessageThatFailedIsTriedAgainByItsJob lets River run a message's job that
// asks for another try, and for none after that.
func TestAMessageThatFailedIsTriedAgainByItsJob(t *testing.T) {
	db, err := store.Open(t.Context(), store.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "kaochang.db"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	tries, count := make(chan string, 9), 0 // one job, so its tries come one after the other
	timers, err := jobs.New(db.WriteDB(), db.Dialect(), jobs.Handlers{
		SpreadNotice: func(_ context.Context, noticeID string) error { tries <- "spread " + noticeID; return nil },
		SendNotice: func(_ context.Context, noticeID, candidateID string) (time.Duration, error) {
			tries <- noticeID + " to " + candidateID
			if count++; count == 1 {
				return time.Second, nil
			}
			return 0, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.WriteDB().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := timers.EnqueueSMS(t.Context(), tx, []exam.SMSJob{{NoticeID: "n", CandidateID: "c"}}); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := timers.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = timers.Stop(context.WithoutCancel(t.Context())) }()
	late := time.After(60 * time.Second)
	for n := range 2 {
		select {
		case got := <-tries:
			if got != "n to c" {
				t.Errorf("try %d is %q", n+1, got)
			}
		case <-late:
			t.Fatalf("%d tries, want two", n)
		}
	}
}

package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type outboxRow struct {
	bun.BaseModel `bun:"table:outbox,alias:outbox"`

	Seq         int64 `bun:",pk,autoincrement"`
	Kind        string
	SittingID   string
	SessionID   string
	LoginID     string
	EnrolmentID string
	ExamID      string
	Version     int64
	At          int64
	PublishedAt int64
}

// put leaves events in the outbox.
func (tx *txn) put(rows ...outboxRow) { tx.hints = append(tx.hints, rows...) }

// TakeOutbox returns at most limit events that are not published, oldest first.
// They stay until [Store.MarkPublished].
func (s *Store) TakeOutbox(ctx context.Context, limit int64) ([]exam.Outgoing, error) {
	var rows []outboxRow
	if err := s.read.NewSelect().Model(&rows).Where("published_at = 0").Order("seq").Limit(limit).Scan(ctx); err != nil {
		return nil, fmt.Errorf("read outbox: %w", err)
	}
	events := make([]exam.Outgoing, len(rows))
	for i, r := range rows {
		events[i] = exam.Outgoing{
			Seq: r.Seq, Kind: r.Kind, SittingID: r.SittingID, SessionID: r.SessionID, LoginID: r.LoginID,
			EnrolmentID: r.EnrolmentID, ExamID: r.ExamID, Version: r.Version, At: at(r.At),
		}
	}
	return events, nil
}

// MarkPublished notes that events were published.
func (s *Store) MarkPublished(ctx context.Context, seqs []int64) error {
	if len(seqs) == 0 {
		return nil
	}
	_, err := s.write.NewUpdate().Model((*outboxRow)(nil)).Set("published_at = ?", ms(s.now())).Where("seq IN (?)", bun.List(seqs)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("mark outbox: %w", err)
	}
	return nil
}

// PurgeOutbox forgets published events from before a moment.
func (s *Store) PurgeOutbox(ctx context.Context, before time.Time) error {
	_, err := s.write.NewDelete().Model((*outboxRow)(nil)).Where("published_at > 0 AND at < ?", ms(before)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("purge outbox: %w", err)
	}
	return nil
}

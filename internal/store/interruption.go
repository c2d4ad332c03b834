package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// OpenInterruption notes that a position's device is gone. While one is open for
// the position, another changes nothing; the result says whether it was new.
func (s *Store) OpenInterruption(ctx context.Context, i exam.Interruption) (bool, error) {
	opened := false
	err := s.inTx(ctx, func(tx *txn) error {
		res, err := tx.NewRaw("INSERT INTO interruption (id, school_id, sitting_id, position, started_at, ended_at) VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
			i.ID, i.SchoolID, i.SittingID, int(i.Position), ms(i.StartedAt)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("open interruption of sitting %s: %w", i.SittingID, err)
		}
		n, err := res.RowsAffected()
		opened = n > 0
		return err
	})
	return opened, err
}

// CloseInterruption ends the open interruption of a position, if there is one.
func (s *Store) CloseInterruption(ctx context.Context, sittingID string, p exam.Position, when time.Time) error {
	_, err := s.write.NewRaw("UPDATE interruption SET ended_at = ? WHERE sitting_id = ? AND position = ? AND ended_at = 0", ms(when), sittingID, int(p)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("close interruption of sitting %s: %w", sittingID, err)
	}
	return nil
}

type interruptionRow struct {
	bun.BaseModel `bun:"table:interruption,alias:interruption"`

	ID        string `bun:",pk"`
	SchoolID  string
	SittingID string
	Position  int
	StartedAt int64
	EndedAt   int64
}

func (s *Store) interruptions(ctx context.Context, where string, arg string) ([]exam.Interruption, error) {
	var rows []interruptionRow
	if err := s.read.NewSelect().Model(&rows).Where(where, arg).Order("started_at").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list interruptions: %w", err)
	}
	var found []exam.Interruption
	for _, r := range rows {
		found = append(found, exam.Interruption{
			ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, Position: exam.Position(r.Position), StartedAt: at(r.StartedAt), EndedAt: at(r.EndedAt),
		})
	}
	return found, nil
}

// OpenInterruptions lists what lasts now in a session.
func (s *Store) OpenInterruptions(ctx context.Context, sessionID string) ([]exam.Interruption, error) {
	return s.interruptions(ctx, "ended_at = 0 AND sitting_id IN (SELECT id FROM sitting WHERE session_id = ?)", sessionID)
}

// Interruptions lists all outages of a sitting's devices.
func (s *Store) Interruptions(ctx context.Context, sittingID string) ([]exam.Interruption, error) {
	return s.interruptions(ctx, "sitting_id = ?", sittingID)
}

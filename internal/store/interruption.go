package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// BeginInterruptions notes that the devices of positions are gone, of any sittings. While
// one lasts for a position, another changes nothing. It returns those that are new.
func (s *Store) BeginInterruptions(ctx context.Context, gone []exam.Interruption) (begun []exam.Interruption, err error) {
	lasting, err := s.lasting(ctx, gone) // whoever looks again finds most noted, and looking waits for no disk
	if err != nil {
		return nil, err
	}
	var rows []interruptionRow
	for _, i := range gone {
		if lasting[placeOf(i)] == "" {
			rows = append(rows, interruptionRow{ID: i.ID, SchoolID: i.SchoolID, SittingID: i.SittingID, Position: int(i.Position), StartedAt: ms(i.StartedAt)})
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	var noted []string
	err = s.inQuietTx(ctx, func(tx *txn) error {
		noted = nil
		err := tx.NewInsert().Model(&rows).On("CONFLICT DO NOTHING").Returning("id").Scan(ctx, &noted)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("begin interruptions: %w", err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, i := range gone {
		if slices.Contains(noted, i.ID) {
			begun = append(begun, i)
		}
	}
	return begun, nil
}

// EndInterruptions ends what lasts of the positions of interruptions, whichever these are.
func (s *Store) EndInterruptions(ctx context.Context, back []exam.Interruption, when time.Time) error {
	lasting, err := s.lasting(ctx, back) // whoever connects asks; few were away
	if err != nil {
		return err
	}
	var ids []string
	for _, i := range back {
		if id := lasting[placeOf(i)]; id != "" {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err = s.write.NewRaw("UPDATE interruption SET ended_at = ? WHERE id IN (?) AND ended_at = 0", ms(when), bun.List(ids)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("end interruptions: %w", err)
	}
	return nil
}

// place is a camera's place in a sitting.
type place struct {
	sittingID string
	position  exam.Position
}

func placeOf(i exam.Interruption) place { return place{i.SittingID, i.Position} }

// lasting returns the identifiers of the interruptions that last in the sittings of some,
// by their place.
func (s *Store) lasting(ctx context.Context, of []exam.Interruption) (map[place]string, error) {
	ids := make([]string, len(of))
	for n, i := range of {
		ids[n] = i.SittingID
	}
	db, among, named := s.naming(nil, ids)
	var rows []interruptionRow
	q := db.NewSelect().Model(&rows).Where("ended_at = 0 AND sitting_id"+among, named)
	if err := db.scan(ctx, q, &rows); err != nil {
		return nil, fmt.Errorf("look for interruptions: %w", err)
	}
	lasting := make(map[place]string, len(rows))
	for _, r := range rows {
		lasting[place{r.SittingID, exam.Position(r.Position)}] = r.ID
	}
	return lasting, nil
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

func interruptions(ctx context.Context, db source, where string, arg any) ([]exam.Interruption, error) {
	var rows []interruptionRow
	if err := db.scan(ctx, db.NewSelect().Model(&rows).Where(where, arg).Order("started_at"), &rows); err != nil {
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
	h := s.hot()
	return interruptions(ctx, h, "ended_at = 0 AND sitting_id IN (SELECT id FROM sitting WHERE session_id = ?)", h.arg(sessionID))
}

// Interruptions lists all outages of a sitting's devices.
func (s *Store) Interruptions(ctx context.Context, sittingID string) ([]exam.Interruption, error) {
	outages, _, err := s.asked.interruptions.of(ctx, sittingID)
	return outages, err
}

func (s *Store) readInterruptions(ctx context.Context, sittingIDs []string) (map[string][]exam.Interruption, error) {
	db, among, named := s.naming(nil, sittingIDs)
	all, err := interruptions(ctx, db, "sitting_id"+among, named)
	return listed(all, func(i exam.Interruption) string { return i.SittingID }, same[exam.Interruption]), err
}

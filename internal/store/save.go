package store

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// saving is what changed sittings leave for the end of their transaction, where a few
// statements write it for all of them.
type saving struct {
	sittings []sittingRow
	moved    []string    // sittings whose devices are written anew
	devices  []deviceRow // theirs
	papers   []paperReleaseRow
}

// save leaves a changed sitting, with all that happened to it, to be written when the
// transaction ends; until then the transaction reads it as it was. No sitting is saved
// twice in one transaction.
func (s *Store) save(ctx context.Context, tx *txn, before exam.Sitting, one *exam.Sitting) error {
	one.Version = before.Version + 1
	tx.saved.sittings = append(tx.saved.sittings, *rowOf(one))
	if !slices.Equal(before.Devices, one.Devices) {
		tx.saved.moved = append(tx.saved.moved, one.ID)
		for _, d := range one.Devices {
			tx.saved.devices = append(tx.saved.devices, *deviceRowOf(one, d))
		}
	}
	for _, r := range one.Papers { // none ever goes
		if !slices.Contains(before.Papers, r) {
			tx.saved.papers = append(tx.saved.papers, *paperReleaseRowOf(one, r))
		}
	}
	if err := saveReleases(ctx, tx, before, one); err != nil {
		return err
	}
	if err := saveTakes(ctx, tx, before, one); err != nil {
		return err
	}
	if err := saveSteps(ctx, tx, before, one); err != nil {
		return err
	}
	return s.saveDrained(ctx, tx, one)
}

// writeSaved writes what [Store.save] left. A sitting that another transaction changed
// meanwhile is CodeConflict.
func (tx *txn) writeSaved(ctx context.Context) error {
	saved := tx.saved
	tx.saved = saving{}
	for part := range slices.Chunk(saved.sittings, chunk) {
		if err := tx.writeSittings(ctx, part); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(saved.moved, chunk) {
		if _, err := tx.NewDelete().Model((*deviceRow)(nil)).Where("sitting_id IN (?)", bun.List(part)).Exec(ctx); err != nil {
			return fmt.Errorf("save devices of %d sittings: %w", len(part), err)
		}
	}
	for part := range slices.Chunk(saved.devices, chunk) {
		if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
			return fmt.Errorf("save %d devices: %w", len(part), err)
		}
	}
	for part := range slices.Chunk(saved.papers, chunk) {
		_, err := tx.NewInsert().Model(&part).On("CONFLICT (id) DO UPDATE").
			Set("withdrawn_at = EXCLUDED.withdrawn_at").Set("opened_at = EXCLUDED.opened_at").Set("reason = EXCLUDED.reason").Exec(ctx)
		if err != nil {
			return fmt.Errorf("save %d releases of papers: %w", len(part), err)
		}
	}
	return nil
}

// fixed are the columns of a sitting that never change. They are left out, so that the
// database need not look who refers to it.
var fixed = []string{"school_id", "session_id", "enrolment_id", "type", "order_no"}

// writeSittings writes rows that are all there, so that each conflicts with itself and is
// changed, if its version is still the one before.
func (tx *txn) writeSittings(ctx context.Context, rows []sittingRow) error {
	q := tx.NewInsert().Model(&rows).On("CONFLICT (id) DO UPDATE")
	for _, f := range tx.Dialect().Tables().Get(reflect.TypeFor[*sittingRow]()).DataFields {
		if !slices.Contains(fixed, f.Name) {
			q = q.Set("? = EXCLUDED.?", bun.Ident(f.Name), bun.Ident(f.Name))
		}
	}
	res, err := q.Where("sitting.version = EXCLUDED.version - 1").Exec(ctx)
	if err != nil {
		return fmt.Errorf("save %d sittings, first %s: %w", len(rows), rows[0].ID, err)
	}
	if n, err := res.RowsAffected(); err != nil {
		return fmt.Errorf("save %d sittings, first %s: %w", len(rows), rows[0].ID, err)
	} else if n != int64(len(rows)) {
		return exam.Errorf(exam.CodeConflict, "this has changed meanwhile; look again")
	}
	return nil
}

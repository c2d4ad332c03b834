package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// blobColumns name blobs by their SHA-256. Equal bytes are kept once, whoever has them:
// who forgets a file must not take it from others, least of all the evidence of an exam
// whose bytes a candidate has on her phone.
var blobColumns = []struct{ table, column string }{
	{"file", "sha256"}, {"paper", "sealed_sha256"}, {"take_segment", "sha256"}, {"take_track", "sha256"}, {"take_track", "thumb"},
}

// blobNames are what rows of one of these tables name.
type blobNames []struct {
	SHA256       string `bun:"sha256"`
	SealedSHA256 string `bun:"sealed_sha256"`
	Thumb        string
}

type blobFreeRow struct {
	bun.BaseModel `bun:"table:blob_free,alias:blob_free"`

	SHA256  string `bun:"sha256,pk"`
	FreedAt int64
}

// letGo notes that a row names some blobs no more, "" for none; whether another does
// is asked later ([Store.FreedBlobs]).
func (tx *txn) letGo(sums ...string) {
	for _, sum := range sums {
		if sum != "" && sum != exam.NothingSHA256 {
			tx.freed = append(tx.freed, sum)
		}
	}
}

func (tx *txn) letGoAll(names blobNames) {
	for _, n := range names {
		tx.letGo(n.SHA256, n.SealedSHA256, n.Thumb)
	}
}

// drop deletes rows of any table and lets go of the blobs that they name.
func (tx *txn) drop(ctx context.Context, table, where string, args ...any) (err error) {
	var columns []string
	for _, c := range blobColumns {
		if c.table == table {
			columns = append(columns, c.column)
		}
	}
	var names blobNames
	if q := tx.NewDelete().Table(table).Where(where, args...); columns == nil {
		_, err = q.Exec(ctx)
	} else {
		err = q.Returning(strings.Join(columns, ", ")).Scan(ctx, &names)
	}
	if err != nil {
		return fmt.Errorf("remove from %s: %w", table, err)
	}
	tx.letGoAll(names)
	return nil
}

// noteFreed writes which blobs a transaction has let go of.
func (s *Store) noteFreed(ctx context.Context, tx *txn) error {
	slices.Sort(tx.freed) // two transactions that let go of the same must not wait for each other
	for part := range slices.Chunk(slices.Compact(tx.freed), chunk) {
		rows := make([]blobFreeRow, len(part))
		for i, sum := range part {
			rows[i] = blobFreeRow{SHA256: sum, FreedAt: ms(s.now())}
		}
		if _, err := tx.NewInsert().Model(&rows).On("CONFLICT (sha256) DO UPDATE").Set("freed_at = EXCLUDED.freed_at").Exec(ctx); err != nil {
			return fmt.Errorf("note %d blobs that were let go of: %w", len(part), err)
		}
	}
	return nil
}

// FreedBlobs lists blobs that were let go of by a moment, and not since, first come first.
func (s *Store) FreedBlobs(ctx context.Context, by time.Time, limit int) ([]string, error) {
	var sums []string
	err := s.read.NewSelect().Table("blob_free").Column("sha256").Where("freed_at <= ?", ms(by)).Order("freed_at", "sha256").Limit(int64(limit)).Scan(ctx, &sums)
	if err != nil {
		return nil, fmt.Errorf("list blobs that were let go of: %w", err)
	}
	return sums, nil
}

// BlobNamed reports whether anything names a blob.
func (s *Store) BlobNamed(ctx context.Context, sum string) (bool, error) {
	for _, c := range blobColumns {
		has, err := s.read.NewSelect().Table(c.table).Where("? = ?", bun.Ident(c.column), sum).Exists(ctx)
		if err != nil {
			return false, fmt.Errorf("look who names blob %s: %w", sum, err)
		}
		if has {
			return true, nil
		}
	}
	return false, nil
}

// SettleBlob forgets that a blob was let go of, unless it was again after a moment.
func (s *Store) SettleBlob(ctx context.Context, sum string, by time.Time) error {
	if _, err := s.write.NewRaw("DELETE FROM blob_free WHERE sha256 = ? AND freed_at <= ?", sum, ms(by)).Exec(ctx); err != nil {
		return fmt.Errorf("settle blob %s: %w", sum, err)
	}
	return nil
}

// PutBlobOff lets a blob count as let go of now, if it was by a moment.
func (s *Store) PutBlobOff(ctx context.Context, sum string, by time.Time) error {
	if _, err := s.write.NewRaw("UPDATE blob_free SET freed_at = ? WHERE sha256 = ? AND freed_at <= ?", ms(s.now()), sum, ms(by)).Exec(ctx); err != nil {
		return fmt.Errorf("put blob %s off: %w", sum, err)
	}
	return nil
}

// ForgetPractice empties pieces of practice takes, so many at most, whose practice ended
// by a moment, and lets go of their blobs.
func (s *Store) ForgetPractice(ctx context.Context, by time.Time, limit int) error {
	var ids []string
	err := s.read.NewSelect().Table("take_segment").Column("id").Where("practice AND bytes > 0").
		Where("sitting_id IN (SELECT id FROM sitting WHERE phase = 'finished' AND ended_at <= ?)", ms(by)).Limit(int64(limit)).Scan(ctx, &ids)
	if err != nil {
		return fmt.Errorf("look for practice takes: %w", err)
	}
	if len(ids) == 0 {
		return nil
	}
	return s.inTx(ctx, func(tx *txn) error {
		var names blobNames
		if err := s.forUpdate(tx.NewSelect().Table("take_segment").Column("sha256").Where("id IN (?)", bun.List(ids))).Scan(ctx, &names); err != nil {
			return fmt.Errorf("look at pieces of practice takes: %w", err)
		}
		tx.letGoAll(names)
		if _, err := tx.NewRaw("UPDATE take_segment SET sha256 = ?, bytes = 0 WHERE id IN (?)", exam.NothingSHA256, bun.List(ids)).Exec(ctx); err != nil {
			return fmt.Errorf("empty pieces of practice takes: %w", err)
		}
		return nil
	})
}

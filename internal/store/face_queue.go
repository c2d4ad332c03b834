package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// ClaimFace gives the oldest check that nobody looks at to a worker until a moment.
// It is CodeNotFound when none waits. A worker that dies lets its check go then.
func (s *Store) ClaimFace(ctx context.Context, now, until time.Time) (exam.FaceCheck, error) {
	var r faceCheckRow
	err := s.inQuietTx(ctx, func(tx *txn) error {
		q := tx.NewSelect().Model(&r).Where("state = 'queued' AND claimed_until <= ?", ms(now)).Order("submitted_at", "id").Limit(1)
		if s.dialect == postgres {
			q = q.For("UPDATE SKIP LOCKED")
		}
		if err := q.Scan(ctx); err != nil {
			return notFound(err, "check in the queue")
		}
		if _, err := tx.NewRaw("UPDATE face_check SET claimed_until = ? WHERE id = ?", ms(until), r.ID).Exec(ctx); err != nil {
			return fmt.Errorf("claim face check: %w", err)
		}
		return nil
	})
	return r.check(), err
}

// FaceAhead counts the checks of all schools that were handed in before one and
// still wait.
func (s *Store) FaceAhead(ctx context.Context, c exam.FaceCheck) (int, error) {
	n, err := s.read.NewSelect().Model((*faceCheckRow)(nil)).
		Where("state = 'queued' AND (submitted_at < ? OR submitted_at = ? AND id < ?)", ms(c.SubmittedAt), ms(c.SubmittedAt), c.ID).Count(ctx)
	if err != nil {
		return 0, fmt.Errorf("count checks ahead: %w", err)
	}
	return int(n), nil
}

// FlagFace counts one more oddity of a sitting. The first of its kind goes to the
// ledger with fact and hints the room's staff.
func (s *Store) FlagFace(ctx context.Context, sittingID string, kind exam.FaceFlagKind, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		var in struct{ SchoolID, SessionID string }
		if err := tx.NewRaw("SELECT school_id, session_id FROM sitting WHERE id = ?", sittingID).Scan(ctx, &in); err != nil {
			return notFound(err, "sitting")
		}
		now := ms(fact.At)
		row := &flagRow{SittingID: sittingID, Kind: string(kind), SchoolID: in.SchoolID, Times: 1, FirstAt: now, LastAt: now}
		_, err := tx.NewInsert().Model(row).On("CONFLICT (sitting_id, kind) DO UPDATE").Set("times = face_flag.times + 1").Set("last_at = EXCLUDED.last_at").
			Returning("times").Exec(ctx)
		if err != nil {
			return fmt.Errorf("flag sitting %s: %w", sittingID, err)
		}
		if row.Times > 1 {
			return nil
		}
		if err := tx.append(ctx, in.SchoolID, sittingID, fact); err != nil {
			return err
		}
		tx.put(outboxRow{Kind: "sitting", SittingID: sittingID, SessionID: in.SessionID, At: now})
		return nil
	})
}

// KeepSittingFact keeps that something of a sitting was looked at.
func (s *Store) KeepSittingFact(ctx context.Context, schoolID, sittingID string, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error { return tx.append(ctx, schoolID, sittingID, fact) })
}

// PicturesPast lists pictures whose time is over and which are not deleted, at most
// limit, the longest over first.
func (s *Store) PicturesPast(ctx context.Context, now time.Time, limit int) ([]exam.FacePicture, error) {
	var rows []pictureRow
	err := s.read.NewSelect().Model(&rows).Where("deleted_at = 0 AND retain_until <= ?", ms(now)).Order("retain_until", "id").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list pictures past their date: %w", err)
	}
	list := make([]exam.FacePicture, len(rows))
	for i, r := range rows {
		list[i] = r.picture()
	}
	return list, nil
}

// PicturesDeleted notes that pictures of one sitting are deleted, with the fact that
// proves it. Those noted before are left as they are.
func (s *Store) PicturesDeleted(ctx context.Context, pictures []exam.FacePicture, fact exam.Fact) error {
	ids := make([]string, len(pictures))
	for i, p := range pictures {
		ids[i] = p.ID
	}
	return s.inTx(ctx, func(tx *txn) error {
		res, err := tx.NewRaw("UPDATE face_picture SET deleted_at = ?, blob = '' WHERE id IN (?) AND deleted_at = 0", ms(fact.At), bun.List(ids)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("note deleted pictures: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err // another instance has noted them
		}
		return tx.append(ctx, pictures[0].SchoolID, pictures[0].SittingID, fact)
	})
}

// PictureBlobs returns which of the blobs belong to a picture.
func (s *Store) PictureBlobs(ctx context.Context, blobs []string) (map[string]bool, error) {
	known := make(map[string]bool, len(blobs))
	for part := range slices.Chunk(blobs, chunk) {
		var rows []string
		if err := s.read.NewRaw("SELECT blob FROM face_picture WHERE blob IN (?)", bun.List(part)).Scan(ctx, &rows); err != nil {
			return nil, fmt.Errorf("find pictures by their blobs: %w", err)
		}
		for _, b := range rows {
			known[b] = true
		}
	}
	return known, nil
}

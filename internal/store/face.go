package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// FaceRule returns how a school checks faces, the defaults where it has set nothing.
func (s *Store) FaceRule(ctx context.Context, schoolID string) (exam.FaceRule, error) {
	return faceRule(ctx, s.read, schoolID)
}

func faceRule(ctx context.Context, db bun.IDB, schoolID string) (exam.FaceRule, error) {
	var rows []faceRuleRow
	if err := db.NewSelect().Model(&rows).Where("school_id = ?", schoolID).Scan(ctx); err != nil {
		return exam.FaceRule{}, fmt.Errorf("find face rule of school %s: %w", schoolID, err)
	}
	if len(rows) == 0 {
		return exam.DefaultFaceRule(schoolID), nil
	}
	return rows[0].rule(), nil
}

// ChangeFaceRule runs fn on a school's rule and keeps what it returns as its next
// version.
func (s *Store) ChangeFaceRule(ctx context.Context, schoolID string, fn func(was exam.FaceRule) (exam.FaceRule, exam.Fact, error)) error {
	return s.inTx(ctx, func(tx *txn) error {
		if err := s.lockSchool(ctx, tx, schoolID); err != nil {
			return err
		}
		was, err := faceRule(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		r, fact, err := fn(was)
		if err != nil {
			return err
		}
		row := &faceRuleRow{
			SchoolID: schoolID, Provider: string(r.Provider), Similarity: r.Similarity, TurnDegrees: r.TurnDegrees, NodDegrees: r.NodDegrees,
			EyesPercent: r.EyesPercent, MouthPercent: r.MouthPercent, RetainDays: r.RetainDays, Notice: clean(r.Notice), Version: was.Version + 1,
			ChangedAt: ms(r.ChangedAt), ChangedBy: r.ChangedBy,
		}
		q := tx.NewInsert().Model(row).On("CONFLICT (school_id) DO UPDATE")
		for _, c := range []string{"provider", "similarity", "turn_degrees", "nod_degrees", "eyes_percent", "mouth_percent", "retain_days", "notice", "version", "changed_at", "changed_by"} {
			q = q.Set("? = EXCLUDED.?", bun.Ident(c), bun.Ident(c))
		}
		if _, err := q.Exec(ctx); err != nil {
			return kept(err, "face rule")
		}
		return tx.append(ctx, schoolID, "", fact)
	})
}

// FaceFile returns all that is known of a sitting's face check, oldest first.
func (s *Store) FaceFile(ctx context.Context, schoolID, sittingID string) (f exam.FaceFile, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		f, err = faceFile(ctx, db, schoolID, sittingID)
		return err
	})
	return f, err
}

func faceFile(ctx context.Context, db bun.IDB, schoolID, sittingID string) (f exam.FaceFile, err error) {
	if f.Consents, err = faceRows(ctx, db, schoolID, sittingID, "at", consentRow.consent); err != nil {
		return f, err
	}
	if f.Challenges, err = faceRows(ctx, db, schoolID, sittingID, "issued_at", challengeRow.challenge); err != nil {
		return f, err
	}
	if f.Checks, err = faceRows(ctx, db, schoolID, sittingID, "submitted_at", faceCheckRow.check); err != nil {
		return f, err
	}
	if f.Pictures, err = faceRows(ctx, db, schoolID, sittingID, "taken_at", pictureRow.picture); err != nil {
		return f, err
	}
	if f.IDChecks, err = faceRows(ctx, db, schoolID, sittingID, "at", idCheckRow.check); err != nil {
		return f, err
	}
	f.Flags, err = faceRows(ctx, db, schoolID, sittingID, "first_at", flagRow.flag)
	return f, err
}

// faceRows lists a sitting's rows of one table by a time.
func faceRows[R, T any](ctx context.Context, db bun.IDB, schoolID, sittingID, by string, to func(R) T) ([]T, error) {
	var rows []R
	tie := "id"
	if _, flags := any(rows).([]flagRow); flags {
		tie = "kind"
	}
	if err := db.NewSelect().Model(&rows).Where("school_id = ? AND sitting_id = ?", schoolID, sittingID).Order(by, tie).Scan(ctx); err != nil {
		return nil, fmt.Errorf("read face file of sitting %s: %w", sittingID, err)
	}
	list := make([]T, len(rows))
	for i, r := range rows {
		list[i] = to(r)
	}
	return list, nil
}

// ChangeFace runs fn on a sitting and its face file, and keeps with the sitting's
// change what fn returns, in one transaction. A frame that the school has seen
// before, in another place, is CodeFrameReplayed; the same one at its own place is
// kept once; another one there is CodeConflict.
func (s *Store) ChangeFace(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.FaceFile) (exam.FaceChange, error)) (exam.Sitting, error) {
	return s.change(ctx, sittingID, func(ctx context.Context, tx *txn, one *exam.Sitting) error {
		f, err := faceFile(ctx, tx, one.SchoolID, one.ID)
		if err != nil {
			return err
		}
		c, err := fn(one, f)
		if err != nil {
			return err
		}
		return tx.keepFace(ctx, c)
	}, false)
}

func (tx *txn) keepFace(ctx context.Context, c exam.FaceChange) error {
	if c.Consent != nil {
		if err := keptRow(ctx, tx, "consent", consentRowOf(*c.Consent)); err != nil {
			return err
		}
	}
	if c.Challenge != nil {
		if err := tx.upsert(ctx, "challenge", "face_challenge", challengeRowOf(*c.Challenge), "used_at"); err != nil {
			return err
		}
	}
	if c.Check != nil {
		err := tx.upsert(ctx, "check", "face_check", faceCheckRowOf(*c.Check), "state", "verdict", "reasons", "similarity", "provider", "decided_at", "claimed_until")
		if err != nil {
			return err
		}
	}
	if c.Picture != nil {
		if err := tx.keepPicture(ctx, *c.Picture); err != nil {
			return err
		}
	}
	if i := c.IDCheck; i != nil {
		row := &idCheckRow{
			ID: i.ID, SchoolID: i.SchoolID, SittingID: i.SittingID, Confirmed: i.Confirmed, Reason: clean(i.Reason), DocumentID: i.DocumentID,
			StaffID: i.StaffID, ByName: i.By, At: ms(i.At),
		}
		if err := keptRow(ctx, tx, "ID check", row); err != nil {
			return err
		}
	}
	if c.Forget && c.Consent != nil {
		_, err := tx.NewRaw("UPDATE face_picture SET retain_until = ? WHERE school_id = ? AND sitting_id = ? AND kind = 'frame' AND deleted_at = 0",
			ms(c.Consent.At), c.Consent.SchoolID, c.Consent.SittingID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end time of frames: %w", err)
		}
	}
	return nil
}

// keepPicture keeps a picture; the unique indices of frames tell replays.
func (tx *txn) keepPicture(ctx context.Context, p exam.FacePicture) error {
	if p.Kind == exam.FaceFrame {
		var there []pictureRow
		err := tx.NewRaw(`SELECT * FROM face_picture WHERE kind = 'frame' AND school_id = ? AND sha256 = ?
  UNION ALL SELECT * FROM face_picture WHERE kind = 'frame' AND challenge_id = ? AND place = ?`, p.SchoolID, p.SHA256, p.ChallengeID, p.Place).Scan(ctx, &there)
		if err != nil {
			return fmt.Errorf("look for the same frame: %w", err)
		}
		for _, r := range there {
			switch same := r.SHA256 == p.SHA256; {
			case same && r.ChallengeID == p.ChallengeID && r.Place == p.Place:
				return exam.Errorf(exam.CodeConflict, "this frame is there already").With("why", "kept")
			case same:
				return exam.Errorf(exam.CodeFrameReplayed, "this picture was sent before; a live camera never gives the same one twice")
			}
		}
		if len(there) > 0 {
			return exam.Errorf(exam.CodeConflict, "this movement has its frame already").With("why", "place_taken")
		}
	}
	err := keptRow(ctx, tx, "picture", pictureRowOf(p))
	if exam.CodeOf(err) == exam.CodeConflict { // another was faster by a hair
		return exam.Errorf(exam.CodeFrameReplayed, "this picture was sent before; a live camera never gives the same one twice")
	}
	return err
}

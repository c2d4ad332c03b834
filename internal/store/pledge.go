package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type pledgeRow struct {
	bun.BaseModel `bun:"table:pledge_text,alias:pledge_text"`

	ID               string `bun:",pk"`
	SchoolID, ExamID string
	Version          int
	Title, Body      string
	SHA256           string `bun:"sha256"`
	PublishedAt      int64
	PublishedBy      string
}

func pledgeRowOf(p exam.PledgeText) *pledgeRow {
	return &pledgeRow{
		ID: p.ID, SchoolID: p.SchoolID, ExamID: p.ExamID, Version: p.Version, Title: p.Title, Body: p.Body, SHA256: p.SHA256,
		PublishedAt: ms(p.PublishedAt), PublishedBy: p.PublishedBy,
	}
}

func (r pledgeRow) text() exam.PledgeText {
	return exam.PledgeText{
		ID: r.ID, SchoolID: r.SchoolID, ExamID: r.ExamID, Version: r.Version, Title: r.Title, Body: r.Body, SHA256: r.SHA256,
		PublishedAt: at(r.PublishedAt), PublishedBy: r.PublishedBy,
	}
}

type signatureRow struct {
	bun.BaseModel `bun:"table:pledge_signature,alias:pledge_signature"`

	ID                               string `bun:",pk"`
	SchoolID, SittingID, EnrolmentID string
	PledgeID                         string
	Version                          int
	SHA256                           string `bun:"sha256"`
	Kind, Strokes, Typed             string
	LoginID, Device                  string
	At                               int64
}

func (r signatureRow) signature() (exam.Signature, error) {
	g := exam.Signature{
		ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, EnrolmentID: r.EnrolmentID, PledgeID: r.PledgeID, Version: r.Version, SHA256: r.SHA256,
		Kind: exam.SignatureKind(r.Kind), Typed: r.Typed, LoginID: r.LoginID, Device: r.Device, At: at(r.At),
	}
	if r.Strokes != "" {
		if err := json.Unmarshal([]byte(r.Strokes), &g.Strokes); err != nil {
			return g, fmt.Errorf("decode signature %s: %w", r.ID, err)
		}
	}
	return g, nil
}

// PublishPledge keeps a new version of the school's text, or of an exam's. The
// version counts on from the last one; the text must differ from it, else it is
// CodeConflict with "why" "same_text". An exam that the school does not have is
// CodeNotFound.
func (s *Store) PublishPledge(ctx context.Context, p exam.PledgeText, fact func(exam.PledgeText) exam.Fact) (kept exam.PledgeText, err error) {
	err = s.inTx(ctx, func(tx *txn) error {
		kept = p
		if err := s.lockPledges(ctx, tx, p.SchoolID, p.ExamID); err != nil {
			return err
		}
		var last []pledgeRow
		err := tx.NewSelect().Model(&last).Where("school_id = ? AND exam_id = ?", p.SchoolID, p.ExamID).Order("version DESC").Limit(1).Scan(ctx)
		if err != nil {
			return fmt.Errorf("find last pledge: %w", err)
		}
		kept.Version = 1
		if len(last) > 0 {
			if last[0].SHA256 == p.SHA256 {
				return exam.Errorf(exam.CodeConflict, "this is the text that stands already").With("why", "same_text")
			}
			kept.Version = last[0].Version + 1
		}
		if err := keptRow(ctx, tx, "pledge", pledgeRowOf(kept)); err != nil {
			return err
		}
		return tx.append(ctx, p.SchoolID, "", fact(kept))
	})
	return kept, err
}

func keptRow(ctx context.Context, tx *txn, what string, row any) error {
	_, err := tx.NewInsert().Model(row).Exec(ctx)
	return kept(err, what)
}

// lockPledges lets versions of one place come one after the other.
func (s *Store) lockPledges(ctx context.Context, tx *txn, schoolID, examID string) error {
	if examID == "" {
		return s.lockSchool(ctx, tx, schoolID)
	}
	var id string
	return notFound(s.forUpdate(tx.NewSelect().Table("exam").Column("id").Where("school_id = ? AND id = ?", schoolID, examID)).Scan(ctx, &id), "exam")
}

// Pledges lists all published texts of a school, or of one of its exams, the latest
// first.
func (s *Store) Pledges(ctx context.Context, schoolID, examID string) ([]exam.PledgeText, error) {
	var rows []pledgeRow
	if err := s.read.NewSelect().Model(&rows).Where("school_id = ? AND exam_id = ?", schoolID, examID).Order("version DESC").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list pledges: %w", err)
	}
	list := make([]exam.PledgeText, len(rows))
	for i, r := range rows {
		list[i] = r.text()
	}
	return list, nil
}

// Pledge returns a published text of a school.
func (s *Store) Pledge(ctx context.Context, schoolID, id string) (exam.PledgeText, error) {
	var r pledgeRow
	err := s.read.NewSelect().Model(&r).Where("school_id = ? AND id = ?", schoolID, id).Scan(ctx)
	return r.text(), notFound(err, "pledge")
}

// currentPledge returns the text that an exam's candidates sign: the exam's latest,
// else the school's, else nil.
func currentPledge(ctx context.Context, db bun.IDB, schoolID, examID string) (*exam.PledgeText, error) {
	var rows []pledgeRow
	err := db.NewSelect().Model(&rows).Where("school_id = ? AND exam_id IN (?)", schoolID, bun.List([]string{"", examID})).
		Order("exam_id DESC", "version DESC").Limit(1).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("find pledge of exam %s: %w", examID, err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	text := rows[0].text()
	return &text, nil
}

// CurrentPledge returns the text that a candidate of an exam signs now.
func (s *Store) CurrentPledge(ctx context.Context, schoolID, examID string) (exam.PledgeText, error) {
	text, err := currentPledge(ctx, s.read, schoolID, examID)
	if err != nil {
		return exam.PledgeText{}, err
	}
	if text == nil {
		return exam.PledgeText{}, exam.Errorf(exam.CodeNotFound, "no such pledge")
	}
	return *text, nil
}

// SignPledge runs fn on a sitting with the text that is current and the candidate's
// name, and keeps the signature that fn returns with the sitting's change, in one
// transaction.
func (s *Store) SignPledge(
	ctx context.Context, sittingID string, fn func(one *exam.Sitting, current exam.PledgeText, name string) (exam.Signature, error),
) (exam.Sitting, error) {
	return s.change(ctx, sittingID, func(ctx context.Context, tx *txn, one *exam.Sitting) error {
		var in struct{ ExamID, Name string }
		err := tx.NewRaw(`SELECT m.exam_id, c.name FROM enrolment e JOIN major m ON m.id = e.major_id JOIN candidate c ON c.id = e.candidate_id
  WHERE e.id = ?`, one.EnrolmentID).Scan(ctx, &in)
		if err != nil {
			return notFound(err, "enrolment")
		}
		text, err := currentPledge(ctx, tx, one.SchoolID, in.ExamID)
		if err != nil {
			return err
		}
		if text == nil {
			return exam.Errorf(exam.CodeNotFound, "no such pledge")
		}
		g, err := fn(one, *text, in.Name)
		if err != nil {
			return err
		}
		return tx.keepSignature(ctx, g)
	}, false)
}

func (tx *txn) keepSignature(ctx context.Context, g exam.Signature) error {
	row := &signatureRow{
		ID: g.ID, SchoolID: g.SchoolID, SittingID: g.SittingID, EnrolmentID: g.EnrolmentID, PledgeID: g.PledgeID, Version: g.Version, SHA256: g.SHA256,
		Kind: string(g.Kind), Typed: g.Typed, LoginID: g.LoginID, Device: g.Device, At: ms(g.At),
	}
	if g.Kind == exam.SignedByHand {
		text, err := json.Marshal(g.Strokes)
		if err != nil {
			return fmt.Errorf("encode signature: %w", err)
		}
		row.Strokes = string(text)
	}
	return keptRow(ctx, tx, "signature", row)
}

// SignatureOf returns the latest signature of a sitting.
func (s *Store) SignatureOf(ctx context.Context, sittingID string) (exam.Signature, error) {
	var r signatureRow
	if err := s.read.NewSelect().Model(&r).Where("sitting_id = ?", sittingID).Order("at DESC").Limit(1).Scan(ctx); err != nil {
		return exam.Signature{}, notFound(err, "signature")
	}
	return r.signature()
}

package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type flowRow struct {
	bun.BaseModel `bun:"table:flow,alias:flow"`

	ID                          string `bun:",pk"`
	SchoolID, ExamID, SubjectID string
	Steps                       string
	Version                     int
	ChangedAt                   int64
	ChangedBy                   string
}

func (r flowRow) flow() (exam.Flow, error) {
	steps, err := stepsOf(r.Steps)
	return exam.Flow{
		ID: r.ID, SchoolID: r.SchoolID, ExamID: r.ExamID, SubjectID: r.SubjectID, Steps: steps, Version: r.Version, ChangedAt: at(r.ChangedAt), ChangedBy: r.ChangedBy,
	}, err
}

// Flows lists an exam's flows: its own first, then those of its subjects.
func (s *Store) Flows(ctx context.Context, schoolID, examID string) ([]exam.Flow, error) {
	return flows(ctx, s.read, schoolID, examID)
}

func flows(ctx context.Context, db bun.IDB, schoolID, examID string) ([]exam.Flow, error) {
	var rows []flowRow
	if err := db.NewSelect().Model(&rows).Where("school_id = ? AND exam_id = ?", schoolID, examID).Order("subject_id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list flows: %w", err)
	}
	list := make([]exam.Flow, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = r.flow(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// ChangeFlow runs fn on the flow of an exam, or of one of its subjects, nil where
// there is none, and keeps what fn returns in its place; nil takes it away. All
// candidates of the exam are hinted. An exam or a subject that the school does not
// have is CodeNotFound.
func (s *Store) ChangeFlow(
	ctx context.Context, schoolID, examID, subjectID string, fn func(was *exam.Flow, pledge *exam.PledgeText) (*exam.Flow, exam.Fact, error),
) error {
	return s.inTx(ctx, func(tx *txn) error {
		was, err := s.lockFlow(ctx, tx, schoolID, examID, subjectID)
		if err != nil {
			return err
		}
		pledge, err := currentPledge(ctx, tx, schoolID, examID)
		if err != nil {
			return err
		}
		next, fact, err := fn(was, pledge)
		if err != nil {
			return err
		}
		if err := tx.keepFlow(ctx, schoolID, examID, subjectID, was, next); err != nil {
			return err
		}
		if err := tx.append(ctx, schoolID, "", fact); err != nil {
			return err
		}
		return tx.hintCheckIns(ctx, schoolID, examID, ms(s.now()))
	})
}

func (s *Store) lockFlow(ctx context.Context, tx *txn, schoolID, examID, subjectID string) (*exam.Flow, error) {
	var id string
	if err := s.forUpdate(tx.NewSelect().Table("exam").Column("id").Where("school_id = ? AND id = ?", schoolID, examID)).Scan(ctx, &id); err != nil {
		return nil, notFound(err, "exam")
	}
	if subjectID != "" {
		err := tx.NewSelect().Table("subject").Column("id").Where("school_id = ? AND exam_id = ? AND id = ?", schoolID, examID, subjectID).Scan(ctx, &id)
		if err != nil {
			return nil, notFound(err, "subject")
		}
	}
	all, err := flows(ctx, tx, schoolID, examID)
	for i := range all {
		if all[i].SubjectID == subjectID {
			return &all[i], err
		}
	}
	return nil, err
}

func (tx *txn) keepFlow(ctx context.Context, schoolID, examID, subjectID string, was, next *exam.Flow) error {
	if next == nil {
		_, err := tx.NewRaw("DELETE FROM flow WHERE school_id = ? AND exam_id = ? AND subject_id = ?", schoolID, examID, subjectID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("remove flow: %w", err)
		}
		return nil
	}
	text, err := json.Marshal(next.Steps)
	if err != nil {
		return fmt.Errorf("encode flow: %w", err)
	}
	row := &flowRow{
		ID: next.ID, SchoolID: schoolID, ExamID: examID, SubjectID: subjectID, Steps: string(text), Version: 1, ChangedAt: ms(next.ChangedAt), ChangedBy: next.ChangedBy,
	}
	if was != nil {
		row.ID, row.Version = was.ID, was.Version+1
	}
	return tx.upsert(ctx, "flow", "flow", row, "steps", "version", "changed_at", "changed_by")
}

// hintCheckIns hints all who are in check-in of an exam, their staff, and the pages
// of its candidates.
func (tx *txn) hintCheckIns(ctx context.Context, schoolID, examID string, now int64) error {
	_, err := tx.NewRaw(`INSERT INTO outbox (kind, sitting_id, session_id, login_id, exam_id, version, at, published_at)
  SELECT 'sitting', t.id, t.session_id, '', '', t.version, ?, 0 FROM room r JOIN session se ON se.room_id = r.id JOIN sitting t ON t.session_id = se.id
  WHERE r.school_id = ? AND r.exam_id = ? AND t.phase = 'check_in'`, now, schoolID, examID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("hint check-ins of exam %s: %w", examID, err)
	}
	tx.put(outboxRow{Kind: "flow", ExamID: examID, At: now})
	return nil
}

// CreateFlow keeps a new flow.
func (t Setup) CreateFlow(ctx context.Context, f exam.Flow) error {
	text, err := json.Marshal(f.Steps)
	if err != nil {
		return fmt.Errorf("encode flow: %w", err)
	}
	return t.insert(ctx, "flow", &flowRow{
		ID: f.ID, SchoolID: f.SchoolID, ExamID: f.ExamID, SubjectID: f.SubjectID, Steps: string(text), Version: f.Version, ChangedAt: ms(f.ChangedAt), ChangedBy: f.ChangedBy,
	})
}

// CreatePledge keeps a published pledge.
func (t Setup) CreatePledge(ctx context.Context, p exam.PledgeText) error {
	return t.insert(ctx, "pledge", pledgeRowOf(p))
}

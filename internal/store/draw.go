package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type commitmentRow struct {
	bun.BaseModel `bun:"table:draw_commitment,alias:draw_commitment"`

	ID                               string `bun:",pk"`
	SchoolID, ExamID, Secret, MadeBy string
	At                               int64
	DrawID                           string
}

func setUpCommitments(ctx context.Context, db bun.IDB, set *exam.SetUp) error {
	var rows []commitmentRow
	err := db.NewSelect().Model(&rows).Where("school_id = ? AND exam_id = ? AND draw_id = ''", set.Exam.SchoolID, set.Exam.ID).Order("id DESC").Scan(ctx)
	if err != nil {
		return fmt.Errorf("list commitments: %w", err)
	}
	for _, r := range rows {
		set.Commitments = append(set.Commitments, exam.Commitment{ID: r.ID, Secret: r.Secret, By: r.MadeBy, At: at(r.At)})
	}
	return nil
}

// applyDraws keeps commitments and draws; a draw's commitment is used up.
func (tx *txn) applyDraws(ctx context.Context, in exam.Exam, c exam.SetUpChange) error {
	for _, one := range c.Commit {
		row := &commitmentRow{ID: one.ID, SchoolID: in.SchoolID, ExamID: in.ID, Secret: one.Secret, MadeBy: one.By, At: ms(one.At)}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return kept(err, "commitment")
		}
	}
	for _, d := range c.Draws {
		row, err := drawRowOf(d)
		if err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return kept(err, "draw")
		}
		_, err = tx.NewRaw("UPDATE draw_commitment SET draw_id = ? WHERE school_id = ? AND id = ?", d.ID, in.SchoolID, d.CommitmentID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("use commitment of draw %s: %w", d.ID, err)
		}
	}
	return nil
}

// Draws lists the draws of an exam, newest first, without their outcomes.
func (s *Store) Draws(ctx context.Context, schoolID, examID string) ([]exam.Draw, error) {
	var rows []drawRow
	err := s.read.NewSelect().Model(&rows).ExcludeColumn("outcome").Where("school_id = ? AND exam_id = ?", schoolID, examID).Order("id DESC").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list draws: %w", err)
	}
	draws := make([]exam.Draw, len(rows))
	for i, r := range rows {
		if draws[i], err = r.draw(); err != nil {
			return nil, err
		}
	}
	return draws, nil
}

// Draw returns one draw with its outcome.
func (s *Store) Draw(ctx context.Context, schoolID, drawID string) (exam.Draw, error) {
	var r drawRow
	if err := s.read.NewSelect().Model(&r).Where("school_id = ? AND id = ?", schoolID, drawID).Scan(ctx); err != nil {
		return exam.Draw{}, notFound(err, "draw")
	}
	return r.draw()
}

type drawRow struct {
	bun.BaseModel `bun:"table:draw,alias:draw"`

	ID                                         string `bun:",pk"`
	SchoolID, ExamID, SubjectID, Seed, DrawnBy string
	At, Capacity                               int64
	RoundRobin                                 bool
	Sessions, Outcome                          string
	Kind, Pool, Rooms, Role, Secret, Word      string
}

func (r drawRow) draw() (exam.Draw, error) {
	d := exam.Draw{
		ID: r.ID, SchoolID: r.SchoolID, ExamID: r.ExamID, SubjectID: r.SubjectID, Seed: r.Seed, By: r.DrawnBy, At: at(r.At), Capacity: int(r.Capacity), RoundRobin: r.RoundRobin,
		Kind: exam.DrawKind(r.Kind), Role: exam.Role(r.Role), Secret: r.Secret, Word: r.Word,
	}
	for _, part := range []struct {
		text string
		dest any
	}{{r.Sessions, &d.SessionIDs}, {r.Outcome, &d.Outcome}, {r.Pool, &d.Pool}, {r.Rooms, &d.RoomIDs}} {
		if part.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(part.text), part.dest); err != nil {
			return d, fmt.Errorf("decode draw %s: %w", r.ID, err)
		}
	}
	return d, nil
}

func drawRowOf(d exam.Draw) (*drawRow, error) {
	texts := make([]string, 4)
	for i, part := range []any{d.SessionIDs, d.Outcome, d.Pool, d.RoomIDs} {
		text, err := json.Marshal(part)
		if err != nil {
			return nil, fmt.Errorf("encode draw %s: %w", d.ID, err)
		}
		texts[i] = string(text)
	}
	return &drawRow{
		ID: d.ID, SchoolID: d.SchoolID, ExamID: d.ExamID, SubjectID: d.SubjectID, Seed: d.Seed, DrawnBy: d.By, At: ms(d.At), Capacity: int64(d.Capacity),
		RoundRobin: d.RoundRobin, Sessions: texts[0], Outcome: texts[1], Pool: texts[2], Rooms: texts[3],
		Kind: string(cmp.Or(d.Kind, exam.DrawCandidates)), Role: string(d.Role), Secret: d.Secret, Word: d.Word,
	}, nil
}

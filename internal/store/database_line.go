package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type databaseLineRow struct {
	bun.BaseModel `bun:"table:database_line,alias:database_line"`

	CandidateID  string `bun:",pk"`
	Kind         string `bun:",pk"`
	SchoolID     string
	Result, Note string
	ImportedAt   int64
	ImportedBy   string
}

// CandidatesByNumber returns the identifiers of a school's candidates by their
// numbers; a number that the school does not have is missing.
func (s *Store) CandidatesByNumber(ctx context.Context, schoolID string, numbers []string) (map[string]string, error) {
	found := make(map[string]string, len(numbers))
	for part := range slices.Chunk(numbers, chunk) {
		var rows []struct{ ID, Number string }
		err := s.read.NewSelect().Table("candidate").Column("id", "number").Where("school_id = ? AND number IN (?)", schoolID, bun.List(part)).Scan(ctx, &rows)
		if err != nil {
			return nil, fmt.Errorf("find candidates by number: %w", err)
		}
		for _, r := range rows {
			found[r.Number] = r.ID
		}
	}
	return found, nil
}

// KeepDatabaseLines keeps the results of comparisons, each in place of the one
// before, with the fact.
func (s *Store) KeepDatabaseLines(ctx context.Context, schoolID string, lines []exam.DatabaseLine, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		for part := range slices.Chunk(lines, chunk/8) {
			rows := make([]databaseLineRow, len(part))
			for i, l := range part {
				rows[i] = databaseLineRow{
					CandidateID: l.CandidateID, Kind: string(l.Database), SchoolID: schoolID, Result: string(l.Result), Note: clean(l.Note),
					ImportedAt: ms(l.ImportedAt), ImportedBy: l.ImportedBy,
				}
			}
			_, err := tx.NewInsert().Model(&rows).On("CONFLICT (candidate_id, kind) DO UPDATE").Set("result = EXCLUDED.result").Set("note = EXCLUDED.note").
				Set("imported_at = EXCLUDED.imported_at").Set("imported_by = EXCLUDED.imported_by").Where("database_line.school_id = EXCLUDED.school_id").Exec(ctx)
			if err != nil {
				return kept(err, "database line")
			}
		}
		return tx.append(ctx, schoolID, "", fact)
	})
}

// DatabaseLines lists the results of a candidate of a school.
func (s *Store) DatabaseLines(ctx context.Context, schoolID, candidateID string) ([]exam.DatabaseLine, error) {
	var rows []databaseLineRow
	if err := s.read.NewSelect().Model(&rows).Where("school_id = ? AND candidate_id = ?", schoolID, candidateID).Order("kind").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list database lines: %w", err)
	}
	list := make([]exam.DatabaseLine, len(rows))
	for i, r := range rows {
		list[i] = r.line()
	}
	return list, nil
}

func (r databaseLineRow) line() exam.DatabaseLine {
	return exam.DatabaseLine{
		SchoolID: r.SchoolID, CandidateID: r.CandidateID, Database: exam.Database(r.Kind), Result: exam.DatabaseResult(r.Result), Note: r.Note,
		ImportedAt: at(r.ImportedAt), ImportedBy: r.ImportedBy,
	}
}

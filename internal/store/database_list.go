package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// comparison is what all results of a candidate came to ([exam.ComparisonOf]), in SQL
// over her lines l.
const comparison = `CASE WHEN count(CASE WHEN l.result = 'differs' THEN 1 END) > 0 THEN 'differs'
  WHEN count(CASE WHEN l.result = 'matches' THEN 1 END) = 4 THEN 'matches' ELSE 'missing' END`

// ComparedCandidates returns a page of a school's candidates with what the four
// databases say of each, by number, and how many there are of each result; the result
// that the filter chooses narrows the page only. A limit of 0 is all of them.
func (s *Store) ComparedCandidates(ctx context.Context, f exam.ComparedFilter) (list []exam.Compared, counts map[exam.DatabaseResult]int, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		if counts, err = comparedCounts(ctx, db, f); err != nil {
			return err
		}
		q := db.NewSelect().TableExpr("(?) AS compared", comparedQuery(db, f)).ColumnExpr("compared.id AS candidate_id, compared.name, compared.number")
		if f.Result != "" {
			q = q.Where("compared.result = ?", string(f.Result))
		}
		if f.Limit > 0 {
			q = q.Limit(int64(f.Limit)).Offset(int64(f.Offset))
		}
		var rows []struct{ CandidateID, Name, Number string }
		if err := q.OrderExpr("compared.number, compared.id").Scan(ctx, &rows); err != nil {
			return fmt.Errorf("list compared candidates: %w", err)
		}
		list = make([]exam.Compared, len(rows))
		for i, r := range rows {
			list[i] = exam.Compared{CandidateID: r.CandidateID, Name: r.Name, Number: r.Number}
		}
		return addLines(ctx, db, f.SchoolID, list)
	})
	return list, counts, err
}

// comparedQuery is every candidate that the filter chooses, whatever her result.
func comparedQuery(db bun.IDB, f exam.ComparedFilter) *bun.SelectQuery {
	q := db.NewSelect().TableExpr("candidate AS c").Join("LEFT JOIN database_line l ON l.school_id = c.school_id AND l.candidate_id = c.id").
		ColumnExpr("c.id, c.name, c.number, "+comparison+" AS result").Where("c.school_id = ?", f.SchoolID).GroupExpr("c.id, c.name, c.number")
	if f.ExamID != "" {
		q = q.Where("EXISTS (SELECT 1 FROM enrolment e JOIN major m ON m.id = e.major_id WHERE e.candidate_id = c.id AND m.exam_id = ?)", f.ExamID)
	}
	if f.Query != "" {
		p := like(f.Query)
		q = q.Where("(lower(c.name) LIKE ? ESCAPE '!' OR lower(c.number) LIKE ? ESCAPE '!')", p, p)
	}
	return q
}

func comparedCounts(ctx context.Context, db bun.IDB, f exam.ComparedFilter) (map[exam.DatabaseResult]int, error) {
	var rows []struct {
		Result string
		Times  int
	}
	err := db.NewSelect().TableExpr("(?) AS compared", comparedQuery(db, f)).ColumnExpr("compared.result, count(*) AS times").GroupExpr("compared.result").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count compared candidates: %w", err)
	}
	counts := map[exam.DatabaseResult]int{}
	for _, r := range rows {
		counts[exam.DatabaseResult(r.Result)] = r.Times
	}
	return counts, nil
}

// addLines fills the results of candidates in, in the order of the four.
func addLines(ctx context.Context, db bun.IDB, schoolID string, list []exam.Compared) error {
	place := make(map[string]int, len(list))
	ids := make([]string, len(list))
	for i, c := range list {
		place[c.CandidateID], ids[i] = i, c.CandidateID
	}
	for part := range slices.Chunk(ids, chunk) {
		var rows []databaseLineRow
		err := db.NewSelect().Model(&rows).Where("school_id = ? AND candidate_id IN (?)", schoolID, bun.List(part)).Scan(ctx)
		if err != nil {
			return fmt.Errorf("list database lines: %w", err)
		}
		for _, r := range rows {
			c := &list[place[r.CandidateID]]
			c.Lines = append(c.Lines, r.line())
		}
	}
	order := exam.Databases()
	for _, c := range list {
		slices.SortFunc(c.Lines, func(a, b exam.DatabaseLine) int {
			return slices.Index(order, a.Database) - slices.Index(order, b.Database)
		})
	}
	return nil
}

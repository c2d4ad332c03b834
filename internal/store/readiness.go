package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// Readiness returns a page of the candidates that a filter chooses, by number, how
// many there are without its limit, and how many stand where without its State and
// Mock.
func (s *Store) Readiness(ctx context.Context, f exam.ReadinessFilter) (list []exam.Readiness, total int, counts exam.ReadinessCounts, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		err := readinessQuery(db.NewSelect(), f).ColumnExpr(readinessSums).Scan(ctx, &counts)
		if err != nil {
			return fmt.Errorf("count readiness: %w", err)
		}
		n, err := narrowed(readinessQuery(db.NewSelect(), f), f).Count(ctx)
		if err != nil {
			return fmt.Errorf("count readiness: %w", err)
		}
		total = int(n)
		q := narrowed(readinessQuery(db.NewSelect(), f), f).
			ColumnExpr("e.id AS enrolment_id, c.number, c.name, c.phone, ex.name AS exam_name, co.name AS college_name, m.name AS major_name").
			Join("JOIN college co ON co.id = m.college_id").OrderExpr("c.number, e.id")
		if f.Limit > 0 {
			q = q.Limit(int64(f.Limit)).Offset(int64(f.Offset))
		}
		var rows []struct{ EnrolmentID, Number, Name, Phone, ExamName, CollegeName, MajorName string }
		if err := q.Scan(ctx, &rows); err != nil {
			return fmt.Errorf("list readiness: %w", err)
		}
		index, ids := make(map[string]int, len(rows)), make([]string, len(rows))
		list = make([]exam.Readiness, len(rows))
		for i, r := range rows {
			list[i] = exam.Readiness{
				EnrolmentID: r.EnrolmentID, Number: r.Number, Name: r.Name, Phone: r.Phone, ExamName: r.ExamName, CollegeName: r.CollegeName, MajorName: r.MajorName,
			}
			index[r.EnrolmentID], ids[i] = i, r.EnrolmentID
		}
		for part := range slices.Chunk(ids, chunk) {
			if err := fillReadiness(ctx, db, f.SchoolID, part, func(id string) *exam.Readiness { return &list[index[id]] }); err != nil {
				return err
			}
		}
		return nil
	})
	return list, total, counts, err
}

// ReadinessPlaces lists the exams and colleges of the candidates within a reach,
// newest exam first.
func (s *Store) ReadinessPlaces(ctx context.Context, schoolID string, r exam.Reach) (places exam.ReadinessPlaces, err error) {
	f := exam.ReadinessFilter{SchoolID: schoolID, Reach: r}
	err = readinessQuery(s.read.NewSelect(), f).ColumnExpr("DISTINCT ex.id, ex.name").OrderExpr("ex.id DESC").Scan(ctx, &places.Exams)
	if err != nil {
		return places, fmt.Errorf("list exams of readiness: %w", err)
	}
	err = readinessQuery(s.read.NewSelect(), f).ColumnExpr("DISTINCT co.id, co.name").Join("JOIN college co ON co.id = m.college_id").
		OrderExpr("co.name, co.id").Scan(ctx, &places.Colleges)
	if err != nil {
		return places, fmt.Errorf("list colleges of readiness: %w", err)
	}
	return places, nil
}

// rehearsed is who went through a mock to its end.
const rehearsed = `EXISTS (SELECT 1 FROM sitting mi JOIN session ms ON ms.id = mi.session_id WHERE mi.enrolment_id = e.id AND mi.phase = 'finished' AND ms.mock)`

// readyState is [exam.ReadyStateOf].
const readyState = `CASE WHEN d1.outcome = 'not_ready' OR d2.outcome = 'not_ready' THEN 'failed' WHEN d1.id IS NULL THEN 'unchecked'
  WHEN d1.outcome = 'remarks' OR d2.outcome = 'remarks' THEN 'remarks' ELSE 'ready' END`

const readinessSums = `count(*) AS "all", coalesce(sum(CASE WHEN ` + readyState + ` = 'unchecked' THEN 1 ELSE 0 END), 0) AS unchecked,
  coalesce(sum(CASE WHEN ` + readyState + ` = 'ready' THEN 1 ELSE 0 END), 0) AS ready,
  coalesce(sum(CASE WHEN ` + readyState + ` = 'remarks' THEN 1 ELSE 0 END), 0) AS remarks,
  coalesce(sum(CASE WHEN ` + readyState + ` = 'failed' THEN 1 ELSE 0 END), 0) AS failed,
  coalesce(sum(CASE WHEN ` + rehearsed + ` THEN 0 ELSE 1 END), 0) AS unrehearsed`

func readinessQuery(q *bun.SelectQuery, f exam.ReadinessFilter) *bun.SelectQuery {
	q = q.TableExpr("major AS m").Join("JOIN exam ex ON ex.id = m.exam_id JOIN enrolment e ON e.major_id = m.id JOIN candidate c ON c.id = e.candidate_id").
		Join("LEFT JOIN device_check d1 ON d1.enrolment_id = e.id AND d1.position = 1 AND d1.last").
		Join("LEFT JOIN device_check d2 ON d2.enrolment_id = e.id AND d2.position = 2 AND d2.last").
		Where("m.school_id = ?", f.SchoolID)
	if f.ExamID != "" {
		q = q.Where("m.exam_id = ?", f.ExamID)
	}
	if f.CollegeID != "" {
		q = q.Where("m.college_id = ?", f.CollegeID)
	}
	if f.Query != "" {
		p := like(f.Query)
		q = q.Where("(lower(c.name) LIKE ? ESCAPE '!' OR lower(c.number) LIKE ? ESCAPE '!' OR c.phone LIKE ? ESCAPE '!')", p, p, p)
	}
	if r := f.Reach; !r.All {
		q = q.Where(`(m.college_id IN (?) OR m.exam_id IN (?) OR EXISTS (SELECT 1 FROM sitting si JOIN session se ON se.id = si.session_id
  WHERE si.enrolment_id = e.id AND NOT se.mock AND se.room_id IN (?)))`, some(r.Colleges), some(r.Exams), some(r.Rooms))
	}
	return q
}

// some is a list of identifiers that is never empty; "" is nobody's.
func some(ids []string) any { return bun.List(append([]string{""}, ids...)) }

func narrowed(q *bun.SelectQuery, f exam.ReadinessFilter) *bun.SelectQuery {
	if f.State != "" {
		q = q.Where(readyState+" = ?", string(f.State))
	}
	switch f.Mock {
	case "yes":
		q = q.Where(rehearsed)
	case "no":
		q = q.Where("NOT " + rehearsed)
	}
	return q
}

// fillReadiness adds checks and mocks.
func fillReadiness(ctx context.Context, db bun.IDB, schoolID string, ids []string, of func(id string) *exam.Readiness) error {
	var rows []deviceCheckRow
	err := db.NewSelect().Model(&rows).Where("school_id = ? AND enrolment_id IN (?) AND last", schoolID, bun.List(ids)).Order("position").Scan(ctx)
	if err != nil {
		return fmt.Errorf("list device checks: %w", err)
	}
	checks, err := checksOf(rows)
	if err != nil {
		return err
	}
	for _, c := range checks {
		one := of(c.EnrolmentID)
		one.Checks = append(one.Checks, c)
	}
	var mocks []struct {
		EnrolmentID string
		N           int
		EndedAt     int64
	}
	err = db.NewRaw(`SELECT si.enrolment_id, count(*) AS n, max(si.ended_at) AS ended_at FROM sitting si JOIN session se ON se.id = si.session_id
  WHERE si.school_id = ? AND si.enrolment_id IN (?) AND si.phase = 'finished' AND se.mock GROUP BY si.enrolment_id`, schoolID, bun.List(ids)).Scan(ctx, &mocks)
	if err != nil {
		return fmt.Errorf("count mocks: %w", err)
	}
	for _, r := range mocks {
		one := of(r.EnrolmentID)
		one.Mocks, one.LastMockAt = r.N, at(r.EndedAt)
	}
	return nil
}

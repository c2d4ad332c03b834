package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type entrantRow struct {
	EnrolmentID, CandidateID, MajorID, Number, Name, Phone string
}

type seatRow struct {
	SittingID, SessionID, EnrolmentID, Phase string
	OrderNo                                  int
	Unpublished                              bool
}

// fillSeats puts sittings beside their entrants.
func fillSeats(entrants []exam.Entrant, seats []seatRow) {
	index := make(map[string]int, len(entrants))
	for i, e := range entrants {
		index[e.EnrolmentID] = i
	}
	for _, r := range seats {
		if i, ok := index[r.EnrolmentID]; ok {
			entrants[i].Seats = append(entrants[i].Seats, exam.Seat{SittingID: r.SittingID, SessionID: r.SessionID, Order: r.OrderNo, Phase: exam.Phase(r.Phase), Unpublished: r.Unpublished})
		}
	}
}

func entrantsOf(rows []entrantRow) []exam.Entrant {
	entrants := make([]exam.Entrant, len(rows))
	for i, r := range rows {
		entrants[i] = exam.Entrant{EnrolmentID: r.EnrolmentID, CandidateID: r.CandidateID, MajorID: r.MajorID, Number: r.Number, Name: r.Name, Phone: r.Phone}
	}
	return entrants
}

const entrantColumns = "e.id AS enrolment_id, e.candidate_id, e.major_id, c.number, c.name, c.phone"

func setUpEntrants(ctx context.Context, db bun.IDB, set *exam.SetUp) error {
	var rows []entrantRow
	err := db.NewRaw("SELECT "+entrantColumns+` FROM major m JOIN enrolment e ON e.major_id = m.id JOIN candidate c ON c.id = e.candidate_id
  WHERE m.school_id = ? AND m.exam_id = ? ORDER BY c.number, e.id`, set.Exam.SchoolID, set.Exam.ID).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("list entrants: %w", err)
	}
	var seats []seatRow
	err = db.NewRaw(`SELECT si.id AS sitting_id, si.session_id, si.enrolment_id, si.phase, si.order_no, si.unpublished FROM room r
  JOIN session se ON se.room_id = r.id AND NOT se.mock JOIN sitting si ON si.session_id = se.id
  WHERE r.school_id = ? AND r.exam_id = ? ORDER BY se.starts_at, si.id`, set.Exam.SchoolID, set.Exam.ID).Scan(ctx, &seats)
	if err != nil {
		return fmt.Errorf("list sittings: %w", err)
	}
	set.Entrants = entrantsOf(rows)
	fillSeats(set.Entrants, seats)
	return nil
}

// setUpElsewhere finds what the exam's candidates and staff have to do in other
// exams of the school while this one runs.
func setUpElsewhere(ctx context.Context, db bun.IDB, set *exam.SetUp) error {
	if len(set.Sessions) == 0 {
		return nil
	}
	first, last := set.Sessions[0].StartsAt, set.Sessions[0].EndsAt
	for _, in := range set.Sessions {
		if in.EndsAt.After(last) {
			last = in.EndsAt
		}
	}
	const during = ` FROM session se JOIN room r ON r.id = se.room_id JOIN exam ex ON ex.id = r.exam_id
  %s WHERE se.school_id = ? AND NOT se.mock AND se.starts_at < ? AND se.ends_at > ? AND r.exam_id <> ?`
	const columns = "SELECT DISTINCT se.id AS session_id, se.starts_at, se.ends_at, ex.name AS exam_name, r.name AS room_name, "
	args := []any{set.Exam.SchoolID, ms(last), ms(first), set.Exam.ID}
	for _, query := range []string{
		columns + "e.candidate_id AS candidate_id, '' AS staff_id" + fmt.Sprintf(during, "JOIN sitting si ON si.session_id = se.id JOIN enrolment e ON e.id = si.enrolment_id"),
		columns + "'' AS candidate_id, b.staff_id AS staff_id" + fmt.Sprintf(during, "JOIN role_binding b ON b.scope_id = r.id AND b.kind = 'room' AND b.role <> 'inspector'"),
	} {
		var rows []struct {
			SessionID, ExamName, RoomName, CandidateID, StaffID string
			StartsAt, EndsAt                                    int64
		}
		if err := db.NewRaw(query+" ORDER BY se.starts_at, se.id", args...).Scan(ctx, &rows); err != nil {
			return fmt.Errorf("list sessions of other exams: %w", err)
		}
		for _, r := range rows {
			set.Elsewhere = append(set.Elsewhere, exam.Booking{
				CandidateID: r.CandidateID, StaffID: r.StaffID, SessionID: r.SessionID, ExamName: r.ExamName, RoomName: r.RoomName,
				StartsAt: at(r.StartsAt), EndsAt: at(r.EndsAt),
			})
		}
	}
	return nil
}

// Entrants returns a page of an exam's entrants that a filter chooses, by
// candidate number, and how many there are without its limit.
func (s *Store) Entrants(ctx context.Context, f exam.EntrantFilter) (list []exam.Entrant, total int, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		n, err := entrantQuery(db.NewSelect(), f).Count(ctx)
		if err != nil {
			return fmt.Errorf("count entrants: %w", err)
		}
		total = int(n)
		var rows []entrantRow
		q := entrantQuery(db.NewSelect(), f).ColumnExpr(entrantColumns).OrderExpr("c.number, e.id").Limit(int64(f.Limit)).Offset(int64(f.Offset))
		if err := q.Scan(ctx, &rows); err != nil {
			return fmt.Errorf("list entrants: %w", err)
		}
		list = entrantsOf(rows)
		ids := make([]string, len(rows))
		for i, r := range rows {
			ids[i] = r.EnrolmentID
		}
		for part := range slices.Chunk(ids, chunk) {
			var seats []seatRow
			err := db.NewRaw(`SELECT si.id AS sitting_id, si.session_id, si.enrolment_id, si.phase, si.order_no, si.unpublished
  FROM sitting si JOIN session se ON se.id = si.session_id AND NOT se.mock WHERE si.enrolment_id IN (?) ORDER BY se.starts_at, si.id`, bun.List(part)).Scan(ctx, &seats)
			if err != nil {
				return fmt.Errorf("list sittings: %w", err)
			}
			fillSeats(list, seats)
		}
		return nil
	})
	return list, total, err
}

func entrantQuery(q *bun.SelectQuery, f exam.EntrantFilter) *bun.SelectQuery {
	q = q.TableExpr("major AS m").Join("JOIN enrolment e ON e.major_id = m.id JOIN candidate c ON c.id = e.candidate_id").
		Where("m.school_id = ? AND m.exam_id = ?", f.SchoolID, f.ExamID)
	if f.MajorID != "" {
		q = q.Where("m.id = ?", f.MajorID)
	}
	if f.Colleges != nil {
		q = q.Where("m.college_id IN (?)", bun.List(f.Colleges))
	}
	if f.Query != "" {
		p := like(f.Query)
		q = q.Where("(lower(c.name) LIKE ? ESCAPE '!' OR lower(c.number) LIKE ? ESCAPE '!' OR c.phone LIKE ? ESCAPE '!')", p, p, p)
	}
	if f.SessionID != "" {
		q = q.Where("EXISTS (SELECT 1 FROM sitting si WHERE si.enrolment_id = e.id AND si.session_id = ?)", f.SessionID)
	}
	if f.Without != "" {
		q = q.Where("NOT EXISTS (SELECT 1 FROM sitting si JOIN session se ON se.id = si.session_id AND NOT se.mock WHERE si.enrolment_id = e.id AND se.subject_id = ?)", f.Without)
	}
	return q
}

// StaffOfSchool lists a school's staff with their roles, by name.
func (s *Store) StaffOfSchool(ctx context.Context, schoolID string) ([]exam.Staff, error) {
	var rows []staffRow
	if err := s.read.NewSelect().Model(&rows).Where("school_id = ?", schoolID).Order("name", "id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list staff: %w", err)
	}
	return s.withBindings(ctx, rows)
}

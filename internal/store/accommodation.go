package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type accommodationRow struct {
	bun.BaseModel `bun:"table:accommodation,alias:accommodation"`

	ID                         string `bun:",pk"`
	SchoolID, EnrolmentID      string
	NoFaceCheck, OneCamera     bool
	ExtraPercent, ExtraMinutes int
	Breaks, BreakMinutes       int
	BreakTotal                 int
	Reason, ApprovedBy         string
	ApprovedAt                 int64
}

func (r accommodationRow) accommodation() exam.Accommodation {
	return exam.Accommodation{
		ID: r.ID, SchoolID: r.SchoolID, EnrolmentID: r.EnrolmentID, NoFaceCheck: r.NoFaceCheck, OneCamera: r.OneCamera,
		ExtraPercent: r.ExtraPercent, ExtraMinutes: r.ExtraMinutes, Breaks: r.Breaks, BreakMinutes: r.BreakMinutes, BreakTotal: r.BreakTotal,
		Reason: r.Reason, ApprovedBy: r.ApprovedBy, ApprovedAt: at(r.ApprovedAt),
	}
}

// GrantAccommodation keeps what is different for an enrolment, in place of what was,
// and hints its devices.
func (s *Store) GrantAccommodation(ctx context.Context, a exam.Accommodation, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		row := &accommodationRow{
			ID: a.ID, SchoolID: a.SchoolID, EnrolmentID: a.EnrolmentID, NoFaceCheck: a.NoFaceCheck, OneCamera: a.OneCamera,
			ExtraPercent: a.ExtraPercent, ExtraMinutes: a.ExtraMinutes, Breaks: a.Breaks, BreakMinutes: a.BreakMinutes, BreakTotal: a.BreakTotal,
			Reason: clean(a.Reason), ApprovedBy: a.ApprovedBy, ApprovedAt: ms(a.ApprovedAt),
		}
		if _, err := tx.NewRaw("DELETE FROM accommodation WHERE school_id = ? AND enrolment_id = ?", a.SchoolID, a.EnrolmentID).Exec(ctx); err != nil {
			return fmt.Errorf("replace accommodation of enrolment %s: %w", a.EnrolmentID, err)
		}
		if err := keptRow(ctx, tx, "accommodation", row); err != nil {
			return err
		}
		if err := tx.accommodated(ctx, a.SchoolID, a.EnrolmentID, fact, ms(s.now())); err != nil {
			return err
		}
		return s.followAccommodation(ctx, tx, a.EnrolmentID, fact.Actor)
	})
}

// followAccommodation moves the ends of a candidate who sits her exam already.
func (s *Store) followAccommodation(ctx context.Context, tx *txn, enrolmentID string, by exam.Actor) error {
	var rows []struct{ ID, SessionID string }
	err := tx.NewSelect().Table("sitting").Column("id", "session_id").
		Where("enrolment_id = ? AND phase IN (?)", enrolmentID, bun.List([]exam.Phase{exam.PhaseInvited, exam.PhaseInterviewing, exam.PhaseAnswering})).
		Order("id").Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("list running sittings of enrolment %s: %w", enrolmentID, err)
	}
	for _, r := range rows {
		in, err := s.session(ctx, tx, r.SessionID, false)
		if err != nil {
			return err
		}
		_, err = s.changePart(ctx, tx, []string{r.ID}, in, func(one *exam.Sitting, in exam.Session) error {
			return one.FollowAccommodation(by, in, s.now())
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// EndAccommodation takes away what was different for an enrolment of the school;
// without anything it is CodeNotFound.
func (s *Store) EndAccommodation(ctx context.Context, schoolID, enrolmentID string, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		res, err := tx.NewRaw("DELETE FROM accommodation WHERE school_id = ? AND enrolment_id = ?", schoolID, enrolmentID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end accommodation of enrolment %s: %w", enrolmentID, err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return exam.Errorf(exam.CodeNotFound, "no such accommodation")
		}
		return tx.accommodated(ctx, schoolID, enrolmentID, fact, ms(s.now()))
	})
}

// accommodated writes the fact down and hints whom it is about.
func (tx *txn) accommodated(ctx context.Context, schoolID, enrolmentID string, fact exam.Fact, now int64) error {
	_, err := tx.NewRaw(`INSERT INTO outbox (kind, sitting_id, session_id, login_id, enrolment_id, exam_id, version, at, published_at)
  SELECT 'sitting', id, session_id, '', '', '', version, ?, 0 FROM sitting WHERE enrolment_id = ?`, now, enrolmentID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("hint sittings of enrolment %s: %w", enrolmentID, err)
	}
	tx.put(outboxRow{Kind: "flow", EnrolmentID: enrolmentID, At: now})
	return tx.append(ctx, schoolID, "", fact)
}

// AccommodationOf returns what is different for an enrolment, the zero value for
// nothing.
func (s *Store) AccommodationOf(ctx context.Context, enrolmentID string) (exam.Accommodation, error) {
	var rows []accommodationRow
	err := s.read.NewRaw("SELECT a.* FROM enrolment e JOIN accommodation a ON a.school_id = e.school_id AND a.enrolment_id = e.id WHERE e.id = ?", enrolmentID).Scan(ctx, &rows)
	if err != nil {
		return exam.Accommodation{}, fmt.Errorf("find accommodation of enrolment %s: %w", enrolmentID, err)
	}
	if len(rows) == 0 {
		return exam.Accommodation{}, nil
	}
	return rows[0].accommodation(), nil
}

// Accommodations returns a page of a school's enrolments with what is different for
// each, by candidate number, and how many there are. A limit of 0 is all of them.
func (s *Store) Accommodations(ctx context.Context, f exam.AccommodationFilter) (list []exam.Accommodated, total int, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		n, err := accommodationQuery(db.NewSelect(), f).Count(ctx)
		if err != nil {
			return fmt.Errorf("count accommodations: %w", err)
		}
		total = int(n)
		var rows []struct {
			accommodationRow `bun:",extend"`
			Name, Number     string
			ExamName         string
			MajorName        string
			OfEnrolment      string
		}
		q := accommodationQuery(db.NewSelect(), f).ColumnExpr(`e.id AS of_enrolment, c.name, c.number, m.name AS major_name, ex.name AS exam_name, coalesce(a.id, '') AS id,
  coalesce(a.no_face_check, FALSE) AS no_face_check, coalesce(a.one_camera, FALSE) AS one_camera, coalesce(a.extra_percent, 0) AS extra_percent,
  coalesce(a.extra_minutes, 0) AS extra_minutes, coalesce(a.breaks, 0) AS breaks, coalesce(a.break_minutes, 0) AS break_minutes, coalesce(a.break_total, 0) AS break_total,
  coalesce(a.reason, '') AS reason, coalesce(a.approved_by, '') AS approved_by, coalesce(a.approved_at, 0) AS approved_at, e.school_id, e.id AS enrolment_id`)
		if f.Limit > 0 {
			q = q.Limit(int64(f.Limit)).Offset(int64(f.Offset))
		}
		if err := q.OrderExpr("c.number, e.id").Scan(ctx, &rows); err != nil {
			return fmt.Errorf("list accommodations: %w", err)
		}
		list = make([]exam.Accommodated, len(rows))
		for i, r := range rows {
			list[i] = exam.Accommodated{EnrolmentID: r.OfEnrolment, Name: r.Name, Number: r.Number, ExamName: r.ExamName, MajorName: r.MajorName}
			if r.ID != "" {
				list[i].Accommodation = r.accommodation()
			}
		}
		return nil
	})
	return list, total, err
}

func accommodationQuery(q *bun.SelectQuery, f exam.AccommodationFilter) *bun.SelectQuery {
	q = q.TableExpr("major AS m").Join(`JOIN exam ex ON ex.id = m.exam_id JOIN enrolment e ON e.major_id = m.id JOIN candidate c ON c.id = e.candidate_id
  LEFT JOIN accommodation a ON a.school_id = e.school_id AND a.enrolment_id = e.id`).Where("m.school_id = ?", f.SchoolID)
	if f.ExamID != "" {
		q = q.Where("m.exam_id = ?", f.ExamID)
	}
	if f.Granted {
		q = q.Where("a.id IS NOT NULL")
	}
	if f.Colleges != nil {
		q = q.Where("m.college_id IN (?)", bun.List(append([]string{""}, f.Colleges...)))
	}
	if f.Query != "" {
		p := like(f.Query)
		q = q.Where("(lower(c.name) LIKE ? ESCAPE '!' OR lower(c.number) LIKE ? ESCAPE '!')", p, p)
	}
	return q
}

package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// Roster returns the candidates of a school that a filter chooses, by number,
// with what they are enrolled in, and how many there are without its limit.
func (s *Store) Roster(ctx context.Context, f exam.RosterFilter) (list []exam.Listed, total int, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		var rows []candidateRow
		n, err := rosterQuery(db.NewSelect().Model((*candidateRow)(nil)), f).Count(ctx)
		if err != nil {
			return fmt.Errorf("count roster: %w", err)
		}
		total = int(n)
		q := rosterQuery(db.NewSelect().Model(&rows), f).Order("candidate.number", "candidate.id")
		if f.Limit > 0 {
			q = q.Limit(int64(f.Limit)).Offset(int64(f.Offset))
		}
		if err := q.Scan(ctx); err != nil {
			return fmt.Errorf("list roster: %w", err)
		}
		list = make([]exam.Listed, len(rows))
		ids, index := make([]string, len(rows)), make(map[string]int, len(rows))
		for i, r := range rows {
			ids[i], index[r.ID], list[i].Candidate = r.ID, i, r.candidate()
		}
		for part := range slices.Chunk(ids, chunk) {
			if err := fillListed(ctx, db, f.SchoolID, part, func(id string) *exam.Listed { return &list[index[id]] }); err != nil {
				return err
			}
		}
		return nil
	})
	return list, total, err
}

func rosterQuery(q *bun.SelectQuery, f exam.RosterFilter) *bun.SelectQuery {
	q = q.Where("candidate.school_id = ?", f.SchoolID)
	if f.CandidateID != "" {
		q = q.Where("candidate.id = ?", f.CandidateID)
	}
	if f.Query != "" {
		p := like(f.Query)
		q = q.Where("(lower(candidate.name) LIKE ? ESCAPE '!' OR lower(candidate.number) LIKE ? ESCAPE '!' OR candidate.phone LIKE ? ESCAPE '!')", p, p, p)
	}
	if f.ExamID == "" && f.MajorID == "" && f.Colleges == nil {
		return q
	}
	within := q.NewSelect().Table("enrolment").ColumnExpr("1").Join("JOIN major m ON m.id = enrolment.major_id").Where("enrolment.candidate_id = candidate.id")
	if f.ExamID != "" {
		within = within.Where("m.exam_id = ?", f.ExamID)
	}
	if f.MajorID != "" {
		within = within.Where("m.id = ?", f.MajorID)
	}
	if f.Colleges != nil {
		within = within.Where("m.college_id IN (?)", bun.List(f.Colleges))
	}
	return q.Where("EXISTS (?)", within)
}

// fillListed adds enrolments, identities and whether a sitting has begun.
func fillListed(ctx context.Context, db bun.IDB, schoolID string, ids []string, of func(id string) *exam.Listed) error {
	var enrolled []struct {
		CandidateID, EnrolmentID, ExamID, ExamName, CollegeID, CollegeName, MajorID, MajorName string
		Begun                                                                                  bool
	}
	err := db.NewRaw(`SELECT e.candidate_id, e.id AS enrolment_id, m.exam_id, ex.name AS exam_name, m.college_id, co.name AS college_name, m.id AS major_id, m.name AS major_name,
		EXISTS (SELECT 1 FROM sitting si JOIN session se ON se.id = si.session_id AND NOT se.mock
		  WHERE si.school_id = e.school_id AND si.enrolment_id = e.id AND si.phase <> ?) AS begun
		FROM enrolment e JOIN major m ON m.id = e.major_id JOIN exam ex ON ex.id = m.exam_id JOIN college co ON co.id = m.college_id
		WHERE e.school_id = ? AND e.candidate_id IN (?) ORDER BY ex.name, m.name, e.id`, string(exam.PhaseAssigned), schoolID, bun.List(ids)).Scan(ctx, &enrolled)
	if err != nil {
		return fmt.Errorf("list enrolments: %w", err)
	}
	for _, e := range enrolled {
		one := of(e.CandidateID)
		one.MajorIDs = append(one.MajorIDs, e.MajorID)
		one.Begun = one.Begun || e.Begun
		one.Enrolled = append(one.Enrolled, exam.EnrolledIn{
			EnrolmentID: e.EnrolmentID, ExamID: e.ExamID, ExamName: e.ExamName, CollegeID: e.CollegeID, CollegeName: e.CollegeName,
			MajorID: e.MajorID, MajorName: e.MajorName,
		})
	}
	var sealed []identityRow
	if err := db.NewSelect().Model(&sealed).Where("school_id = ? AND candidate_id IN (?)", schoolID, bun.List(ids)).Scan(ctx); err != nil {
		return fmt.Errorf("list identities: %w", err)
	}
	for _, i := range sealed {
		of(i.CandidateID).Sealed = i.Sealed
	}
	return nil
}

// AddCandidate keeps a candidate with an enrolment; a number that the school has
// is CodeConflict.
func (s *Store) AddCandidate(ctx context.Context, c exam.Candidate, e exam.Enrolment, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		if err := s.lockSchool(ctx, tx, c.SchoolID); err != nil {
			return err
		}
		return tx.applyRoster(ctx, c.SchoolID, exam.RosterChange{New: []exam.Candidate{c}, Enrolments: []exam.Enrolment{e}, Facts: []exam.Fact{fact}})
	})
}

// ChangeCandidate changes a candidate of a school by fn, whose fact is kept with
// the change.
func (s *Store) ChangeCandidate(ctx context.Context, schoolID, candidateID string, fn func(*exam.Candidate) (exam.Fact, error)) error {
	return s.inTx(ctx, func(tx *txn) error {
		if err := s.lockSchool(ctx, tx, schoolID); err != nil {
			return err
		}
		var r candidateRow
		if err := tx.NewSelect().Model(&r).Where("school_id = ? AND id = ?", schoolID, candidateID).Scan(ctx); err != nil {
			return notFound(err, "candidate")
		}
		c := r.candidate()
		fact, err := fn(&c)
		if err != nil {
			return err
		}
		return tx.applyRoster(ctx, schoolID, exam.RosterChange{Changed: []exam.Candidate{c}, Facts: []exam.Fact{fact}})
	})
}

// RemoveCandidate deletes a candidate of a school with her enrolments, device checks,
// files and mocks, and the sittings that have not begun. It is CodeConflict where one has begun, or where
// anything else still points at her.
func (s *Store) RemoveCandidate(ctx context.Context, schoolID, candidateID string, fact exam.Fact) error {
	err := s.inTx(ctx, func(tx *txn) error {
		if err := s.lockSchool(ctx, tx, schoolID); err != nil {
			return err
		}
		const mine = "enrolment_id IN (SELECT id FROM enrolment WHERE school_id = ? AND candidate_id = ?)"
		begun, err := tx.NewSelect().Table("sitting").Where(mine, schoolID, candidateID).Where("phase <> ?", string(exam.PhaseAssigned)).Where(notMock).Count(ctx)
		if err != nil {
			return fmt.Errorf("count sittings: %w", err)
		}
		if begun > 0 {
			return exam.Errorf(exam.CodeConflict, "a sitting of this candidate has begun; what was sat stays").With("why", "begun")
		}
		if err := tx.dropMocks(ctx, schoolID, "si."+mine, schoolID, candidateID); err != nil {
			return err
		}
		if err := tx.dropFiles(ctx, schoolID, candidateID); err != nil {
			return err
		}
		for _, delete := range []*bun.RawQuery{
			tx.NewRaw("DELETE FROM device_check WHERE school_id = ? AND "+mine, schoolID, schoolID, candidateID),
			tx.NewRaw("DELETE FROM sitting WHERE "+mine, schoolID, candidateID),
			tx.NewRaw("DELETE FROM accommodation WHERE school_id = ? AND "+mine, schoolID, schoolID, candidateID),
			tx.NewRaw("DELETE FROM enrolment WHERE school_id = ? AND candidate_id = ?", schoolID, candidateID),
			tx.NewRaw("DELETE FROM database_line WHERE school_id = ? AND candidate_id = ?", schoolID, candidateID),
			tx.NewRaw("DELETE FROM candidate_identity WHERE school_id = ? AND candidate_id = ?", schoolID, candidateID),
			tx.NewRaw("DELETE FROM sms_message WHERE school_id = ? AND candidate_id = ?", schoolID, candidateID),
		} {
			if _, err := delete.Exec(ctx); err != nil {
				return fmt.Errorf("remove candidate %s: %w", candidateID, err)
			}
		}
		res, err := tx.NewRaw("DELETE FROM candidate WHERE school_id = ? AND id = ?", schoolID, candidateID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("remove candidate %s: %w", candidateID, err)
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return exam.Errorf(exam.CodeNotFound, "no such candidate")
		}
		return tx.append(ctx, schoolID, "", fact)
	})
	if sqlitePointedAt(err) || postgresPointedAt(err) {
		return exam.Errorf(exam.CodeConflict, "something of this candidate is kept already (an order, a material or an entry)").With("why", "pointed_at")
	}
	return err
}

// dropFiles deletes a candidate's reference photo, drafts of materials and photos of
// questions; who has asked one is not removed at all, so they are drafts, too.
func (tx *txn) dropFiles(ctx context.Context, schoolID, candidateID string) error {
	return tx.drop(ctx, "file", `school_id = ? AND owner_id IN (SELECT ?
  UNION ALL SELECT e.id FROM enrolment e WHERE e.school_id = ? AND e.candidate_id = ?
  UNION ALL SELECT e.id || '/' || q.id FROM enrolment e JOIN major m ON m.id = e.major_id JOIN requirement q ON q.school_id = e.school_id AND q.exam_id = m.exam_id
    WHERE e.school_id = ? AND e.candidate_id = ?)`, schoolID, candidateID, schoolID, candidateID, schoolID, candidateID)
}

// KeepHandedCode keeps a sign-in code that staff read out, with its fact.
func (s *Store) KeepHandedCode(ctx context.Context, schoolID string, c exam.SignInCode, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		if _, err := tx.NewInsert().Model(codeRowOf(c)).Exec(ctx); err != nil {
			return kept(err, "code")
		}
		return tx.append(ctx, schoolID, "", fact)
	})
}

// SeeIdentity returns a sealed identity number; that it was looked at is kept.
// Without one it is CodeNotFound.
func (s *Store) SeeIdentity(ctx context.Context, schoolID, candidateID string, fact exam.Fact) (sealed string, err error) {
	err = s.inTx(ctx, func(tx *txn) error {
		err := tx.NewRaw("SELECT sealed FROM candidate_identity WHERE school_id = ? AND candidate_id = ?", schoolID, candidateID).Scan(ctx, &sealed)
		if err != nil {
			return notFound(err, "identity number")
		}
		return tx.append(ctx, schoolID, "", fact)
	})
	return sealed, err
}

// KeepFact keeps that something was done which changed nothing, such as an export.
func (s *Store) KeepFact(ctx context.Context, schoolID string, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error { return tx.append(ctx, schoolID, "", fact) })
}

package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// chunk is how many rows one statement writes or names.
const chunk = 500

type collegeRow struct {
	bun.BaseModel `bun:"table:college,alias:college"`

	ID, SchoolID, Name string
}

type majorRow struct {
	bun.BaseModel `bun:"table:major,alias:major"`

	ID, SchoolID, ExamID, CollegeID, Name string
}

type enrolmentRow struct {
	bun.BaseModel `bun:"table:enrolment,alias:enrolment"`

	ID, SchoolID, CandidateID, MajorID string
}

type identityRow struct {
	bun.BaseModel `bun:"table:candidate_identity,alias:candidate_identity"`

	CandidateID string `bun:",pk"`
	SchoolID    string
	Sealed      string
	RetainUntil int64
}

// RosterPlaces returns a school's exams, colleges and majors, by name.
func (s *Store) RosterPlaces(ctx context.Context, schoolID string) (base exam.RosterBase, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		base, err = rosterPlaces(ctx, db, schoolID)
		return err
	})
	return base, err
}

func rosterPlaces(ctx context.Context, db bun.IDB, schoolID string) (exam.RosterBase, error) {
	var base exam.RosterBase
	var exams []struct {
		ID, SchoolID, Name string
		Open               bool
	}
	if err := db.NewRaw("SELECT id, school_id, name, open FROM exam WHERE school_id = ? ORDER BY name, id", schoolID).Scan(ctx, &exams); err != nil {
		return base, fmt.Errorf("list exams: %w", err)
	}
	for _, e := range exams {
		base.Exams = append(base.Exams, exam.Exam{ID: e.ID, SchoolID: e.SchoolID, Name: e.Name, Open: e.Open})
	}
	var colleges []collegeRow
	if err := db.NewRaw("SELECT id, school_id, name FROM college WHERE school_id = ? ORDER BY name, id", schoolID).Scan(ctx, &colleges); err != nil {
		return base, fmt.Errorf("list colleges: %w", err)
	}
	for _, c := range colleges {
		base.Colleges = append(base.Colleges, exam.College{ID: c.ID, SchoolID: c.SchoolID, Name: c.Name})
	}
	var majors []majorRow
	if err := db.NewRaw("SELECT id, school_id, exam_id, college_id, name FROM major WHERE school_id = ? ORDER BY name, id", schoolID).Scan(ctx, &majors); err != nil {
		return base, fmt.Errorf("list majors: %w", err)
	}
	for _, m := range majors {
		base.Majors = append(base.Majors, exam.Major{ID: m.ID, SchoolID: m.SchoolID, ExamID: m.ExamID, CollegeID: m.CollegeID, Name: m.Name})
	}
	return base, nil
}

// RosterBase returns what a school has before an import: its places and all of
// its candidates, by number.
func (s *Store) RosterBase(ctx context.Context, schoolID string) (base exam.RosterBase, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		base, err = rosterBase(ctx, db, schoolID)
		return err
	})
	return base, err
}

func rosterBase(ctx context.Context, db bun.IDB, schoolID string) (exam.RosterBase, error) {
	base, err := rosterPlaces(ctx, db, schoolID)
	if err != nil {
		return base, err
	}
	var rows []candidateRow
	if err := db.NewSelect().Model(&rows).Where("school_id = ?", schoolID).Order("number").Scan(ctx); err != nil {
		return base, fmt.Errorf("list candidates: %w", err)
	}
	index := make(map[string]int, len(rows))
	base.Candidates = make([]exam.RosterCandidate, len(rows))
	for i, r := range rows {
		index[r.ID], base.Candidates[i].Candidate = i, r.candidate()
	}
	var enrolled []enrolmentRow
	if err := db.NewSelect().Model(&enrolled).Where("school_id = ?", schoolID).Order("major_id").Scan(ctx); err != nil {
		return base, fmt.Errorf("list enrolments: %w", err)
	}
	for _, e := range enrolled {
		one := &base.Candidates[index[e.CandidateID]]
		one.MajorIDs = append(one.MajorIDs, e.MajorID)
	}
	var sealed []identityRow
	if err := db.NewSelect().Model(&sealed).Where("school_id = ?", schoolID).Scan(ctx); err != nil {
		return base, fmt.Errorf("list identities: %w", err)
	}
	for _, i := range sealed {
		base.Candidates[index[i.CandidateID]].Sealed = i.Sealed
	}
	return base, nil
}

// ImportRoster runs fn on what a school has, which no other import or change of
// the roster touches meanwhile, does what fn returns, and keeps the plan, all in
// one transaction. A plan that is not ready any more is CodeConflict.
func (s *Store) ImportRoster(ctx context.Context, schoolID, planID string, fn func(exam.RosterBase) (exam.RosterChange, exam.RosterPlan, error)) error {
	return s.inTx(ctx, func(tx *txn) error {
		if err := s.lockSchool(ctx, tx, schoolID); err != nil {
			return err
		}
		var state string
		if err := tx.NewRaw("SELECT state FROM roster_plan WHERE school_id = ? AND id = ?", schoolID, planID).Scan(ctx, &state); err != nil {
			return notFound(err, "plan")
		}
		if exam.RosterPlanState(state) != exam.RosterReady {
			return exam.Errorf(exam.CodeConflict, "this sheet was imported before")
		}
		base, err := rosterBase(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		change, plan, err := fn(base)
		if err != nil {
			return err
		}
		if err := tx.applyRoster(ctx, schoolID, change); err != nil {
			return err
		}
		return savePlan(ctx, tx, plan)
	})
}

// lockSchool lets one transaction at a time change a school's roster.
func (s *Store) lockSchool(ctx context.Context, tx *txn, schoolID string) error {
	var id string
	err := s.forUpdate(tx.NewSelect().Table("school").Column("id").Where("id = ?", schoolID)).Scan(ctx, &id)
	return notFound(err, "school")
}

func (tx *txn) applyRoster(ctx context.Context, schoolID string, c exam.RosterChange) error {
	for _, one := range c.Colleges {
		row := &collegeRow{ID: one.ID, SchoolID: schoolID, Name: one.Name}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return kept(err, "college")
		}
	}
	for _, one := range c.Majors {
		row := &majorRow{ID: one.ID, SchoolID: schoolID, ExamID: one.ExamID, CollegeID: one.CollegeID, Name: one.Name}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return kept(err, "major")
		}
	}
	fresh := make([]candidateRow, len(c.New))
	for i, one := range c.New {
		one.SchoolID = schoolID
		fresh[i] = *candidateRowOf(one)
	}
	if err := insertChunks(ctx, tx, "candidate", fresh); err != nil {
		return err
	}
	for _, one := range c.Changed {
		if err := updateCandidate(ctx, tx, schoolID, one); err != nil {
			return err
		}
	}
	enrolments := make([]enrolmentRow, len(c.Enrolments))
	for i, e := range c.Enrolments {
		enrolments[i] = enrolmentRow{ID: e.ID, SchoolID: schoolID, CandidateID: e.CandidateID, MajorID: e.MajorID}
	}
	if err := insertChunks(ctx, tx, "enrolment", enrolments); err != nil {
		return err
	}
	if err := setIdentities(ctx, tx, schoolID, c.Identities); err != nil {
		return err
	}
	for _, f := range c.Facts {
		if err := tx.append(ctx, schoolID, "", f); err != nil {
			return err
		}
	}
	return nil
}

func insertChunks[R any](ctx context.Context, tx *txn, what string, rows []R) error {
	for part := range slices.Chunk(rows, chunk) {
		if _, err := tx.NewInsert().Model(&part).Exec(ctx); err != nil {
			return kept(err, what)
		}
	}
	return nil
}

func updateCandidate(ctx context.Context, tx *txn, schoolID string, c exam.Candidate) error {
	res, err := tx.NewRaw("UPDATE candidate SET name = ?, phone = ?, birth_date = ?, note = ? WHERE school_id = ? AND id = ?",
		c.Name, c.Phone, c.BirthDate, c.Note, schoolID, c.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("change candidate %s: %w", c.ID, err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return fmt.Errorf("change candidate %s: %d rows, %w", c.ID, n, err)
	}
	return nil
}

func setIdentities(ctx context.Context, tx *txn, schoolID string, all []exam.Identity) error {
	rows := make([]identityRow, len(all))
	for i, one := range all {
		rows[i] = identityRow{CandidateID: one.CandidateID, SchoolID: schoolID, Sealed: one.Sealed, RetainUntil: ms(one.RetainUntil)}
	}
	for part := range slices.Chunk(rows, chunk) {
		_, err := tx.NewInsert().Model(&part).On("CONFLICT (candidate_id) DO UPDATE").
			Set("sealed = EXCLUDED.sealed").Set("retain_until = EXCLUDED.retain_until").Exec(ctx)
		if err != nil {
			return fmt.Errorf("keep identities: %w", err)
		}
	}
	return nil
}

// like returns a pattern that finds text anywhere, with ! before its own signs.
func like(text string) string {
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text) + "%"
}

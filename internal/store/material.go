package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type requirementRow struct {
	bun.BaseModel `bun:"table:requirement,alias:requirement"`

	ID                        string `bun:",pk"`
	SchoolID, ExamID, MajorID string
	Name, Hint, Kind          string
	Least, Most               int
	MaxBytes, Deadline        int64
}

func (r requirementRow) requirement() exam.Requirement {
	return exam.Requirement{
		ID: r.ID, SchoolID: r.SchoolID, ExamID: r.ExamID, MajorID: r.MajorID, Name: r.Name, Hint: r.Hint, Kind: exam.RequirementKind(r.Kind),
		Least: r.Least, Most: r.Most, MaxBytes: r.MaxBytes, Deadline: at(r.Deadline),
	}
}

type materialRow struct {
	bun.BaseModel `bun:"table:material,alias:material"`

	ID                    string `bun:",pk"`
	SchoolID, EnrolmentID string
	RequirementID         string
	Version               int
	State, Files, Reason  string
	HandedAt, JudgedAt    int64
	JudgedBy              string
	Last                  bool
}

func (r materialRow) material() exam.Material {
	m := exam.Material{
		ID: r.ID, SchoolID: r.SchoolID, EnrolmentID: r.EnrolmentID, RequirementID: r.RequirementID, Version: r.Version, State: exam.MaterialState(r.State),
		Reason: r.Reason, HandedAt: at(r.HandedAt), JudgedAt: at(r.JudgedAt), JudgedBy: r.JudgedBy,
	}
	if r.Files != "" {
		m.FileIDs = strings.Fields(r.Files)
	}
	return m
}

// Requirements lists what an exam of a school asks for, by name.
func (s *Store) Requirements(ctx context.Context, schoolID, examID string) ([]exam.Requirement, error) {
	var rows []requirementRow
	if err := s.read.NewSelect().Model(&rows).Where("school_id = ? AND exam_id = ?", schoolID, examID).Order("name", "id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list requirements: %w", err)
	}
	list := make([]exam.Requirement, len(rows))
	for i, r := range rows {
		list[i] = r.requirement()
	}
	return list, nil
}

// KeepRequirement makes or changes a requirement of an exam of the school.
func (s *Store) KeepRequirement(ctx context.Context, r exam.Requirement, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		row := &requirementRow{
			ID: r.ID, SchoolID: r.SchoolID, ExamID: r.ExamID, MajorID: r.MajorID, Name: r.Name, Hint: r.Hint, Kind: string(r.Kind), Least: r.Least, Most: r.Most,
			MaxBytes: r.MaxBytes, Deadline: ms(r.Deadline),
		}
		if err := tx.upsert(ctx, "requirement", "requirement", row, "major_id", "name", "hint", "kind", "least", "most", "max_bytes", "deadline"); err != nil {
			return err
		}
		if err := tx.append(ctx, r.SchoolID, "", fact); err != nil {
			return err
		}
		tx.put(outboxRow{Kind: "material", ExamID: r.ExamID, At: ms(s.now())})
		return nil
	})
}

// RemoveRequirement takes a requirement away that nothing was handed in for.
func (s *Store) RemoveRequirement(ctx context.Context, schoolID, examID, id string, fact exam.Fact) error {
	err := s.inTx(ctx, func(tx *txn) error {
		res, err := tx.NewDelete().Table("requirement").Where("school_id = ? AND exam_id = ? AND id = ?", schoolID, examID, id).Exec(ctx)
		if err != nil {
			return fmt.Errorf("remove requirement: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return exam.Errorf(exam.CodeNotFound, "no such requirement")
		}
		if err := tx.append(ctx, schoolID, "", fact); err != nil {
			return err
		}
		tx.put(outboxRow{Kind: "material", ExamID: examID, At: ms(s.now())})
		return nil
	})
	if sqlitePointedAt(err) || postgresPointedAt(err) {
		return exam.Errorf(exam.CodeConflict, "something was handed in for it").With("why", "pointed_at")
	}
	return err
}

// RequirementsOf lists what an enrolment is asked for, by name.
func (s *Store) RequirementsOf(ctx context.Context, enrolmentID string) ([]exam.Requirement, error) {
	var rows []requirementRow
	err := s.read.NewRaw(`SELECT q.* FROM enrolment e JOIN major m ON m.id = e.major_id JOIN requirement q ON q.school_id = e.school_id AND q.exam_id = m.exam_id
  AND (q.major_id = '' OR q.major_id = m.id) WHERE e.id = ? ORDER BY q.name, q.id`, enrolmentID).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list requirements of enrolment %s: %w", enrolmentID, err)
	}
	list := make([]exam.Requirement, len(rows))
	for i, r := range rows {
		list[i] = r.requirement()
	}
	return list, nil
}

// MaterialsOf lists all that an enrolment has handed in, the latest first.
func (s *Store) MaterialsOf(ctx context.Context, schoolID, enrolmentID string) ([]exam.Material, error) {
	var rows []materialRow
	err := s.read.NewSelect().Model(&rows).Where("school_id = ? AND enrolment_id = ?", schoolID, enrolmentID).Order("version DESC", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list materials: %w", err)
	}
	list := make([]exam.Material, len(rows))
	for i, r := range rows {
		list[i] = r.material()
	}
	return list, nil
}

// FilesOf lists the files of an owner, oldest first.
func (s *Store) FilesOf(ctx context.Context, schoolID, ownerID string) ([]exam.File, error) {
	var rows []fileRow
	if err := s.read.NewSelect().Model(&rows).Where("owner_id = ? AND school_id = ?", ownerID, schoolID).Order("created_at", "id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	list := make([]exam.File, len(rows))
	for i, r := range rows {
		list[i] = r.file()
	}
	return list, nil
}

// HandIn runs fn on the last handing-in of a requirement, nil for none, and keeps
// what it returns in its place.
func (s *Store) HandIn(ctx context.Context, schoolID, enrolmentID, requirementID string, fn func(last *exam.Material) (exam.Material, error)) error {
	return s.inTx(ctx, func(tx *txn) error {
		var id string
		if err := s.forUpdate(tx.NewSelect().Table("enrolment").Column("id").Where("school_id = ? AND id = ?", schoolID, enrolmentID)).Scan(ctx, &id); err != nil {
			return notFound(err, "enrolment")
		}
		var rows []materialRow
		err := tx.NewSelect().Model(&rows).Where("school_id = ? AND enrolment_id = ? AND requirement_id = ? AND last", schoolID, enrolmentID, requirementID).Scan(ctx)
		if err != nil {
			return fmt.Errorf("find last material: %w", err)
		}
		var last *exam.Material
		if len(rows) > 0 {
			m := rows[0].material()
			last = &m
		}
		next, err := fn(last)
		if err != nil {
			return err
		}
		if last != nil {
			if _, err := tx.NewRaw("UPDATE material SET last = ? WHERE id = ?", false, last.ID).Exec(ctx); err != nil {
				return fmt.Errorf("replace material: %w", err)
			}
			next.Version = last.Version + 1
		} else {
			next.Version = 1
		}
		row := &materialRow{
			ID: next.ID, SchoolID: schoolID, EnrolmentID: enrolmentID, RequirementID: requirementID, Version: next.Version, State: string(next.State),
			Files: strings.Join(next.FileIDs, " "), HandedAt: ms(next.HandedAt), Last: true,
		}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return kept(err, "material")
		}
		tx.put(outboxRow{Kind: "material", EnrolmentID: enrolmentID, At: ms(s.now())})
		return nil
	})
}

// JudgeMaterial runs fn on what was handed in last and keeps it with the fact; a
// rejection may go out by SMS.
func (s *Store) JudgeMaterial(ctx context.Context, schoolID, id string, fn func(*exam.Material) (exam.Fact, error)) error {
	return s.inTx(ctx, func(tx *txn) error {
		var r materialRow
		if err := s.forUpdate(tx.NewSelect().Model(&r).Where("school_id = ? AND id = ? AND last", schoolID, id)).Scan(ctx); err != nil {
			return notFound(err, "material")
		}
		m := r.material()
		fact, err := fn(&m)
		if err != nil {
			return err
		}
		_, err = tx.NewRaw("UPDATE material SET state = ?, reason = ?, judged_at = ?, judged_by = ? WHERE id = ?",
			string(m.State), clean(m.Reason), ms(m.JudgedAt), m.JudgedBy, id).Exec(ctx)
		if err != nil {
			return fmt.Errorf("save material: %w", err)
		}
		if err := tx.append(ctx, schoolID, "", fact); err != nil {
			return err
		}
		if m.State == exam.MaterialRejected {
			if err := s.textRejection(ctx, tx, m); err != nil {
				return err
			}
		}
		tx.put(outboxRow{Kind: "material", EnrolmentID: m.EnrolmentID, At: ms(s.now())})
		return nil
	})
}

// Materials returns a page of what was handed in last, who waits longest first,
// with its files, and how many there are.
func (s *Store) Materials(ctx context.Context, f exam.MaterialFilter) (list []exam.MaterialLine, total int, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		n, err := materialQuery(db.NewSelect(), f).Count(ctx)
		if err != nil {
			return fmt.Errorf("count materials: %w", err)
		}
		total = int(n)
		var rows []materialLineRow
		// The page is found first: beside it, whose the others are does not matter.
		page := materialQuery(db.NewSelect(), f).ColumnExpr("t.id").OrderExpr("t.handed_at, t.id").Limit(int64(f.Limit)).Offset(int64(f.Offset))
		err = db.NewSelect().TableExpr("material AS t").Join(materialJoins).Where("t.id IN (?)", page).ColumnExpr(materialColumns).OrderExpr("t.handed_at, t.id").Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("list materials: %w", err)
		}
		list, err = materialLines(ctx, db, rows)
		return err
	})
	return list, total, err
}

// Material returns one handing-in of a school with whose it is.
func (s *Store) Material(ctx context.Context, schoolID, id string) (exam.MaterialLine, error) {
	var rows []materialLineRow
	q := s.read.NewSelect().TableExpr("material AS t").Join(materialJoins).Where("t.school_id = ? AND t.id = ?", schoolID, id)
	if err := q.ColumnExpr(materialColumns).Scan(ctx, &rows); err != nil {
		return exam.MaterialLine{}, fmt.Errorf("find material: %w", err)
	}
	if len(rows) == 0 {
		return exam.MaterialLine{}, exam.Errorf(exam.CodeNotFound, "no such material")
	}
	list, err := materialLines(ctx, s.read, rows)
	if err != nil {
		return exam.MaterialLine{}, err
	}
	return list[0], nil
}

type materialLineRow struct {
	materialRow               `bun:",extend"`
	RequirementName, Kind     string
	CandidateID, Number, Name string
	PhotoID                   string
	CollegeID, ExamID         string
	MajorID                   string
	ExamName, MajorName       string
}

const (
	materialJoins = `JOIN requirement q ON q.id = t.requirement_id JOIN enrolment e ON e.id = t.enrolment_id JOIN candidate c ON c.id = e.candidate_id
  JOIN major m ON m.id = e.major_id JOIN exam ex ON ex.id = m.exam_id`
	materialColumns = `t.*, q.name AS requirement_name, q.kind, c.id AS candidate_id, c.number, c.name, c.photo_id, m.college_id, m.exam_id, m.id AS major_id,
  ex.name AS exam_name, m.name AS major_name`
)

// materialQuery chooses materials (t) alone; what is asked about whose they are is
// looked up for each that is left.
func materialQuery(q *bun.SelectQuery, f exam.MaterialFilter) *bun.SelectQuery {
	q = q.TableExpr("material AS t").Where("t.school_id = ? AND t.last", f.SchoolID)
	if f.State != "" {
		q = q.Where("t.state = ?", string(f.State))
	}
	if f.RequirementID != "" {
		q = q.Where("t.requirement_id = ?", f.RequirementID)
	}
	const ofMajor = "EXISTS (SELECT 1 FROM enrolment e JOIN major m ON m.id = e.major_id WHERE e.id = t.enrolment_id AND "
	if f.ExamID != "" {
		q = q.Where(ofMajor+"m.exam_id = ?)", f.ExamID)
	}
	if f.Colleges != nil || f.Exams != nil {
		q = q.Where(ofMajor+"(m.college_id IN (?) OR m.exam_id IN (?)))", bun.List(append([]string{""}, f.Colleges...)), bun.List(append([]string{""}, f.Exams...)))
	}
	if f.Query != "" {
		p := like(f.Query)
		q = q.Where(`t.enrolment_id IN (SELECT e.id FROM candidate c JOIN enrolment e ON e.candidate_id = c.id WHERE c.school_id = ?
  AND (lower(c.name) LIKE ? ESCAPE '!' OR lower(c.number) LIKE ? ESCAPE '!'))`, f.SchoolID, p, p)
	}
	return q
}

func materialLines(ctx context.Context, db bun.IDB, rows []materialLineRow) ([]exam.MaterialLine, error) {
	list, ids := make([]exam.MaterialLine, len(rows)), []string{}
	for i, r := range rows {
		list[i] = exam.MaterialLine{
			Material: r.material(), RequirementName: r.RequirementName, Kind: exam.RequirementKind(r.Kind), CandidateID: r.CandidateID, Number: r.Number,
			Name: r.Name, PhotoID: r.PhotoID, CollegeID: r.CollegeID, ExamID: r.ExamID, MajorID: r.MajorID, ExamName: r.ExamName, MajorName: r.MajorName,
		}
		ids = append(ids, list[i].FileIDs...)
	}
	by := make(map[string]exam.File, len(ids))
	for part := range slices.Chunk(ids, chunk) {
		var files []fileRow
		if err := db.NewSelect().Model(&files).Where("id IN (?)", bun.List(part)).Scan(ctx); err != nil {
			return nil, fmt.Errorf("list files of materials: %w", err)
		}
		for _, r := range files {
			by[r.ID] = r.file()
		}
	}
	for i := range list {
		for _, id := range list[i].FileIDs {
			list[i].Files = append(list[i].Files, by[id])
		}
	}
	return list, nil
}

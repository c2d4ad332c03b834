package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type examRow struct {
	bun.BaseModel `bun:"table:exam,alias:exam"`

	ID       string `bun:",pk"`
	SchoolID string
	Name     string
	Open     bool
}

type subjectRow struct {
	bun.BaseModel `bun:"table:subject,alias:subject"`

	ID                                  string `bun:",pk"`
	SchoolID, ExamID, Name, Intro, Type string
}

type roomRow struct {
	bun.BaseModel `bun:"table:room,alias:room"`

	ID                                           string `bun:",pk"`
	SchoolID, ExamID, Name, Kind, Intro, Contact string
}

type pricedMajorRow struct {
	bun.BaseModel `bun:"table:major,alias:major"`

	ID                                string `bun:",pk"`
	SchoolID, ExamID, CollegeID, Name string
	FeeFen                            int64
}

// Exams lists a school's exams, newest first.
func (s *Store) Exams(ctx context.Context, schoolID string) ([]exam.ExamSummary, error) {
	var rows []struct {
		ID, Name                             string
		Open                                 bool
		Majors, Sessions, Entrants, Assigned int
		FirstAt, LastAt                      int64
	}
	err := s.read.NewRaw(`SELECT ex.id, ex.name, ex.open,
  (SELECT count(*) FROM major m WHERE m.school_id = ex.school_id AND m.exam_id = ex.id) AS majors,
  (SELECT count(*) FROM room r JOIN session se ON se.room_id = r.id AND NOT se.mock WHERE r.school_id = ex.school_id AND r.exam_id = ex.id) AS sessions,
  (SELECT coalesce(min(se.starts_at), 0) FROM room r JOIN session se ON se.room_id = r.id AND NOT se.mock WHERE r.school_id = ex.school_id AND r.exam_id = ex.id) AS first_at,
  (SELECT coalesce(max(se.ends_at), 0) FROM room r JOIN session se ON se.room_id = r.id AND NOT se.mock WHERE r.school_id = ex.school_id AND r.exam_id = ex.id) AS last_at,
  (SELECT count(*) FROM major m JOIN enrolment e ON e.major_id = m.id WHERE m.school_id = ex.school_id AND m.exam_id = ex.id) AS entrants,
  (SELECT count(*) FROM major m JOIN enrolment e ON e.major_id = m.id WHERE m.school_id = ex.school_id AND m.exam_id = ex.id
    AND EXISTS (SELECT 1 FROM sitting si JOIN session se ON se.id = si.session_id AND NOT se.mock WHERE si.enrolment_id = e.id)) AS assigned
  FROM exam ex WHERE ex.school_id = ? ORDER BY ex.id DESC`, schoolID).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list exams: %w", err)
	}
	list := make([]exam.ExamSummary, len(rows))
	for i, r := range rows {
		list[i] = exam.ExamSummary{
			Exam:   exam.Exam{ID: r.ID, SchoolID: schoolID, Name: r.Name, Open: r.Open},
			Majors: r.Majors, Sessions: r.Sessions, Entrants: r.Entrants, Assigned: r.Assigned, FirstAt: at(r.FirstAt), LastAt: at(r.LastAt),
		}
	}
	return list, nil
}

// CreateExam keeps a new exam with its fact.
func (s *Store) CreateExam(ctx context.Context, e exam.Exam, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		row := &examRow{ID: e.ID, SchoolID: e.SchoolID, Name: e.Name, Open: e.Open}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return kept(err, "exam")
		}
		return tx.append(ctx, e.SchoolID, "", fact)
	})
}

// SetUp returns an exam of a school with all that it consists of. Entrants and
// what they and the staff have elsewhere come where people asks for them.
func (s *Store) SetUp(ctx context.Context, schoolID, examID string, people bool) (set exam.SetUp, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		set, err = setUp(ctx, db, schoolID, examID, people)
		return err
	})
	return set, err
}

func setUp(ctx context.Context, db bun.IDB, schoolID, examID string, people bool) (exam.SetUp, error) {
	var head examRow
	if err := db.NewSelect().Model(&head).Where("school_id = ? AND id = ?", schoolID, examID).Scan(ctx); err != nil {
		return exam.SetUp{}, notFound(err, "exam")
	}
	set := exam.SetUp{Exam: exam.Exam{ID: head.ID, SchoolID: head.SchoolID, Name: head.Name, Open: head.Open}}
	steps := []func(context.Context, bun.IDB, *exam.SetUp) error{setUpSchool, setUpMajors, setUpRooms, setUpSessions, setUpStaff, setUpCommitments}
	if people {
		steps = append(steps, setUpEntrants, setUpElsewhere)
	}
	for _, step := range steps {
		if err := step(ctx, db, &set); err != nil {
			return exam.SetUp{}, fmt.Errorf("read exam %s: %w", examID, err)
		}
	}
	return set, nil
}

func setUpSchool(ctx context.Context, db bun.IDB, set *exam.SetUp) error {
	if err := db.NewSelect().Table("school").Column("time_zone").Where("id = ?", set.Exam.SchoolID).Scan(ctx, &set.TimeZone); err != nil {
		return notFound(err, "school")
	}
	var colleges []collegeRow
	if err := db.NewSelect().Model(&colleges).Where("school_id = ?", set.Exam.SchoolID).Order("name", "id").Scan(ctx); err != nil {
		return fmt.Errorf("list colleges: %w", err)
	}
	for _, c := range colleges {
		set.Colleges = append(set.Colleges, exam.College{ID: c.ID, SchoolID: c.SchoolID, Name: c.Name})
	}
	return nil
}

func setUpMajors(ctx context.Context, db bun.IDB, set *exam.SetUp) error {
	var majors []struct {
		pricedMajorRow `bun:",extend"`
		Enrolled       int
	}
	err := db.NewSelect().Model(&majors).ColumnExpr("major.*").
		ColumnExpr("(SELECT count(*) FROM enrolment e WHERE e.major_id = major.id) AS enrolled").
		Where("major.school_id = ? AND major.exam_id = ?", set.Exam.SchoolID, set.Exam.ID).Order("major.name", "major.id").Scan(ctx)
	if err != nil {
		return fmt.Errorf("list majors: %w", err)
	}
	set.Enrolled = make(map[string]int, len(majors))
	for _, m := range majors {
		set.Majors = append(set.Majors, exam.Major{ID: m.ID, SchoolID: m.SchoolID, ExamID: m.ExamID, CollegeID: m.CollegeID, Name: m.Name, FeeFen: m.FeeFen})
		set.Enrolled[m.ID] = m.Enrolled
	}
	return nil
}

func setUpRooms(ctx context.Context, db bun.IDB, set *exam.SetUp) error {
	var subjects []subjectRow
	if err := db.NewSelect().Model(&subjects).Where("school_id = ? AND exam_id = ?", set.Exam.SchoolID, set.Exam.ID).Order("name", "id").Scan(ctx); err != nil {
		return fmt.Errorf("list subjects: %w", err)
	}
	for _, r := range subjects {
		set.Subjects = append(set.Subjects, exam.Subject{ID: r.ID, SchoolID: r.SchoolID, ExamID: r.ExamID, Name: r.Name, Intro: r.Intro, Type: exam.Type(r.Type)})
	}
	var rooms []roomRow
	if err := db.NewSelect().Model(&rooms).Where("school_id = ? AND exam_id = ?", set.Exam.SchoolID, set.Exam.ID).Order("name", "id").Scan(ctx); err != nil {
		return fmt.Errorf("list rooms: %w", err)
	}
	for _, r := range rooms {
		set.Rooms = append(set.Rooms, exam.Room{ID: r.ID, SchoolID: r.SchoolID, ExamID: r.ExamID, Name: r.Name, Kind: r.Kind, Intro: r.Intro, Contact: r.Contact})
	}
	return nil
}

func setUpSessions(ctx context.Context, db bun.IDB, set *exam.SetUp) error {
	var rows []struct {
		sessionRow                         `bun:",extend"`
		Seated, Begun, Unpublished, Papers int
	}
	err := db.NewSelect().Model(&rows).ColumnExpr("session.*").
		ColumnExpr("(SELECT count(*) FROM sitting si WHERE si.session_id = session.id) AS seated").
		ColumnExpr("(SELECT count(*) FROM sitting si WHERE si.session_id = session.id AND si.phase <> ?) AS begun", string(exam.PhaseAssigned)).
		ColumnExpr("(SELECT count(*) FROM sitting si WHERE si.session_id = session.id AND si.unpublished) AS unpublished").
		ColumnExpr("(SELECT count(*) FROM paper p WHERE p.session_id = session.id AND p.state = ?) AS papers", string(exam.PaperReady)).
		Join("JOIN room r ON r.id = session.room_id").
		Where("r.school_id = ? AND r.exam_id = ? AND NOT session.mock", set.Exam.SchoolID, set.Exam.ID).Order("session.starts_at", "session.id").Scan(ctx)
	if err != nil {
		return fmt.Errorf("list sessions: %w", err)
	}
	set.Seated = make(map[string]exam.SeatCount, len(rows))
	for _, r := range rows {
		set.Sessions = append(set.Sessions, r.session())
		set.Seated[r.ID] = exam.SeatCount{Seated: r.Seated, Begun: r.Begun, Unpublished: r.Unpublished, Papers: r.Papers}
	}
	return nil
}

func setUpStaff(ctx context.Context, db bun.IDB, set *exam.SetUp) error {
	var rows []struct{ RoomID, StaffID, Name, Role string }
	err := db.NewRaw(`SELECT r.id AS room_id, st.id AS staff_id, st.name, b.role FROM room r
  JOIN role_binding b ON b.scope_id = r.id AND b.kind = ? AND b.school_id = r.school_id JOIN staff st ON st.id = b.staff_id
  WHERE r.school_id = ? AND r.exam_id = ? ORDER BY r.id, b.role, st.name, st.id`, string(exam.ScopeRoom), set.Exam.SchoolID, set.Exam.ID).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("list staff of rooms: %w", err)
	}
	for _, r := range rows {
		set.Staff = append(set.Staff, exam.RoomStaff{RoomID: r.RoomID, StaffID: r.StaffID, Name: r.Name, Role: exam.Role(r.Role)})
	}
	return nil
}

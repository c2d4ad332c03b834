package store

import (
	"cmp"
	"context"

	"kaochang/internal/exam"
)

// Setup creates rows within one transaction. What is there already is refused
// with CodeConflict.
type Setup struct {
	store *Store
	tx    *txn
}

// Seed runs a set-up in one transaction: all of it is kept, or nothing.
func (s *Store) Seed(ctx context.Context, fn func(Setup) error) error {
	return s.once(ctx, s.write, func(tx *txn) error { return fn(Setup{s, tx}) })
}

func (t Setup) insert(ctx context.Context, what string, row any) error {
	_, err := t.tx.NewInsert().Model(row).Exec(ctx)
	return kept(err, what)
}

// CreateSchool keeps a new school.
func (t Setup) CreateSchool(ctx context.Context, s exam.School) error {
	return t.insert(ctx, "school", &schoolRow{
		ID: s.ID, Slug: s.Slug, Name: s.Name, Intro: s.Intro, Contact: s.Contact, TimeZone: cmp.Or(s.TimeZone, exam.DefaultTimeZone),
	})
}

// CreateCollege keeps a new college.
func (t Setup) CreateCollege(ctx context.Context, c exam.College) error {
	return t.values(ctx, "college", map[string]any{"id": c.ID, "school_id": c.SchoolID, "name": c.Name})
}

// CreateExam keeps a new exam.
func (t Setup) CreateExam(ctx context.Context, e exam.Exam) error {
	return t.values(ctx, "exam", map[string]any{"id": e.ID, "school_id": e.SchoolID, "name": e.Name, "open": e.Open})
}

// CreateMajor keeps a new major.
func (t Setup) CreateMajor(ctx context.Context, m exam.Major) error {
	return t.values(ctx, "major", map[string]any{
		"id": m.ID, "school_id": m.SchoolID, "exam_id": m.ExamID, "college_id": m.CollegeID, "name": m.Name, "fee_fen": m.FeeFen,
	})
}

// CreateRoom keeps a new room.
func (t Setup) CreateRoom(ctx context.Context, r exam.Room) error {
	return t.values(ctx, "room", map[string]any{
		"id": r.ID, "school_id": r.SchoolID, "exam_id": r.ExamID, "name": r.Name, "kind": r.Kind, "intro": r.Intro, "contact": r.Contact,
	})
}

// CreateSubject keeps a new subject.
func (t Setup) CreateSubject(ctx context.Context, s exam.Subject) error {
	return t.values(ctx, "subject", map[string]any{
		"id": s.ID, "school_id": s.SchoolID, "exam_id": s.ExamID, "name": s.Name, "intro": s.Intro, "type": string(s.Type),
	})
}

func (t Setup) values(ctx context.Context, table string, values map[string]any) error {
	_, err := t.tx.NewInsert().Model(&values).Table(table).Exec(ctx)
	return kept(err, table)
}

// CreateSession keeps a new session and schedules its end.
func (t Setup) CreateSession(ctx context.Context, s exam.Session) error {
	if err := t.insert(ctx, "session", sessionRowOf(s)); err != nil {
		return err
	}
	t.tx.schedule(exam.Timer{Kind: exam.TimerSessionEnd, At: s.EndsAt}, "", s.ID)
	return nil
}

// CreateStaff keeps a new member of staff with her roles.
func (t Setup) CreateStaff(ctx context.Context, s exam.Staff) error {
	if err := t.insert(ctx, "name of staff", staffRowOf(s)); err != nil {
		return err
	}
	for _, b := range s.Bindings {
		row := &bindingRow{StaffID: s.ID, SchoolID: s.SchoolID, Role: string(b.Role), Kind: string(b.Kind), ScopeID: b.ScopeID}
		if err := t.insert(ctx, "role", row); err != nil {
			return err
		}
	}
	return nil
}

// CreateCandidate keeps a new candidate.
func (t Setup) CreateCandidate(ctx context.Context, c exam.Candidate) error {
	return t.insert(ctx, "candidate", candidateRowOf(c))
}

// CreateEnrolment keeps a new enrolment.
func (t Setup) CreateEnrolment(ctx context.Context, e exam.Enrolment) error {
	return t.values(ctx, "enrolment", map[string]any{"id": e.ID, "school_id": e.SchoolID, "candidate_id": e.CandidateID, "major_id": e.MajorID})
}

// CreateSitting keeps a new sitting in version 1.
func (t Setup) CreateSitting(ctx context.Context, s exam.Sitting) error {
	s.Version = 1
	return t.insert(ctx, "sitting", rowOf(&s))
}

// CreateQuestion keeps a new question under the session's next number.
func (t Setup) CreateQuestion(ctx context.Context, q exam.Question) (exam.Question, error) {
	return createQuestion(ctx, t.tx, q)
}

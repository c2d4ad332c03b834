package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type sessionRow struct {
	bun.BaseModel `bun:"table:session,alias:session"`

	ID            string `bun:",pk"`
	SchoolID      string
	RoomID        string
	SubjectID     string
	Type          string
	StartsAt      int64
	EndsAt        int64
	EntryOpensAt  int64
	EntryClosesAt int64
	InviteTTLMs   int64 `bun:"invite_ttl_ms"`
	SecondCamera  string
	FirstCamera   string
	Mock          bool
	Video         string
}

func (r sessionRow) session() exam.Session {
	return exam.Session{
		ID: r.ID, SchoolID: r.SchoolID, RoomID: r.RoomID, SubjectID: r.SubjectID, Type: exam.Type(r.Type), StartsAt: at(r.StartsAt), EndsAt: at(r.EndsAt),
		EntryOpensAt: at(r.EntryOpensAt), EntryClosesAt: at(r.EntryClosesAt), InviteTTL: time.Duration(r.InviteTTLMs) * time.Millisecond,
		SecondCamera: exam.SecondCamera(r.SecondCamera), FirstCamera: exam.FirstCamera(r.FirstCamera), Mock: r.Mock, Video: ruleOf(r.Video),
	}
}

func sessionRowOf(s exam.Session) *sessionRow {
	return &sessionRow{
		ID: s.ID, SchoolID: s.SchoolID, RoomID: s.RoomID, SubjectID: s.SubjectID, Type: string(s.Type), StartsAt: ms(s.StartsAt), EndsAt: ms(s.EndsAt),
		EntryOpensAt: ms(s.EntryOpensAt), EntryClosesAt: ms(s.EntryClosesAt), InviteTTLMs: s.InviteTTL.Milliseconds(), SecondCamera: string(s.SecondCamera),
		FirstCamera: string(cmp.Or(s.FirstCamera, exam.FirstCameraAny)), Mock: s.Mock, Video: ruleText(s.Video),
	}
}

func (s *Store) session(ctx context.Context, db bun.IDB, sessionID string, locked bool) (exam.Session, error) {
	var row sessionRow
	q := db.NewSelect().Model(&row).Where("id = ?", sessionID)
	if locked {
		q = s.forUpdate(q)
	}
	err := q.Scan(ctx)
	return row.session(), notFound(err, "session")
}

type timetabledRow struct {
	sessionRow `bun:",extend"`

	RoomName, RoomKind, RoomIntro, RoomContact string
	SubjectName, SubjectIntro                  string
	ExamID, ExamName                           string
	ExamOpen                                   bool
}

func (r timetabledRow) timetabled() exam.Timetabled {
	return exam.Timetabled{
		Session: r.session(),
		Room:    exam.Room{ID: r.RoomID, SchoolID: r.SchoolID, ExamID: r.ExamID, Name: r.RoomName, Kind: r.RoomKind, Intro: r.RoomIntro, Contact: r.RoomContact},
		Subject: exam.Subject{ID: r.SubjectID, SchoolID: r.SchoolID, ExamID: r.ExamID, Name: r.SubjectName, Intro: r.SubjectIntro, Type: exam.Type(r.Type)},
		Exam:    exam.Exam{ID: r.ExamID, SchoolID: r.SchoolID, Name: r.ExamName, Open: r.ExamOpen},
		Scope:   exam.Scope{SchoolID: r.SchoolID, ExamID: r.ExamID, RoomID: r.RoomID},
	}
}

// timetabled selects sessions with the names that people know them by.
func (s *Store) timetabled(dest any) *bun.SelectQuery {
	return s.read.NewSelect().Model(dest).ColumnExpr("session.*").
		ColumnExpr("r.name AS room_name, r.kind AS room_kind, r.intro AS room_intro, r.contact AS room_contact").
		ColumnExpr("su.name AS subject_name, su.intro AS subject_intro, ex.id AS exam_id, ex.name AS exam_name, ex.open AS exam_open").
		Join("JOIN room r ON r.id = session.room_id JOIN subject su ON su.id = session.subject_id JOIN exam ex ON ex.id = r.exam_id")
}

// Timetable returns a session with its room, subject and exam.
func (s *Store) Timetable(ctx context.Context, sessionID string) (exam.Timetabled, error) {
	t, there, err := s.asked.timetables.of(ctx, sessionID)
	if err == nil && !there {
		err = exam.Errorf(exam.CodeNotFound, "no such session")
	}
	return t, err
}

func (s *Store) readTimetables(ctx context.Context, sessionIDs []string) (map[string]exam.Timetabled, error) {
	var rows []timetabledRow
	db, among, named := s.naming(nil, sessionIDs)
	if err := db.scan(ctx, s.timetabled(&rows).Where("session.id"+among, named), &rows); err != nil {
		return nil, fmt.Errorf("find sessions: %w", err)
	}
	found := make(map[string]exam.Timetabled, len(rows))
	for _, r := range rows {
		found[r.ID] = r.timetabled()
	}
	return found, nil
}

// SessionsFor lists a school's sessions that any of the bindings reaches, soonest
// first, mocks aside. A session belongs to no college, so a college's roles reach none.
func (s *Store) SessionsFor(ctx context.Context, schoolID string, bindings []exam.Binding) ([]exam.Timetabled, error) {
	ids := map[exam.ScopeKind][]string{exam.ScopeSchool: {""}, exam.ScopeExam: {""}, exam.ScopeRoom: {""}}
	for _, b := range bindings {
		ids[b.Kind] = append(ids[b.Kind], b.ScopeID)
	}
	var rows []timetabledRow
	err := s.timetabled(&rows).Where("session.school_id = ? AND NOT session.mock", schoolID).WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("session.school_id IN (?)", bun.List(ids[exam.ScopeSchool])).
			WhereOr("ex.id IN (?)", bun.List(ids[exam.ScopeExam])).
			WhereOr("r.id IN (?)", bun.List(ids[exam.ScopeRoom]))
	}).Order("session.starts_at", "session.id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	found := make([]exam.Timetabled, len(rows))
	for i, r := range rows {
		found[i] = r.timetabled()
	}
	return found, nil
}

// SessionScope returns where a session belongs. A mock belongs to no exam and room,
// so that nobody who minds the real ones sees a candidate practise.
func (s *Store) SessionScope(ctx context.Context, sessionID string) (exam.Scope, error) {
	var sc exam.Scope
	err := s.read.NewRaw(`SELECT se.school_id, CASE WHEN se.mock THEN '' ELSE r.exam_id END, CASE WHEN se.mock THEN '' ELSE r.id END
  FROM session se JOIN room r ON r.id = se.room_id WHERE se.id = ?`, sessionID).
		Scan(ctx, &sc.SchoolID, &sc.ExamID, &sc.RoomID)
	return sc, notFound(err, "session")
}

// SittingScope returns where a sitting belongs and whose it is; for a mock as
// [Store.SessionScope] says.
func (s *Store) SittingScope(ctx context.Context, sittingID string) (exam.Scope, error) {
	now := s.now()
	scope, there, turn := s.scopes.ask(sittingID, now)
	if there {
		return scope, nil
	}
	scope, there, err := s.asked.scopes.of(ctx, sittingID)
	if err != nil {
		return exam.Scope{}, err
	}
	if !there {
		return exam.Scope{}, exam.Errorf(exam.CodeNotFound, "no such sitting")
	}
	s.scopes.learn(sittingID, scope, now.Add(knownFor), turn)
	return scope, nil
}

func (s *Store) readScopes(ctx context.Context, sittingIDs []string) (map[string]exam.Scope, error) {
	var rows []exam.Scope
	db, among, named := s.naming(nil, sittingIDs)
	err := db.scan(ctx, db.NewRaw(`SELECT si.id AS sitting_id, si.school_id, CASE WHEN se.mock THEN '' ELSE m.college_id END AS college_id,
  CASE WHEN se.mock THEN '' ELSE r.exam_id END AS exam_id, CASE WHEN se.mock THEN '' ELSE r.id END AS room_id, c.phone, si.unpublished FROM sitting si
  JOIN session se ON se.id = si.session_id JOIN room r ON r.id = se.room_id
  JOIN enrolment e ON e.id = si.enrolment_id JOIN major m ON m.id = e.major_id JOIN candidate c ON c.id = e.candidate_id
  WHERE si.id`+among, named), &rows)
	if err != nil {
		return nil, fmt.Errorf("find scopes of sittings: %w", err)
	}
	found := make(map[string]exam.Scope, len(rows))
	for _, r := range rows {
		found[r.SittingID] = r
	}
	return found, nil
}

// EnrolmentScope returns where an enrolment belongs and whose it is.
func (s *Store) EnrolmentScope(ctx context.Context, enrolmentID string) (exam.Scope, error) {
	var sc exam.Scope
	err := s.read.NewRaw(`SELECT e.school_id, m.college_id, m.exam_id, c.phone FROM enrolment e
  JOIN major m ON m.id = e.major_id JOIN candidate c ON c.id = e.candidate_id WHERE e.id = ?`, enrolmentID).
		Scan(ctx, &sc.SchoolID, &sc.CollegeID, &sc.ExamID, &sc.Phone)
	return sc, notFound(err, "enrolment")
}

// ExamScopeOf returns an exam's scope as a phone number that is enrolled in it
// sees it, else CodeNotFound.
func (s *Store) ExamScopeOf(ctx context.Context, examID, phone string) (exam.Scope, error) {
	sc := exam.Scope{ExamID: examID, Phone: phone}
	err := s.read.NewRaw(`SELECT c.school_id FROM candidate c JOIN enrolment e ON e.candidate_id = c.id
  JOIN major m ON m.id = e.major_id WHERE c.phone = ? AND m.exam_id = ? LIMIT 1`, phone, examID).Scan(ctx, &sc.SchoolID)
	return sc, notFound(err, "exam")
}

// SittingsOfEnrolment lists what an enrolment sits as its candidate sees it, with
// where and when, soonest first; its mocks and what is not published are not among them.
func (s *Store) SittingsOfEnrolment(ctx context.Context, enrolmentID string) ([]exam.Placed, error) {
	return s.placed(ctx, "enrolment_id = ? AND NOT unpublished AND "+notMock, enrolmentID)
}

// notMock leaves out sittings that are practice.
const notMock = "NOT EXISTS (SELECT 1 FROM session mo WHERE mo.id = session_id AND mo.mock)"

// ActiveElsewhere lists the candidate's other sittings that she has entered with
// a device and not ended. A mock holds nobody back.
func (s *Store) ActiveElsewhere(ctx context.Context, sittingID string) ([]exam.Placed, error) {
	others, _, err := s.asked.elsewhere.of(ctx, sittingID)
	if err != nil || len(others) == 0 { // nearly always
		return nil, err
	}
	return s.placed(ctx, "id IN (?)", bun.List(others))
}

// readElsewhere returns the other sittings of the candidates of some.
func (s *Store) readElsewhere(ctx context.Context, sittingIDs []string) (map[string][]string, error) {
	var rows []struct{ Me, Other string }
	db, among, named := s.naming(nil, sittingIDs)
	err := db.scan(ctx, db.NewRaw(`SELECT me.id AS me, other.id AS other FROM sitting me JOIN enrolment mine ON mine.id = me.enrolment_id
  JOIN enrolment e ON e.candidate_id = mine.candidate_id JOIN sitting other ON other.enrolment_id = e.id AND other.id <> me.id
  JOIN session se ON se.id = other.session_id AND NOT se.mock
  WHERE me.id`+among+` AND other.phase IN ('check_in', 'waiting', 'invited', 'interviewing', 'seated', 'answering')
  AND EXISTS (SELECT 1 FROM sitting_device d WHERE d.sitting_id = other.id)`, named), &rows)
	if err != nil {
		return nil, fmt.Errorf("look for other rooms of candidates: %w", err)
	}
	others := map[string][]string{}
	for _, r := range rows {
		others[r.Me] = append(others[r.Me], r.Other)
	}
	return others, nil
}

func (s *Store) placed(ctx context.Context, where string, args ...any) ([]exam.Placed, error) {
	sittings, err := s.sittings(ctx, where, args...)
	if err != nil {
		return nil, err
	}
	placed := make([]exam.Placed, len(sittings))
	for i, one := range sittings {
		placed[i].Sitting = one
		if placed[i].Timetabled, err = s.Timetable(ctx, one.SessionID); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(placed, func(a, b exam.Placed) int {
		x, y := a.Timetabled.Session, b.Timetabled.Session
		return cmp.Or(x.StartsAt.Compare(y.StartsAt), cmp.Compare(x.ID, y.ID))
	})
	return placed, nil
}

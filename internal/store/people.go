package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type schoolRow struct {
	bun.BaseModel `bun:"table:school,alias:school"`

	ID, Slug, Name, Intro, Contact, TimeZone string
	SecondFactor                             bool
}

func (r schoolRow) school() exam.School {
	return exam.School{ID: r.ID, Slug: r.Slug, Name: r.Name, Intro: r.Intro, Contact: r.Contact, TimeZone: r.TimeZone, SecondFactor: r.SecondFactor}
}

// School returns a school.
func (s *Store) School(ctx context.Context, schoolID string) (exam.School, error) {
	var row schoolRow
	if err := s.read.NewSelect().Model(&row).Where("id = ?", schoolID).Scan(ctx); err != nil {
		return exam.School{}, notFound(err, "school")
	}
	return row.school(), nil
}

// SchoolBySlug returns a school by its slug; "" is the only school, and
// CodeNotFound where there are several.
func (s *Store) SchoolBySlug(ctx context.Context, slug string) (exam.School, error) {
	var rows []schoolRow
	q := s.read.NewSelect().Model(&rows).Limit(2)
	if slug != "" {
		q = q.Where("slug = ?", slug)
	}
	if err := q.Scan(ctx); err != nil {
		return exam.School{}, fmt.Errorf("find school: %w", err)
	}
	if len(rows) != 1 {
		return exam.School{}, exam.Errorf(exam.CodeNotFound, "no such school")
	}
	return rows[0].school(), nil
}

type choiceRow struct {
	EnrolmentID string
	SittingID   string

	SchoolID, SchoolSlug, SchoolName, SchoolIntro, SchoolContact, SchoolZone string
	CollegeID, CollegeName                                                   string
	ExamID, ExamName                                                         string
	ExamOpen                                                                 bool
	MajorID, MajorName                                                       string
	FeeFen                                                                   int64
	CandidateID, Number, CandidateName, Phone, PhotoID                       string
}

func (r choiceRow) choice() exam.Choice {
	return exam.Choice{
		EnrolmentID: r.EnrolmentID,
		School:      exam.School{ID: r.SchoolID, Slug: r.SchoolSlug, Name: r.SchoolName, Intro: r.SchoolIntro, Contact: r.SchoolContact, TimeZone: r.SchoolZone},
		College:     exam.College{ID: r.CollegeID, SchoolID: r.SchoolID, Name: r.CollegeName},
		Exam:        exam.Exam{ID: r.ExamID, SchoolID: r.SchoolID, Name: r.ExamName, Open: r.ExamOpen},
		Major:       exam.Major{ID: r.MajorID, SchoolID: r.SchoolID, ExamID: r.ExamID, CollegeID: r.CollegeID, Name: r.MajorName, FeeFen: r.FeeFen},
		Candidate:   exam.Candidate{ID: r.CandidateID, SchoolID: r.SchoolID, Number: r.Number, Name: r.CandidateName, Phone: r.Phone, PhotoID: r.PhotoID},
	}
}

const choiceColumns = `e.id AS enrolment_id,
  sc.id AS school_id, sc.slug AS school_slug, sc.name AS school_name, sc.intro AS school_intro, sc.contact AS school_contact, sc.time_zone AS school_zone,
  co.id AS college_id, co.name AS college_name, ex.id AS exam_id, ex.name AS exam_name, ex.open AS exam_open,
  m.id AS major_id, m.name AS major_name, m.fee_fen, c.id AS candidate_id, c.number, c.name AS candidate_name, c.phone, c.photo_id`

const choiceTables = `enrolment e JOIN candidate c ON c.id = e.candidate_id JOIN major m ON m.id = e.major_id
  JOIN college co ON co.id = m.college_id JOIN exam ex ON ex.id = m.exam_id JOIN school sc ON sc.id = e.school_id`

// ChoicesByPhone lists what a phone number may sit, over all schools.
func (s *Store) ChoicesByPhone(ctx context.Context, phone string) ([]exam.Choice, error) {
	var rows []choiceRow
	err := s.read.NewRaw("SELECT "+choiceColumns+" FROM "+choiceTables+" WHERE c.phone = ? ORDER BY sc.name, co.name, ex.id DESC, m.name", phone).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list choices: %w", err)
	}
	choices := make([]exam.Choice, len(rows))
	for i, r := range rows {
		choices[i] = r.choice()
	}
	return choices, nil
}

// Choice returns an enrolment with all that it is chosen by.
func (s *Store) Choice(ctx context.Context, enrolmentID string) (exam.Choice, error) {
	var row choiceRow
	err := s.read.NewRaw("SELECT "+choiceColumns+" FROM "+choiceTables+" WHERE e.id = ?", enrolmentID).Scan(ctx, &row)
	return row.choice(), notFound(err, "enrolment")
}

// ChoiceOfSitting returns whose sitting it is.
func (s *Store) ChoiceOfSitting(ctx context.Context, sittingID string) (exam.Choice, error) {
	choice, there, err := s.asked.choices.of(ctx, sittingID)
	if err == nil && !there {
		err = exam.Errorf(exam.CodeNotFound, "no such sitting")
	}
	return choice, err
}

func (s *Store) readChoices(ctx context.Context, sittingIDs []string) (map[string]exam.Choice, error) {
	var rows []choiceRow
	db, among, named := s.naming(nil, sittingIDs)
	err := db.scan(ctx, db.NewRaw("SELECT si.id AS sitting_id, "+choiceColumns+" FROM "+choiceTables+" JOIN sitting si ON si.enrolment_id = e.id WHERE si.id"+among, named), &rows)
	if err != nil {
		return nil, fmt.Errorf("find whose sittings they are: %w", err)
	}
	found := make(map[string]exam.Choice, len(rows))
	for _, r := range rows {
		found[r.SittingID] = r.choice()
	}
	return found, nil
}

// ChoicesOfSession returns whose the sittings of a session are, by sitting.
func (s *Store) ChoicesOfSession(ctx context.Context, sessionID string) (map[string]exam.Choice, error) {
	var rows []choiceRow
	err := s.read.NewRaw("SELECT si.id AS sitting_id, "+choiceColumns+" FROM "+choiceTables+" JOIN sitting si ON si.enrolment_id = e.id WHERE si.session_id = ?", sessionID).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list candidates of session %s: %w", sessionID, err)
	}
	choices := make(map[string]exam.Choice, len(rows))
	for _, r := range rows {
		choices[r.SittingID] = r.choice()
	}
	return choices, nil
}

type candidateRow struct {
	bun.BaseModel `bun:"table:candidate,alias:candidate"`

	ID, SchoolID, Number, Name, Phone, PhotoID, BirthDate, Note string
}

func candidateRowOf(c exam.Candidate) *candidateRow {
	return &candidateRow{
		ID: c.ID, SchoolID: c.SchoolID, Number: c.Number, Name: c.Name, Phone: c.Phone, PhotoID: c.PhotoID, BirthDate: c.BirthDate, Note: c.Note,
	}
}

func (r candidateRow) candidate() exam.Candidate {
	return exam.Candidate{
		ID: r.ID, SchoolID: r.SchoolID, Number: r.Number, Name: r.Name, Phone: r.Phone, PhotoID: r.PhotoID, BirthDate: r.BirthDate, Note: r.Note,
	}
}

// Candidate returns a candidate.
func (s *Store) Candidate(ctx context.Context, candidateID string) (exam.Candidate, error) {
	var r candidateRow
	err := s.read.NewSelect().Model(&r).Where("id = ?", candidateID).Scan(ctx)
	return r.candidate(), notFound(err, "candidate")
}

type staffRow struct {
	bun.BaseModel `bun:"table:staff,alias:staff"`

	ID                           string `bun:",pk"`
	SchoolID, Username, Name     string
	PasswordHash, Totp, Recovery string
	DisabledAt, TotpStep         int64
	MustChange                   bool
	Passkeys                     []exam.Passkey `bun:",type:text"`
}

func staffRowOf(s exam.Staff) *staffRow {
	return &staffRow{
		ID: s.ID, SchoolID: s.SchoolID, Username: s.Username, Name: s.Name, PasswordHash: s.PasswordHash, Totp: s.TOTP,
		Recovery: strings.Join(s.Recovery, " "), DisabledAt: ms(s.DisabledAt), TotpStep: s.TOTPStep, MustChange: s.MustChange,
		Passkeys: append([]exam.Passkey{}, s.Passkeys...),
	}
}

func (r staffRow) staff() exam.Staff {
	s := exam.Staff{
		ID: r.ID, SchoolID: r.SchoolID, Username: r.Username, Name: r.Name, PasswordHash: r.PasswordHash, TOTP: r.Totp,
		DisabledAt: at(r.DisabledAt), TOTPStep: r.TotpStep, MustChange: r.MustChange,
	}
	if r.Recovery != "" {
		s.Recovery = strings.Fields(r.Recovery)
	}
	if len(r.Passkeys) > 0 {
		s.Passkeys = r.Passkeys
	}
	return s
}

type bindingRow struct {
	bun.BaseModel `bun:"table:role_binding,alias:role_binding"`

	StaffID, SchoolID, Role, Kind, ScopeID string
}

// StaffByUsername returns a member of a school's staff by her sign-in name.
func (s *Store) StaffByUsername(ctx context.Context, schoolID, username string) (exam.Staff, error) {
	return s.staffOne(ctx, s.read.NewSelect().Where("school_id = ? AND username = ?", schoolID, username))
}

// StaffByUsernameAnywhere returns the member of staff of any school who alone has
// a sign-in name, CodeNotFound when nobody has it or several schools know it.
func (s *Store) StaffByUsernameAnywhere(ctx context.Context, username string) (exam.Staff, error) {
	var rows []staffRow
	if err := s.read.NewSelect().Model(&rows).Where("username = ?", username).Limit(2).Scan(ctx); err != nil {
		return exam.Staff{}, fmt.Errorf("find staff: %w", err)
	}
	if len(rows) != 1 {
		return exam.Staff{}, exam.Errorf(exam.CodeNotFound, "no such staff")
	}
	return s.StaffByID(ctx, rows[0].ID)
}

// StaffByID returns a member of staff.
func (s *Store) StaffByID(ctx context.Context, staffID string) (exam.Staff, error) {
	return s.staffOne(ctx, s.read.NewSelect().Where("id = ?", staffID))
}

func (s *Store) staffOne(ctx context.Context, q *bun.SelectQuery) (exam.Staff, error) {
	var row staffRow
	if err := q.Model(&row).Scan(ctx); err != nil {
		return exam.Staff{}, notFound(err, "member of staff")
	}
	found, err := s.withBindings(ctx, []staffRow{row})
	if err != nil {
		return exam.Staff{}, err
	}
	return found[0], nil
}

func (s *Store) withBindings(ctx context.Context, rows []staffRow) ([]exam.Staff, error) {
	return withBindings(ctx, s.read, rows)
}

func withBindings(ctx context.Context, db bun.IDB, rows []staffRow) ([]exam.Staff, error) {
	found, index, ids := make([]exam.Staff, len(rows)), map[string]int{}, make([]string, len(rows))
	for i, r := range rows {
		found[i] = r.staff()
		index[r.ID], ids[i] = i, r.ID
	}
	if len(rows) == 0 {
		return found, nil
	}
	var bindings []bindingRow
	if err := db.NewSelect().Model(&bindings).Where("staff_id IN (?)", bun.List(ids)).Order("role").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list roles: %w", err)
	}
	for _, b := range bindings {
		one := &found[index[b.StaffID]]
		one.Bindings = append(one.Bindings, exam.Binding{Role: exam.Role(b.Role), Kind: exam.ScopeKind(b.Kind), ScopeID: b.ScopeID})
	}
	return found, nil
}

// StaffOfSession lists the staff whose roles reach the session's room by the
// room itself: stewards, panel, secretaries.
func (s *Store) StaffOfSession(ctx context.Context, sessionID string) ([]exam.Staff, error) {
	var rows []staffRow
	h := s.hot()
	q := h.NewSelect().Model(&rows).
		Where("id IN (SELECT b.staff_id FROM role_binding b JOIN session se ON se.room_id = b.scope_id AND se.school_id = b.school_id WHERE b.kind = ? AND se.id = ?)", string(exam.ScopeRoom), h.arg(sessionID)).
		Order("id")
	if err := h.scan(ctx, q, &rows); err != nil {
		return nil, fmt.Errorf("list staff of session %s: %w", sessionID, err)
	}
	return s.withBindings(ctx, rows)
}

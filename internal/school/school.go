// Package school is what a school is made of before any exam: how it comes to be
// on an empty server, its name and colleges, its staff with their roles, and the
// ledger of who did what (FEATURES A3, G1, I6).
package school

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/limit"
)

// Store is what school needs from storage. Every change is written with its fact
// in one transaction.
type Store interface {
	AnySchool(ctx context.Context) (bool, error)
	KeepSetupToken(ctx context.Context, hash string, now time.Time) error
	// FoundSchool takes a set-up token and keeps the first school; CodeForbidden
	// for an unknown token and once there is a school.
	FoundSchool(ctx context.Context, tokenHash string, school exam.School, admin exam.Staff, fact exam.Fact) error
	OpenSchool(ctx context.Context, school exam.School, admin exam.Staff, fact exam.Fact) error
	School(ctx context.Context, schoolID string) (exam.School, error)
	SchoolBySlug(ctx context.Context, slug string) (exam.School, error)
	ChangeSchool(ctx context.Context, schoolID string, fn func(*exam.School) (exam.Fact, error)) error
	Colleges(ctx context.Context, schoolID string) ([]exam.CollegeLine, error)
	KeepCollege(ctx context.Context, c exam.College, fact exam.Fact) error
	RemoveCollege(ctx context.Context, schoolID, collegeID string, fact exam.Fact) error
	Places(ctx context.Context, schoolID string) (exam.Places, error)
	StaffOfSchool(ctx context.Context, schoolID string) ([]exam.Staff, error)
	StaffByID(ctx context.Context, staffID string) (exam.Staff, error)
	LoginsOfStaff(ctx context.Context, staffID string) ([]exam.Login, error)
	KeepStaff(ctx context.Context, one exam.Staff, fact exam.Fact) error
	ChangeStaff(ctx context.Context, schoolID, staffID string, fn func(one *exam.Staff, others []exam.Staff) (exam.StaffChange, error)) error
	Ledger(ctx context.Context, f exam.LedgerFilter) ([]exam.LedgerEntry, int, error)
	CheckLedger(ctx context.Context, schoolID string) (checked int, wrong []int64, err error)
	KeepFact(ctx context.Context, schoolID string, f exam.Fact) error
}

// Table is what is written as a workbook: a header and rows of text.
type Table struct {
	Name   string
	Header []string
	Rows   [][]string
}

// Parts are what the service is made of.
type Parts struct {
	Store Store
	// Hash returns the hash that a password is kept as.
	Hash func(password string) (string, error)
	// Write writes a table as xlsx.
	Write func(w io.Writer, t Table) error
	Now   func() time.Time
}

// Service holds the use cases of a school.
type Service struct {
	Parts
	setups *limit.Limiter // tries of set-up links, by address
}

// setupsPerMinute bounds how often one address may try a set-up link.
const setupsPerMinute = 10

// New returns the service.
func New(p Parts) *Service {
	return &Service{Parts: p, setups: limit.New(setupsPerMinute, time.Minute/setupsPerMinute, p.Now)}
}

func may(by exam.Actor, a exam.Action) error {
	return exam.Can(by, a, exam.Scope{SchoolID: by.SchoolID})
}

func (s *Service) fact(by exam.Actor, kind, reason string, data ...string) exam.Fact {
	f := exam.Fact{Kind: kind, Actor: by, At: s.Now(), Reason: reason, Data: map[string]string{}}
	for i := 0; i+1 < len(data); i += 2 {
		f.Data[data[i]] = data[i+1]
	}
	return f
}

// SetupToken makes and keeps a token that founds the first school. It returns ""
// where there is one already.
func (s *Service) SetupToken(ctx context.Context) (string, error) {
	if there, err := s.Store.AnySchool(ctx); there || err != nil {
		return "", err
	}
	token := ident.Token()
	return token, s.Store.KeepSetupToken(ctx, ident.Hash(token), s.Now())
}

// Founding is what a first school is made of.
type Founding struct {
	Slug, Name, Contact       string
	Username, Admin, Password string // Admin is the administrator's own name
}

// Found makes the first school, for whoever holds a set-up token.
func (s *Service) Found(ctx context.Context, addr, token string, f Founding) error {
	if err := s.setups.Take(addr); err != nil {
		return err
	}
	school, admin, fact, err := s.founded(f, "school.founded", false)
	if err != nil {
		return err
	}
	return s.Store.FoundSchool(ctx, ident.Hash(token), school, admin, fact)
}

// founded checks a founding and returns what is kept of it.
func (s *Service) founded(f Founding, kind string, mustChange bool) (school exam.School, admin exam.Staff, fact exam.Fact, err error) {
	f.Slug, f.Username = strings.ToLower(strings.TrimSpace(f.Slug)), strings.ToLower(strings.TrimSpace(f.Username))
	f.Name, f.Admin = strings.TrimSpace(f.Name), strings.TrimSpace(f.Admin)
	for _, err := range []error{
		exam.CheckName("name", f.Name), exam.CheckSlug(f.Slug), exam.CheckUsername(f.Username), exam.CheckName("admin", f.Admin),
		exam.CheckPassword(f.Username, f.Password),
	} {
		if err != nil {
			return school, admin, fact, err
		}
	}
	hash, err := s.Hash(f.Password)
	if err != nil {
		return school, admin, fact, fmt.Errorf("hash password: %w", err)
	}
	school = exam.School{ID: ident.New(), Slug: f.Slug, Name: f.Name, Contact: strings.TrimSpace(f.Contact), TimeZone: exam.DefaultTimeZone}
	admin = exam.Staff{
		ID: ident.New(), SchoolID: school.ID, Username: f.Username, Name: f.Admin, PasswordHash: hash, MustChange: mustChange,
		Bindings: []exam.Binding{{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: school.ID}},
	}
	by := exam.Actor{Kind: exam.ActorStaff, StaffID: admin.ID, SchoolID: school.ID, Name: admin.Name}
	return school, admin, s.fact(by, kind, "", "school", school.Name, "admin", admin.Username), nil
}

// AddAdmin is for whoever has the machine itself: it makes the school where its
// slug is new, and adds an administrator who must change the password at once.
func (s *Service) AddAdmin(ctx context.Context, f Founding) error {
	known, err := s.Store.SchoolBySlug(ctx, f.Slug)
	if exam.CodeOf(err) == exam.CodeNotFound {
		school, admin, fact, err := s.founded(f, "school.opened", true)
		if err != nil {
			return err
		}
		return s.Store.OpenSchool(ctx, school, admin, fact)
	}
	if err != nil {
		return fmt.Errorf("find school: %w", err)
	}
	f.Name = known.Name
	_, admin, fact, err := s.founded(f, "staff.added", true)
	if err != nil {
		return err
	}
	admin.SchoolID, admin.Bindings[0].ScopeID, fact.Actor.SchoolID = known.ID, known.ID, known.ID
	return s.Store.KeepStaff(ctx, admin, fact)
}

// Own returns the asker's school with its colleges.
func (s *Service) Own(ctx context.Context, by exam.Actor) (exam.School, []exam.CollegeLine, error) {
	if err := may(by, exam.ActionManageSchool); err != nil {
		return exam.School{}, nil, err
	}
	school, err := s.Store.School(ctx, by.SchoolID)
	if err != nil {
		return school, nil, fmt.Errorf("find school: %w", err)
	}
	colleges, err := s.Store.Colleges(ctx, by.SchoolID)
	return school, colleges, err
}

// Change sets the school's name, introduction, contact and time zone, and whether its
// staff need a second factor.
func (s *Service) Change(ctx context.Context, by exam.Actor, to exam.School) error {
	if err := may(by, exam.ActionManageSchool); err != nil {
		return err
	}
	if err := exam.CheckName("name", to.Name); err != nil {
		return err
	}
	if _, err := time.LoadLocation(to.TimeZone); err != nil || to.TimeZone == "" || to.TimeZone == "Local" {
		return exam.Errorf(exam.CodeInvalid, "no such time zone").With("field", "time_zone")
	}
	return s.Store.ChangeSchool(ctx, by.SchoolID, func(school *exam.School) (exam.Fact, error) {
		f := s.fact(by, "school.changed", "", "name", school.Name+" → "+to.Name, "contact", school.Contact+" → "+to.Contact,
			"second_factor", fmt.Sprintf("%v → %v", school.SecondFactor, to.SecondFactor))
		school.SecondFactor = to.SecondFactor
		school.Name, school.Intro, school.Contact, school.TimeZone = strings.TrimSpace(to.Name), to.Intro, strings.TrimSpace(to.Contact), to.TimeZone
		return f, nil
	})
}

// KeepCollege makes a college, or gives the one that has the identifier another
// name.
func (s *Service) KeepCollege(ctx context.Context, by exam.Actor, id, name string) (string, error) {
	if err := may(by, exam.ActionManageSchool); err != nil {
		return "", err
	}
	name = strings.TrimSpace(name)
	if err := exam.CheckName("name", name); err != nil {
		return "", err
	}
	colleges, err := s.Store.Colleges(ctx, by.SchoolID)
	if err != nil {
		return "", err
	}
	known := id == ""
	for _, c := range colleges {
		known = known || c.ID == id
		if c.Name == name && c.ID != id {
			return "", exam.Errorf(exam.CodeConflict, "there is a college of this name").With("why", "name_taken")
		}
	}
	if !known {
		return "", exam.Errorf(exam.CodeNotFound, "no such college")
	}
	if id == "" {
		id = ident.New()
	}
	c := exam.College{ID: id, SchoolID: by.SchoolID, Name: name}
	return id, s.Store.KeepCollege(ctx, c, s.fact(by, "college.kept", "", "college", id, "name", name))
}

// RemoveCollege takes away a college that has no majors.
func (s *Service) RemoveCollege(ctx context.Context, by exam.Actor, id string) error {
	if err := may(by, exam.ActionManageSchool); err != nil {
		return err
	}
	return s.Store.RemoveCollege(ctx, by.SchoolID, id, s.fact(by, "college.removed", "", "college", id))
}

package exam

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// MinPassword is how many characters a password of staff has at least
// (NIST SP 800-63B asks for 8 and no rules of composition).
const MinPassword = 10

const maxPassword = 200

var (
	usernameForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,63}$`)
	slugForm     = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,39}$`)
)

// CheckUsername refuses, as CodeInvalid with "field", what is no sign-in name: 2
// to 64 small letters, digits, dots, dashes and underscores.
func CheckUsername(name string) error {
	if !usernameForm.MatchString(name) {
		return wrongField("username", "2 to 64 small letters, digits, dots, dashes")
	}
	return nil
}

// CheckSlug refuses, as CodeInvalid with "field", what cannot stand in a school's
// links: 2 to 40 small letters, digits and dashes.
func CheckSlug(slug string) error {
	if !slugForm.MatchString(slug) {
		return wrongField("slug", "2 to 40 small letters, digits and dashes")
	}
	return nil
}

// CheckPassword refuses, as CodeInvalid with "field", a password that is too
// short, too long, or the name itself.
func CheckPassword(username, password string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < MinPassword:
		return wrongField("password", "is too short")
	case n > maxPassword:
		return wrongField("password", "is too long")
	case strings.EqualFold(strings.TrimSpace(password), username) || strings.Count(password, password[:1]) == len(password):
		return wrongField("password", "is too easily guessed")
	}
	return nil
}

// CheckBindings refuses roles that cannot be bound so: a school's administrator
// is bound to the school, a college's to a college, all others to anything; none
// twice. It is CodeInvalid with "field".
func CheckBindings(all []Binding) error {
	for i, b := range all {
		wide := b.Role == RoleSchoolAdmin && b.Kind != ScopeSchool
		narrow := b.Role == RoleCollegeAdmin && b.Kind != ScopeCollege
		kinds := []ScopeKind{ScopeSchool, ScopeCollege, ScopeExam, ScopeRoom}
		if wide || narrow || !slices.Contains(Roles(), b.Role) || !slices.Contains(kinds, b.Kind) || b.ScopeID == "" {
			return wrongField("roles", "a role is bound to what it cannot be")
		}
		if slices.Contains(all[:i], b) {
			return wrongField("roles", "a role stands there twice")
		}
	}
	return nil
}

// IsAdmin reports whether a member of staff administers the school and may sign in.
func (s Staff) IsAdmin() bool {
	return s.DisabledAt.IsZero() && slices.Contains(s.Bindings, Binding{Role: RoleSchoolAdmin, Kind: ScopeSchool, ScopeID: s.SchoolID})
}

// KeepsAnAdmin refuses a change after which nobody would administer the school:
// CodeConflict with "why" "last_admin". others are all staff but the one changed.
func KeepsAnAdmin(before, after Staff, others []Staff) error {
	if before.IsAdmin() && !after.IsAdmin() && !slices.ContainsFunc(others, Staff.IsAdmin) {
		return Errorf(CodeConflict, "nobody would administer the school").With("why", "last_admin")
	}
	return nil
}

// StaffChange is what is kept of a changed member of staff. With EndLogins her
// logins end, but for the one named KeepLogin. EndLogin ends one of hers alone.
type StaffChange struct {
	Fact      Fact
	EndLogins bool
	KeepLogin string
	EndLogin  string
}

// CollegeLine is a college with how many majors it has.
type CollegeLine struct {
	College
	Majors int
}

// Places are the things of a school that roles can be bound to.
type Places struct {
	Colleges []College
	Exams    []Exam
	Rooms    []Room
}

// Holds reports whether a binding names something of the school's.
func (p Places) Holds(schoolID string, b Binding) bool {
	switch b.Kind {
	case ScopeSchool:
		return b.ScopeID == schoolID
	case ScopeCollege:
		return slices.ContainsFunc(p.Colleges, func(c College) bool { return c.ID == b.ScopeID })
	case ScopeExam:
		return slices.ContainsFunc(p.Exams, func(e Exam) bool { return e.ID == b.ScopeID })
	case ScopeRoom:
		return slices.ContainsFunc(p.Rooms, func(r Room) bool { return r.ID == b.ScopeID })
	}
	return false
}

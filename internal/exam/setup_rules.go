package exam

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxFeeFen is the largest fee that a major may have: 100,000 yuan.
const MaxFeeFen = 10_000_000

// wrongField is CodeInvalid that names the field of a form.
func wrongField(field, why string) error {
	return Errorf(CodeInvalid, "%s: %s", field, why).With("field", field)
}

// checkText refuses what is empty where it may not be, or longer than most
// characters.
func checkText(field, text string, least, most int) error {
	switch n := utf8.RuneCountInString(text); {
	case n < least:
		return wrongField(field, "must not be empty")
	case n > most:
		return wrongField(field, "is too long")
	}
	return nil
}

// The longest texts of a set-up, in characters.
const (
	maxName  = 100
	maxIntro = 2000
)

// CheckName refuses an empty name and one of more than 100 characters, as
// CodeInvalid with "field".
func CheckName(field, name string) error {
	return checkText(field, strings.TrimSpace(name), 1, maxName)
}

// Check refuses a major whose name is empty or whose fee is below 0 or above
// [MaxFeeFen], as CodeInvalid with "field".
func (m Major) Check() error {
	if m.FeeFen < 0 || m.FeeFen > MaxFeeFen {
		return wrongField("fee_fen", "is not between 0 and the largest fee")
	}
	return CheckName("name", m.Name)
}

// Check refuses a subject without a name or of no known type, as CodeInvalid
// with "field".
func (s Subject) Check() error {
	if !slices.Contains(Types(), s.Type) {
		return wrongField("type", "is no exam type")
	}
	if err := checkText("intro", s.Intro, 0, maxIntro); err != nil {
		return err
	}
	return CheckName("name", s.Name)
}

// Check refuses a room without a name, as CodeInvalid with "field".
func (r Room) Check() error {
	for field, text := range map[string]string{"intro": r.Intro, "contact": r.Contact, "kind": r.Kind} {
		if err := checkText(field, text, 0, maxIntro); err != nil {
			return err
		}
	}
	return CheckName("name", r.Name)
}

// Check refuses a session that ends before it starts, whose entry window makes no
// sense, or whose policies are unknown, as CodeInvalid with "field".
func (s Session) Check() error {
	switch {
	case !s.StartsAt.Before(s.EndsAt):
		return wrongField("ends_at", "is not after the start")
	case !s.EntryOpensAt.Before(s.EntryClosesAt) || s.EntryOpensAt.After(s.StartsAt):
		return wrongField("entry_opens_at", "is after the start or after entry closes")
	case s.EntryClosesAt.After(s.EndsAt):
		return wrongField("entry_closes_at", "is after the end")
	case !slices.Contains([]SecondCamera{SecondCameraRequired, SecondCameraOptional, SecondCameraNone}, s.SecondCamera):
		return wrongField("second_camera", "is no policy")
	case !slices.Contains([]FirstCamera{"", FirstCameraAny, FirstCameraPhone, FirstCameraPC}, s.FirstCamera):
		return wrongField("first_camera", "is no policy")
	case s.InviteTTL < 10*time.Second || s.InviteTTL > 10*time.Minute:
		return wrongField("invite_ttl_s", "is not between 10 seconds and 10 minutes")
	}
	return nil
}

// CheckSession refuses a new or changed session of the exam: CodeInvalid and
// CodeNotFound for what is wrong in itself; for one that somebody has entered
// CodeConflict with "why" "begun" unless only its end, its last entry and its
// invitations change.
func (s *SetUp) CheckSession(to Session) error {
	if err := to.Check(); err != nil {
		return err
	}
	if _, err := s.Room(to.RoomID); err != nil {
		return err
	}
	if _, err := s.Subject(to.SubjectID); err != nil {
		return err
	}
	before, err := s.Session(to.ID)
	if err != nil || s.Seated[to.ID].Begun == 0 {
		return nil // new, or nobody has entered
	}
	if before.RoomID != to.RoomID || before.SubjectID != to.SubjectID || !before.StartsAt.Equal(to.StartsAt) ||
		!before.EntryOpensAt.Equal(to.EntryOpensAt) || before.SecondCamera != to.SecondCamera ||
		cmp.Or(before.FirstCamera, FirstCameraAny) != cmp.Or(to.FirstCamera, FirstCameraAny) {
		return Errorf(CodeConflict, "candidates have entered this session; only its end, its last entry and its invitations can change").With("why", "begun")
	}
	return nil
}

// CheckSubject refuses a change of type where sessions of the subject have
// candidates: CodeConflict with "why" "seated".
func (s *SetUp) CheckSubject(to Subject) error {
	if err := to.Check(); err != nil {
		return err
	}
	before, err := s.Subject(to.ID)
	if err != nil || before.Type == to.Type {
		return nil
	}
	for _, in := range s.Sessions {
		if in.SubjectID == to.ID && s.Seated[in.ID].Seated > 0 {
			return Errorf(CodeConflict, "candidates are seated in this subject; its type cannot change").With("why", "seated")
		}
	}
	return nil
}

// CheckOpening refuses to open an exam in which something is missing (CodeConflict
// with "why" "missing"), and one with contradictions unless a reason is given
// (CodeConflict with "why" "contradiction").
func CheckOpening(found []Finding, reason string) error {
	switch Worst(found) {
	case Missing:
		return Errorf(CodeConflict, "something is missing; the checklist names it").With("why", "missing")
	case Contradiction:
		if strings.TrimSpace(reason) == "" {
			return Errorf(CodeConflict, "the checklist names contradictions; say why it is opened all the same").With("why", "contradiction")
		}
	}
	return nil
}

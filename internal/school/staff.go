package school

import (
	"context"
	"fmt"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// Staff lists the school's staff, by name, with what roles can be bound to.
func (s *Service) Staff(ctx context.Context, by exam.Actor) ([]exam.Staff, exam.Places, error) {
	if err := may(by, exam.ActionManageSchool); err != nil {
		return nil, exam.Places{}, err
	}
	places, err := s.Store.Places(ctx, by.SchoolID)
	if err != nil {
		return nil, places, err
	}
	list, err := s.Store.StaffOfSchool(ctx, by.SchoolID)
	return list, places, err
}

// Member is a member of staff as an administrator types one.
type Member struct {
	Username, Name string
	Bindings       []exam.Binding
}

func (s *Service) checked(ctx context.Context, by exam.Actor, m Member) (Member, error) {
	if err := may(by, exam.ActionManageSchool); err != nil {
		return m, err
	}
	m.Username, m.Name = strings.ToLower(strings.TrimSpace(m.Username)), strings.TrimSpace(m.Name)
	for _, err := range []error{exam.CheckUsername(m.Username), exam.CheckName("name", m.Name), exam.CheckBindings(m.Bindings)} {
		if err != nil {
			return m, err
		}
	}
	places, err := s.Store.Places(ctx, by.SchoolID)
	if err != nil {
		return m, err
	}
	for _, b := range m.Bindings {
		if !places.Holds(by.SchoolID, b) {
			return m, exam.Errorf(exam.CodeNotFound, "no such %s", b.Kind)
		}
	}
	return m, nil
}

// firstPassword returns a password that is read out once, with its hash.
func (s *Service) firstPassword() (password, hash string, err error) {
	password = strings.ToLower(ident.PairingCode(12))
	if hash, err = s.Hash(password); err != nil {
		return "", "", fmt.Errorf("hash password: %w", err)
	}
	return password, hash, nil
}

// AddStaff makes a member of staff and returns her first password, which is shown
// once and must be changed at the first sign-in. A sign-in name that the school
// has is CodeConflict.
func (s *Service) AddStaff(ctx context.Context, by exam.Actor, m Member) (id, password string, err error) {
	if m, err = s.checked(ctx, by, m); err != nil {
		return "", "", err
	}
	password, hash, err := s.firstPassword()
	if err != nil {
		return "", "", err
	}
	one := exam.Staff{ID: ident.New(), SchoolID: by.SchoolID, Username: m.Username, Name: m.Name, PasswordHash: hash, MustChange: true, Bindings: m.Bindings}
	err = s.Store.KeepStaff(ctx, one, s.fact(by, "staff.added", "", "staff", one.ID, "username", m.Username, "name", m.Name, "roles", rolesOf(m.Bindings)))
	return one.ID, password, err
}

func rolesOf(all []exam.Binding) string {
	words := make([]string, len(all))
	for i, b := range all {
		words[i] = string(b.Role) + "@" + string(b.Kind) + ":" + b.ScopeID
	}
	return strings.Join(words, " ")
}

// ChangeStaff sets a member's name and roles. A change after which nobody would
// administer the school is CodeConflict with "why" "last_admin".
func (s *Service) ChangeStaff(ctx context.Context, by exam.Actor, staffID string, m Member) error {
	m.Username = "unchanged"
	m, err := s.checked(ctx, by, m)
	if err != nil {
		return err
	}
	return s.changeStaff(ctx, by, staffID, func(one *exam.Staff) (exam.StaffChange, error) {
		f := s.fact(by, "staff.changed", "", "staff", one.ID, "username", one.Username, "name", one.Name+" → "+m.Name,
			"roles", rolesOf(one.Bindings)+" → "+rolesOf(m.Bindings))
		one.Name, one.Bindings = m.Name, m.Bindings
		return exam.StaffChange{Fact: f}, nil
	})
}

// changeStaff changes a member and keeps an administrator.
func (s *Service) changeStaff(ctx context.Context, by exam.Actor, staffID string, fn func(*exam.Staff) (exam.StaffChange, error)) error {
	if err := may(by, exam.ActionManageSchool); err != nil {
		return err
	}
	return s.Store.ChangeStaff(ctx, by.SchoolID, staffID, func(one *exam.Staff, others []exam.Staff) (exam.StaffChange, error) {
		before := *one
		change, err := fn(one)
		if err != nil {
			return change, err
		}
		return change, exam.KeepsAnAdmin(before, *one, others)
	})
}

// ResetPassword gives a member a new first password, takes her app, passkeys and
// recovery codes away and ends her logins. The reason is in the ledger.
func (s *Service) ResetPassword(ctx context.Context, by exam.Actor, staffID, reason string) (string, error) {
	password, hash, err := s.firstPassword()
	if err != nil {
		return "", err
	}
	return password, s.changeStaff(ctx, by, staffID, func(one *exam.Staff) (exam.StaffChange, error) {
		one.PasswordHash, one.MustChange, one.TOTP, one.Recovery, one.Passkeys = hash, true, "", nil, nil
		return exam.StaffChange{Fact: s.fact(by, "staff.password_reset", reason, "staff", one.ID, "username", one.Username), EndLogins: true}, nil
	})
}

// Disable lets a member sign in no more, or again; her logins end at once.
func (s *Service) Disable(ctx context.Context, by exam.Actor, staffID string, off bool, reason string) error {
	return s.changeStaff(ctx, by, staffID, func(one *exam.Staff) (exam.StaffChange, error) {
		kind := "staff.enabled"
		one.DisabledAt = exam.Staff{}.DisabledAt
		if off {
			kind, one.DisabledAt = "staff.disabled", s.Now()
		}
		return exam.StaffChange{Fact: s.fact(by, kind, reason, "staff", one.ID, "username", one.Username), EndLogins: off}, nil
	})
}

// Logins lists where a member is signed in, newest first; one of another school is
// CodeNotFound.
func (s *Service) Logins(ctx context.Context, by exam.Actor, staffID string) ([]exam.Login, error) {
	if err := may(by, exam.ActionManageSchool); err != nil {
		return nil, err
	}
	one, err := s.Store.StaffByID(ctx, staffID)
	if err != nil {
		return nil, err
	}
	if one.SchoolID != by.SchoolID {
		return nil, exam.Errorf(exam.CodeNotFound, "no such member of staff")
	}
	return s.Store.LoginsOfStaff(ctx, staffID)
}

// EndLogins ends one of a member's logins, or all where loginID is "". A login that
// is not hers is CodeNotFound. The reason is in the ledger.
func (s *Service) EndLogins(ctx context.Context, by exam.Actor, staffID, loginID, reason string) error {
	return s.changeStaff(ctx, by, staffID, func(one *exam.Staff) (exam.StaffChange, error) {
		kind := "staff.login_ended"
		if loginID == "" {
			kind = "staff.logins_ended"
		}
		f := s.fact(by, kind, reason, "staff", one.ID, "username", one.Username)
		return exam.StaffChange{Fact: f, EndLogins: loginID == "", EndLogin: loginID}, nil
	})
}

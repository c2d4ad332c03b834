package account

import (
	"context"
	"fmt"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// Actor returns who holds a token: a stranger for none, an unknown, an ended or
// an expired one.
func (s *Service) Actor(ctx context.Context, token string) (exam.Actor, error) {
	if token == "" {
		return exam.Actor{}, nil
	}
	l, err := s.store.LoginByToken(ctx, ident.Hash(token))
	return s.actorOf(ctx, l, err)
}

// ActorOfLogin returns who holds a login; a stranger as in [Service.Actor].
func (s *Service) ActorOfLogin(ctx context.Context, loginID string) (exam.Actor, error) {
	l, err := s.store.LoginByID(ctx, loginID)
	return s.actorOf(ctx, l, err)
}

func (s *Service) actorOf(ctx context.Context, l exam.Login, err error) (exam.Actor, error) {
	if exam.CodeOf(err) == exam.CodeNotFound {
		return exam.Actor{}, nil
	}
	if err != nil {
		return exam.Actor{}, fmt.Errorf("find login: %w", err)
	}
	by := exam.Actor{
		Kind: l.Kind, LoginID: l.ID, Phone: l.Phone, SittingID: l.SittingID, Position: l.Position,
		StaffID: l.StaffID, SchoolID: l.SchoolID,
	}
	if l.Kind != exam.ActorStaff {
		return by, nil
	}
	member, err := s.store.StaffByID(ctx, l.StaffID)
	if err != nil {
		return exam.Actor{}, fmt.Errorf("find staff %s: %w", l.StaffID, err)
	}
	if !member.DisabledAt.IsZero() {
		return exam.Actor{}, nil
	}
	by.Name = member.Name
	owes, err := s.owesSecondFactor(ctx, member)
	if err != nil {
		return exam.Actor{}, err
	}
	if !member.MustChange && !owes { // until then she may see to her own login only
		by.Bindings = member.Bindings
	}
	return by, nil
}

// SignOut ends the actor's own login.
func (s *Service) SignOut(ctx context.Context, by exam.Actor) error {
	if err := s.store.EndLogin(ctx, by.LoginID, s.now()); err != nil {
		return fmt.Errorf("end login %s: %w", by.LoginID, err)
	}
	return nil
}

// Me is what a browser is told of its own login.
type Me struct {
	Kind       exam.ActorKind `json:"kind" enum:"candidate,device,staff"`
	LoginID    string         `json:"login_id"`
	ServerTime time.Time      `json:"server_time"`
	Phone      string         `json:"phone,omitempty" doc:"With its middle hidden"`
	SittingID  string         `json:"sitting_id,omitempty" doc:"Of a paired device"`
	Position   exam.Position  `json:"position,omitempty" doc:"Of a paired device"`
	Staff      *MyStaff       `json:"staff,omitempty"`
	School     *MySchool      `json:"school,omitempty"`
}

// MyStaff is the signed-in member of staff.
type MyStaff struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Username string   `json:"username"`
	Roles    []MyRole `json:"roles"`
	// MustChange and SecondFactor are about her own sign-in.
	MustChange   bool `json:"must_change" doc:"Somebody else has set the password: nothing but changing it is allowed"`
	SecondFactor bool `json:"second_factor" doc:"Codes of an app are asked for at sign-in"`
	Passkeys     int  `json:"passkeys"`
	MustSecure   bool `json:"must_secure" doc:"The school demands a second factor: nothing but setting one up is allowed"`
	RecoveryLeft int  `json:"recovery_left" doc:"Recovery codes that were not used"`
}

// MyRole is one role with what it is bound to.
type MyRole struct {
	Role      exam.Role      `json:"role"`
	ScopeKind exam.ScopeKind `json:"scope_kind"`
	ScopeID   string         `json:"scope_id"`
}

// MySchool is the school of a login.
type MySchool struct {
	ID   string `json:"id"`
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// Me describes a login.
func (s *Service) Me(ctx context.Context, by exam.Actor) (Me, error) {
	me := Me{Kind: by.Kind, LoginID: by.LoginID, ServerTime: s.now(), Phone: maskPhone(by.Phone), SittingID: by.SittingID, Position: by.Position}
	if by.SchoolID != "" {
		school, err := s.store.School(ctx, by.SchoolID)
		if err != nil {
			return Me{}, fmt.Errorf("find school %s: %w", by.SchoolID, err)
		}
		me.School = &MySchool{ID: school.ID, Slug: school.Slug, Name: school.Name}
	}
	if by.Kind != exam.ActorStaff {
		return me, nil
	}
	member, err := s.store.StaffByID(ctx, by.StaffID)
	if err != nil {
		return Me{}, fmt.Errorf("find staff %s: %w", by.StaffID, err)
	}
	me.Staff = &MyStaff{ID: member.ID, Name: member.Name, Username: member.Username, Roles: []MyRole{},
		Passkeys: len(member.Passkeys), MustChange: member.MustChange, SecondFactor: member.TOTP != "", RecoveryLeft: len(member.Recovery)}
	if me.Staff.MustSecure, err = s.owesSecondFactor(ctx, member); err != nil {
		return Me{}, err
	}
	for _, b := range member.Bindings {
		me.Staff.Roles = append(me.Staff.Roles, MyRole{Role: b.Role, ScopeKind: b.Kind, ScopeID: b.ScopeID})
	}
	return me, nil
}

// maskPhone hides the middle of a phone number.
func maskPhone(p string) string {
	if len(p) < 8 {
		return p
	}
	return p[:3] + "****" + p[len(p)-4:]
}

package account

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"kaochang/internal/exam"
)

// AskPasskey asks a browser at origin for whichever passkey it has of ours.
func (s *Service) AskPasskey(ctx context.Context, addr, origin string) (Asked, error) {
	if err := s.staffByAddress.Take(addr); err != nil {
		return Asked{}, err
	}
	we, err := party(origin)
	if err != nil {
		return Asked{}, err
	}
	options, session, err := we.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Asked{}, fmt.Errorf("ask for a passkey: %w", err)
	}
	return s.ask(ctx, ceremony{"", origin, *session}, options.Response)
}

// SignInPasskey makes a login for the holder of the passkey that has answered. The
// device has made sure of the person (user verification), so that a passkey stands
// for both the password and the second factor. Any wrong answer, an unknown passkey
// and a disabled holder are one refusal, CodeBadCredentials; what was asked too
// long ago is CodeNotFound.
func (s *Service) SignInPasskey(ctx context.Context, addr, token string, answer []byte, label string) (SignedIn, error) {
	if err := s.staffByAddress.Take(addr); err != nil {
		return SignedIn{}, err
	}
	c, err := s.answered(ctx, token)
	if err != nil {
		return SignedIn{}, err
	}
	refused := exam.Errorf(exam.CodeBadCredentials, "this passkey is not known here")
	we, err := party(c.Origin)
	if err != nil {
		return SignedIn{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil || c.StaffID != "" {
		return SignedIn{}, refused
	}
	id := string(parsed.Response.UserHandle)
	member, err := s.store.StaffByID(ctx, id)
	if exam.CodeOf(err) == exam.CodeNotFound {
		return SignedIn{}, refused
	}
	if err != nil {
		return SignedIn{}, fmt.Errorf("find staff: %w", err)
	}
	err = s.store.ChangeStaff(ctx, member.SchoolID, member.ID, func(one *exam.Staff, _ []exam.Staff) (exam.StaffChange, error) {
		return s.takePasskey(we, c.Session, parsed, one)
	})
	if errors.Is(err, errPasskey) {
		return SignedIn{}, refused
	}
	if err != nil {
		return SignedIn{}, err
	}
	return s.open(ctx, exam.Login{Kind: exam.ActorStaff, StaffID: member.ID, SchoolID: member.SchoolID, Label: label}, s.settings.StaffTTL)
}

var errPasskey = errors.New("the passkey is not hers")

// takePasskey checks an answer against a member's passkeys and keeps the record
// with its new counter. A counter that went back is a copied passkey: refused.
func (s *Service) takePasskey(
	we *webauthn.WebAuthn, session webauthn.SessionData, parsed *protocol.ParsedCredentialAssertionData, one *exam.Staff,
) (exam.StaffChange, error) {
	h, err := s.holder(*one)
	if err != nil {
		return exam.StaffChange{}, err
	}
	_, credential, err := we.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return h, nil }, session, parsed)
	if err != nil || credential.Authenticator.CloneWarning || !one.DisabledAt.IsZero() {
		return exam.StaffChange{}, errPasskey
	}
	by := exam.Actor{Kind: exam.ActorStaff, StaffID: one.ID, SchoolID: one.SchoolID, Name: one.Name}
	fact := exam.Fact{Kind: "staff.second_factor", Actor: by, At: s.now(), Data: map[string]string{"staff": one.ID, "by": "passkey"}}
	for i, p := range one.Passkeys {
		if p.ID != passkeyID(credential) {
			continue
		}
		if one.Passkeys[i].Record, err = s.sealed(*one, credential); err != nil {
			return exam.StaffChange{}, err
		}
		fact.Data["name"] = p.Name
	}
	return exam.StaffChange{Fact: fact}, nil
}

package account

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

const (
	// ceremonyTTL is how long a person may take to answer her browser.
	ceremonyTTL = 5 * time.Minute
	// maxPasskeys is how many passkeys one member of staff may have.
	maxPasskeys = 20
)

// Asked is what a browser's passkey is asked: the options of WebAuthn as JSON, and
// the token under which the answer is awaited, once, for five minutes.
type Asked struct {
	Ceremony string          `json:"ceremony"`
	Options  json.RawMessage `json:"options"`
}

// ceremony is what is kept until the answer comes. StaffID is whose new passkey it
// is about, "" at sign-in.
type ceremony struct {
	StaffID string               `json:"staff_id"`
	Origin  string               `json:"origin"`
	Session webauthn.SessionData `json:"session"`
}

// party returns us as the browser at an origin knows us: passkeys belong to the
// host's name, and an address without a name can have none.
func party(origin string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" || net.ParseIP(u.Hostname()) != nil {
		return nil, exam.Errorf(exam.CodeInvalid, "passkeys need an address with a name").With("field", "origin")
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: "考场", RPOrigins: []string{origin}})
	if err != nil {
		return nil, exam.Errorf(exam.CodeInvalid, "passkeys need an address with a name").With("field", "origin")
	}
	return w, nil
}

func (s *Service) ask(ctx context.Context, c ceremony, options any) (Asked, error) {
	asked := Asked{Ceremony: ident.Token()}
	data, err := json.Marshal(c)
	if err != nil {
		return asked, fmt.Errorf("encode ceremony: %w", err)
	}
	if asked.Options, err = json.Marshal(options); err != nil {
		return asked, fmt.Errorf("encode options: %w", err)
	}
	return asked, s.store.KeepCeremony(ctx, ident.Hash(asked.Ceremony), string(data), s.now().Add(ceremonyTTL))
}

func (s *Service) answered(ctx context.Context, token string) (ceremony, error) {
	var c ceremony
	data, err := s.store.TakeCeremony(ctx, ident.Hash(token))
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal([]byte(data), &c); err != nil {
		return c, fmt.Errorf("decode ceremony: %w", err)
	}
	return c, nil
}

// holder is a member of staff as WebAuthn sees her.
type holder struct {
	exam.Staff
	credentials []webauthn.Credential
}

// WebAuthnID is the user handle: the identifier, which tells nothing of the person.
func (h holder) WebAuthnID() []byte { return []byte(h.ID) }

// WebAuthnName is what her browser lists the passkey under.
func (h holder) WebAuthnName() string { return h.Username }

// WebAuthnDisplayName is her own name.
func (h holder) WebAuthnDisplayName() string { return h.Name }

// WebAuthnCredentials are her passkeys.
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }

func (s *Service) holder(one exam.Staff) (holder, error) {
	h := holder{Staff: one}
	for _, p := range one.Passkeys {
		record, err := s.settings.Box.Open(p.Record, one.ID+"/"+p.ID)
		if err != nil {
			return h, fmt.Errorf("open passkey %s of staff %s: %w", p.ID, one.ID, err)
		}
		var c webauthn.Credential
		if err := json.Unmarshal(record, &c); err != nil {
			return h, fmt.Errorf("decode passkey %s of staff %s: %w", p.ID, one.ID, err)
		}
		h.credentials = append(h.credentials, c)
	}
	return h, nil
}

func passkeyID(c *webauthn.Credential) string { return base64.RawURLEncoding.EncodeToString(c.ID) }

func (s *Service) sealed(one exam.Staff, c *webauthn.Credential) (string, error) {
	record, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("encode passkey: %w", err)
	}
	return s.settings.Box.Seal(record, one.ID+"/"+passkeyID(c)), nil
}

// OfferPasskey asks the asker's browser for a new passkey at origin; the password
// must be given. Where somebody else has set it, she changes it first.
func (s *Service) OfferPasskey(ctx context.Context, by exam.Actor, origin, password string) (Asked, error) {
	one, err := s.own(ctx, by, password)
	if err != nil {
		return Asked{}, err
	}
	if one.MustChange {
		return Asked{}, exam.Errorf(exam.CodeForbidden, "choose a password of your own first")
	}
	if len(one.Passkeys) >= maxPasskeys {
		return Asked{}, exam.Errorf(exam.CodeConflict, "you have %d passkeys already", maxPasskeys).With("why", "too_many")
	}
	h, err := s.holder(one)
	if err != nil {
		return Asked{}, err
	}
	we, err := party(origin)
	if err != nil {
		return Asked{}, err
	}
	options, session, err := we.BeginRegistration(h,
		webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		}),
		webauthn.WithExclusions(webauthn.Credentials(h.credentials).CredentialDescriptors()))
	if err != nil {
		return Asked{}, fmt.Errorf("ask for a passkey: %w", err)
	}
	return s.ask(ctx, ceremony{one.ID, origin, *session}, options.Response)
}

// AddPasskey keeps the passkey that the asker's browser has made. It returns
// recovery codes, shown this once, when it is her first second factor. An answer
// that does not fit what was asked is CodeSecondFactor with "wrong".
func (s *Service) AddPasskey(ctx context.Context, by exam.Actor, token, name string, answer []byte) (codes []string, err error) {
	name = strings.TrimSpace(name)
	if err := exam.CheckName("name", name); err != nil {
		return nil, err
	}
	c, err := s.answered(ctx, token)
	if err != nil {
		return nil, err
	}
	if c.StaffID == "" || c.StaffID != by.StaffID {
		return nil, exam.Errorf(exam.CodeNotFound, "this was asked of somebody else")
	}
	we, err := party(c.Origin)
	if err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, wrongPasskey()
	}
	err = s.changeOwn(ctx, by, func(one *exam.Staff) (exam.StaffChange, error) {
		credential, err := we.CreateCredential(holder{Staff: *one}, c.Session, parsed)
		if err != nil {
			return exam.StaffChange{}, wrongPasskey()
		}
		record, err := s.sealed(*one, credential)
		if err != nil {
			return exam.StaffChange{}, err
		}
		if !one.HasSecondFactor() {
			codes = s.newRecovery(one)
		}
		one.Passkeys = append(one.Passkeys, exam.Passkey{ID: passkeyID(credential), Name: name, Record: record, CreatedAt: s.now()})
		fact := s.ownFact(by, "staff.passkey_added")
		fact.Data["name"] = name
		return exam.StaffChange{Fact: fact}, nil
	})
	return codes, err
}

func wrongPasskey() error {
	return exam.Errorf(exam.CodeSecondFactor, "this passkey's answer is not right").With("wrong", true)
}

// OwnPasskeys lists the asker's passkeys, oldest first.
func (s *Service) OwnPasskeys(ctx context.Context, by exam.Actor) ([]exam.Passkey, error) {
	if by.Kind != exam.ActorStaff {
		return nil, exam.Errorf(exam.CodeForbidden, "this is not yours to do")
	}
	one, err := s.store.StaffByID(ctx, by.StaffID)
	if err != nil {
		return nil, fmt.Errorf("find staff %s: %w", by.StaffID, err)
	}
	return one.Passkeys, nil
}

// DropPasskey takes one of the asker's passkeys away; the last second factor stays
// where her school demands one (CodeConflict). One that is not hers is CodeNotFound.
func (s *Service) DropPasskey(ctx context.Context, by exam.Actor, id, password string) error {
	return s.dropOwn(ctx, by, password, func(one *exam.Staff) (exam.Fact, error) {
		at := slices.IndexFunc(one.Passkeys, func(p exam.Passkey) bool { return p.ID == id })
		if at < 0 {
			return exam.Fact{}, exam.Errorf(exam.CodeNotFound, "no such passkey")
		}
		fact := s.ownFact(by, "staff.passkey_dropped")
		fact.Data["name"] = one.Passkeys[at].Name
		one.Passkeys = slices.Delete(one.Passkeys, at, at+1)
		return fact, nil
	})
}

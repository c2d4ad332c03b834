// Package account signs people in and out: candidates by phone number and SMS
// code (manual 1.2; FEATURES A2), staff by name and password. What a signed-in
// browser holds is a cookie with a random token; the server keeps its hash.
package account

import (
	"context"
	"net/http"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/limit"
	"kaochang/internal/seal"
)

// Store is what account needs from storage.
type Store interface {
	CreateLogin(ctx context.Context, l exam.Login, tokenHash string) error
	LoginByToken(ctx context.Context, tokenHash string) (exam.Login, error)
	LoginByID(ctx context.Context, loginID string) (exam.Login, error)
	EndLogin(ctx context.Context, loginID string, at time.Time) error
	LastSignInCode(ctx context.Context, phone string) (exam.SignInCode, error)
	CreateSignInCode(ctx context.Context, c exam.SignInCode) error
	// DropSignInCode forgets a code that reached nobody.
	DropSignInCode(ctx context.Context, codeID string) error
	ChangeSignInCode(ctx context.Context, codeID string, fn func(*exam.SignInCode) error) error
	CountSignInCodes(ctx context.Context, phone string, since time.Time) (int, error)
	School(ctx context.Context, schoolID string) (exam.School, error)
	SchoolBySlug(ctx context.Context, slug string) (exam.School, error)
	StaffByUsernameAnywhere(ctx context.Context, username string) (exam.Staff, error)
	StaffByUsername(ctx context.Context, schoolID, username string) (exam.Staff, error)
	StaffByID(ctx context.Context, staffID string) (exam.Staff, error)
	LoginsOfStaff(ctx context.Context, staffID string) ([]exam.Login, error)
	KeepCeremony(ctx context.Context, hash, data string, expires time.Time) error
	// TakeCeremony forgets what it returns; CodeNotFound where there is nothing.
	TakeCeremony(ctx context.Context, hash string) (string, error)
	// ChangeStaff runs fn on a member of staff and keeps her with the fact.
	ChangeStaff(ctx context.Context, schoolID, staffID string, fn func(one *exam.Staff, others []exam.Staff) (exam.StaffChange, error)) error
}

// Sender sends an SMS. What surely did not go out is CodeSMSFailed with "why" other
// than "away".
type Sender interface {
	SendCode(ctx context.Context, phone, code string, ttl time.Duration) error
}

// Settings of sign-in; the zero value of a field means its default.
type Settings struct {
	// CodeKey keys the hashes of SMS codes. Required, 32 bytes.
	CodeKey []byte
	// CandidateTTL is how long a candidate's login lasts. Default 72 hours.
	CandidateTTL time.Duration
	// StaffTTL is how long a staff login lasts. Default 14 hours.
	StaffTTL time.Duration
	// CodesPerAddressPerMinute limits SMS codes asked for from one network
	// address; a whole school may stand behind one. Default 120.
	CodesPerAddressPerMinute int
	// CodesPerPhonePerDay limits SMS codes for one number. Default 20.
	CodesPerPhonePerDay int
	// PasswordTriesPerMinute limits staff sign-ins from one address and for one
	// name. Default 20.
	PasswordTriesPerMinute int
	// SecondFactorTriesPerHour limits codes of a second factor for one member of
	// staff, who has typed the right password. Default 30.
	SecondFactorTriesPerHour int
	// Box seals the secrets of second factors. Required.
	Box *seal.Box
	// Secure marks the cookie for TLS only.
	Secure bool
}

func (s Settings) withDefaults() Settings {
	orDuration := func(v *time.Duration, d time.Duration) {
		if *v == 0 {
			*v = d
		}
	}
	orInt := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	orDuration(&s.CandidateTTL, 72*time.Hour)
	orDuration(&s.StaffTTL, 14*time.Hour)
	orInt(&s.CodesPerAddressPerMinute, 120)
	orInt(&s.CodesPerPhonePerDay, 20)
	orInt(&s.PasswordTriesPerMinute, 20)
	orInt(&s.SecondFactorTriesPerHour, 30)
	return s
}

// Service holds the use cases of sign-in.
type Service struct {
	store    Store
	sender   Sender
	settings Settings
	now      func() time.Time

	codesByAddress *limit.Limiter
	triesByAddress *limit.Limiter
	staffByAddress *limit.Limiter
	staffByName    *limit.Limiter
	codesByStaff   *limit.Limiter
	hashing        chan struct{} // caps concurrent argon2id hashes, 19 MiB each
}

// New returns the service.
func New(store Store, sender Sender, settings Settings, now func() time.Time) *Service {
	settings = settings.withDefaults()
	codesPerHour := settings.SecondFactorTriesPerHour
	perMinute := func(n int) *limit.Limiter { return limit.New(n, time.Minute/time.Duration(n), now) }
	return &Service{
		store: store, sender: sender, settings: settings, now: now,
		codesByAddress: perMinute(settings.CodesPerAddressPerMinute),
		triesByAddress: perMinute(5 * settings.CodesPerAddressPerMinute),
		staffByAddress: perMinute(settings.PasswordTriesPerMinute),
		staffByName:    perMinute(settings.PasswordTriesPerMinute),
		codesByStaff:   limit.New(max(1, codesPerHour/secondFactorBurst), time.Hour/time.Duration(codesPerHour), now),
		hashing:        make(chan struct{}, maxHashes),
	}
}

// CookieName is the name of the cookie that carries a login's token.
const CookieName = "kc_login"

// Cookie returns the cookie that carries a login's token until it expires.
func (s *Service) Cookie(token string, expires time.Time) http.Cookie {
	return http.Cookie{
		Name: CookieName, Value: token, Path: "/", Expires: expires,
		HttpOnly: true, Secure: s.settings.Secure, SameSite: http.SameSiteLaxMode,
	}
}

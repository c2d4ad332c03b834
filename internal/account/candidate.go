package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
)

// CodeSent says what the page shows after a code was sent.
type CodeSent struct {
	ResendAfterS int `json:"resend_after_s" doc:"Seconds until another code may be asked for"`
	ExpiresInS   int `json:"expires_in_s" doc:"Seconds until the code expires"`
}

// SendCode sends a new sign-in code by SMS. It answers alike whether or not a
// roster holds the number. CodeRateLimited with "retry_after_s" comes back
// within a minute of the last code, after too many in a day, and for an address
// that asks for too many numbers; CodeSMSFailed where the provider did not take it.
func (s *Service) SendCode(ctx context.Context, addr, typed string) (CodeSent, error) {
	phone, err := exam.NormalPhone(typed)
	if err != nil {
		return CodeSent{}, err
	}
	if err := s.codesByAddress.Take(addr); err != nil {
		return CodeSent{}, err
	}
	now := s.now()
	if err := s.checkResend(ctx, phone, now); err != nil {
		return CodeSent{}, err
	}
	code, digits := s.NewCode(phone, exam.CodeTTL)
	if err := s.store.CreateSignInCode(ctx, code); err != nil {
		return CodeSent{}, fmt.Errorf("keep sign-in code: %w", err)
	}
	if err := s.sender.SendCode(ctx, phone, digits, exam.CodeTTL); err != nil {
		return CodeSent{}, s.notSent(ctx, code, err)
	}
	return CodeSent{ResendAfterS: int(exam.CodeResendAfter.Seconds()), ExpiresInS: int(exam.CodeTTL.Seconds())}, nil
}

// notSent forgets a code that surely did not go out, so that one which staff read
// out meanwhile still works and another may be asked for at once. One that may yet
// arrive stays.
func (s *Service) notSent(ctx context.Context, code exam.SignInCode, why error) error {
	var refusal *exam.Error
	if errors.As(why, &refusal) && refusal.Code == exam.CodeSMSFailed && refusal.Extras["why"] != "away" {
		if err := s.store.DropSignInCode(context.WithoutCancel(ctx), code.ID); err != nil {
			return fmt.Errorf("forget a code that was not sent: %w", err)
		}
	}
	return fmt.Errorf("send sign-in code: %w", why)
}

// NewCode returns a sign-in code for a phone number, as the roster keeps it, that
// may be entered for ttl, and its digits, which are kept nowhere.
func (s *Service) NewCode(phone string, ttl time.Duration) (exam.SignInCode, string) {
	digits, now := ident.Digits(exam.CodeDigits), s.now()
	return exam.SignInCode{
		ID: ident.New(), Phone: phone, Hash: ident.KeyedHash(s.settings.CodeKey, phone, digits),
		SentAt: now, ExpiresAt: now.Add(ttl), TriesLeft: exam.CodeTries,
	}, digits
}

func (s *Service) checkResend(ctx context.Context, phone string, now time.Time) error {
	last, err := s.store.LastSignInCode(ctx, phone)
	if exam.CodeOf(err) == exam.CodeNotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read last sign-in code: %w", err)
	}
	if wait := last.SentAt.Add(exam.CodeResendAfter).Sub(now); wait > 0 && last.UsedAt.IsZero() {
		return tooSoon(wait)
	}
	n, err := s.store.CountSignInCodes(ctx, phone, now.Add(-24*time.Hour))
	if err != nil {
		return fmt.Errorf("count sign-in codes: %w", err)
	}
	if n >= s.settings.CodesPerPhonePerDay {
		return tooSoon(time.Hour)
	}
	return nil
}

func tooSoon(wait time.Duration) error {
	secs := int(wait.Seconds() + 0.999)
	return exam.Errorf(exam.CodeRateLimited, "a code was just sent; wait %d s", secs).With("retry_after_s", secs)
}

// SignedIn is a new login with the token for its cookie.
type SignedIn struct {
	Login exam.Login
	Token string
}

// SignIn makes a candidate's login from a phone number and the code that was
// sent to it. The refusals are those of [exam.SignInCode.Enter]; a number that
// never got a code reads as an expired one.
func (s *Service) SignIn(ctx context.Context, addr, typed, digits, label string) (SignedIn, error) {
	phone, err := exam.NormalPhone(typed)
	if err != nil {
		return SignedIn{}, err
	}
	if err := s.triesByAddress.Take(addr); err != nil {
		return SignedIn{}, err
	}
	now := s.now()
	code, err := s.store.LastSignInCode(ctx, phone)
	if exam.CodeOf(err) == exam.CodeNotFound {
		return SignedIn{}, exam.Errorf(exam.CodeCodeExpired, "this code has expired; ask for a new one")
	}
	if err != nil {
		return SignedIn{}, fmt.Errorf("read last sign-in code: %w", err)
	}
	hash := ident.KeyedHash(s.settings.CodeKey, phone, strings.TrimSpace(digits))
	err = s.store.ChangeSignInCode(ctx, code.ID, func(c *exam.SignInCode) error { return c.Enter(hash, now) })
	if err != nil {
		return SignedIn{}, err
	}
	return s.open(ctx, exam.Login{Kind: exam.ActorCandidate, Phone: phone, Label: label}, s.settings.CandidateTTL)
}

// OpenDevice makes the login of a device that joined by a pairing code; it is
// bound to one position of one sitting.
func (s *Service) OpenDevice(ctx context.Context, p exam.Pairing, label string) (SignedIn, error) {
	return s.open(ctx, exam.Login{
		Kind: exam.ActorDevice, SchoolID: p.SchoolID, SittingID: p.SittingID, Position: p.Position, Label: label,
	}, s.settings.CandidateTTL)
}

func (s *Service) open(ctx context.Context, l exam.Login, ttl time.Duration) (SignedIn, error) {
	now := s.now()
	l.ID, l.Addr, l.CreatedAt, l.ExpiresAt = ident.New(), operation.CallerFrom(ctx).Addr, now, now.Add(ttl)
	token := ident.Token()
	if err := s.store.CreateLogin(ctx, l, ident.Hash(token)); err != nil {
		return SignedIn{}, fmt.Errorf("create login: %w", err)
	}
	return SignedIn{Login: l, Token: token}, nil
}

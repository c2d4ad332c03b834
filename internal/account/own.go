package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

const (
	recoveryCodes = 10
	totpPeriod    = 30 // seconds (RFC 6238)
	// secondFactorBurst is the part of an hour's tries that may come at once: a third.
	secondFactorBurst = 3
)

// takeSecondFactor takes the code of a member of staff who has a second factor: a
// time step works once (RFC 6238, 5.2), a recovery code works once.
func (s *Service) takeSecondFactor(ctx context.Context, member exam.Staff, code string) error {
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if code == "" {
		return exam.Errorf(exam.CodeSecondFactor, "your second factor is needed").With("passkey", member.TOTP == "")
	}
	if err := s.codesByStaff.Take(member.ID); err != nil {
		return err
	}
	return s.store.ChangeStaff(ctx, member.SchoolID, member.ID, func(one *exam.Staff, _ []exam.Staff) (exam.StaffChange, error) {
		by := exam.Actor{Kind: exam.ActorStaff, StaffID: one.ID, SchoolID: one.SchoolID, Name: one.Name}
		fact := exam.Fact{Kind: "staff.second_factor", Actor: by, At: s.now(), Data: map[string]string{"staff": one.ID, "by": "app"}}
		step, err := s.stepOf(*one, code)
		if err != nil {
			return exam.StaffChange{}, err
		}
		if step > 0 {
			one.TOTPStep = step
			return exam.StaffChange{Fact: fact}, nil
		}
		hash := s.recoveryHash(one.ID, code)
		at := slices.Index(one.Recovery, hash)
		if at < 0 {
			return exam.StaffChange{}, exam.Errorf(exam.CodeSecondFactor, "this code is not right").With("wrong", true)
		}
		one.Recovery = slices.Delete(one.Recovery, at, at+1)
		fact.Data["by"] = "recovery code"
		return exam.StaffChange{Fact: fact}, nil
	})
}

// stepOf returns the time step that a code is of, 0 for none that is still good:
// the present one and its neighbours, after the last that was used.
func (s *Service) stepOf(one exam.Staff, code string) (int64, error) {
	if one.TOTP == "" {
		return 0, nil
	}
	secret, err := s.settings.Box.Open(one.TOTP, one.ID)
	if err != nil {
		return 0, fmt.Errorf("open second factor of staff %s: %w", one.ID, err)
	}
	present := s.now().Unix() / totpPeriod
	for _, step := range []int64{present - 1, present, present + 1} {
		want, err := totp.GenerateCode(string(secret), time.Unix(step*totpPeriod, 0))
		if err != nil {
			return 0, fmt.Errorf("make code of second factor: %w", err)
		}
		if step > one.TOTPStep && want == code {
			return step, nil
		}
	}
	return 0, nil
}

func (s *Service) recoveryHash(staffID, code string) string {
	return ident.KeyedHash(s.settings.CodeKey, "recovery", staffID, code)
}

// changeOwn changes the asker's own record.
func (s *Service) changeOwn(ctx context.Context, by exam.Actor, fn func(one *exam.Staff) (exam.StaffChange, error)) error {
	if by.Kind != exam.ActorStaff {
		return exam.Errorf(exam.CodeForbidden, "this is not yours to do")
	}
	return s.store.ChangeStaff(ctx, by.SchoolID, by.StaffID, func(one *exam.Staff, _ []exam.Staff) (exam.StaffChange, error) { return fn(one) })
}

// own returns the asker's record when the password is hers; else CodeBadCredentials.
func (s *Service) own(ctx context.Context, by exam.Actor, password string) (exam.Staff, error) {
	if by.Kind != exam.ActorStaff {
		return exam.Staff{}, exam.Errorf(exam.CodeForbidden, "this is not yours to do")
	}
	if err := s.staffByName.Take("own/" + by.StaffID); err != nil {
		return exam.Staff{}, err
	}
	one, err := s.store.StaffByID(ctx, by.StaffID)
	if err != nil {
		return one, fmt.Errorf("find staff %s: %w", by.StaffID, err)
	}
	right, err := s.compare(ctx, password, one.PasswordHash)
	if err != nil {
		return one, fmt.Errorf("compare password of staff %s: %w", one.ID, err)
	}
	if !right {
		return one, exam.Errorf(exam.CodeBadCredentials, "the password is wrong")
	}
	return one, nil
}

// ChangePassword sets the asker's password and ends her other logins. The old one
// must be given; the rules are those of [exam.CheckPassword].
func (s *Service) ChangePassword(ctx context.Context, by exam.Actor, old, next string) error {
	one, err := s.own(ctx, by, old)
	if err != nil {
		return err
	}
	if err := exam.CheckPassword(one.Username, next); err != nil {
		return err
	}
	if next == old {
		return exam.Errorf(exam.CodeInvalid, "the new password is the old one").With("field", "password")
	}
	hash, err := HashPassword(next)
	if err != nil {
		return fmt.Errorf("hash password: %w", err)
	}
	return s.changeOwn(ctx, by, func(one *exam.Staff) (exam.StaffChange, error) {
		one.PasswordHash, one.MustChange = hash, false
		return exam.StaffChange{Fact: s.ownFact(by, "staff.password_changed"), EndLogins: true, KeepLogin: by.LoginID}, nil
	})
}

func (s *Service) ownFact(by exam.Actor, kind string) exam.Fact {
	return exam.Fact{Kind: kind, Actor: by, At: s.now(), Data: map[string]string{"staff": by.StaffID}}
}

// TOTPOffer is a second factor that is not set yet.
type TOTPOffer struct {
	Secret string `json:"secret" doc:"Base32, to be typed where the QR cannot be read"`
	URL    string `json:"url" doc:"otpauth:// address for the app"`
}

// OfferTOTP makes a secret for the asker's app; nothing is kept until she has
// shown a code of it.
func (s *Service) OfferTOTP(ctx context.Context, by exam.Actor, password string) (TOTPOffer, error) {
	one, err := s.own(ctx, by, password)
	if err != nil {
		return TOTPOffer{}, err
	}
	school, err := s.store.School(ctx, by.SchoolID)
	if err != nil {
		return TOTPOffer{}, fmt.Errorf("find school: %w", err)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: school.Name, AccountName: one.Username, Period: totpPeriod, Digits: otp.DigitsSix})
	if err != nil {
		return TOTPOffer{}, fmt.Errorf("make second factor: %w", err)
	}
	return TOTPOffer{key.Secret(), key.URL()}, nil
}

// SetTOTP makes an offered secret the asker's second factor, by a code of it, and
// returns recovery codes that are shown this once.
func (s *Service) SetTOTP(ctx context.Context, by exam.Actor, secret, code string) ([]string, error) {
	var codes []string
	err := s.changeOwn(ctx, by, func(one *exam.Staff) (exam.StaffChange, error) {
		one.TOTP, one.TOTPStep = s.settings.Box.Seal([]byte(secret), one.ID), 0
		step, err := s.stepOf(*one, strings.ReplaceAll(code, " ", ""))
		if err != nil {
			return exam.StaffChange{}, exam.Errorf(exam.CodeInvalid, "this is no secret of an app").With("field", "secret")
		}
		if step == 0 {
			return exam.StaffChange{}, exam.Errorf(exam.CodeSecondFactor, "this code is not right").With("wrong", true)
		}
		one.TOTPStep = step
		codes = s.newRecovery(one)
		return exam.StaffChange{Fact: s.ownFact(by, "staff.second_factor_set")}, nil
	})
	return codes, err
}

// newRecovery gives a member of staff ten recovery codes in place of those before.
func (s *Service) newRecovery(one *exam.Staff) (codes []string) {
	one.Recovery = nil
	for range recoveryCodes {
		c := ident.PairingCode(10)
		codes = append(codes, c[:5]+"-"+c[5:])
		one.Recovery = append(one.Recovery, s.recoveryHash(one.ID, c))
	}
	return codes
}

// dropOwn changes the asker's second factor to a lesser one. Recovery codes go with
// the last; where her school demands a second factor the last stays: CodeConflict
// with "why" "second_factor_required".
func (s *Service) dropOwn(ctx context.Context, by exam.Actor, password string, fn func(one *exam.Staff) (exam.Fact, error)) error {
	if _, err := s.own(ctx, by, password); err != nil {
		return err
	}
	school, err := s.store.School(ctx, by.SchoolID)
	if err != nil {
		return fmt.Errorf("find school %s: %w", by.SchoolID, err)
	}
	return s.changeOwn(ctx, by, func(one *exam.Staff) (exam.StaffChange, error) {
		fact, err := fn(one)
		if err == nil && !one.HasSecondFactor() {
			one.Recovery = nil
			if school.SecondFactor {
				err = exam.Errorf(exam.CodeConflict, "your school demands a second factor").With("why", "second_factor_required")
			}
		}
		return exam.StaffChange{Fact: fact}, err
	})
}

// owesSecondFactor reports whether a member of staff must set up a second factor
// before anything else.
func (s *Service) owesSecondFactor(ctx context.Context, one exam.Staff) (bool, error) {
	if one.HasSecondFactor() {
		return false, nil
	}
	school, err := s.store.School(ctx, one.SchoolID)
	if err != nil {
		return false, fmt.Errorf("find school %s: %w", one.SchoolID, err)
	}
	return school.SecondFactor, nil
}

// DropTOTP takes the asker's app away. Where her school demands a second factor and
// she has no passkey it is CodeConflict.
func (s *Service) DropTOTP(ctx context.Context, by exam.Actor, password string) error {
	return s.dropOwn(ctx, by, password, func(one *exam.Staff) (exam.Fact, error) {
		one.TOTP, one.TOTPStep = "", 0
		return s.ownFact(by, "staff.second_factor_dropped"), nil
	})
}

// OwnLogins lists the asker's logins that hold, newest first.
func (s *Service) OwnLogins(ctx context.Context, by exam.Actor) ([]exam.Login, error) {
	if by.Kind != exam.ActorStaff {
		return nil, exam.Errorf(exam.CodeForbidden, "this is not yours to do")
	}
	return s.store.LoginsOfStaff(ctx, by.StaffID)
}

// EndOwnLogin ends one of the asker's logins; one that is not hers is CodeNotFound.
func (s *Service) EndOwnLogin(ctx context.Context, by exam.Actor, loginID string) error {
	return s.changeOwn(ctx, by, func(*exam.Staff) (exam.StaffChange, error) {
		return exam.StaffChange{Fact: s.ownFact(by, "staff.login_ended"), EndLogin: loginID}, nil
	})
}

// EndOtherLogins ends all of the asker's logins but the present one.
func (s *Service) EndOtherLogins(ctx context.Context, by exam.Actor) error {
	return s.changeOwn(ctx, by, func(*exam.Staff) (exam.StaffChange, error) {
		return exam.StaffChange{Fact: s.ownFact(by, "staff.logins_ended"), EndLogins: true, KeepLogin: by.LoginID}, nil
	})
}

package account

import (
	"context"
	"fmt"
	"strings"

	"github.com/alexedwards/argon2id"

	"kaochang/internal/exam"
)

// maxHashes is how many argon2id hashes run at once; each takes 19 MiB and some
// 50 ms of a core (docs/DESIGN.md, Decisions, Back end).
const maxHashes = 4

var argonParams = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// HashPassword returns the argon2id hash of a password in PHC form.
func HashPassword(password string) (string, error) {
	return argon2id.CreateHash(password, argonParams)
}

// nobodysHash is compared against when the name is unknown, so that the time of
// the answer does not tell whether a name exists.
var nobodysHash = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IG9mIG91cnM$Pz2cHGbTCSTCFbCTLmVQ3pDaa8e7JYl1kMZL4hCXLGE"

// SignInStaff makes a login for a member of staff. School is a school's slug; it
// may be empty for a name that one school alone has. Wrong name, wrong password and
// wrong school are one refusal, CodeBadCredentials; too many tries from one
// address or for one name are CodeRateLimited. Who has a second factor and sends
// no code, or a wrong one, gets CodeSecondFactor, with "wrong" in the second case
// and "passkey" where a passkey is the only one; code is that of the app or a
// recovery code.
func (s *Service) SignInStaff(ctx context.Context, addr, school, username, password, code, label string) (SignedIn, error) {
	username = strings.ToLower(strings.TrimSpace(username))
	if err := s.staffByAddress.Take(addr); err != nil {
		return SignedIn{}, err
	}
	if err := s.staffByName.Take(school + "/" + username); err != nil {
		return SignedIn{}, err
	}
	member, err := s.findStaff(ctx, school, username)
	if err != nil {
		return SignedIn{}, err
	}
	right, err := s.compare(ctx, password, member.PasswordHash)
	if err != nil {
		return SignedIn{}, fmt.Errorf("compare password of staff %s: %w", member.ID, err)
	}
	if !right || member.ID == "" || !member.DisabledAt.IsZero() {
		return SignedIn{}, exam.Errorf(exam.CodeBadCredentials, "name or password is wrong")
	}
	if member.HasSecondFactor() {
		if err := s.takeSecondFactor(ctx, member, code); err != nil {
			return SignedIn{}, err
		}
	}
	return s.open(ctx, exam.Login{Kind: exam.ActorStaff, StaffID: member.ID, SchoolID: member.SchoolID, Label: label}, s.settings.StaffTTL)
}

// findStaff returns the member of staff, or one without an ID and with nobody's
// hash when there is none.
func (s *Service) findStaff(ctx context.Context, slug, username string) (exam.Staff, error) {
	nobody := exam.Staff{PasswordHash: nobodysHash}
	member, err := s.staffOf(ctx, slug, username)
	if exam.CodeOf(err) == exam.CodeNotFound {
		return nobody, nil
	}
	if err != nil {
		return nobody, fmt.Errorf("find staff: %w", err)
	}
	return member, nil
}

func (s *Service) staffOf(ctx context.Context, slug, username string) (exam.Staff, error) {
	if slug == "" {
		return s.store.StaffByUsernameAnywhere(ctx, username)
	}
	school, err := s.store.SchoolBySlug(ctx, slug)
	if err != nil {
		return exam.Staff{}, err
	}
	return s.store.StaffByUsername(ctx, school.ID, username)
}

func (s *Service) compare(ctx context.Context, password, hash string) (bool, error) {
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	if hash == "" { // who has no password yet cannot enter it
		_, err := argon2id.ComparePasswordAndHash(password, nobodysHash)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, hash)
}

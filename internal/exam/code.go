package exam

import "time"

// The rules of sign-in codes (FEATURES A2; DESIGN.md, "Security").
const (
	CodeTries       = 5                // wrong entries before a code is used up
	CodeTTL         = 5 * time.Minute  // how long a code may be entered
	CodeResendAfter = 60 * time.Second // earliest next code for the same number
	CodeDigits      = 6
)

// SignInCode is one code sent by SMS. Hash is a keyed hash; the digits are kept
// nowhere.
type SignInCode struct {
	ID        string
	Phone     string
	Hash      string
	SentAt    time.Time
	ExpiresAt time.Time
	TriesLeft int
	UsedAt    time.Time
}

// Enter tries digits, given as their hash, and counts the try. It returns nil
// once for the right code in time; CodeCodeExpired after ExpiresAt or when it
// was used before; CodeCodeUsedUp when no try is left; CodeCodeWrong with
// "tries_left" otherwise. The caller saves the code whatever is returned.
func (c *SignInCode) Enter(hash string, now time.Time) error {
	switch {
	case !c.UsedAt.IsZero() || !now.Before(c.ExpiresAt):
		return Errorf(CodeCodeExpired, "this code has expired; ask for a new one")
	case c.TriesLeft <= 0:
		return Errorf(CodeCodeUsedUp, "too many wrong tries; ask for a new code")
	case hash != c.Hash:
		c.TriesLeft--
		if c.TriesLeft == 0 {
			return Errorf(CodeCodeUsedUp, "too many wrong tries; ask for a new code")
		}
		return Errorf(CodeCodeWrong, "this code is not right").With("tries_left", c.TriesLeft)
	}
	c.UsedAt = now
	return nil
}

// PairingTTL is how long a pairing code may be scanned (FEATURES C5).
const PairingTTL = 2 * time.Minute

// Pairing joins one device to one position of one sitting, once.
type Pairing struct {
	ID        string
	SchoolID  string
	SittingID string
	Position  Position
	Hash      string
	ExpiresAt time.Time
	UsedAt    time.Time
}

// Claim uses the pairing up: CodePairingUsed the second time,
// CodePairingExpired after ExpiresAt.
func (p *Pairing) Claim(now time.Time) error {
	if !p.UsedAt.IsZero() {
		return Errorf(CodePairingUsed, "this QR code was already used; show a new one on the first camera")
	}
	if !now.Before(p.ExpiresAt) {
		return Errorf(CodePairingExpired, "this QR code has expired; show a new one on the first camera")
	}
	p.UsedAt = now
	return nil
}

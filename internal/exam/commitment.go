package exam

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// Commitment is what the server promises before a draw, so that nobody could choose
// the seed: its hash is told and kept in the ledger, then staff name a public word that
// nobody controls, and only then the secret is told (docs/decisions/0029-draws.md).
type Commitment struct {
	ID, Secret, By string // By is the name of who asked for it
	At             time.Time
}

// maxDrawWord is how many characters a draw's public word has at most.
const maxDrawWord = 200

// Hash returns the promise: SHA-256 of the secret, as hex.
func (c Commitment) Hash() string { return hexSum(c.Secret) }

// Seed returns the seed of the draw: SHA-256, as hex, of the secret, a colon and the
// word, which may be empty. CodeInvalid for more than 200 characters or a line break.
func (c Commitment) Seed(word string) (string, error) {
	if len([]rune(word)) > maxDrawWord || strings.ContainsAny(word, "\r\n") {
		return "", wrongField("word", "is one line of at most 200 characters")
	}
	return hexSum(c.Secret + ":" + word), nil
}

func hexSum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Commitment returns one that no draw has used; else CodeConflict with "why"
// "not_committed".
func (s *SetUp) Commitment(id string) (Commitment, error) {
	c, err := find(s.Commitments, "commitment", func(c Commitment) bool { return c.ID == id })
	if err != nil {
		return c, Errorf(CodeConflict, "a draw needs a commitment that no other draw has used").With("why", "not_committed")
	}
	return c, nil
}

// Package ident makes identifiers and secrets: UUIDv7 for rows, random tokens
// and codes, and the keyed hashes under which secrets are kept.
package ident

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"time"

	"github.com/google/uuid"
)

// New returns a new UUIDv7; identifiers sort by the time they were made.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Of returns the identifier, shaped as a UUIDv7, of what happened at a moment to what
// parts name: the same each time, so that two who write it down agree.
func Of(at time.Time, parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(p), p) // a hash never fails
	}
	var id uuid.UUID
	copy(id[6:], h.Sum(nil))
	ms := uint64(at.UnixMilli()) //nolint:gosec // after 1970
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id.String()
}

// Token returns 256 random bits as 43 URL-safe characters.
func Token() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// pairingAlphabet leaves out what is easily misread: 0 O 1 I L U.
const pairingAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// PairingCode returns n characters that are easily read and typed; ten of them
// carry 49 bits.
func PairingCode(n int) string { return pick(n, pairingAlphabet) }

// Digits returns n random decimal digits.
func Digits(n int) string { return pick(n, "0123456789") }

func pick(n int, alphabet string) string {
	out := make([]byte, n)
	for i := range out {
		k, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			panic(fmt.Sprintf("read random bits: %v", err)) // crypto/rand never fails
		}
		out[i] = alphabet[k.Int64()]
	}
	return string(out)
}

// Hash returns the SHA-256 of a token of high entropy, in hex.
func Hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// KeyedHash returns HMAC-SHA-256 of a short secret under a key of the server, in
// hex, so that a leaked table does not give the code away by trying all of them.
// parts bind the secret to its use (for instance the phone number).
func KeyedHash(key []byte, parts ...string) string {
	mac := hmac.New(sha256.New, key)
	for _, p := range parts {
		_, _ = fmt.Fprintf(mac, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(mac.Sum(nil))
}

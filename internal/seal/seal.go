// Package seal encrypts single values at rest, such as identity numbers, under
// a key that is kept outside of the database (AES-256-GCM, NIST SP 800-38D).
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
)

// Box seals and opens values. It is safe for concurrent use.
type Box struct{ aead cipher.AEAD }

// New returns the box of a key of 32 bytes.
func New(key []byte) (*Box, error) {
	if len(key) != 32 {
		return nil, fmt.Errorf("a sealing key has 32 bytes, this one has %d", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("read sealing key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("read sealing key: %w", err)
	}
	return &Box{aead: aead}, nil
}

// Seal returns a value encrypted, as text. about binds it to its place (for
// instance the candidate), so that it cannot be moved to another; it is not
// secret. Two seals of one value differ.
func (b *Box) Seal(value []byte, about string) string {
	nonce := make([]byte, b.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails (crypto/rand)
	return base64.RawStdEncoding.EncodeToString(b.aead.Seal(nonce, nonce, value, []byte(about)))
}

// Open returns the value that [Box.Seal] was given with the same about. Any
// other text, key or place is an error.
func (b *Box) Open(sealed, about string) ([]byte, error) {
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil {
		return nil, fmt.Errorf("decode sealed value: %w", err)
	}
	n := b.aead.NonceSize()
	if len(raw) < n {
		return nil, errors.New("a sealed value is cut short")
	}
	value, err := b.aead.Open(nil, raw[:n], raw[n:], []byte(about))
	if err != nil {
		return nil, fmt.Errorf("open sealed value: %w", err)
	}
	return value, nil
}

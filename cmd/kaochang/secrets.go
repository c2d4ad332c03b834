package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"kaochang/internal/ident"
)

// secrets of one server, made at its first start and kept in a file that only
// its owner may read.
type secrets struct {
	CodeKey []byte `json:"code_key"` // of the hashes of SMS codes
	// IdentityKey seals identity numbers. Without it they cannot be read again:
	// it belongs into every backup, apart from the database.
	IdentityKey []byte `json:"identity_key"`
	// BiometricKey seals pictures of faces and documents.
	BiometricKey []byte `json:"biometric_key"`
	MediaKey     string `json:"media_key"`
	MediaSecret  string `json:"media_secret"`
}

func loadSecrets(path string) (secrets, error) {
	var s secrets
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecrets(path)
	}
	if err != nil {
		return s, fmt.Errorf("read secrets: %w", err)
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("read secrets %s: %w", filepath.Base(path), err)
	}
	complete := true
	for _, key := range []*[]byte{&s.IdentityKey, &s.BiometricKey} {
		if len(*key) == 0 { // the file is older than this key
			*key, complete = randomKey(), false
		}
	}
	if complete {
		return s, nil
	}
	return s, keepSecrets(path, s)
}

func makeSecrets(path string) (secrets, error) {
	s := secrets{CodeKey: randomKey(), IdentityKey: randomKey(), BiometricKey: randomKey(), MediaKey: "kaochang", MediaSecret: ident.Token()}
	return s, keepSecrets(path, s)
}

// randomKey returns 32 random bytes.
func randomKey() []byte {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	return key
}

func keepSecrets(path string, s secrets) error {
	text, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("encode secrets: %w", err)
	}
	if err := writeDurably(path, text); err != nil {
		return fmt.Errorf("keep secrets: %w", err)
	}
	return nil
}

func logHint(ctx context.Context, sessionID string, err error) {
	slog.WarnContext(ctx, "presence hint not sent", "session", sessionID, "error", err)
}

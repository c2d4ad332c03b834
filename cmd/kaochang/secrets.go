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
	CodeKey     []byte `json:"code_key"` // of the hashes of SMS codes
	MediaKey    string `json:"media_key"`
	MediaSecret string `json:"media_secret"`
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
	return s, nil
}

func makeSecrets(path string) (secrets, error) {
	s := secrets{CodeKey: make([]byte, 32), MediaKey: "kaochang", MediaSecret: ident.Token()}
	_, _ = rand.Read(s.CodeKey) // never fails (crypto/rand)
	text, err := json.Marshal(s)
	if err != nil {
		return s, fmt.Errorf("encode secrets: %w", err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return s, fmt.Errorf("keep secrets: %w", err)
	}
	return s, nil
}

func logHint(ctx context.Context, sessionID string, err error) {
	slog.WarnContext(ctx, "presence hint not sent", "session", sessionID, "error", err)
}

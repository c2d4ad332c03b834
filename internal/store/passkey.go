package store

import (
	"context"
	"fmt"
	"time"

	"kaochang/internal/exam"
)

// KeepCeremony keeps what was asked of a browser's passkey under the hash of its
// token, and forgets those that have expired.
func (s *Store) KeepCeremony(ctx context.Context, hash, data string, expires time.Time) error {
	return s.inTx(ctx, func(tx *txn) error {
		if _, err := tx.NewRaw("DELETE FROM passkey_ceremony WHERE expires_at < ?", ms(s.now())).Exec(ctx); err != nil {
			return fmt.Errorf("forget expired ceremonies: %w", err)
		}
		if _, err := tx.NewRaw("INSERT INTO passkey_ceremony (hash, data, expires_at) VALUES (?, ?, ?)", hash, data, ms(expires)).Exec(ctx); err != nil {
			return fmt.Errorf("keep ceremony: %w", err)
		}
		return nil
	})
}

// TakeCeremony returns what was kept under a hash and forgets it: each is answered
// once. It is CodeNotFound for one that is unknown, answered or expired.
func (s *Store) TakeCeremony(ctx context.Context, hash string) (string, error) {
	var kept []struct {
		Data      string
		ExpiresAt int64
	}
	err := s.inTx(ctx, func(tx *txn) error {
		return tx.NewRaw("DELETE FROM passkey_ceremony WHERE hash = ? RETURNING data, expires_at", hash).Scan(ctx, &kept)
	})
	if err != nil {
		return "", fmt.Errorf("take ceremony: %w", err)
	}
	if len(kept) != 1 || kept[0].ExpiresAt <= ms(s.now()) {
		return "", exam.Errorf(exam.CodeNotFound, "this was asked too long ago")
	}
	return kept[0].Data, nil
}

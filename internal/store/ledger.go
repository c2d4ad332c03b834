package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/mod/sumdb/tlog"

	"kaochang/internal/exam"
)

type ledgerRow struct {
	bun.BaseModel `bun:"table:ledger_entry,alias:ledger_entry"`

	Seq       int64 `bun:",pk,autoincrement"`
	SchoolID  string
	SittingID string
	Kind      string
	ActorKind string
	ActorID   string
	ActorName string
	Reason    string
	FromPhase string
	ToPhase   string
	At        int64
	Data      string
	Hash      string
}

// leaf is what a ledger entry's hash is taken of, as JSON in this order. All of
// it can be read back from the entry, so that anyone can take the hash again.
type leaf struct {
	SchoolID  string            `json:"school_id"`
	SittingID string            `json:"sitting_id"`
	Kind      string            `json:"kind"`
	ActorKind string            `json:"actor_kind"`
	ActorID   string            `json:"actor_id"`
	Reason    string            `json:"reason,omitempty"`
	From      string            `json:"from,omitempty"`
	To        string            `json:"to,omitempty"`
	At        time.Time         `json:"at"` // UTC, whole milliseconds
	Data      map[string]string `json:"data,omitempty"`
}

// append writes one ledger entry with the hash of its leaf (RFC 6962, 2.1).
func (tx *txn) append(ctx context.Context, schoolID, sittingID string, f exam.Fact) error {
	f.Reason = clean(f.Reason)
	actorID := f.Actor.LoginID
	if f.Actor.StaffID != "" {
		actorID = f.Actor.StaffID
	}
	text, err := json.Marshal(leaf{
		schoolID, sittingID, f.Kind, string(f.Actor.Kind), actorID, f.Reason, string(f.From), string(f.To), at(ms(f.At)), f.Data,
	})
	if err != nil {
		return fmt.Errorf("encode ledger entry %s: %w", f.Kind, err)
	}
	data, err := json.Marshal(f.Data)
	if err != nil {
		return fmt.Errorf("encode ledger data %s: %w", f.Kind, err)
	}
	hash := tlog.RecordHash(text)
	row := &ledgerRow{
		SchoolID: schoolID, SittingID: sittingID, Kind: f.Kind, ActorKind: string(f.Actor.Kind), ActorID: actorID, ActorName: f.Actor.Name,
		Reason: f.Reason, FromPhase: string(f.From), ToPhase: string(f.To), At: ms(f.At), Data: string(data), Hash: hex.EncodeToString(hash[:]),
	}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("append ledger entry %s: %w", f.Kind, err)
	}
	return nil
}

// LedgerOf returns what happened in a sitting, oldest first.
func (s *Store) LedgerOf(ctx context.Context, sittingID string) ([]exam.LedgerEntry, error) {
	var rows []ledgerRow
	if err := s.read.NewSelect().Model(&rows).Where("sitting_id = ?", sittingID).Order("seq").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list ledger of sitting %s: %w", sittingID, err)
	}
	entries := make([]exam.LedgerEntry, len(rows))
	for i, r := range rows {
		entries[i] = exam.LedgerEntry{
			Seq: r.Seq, SchoolID: r.SchoolID, SittingID: r.SittingID, Kind: r.Kind, ActorKind: exam.ActorKind(r.ActorKind), ActorID: r.ActorID,
			ActorName: r.ActorName, Reason: r.Reason, From: exam.Phase(r.FromPhase), To: exam.Phase(r.ToPhase), At: at(r.At), Hash: r.Hash,
		}
		if err := json.Unmarshal([]byte(r.Data), &entries[i].Data); err != nil {
			return nil, fmt.Errorf("decode ledger entry %d: %w", r.Seq, err)
		}
	}
	return entries, nil
}

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

// Change runs fn on a sitting and saves what it changed, in one transaction: the
// sitting's version grows by one, each fact goes to the ledger, each event to the
// outbox, each timer to the durable jobs. An error of fn comes back as it is and
// nothing is changed. Two changes of the same sitting come one after the other.
func (s *Store) Change(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Session) error) (exam.Sitting, error) {
	return s.change(ctx, sittingID, func(ctx context.Context, tx bun.Tx, one *exam.Sitting) error {
		session, err := s.session(ctx, tx, one.SessionID, false)
		if err != nil {
			return err
		}
		return fn(one, session)
	}, false)
}

// ChangeInHall is Change for rules that need to know the session's other
// sittings; such changes of one session come one after the other.
func (s *Store) ChangeInHall(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Hall) error) (exam.Sitting, error) {
	return s.change(ctx, sittingID, func(ctx context.Context, tx bun.Tx, one *exam.Sitting) error {
		hall, err := s.hall(ctx, tx, one)
		if err != nil {
			return err
		}
		return fn(one, hall)
	}, true)
}

func (s *Store) change(ctx context.Context, sittingID string, fn func(context.Context, bun.Tx, *exam.Sitting) error, inHall bool) (exam.Sitting, error) {
	var changed exam.Sitting
	err := s.inTx(ctx, func(tx bun.Tx) error {
		if inHall { // always the session before the sitting, so that no two wait for each other
			if err := s.lockHall(ctx, tx, sittingID); err != nil {
				return err
			}
		}
		loaded, err := s.lock(ctx, tx, sittingID)
		if err != nil {
			return err
		}
		if err := fn(ctx, tx, &loaded); err != nil {
			return err
		}
		if loaded.Changed() {
			if err := s.save(ctx, tx, &loaded); err != nil {
				return err
			}
		}
		changed = loaded
		return nil
	})
	return changed, err
}

func (s *Store) lock(ctx context.Context, tx bun.Tx, sittingID string) (exam.Sitting, error) {
	var row sittingRow
	if err := s.forUpdate(tx.NewSelect().Model(&row).Where("id = ?", sittingID)).Scan(ctx); err != nil {
		return exam.Sitting{}, notFound(err, "sitting")
	}
	return one(s.assemble(ctx, tx, []sittingRow{row}))
}

func (s *Store) lockHall(ctx context.Context, tx bun.Tx, sittingID string) error {
	var sessionID string
	if err := tx.NewSelect().Table("sitting").Column("session_id").Where("id = ?", sittingID).Scan(ctx, &sessionID); err != nil {
		return notFound(err, "sitting")
	}
	_, err := s.session(ctx, tx, sessionID, true)
	return err
}

func (s *Store) hall(ctx context.Context, tx bun.Tx, self *exam.Sitting) (exam.Hall, error) {
	session, err := s.session(ctx, tx, self.SessionID, false)
	if err != nil {
		return exam.Hall{}, err
	}
	var rows []sittingRow
	err = tx.NewSelect().Model(&rows).Column("id", "phase", "queue_rank", "call_staff_id").
		Where("session_id = ? AND id <> ?", self.SessionID, self.ID).Scan(ctx)
	if err != nil {
		return exam.Hall{}, fmt.Errorf("list peers of sitting %s: %w", self.ID, err)
	}
	hall := exam.Hall{Session: session}
	for _, r := range rows {
		hall.Peers = append(hall.Peers, exam.Peer{ID: r.ID, Phase: exam.Phase(r.Phase), QueueRank: r.QueueRank, CallBy: r.CallStaffID})
	}
	return hall, nil
}

// save writes a changed sitting with all that happened to it.
func (s *Store) save(ctx context.Context, tx bun.Tx, one *exam.Sitting) error {
	before := one.Version
	one.Version++
	res, err := tx.NewUpdate().Model(rowOf(one)).WherePK().Where("version = ?", before).Exec(ctx)
	if err != nil {
		return fmt.Errorf("save sitting %s: %w", one.ID, err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return exam.Errorf(exam.CodeConflict, "this has changed meanwhile; look again").With("phase", string(one.Phase))
	}
	if err := saveParts(ctx, tx, one); err != nil {
		return err
	}
	facts, timers, events := one.Drain()
	for _, f := range facts {
		if err := appendFact(ctx, tx, one.SchoolID, one.ID, f); err != nil {
			return err
		}
	}
	for _, e := range distinct(events) {
		out := outboxRow{Kind: e.Kind, SittingID: one.ID, SessionID: one.SessionID, LoginID: e.LoginID, Version: one.Version, At: ms(s.now())}
		if err := out.insert(ctx, tx); err != nil {
			return err
		}
	}
	for _, t := range timers {
		if err := s.schedule(ctx, tx, t, one.ID, one.SessionID); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) schedule(ctx context.Context, tx bun.Tx, t exam.Timer, sittingID, sessionID string) error {
	if s.enqueue == nil {
		return nil
	}
	if err := s.enqueue(ctx, tx.Tx, t, sittingID, sessionID); err != nil {
		return fmt.Errorf("schedule %s: %w", t.Kind, err)
	}
	return nil
}

// saveParts writes devices and releases. There are at most two devices and few
// releases, so they are written anew.
func saveParts(ctx context.Context, tx bun.Tx, one *exam.Sitting) error {
	if _, err := tx.NewDelete().Model((*deviceRow)(nil)).Where("sitting_id = ?", one.ID).Exec(ctx); err != nil {
		return fmt.Errorf("save devices of sitting %s: %w", one.ID, err)
	}
	for _, d := range one.Devices {
		row := &deviceRow{SittingID: one.ID, Position: int(d.Position), SchoolID: one.SchoolID, LoginID: d.LoginID, Label: d.Label, JoinedAt: ms(d.JoinedAt)}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return fmt.Errorf("save device %d of sitting %s: %w", d.Position, one.ID, err)
		}
	}
	for _, r := range one.Releases {
		row := &releaseRow{
			ID: r.ID, SchoolID: one.SchoolID, SittingID: one.ID, QuestionID: r.QuestionID,
			ReleasedAt: ms(r.ReleasedAt), WithdrawnAt: ms(r.WithdrawnAt), OpenedAt: ms(r.OpenedAt),
		}
		_, err := tx.NewInsert().Model(row).On("CONFLICT (id) DO UPDATE").
			Set("withdrawn_at = EXCLUDED.withdrawn_at").Set("opened_at = EXCLUDED.opened_at").Exec(ctx)
		if err != nil {
			return fmt.Errorf("save release %s: %w", r.ID, err)
		}
	}
	return nil
}

// distinct keeps one event of each kind and login.
func distinct(events []exam.Event) []exam.Event {
	seen, kept := map[exam.Event]bool{}, events[:0:0]
	for _, e := range events {
		if !seen[e] {
			seen[e] = true
			kept = append(kept, e)
		}
	}
	return kept
}

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

// leaf is what a ledger entry's hash is taken of, as JSON.
type leaf struct {
	SchoolID  string            `json:"school_id"`
	SittingID string            `json:"sitting_id"`
	Kind      string            `json:"kind"`
	ActorKind string            `json:"actor_kind"`
	ActorID   string            `json:"actor_id"`
	Reason    string            `json:"reason,omitempty"`
	From      string            `json:"from,omitempty"`
	To        string            `json:"to,omitempty"`
	At        time.Time         `json:"at"`
	Data      map[string]string `json:"data,omitempty"`
}

// appendFact writes one ledger entry with the hash of its leaf (RFC 6962, 2.1).
func appendFact(ctx context.Context, tx bun.Tx, schoolID, sittingID string, f exam.Fact) error {
	actorID := f.Actor.LoginID
	if f.Actor.StaffID != "" {
		actorID = f.Actor.StaffID
	}
	text, err := json.Marshal(leaf{
		schoolID, sittingID, f.Kind, string(f.Actor.Kind), actorID, f.Reason, string(f.From), string(f.To), f.At, f.Data,
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
	var entries []exam.LedgerEntry
	for _, r := range rows {
		e := exam.LedgerEntry{
			Seq: r.Seq, SchoolID: r.SchoolID, SittingID: r.SittingID, Kind: r.Kind, ActorKind: exam.ActorKind(r.ActorKind), ActorID: r.ActorID,
			ActorName: r.ActorName, Reason: r.Reason, From: exam.Phase(r.FromPhase), To: exam.Phase(r.ToPhase), At: at(r.At), Hash: r.Hash,
		}
		if err := json.Unmarshal([]byte(r.Data), &e.Data); err != nil {
			return nil, fmt.Errorf("decode ledger entry %d: %w", r.Seq, err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

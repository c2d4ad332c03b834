package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/mod/sumdb/tlog"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
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
	Addr      string
	Hash      string
}

func (r ledgerRow) entry() (exam.LedgerEntry, error) {
	e := exam.LedgerEntry{
		Seq: r.Seq, SchoolID: r.SchoolID, SittingID: r.SittingID, Kind: r.Kind, ActorKind: exam.ActorKind(r.ActorKind), ActorID: r.ActorID,
		ActorName: r.ActorName, Reason: r.Reason, From: exam.Phase(r.FromPhase), To: exam.Phase(r.ToPhase), At: at(r.At), Addr: r.Addr, Hash: r.Hash,
	}
	if err := json.Unmarshal([]byte(r.Data), &e.Data); err != nil {
		return e, fmt.Errorf("decode ledger entry %d: %w", r.Seq, err)
	}
	return e, nil
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
	Addr      string            `json:"addr,omitempty"`
}

// hash is the leaf's, as RFC 6962, 2.1 takes it, in hex.
func (l leaf) hash() (string, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return "", fmt.Errorf("encode ledger entry %s: %w", l.Kind, err)
	}
	sum := tlog.RecordHash(text)
	return hex.EncodeToString(sum[:]), nil
}

// append adds one ledger entry with the hash of its leaf (RFC 6962, 2.1).
func (tx *txn) append(ctx context.Context, schoolID, sittingID string, f exam.Fact) error {
	f.Reason = clean(f.Reason)
	actorID := f.Actor.LoginID
	if f.Actor.StaffID != "" {
		actorID = f.Actor.StaffID
	}
	addr := operation.CallerFrom(ctx).Addr
	hash, err := leaf{
		schoolID, sittingID, f.Kind, string(f.Actor.Kind), actorID, f.Reason, string(f.From), string(f.To), at(ms(f.At)), f.Data, addr,
	}.hash()
	if err != nil {
		return err
	}
	data, err := json.Marshal(f.Data)
	if err != nil {
		return fmt.Errorf("encode ledger data %s: %w", f.Kind, err)
	}
	tx.facts = append(tx.facts, ledgerRow{
		SchoolID: schoolID, SittingID: sittingID, Kind: f.Kind, ActorKind: string(f.Actor.Kind), ActorID: actorID, ActorName: f.Actor.Name,
		Reason: f.Reason, FromPhase: string(f.From), ToPhase: string(f.To), At: ms(f.At), Data: string(data), Addr: addr, Hash: hash,
	})
	return nil
}

// LedgerOf returns what happened in a sitting, oldest first.
func (s *Store) LedgerOf(ctx context.Context, sittingID string) ([]exam.LedgerEntry, error) {
	entries, _, err := s.asked.ledgers.of(ctx, sittingID)
	return entries, err
}

func (s *Store) readLedgers(ctx context.Context, sittingIDs []string) (map[string][]exam.LedgerEntry, error) {
	var rows []ledgerRow
	db, among, named := s.naming(nil, sittingIDs)
	if err := db.scan(ctx, db.NewSelect().Model(&rows).Where("sitting_id"+among, named).Order("seq"), &rows); err != nil {
		return nil, fmt.Errorf("list ledgers of sittings: %w", err)
	}
	all, err := entriesOf(rows)
	return listed(all, func(e exam.LedgerEntry) string { return e.SittingID }, same[exam.LedgerEntry]), err
}

func entriesOf(rows []ledgerRow) ([]exam.LedgerEntry, error) {
	entries := make([]exam.LedgerEntry, len(rows))
	var err error
	for i, r := range rows {
		if entries[i], err = r.entry(); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// Ledger returns a page of a school's ledger, newest first, and how many entries
// the filter chooses in all.
func (s *Store) Ledger(ctx context.Context, f exam.LedgerFilter) (list []exam.LedgerEntry, total int, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		n, err := ledgerQuery(db.NewSelect().Model((*ledgerRow)(nil)), f).Count(ctx)
		if err != nil {
			return fmt.Errorf("count ledger: %w", err)
		}
		total = int(n)
		var rows []ledgerRow
		if err := ledgerQuery(db.NewSelect().Model(&rows), f).Order("seq DESC").Limit(int64(f.Limit)).Offset(int64(f.Offset)).Scan(ctx); err != nil {
			return fmt.Errorf("list ledger: %w", err)
		}
		if list, err = entriesOf(rows); err != nil {
			return err
		}
		return nameCandidates(ctx, db, list)
	})
	return list, total, err
}

func ledgerQuery(q *bun.SelectQuery, f exam.LedgerFilter) *bun.SelectQuery {
	q = q.Where("school_id = ?", f.SchoolID)
	if !f.From.IsZero() {
		q = q.Where("at >= ?", ms(f.From))
	}
	if !f.To.IsZero() {
		q = q.Where("at < ?", ms(f.To))
	}
	if f.Kind != "" {
		q = q.Where("substr(kind, 1, ?) = ?", len(f.Kind), f.Kind)
	}
	if f.ActorKind != "" {
		q = q.Where("actor_kind = ?", string(f.ActorKind))
	}
	if f.Actor != "" {
		q = q.Where("lower(actor_name) LIKE ? ESCAPE '!'", like(f.Actor))
	}
	if f.Query != "" {
		p := like(f.Query)
		q = q.Where(`(lower(actor_name) LIKE ? ESCAPE '!' OR lower(reason) LIKE ? ESCAPE '!' OR lower(data) LIKE ? ESCAPE '!' OR sitting_id IN (
  SELECT si.id FROM candidate c JOIN enrolment e ON e.candidate_id = c.id JOIN sitting si ON si.enrolment_id = e.id
  WHERE c.school_id = ? AND lower(c.name) LIKE ? ESCAPE '!'))`, p, p, p, f.SchoolID, p)
	}
	return q
}

// nameCandidates tells of each entry of a sitting whose sitting it is.
func nameCandidates(ctx context.Context, db bun.IDB, list []exam.LedgerEntry) error {
	var ids []string
	for _, e := range list {
		if e.SittingID != "" {
			ids = append(ids, e.SittingID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	names := map[string]string{}
	for part := range slices.Chunk(slices.Compact(ids), chunk) {
		var rows []struct{ ID, Name string }
		err := db.NewRaw(`SELECT si.id, c.name FROM sitting si JOIN enrolment e ON e.id = si.enrolment_id JOIN candidate c ON c.id = e.candidate_id
  WHERE si.id IN (?)`, bun.List(part)).Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("name candidates of the ledger: %w", err)
		}
		for _, r := range rows {
			names[r.ID] = r.Name
		}
	}
	for i := range list {
		list[i].Candidate = names[list[i].SittingID]
	}
	return nil
}

// CheckLedger takes the hash of each of a school's entries again. It returns how
// many there are and the numbers of those whose hash is not theirs.
func (s *Store) CheckLedger(ctx context.Context, schoolID string) (checked int, wrong []int64, err error) {
	var rows []ledgerRow
	if err := s.read.NewSelect().Model(&rows).Where("school_id = ?", schoolID).Order("seq").Scan(ctx); err != nil {
		return 0, nil, fmt.Errorf("read ledger of school %s: %w", schoolID, err)
	}
	for _, r := range rows {
		e, err := r.entry()
		if err != nil {
			return 0, nil, err
		}
		hash, err := leaf{
			e.SchoolID, e.SittingID, e.Kind, string(e.ActorKind), e.ActorID, e.Reason, string(e.From), string(e.To), e.At, e.Data, e.Addr,
		}.hash()
		if err != nil {
			return 0, nil, err
		}
		if hash != r.Hash {
			wrong = append(wrong, r.Seq)
		}
	}
	return len(rows), wrong, nil
}

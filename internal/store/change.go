package store

import (
	"context"
	"fmt"
	"slices"

	"kaochang/internal/exam"
)

// Change runs fn on a sitting and saves what it changed, in one transaction: the
// sitting's version grows by one, each fact goes to the ledger, each event to the
// outbox, each timer to the durable jobs. An error of fn comes back as it is and
// nothing is changed. Two changes of the same sitting come one after the other.
// fn must not call the store, and may run again when the database breaks the
// transaction off.
func (s *Store) Change(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Session) error) (exam.Sitting, error) {
	return s.changeSoon(&changing{ctx: ctx, sittingID: sittingID, fn: func(one *exam.Sitting, in exam.Session, _ map[string]string) error {
		return fn(one, in)
	}})
}

// ChangeInHall is Change for rules that need to know the session's other
// sittings; such changes of one session come one after the other.
func (s *Store) ChangeInHall(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Hall) error) (exam.Sitting, error) {
	return s.change(ctx, sittingID, func(ctx context.Context, tx *txn, one *exam.Sitting) error {
		hall, err := s.hall(ctx, tx, one)
		if err != nil {
			return err
		}
		return fn(one, hall)
	}, true)
}

func (s *Store) change(ctx context.Context, sittingID string, fn func(context.Context, *txn, *exam.Sitting) error, inHall bool) (exam.Sitting, error) {
	var changed exam.Sitting
	err := s.inQuietTx(ctx, func(tx *txn) error {
		if inHall { // always the session before the sitting, so that no two wait for each other
			if err := s.lockHall(ctx, tx, sittingID); err != nil {
				return err
			}
		}
		before, err := s.lock(ctx, tx, sittingID)
		if err != nil {
			return err
		}
		changed = copied(before)
		if err := fn(ctx, tx, &changed); err != nil || !changed.Changed() {
			return err
		}
		return s.save(ctx, tx, before, &changed)
	})
	if err != nil {
		return exam.Sitting{}, err
	}
	return asKept(changed), nil
}

func (s *Store) lockHall(ctx context.Context, tx *txn, sittingID string) error {
	var sessionID string
	if err := tx.NewSelect().Table("sitting").Column("session_id").Where("id = ?", sittingID).Scan(ctx, &sessionID); err != nil {
		return notFound(err, "sitting")
	}
	_, err := s.session(ctx, tx, sessionID, true)
	return err
}

func (s *Store) hall(ctx context.Context, tx *txn, self *exam.Sitting) (exam.Hall, error) {
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

// saveDrained writes facts to the ledger, events to the outbox and timers to the
// durable jobs.
func (s *Store) saveDrained(ctx context.Context, tx *txn, one *exam.Sitting) error {
	facts, timers, events := one.Drain()
	for _, f := range facts {
		if err := tx.append(ctx, one.SchoolID, one.ID, f); err != nil {
			return err
		}
	}
	for _, e := range distinct(events) {
		out := outboxRow{Kind: e.Kind, SittingID: one.ID, SessionID: one.SessionID, LoginID: e.LoginID, Version: one.Version, At: ms(s.now())}
		tx.put(out)
	}
	for _, t := range timers {
		tx.schedule(t, one.ID, one.SessionID)
	}
	return nil
}

// saveReleases writes the releases that are new or changed; none ever goes.
func saveReleases(ctx context.Context, tx *txn, before exam.Sitting, one *exam.Sitting) error {
	for _, r := range one.Releases {
		if slices.Contains(before.Releases, r) {
			continue
		}
		_, err := tx.NewInsert().Model(releaseRowOf(one, r)).On("CONFLICT (id) DO UPDATE").
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

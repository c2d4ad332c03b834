package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// LockUpload takes or renews a server's right to write an upload until a moment.
// It returns false while another's lasts, and notes that the upload is wanted.
func (s *Store) LockUpload(ctx context.Context, ticketID, owner string, until time.Time) (bool, error) {
	res, err := s.write.NewRaw(`INSERT INTO upload_lock (ticket_id, owner, until) VALUES (?, ?, ?)
  ON CONFLICT (ticket_id) DO UPDATE SET owner = EXCLUDED.owner, until = EXCLUDED.until, wanted = FALSE
  WHERE upload_lock.owner = EXCLUDED.owner OR upload_lock.until <= ?`, ticketID, owner, ms(until), ms(s.now())).Exec(ctx)
	if err != nil {
		return false, fmt.Errorf("lock upload %s: %w", ticketID, err)
	}
	if n, err := res.RowsAffected(); n > 0 || err != nil {
		return n > 0, err
	}
	if _, err := s.write.NewRaw("UPDATE upload_lock SET wanted = TRUE WHERE ticket_id = ? AND wanted = FALSE", ticketID).Exec(ctx); err != nil {
		return false, fmt.Errorf("want upload %s: %w", ticketID, err)
	}
	return false, nil
}

// RenewUploads renews a server's rights to uploads until a moment and returns those
// that it still has, each with whether another waits for it.
func (s *Store) RenewUploads(ctx context.Context, owner string, ticketIDs []string, until time.Time) (map[string]bool, error) {
	if len(ticketIDs) == 0 {
		return map[string]bool{}, nil
	}
	var rows []struct {
		TicketID string
		Wanted   bool
	}
	err := s.write.NewRaw("UPDATE upload_lock SET until = ? WHERE ticket_id IN (?) AND owner = ? RETURNING ticket_id, wanted", ms(until), bun.List(ticketIDs), owner).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("renew locks of uploads: %w", err)
	}
	wanted := make(map[string]bool, len(rows))
	for _, one := range rows {
		wanted[one.TicketID] = one.Wanted
	}
	return wanted, nil
}

// UnlockUpload gives a server's right back.
func (s *Store) UnlockUpload(ctx context.Context, ticketID, owner string) error {
	if _, err := s.write.NewRaw("DELETE FROM upload_lock WHERE ticket_id = ? AND owner = ?", ticketID, owner).Exec(ctx); err != nil {
		return fmt.Errorf("unlock upload %s: %w", ticketID, err)
	}
	return nil
}

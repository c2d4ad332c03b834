package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type sittingRow struct {
	bun.BaseModel `bun:"table:sitting,alias:sitting"`

	ID                string `bun:",pk"`
	SchoolID          string
	SessionID         string
	EnrolmentID       string
	Type              string
	Phase             string
	Version           int64
	OrderNo           int
	QueueRank         int
	Deferrals         int
	MissedInvitations int
	RefusedInvitation bool
	WaitingSince      int64
	InvitedAt         int64
	InviteExpiresAt   int64
	InvitedBy         string
	CallStaffID       string
	CallName          string
	CallMuted         bool
	CallSince         int64
	StartedAt         int64
	EndedAt           int64
	EndReason         string
}

type deviceRow struct {
	bun.BaseModel `bun:"table:sitting_device,alias:sitting_device"`

	SittingID string `bun:",pk"`
	Position  int    `bun:",pk"`
	SchoolID  string
	LoginID   string
	Label     string
	JoinedAt  int64
}

type releaseRow struct {
	bun.BaseModel `bun:"table:release,alias:release"`

	ID          string `bun:",pk"`
	SchoolID    string
	SittingID   string
	QuestionID  string
	ReleasedAt  int64
	WithdrawnAt int64
	OpenedAt    int64
}

func (r sittingRow) sitting() exam.Sitting {
	s := exam.Sitting{
		ID: r.ID, SchoolID: r.SchoolID, SessionID: r.SessionID, EnrolmentID: r.EnrolmentID, Type: exam.Type(r.Type), Phase: exam.Phase(r.Phase),
		Version: r.Version, Order: r.OrderNo, QueueRank: r.QueueRank, Deferrals: r.Deferrals, MissedInvitations: r.MissedInvitations,
		RefusedInvitation: r.RefusedInvitation, WaitingSince: at(r.WaitingSince), StartedAt: at(r.StartedAt), EndedAt: at(r.EndedAt), EndReason: r.EndReason,
	}
	if r.InvitedAt != 0 {
		s.Invitation = &exam.Invitation{InvitedAt: at(r.InvitedAt), ExpiresAt: at(r.InviteExpiresAt), By: r.InvitedBy}
	}
	if r.CallStaffID != "" {
		s.Call = &exam.Call{StaffID: r.CallStaffID, Name: r.CallName, Muted: r.CallMuted, Since: at(r.CallSince)}
	}
	return s
}

func rowOf(s *exam.Sitting) *sittingRow {
	r := &sittingRow{
		ID: s.ID, SchoolID: s.SchoolID, SessionID: s.SessionID, EnrolmentID: s.EnrolmentID, Type: string(s.Type), Phase: string(s.Phase),
		Version: s.Version, OrderNo: s.Order, QueueRank: s.QueueRank, Deferrals: s.Deferrals, MissedInvitations: s.MissedInvitations,
		RefusedInvitation: s.RefusedInvitation, WaitingSince: ms(s.WaitingSince), StartedAt: ms(s.StartedAt), EndedAt: ms(s.EndedAt), EndReason: s.EndReason,
	}
	if i := s.Invitation; i != nil {
		r.InvitedAt, r.InviteExpiresAt, r.InvitedBy = ms(i.InvitedAt), ms(i.ExpiresAt), i.By
	}
	if c := s.Call; c != nil {
		r.CallStaffID, r.CallName, r.CallMuted, r.CallSince = c.StaffID, c.Name, c.Muted, ms(c.Since)
	}
	return r
}

// Sitting returns a sitting with its devices and releases.
func (s *Store) Sitting(ctx context.Context, sittingID string) (exam.Sitting, error) {
	var row sittingRow
	if err := s.read.NewSelect().Model(&row).Where("id = ?", sittingID).Scan(ctx); err != nil {
		return exam.Sitting{}, notFound(err, "sitting")
	}
	return one(s.assemble(ctx, s.read, []sittingRow{row}))
}

// SittingsOf returns all sittings of a session, in queue order, in three queries.
func (s *Store) SittingsOf(ctx context.Context, sessionID string) ([]exam.Sitting, error) {
	var rows []sittingRow
	if err := s.read.NewSelect().Model(&rows).Where("session_id = ?", sessionID).Order("queue_rank", "order_no").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list sittings of session %s: %w", sessionID, err)
	}
	return s.assemble(ctx, s.read, rows)
}

// SittingsInPhases returns all sittings of all schools that stand in one of the
// phases; it serves the server's own work, not requests.
func (s *Store) SittingsInPhases(ctx context.Context, phases ...exam.Phase) ([]exam.Sitting, error) {
	var rows []sittingRow
	if err := s.read.NewSelect().Model(&rows).Where("phase IN (?)", bun.In(phases)).Order("id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list sittings by phase: %w", err)
	}
	return s.assemble(ctx, s.read, rows)
}

// assemble adds devices and releases to sitting rows.
func (s *Store) assemble(ctx context.Context, db bun.IDB, rows []sittingRow) ([]exam.Sitting, error) {
	sittings, index, ids := make([]exam.Sitting, len(rows)), map[string]int{}, make([]string, len(rows))
	for i, r := range rows {
		sittings[i], index[r.ID], ids[i] = r.sitting(), i, r.ID
	}
	if len(rows) == 0 {
		return sittings, nil
	}
	var devices []deviceRow
	if err := db.NewSelect().Model(&devices).Where("sitting_id IN (?)", bun.In(ids)).Order("position").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list devices: %w", err)
	}
	for _, d := range devices {
		one := &sittings[index[d.SittingID]]
		one.Devices = append(one.Devices, exam.Device{Position: exam.Position(d.Position), LoginID: d.LoginID, Label: d.Label, JoinedAt: at(d.JoinedAt)})
	}
	var releases []releaseRow
	if err := db.NewSelect().Model(&releases).Where("sitting_id IN (?)", bun.In(ids)).Order("released_at", "id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list releases: %w", err)
	}
	for _, r := range releases {
		one := &sittings[index[r.SittingID]]
		one.Releases = append(one.Releases, exam.Release{
			ID: r.ID, QuestionID: r.QuestionID, ReleasedAt: at(r.ReleasedAt), WithdrawnAt: at(r.WithdrawnAt), OpenedAt: at(r.OpenedAt),
		})
	}
	return sittings, nil
}

func one(sittings []exam.Sitting, err error) (exam.Sitting, error) {
	if err != nil {
		return exam.Sitting{}, err
	}
	return sittings[0], nil
}

// PhaseCounts counts the sittings of sessions by phase.
func (s *Store) PhaseCounts(ctx context.Context, sessionIDs []string) (map[string]map[exam.Phase]int, error) {
	counts := map[string]map[exam.Phase]int{}
	if len(sessionIDs) == 0 {
		return counts, nil
	}
	var rows []struct {
		SessionID string
		Phase     exam.Phase
		N         int
	}
	err := s.read.NewSelect().Table("sitting").Column("session_id", "phase").ColumnExpr("count(*) AS n").
		Where("session_id IN (?)", bun.In(sessionIDs)).Group("session_id", "phase").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count phases: %w", err)
	}
	for _, r := range rows {
		if counts[r.SessionID] == nil {
			counts[r.SessionID] = map[exam.Phase]int{}
		}
		counts[r.SessionID][r.Phase] = r.N
	}
	return counts, nil
}

// OpenInterruption notes that a position's device is gone. While one is open for
// the position, another changes nothing; the result says whether it was new.
func (s *Store) OpenInterruption(ctx context.Context, i exam.Interruption) (bool, error) {
	opened := false
	err := s.inTx(ctx, func(tx bun.Tx) error {
		res, err := tx.NewRaw("INSERT INTO interruption (id, school_id, sitting_id, position, started_at, ended_at) VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
			i.ID, i.SchoolID, i.SittingID, int(i.Position), ms(i.StartedAt)).Exec(ctx)
		if err != nil {
			return fmt.Errorf("open interruption of sitting %s: %w", i.SittingID, err)
		}
		n, err := res.RowsAffected()
		opened = n > 0
		return err
	})
	return opened, err
}

// CloseInterruption ends the open interruption of a position, if there is one.
func (s *Store) CloseInterruption(ctx context.Context, sittingID string, p exam.Position, when time.Time) error {
	_, err := s.write.NewRaw("UPDATE interruption SET ended_at = ? WHERE sitting_id = ? AND position = ? AND ended_at = 0", ms(when), sittingID, int(p)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("close interruption of sitting %s: %w", sittingID, err)
	}
	return nil
}

type interruptionRow struct {
	bun.BaseModel `bun:"table:interruption,alias:interruption"`

	ID        string `bun:",pk"`
	SchoolID  string
	SittingID string
	Position  int
	StartedAt int64
	EndedAt   int64
}

func (s *Store) interruptions(ctx context.Context, where string, arg string) ([]exam.Interruption, error) {
	var rows []interruptionRow
	if err := s.read.NewSelect().Model(&rows).Where(where, arg).Order("started_at").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list interruptions: %w", err)
	}
	var found []exam.Interruption
	for _, r := range rows {
		found = append(found, exam.Interruption{
			ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, Position: exam.Position(r.Position), StartedAt: at(r.StartedAt), EndedAt: at(r.EndedAt),
		})
	}
	return found, nil
}

// OpenInterruptions lists what lasts now in a session.
func (s *Store) OpenInterruptions(ctx context.Context, sessionID string) ([]exam.Interruption, error) {
	return s.interruptions(ctx, "ended_at = 0 AND sitting_id IN (SELECT id FROM sitting WHERE session_id = ?)", sessionID)
}

// Interruptions lists all outages of a sitting's devices.
func (s *Store) Interruptions(ctx context.Context, sittingID string) ([]exam.Interruption, error) {
	return s.interruptions(ctx, "sitting_id = ?", sittingID)
}

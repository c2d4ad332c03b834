package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
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
	ExtraMs           int64
	BreakSince        int64
	BreakUntil        int64
	BreaksTaken       int
	BreakMs           int64
	PauseSince        int64
	PauseUntil        int64
	PauseReason       string
	PausedMs          int64
	WritesUntil       int64
	SubmittedAt       int64
	Writer            string
	GivenTries        int
	Unpublished       bool
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
		Extra: time.Duration(r.ExtraMs) * time.Millisecond, WritesUntil: at(r.WritesUntil), SubmittedAt: at(r.SubmittedAt), Writer: r.Writer, GivenTries: r.GivenTries,
		Unpublished: r.Unpublished,
	}
	s.BreaksTaken, s.BreakTime = r.BreaksTaken, time.Duration(r.BreakMs)*time.Millisecond
	if r.BreakSince != 0 {
		s.Break = &exam.Break{Since: at(r.BreakSince), Until: at(r.BreakUntil)}
	}
	s.PausedTime = time.Duration(r.PausedMs) * time.Millisecond
	if r.PauseSince != 0 {
		s.Pause = &exam.Pause{Since: at(r.PauseSince), Until: at(r.PauseUntil), Reason: r.PauseReason}
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
		ExtraMs: s.Extra.Milliseconds(), WritesUntil: ms(s.WritesUntil), SubmittedAt: ms(s.SubmittedAt), Writer: s.Writer, GivenTries: s.GivenTries,
		Unpublished: s.Unpublished,
	}
	r.BreaksTaken, r.BreakMs = s.BreaksTaken, s.BreakTime.Milliseconds()
	if b := s.Break; b != nil {
		r.BreakSince, r.BreakUntil = ms(b.Since), ms(b.Until)
	}
	r.PausedMs = s.PausedTime.Milliseconds()
	if p := s.Pause; p != nil {
		r.PauseSince, r.PauseUntil, r.PauseReason = ms(p.Since), ms(p.Until), p.Reason
	}
	if i := s.Invitation; i != nil {
		r.InvitedAt, r.InviteExpiresAt, r.InvitedBy = ms(i.InvitedAt), ms(i.ExpiresAt), i.By
	}
	if c := s.Call; c != nil {
		r.CallStaffID, r.CallName, r.CallMuted, r.CallSince = c.StaffID, c.Name, c.Muted, ms(c.Since)
	}
	return r
}

// asKept returns a sitting as it will be read back: times in UTC and whole
// milliseconds, parts in order.
func asKept(s exam.Sitting) exam.Sitting {
	kept := rowOf(&s).sitting()
	kept.Flow, kept.Accommodation, kept.Mock, kept.Takes = s.Flow, s.Accommodation, s.Mock, keptTakes(&s)
	for _, m := range s.Marks {
		kept.Marks = append(kept.Marks, stepRowOf(&s, m).mark())
	}
	for _, d := range s.Devices {
		kept.Devices = append(kept.Devices, deviceRowOf(&s, d).device())
	}
	for _, r := range s.Releases {
		kept.Releases = append(kept.Releases, releaseRowOf(&s, r).release())
	}
	for _, r := range s.Papers {
		kept.Papers = append(kept.Papers, paperReleaseRowOf(&s, r).release())
	}
	slices.SortFunc(kept.Devices, func(a, b exam.Device) int { return cmp.Compare(a.Position, b.Position) })
	slices.SortFunc(kept.Marks, func(a, b exam.StepMark) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind)) })
	slices.SortFunc(kept.Releases, func(a, b exam.Release) int {
		return cmp.Or(a.ReleasedAt.Compare(b.ReleasedAt), cmp.Compare(a.ID, b.ID))
	})
	return kept
}

func deviceRowOf(s *exam.Sitting, d exam.Device) *deviceRow {
	return &deviceRow{SittingID: s.ID, Position: int(d.Position), SchoolID: s.SchoolID, LoginID: d.LoginID, Label: d.Label, JoinedAt: ms(d.JoinedAt)}
}

func (r deviceRow) device() exam.Device {
	return exam.Device{Position: exam.Position(r.Position), LoginID: r.LoginID, Label: r.Label, JoinedAt: at(r.JoinedAt)}
}

func releaseRowOf(s *exam.Sitting, r exam.Release) *releaseRow {
	return &releaseRow{
		ID: r.ID, SchoolID: s.SchoolID, SittingID: s.ID, QuestionID: r.QuestionID,
		ReleasedAt: ms(r.ReleasedAt), WithdrawnAt: ms(r.WithdrawnAt), OpenedAt: ms(r.OpenedAt),
	}
}

func (r releaseRow) release() exam.Release {
	return exam.Release{ID: r.ID, QuestionID: r.QuestionID, ReleasedAt: at(r.ReleasedAt), WithdrawnAt: at(r.WithdrawnAt), OpenedAt: at(r.OpenedAt)}
}

// Sitting returns a sitting with its devices and releases.
func (s *Store) Sitting(ctx context.Context, sittingID string) (exam.Sitting, error) {
	one, there, err := s.asked.sittings.of(ctx, sittingID)
	if err == nil && !there {
		err = exam.Errorf(exam.CodeNotFound, "no such sitting")
	}
	return one, err
}

func (s *Store) readSittings(ctx context.Context, ids []string) (map[string]exam.Sitting, error) {
	found := make(map[string]exam.Sitting, len(ids))
	err := s.readingNamed(ctx, ids, func(db source, among string, named any) error {
		all, err := sittingsIn(ctx, db, "id"+among, named)
		for _, one := range all {
			found[one.ID] = one
		}
		return err
	})
	return found, err
}

// SittingsOf returns all sittings of a session, in queue order, in three queries.
func (s *Store) SittingsOf(ctx context.Context, sessionID string) ([]exam.Sitting, error) {
	return s.sittings(ctx, "session_id = ?", sessionID)
}

// Queue returns all sittings of a session with what their queue is made of and no more:
// phases, ranks, order and who calls. A page that looks at one sitting needs no more of
// the others.
func (s *Store) Queue(ctx context.Context, sessionID string) ([]exam.Sitting, error) {
	var rows []sittingRow
	err := s.read.NewSelect().Model(&rows).Column("id", "phase", "queue_rank", "order_no", "call_staff_id").
		Where("session_id = ?", sessionID).Order("queue_rank", "order_no", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list queue of session %s: %w", sessionID, err)
	}
	queue := make([]exam.Sitting, len(rows))
	for i, r := range rows {
		queue[i] = r.sitting()
	}
	return queue, nil
}

// sittings returns the sittings that a condition selects, in queue order, each
// whole as it was at one moment.
func (s *Store) sittings(ctx context.Context, where string, args ...any) (found []exam.Sitting, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		found, err = sittingsIn(ctx, plain{db}, where, args...)
		return err
	})
	return found, err
}

func sittingsIn(ctx context.Context, db source, where string, args ...any) ([]exam.Sitting, error) {
	var rows []sittingRow
	if err := db.scan(ctx, db.NewSelect().Model(&rows).Where(where, args...).Order("queue_rank", "order_no", "id"), &rows); err != nil {
		return nil, fmt.Errorf("list sittings: %w", err)
	}
	return assemble(ctx, db, rows, where, args...)
}

// chosen says in another table which sittings a condition selects. Those that are named
// are not looked for first: PostgreSQL would plan a join for each.
func chosen(column, where string) string {
	if where == "id = ?" || where == "id IN (?)" || where == "id = ANY (?)" {
		return column + strings.TrimPrefix(where, "id")
	}
	return column + " IN (SELECT id FROM sitting WHERE " + where + ")"
}

// assemble adds devices, releases and check-in to the rows that a condition selected.
func assemble(ctx context.Context, db source, rows []sittingRow, where string, args ...any) ([]exam.Sitting, error) {
	sittings, index := make([]exam.Sitting, len(rows)), make(map[string]int, len(rows))
	for i, r := range rows {
		sittings[i], index[r.ID] = r.sitting(), i
	}
	if len(rows) == 0 {
		return sittings, nil
	}
	selected := chosen("sitting_id", where)
	var devices []deviceRow
	if err := db.scan(ctx, db.NewSelect().Model(&devices).Where(selected, args...).Order("sitting_id", "position"), &devices); err != nil {
		return nil, fmt.Errorf("list devices: %w", err)
	}
	for _, d := range devices {
		one := &sittings[index[d.SittingID]]
		one.Devices = append(one.Devices, d.device())
	}
	var releases []releaseRow
	if err := db.scan(ctx, db.NewSelect().Model(&releases).Where(selected, args...).Order("released_at", "id"), &releases); err != nil {
		return nil, fmt.Errorf("list releases: %w", err)
	}
	for _, r := range releases {
		one := &sittings[index[r.SittingID]]
		one.Releases = append(one.Releases, r.release())
	}
	one := func(id string) *exam.Sitting { return &sittings[index[id]] }
	if err := addPapers(ctx, db, one, where, args...); err != nil {
		return nil, err
	}
	if err := addTakes(ctx, db, sittings, one, where, args...); err != nil {
		return nil, err
	}
	return sittings, addFlow(ctx, db, one, where, args...)
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
		Where("session_id IN (?)", bun.List(sessionIDs)).Group("session_id", "phase").Scan(ctx, &rows)
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

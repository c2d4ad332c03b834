package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type reportRow struct {
	bun.BaseModel `bun:"table:video_report,alias:video_report"`

	SittingID     string `bun:",pk"`
	Position      int    `bun:",pk"`
	SchoolID      string
	LoginID       string
	At            int64
	Recorder      string
	StorageFree   *int64
	Unsent        int64
	ClockOffsetMs *int64
	ClockErrorMs  *int64
	Problem       string
	ProblemSince  int64
	SegmentID     string
}

func reportRowOf(r exam.DeviceReport) *reportRow {
	return &reportRow{
		SittingID: r.SittingID, Position: int(r.Position), SchoolID: r.SchoolID, LoginID: r.LoginID, At: ms(r.At), Recorder: string(r.Recorder),
		StorageFree: r.StorageFree, Unsent: r.Unsent, ClockOffsetMs: r.ClockOffset, ClockErrorMs: r.ClockError, Problem: string(r.Problem),
		ProblemSince: ms(r.ProblemSince), SegmentID: r.SegmentID,
	}
}

func (r reportRow) report() exam.DeviceReport {
	return exam.DeviceReport{
		SittingID: r.SittingID, SchoolID: r.SchoolID, Position: exam.Position(r.Position), LoginID: r.LoginID, At: at(r.At), Recorder: exam.RecorderState(r.Recorder),
		StorageFree: r.StorageFree, Unsent: r.Unsent, ClockOffset: r.ClockOffsetMs, ClockError: r.ClockErrorMs, Problem: exam.CameraProblem(r.Problem),
		ProblemSince: at(r.ProblemSince), SegmentID: r.SegmentID,
	}
}

// Reports lists what a sitting's devices last said of themselves.
func (s *Store) Reports(ctx context.Context, sittingID string) ([]exam.DeviceReport, error) {
	return reportsOf(ctx, s.read, "sitting_id = ?", sittingID)
}

// ReportsOfSession lists what the devices of a session last said, by sitting.
func (s *Store) ReportsOfSession(ctx context.Context, sessionID string) (map[string][]exam.DeviceReport, error) {
	all, err := reportsOf(ctx, s.read, "sitting_id IN (SELECT id FROM sitting WHERE session_id = ?)", sessionID)
	found := map[string][]exam.DeviceReport{}
	for _, r := range all {
		found[r.SittingID] = append(found[r.SittingID], r)
	}
	return found, err
}

func reportsOf(ctx context.Context, db bun.IDB, where string, args ...any) ([]exam.DeviceReport, error) {
	var rows []reportRow
	if err := db.NewSelect().Model(&rows).Where(where, args...).Order("sitting_id", "position").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list reports of devices: %w", err)
	}
	found := make([]exam.DeviceReport, len(rows))
	for i, r := range rows {
		found[i] = r.report()
	}
	return found, nil
}

// ChangeVideo is [Store.Change] for rules that need to know what the devices last
// said of themselves.
func (s *Store) ChangeVideo(ctx context.Context, sittingID string, fn func(one *exam.Sitting, in exam.Session, reports []exam.DeviceReport) error) (exam.Sitting, error) {
	return s.change(ctx, sittingID, func(ctx context.Context, tx *txn, one *exam.Sitting) error {
		session, err := s.session(ctx, tx, one.SessionID, false)
		if err != nil {
			return err
		}
		reports, err := reportsOf(ctx, tx, "sitting_id = ?", sittingID)
		if err != nil {
			return err
		}
		return fn(one, session, reports)
	}, false)
}

// KeepReport keeps a report that says something new with the event that tells of it,
// and what fn changes of the sitting.
func (s *Store) KeepReport(ctx context.Context, r exam.DeviceReport, fn func(one *exam.Sitting, was exam.DeviceReport)) error {
	_, err := s.change(ctx, r.SittingID, func(ctx context.Context, tx *txn, one *exam.Sitting) error {
		was, err := reportsOf(ctx, tx, "sitting_id = ? AND position = ?", r.SittingID, int(r.Position))
		if err != nil {
			return err
		}
		before := exam.DeviceReport{SittingID: r.SittingID, Position: r.Position}
		if len(was) > 0 {
			before = was[0]
		}
		fn(one, before)
		r.SchoolID = one.SchoolID
		row := reportRowOf(r)
		if before.Problem == r.Problem {
			row.ProblemSince = ms(before.ProblemSince)
		}
		if err := upsertReports(ctx, tx, []*reportRow{row}); err != nil {
			return err
		}
		if one.Changed() {
			return nil // which tells of it
		}
		tx.put(outboxRow{Kind: "video", SittingID: one.ID, SessionID: one.SessionID, Version: one.Version, At: ms(s.now())})
		return nil
	}, false)
	return err
}

func upsertReports(ctx context.Context, db bun.IDB, rows []*reportRow) error {
	q := db.NewInsert().Model(&rows).On("CONFLICT (sitting_id, position) DO UPDATE")
	for _, column := range []string{"login_id", "at", "recorder", "storage_free", "unsent", "clock_offset_ms", "clock_error_ms", "problem", "problem_since", "segment_id"} {
		q = q.Set("? = EXCLUDED.?", bun.Ident(column), bun.Ident(column))
	}
	if _, err := q.Exec(ctx); err != nil {
		return fmt.Errorf("keep reports of devices: %w", err)
	}
	return nil
}

// RefreshReports keeps the numbers of reports that say nothing new otherwise, in one
// statement a report and one commit for all. One that has changed meanwhile, or
// whose device was replaced, stays.
func (s *Store) RefreshReports(ctx context.Context, all []exam.DeviceReport) error {
	if len(all) == 0 {
		return nil
	}
	return s.inQuietTx(ctx, func(tx *txn) error {
		for _, r := range all {
			row := reportRowOf(r)
			_, err := tx.NewRaw(`UPDATE video_report SET at = ?, storage_free = ?, unsent = ?, clock_offset_ms = ?, clock_error_ms = ?, segment_id = ?
  WHERE sitting_id = ? AND position = ? AND login_id = ? AND problem = ? AND recorder = ? AND at < ?`,
				row.At, row.StorageFree, row.Unsent, row.ClockOffsetMs, row.ClockErrorMs, row.SegmentID,
				row.SittingID, row.Position, row.LoginID, row.Problem, row.Recorder, row.At).Exec(ctx)
			if err != nil {
				return fmt.Errorf("refresh report of sitting %s: %w", r.SittingID, err)
			}
		}
		return nil
	})
}

// Silent lists the devices that hold a position of a sitting that is being recorded
// and have said nothing since a moment, and are not known to be gone.
func (s *Store) Silent(ctx context.Context, since time.Time) ([]exam.DeviceReport, error) {
	return reportsOf(ctx, s.read, `sitting_id IN (SELECT id FROM sitting WHERE phase = 'recording') AND at < ? AND problem <> 'gone'
  AND EXISTS (SELECT 1 FROM sitting_device d WHERE d.sitting_id = video_report.sitting_id AND d.position = video_report.position AND d.login_id = video_report.login_id)`, ms(since))
}

// Sending reports whether a device whose recording has stopped has said since a moment
// that it still has something to send.
func (s *Store) Sending(ctx context.Context, since time.Time) (bool, error) {
	is, err := s.read.NewSelect().Table("video_report").
		Where("sitting_id IN (SELECT id FROM sitting WHERE phase IN ('previewing', 'uploading'))").Where("unsent > 0 AND at >= ?", ms(since)).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("look for devices that send: %w", err)
	}
	return is, nil
}

// VideoSittings lists the video sittings of all schools in which the clock may have
// something to do; it serves the server's own work.
func (s *Store) VideoSittings(ctx context.Context) ([]exam.Sitting, error) {
	return s.sittings(ctx, "phase IN ('ready', 'recording', 'previewing', 'uploading') AND type = 'video'")
}

// LastReport returns what was last said from the position that a login holds; a login
// that holds none is CodeDeviceReplaced.
func (s *Store) LastReport(ctx context.Context, sittingID, loginID string) (exam.DeviceReport, error) {
	last := exam.DeviceReport{SittingID: sittingID}
	var devices []deviceRow
	err := s.read.NewSelect().Model(&devices).Where("sitting_id = ? AND login_id = ?", sittingID, loginID).Scan(ctx)
	if err != nil {
		return last, fmt.Errorf("find device of sitting %s: %w", sittingID, err)
	}
	if len(devices) == 0 {
		return last, exam.Errorf(exam.CodeDeviceReplaced, "this device holds no camera position")
	}
	last.Position, last.SchoolID = exam.Position(devices[0].Position), devices[0].SchoolID
	found, err := reportsOf(ctx, s.read, "sitting_id = ? AND position = ?", sittingID, devices[0].Position)
	if err != nil || len(found) == 0 {
		return last, err
	}
	return found[0], nil
}

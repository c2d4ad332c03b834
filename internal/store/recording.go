package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type segmentRow struct {
	bun.BaseModel `bun:"table:recording_segment,alias:recording_segment"`

	ID        string `bun:",pk"`
	SchoolID  string
	SittingID string
	Source    string
	Run       int
	Seq       int
	File      string
	StartedAt int64
	EndedAt   int64
	Bytes     int64
	SHA256    string `bun:"sha256"`
	HasVideo  bool
	HasAudio  bool
}

type recordingRow struct {
	bun.BaseModel `bun:"table:recording,alias:recording"`

	ID         string `bun:",pk"`
	SchoolID   string
	SittingID  string
	Source     string
	Status     string
	File       string
	StartedAt  int64
	DurationMs int64
	GapsMs     int64
	Bytes      int64
	SHA256     string `bun:"sha256"`
	Failure    string
}

func (r recordingRow) recording() exam.Recording {
	return exam.Recording{
		ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, Source: r.Source, Status: exam.RecordingStatus(r.Status), File: r.File,
		StartedAt: at(r.StartedAt), Duration: time.Duration(r.DurationMs) * time.Millisecond, Gaps: time.Duration(r.GapsMs) * time.Millisecond,
		Bytes: r.Bytes, SHA256: r.SHA256, Failure: r.Failure,
	}
}

func recordingRowOf(r exam.Recording) *recordingRow {
	return &recordingRow{
		ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, Source: r.Source, Status: string(r.Status), File: r.File,
		StartedAt: ms(r.StartedAt), DurationMs: r.Duration.Milliseconds(), GapsMs: r.Gaps.Milliseconds(), Bytes: r.Bytes, SHA256: r.SHA256, Failure: r.Failure,
	}
}

// recorder is who the ledger names for recordings: the server itself.
var recorder = exam.Actor{Kind: exam.ActorClock, Name: "recorder"}

// AddSegment keeps a closed piece of a recording, with its hash in the ledger.
// The source's recording counts as running again. A piece that is kept already,
// by its file, changes nothing.
func (s *Store) AddSegment(ctx context.Context, g exam.Segment) error {
	return s.inQuietTx(ctx, func(tx *txn) error {
		row := &segmentRow{
			ID: g.ID, SchoolID: g.SchoolID, SittingID: g.SittingID, Source: g.Source, Run: g.Run, Seq: g.Seq, File: g.File,
			StartedAt: ms(g.StartedAt), EndedAt: ms(g.EndedAt), Bytes: g.Bytes, SHA256: g.SHA256, HasVideo: g.HasVideo, HasAudio: g.HasAudio,
		}
		res, err := tx.NewInsert().Model(row).On("CONFLICT (file) DO NOTHING").Exec(ctx)
		if err != nil {
			return fmt.Errorf("keep piece %s: %w", g.File, err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		running := recordingRowOf(exam.Recording{
			ID: g.ID, SchoolID: g.SchoolID, SittingID: g.SittingID, Source: g.Source, Status: exam.RecordingRunning, StartedAt: g.StartedAt,
		})
		_, err = tx.NewInsert().Model(running).On("CONFLICT (sitting_id, source) DO UPDATE").Set("status = EXCLUDED.status").Exec(ctx)
		if err != nil {
			return fmt.Errorf("note recording of %s: %w", g.Source, err)
		}
		return tx.append(ctx, g.SchoolID, g.SittingID, exam.Fact{Kind: "recording.segment", Actor: recorder, At: s.now(), Data: map[string]string{
			"source": g.Source, "file": g.File, "sha256": g.SHA256, "bytes": strconv.FormatInt(g.Bytes, 10),
		}})
	})
}

// Segments lists the pieces of a sitting in the order they began.
func (s *Store) Segments(ctx context.Context, sittingID string) ([]exam.Segment, error) {
	var rows []segmentRow
	if err := s.read.NewSelect().Model(&rows).Where("sitting_id = ?", sittingID).Order("started_at", "source", "run", "seq").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list pieces of sitting %s: %w", sittingID, err)
	}
	found := make([]exam.Segment, len(rows))
	for i, r := range rows {
		found[i] = exam.Segment{
			ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, Source: r.Source, Run: r.Run, Seq: r.Seq, File: r.File,
			StartedAt: at(r.StartedAt), EndedAt: at(r.EndedAt), Bytes: r.Bytes, SHA256: r.SHA256, HasVideo: r.HasVideo, HasAudio: r.HasAudio,
		}
	}
	return found, nil
}

// Recordings lists what was recorded of a sitting, cameras first.
func (s *Store) Recordings(ctx context.Context, sittingID string) ([]exam.Recording, error) {
	var rows []recordingRow
	if err := s.read.NewSelect().Model(&rows).Where("sitting_id = ?", sittingID).Order("source").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list recordings of sitting %s: %w", sittingID, err)
	}
	found := make([]exam.Recording, len(rows))
	for i, r := range rows {
		found[i] = r.recording()
	}
	return found, nil
}

// Recording returns a recording.
func (s *Store) Recording(ctx context.Context, recordingID string) (exam.Recording, error) {
	var r recordingRow
	err := s.read.NewSelect().Model(&r).Where("id = ?", recordingID).Scan(ctx)
	return r.recording(), notFound(err, "recording")
}

// SaveRecording saves what became of the recording of a sitting's source, with
// its hash in the ledger. A source has one recording, which keeps its first
// identifier.
func (s *Store) SaveRecording(ctx context.Context, r exam.Recording) error {
	return s.inTx(ctx, func(tx *txn) error {
		q := tx.NewInsert().Model(recordingRowOf(r)).On("CONFLICT (sitting_id, source) DO UPDATE")
		for _, column := range []string{"status", "file", "started_at", "duration_ms", "gaps_ms", "bytes", "sha256", "failure"} {
			q = q.Set("? = EXCLUDED.?", bun.Ident(column), bun.Ident(column))
		}
		if _, err := q.Exec(ctx); err != nil {
			return fmt.Errorf("save recording %s: %w", r.ID, err)
		}
		return tx.append(ctx, r.SchoolID, r.SittingID, exam.Fact{Kind: "recording." + string(r.Status), Actor: recorder, At: s.now(), Data: map[string]string{
			"source": r.Source, "file": r.File, "sha256": r.SHA256, "duration_ms": strconv.FormatInt(r.Duration.Milliseconds(), 10),
			"gaps_ms": strconv.FormatInt(r.Gaps.Milliseconds(), 10), "failure": r.Failure,
		}})
	})
}

type leaseRow struct {
	bun.BaseModel `bun:"table:recorder_lease,alias:recorder_lease"`

	SittingID string `bun:",pk"`
	Owner     string
	Until     int64
}

// LeaseRecorders takes or renews the right to record or join sittings until a moment,
// by one statement for 500 of them. It returns those of which the owner now has it, in
// the order of their identifiers: not those on which another owner's lease lasts. With an
// error it returns those that it had by then.
func (s *Store) LeaseRecorders(ctx context.Context, sittingIDs []string, owner string, until time.Time) (mine []string, err error) {
	sorted := slices.Compact(slices.Sorted(slices.Values(sittingIDs))) // so that no two servers wait for each other
	for part := range slices.Chunk(sorted, chunk) {
		rows := make([]leaseRow, len(part))
		for i, id := range part {
			rows[i] = leaseRow{SittingID: id, Owner: owner, Until: ms(until)}
		}
		var leased []string
		err := s.write.NewInsert().Model(&rows).On("CONFLICT (sitting_id) DO UPDATE").Set("owner = EXCLUDED.owner").Set("until = EXCLUDED.until").
			Where("recorder_lease.owner = EXCLUDED.owner OR recorder_lease.until <= ?", ms(s.now())).Returning("sitting_id").Scan(ctx, &leased)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return mine, fmt.Errorf("lease recorders of %d sittings: %w", len(part), err)
		}
		mine = append(mine, leased...)
	}
	slices.Sort(mine)
	return mine, nil
}

// ReleaseRecorder gives an owner's lease back.
func (s *Store) ReleaseRecorder(ctx context.Context, sittingID, owner string) error {
	_, err := s.write.NewRaw("DELETE FROM recorder_lease WHERE sitting_id = ? AND owner = ?", sittingID, owner).Exec(ctx)
	if err != nil {
		return fmt.Errorf("release recorder of sitting %s: %w", sittingID, err)
	}
	return nil
}

// UnjoinedSittings lists sittings that are over and whose pieces are not joined.
func (s *Store) UnjoinedSittings(ctx context.Context) ([]string, error) {
	var ids []string
	err := s.read.NewRaw(`SELECT DISTINCT r.sitting_id FROM recording r WHERE r.status IN ('recording', 'joining')
  AND (SELECT si.phase FROM sitting si WHERE si.id = r.sitting_id) IN ('finished', 'absent') ORDER BY r.sitting_id`).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("list recordings to join: %w", err)
	}
	return ids, nil
}

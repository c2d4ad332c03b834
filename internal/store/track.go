package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type trackRow struct {
	bun.BaseModel `bun:"table:take_track,alias:take_track"`

	TakeID     string `bun:",pk"`
	Position   int    `bun:",pk"`
	SchoolID   string
	SittingID  string
	State      string
	MIME       string `bun:"mime"`
	SHA256     string `bun:"sha256"`
	Bytes      int64
	FirstAt    int64
	DurationMs int64
	Gaps       string
	Thumb      string
	Failure    string
	JoinedAt   int64
}

func trackRowOf(t exam.Track) (*trackRow, error) {
	spans := make([][2]int64, len(t.Gaps))
	for i, g := range t.Gaps {
		spans[i] = [2]int64{g.From.Milliseconds(), g.To.Milliseconds()}
	}
	gaps, err := json.Marshal(spans)
	return &trackRow{
		TakeID: t.TakeID, Position: int(t.Position), SchoolID: t.SchoolID, SittingID: t.SittingID, State: string(t.State), MIME: t.MIME, SHA256: t.SHA256,
		Bytes: t.Bytes, FirstAt: ms(t.FirstAt), DurationMs: t.Duration.Milliseconds(), Gaps: string(gaps), Thumb: t.Thumb, Failure: t.Failure, JoinedAt: ms(t.JoinedAt),
	}, err
}

func (r trackRow) track() (exam.Track, error) {
	t := exam.Track{
		TakeID: r.TakeID, SchoolID: r.SchoolID, SittingID: r.SittingID, Position: exam.Position(r.Position), State: exam.TrackState(r.State), MIME: r.MIME,
		SHA256: r.SHA256, Bytes: r.Bytes, FirstAt: at(r.FirstAt), Duration: time.Duration(r.DurationMs) * time.Millisecond, Thumb: r.Thumb, Failure: r.Failure, JoinedAt: at(r.JoinedAt),
	}
	var spans [][2]int64
	if err := json.Unmarshal([]byte(r.Gaps), &spans); err != nil {
		return t, fmt.Errorf("read gaps of take %s: %w", r.TakeID, err)
	}
	for _, s := range spans {
		t.Gaps = append(t.Gaps, exam.Gap{From: time.Duration(s[0]) * time.Millisecond, To: time.Duration(s[1]) * time.Millisecond})
	}
	return t, nil
}

// Tracks lists the joined files of a sitting's takes.
func (s *Store) Tracks(ctx context.Context, sittingID string) ([]exam.Track, error) {
	return s.tracks(ctx, "sitting_id = ?", sittingID)
}

// TracksOfSession lists the joined files of a session's takes.
func (s *Store) TracksOfSession(ctx context.Context, sessionID string) ([]exam.Track, error) {
	return s.tracks(ctx, "sitting_id IN (SELECT id FROM sitting WHERE session_id = ?)", sessionID)
}

func (s *Store) tracks(ctx context.Context, where string, args ...any) ([]exam.Track, error) {
	var rows []trackRow
	if err := s.read.NewSelect().Model(&rows).Where(where, args...).Order("take_id", "position").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list tracks: %w", err)
	}
	found := make([]exam.Track, len(rows))
	for i, r := range rows {
		var err error
		if found[i], err = r.track(); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// KeepTrack keeps what became of joining a take's camera, with its fact and the event
// that tells of it.
func (s *Store) KeepTrack(ctx context.Context, t exam.Track, sessionID string, fact exam.Fact) error {
	row, err := trackRowOf(t)
	if err != nil {
		return fmt.Errorf("word track of take %s: %w", t.TakeID, err)
	}
	return s.inTx(ctx, func(tx *txn) error {
		var before blobNames
		if err := s.forUpdate(tx.NewSelect().Table("take_track").Column("sha256", "thumb").Where("take_id = ? AND position = ?", row.TakeID, row.Position)).Scan(ctx, &before); err != nil {
			return fmt.Errorf("look for the track before of take %s: %w", t.TakeID, err)
		}
		tx.letGoAll(before)
		q := tx.NewInsert().Model(row).On("CONFLICT (take_id, position) DO UPDATE")
		for _, column := range []string{"state", "mime", "sha256", "bytes", "first_at", "duration_ms", "gaps", "thumb", "failure", "joined_at"} {
			q = q.Set("? = EXCLUDED.?", bun.Ident(column), bun.Ident(column))
		}
		if _, err := q.Exec(ctx); err != nil {
			return fmt.Errorf("keep track of take %s: %w", t.TakeID, err)
		}
		if err := tx.append(ctx, t.SchoolID, t.SittingID, fact); err != nil {
			return err
		}
		tx.put(outboxRow{Kind: "video", SittingID: t.SittingID, SessionID: sessionID, At: ms(s.now())})
		return nil
	})
}

// ToJoin lists sittings with takes of which something is kept and not joined: the
// answer once it is handed in, and takes that were put aside once all is over; of those
// that were handed in by a moment, the first comes first. Nobody looks at practice.
func (s *Store) ToJoin(ctx context.Context, by time.Time, limit int) ([]string, error) {
	var ids []string
	err := s.read.NewRaw(`SELECT si.id FROM sitting si JOIN take t ON t.sitting_id = si.id JOIN take_segment g ON g.take_id = t.id
  WHERE si.type = 'video' AND si.phase IN ('submitted', 'finished') AND si.submitted_at > 0 AND si.submitted_at <= ? AND g.sha256 <> '' AND NOT g.practice
  AND NOT EXISTS (SELECT 1 FROM take_track k WHERE k.take_id = t.id AND k.position = g.position)
  GROUP BY si.id, si.submitted_at ORDER BY si.submitted_at, si.id LIMIT ?`, ms(by), limit).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("look for takes to join: %w", err)
	}
	return ids, nil
}

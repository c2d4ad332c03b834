package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type takeRow struct {
	bun.BaseModel `bun:"table:take,alias:take"`

	ID         string `bun:",pk"`
	SchoolID   string
	SittingID  string
	Number     int
	State      string
	StartsAt   int64
	StoppedAt  int64
	Stop       string
	Costs      bool
	Broken     bool
	Incomplete bool
}

type takeSegmentRow struct {
	bun.BaseModel `bun:"table:take_segment,alias:take_segment"`

	ID         string `bun:",pk"`
	SchoolID   string
	SittingID  string
	TakeID     string
	Position   int
	Place      int
	LoginID    string
	MIME       string `bun:"mime"`
	FirstAt    int64
	Bytes      int64
	DurationMs int64
	SHA256     string `bun:"sha256"`
	Complete   bool
	Practice   bool
}

func takeRowOf(s *exam.Sitting, t exam.Take) takeRow {
	return takeRow{
		ID: t.ID, SchoolID: s.SchoolID, SittingID: s.ID, Number: t.Number, State: string(t.State), StartsAt: ms(t.StartsAt), StoppedAt: ms(t.StoppedAt),
		Stop: string(t.Stop), Costs: t.Costs, Broken: t.Broken, Incomplete: t.Incomplete,
	}
}

func (r takeRow) take() exam.Take {
	return exam.Take{
		ID: r.ID, Number: r.Number, State: exam.TakeState(r.State), StartsAt: at(r.StartsAt), StoppedAt: at(r.StoppedAt),
		Stop: exam.TakeStop(r.Stop), Costs: r.Costs, Broken: r.Broken, Incomplete: r.Incomplete,
	}
}

func takeSegmentRowOf(s *exam.Sitting, g exam.TakeSegment) takeSegmentRow {
	return takeSegmentRow{
		ID: g.ID, SchoolID: s.SchoolID, SittingID: s.ID, TakeID: g.TakeID, Position: int(g.Position), Place: g.Order, LoginID: g.LoginID, MIME: g.MIME,
		FirstAt: ms(g.FirstAt), Bytes: g.Bytes, DurationMs: g.Duration.Milliseconds(), SHA256: g.SHA256, Complete: g.Complete, Practice: s.Mock,
	}
}

func (r takeSegmentRow) segment() exam.TakeSegment {
	return exam.TakeSegment{
		ID: r.ID, TakeID: r.TakeID, Position: exam.Position(r.Position), Order: r.Place, LoginID: r.LoginID, MIME: r.MIME, FirstAt: at(r.FirstAt),
		Bytes: r.Bytes, Duration: time.Duration(r.DurationMs) * time.Millisecond, SHA256: r.SHA256, Complete: r.Complete,
	}
}

// keptTakes returns takes as they will be read back.
func keptTakes(s *exam.Sitting) (kept []exam.Take) {
	for _, t := range s.Takes {
		one := takeRowOf(s, t).take()
		for _, g := range t.Segments {
			one.Segments = append(one.Segments, takeSegmentRowOf(s, g).segment())
		}
		kept = append(kept, one)
	}
	return kept
}

// copied returns a sitting whose parts can be changed without changing the first's.
func copied(s exam.Sitting) exam.Sitting {
	s.Devices, s.Releases, s.Marks, s.Papers = slices.Clone(s.Devices), slices.Clone(s.Releases), slices.Clone(s.Marks), slices.Clone(s.Papers)
	s.Takes = slices.Clone(s.Takes)
	for i := range s.Takes {
		s.Takes[i].Segments = slices.Clone(s.Takes[i].Segments)
	}
	return s
}

// addTakes adds what was recorded to the video sittings among those that a condition
// selected.
func addTakes(ctx context.Context, db source, sittings []exam.Sitting, one func(sittingID string) *exam.Sitting, where string, args ...any) error {
	if !slices.ContainsFunc(sittings, func(s exam.Sitting) bool { return s.Type == exam.TypeVideo }) {
		return nil
	}
	selected := chosen("sitting_id", where)
	var takes []takeRow
	if err := db.scan(ctx, db.NewSelect().Model(&takes).Where(selected, args...).Order("sitting_id", "number"), &takes); err != nil {
		return fmt.Errorf("list takes: %w", err)
	}
	for _, r := range takes {
		s := one(r.SittingID)
		s.Takes = append(s.Takes, r.take())
	}
	var segments []takeSegmentRow
	if err := db.scan(ctx, db.NewSelect().Model(&segments).Where(selected, args...).Order("sitting_id", "position", "place"), &segments); err != nil {
		return fmt.Errorf("list segments of takes: %w", err)
	}
	for _, r := range segments {
		if t, err := one(r.SittingID).TakeByID(r.TakeID); err == nil {
			t.Segments = append(t.Segments, r.segment())
		}
	}
	return nil
}

// saveTakes writes the takes and segments that are new or changed; none ever goes.
func saveTakes(ctx context.Context, tx *txn, before exam.Sitting, one *exam.Sitting) error {
	for i, t := range one.Takes {
		row, was := takeRowOf(one, t), exam.Take{}
		if i < len(before.Takes) {
			was = before.Takes[i]
		}
		if row != takeRowOf(one, was) {
			_, err := tx.NewInsert().Model(&row).On("CONFLICT (id) DO UPDATE").Set("state = EXCLUDED.state").Set("stopped_at = EXCLUDED.stopped_at").
				Set("stop = EXCLUDED.stop").Set("costs = EXCLUDED.costs").Set("broken = EXCLUDED.broken").Set("incomplete = EXCLUDED.incomplete").Exec(ctx)
			if err != nil {
				return kept(err, "take")
			}
		}
		for _, g := range t.Segments {
			if slices.Contains(was.Segments, g) {
				continue
			}
			for _, old := range was.Segments {
				if old.ID == g.ID && old.SHA256 != g.SHA256 { // the whole of it has come after all
					tx.letGo(old.SHA256)
				}
			}
			seg := takeSegmentRowOf(one, g)
			_, err := tx.NewInsert().Model(&seg).On("CONFLICT (id) DO UPDATE").Set("first_at = EXCLUDED.first_at").Set("bytes = EXCLUDED.bytes").
				Set("duration_ms = EXCLUDED.duration_ms").Set("sha256 = EXCLUDED.sha256").Set("complete = EXCLUDED.complete").Exec(ctx)
			if err != nil {
				return kept(err, "segment")
			}
		}
	}
	return nil
}

// keptRule is a video session's rule as the database has it.
type keptRule struct {
	Tries     int    `json:"tries"`
	MinMs     int64  `json:"min_ms"`
	MaxMs     int64  `json:"max_ms"`
	ReadingMs int64  `json:"reading_ms"`
	GraceMs   int64  `json:"grace_ms"`
	Draw      bool   `json:"draw,omitempty"`
	BrokenToo bool   `json:"broken_costs,omitempty"`
	ChangedAt int64  `json:"changed_at,omitempty"`
	ChangedBy string `json:"changed_by,omitempty"`
}

// ruleText returns a rule as it is kept, "" for the default.
func ruleText(r exam.VideoRule) string {
	if r.Tries == 0 {
		return ""
	}
	text, err := json.Marshal(keptRule{
		r.Tries, r.Min.Milliseconds(), r.Max.Milliseconds(), r.Reading.Milliseconds(), r.Grace.Milliseconds(), r.DrawQuestion, r.BrokenCosts, ms(r.ChangedAt), r.ChangedBy,
	})
	if err != nil {
		return "" // numbers and a name always have a text
	}
	return string(text)
}

func ruleOf(text string) exam.VideoRule {
	var k keptRule
	if text == "" || json.Unmarshal([]byte(text), &k) != nil {
		return exam.VideoRule{}
	}
	ms := func(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
	return exam.VideoRule{
		Tries: k.Tries, Min: ms(k.MinMs), Max: ms(k.MaxMs), Reading: ms(k.ReadingMs), Grace: ms(k.GraceMs), DrawQuestion: k.Draw, BrokenCosts: k.BrokenToo,
		ChangedAt: at(k.ChangedAt), ChangedBy: k.ChangedBy,
	}
}

// SetVideoRule sets how the candidates of a session record themselves; its staff and
// they hear of it. A session that does not exist is CodeNotFound.
func (s *Store) SetVideoRule(ctx context.Context, sessionID string, r exam.VideoRule, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		in, err := s.session(ctx, tx, sessionID, true)
		if err != nil {
			return err
		}
		if _, err := tx.NewRaw("UPDATE session SET video = ? WHERE id = ?", ruleText(r), sessionID).Exec(ctx); err != nil {
			return fmt.Errorf("save rule of session %s: %w", sessionID, err)
		}
		if err := tx.append(ctx, in.SchoolID, "", fact); err != nil {
			return err
		}
		tx.put(outboxRow{Kind: "session", SessionID: sessionID, At: ms(s.now())})
		return nil
	})
}

// TakeSegment returns a segment of a take and whose sitting it is.
func (s *Store) TakeSegment(ctx context.Context, segmentID string) (string, exam.TakeSegment, error) {
	var r takeSegmentRow
	err := s.read.NewSelect().Model(&r).Where("id = ?", segmentID).Scan(ctx)
	return r.SittingID, r.segment(), notFound(err, "segment")
}

// LeftSegments lists segments of sittings that are over of which nothing was kept.
func (s *Store) LeftSegments(ctx context.Context, limit int) ([]string, error) {
	var ids []string
	err := s.read.NewRaw(`SELECT g.id FROM take_segment g JOIN sitting si ON si.id = g.sitting_id
  WHERE g.sha256 = '' AND si.phase IN ('submitted', 'finished') ORDER BY g.id LIMIT ?`, limit).Scan(ctx, &ids)
	if err != nil {
		return nil, fmt.Errorf("look for segments that are left: %w", err)
	}
	return ids, nil
}

package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type paperRow struct {
	bun.BaseModel `bun:"table:paper,alias:paper"`

	ID                    string `bun:",pk"`
	SchoolID, SessionID   string
	Number                int
	Title, Kind, State    string
	FileID, Content       string
	Items                 int
	SealedSHA256          string `bun:"sealed_sha256"`
	SealedBytes           int64
	SealedKey             string
	MaxPages              int
	GraceMs               int64
	ReleaseAt, ReleasedAt int64
	ChangedAt             int64
	ChangedBy             string
}

func (r paperRow) paper() exam.Paper {
	return exam.Paper{
		ID: r.ID, SchoolID: r.SchoolID, SessionID: r.SessionID, Number: r.Number, Title: r.Title, Kind: exam.PaperKind(r.Kind), State: exam.PaperState(r.State),
		FileID: r.FileID, Content: r.Content, Items: r.Items, SealedSHA256: r.SealedSHA256, SealedBytes: r.SealedBytes, Key: r.SealedKey,
		MaxPages: r.MaxPages, Grace: time.Duration(r.GraceMs) * time.Millisecond, ReleaseAt: at(r.ReleaseAt), ReleasedAt: at(r.ReleasedAt),
		ChangedAt: at(r.ChangedAt), ChangedBy: r.ChangedBy,
	}
}

func paperRowOf(p exam.Paper) *paperRow {
	return &paperRow{
		ID: p.ID, SchoolID: p.SchoolID, SessionID: p.SessionID, Number: p.Number, Title: p.Title, Kind: string(p.Kind), State: string(p.State),
		FileID: p.FileID, Content: p.Content, Items: p.Items, SealedSHA256: p.SealedSHA256, SealedBytes: p.SealedBytes, SealedKey: p.Key,
		MaxPages: p.MaxPages, GraceMs: p.Grace.Milliseconds(), ReleaseAt: ms(p.ReleaseAt), ReleasedAt: ms(p.ReleasedAt), ChangedAt: ms(p.ChangedAt), ChangedBy: p.ChangedBy,
	}
}

// CreatePaper keeps a new paper under its session's next number.
func (s *Store) CreatePaper(ctx context.Context, p exam.Paper, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		if _, err := s.session(ctx, tx, p.SessionID, true); err != nil { // numbers are given one after the other
			return err
		}
		if err := createPaper(ctx, tx, p); err != nil {
			return err
		}
		return s.toldOfPaper(ctx, tx, p, fact)
	})
}

func createPaper(ctx context.Context, tx *txn, p exam.Paper) error {
	var last []int
	if err := tx.NewSelect().Model((*paperRow)(nil)).Column("number").Where("session_id = ?", p.SessionID).Order("number DESC").Limit(1).Scan(ctx, &last); err != nil {
		return fmt.Errorf("number paper: %w", err)
	}
	p.Number = 1
	if len(last) > 0 {
		p.Number = last[0] + 1
	}
	if _, err := tx.NewInsert().Model(paperRowOf(p)).Exec(ctx); err != nil {
		return kept(err, "paper")
	}
	return nil
}

// toldOfPaper writes down what was done to a paper and tells the session's staff.
func (s *Store) toldOfPaper(ctx context.Context, tx *txn, p exam.Paper, fact exam.Fact) error {
	if err := tx.append(ctx, p.SchoolID, "", fact); err != nil {
		return err
	}
	tx.put(outboxRow{Kind: "session", SessionID: p.SessionID, At: ms(s.now())})
	return nil
}

// ChangePaper runs fn on a paper and keeps what it changed with the fact it returns,
// and its timer when the moment of release is new.
func (s *Store) ChangePaper(ctx context.Context, paperID string, fn func(*exam.Paper) (exam.Fact, error)) (exam.Paper, error) {
	var p exam.Paper
	err := s.inTx(ctx, func(tx *txn) error {
		var r paperRow
		if err := s.forUpdate(tx.NewSelect().Model(&r).Where("id = ?", paperID)).Scan(ctx); err != nil {
			return notFound(err, "paper")
		}
		p = r.paper()
		fact, err := fn(&p)
		if err != nil {
			return err
		}
		if _, err := tx.NewUpdate().Model(paperRowOf(p)).ExcludeColumn("school_id", "session_id", "number", "kind").WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("save paper %s: %w", paperID, err)
		}
		if p.State == exam.PaperReady && !p.ReleaseAt.IsZero() && (ms(p.ReleaseAt) != r.ReleaseAt || r.State != string(exam.PaperReady)) {
			tx.schedule(exam.Timer{Kind: exam.TimerRelease, At: p.ReleaseAt}, "", p.SessionID)
		}
		return s.toldOfPaper(ctx, tx, p, fact)
	})
	return p, err
}

// RemovePaper takes a draft away.
func (s *Store) RemovePaper(ctx context.Context, paperID string, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		var r paperRow
		if err := s.forUpdate(tx.NewSelect().Model(&r).Where("id = ?", paperID)).Scan(ctx); err != nil {
			return notFound(err, "paper")
		}
		if err := r.paper().CheckDraft(); err != nil {
			return err
		}
		if err := tx.drop(ctx, "paper", "id = ?", paperID); err != nil {
			return err
		}
		return s.toldOfPaper(ctx, tx, r.paper(), fact)
	})
}

// Papers lists a session's papers by number.
func (s *Store) Papers(ctx context.Context, sessionID string) ([]exam.Paper, error) {
	papers, _, err := s.asked.papers.of(ctx, sessionID)
	return papers, err
}

func (s *Store) readPapers(ctx context.Context, sessionIDs []string) (map[string][]exam.Paper, error) {
	var rows []paperRow
	db, among, named := s.naming(nil, sessionIDs)
	if err := db.scan(ctx, db.NewSelect().Model(&rows).Where("session_id"+among, named).Order("number"), &rows); err != nil {
		return nil, fmt.Errorf("list papers of sessions: %w", err)
	}
	return listed(rows, func(r paperRow) string { return r.SessionID }, paperRow.paper), nil
}

// Paper returns a paper.
func (s *Store) Paper(ctx context.Context, paperID string) (exam.Paper, error) {
	var r paperRow
	err := s.read.NewSelect().Model(&r).Where("id = ?", paperID).Scan(ctx)
	return r.paper(), notFound(err, "paper")
}

// Seated returns who sits before a paper in a session, has none and is not paused, each
// with the login of her first camera and what the end of her time depends on, in one query: it is asked
// in the minute in which everybody waits.
func (s *Store) Seated(ctx context.Context, sessionID string) ([]exam.Sitting, error) {
	var rows []struct {
		ID, SchoolID, LoginID      string
		ExtraMs, BreakMs, PausedMs int64
		AccommodationID            string
		ExtraPercent, ExtraMinutes int
	}
	err := s.read.NewRaw(`SELECT s.id, s.school_id, d.login_id, s.extra_ms, s.break_ms, s.paused_ms, coalesce(a.id, '') AS accommodation_id,
  coalesce(a.extra_percent, 0) AS extra_percent, coalesce(a.extra_minutes, 0) AS extra_minutes
  FROM sitting s JOIN sitting_device d ON d.sitting_id = s.id AND d.position = ?
  LEFT JOIN accommodation a ON a.school_id = s.school_id AND a.enrolment_id = s.enrolment_id
  WHERE s.session_id = ? AND s.phase = ? AND s.pause_since = 0`, int(exam.FirstPosition), sessionID, string(exam.PhaseSeated)).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list who is seated in session %s: %w", sessionID, err)
	}
	seated := make([]exam.Sitting, len(rows))
	for i, r := range rows {
		seated[i] = exam.Sitting{
			ID: r.ID, SchoolID: r.SchoolID, SessionID: sessionID, Type: exam.TypeWritten, Phase: exam.PhaseSeated,
			Extra: time.Duration(r.ExtraMs) * time.Millisecond, BreakTime: time.Duration(r.BreakMs) * time.Millisecond,
			PausedTime:    time.Duration(r.PausedMs) * time.Millisecond,
			Accommodation: exam.Accommodation{ID: r.AccommodationID, ExtraPercent: r.ExtraPercent, ExtraMinutes: r.ExtraMinutes},
			Devices:       []exam.Device{{Position: exam.FirstPosition, LoginID: r.LoginID}},
		}
	}
	return seated, nil
}

type paperReleaseRow struct {
	bun.BaseModel `bun:"table:paper_release,alias:paper_release"`

	ID                                string `bun:",pk"`
	SchoolID, SittingID, PaperID      string
	Kind                              string
	MaxPages                          int
	GraceMs                           int64
	ReleasedAt, WithdrawnAt, OpenedAt int64
	Reason                            string
}

func paperReleaseRowOf(s *exam.Sitting, r exam.PaperRelease) *paperReleaseRow {
	return &paperReleaseRow{
		ID: r.ID, SchoolID: s.SchoolID, SittingID: s.ID, PaperID: r.PaperID, Kind: string(r.Kind), MaxPages: r.MaxPages, GraceMs: r.Grace.Milliseconds(),
		ReleasedAt: ms(r.ReleasedAt), WithdrawnAt: ms(r.WithdrawnAt), OpenedAt: ms(r.OpenedAt), Reason: clean(r.Reason),
	}
}

func (r paperReleaseRow) release() exam.PaperRelease {
	return exam.PaperRelease{
		ID: r.ID, PaperID: r.PaperID, Kind: exam.PaperKind(r.Kind), MaxPages: r.MaxPages, Grace: time.Duration(r.GraceMs) * time.Millisecond,
		ReleasedAt: at(r.ReleasedAt), WithdrawnAt: at(r.WithdrawnAt), OpenedAt: at(r.OpenedAt), Reason: r.Reason,
	}
}

// addPapers adds the papers that were given to the sittings that a condition selected.
func addPapers(ctx context.Context, db source, one func(sittingID string) *exam.Sitting, where string, args ...any) error {
	var rows []paperReleaseRow
	err := db.scan(ctx, db.NewSelect().Model(&rows).Where(chosen("sitting_id", where), args...).Order("sitting_id", "released_at", "id"), &rows)
	if err != nil {
		return fmt.Errorf("list papers of sittings: %w", err)
	}
	for _, r := range rows {
		s := one(r.SittingID)
		s.Papers = append(s.Papers, r.release())
	}
	return nil
}

// ChangeMany runs fn on every sitting of a session that stands in a phase and saves
// what it changed, many in one transaction; it returns how many changed. A sitting
// that fn refuses stays as it is and is no error.
func (s *Store) ChangeMany(ctx context.Context, sessionID string, phase exam.Phase, fn func(*exam.Sitting, exam.Session) error) (changed int, err error) {
	select {
	case s.wholes <- struct{}{}:
		defer func() { <-s.wholes }()
	case <-ctx.Done():
		return 0, fmt.Errorf("wait to change session %s: %w", sessionID, ctx.Err())
	}
	var ids []string
	err = s.read.NewSelect().Table("sitting").Column("id").Where("session_id = ? AND phase = ?", sessionID, string(phase)).Order("id").Scan(ctx, &ids)
	if err != nil {
		return 0, fmt.Errorf("list sittings of session %s: %w", sessionID, err)
	}
	for part := range slices.Chunk(ids, chunk) {
		n := 0
		err := s.inLaneTx(ctx, func(tx *txn) error {
			n = 0
			session, err := s.session(ctx, tx, sessionID, false)
			if err != nil {
				return err
			}
			n, err = s.changePart(ctx, tx, part, session, fn)
			return err
		})
		if err != nil {
			return changed, err
		}
		changed += n
	}
	return changed, nil
}

func (s *Store) changePart(ctx context.Context, tx *txn, ids []string, in exam.Session, fn func(*exam.Sitting, exam.Session) error) (changed int, err error) {
	before, err := s.lockAll(ctx, tx, ids)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		was, there := before[id]
		if !there {
			continue
		}
		one := copied(was)
		if refused := fn(&one, in); exam.CodeOf(refused) == exam.CodeInternal {
			return 0, refused
		} else if refused != nil || !one.Changed() {
			continue
		}
		if err := s.save(ctx, tx, was, &one); err != nil {
			return 0, err
		}
		changed++
	}
	return changed, nil
}

package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

// ChangeSetUp runs fn on an exam's set-up, which nobody else changes meanwhile,
// and does what fn returns, all in one transaction. people says whether fn needs
// the entrants. What something else points at cannot be removed: CodeConflict
// with "why" "pointed_at". A sitting that was entered, or spoken to, is not taken
// away, nor is anything else changed then: CodeConflict with "why" "begun".
func (s *Store) ChangeSetUp(
	ctx context.Context, schoolID, examID string, people bool, fn func(exam.SetUp) (exam.SetUpChange, error),
) error {
	err := s.inTx(ctx, func(tx *txn) error {
		var id string
		if err := s.forUpdate(tx.NewSelect().Table("exam").Column("id").Where("school_id = ? AND id = ?", schoolID, examID)).Scan(ctx, &id); err != nil {
			return notFound(err, "exam")
		}
		set, err := setUp(ctx, tx, schoolID, examID, people)
		if err != nil {
			return err
		}
		change, err := fn(set)
		if err != nil {
			return err
		}
		return s.applySetUp(ctx, tx, &set, change)
	})
	if sqlitePointedAt(err) || postgresPointedAt(err) {
		return exam.Errorf(exam.CodeConflict, "something else in the exam still needs this").With("why", "pointed_at")
	}
	return err
}

func (s *Store) applySetUp(ctx context.Context, tx *txn, set *exam.SetUp, c exam.SetUpChange) error {
	if err := s.textSessions(ctx, tx, set, c); err != nil {
		return err
	}
	if err := tx.applyParts(ctx, set.Exam, c); err != nil {
		return err
	}
	if err := s.applySessions(ctx, tx, set, c.Sessions); err != nil {
		return err
	}
	if err := tx.unseat(ctx, set.Exam.SchoolID, c.Unseat, ms(s.now())); err != nil {
		return err
	}
	if err := tx.removeParts(ctx, set.Exam.SchoolID, c); err != nil {
		return err
	}
	if err := tx.seat(ctx, c.Seat, ms(s.now())); err != nil {
		return err
	}
	if err := tx.publish(ctx, set.Exam.SchoolID, c.Publish); err != nil {
		return err
	}
	for _, sessionID := range c.Shown {
		if err := tx.showSession(ctx, set.Exam.SchoolID, sessionID, ms(s.now())); err != nil {
			return err
		}
	}
	if err := tx.applyDraws(ctx, set.Exam, c); err != nil {
		return err
	}
	for _, f := range c.Facts {
		if err := tx.append(ctx, set.Exam.SchoolID, "", f); err != nil {
			return err
		}
	}
	return nil
}

// removeParts takes away what a change takes away, with the practice there.
func (tx *txn) removeParts(ctx context.Context, schoolID string, c exam.SetUpChange) error {
	if c.RemoveRoom != "" || c.RemoveSubject != "" {
		if err := tx.dropMocks(ctx, schoolID, "(se.room_id = ? OR se.subject_id = ?)", c.RemoveRoom, c.RemoveSubject); err != nil {
			return err
		}
	}
	for _, gone := range []struct{ table, id string }{
		{"session", c.RemoveSession}, {"room", c.RemoveRoom}, {"subject", c.RemoveSubject}, {"major", c.RemoveMajor},
	} {
		if gone.id == "" {
			continue
		}
		if _, err := tx.NewDelete().Table(gone.table).Where("school_id = ? AND id = ?", schoolID, gone.id).Exec(ctx); err != nil {
			return fmt.Errorf("remove %s %s: %w", gone.table, gone.id, err)
		}
	}
	return nil
}

// upsert makes a row or changes it; a row of another school stays as it is.
func (tx *txn) upsert(ctx context.Context, what, table string, row any, columns ...string) error {
	q := tx.NewInsert().Model(row).On("CONFLICT (id) DO UPDATE").Where("?.school_id = EXCLUDED.school_id", bun.Ident(table))
	for _, c := range columns {
		q = q.Set("? = EXCLUDED.?", bun.Ident(c), bun.Ident(c))
	}
	if _, err := q.Exec(ctx); err != nil {
		return kept(err, what)
	}
	return nil
}

func (tx *txn) applyParts(ctx context.Context, in exam.Exam, c exam.SetUpChange) error {
	if e := c.Exam; e != nil {
		if err := tx.upsert(ctx, "exam", "exam", &examRow{ID: in.ID, SchoolID: in.SchoolID, Name: e.Name, Open: e.Open}, "name", "open"); err != nil {
			return err
		}
	}
	for _, m := range c.Majors {
		row := &pricedMajorRow{ID: m.ID, SchoolID: in.SchoolID, ExamID: in.ID, CollegeID: m.CollegeID, Name: m.Name, FeeFen: m.FeeFen}
		if err := tx.upsert(ctx, "major", "major", row, "college_id", "name", "fee_fen"); err != nil {
			return err
		}
	}
	for _, x := range c.Subjects {
		row := &subjectRow{ID: x.ID, SchoolID: in.SchoolID, ExamID: in.ID, Name: x.Name, Intro: x.Intro, Type: string(x.Type)}
		if err := tx.upsert(ctx, "subject", "subject", row, "name", "intro", "type"); err != nil {
			return err
		}
	}
	for _, r := range c.Rooms {
		row := &roomRow{ID: r.ID, SchoolID: in.SchoolID, ExamID: in.ID, Name: r.Name, Kind: r.Kind, Intro: r.Intro, Contact: r.Contact}
		if err := tx.upsert(ctx, "room", "room", row, "name", "kind", "intro", "contact"); err != nil {
			return err
		}
	}
	for roomID, members := range c.Staff {
		if err := tx.setRoomStaff(ctx, in.SchoolID, roomID, members); err != nil {
			return err
		}
	}
	return nil
}

func (tx *txn) setRoomStaff(ctx context.Context, schoolID, roomID string, members []exam.RoomStaff) error {
	_, err := tx.NewDelete().Model((*bindingRow)(nil)).Where("school_id = ? AND kind = ? AND scope_id = ?", schoolID, string(exam.ScopeRoom), roomID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("clear staff of room %s: %w", roomID, err)
	}
	for _, m := range members {
		row := &bindingRow{StaffID: m.StaffID, SchoolID: schoolID, Role: string(m.Role), Kind: string(exam.ScopeRoom), ScopeID: roomID}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return kept(err, "role")
		}
	}
	return nil
}

// applySessions keeps sessions and schedules the ends that are new.
func (s *Store) applySessions(ctx context.Context, tx *txn, set *exam.SetUp, sessions []exam.Session) error {
	for _, in := range sessions {
		in.SchoolID = set.Exam.SchoolID
		err := tx.upsert(ctx, "session", "session", sessionRowOf(in),
			"room_id", "subject_id", "type", "starts_at", "ends_at", "entry_opens_at", "entry_closes_at", "invite_ttl_ms", "second_camera", "first_camera")
		if err != nil {
			return err
		}
		if before, err := set.Session(in.ID); err == nil && before.EndsAt.Equal(in.EndsAt) {
			continue
		}
		tx.schedule(exam.Timer{Kind: exam.TimerSessionEnd, At: in.EndsAt}, "", in.ID)
		if err := s.followSession(ctx, tx, in); err != nil {
			return err
		}
	}
	return nil
}

// followSession moves the ends of who sits in a session whose end is new.
func (s *Store) followSession(ctx context.Context, tx *txn, in exam.Session) error {
	var ids []string
	if err := tx.NewSelect().Table("sitting").Column("id").
		Where("session_id = ? AND phase IN (?)", in.ID, bun.List([]exam.Phase{exam.PhaseInvited, exam.PhaseInterviewing, exam.PhaseAnswering})).Order("id").Scan(ctx, &ids); err != nil {
		return fmt.Errorf("list who sits in session %s: %w", in.ID, err)
	}
	for part := range slices.Chunk(ids, chunk) {
		if _, err := s.changePart(ctx, tx, part, in, func(one *exam.Sitting, in exam.Session) error { return one.FollowSession(in, s.now()) }); err != nil {
			return err
		}
	}
	return nil
}

const kindTimetable = "timetable"

// unseat takes sittings away that nobody has entered and nothing was said in, and
// tells the candidates who knew of them.
func (tx *txn) unseat(ctx context.Context, schoolID string, all []exam.Unseat, now int64) error {
	for part := range slices.Chunk(all, chunk) {
		ids := make([]string, len(part))
		for i, u := range part {
			ids[i] = u.SittingID
		}
		var gone []struct {
			EnrolmentID string
			Unpublished bool
		}
		err := tx.NewRaw(`DELETE FROM sitting WHERE school_id = ? AND id IN (?) AND phase = ?
  AND NOT EXISTS (SELECT 1 FROM message m WHERE m.sitting_id = sitting.id)
  AND NOT EXISTS (SELECT 1 FROM pairing p WHERE p.school_id = sitting.school_id AND p.sitting_id = sitting.id)
  RETURNING enrolment_id, unpublished`, schoolID, bun.List(ids), string(exam.PhaseAssigned)).Scan(ctx, &gone)
		if err != nil {
			return fmt.Errorf("take sittings away: %w", err)
		}
		if len(gone) < len(part) {
			return exam.Errorf(exam.CodeConflict, "somebody has entered meanwhile; look again").With("why", "begun")
		}
		var hints []outboxRow
		for _, one := range gone {
			if !one.Unpublished {
				hints = append(hints, outboxRow{Kind: kindTimetable, EnrolmentID: one.EnrolmentID, At: now})
			}
		}
		tx.put(hints...)
	}
	return nil
}

// seat keeps new sittings and tells their candidates of those that are published.
func (tx *txn) seat(ctx context.Context, sittings []exam.Sitting, now int64) error {
	for part := range slices.Chunk(sittings, chunk) {
		rows := make([]*sittingRow, len(part))
		var hints []outboxRow
		for i, one := range part {
			one.Version = 1
			if rows[i] = rowOf(&one); !one.Unpublished {
				hints = append(hints, outboxRow{Kind: kindTimetable, EnrolmentID: one.EnrolmentID, At: now})
			}
		}
		if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
			return kept(err, "sitting")
		}
		tx.put(hints...)
	}
	return nil
}

// publish lets candidates see sittings from now on; their sessions are to be shown after it.
func (tx *txn) publish(ctx context.Context, schoolID string, ids []string) error {
	for part := range slices.Chunk(ids, chunk) {
		if _, err := tx.NewRaw("UPDATE sitting SET unpublished = ? WHERE school_id = ? AND id IN (?)", false, schoolID, bun.List(part)).Exec(ctx); err != nil {
			return fmt.Errorf("publish places: %w", err)
		}
	}
	return nil
}

// showSession tells a session's staff, and those candidates who know that they sit it,
// that it has changed; pages of sittings that were entered hear of it too.
func (tx *txn) showSession(ctx context.Context, schoolID, sessionID string, now int64) error {
	tx.put(outboxRow{Kind: "session", SessionID: sessionID, At: now})
	_, err := tx.NewRaw(`INSERT INTO outbox (kind, sitting_id, session_id, login_id, enrolment_id, version, at, published_at)
  SELECT ?, CASE WHEN phase = ? THEN '' ELSE id END, '', '', enrolment_id, 0, ?, 0 FROM sitting WHERE school_id = ? AND session_id = ? AND NOT unpublished`,
		kindTimetable, string(exam.PhaseAssigned), now, schoolID, sessionID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("tell candidates of session %s: %w", sessionID, err)
	}
	return nil
}

package store

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type mockWindowRow struct {
	bun.BaseModel `bun:"table:mock_window,alias:mock_window"`

	ExamID            string `bun:",pk"`
	SchoolID          string
	OpensAt, ClosesAt int64
	ConversationMs    int64
	Question          string
	ChangedAt         int64
	ChangedBy         string
}

func (r mockWindowRow) window() exam.MockWindow {
	return exam.MockWindow{
		SchoolID: r.SchoolID, ExamID: r.ExamID, OpensAt: at(r.OpensAt), ClosesAt: at(r.ClosesAt), Conversation: time.Duration(r.ConversationMs) * time.Millisecond,
		Question: r.Question, ChangedAt: at(r.ChangedAt), ChangedBy: r.ChangedBy,
	}
}

const kindMock = "mock"

// MockWindows lists when the candidates of a school's exams may practise.
func (s *Store) MockWindows(ctx context.Context, schoolID string) ([]exam.MockWindow, error) {
	var rows []mockWindowRow
	if err := s.read.NewSelect().Model(&rows).Where("school_id = ?", schoolID).Order("exam_id DESC").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list practice windows: %w", err)
	}
	windows := make([]exam.MockWindow, len(rows))
	for i, r := range rows {
		windows[i] = r.window()
	}
	return windows, nil
}

// MockWindowOf returns when an enrolment's candidate may practise, else CodeNotFound.
func (s *Store) MockWindowOf(ctx context.Context, enrolmentID string) (exam.MockWindow, error) {
	var r mockWindowRow
	err := s.read.NewSelect().Model(&r).Where("exam_id = (SELECT m.exam_id FROM enrolment e JOIN major m ON m.id = e.major_id WHERE e.id = ?)", enrolmentID).Scan(ctx)
	return r.window(), notFound(err, "practice window")
}

// KeepMockWindow sets when the candidates of an exam may practise; they hear of it.
// An exam that the school does not have is CodeNotFound.
func (s *Store) KeepMockWindow(ctx context.Context, w exam.MockWindow, fact exam.Fact) error {
	return s.changeMockWindow(ctx, w.SchoolID, w.ExamID, fact, func(tx *txn) error {
		row := &mockWindowRow{
			ExamID: w.ExamID, SchoolID: w.SchoolID, OpensAt: ms(w.OpensAt), ClosesAt: ms(w.ClosesAt), ConversationMs: w.Conversation.Milliseconds(),
			Question: clean(w.Question), ChangedAt: ms(w.ChangedAt), ChangedBy: w.ChangedBy,
		}
		q := tx.NewInsert().Model(row).On("CONFLICT (exam_id) DO UPDATE").Where("mock_window.school_id = EXCLUDED.school_id")
		for _, c := range []string{"opens_at", "closes_at", "conversation_ms", "question", "changed_at", "changed_by"} {
			q = q.Set("? = EXCLUDED.?", bun.Ident(c), bun.Ident(c))
		}
		_, err := q.Exec(ctx)
		return kept(err, "practice window")
	})
}

// RemoveMockWindow ends practice of an exam; who is in a mock goes on to its end.
func (s *Store) RemoveMockWindow(ctx context.Context, schoolID, examID string, fact exam.Fact) error {
	return s.changeMockWindow(ctx, schoolID, examID, fact, func(tx *txn) error {
		res, err := tx.NewRaw("DELETE FROM mock_window WHERE school_id = ? AND exam_id = ?", schoolID, examID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("remove practice window: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return exam.Errorf(exam.CodeNotFound, "nobody practises for this exam")
		}
		return nil
	})
}

func (s *Store) changeMockWindow(ctx context.Context, schoolID, examID string, fact exam.Fact, fn func(tx *txn) error) error {
	return s.inTx(ctx, func(tx *txn) error {
		var id string
		if err := s.forUpdate(tx.NewSelect().Table("exam").Column("id").Where("school_id = ? AND id = ?", schoolID, examID)).Scan(ctx, &id); err != nil {
			return notFound(err, "exam")
		}
		if err := fn(tx); err != nil {
			return err
		}
		if err := tx.append(ctx, schoolID, "", fact); err != nil {
			return err
		}
		tx.put(outboxRow{Kind: kindMock, ExamID: examID, At: ms(s.now())})
		return nil
	})
}

// MockPattern returns the session that an enrolment's mocks are like: the soonest
// interview, written or video exam that the candidate knows herself to sit, else the
// soonest of her exam, else CodeNotFound.
func (s *Store) MockPattern(ctx context.Context, enrolmentID string) (exam.Session, error) {
	var row sessionRow
	err := s.read.NewSelect().Model(&row).ColumnExpr("session.*").Join("JOIN room r ON r.id = session.room_id").
		Join("JOIN major m ON m.exam_id = r.exam_id AND m.school_id = r.school_id JOIN enrolment e ON e.major_id = m.id").
		Where("e.id = ? AND session.type IN (?, ?, ?) AND NOT session.mock", enrolmentID, string(exam.TypeInterview), string(exam.TypeWritten), string(exam.TypeVideo)).
		OrderExpr("EXISTS (SELECT 1 FROM sitting si WHERE si.session_id = session.id AND si.enrolment_id = e.id AND NOT si.unpublished) DESC, session.starts_at, session.id").
		Limit(1).Scan(ctx)
	return row.session(), notFound(err, "exam to practise for")
}

// Mocks lists the mocks of an enrolment, newest first.
func (s *Store) Mocks(ctx context.Context, enrolmentID string) ([]exam.Placed, error) {
	placed, err := s.placed(ctx, "enrolment_id = ? AND NOT "+notMock, enrolmentID)
	for i, j := 0, len(placed)-1; i < j; i, j = i+1, j-1 {
		placed[i], placed[j] = placed[j], placed[i]
	}
	return placed, err
}

// CreateMock keeps a mock of an enrolment with the question that is shown in it and,
// where it is written, the paper. It is CodeConflict while another one goes on.
func (s *Store) CreateMock(ctx context.Context, in exam.Session, one exam.Sitting, q exam.Question, p *exam.Paper, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		var id string
		err := s.forUpdate(tx.NewSelect().Table("enrolment").Column("id").Where("school_id = ? AND id = ?", one.SchoolID, one.EnrolmentID)).Scan(ctx, &id)
		if err != nil {
			return notFound(err, "enrolment")
		}
		running, err := tx.NewSelect().Table("sitting").Where("school_id = ? AND enrolment_id = ? AND phase NOT IN ('finished', 'absent')", one.SchoolID, one.EnrolmentID).
			Where("NOT " + notMock).Count(ctx)
		if err != nil {
			return fmt.Errorf("count mocks: %w", err)
		}
		if running > 0 {
			return exam.Errorf(exam.CodeConflict, "a mock of yours goes on already").With("why", "going_on")
		}
		set := Setup{s, tx}
		if err := set.CreateSession(ctx, in); err != nil {
			return err
		}
		if err := set.CreateSitting(ctx, one); err != nil {
			return err
		}
		if _, err := set.CreateQuestion(ctx, q); err != nil {
			return err
		}
		if p != nil {
			if err := createPaper(ctx, tx, *p); err != nil {
				return err
			}
		}
		if err := tx.append(ctx, one.SchoolID, one.ID, fact); err != nil {
			return err
		}
		tx.put(outboxRow{Kind: kindMock, EnrolmentID: one.EnrolmentID, At: ms(s.now())})
		return nil
	})
}

// PlayedMocks lists the mocks of all schools in which the clock may have something
// to do; it serves the server's own work. A mock whose window was removed has the
// shortest conversation.
func (s *Store) PlayedMocks(ctx context.Context) ([]exam.PlayedMock, error) {
	var rows []struct {
		SittingID, QuestionID string
		ConversationMs        int64
	}
	err := s.read.NewRaw(`SELECT si.id AS sitting_id, coalesce((SELECT min(q.id) FROM question q WHERE q.session_id = si.session_id), '') AS question_id,
  coalesce((SELECT mw.conversation_ms FROM session se JOIN room r ON r.id = se.room_id JOIN mock_window mw ON mw.exam_id = r.exam_id WHERE se.id = si.session_id), ?) AS conversation_ms
  FROM session mo JOIN sitting si ON si.session_id = mo.id WHERE mo.mock AND si.phase IN ('check_in', 'waiting', 'interviewing', 'seated', 'submitted')`, exam.MinMockConversation.Milliseconds()).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("list mocks: %w", err)
	}
	mocks := make([]exam.PlayedMock, len(rows))
	for i, r := range rows {
		mocks[i] = exam.PlayedMock{SittingID: r.SittingID, QuestionID: r.QuestionID, Conversation: time.Duration(r.ConversationMs) * time.Millisecond}
	}
	return mocks, nil
}

// ofSitting are the tables whose rows belong to a sitting.
var ofSitting = []string{
	"sitting_device", "sitting_step", "pledge_signature", "release", "message", "interruption", "pairing", "recording_segment", "recording",
	"video_report", "take_track", "take_segment", "take", "paper_release", "photo_set", "answer_op",
}

// dropMocks deletes mocks of a school, sitting and session, that a condition on
// sitting si and session se selects, with what was sent in them. What was written in the
// ledger stays.
func (tx *txn) dropMocks(ctx context.Context, schoolID, where string, args ...any) error {
	var rows []struct{ ID, SessionID string }
	err := tx.NewRaw("SELECT si.id, si.session_id FROM session se JOIN sitting si ON si.session_id = se.id WHERE se.mock AND se.school_id = ? AND "+where, append([]any{schoolID}, args...)...).Scan(ctx, &rows)
	if err != nil {
		return fmt.Errorf("list mocks: %w", err)
	}
	if len(rows) == 0 {
		return nil
	}
	sittings, sessions := make([]string, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		sittings[i], sessions[i] = r.ID, r.SessionID
	}
	for _, table := range ofSitting {
		if err := tx.drop(ctx, table, "school_id = ? AND sitting_id IN (?)", schoolID, bun.List(sittings)); err != nil {
			return err
		}
	}
	for _, gone := range []struct {
		table, column string
		ids           []string
	}{
		{"file", "owner_id", sittings}, {"recorder_lease", "sitting_id", sittings}, {"sitting", "id", sittings},
		{"question", "session_id", sessions}, {"paper", "session_id", sessions}, {"session", "id", sessions},
	} {
		if err := tx.drop(ctx, gone.table, gone.column+" IN (?)", bun.List(gone.ids)); err != nil {
			return err
		}
	}
	return nil
}

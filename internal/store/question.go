package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type questionRow struct {
	bun.BaseModel `bun:"table:question,alias:question"`

	ID        string `bun:",pk"`
	SchoolID  string
	SessionID string
	Number    int
	Title     string
	Body      string
	FileID    string
}

func (r questionRow) question() exam.Question {
	return exam.Question{ID: r.ID, SchoolID: r.SchoolID, SessionID: r.SessionID, Number: r.Number, Title: r.Title, Body: r.Body, FileID: r.FileID}
}

// CreateQuestion keeps a question under the session's next number and returns it.
func (s *Store) CreateQuestion(ctx context.Context, q exam.Question) (exam.Question, error) {
	err := s.inTx(ctx, func(tx *txn) (err error) {
		if _, err := s.session(ctx, tx, q.SessionID, true); err != nil { // numbers are given one after the other
			return err
		}
		if q, err = createQuestion(ctx, tx, q); err != nil {
			return err
		}
		tx.put(outboxRow{Kind: "session", SessionID: q.SessionID, At: ms(s.now())})
		return nil
	})
	return q, err
}

func createQuestion(ctx context.Context, tx *txn, q exam.Question) (exam.Question, error) {
	n, err := tx.NewSelect().Model((*questionRow)(nil)).Where("session_id = ?", q.SessionID).Count(ctx)
	if err != nil {
		return q, fmt.Errorf("count questions: %w", err)
	}
	q.Number = int(n) + 1
	row := questionRow{ID: q.ID, SchoolID: q.SchoolID, SessionID: q.SessionID, Number: q.Number, Title: q.Title, Body: q.Body, FileID: q.FileID}
	if _, err := tx.NewInsert().Model(&row).Exec(ctx); err != nil {
		return q, kept(err, "question")
	}
	return q, nil
}

// Questions lists a session's questions by number.
func (s *Store) Questions(ctx context.Context, sessionID string) ([]exam.Question, error) {
	var rows []questionRow
	if err := s.read.NewSelect().Model(&rows).Where("session_id = ?", sessionID).Order("number").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list questions of session %s: %w", sessionID, err)
	}
	found := make([]exam.Question, len(rows))
	for i, r := range rows {
		found[i] = r.question()
	}
	return found, nil
}

// Question returns a question.
func (s *Store) Question(ctx context.Context, questionID string) (exam.Question, error) {
	var r questionRow
	err := s.read.NewSelect().Model(&r).Where("id = ?", questionID).Scan(ctx)
	return r.question(), notFound(err, "question")
}

type messageRow struct {
	bun.BaseModel `bun:"table:message,alias:message"`

	ID          string `bun:",pk"`
	SchoolID    string
	SittingID   string
	FromStaffID string
	FromName    string
	Text        string
	At          int64
}

// CreateMessage keeps a message with its event and its ledger entry.
func (s *Store) CreateMessage(ctx context.Context, m exam.Message, sessionID string) error {
	return s.inTx(ctx, func(tx *txn) error {
		row := &messageRow{
			ID: m.ID, SchoolID: m.SchoolID, SittingID: m.SittingID, FromStaffID: m.FromStaffID, FromName: m.FromName, Text: m.Text, At: ms(m.At),
		}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return kept(err, "message")
		}
		fact := exam.Fact{
			Kind: "message.sent", At: m.At, Data: map[string]string{"message": m.ID, "text": m.Text},
			Actor: exam.Actor{Kind: exam.ActorStaff, StaffID: m.FromStaffID, Name: m.FromName},
		}
		if err := tx.append(ctx, m.SchoolID, m.SittingID, fact); err != nil {
			return err
		}
		tx.put(outboxRow{Kind: "message", SittingID: m.SittingID, SessionID: sessionID, At: ms(s.now())})
		return nil
	})
}

// Messages lists what staff wrote to a candidate, oldest first.
func (s *Store) Messages(ctx context.Context, sittingID string) ([]exam.Message, error) {
	messages, _, err := s.asked.messages.of(ctx, sittingID)
	return messages, err
}

func (s *Store) readMessages(ctx context.Context, sittingIDs []string) (map[string][]exam.Message, error) {
	var rows []messageRow
	db, among, named := s.naming(nil, sittingIDs)
	if err := db.scan(ctx, db.NewSelect().Model(&rows).Where("sitting_id"+among, named).Order("at", "id"), &rows); err != nil {
		return nil, fmt.Errorf("list messages of sittings: %w", err)
	}
	return listed(rows, func(r messageRow) string { return r.SittingID }, messageRow.message), nil
}

func (r messageRow) message() exam.Message {
	return exam.Message{ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, FromStaffID: r.FromStaffID, FromName: r.FromName, Text: r.Text, At: at(r.At)}
}

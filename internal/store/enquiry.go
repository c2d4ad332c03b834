package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type enquiryRow struct {
	bun.BaseModel `bun:"table:enquiry,alias:enquiry"`

	ID                     string `bun:",pk"`
	SchoolID, EnrolmentID  string
	Subject, State         string
	ClaimedBy, ClaimedName string
	Unread                 bool
	CreatedAt, UpdatedAt   int64
}

type enquiryWordRow struct {
	bun.BaseModel `bun:"table:enquiry_word,alias:enquiry_word"`

	ID                  string `bun:",pk"`
	SchoolID, EnquiryID string
	FromName            string
	FromStaff           bool
	Text                string
	At                  int64
	Files               string // identifiers, separated by spaces
}

func (r enquiryRow) enquiry() exam.Enquiry {
	return exam.Enquiry{
		ID: r.ID, SchoolID: r.SchoolID, EnrolmentID: r.EnrolmentID, Subject: r.Subject, State: exam.EnquiryState(r.State), ClaimedBy: r.ClaimedBy,
		ClaimedName: r.ClaimedName, Unread: r.Unread, CreatedAt: at(r.CreatedAt), UpdatedAt: at(r.UpdatedAt),
	}
}

// KeepEnquiry keeps a new question, or what has changed of one and the words that
// are new, with the fact, and hints its candidate.
func (s *Store) KeepEnquiry(ctx context.Context, e exam.Enquiry, fact *exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error { return s.keepEnquiry(ctx, tx, e, 0, fact) })
}

func (s *Store) keepEnquiry(ctx context.Context, tx *txn, e exam.Enquiry, known int, fact *exam.Fact) error {
	row := &enquiryRow{
		ID: e.ID, SchoolID: e.SchoolID, EnrolmentID: e.EnrolmentID, Subject: clean(e.Subject), State: string(e.State), ClaimedBy: e.ClaimedBy,
		ClaimedName: e.ClaimedName, Unread: e.Unread, CreatedAt: ms(e.CreatedAt), UpdatedAt: ms(e.UpdatedAt),
	}
	if err := tx.upsert(ctx, "question", "enquiry", row, "state", "claimed_by", "claimed_name", "unread", "updated_at"); err != nil {
		return err
	}
	for _, w := range e.Words[known:] {
		said := &enquiryWordRow{ID: w.ID, SchoolID: e.SchoolID, EnquiryID: e.ID, FromName: w.FromName, FromStaff: w.FromStaff, Text: clean(w.Text), At: ms(w.At), Files: strings.Join(w.PhotoIDs, " ")}
		if _, err := tx.NewInsert().Model(said).Exec(ctx); err != nil {
			return kept(err, "word")
		}
	}
	if fact != nil {
		if err := tx.append(ctx, e.SchoolID, "", *fact); err != nil {
			return err
		}
	}
	tx.put(outboxRow{Kind: "enquiry", EnrolmentID: e.EnrolmentID, At: ms(s.now())})
	return nil
}

// ChangeEnquiry runs fn on a question with its words and keeps it with the fact
// that fn returns, if any. Changes of one question come one after the other.
func (s *Store) ChangeEnquiry(ctx context.Context, id string, fn func(*exam.Enquiry) (*exam.Fact, error)) error {
	return s.inTx(ctx, func(tx *txn) error {
		var r enquiryRow
		if err := s.forUpdate(tx.NewSelect().Model(&r).Where("id = ?", id)).Scan(ctx); err != nil {
			return notFound(err, "question")
		}
		e := r.enquiry()
		if err := withWords(ctx, tx, []*exam.Enquiry{&e}, e.SchoolID); err != nil {
			return err
		}
		known := len(e.Words)
		fact, err := fn(&e)
		if err != nil {
			return err
		}
		return s.keepEnquiry(ctx, tx, e, known, fact)
	})
}

func withWords(ctx context.Context, db bun.IDB, all []*exam.Enquiry, schoolID string) error {
	if len(all) == 0 {
		return nil
	}
	by, ids := map[string]*exam.Enquiry{}, []string{}
	for _, e := range all {
		by[e.ID], ids = e, append(ids, e.ID)
	}
	var rows []enquiryWordRow
	for part := range slices.Chunk(ids, chunk) {
		var some []enquiryWordRow
		if err := db.NewSelect().Model(&some).Where("school_id = ? AND enquiry_id IN (?)", schoolID, bun.List(part)).Order("at", "id").Scan(ctx); err != nil {
			return fmt.Errorf("list words: %w", err)
		}
		rows = append(rows, some...)
	}
	for _, r := range rows {
		one := by[r.EnquiryID]
		word := exam.EnquiryWord{ID: r.ID, FromName: r.FromName, FromStaff: r.FromStaff, Text: r.Text, At: at(r.At)}
		if r.Files != "" {
			word.PhotoIDs = strings.Fields(r.Files)
		}
		one.Words = append(one.Words, word)
	}
	return nil
}

// EnquiriesOf lists an enrolment's questions with what was said, the latest first.
func (s *Store) EnquiriesOf(ctx context.Context, schoolID, enrolmentID string) ([]exam.Enquiry, error) {
	var rows []enquiryRow
	err := s.read.NewSelect().Model(&rows).Where("school_id = ? AND enrolment_id = ?", schoolID, enrolmentID).Order("updated_at DESC", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list questions of enrolment %s: %w", enrolmentID, err)
	}
	list, all := make([]exam.Enquiry, len(rows)), make([]*exam.Enquiry, len(rows))
	for i, r := range rows {
		list[i] = r.enquiry()
		all[i] = &list[i]
	}
	return list, withWords(ctx, s.read, all, schoolID)
}

// Enquiries lists a page of a school's questions in a state ("" for all), those
// that wait longest first, and how many there are; colleges, when not nil, leaves
// only those of candidates of their majors.
func (s *Store) Enquiries(ctx context.Context, schoolID string, state exam.EnquiryState, colleges []string, limit, offset int) (list []exam.Enquiry, total int, err error) {
	query := func(db bun.IDB) *bun.SelectQuery {
		q := db.NewSelect().TableExpr("enquiry AS q").Where("q.school_id = ?", schoolID)
		if state != "" {
			q = q.Where("q.state = ?", string(state))
		}
		if colleges != nil {
			q = q.Where("EXISTS (SELECT 1 FROM enrolment e JOIN major m ON m.id = e.major_id WHERE e.id = q.enrolment_id AND m.college_id IN (?))", bun.List(colleges))
		}
		return q
	}
	err = s.reading(ctx, func(db bun.IDB) error {
		n, err := query(db).Count(ctx)
		if err != nil {
			return fmt.Errorf("count questions: %w", err)
		}
		total = int(n)
		var rows []struct {
			enquiryRow             `bun:",extend"`
			Number, Name, ExamName string
		}
		page := query(db).ColumnExpr("q.id").OrderExpr("q.updated_at, q.id").Limit(int64(limit)).Offset(int64(offset))
		err = db.NewSelect().TableExpr("enquiry AS q").Where("q.id IN (?)", page).
			Join("JOIN enrolment e ON e.id = q.enrolment_id JOIN candidate c ON c.id = e.candidate_id JOIN major m ON m.id = e.major_id JOIN exam ex ON ex.id = m.exam_id").
			ColumnExpr("q.*, c.number, c.name, ex.name AS exam_name").OrderExpr("q.updated_at, q.id").Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("list questions: %w", err)
		}
		list = make([]exam.Enquiry, len(rows))
		all := make([]*exam.Enquiry, len(rows))
		for i, r := range rows {
			list[i] = r.enquiry()
			list[i].Number, list[i].Name, list[i].ExamName = r.Number, r.Name, r.ExamName
			all[i] = &list[i]
		}
		return withWords(ctx, db, all, schoolID)
	})
	return list, total, err
}

// Enquiry returns a question of a school with what was said, else CodeNotFound.
func (s *Store) Enquiry(ctx context.Context, schoolID, id string) (exam.Enquiry, error) {
	var r enquiryRow
	if err := s.read.NewSelect().Model(&r).Where("school_id = ? AND id = ?", schoolID, id).Scan(ctx); err != nil {
		return exam.Enquiry{}, notFound(err, "question")
	}
	e := r.enquiry()
	return e, withWords(ctx, s.read, []*exam.Enquiry{&e}, schoolID)
}

type cannedRow struct {
	bun.BaseModel `bun:"table:canned_answer,alias:canned_answer"`

	ID                    string `bun:",pk"`
	SchoolID, Title, Text string
}

// CannedAnswers lists a school's, by title.
func (s *Store) CannedAnswers(ctx context.Context, schoolID string) ([]exam.CannedAnswer, error) {
	var rows []cannedRow
	if err := s.read.NewSelect().Model(&rows).Where("school_id = ?", schoolID).Order("title", "id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("list canned answers: %w", err)
	}
	list := make([]exam.CannedAnswer, len(rows))
	for i, r := range rows {
		list[i] = exam.CannedAnswer{ID: r.ID, SchoolID: r.SchoolID, Title: r.Title, Text: r.Text}
	}
	return list, nil
}

// KeepCannedAnswer makes a canned answer or changes the school's one of that
// identifier.
func (s *Store) KeepCannedAnswer(ctx context.Context, c exam.CannedAnswer, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		row := &cannedRow{ID: c.ID, SchoolID: c.SchoolID, Title: clean(c.Title), Text: clean(c.Text)}
		if err := tx.upsert(ctx, "canned answer", "canned_answer", row, "title", "text"); err != nil {
			return err
		}
		return tx.append(ctx, c.SchoolID, "", fact)
	})
}

// RemoveCannedAnswer takes a school's canned answer away, else CodeNotFound.
func (s *Store) RemoveCannedAnswer(ctx context.Context, schoolID, id string, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		res, err := tx.NewDelete().Table("canned_answer").Where("school_id = ? AND id = ?", schoolID, id).Exec(ctx)
		if err != nil {
			return fmt.Errorf("remove canned answer: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return exam.Errorf(exam.CodeNotFound, "no such answer")
		}
		return tx.append(ctx, schoolID, "", fact)
	})
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type answerRow struct {
	bun.BaseModel `bun:"table:answer_op,alias:answer_op"`

	SittingID string `bun:",pk"`
	Seq       int64  `bun:",pk"`
	SchoolID  string
	Op        string
	Item      string
	Value     string
	At        int64
	TypedAt   int64
}

// What the whole of saving operations is: one is kept while its sitting answers and is
// neither on a break nor paused, before its end, from the page that writes, and once.
const (
	appendOnSQLite = `INSERT INTO answer_op (sitting_id, seq, school_id, op, item, value, at, typed_at)
  SELECT s.id, ?, s.school_id, ?, ?, ?, ?, ? FROM sitting s
  WHERE s.id = ? AND s.phase = 'answering' AND s.break_since = 0 AND s.pause_since = 0 AND s.writer = ? AND s.writes_until > ?
  ON CONFLICT (sitting_id, seq) DO NOTHING`

	// Those of many requests at once. FOR SHARE lets a handing-in wait for them, and them
	// for a handing-in; in the order of identifiers, as changes lock, so that no two wait
	// for each other. They are found by their keys alone: by its phase the planner would
	// find a sitting among all that answer.
	appendOnPostgres = `WITH s AS MATERIALIZED (SELECT id, school_id, phase, break_since, pause_since, writer, writes_until
    FROM sitting WHERE id = ANY ($1::text[]) ORDER BY id FOR SHARE)
  INSERT INTO answer_op (sitting_id, seq, school_id, op, item, value, at, typed_at)
  SELECT s.id, o.seq, s.school_id, o.op, o.item, o.value, o.at, o.typed_at
  FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[]) AS o (sitting_id, seq, op, item, value, at, typed_at, writer)
  JOIN s ON s.id = o.sitting_id AND s.writer = o.writer AND s.writes_until > o.at
  WHERE s.phase = 'answering' AND s.break_since = 0 AND s.pause_since = 0
  ON CONFLICT (sitting_id, seq) DO NOTHING RETURNING sitting_id, seq, op`
)

// opWrite is one request to save operations, and what became of it.
type opWrite struct {
	sittingID, writer string
	ops               []exam.AnswerOp
	now               time.Time
	kept              []bool // of each operation
	done              chan error
}

// AppendOps saves operations of a writer; when it returns nil they are on the disk.
// Sending the same again is no error. What another operation has the number of is
// CodeConflict with "why" "sequence" and the "last_seq"; what the sitting does not take
// is refused as [exam.Sitting.AnswerRefusal] says.
func (s *Store) AppendOps(ctx context.Context, sittingID, writer string, ops []exam.AnswerOp, now time.Time) error {
	w := &opWrite{sittingID: sittingID, writer: writer, ops: ops, now: now, kept: make([]bool, len(ops)), done: make(chan error, 1)}
	if err := s.waitToAppend(ctx, w); err != nil {
		return err
	}
	for i, kept := range w.kept {
		if !kept {
			return s.explain(ctx, w, ops[i])
		}
	}
	return nil
}

// waitToAppend saves operations in the next commit, with others'.
func (s *Store) waitToAppend(ctx context.Context, w *opWrite) error {
	appendAll := s.appendSQLite
	if s.dialect == postgres {
		appendAll = s.appendPostgres
	}
	s.ops[s.lane(w.sittingID)].Add(w, func(together []*opWrite) {
		err := appendAll(context.Background(), together) // whoever gave up, the others wait
		for _, w := range together {
			if err != nil && len(together) > 1 { // what one of them cannot have says nothing of the others
				w.done <- appendAll(context.Background(), []*opWrite{w})
				continue
			}
			w.done <- err
		}
	})
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done(): // it may be kept all the same; sending again tells
		return fmt.Errorf("save answer of sitting %s: %w", w.sittingID, ctx.Err())
	}
}

// explain says why an operation was not inserted: nil when it was before.
func (s *Store) explain(ctx context.Context, w *opWrite, op exam.AnswerOp) error {
	var was string
	err := s.read.NewSelect().Model((*answerRow)(nil)).Column("op").Where("sitting_id = ? AND seq = ?", w.sittingID, op.Seq).Scan(ctx, &was)
	if errors.Is(err, sql.ErrNoRows) {
		one, err := s.Sitting(ctx, w.sittingID)
		if err != nil {
			return err
		}
		return one.AnswerRefusal(w.writer, w.now)
	}
	if err != nil {
		return fmt.Errorf("look for operation %d of sitting %s: %w", op.Seq, w.sittingID, err)
	}
	if was == op.ID {
		return nil
	}
	last, err := s.LastOp(ctx, w.sittingID)
	if err != nil {
		return err
	}
	return exam.Errorf(exam.CodeConflict, "another device has written meanwhile").With("why", "sequence").With("last_seq", last)
}

// LastOp returns the highest number of a sitting's operations, 0 for none.
func (s *Store) LastOp(ctx context.Context, sittingID string) (int64, error) {
	var last int64
	err := s.read.NewSelect().Model((*answerRow)(nil)).ColumnExpr("coalesce(max(seq), 0)").Where("sitting_id = ?", sittingID).Scan(ctx, &last)
	if err != nil {
		return 0, fmt.Errorf("find last operation of sitting %s: %w", sittingID, err)
	}
	return last, nil
}

// appendSQLite saves the operations of several requests in one commit.
func (s *Store) appendSQLite(ctx context.Context, together []*opWrite) error {
	tx, err := s.write.DB.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin to save answers: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing after a commit
	insert, err := tx.PrepareContext(ctx, appendOnSQLite)
	if err != nil {
		return fmt.Errorf("prepare to save answers: %w", err)
	}
	defer func() { _ = insert.Close() }() // its transaction has ended
	for _, w := range together {
		for i, op := range w.ops {
			res, err := insert.ExecContext(ctx, op.Seq, op.ID, op.Item, clean(op.Value), ms(w.now), ms(op.TypedAt), w.sittingID, w.writer, ms(w.now))
			if err != nil {
				return fmt.Errorf("save answer of sitting %s: %w", w.sittingID, err)
			}
			n, err := res.RowsAffected()
			if err != nil {
				return fmt.Errorf("save answer of sitting %s: %w", w.sittingID, err)
			}
			w.kept[i] = n == 1
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit answers: %w", err)
	}
	return nil
}

// appendPostgres saves the operations of several requests by one statement, which is
// its own transaction: one way to the database and back for all of them.
func (s *Store) appendPostgres(ctx context.Context, together []*opWrite) error {
	var sittings, ids, items, values, writers []string
	var seqs, ats, typedAts []int64
	for _, w := range together {
		for _, op := range w.ops {
			sittings, ids, items, values = append(sittings, w.sittingID), append(ids, op.ID), append(items, op.Item), append(values, clean(op.Value))
			writers, seqs, ats, typedAts = append(writers, w.writer), append(seqs, op.Seq), append(ats, ms(w.now)), append(typedAts, ms(op.TypedAt))
		}
	}
	rows, err := s.lanes.DB.QueryContext(ctx, appendOnPostgres, sittings, seqs, ids, items, values, ats, typedAts, writers)
	if err != nil {
		return fmt.Errorf("save answers: %w", err)
	}
	defer func() { _ = rows.Close() }() // its error is that of rows.Err
	type key struct {
		sittingID string
		seq       int64
		op        string
	}
	kept := map[key]bool{}
	for rows.Next() {
		var k key
		if err := rows.Scan(&k.sittingID, &k.seq, &k.op); err != nil {
			return fmt.Errorf("read which answers were saved: %w", err)
		}
		kept[k] = true
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("save answers: %w", err)
	}
	for _, w := range together {
		for i, op := range w.ops {
			w.kept[i] = kept[key{w.sittingID, op.Seq, op.ID}]
		}
	}
	return nil
}

// Ops lists a sitting's operations in order.
func (s *Store) Ops(ctx context.Context, sittingID string) ([]exam.AnswerOp, error) {
	var rows []answerRow
	h := s.hot()
	if err := h.scan(ctx, h.NewSelect().Model(&rows).Where("sitting_id = ?", h.arg(sittingID)).Order("seq"), &rows); err != nil {
		return nil, fmt.Errorf("list answers of sitting %s: %w", sittingID, err)
	}
	ops := make([]exam.AnswerOp, len(rows))
	for i, r := range rows {
		ops[i] = exam.AnswerOp{Seq: r.Seq, ID: r.Op, Item: r.Item, Value: r.Value, At: at(r.At), TypedAt: at(r.TypedAt)}
	}
	return ops, nil
}

// AnswerCounts says of each sitting of a session how many items are answered and when
// the last operation came.
func (s *Store) AnswerCounts(ctx context.Context, sessionID string) (map[string]exam.AnswerCount, error) {
	var rows []struct {
		SittingID string
		Items     int
		At        int64
	}
	err := s.read.NewRaw(`SELECT o.sitting_id, sum(CASE WHEN trim(o.value) = '' THEN 0 ELSE 1 END) AS items, max(o.at) AS at
  FROM sitting s JOIN answer_op o ON o.sitting_id = s.id WHERE s.session_id = ?
  AND NOT EXISTS (SELECT 1 FROM answer_op later WHERE later.sitting_id = o.sitting_id AND later.item = o.item AND later.seq > o.seq)
  GROUP BY o.sitting_id`, sessionID).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count answers of session %s: %w", sessionID, err)
	}
	counts := make(map[string]exam.AnswerCount, len(rows))
	for _, r := range rows {
		counts[r.SittingID] = exam.AnswerCount{Items: r.Items, SavedAt: at(r.At)}
	}
	return counts, nil
}

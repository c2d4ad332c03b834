package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
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

// appendOp is the whole of saving an operation: it is kept while the sitting answers,
// before its end, from the page that writes, and once. On PostgreSQL FOR SHARE lets a
// handing-in wait for it, and it for a handing-in.
const (
	appendOp = `INSERT INTO answer_op (sitting_id, seq, school_id, op, item, value, at, typed_at)
  SELECT s.id, %s, s.school_id, %s, %s, %s, %s, %s FROM sitting s WHERE s.id = %s AND s.phase = 'answering' AND s.writer = %s AND s.writes_until > %s%s
  ON CONFLICT (sitting_id, seq) DO NOTHING`
)

var (
	appendOnSQLite   = fmt.Sprintf(appendOp, "?", "?", "?", "?", "?", "?", "?", "?", "?", "")
	appendOnPostgres = fmt.Sprintf(appendOp, "$1::bigint", "$2", "$3", "$4", "$5::bigint", "$6::bigint", "$7", "$8", "$9", " FOR SHARE")
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
	if s.dialect == postgres {
		if err := s.appendTogether(ctx, []*opWrite{w}); err != nil {
			return err
		}
	} else if err := s.ops.add(ctx, s, w); err != nil {
		return err
	}
	for i, kept := range w.kept {
		if !kept {
			return s.explain(ctx, w, ops[i])
		}
	}
	return nil
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

// maxTogether bounds how many requests share one commit.
const maxTogether = 256

// opGroup commits together what waits together: SQLite has one writer, and with
// synchronous=FULL a commit costs a sync of the disk whatever is in it.
type opGroup struct {
	mu      sync.Mutex
	waiting []*opWrite
	running bool
}

func (g *opGroup) add(ctx context.Context, s *Store, w *opWrite) error {
	g.mu.Lock()
	g.waiting = append(g.waiting, w)
	if !g.running {
		g.running = true
		go g.run(s)
	}
	g.mu.Unlock()
	select {
	case err := <-w.done:
		return err
	case <-ctx.Done(): // it may be kept all the same; sending again tells
		return fmt.Errorf("save answer of sitting %s: %w", w.sittingID, ctx.Err())
	}
}

// run commits until nothing waits.
func (g *opGroup) run(s *Store) {
	for {
		g.mu.Lock()
		n := min(len(g.waiting), maxTogether)
		together := g.waiting[:n:n]
		g.waiting = g.waiting[n:]
		if n == 0 {
			g.waiting, g.running = nil, false
			g.mu.Unlock()
			return
		}
		g.mu.Unlock()
		err := s.appendTogether(context.Background(), together) // whoever gave up, the others wait
		for _, w := range together {
			w.done <- err
		}
	}
}

// appendTogether saves the operations of several requests in one commit.
func (s *Store) appendTogether(ctx context.Context, together []*opWrite) error {
	tx, err := s.write.DB.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin to save answers: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing after a commit
	query := appendOnSQLite
	if s.dialect == postgres {
		query = appendOnPostgres
	}
	insert, err := tx.PrepareContext(ctx, query)
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

// Ops lists a sitting's operations in order.
func (s *Store) Ops(ctx context.Context, sittingID string) ([]exam.AnswerOp, error) {
	return opsOf(ctx, s.read, sittingID)
}

func opsOf(ctx context.Context, db bun.IDB, sittingID string) ([]exam.AnswerOp, error) {
	var rows []answerRow
	if err := db.NewSelect().Model(&rows).Where("sitting_id = ?", sittingID).Order("seq").Scan(ctx); err != nil {
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

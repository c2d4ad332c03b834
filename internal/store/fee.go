package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type orderRow struct {
	bun.BaseModel `bun:"table:fee_order,alias:fee_order"`

	ID                    string `bun:",pk"`
	SchoolID, EnrolmentID string
	Number                string
	AmountFen             int64
	State, Way, Trade     string
	PayURL                string
	TransactionID, Reason string
	CreatedAt, ExpiresAt  int64
	PaidAt, RefundedAt    int64
}

func (r orderRow) order() exam.Order {
	return exam.Order{
		ID: r.ID, SchoolID: r.SchoolID, EnrolmentID: r.EnrolmentID, Number: r.Number, AmountFen: r.AmountFen, State: exam.OrderState(r.State),
		Way: exam.OrderWay(r.Way), Trade: exam.Trade(r.Trade), PayURL: r.PayURL, TransactionID: r.TransactionID, Reason: r.Reason, CreatedAt: at(r.CreatedAt),
		ExpiresAt: at(r.ExpiresAt), PaidAt: at(r.PaidAt), RefundedAt: at(r.RefundedAt),
	}
}

func orderRowOf(o exam.Order) *orderRow {
	return &orderRow{
		ID: o.ID, SchoolID: o.SchoolID, EnrolmentID: o.EnrolmentID, Number: o.Number, AmountFen: o.AmountFen, State: string(o.State), Way: string(o.Way), Trade: string(o.Trade),
		PayURL: o.PayURL, TransactionID: o.TransactionID, Reason: o.Reason, CreatedAt: ms(o.CreatedAt), ExpiresAt: ms(o.ExpiresAt),
		PaidAt: ms(o.PaidAt), RefundedAt: ms(o.RefundedAt),
	}
}

const kindFee = "fee"

// Fee returns an enrolment's fee in fen and its orders, newest first.
func (s *Store) Fee(ctx context.Context, enrolmentID string) (feeFen int64, orders []exam.Order, err error) {
	one, there, err := s.asked.fees.of(ctx, enrolmentID)
	if err == nil && !there {
		err = exam.Errorf(exam.CodeNotFound, "no such enrolment")
	}
	return one.fen, one.orders, err
}

// fee is what an enrolment costs, and its orders.
type fee struct {
	fen    int64
	orders []exam.Order
}

func (s *Store) readFees(ctx context.Context, enrolmentIDs []string) (map[string]fee, error) {
	var rows []struct {
		ID     string
		FeeFen int64
	}
	db, among, named := s.naming(nil, enrolmentIDs)
	if err := db.scan(ctx, db.NewRaw("SELECT e.id, m.fee_fen FROM enrolment e JOIN major m ON m.id = e.major_id WHERE e.id"+among, named), &rows); err != nil {
		return nil, fmt.Errorf("find fees of enrolments: %w", err)
	}
	db, among, named = s.naming(nil, enrolmentIDs)
	all, err := orders(ctx, db, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Join("JOIN enrolment e ON e.id = fee_order.enrolment_id AND e.school_id = fee_order.school_id").Where("e.id"+among, named)
	})
	if err != nil {
		return nil, err
	}
	by := listed(all, func(o exam.Order) string { return o.EnrolmentID }, same[exam.Order])
	found := make(map[string]fee, len(rows))
	for _, r := range rows {
		found[r.ID] = fee{r.FeeFen, by[r.ID]}
	}
	return found, nil
}

func ordersOf(ctx context.Context, db bun.IDB, schoolID, enrolmentID string) ([]exam.Order, error) {
	return orders(ctx, plain{db}, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("school_id = ? AND enrolment_id = ?", schoolID, enrolmentID)
	})
}

// orders returns the orders that are chosen, newest first.
func orders(ctx context.Context, db source, choose func(*bun.SelectQuery) *bun.SelectQuery) ([]exam.Order, error) {
	var rows []orderRow
	q := choose(db.NewSelect().Model(&rows)).OrderExpr("fee_order.created_at DESC, fee_order.id DESC")
	if err := db.scan(ctx, q, &rows); err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}
	found := make([]exam.Order, len(rows))
	for i, r := range rows {
		found[i] = r.order()
	}
	return found, nil
}

// CreateOrder keeps an order; CodeConflict when the enrolment has one that can
// still be paid, or is settled.
func (s *Store) CreateOrder(ctx context.Context, o exam.Order, fact exam.Fact) error {
	return s.inTx(ctx, func(tx *txn) error {
		var id string
		if err := s.forUpdate(tx.NewSelect().Table("enrolment").Column("id").Where("school_id = ? AND id = ?", o.SchoolID, o.EnrolmentID)).Scan(ctx, &id); err != nil {
			return notFound(err, "enrolment")
		}
		before, err := ordersOf(ctx, tx, o.SchoolID, o.EnrolmentID)
		if err != nil {
			return err
		}
		if exam.FeeOf(1, before) != exam.FeeDue {
			return exam.Errorf(exam.CodeConflict, "the fee is settled").With("why", "settled")
		}
		if o.State == exam.OrderPaid { // what could still be paid is closed with it
			_, err := tx.NewRaw("UPDATE fee_order SET state = ? WHERE school_id = ? AND enrolment_id = ? AND state = ?",
				string(exam.OrderClosed), o.SchoolID, o.EnrolmentID, string(exam.OrderPending)).Exec(ctx)
			if err != nil {
				return fmt.Errorf("close orders: %w", err)
			}
		}
		if _, err := tx.NewInsert().Model(orderRowOf(o)).Exec(ctx); err != nil {
			return kept(err, "order")
		}
		return s.tellFee(ctx, tx, o, fact)
	})
}

func (s *Store) tellFee(ctx context.Context, tx *txn, o exam.Order, fact exam.Fact) error {
	if err := tx.append(ctx, o.SchoolID, "", fact); err != nil {
		return err
	}
	tx.put(outboxRow{Kind: kindFee, EnrolmentID: o.EnrolmentID, At: ms(s.now())})
	return nil
}

// ChangeOrder runs fn on the order of a number and keeps it with the fact that fn
// returns; without a fact nothing is kept.
func (s *Store) ChangeOrder(ctx context.Context, number string, fn func(*exam.Order) (*exam.Fact, error)) error {
	return s.inTx(ctx, func(tx *txn) error {
		var r orderRow
		if err := s.forUpdate(tx.NewSelect().Model(&r).Where("number = ?", number)).Scan(ctx); err != nil {
			return notFound(err, "order")
		}
		o := r.order()
		fact, err := fn(&o)
		if err != nil || fact == nil {
			return err
		}
		if _, err := tx.NewUpdate().Model(orderRowOf(o)).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("save order %s: %w", o.ID, err)
		}
		return s.tellFee(ctx, tx, o, *fact)
	})
}

// Order returns a school's order.
func (s *Store) Order(ctx context.Context, schoolID, orderID string) (exam.Order, error) {
	var r orderRow
	err := s.read.NewSelect().Model(&r).Where("school_id = ? AND id = ?", schoolID, orderID).Scan(ctx)
	return r.order(), notFound(err, "order")
}

// OrderByNumber returns the order that the provider knows by a number.
func (s *Store) OrderByNumber(ctx context.Context, number string) (exam.Order, error) {
	var r orderRow
	err := s.read.NewSelect().Model(&r).Where("number = ?", number).Scan(ctx)
	return r.order(), notFound(err, "order")
}

// OpenOrders lists orders whose end the provider has not told, oldest first.
func (s *Store) OpenOrders(ctx context.Context, limit int) ([]exam.Order, error) {
	var rows []orderRow
	err := s.read.NewSelect().Model(&rows).Where("state IN ('pending', 'refunding')").Order("created_at").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list open orders: %w", err)
	}
	found := make([]exam.Order, len(rows))
	for i, r := range rows {
		found[i] = r.order()
	}
	return found, nil
}

// OrdersPaid lists a school's orders that were paid through the provider from a
// moment to another.
func (s *Store) OrdersPaid(ctx context.Context, schoolID string, from, to time.Time) ([]exam.Order, error) {
	var rows []orderRow
	err := s.read.NewSelect().Model(&rows).Where("school_id = ? AND paid_at >= ? AND paid_at < ? AND way = ?", schoolID, ms(from), ms(to), string(exam.WayWeChat)).
		Order("paid_at", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list paid orders: %w", err)
	}
	found := make([]exam.Order, len(rows))
	for i, r := range rows {
		found[i] = r.order()
	}
	return found, nil
}

const settledOrder = "EXISTS (SELECT 1 FROM fee_order o WHERE o.school_id = e.school_id AND o.enrolment_id = e.id AND o.state IN ('paid', 'refunding'))"

// Fees returns a page of the enrolments of a school that owe a fee or have an
// order, by candidate number, and how many there are.
func (s *Store) Fees(ctx context.Context, f exam.FeeFilter) (list []exam.FeeLine, total int, err error) {
	err = s.reading(ctx, func(db bun.IDB) error {
		n, err := feeQuery(db.NewSelect(), f, false).Count(ctx)
		if err != nil {
			return fmt.Errorf("count fees: %w", err)
		}
		total = int(n)
		var rows []struct {
			EnrolmentID, Number, Name, Phone, ExamName, MajorName string
			FeeFen                                                int64
		}
		err = feeQuery(db.NewSelect(), f, true).Join("JOIN exam ex ON ex.id = m.exam_id").ColumnExpr("e.id AS enrolment_id, c.number, c.name, c.phone, ex.name AS exam_name, m.name AS major_name, m.fee_fen").
			OrderExpr("c.number, e.id").Limit(int64(f.Limit)).Offset(int64(f.Offset)).Scan(ctx, &rows)
		if err != nil {
			return fmt.Errorf("list fees: %w", err)
		}
		index, ids := map[string]int{}, make([]string, len(rows))
		list = make([]exam.FeeLine, len(rows))
		for i, r := range rows {
			list[i] = exam.FeeLine{
				EnrolmentID: r.EnrolmentID, Number: r.Number, Name: r.Name, Phone: r.Phone, ExamName: r.ExamName, MajorName: r.MajorName, FeeFen: r.FeeFen,
			}
			index[r.EnrolmentID], ids[i] = i, r.EnrolmentID
		}
		for part := range slices.Chunk(ids, chunk) {
			var orders []orderRow
			err := db.NewSelect().Model(&orders).Where("school_id = ? AND enrolment_id IN (?)", f.SchoolID, bun.List(part)).Order("created_at DESC", "id DESC").Scan(ctx)
			if err != nil {
				return fmt.Errorf("list orders: %w", err)
			}
			for _, r := range orders {
				one := &list[index[r.EnrolmentID]]
				one.Orders = append(one.Orders, r.order())
			}
		}
		return nil
	})
	return list, total, err
}

// feeQuery chooses enrolments (e) with their majors (m), and with their candidates (c)
// where somebody wants these: to count is quicker without.
func feeQuery(q *bun.SelectQuery, f exam.FeeFilter, people bool) *bun.SelectQuery {
	q = q.TableExpr("major AS m").Join("JOIN enrolment e ON e.major_id = m.id")
	if people || f.Query != "" {
		q = q.Join("JOIN candidate c ON c.id = e.candidate_id")
	}
	q = q.Where("m.school_id = ?", f.SchoolID)
	if f.Settled != "yes" { // who is settled has an order
		q = q.Where("(m.fee_fen > 0 OR EXISTS (SELECT 1 FROM fee_order o WHERE o.school_id = e.school_id AND o.enrolment_id = e.id))")
	}
	if f.ExamID != "" {
		q = q.Where("m.exam_id = ?", f.ExamID)
	}
	if f.Query != "" {
		p := like(f.Query)
		q = q.Where("(lower(c.name) LIKE ? ESCAPE '!' OR lower(c.number) LIKE ? ESCAPE '!' OR c.phone LIKE ? ESCAPE '!')", p, p, p)
	}
	switch f.Settled {
	case "yes":
		q = q.Where(settledOrder)
	case "no":
		q = q.Where("NOT " + settledOrder)
	}
	return q
}

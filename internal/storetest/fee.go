package storetest

import (
	"time"

	"kaochang/internal/exam"
)

var feeStories = []story{
	{"an enrolment has one order that can be paid, and none once it is settled", feeOrders},
	{"of payments of one order at once one changes it", feeOnce},
	{"fees are found by name, exam and state", feesFound},
}

func (w *world) order(id string, n int) exam.Order {
	now := w.clock.Now().UTC().Truncate(time.Millisecond)
	return exam.Order{
		ID: id, SchoolID: "a", EnrolmentID: w.sitting[n].EnrolmentID, Number: "N" + id, AmountFen: 8000, State: exam.OrderPending, Way: exam.WayWeChat, Trade: exam.TradeH5,
		PayURL: "weixin://x", CreatedAt: now, ExpiresAt: now.Add(exam.OrderTTL),
	}
}

func (w *world) pays(o exam.Order) error {
	return w.ChangeOrder(w.ctx, o.Number, func(kept *exam.Order) (*exam.Fact, error) {
		changed, err := kept.Settle(exam.Payment{Number: o.Number, TransactionID: "t", AmountFen: 8000, Paid: true, At: w.clock.Now()})
		if err != nil || !changed {
			return nil, err
		}
		f := w.staffFact("fee.paid")
		return &f, nil
	})
}

func feeOrders(w *world) {
	o := w.order("o1", 0)
	w.no(w.CreateOrder(w.ctx, o, w.staffFact("fee.ordered")))
	w.refused(w.CreateOrder(w.ctx, w.order("o2", 0), w.staffFact("fee.ordered")), exam.CodeConflict)
	fee, orders, err := w.Fee(w.ctx, o.EnrolmentID)
	w.no(err)
	w.same("fee", fee, int64(8000))
	w.same("orders", orders, []exam.Order{o})
	w.same("by number", got(w.OrderByNumber(w.ctx, "No1"))(w), o)
	w.same("open", got(w.OpenOrders(w.ctx, 10))(w), []exam.Order{o})
	waiver := w.order("w", 0)
	waiver.State, waiver.Way, waiver.PaidAt = exam.OrderPaid, exam.WayWaiver, waiver.CreatedAt
	w.no(w.CreateOrder(w.ctx, waiver, w.staffFact("fee.waived")))
	w.same("the open one is closed", got(w.Order(w.ctx, "a", "o1"))(w).State, exam.OrderClosed)
	w.refused(w.CreateOrder(w.ctx, w.order("o3", 0), w.staffFact("fee.ordered")), exam.CodeConflict)
	_, err = w.Order(w.ctx, "b", "o1")
	w.refused(err, exam.CodeNotFound)
	told := 0
	for _, e := range got(w.TakeOutbox(w.ctx, 100))(w) {
		if e.Kind == "fee" && e.EnrolmentID == o.EnrolmentID {
			told++
		}
	}
	w.same("she is told", told, 2)
}

func feeOnce(w *world) {
	o := w.order("o1", 0)
	w.no(w.CreateOrder(w.ctx, o, w.staffFact("fee.ordered")))
	for _, err := range together(6, func(int) error { return w.pays(o) }) {
		w.no(err)
	}
	w.same("ledger", len(got(w.LedgerOf(w.ctx, ""))(w)), 2)
	paid := got(w.OrdersPaid(w.ctx, "a", w.clock.Now().Add(-time.Hour), w.clock.Now().Add(time.Hour)))(w)
	w.same("paid", []any{len(paid), paid[0].State, paid[0].TransactionID}, []any{1, exam.OrderPaid, "t"})
	w.same("of another school", len(got(w.OrdersPaid(w.ctx, "b", w.clock.Now().Add(-time.Hour), w.clock.Now().Add(time.Hour)))(w)), 0)
	w.refused(w.ChangeOrder(w.ctx, "none", func(*exam.Order) (*exam.Fact, error) { return nil, nil }), exam.CodeNotFound)
}

func feesFound(w *world) {
	o := w.order("o1", 0)
	w.no(w.CreateOrder(w.ctx, o, w.staffFact("fee.ordered")))
	w.no(w.pays(o))
	w.found("b", 2)
	for what, c := range map[string]struct {
		filter exam.FeeFilter
		total  int
	}{
		"all":       {exam.FeeFilter{}, 4},
		"settled":   {exam.FeeFilter{Settled: "yes"}, 1},
		"due":       {exam.FeeFilter{Settled: "no"}, 3},
		"by number": {exam.FeeFilter{Query: "number-0002"}, 1},
		"by exam":   {exam.FeeFilter{ExamID: w.exam.ID}, 4},
		"of none":   {exam.FeeFilter{ExamID: "none"}, 0},
	} {
		c.filter.SchoolID, c.filter.Limit = "a", 3
		list, total, err := w.Fees(w.ctx, c.filter)
		w.no(err)
		w.same(what, []int{len(list), total}, []int{min(3, c.total), c.total})
	}
	list, _, err := w.Fees(w.ctx, exam.FeeFilter{SchoolID: "a", Limit: 1})
	w.no(err)
	w.same("orders of the first", len(list[0].Orders), 1)
}

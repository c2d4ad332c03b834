package exam_test

import (
	"reflect"
	"testing"
	"time"

	"kaochang/internal/exam"
)

func TestHowAFeeStands(t *testing.T) {
	order := func(s exam.OrderState, w exam.OrderWay) exam.Order { return exam.Order{State: s, Way: w} }
	for _, c := range []struct {
		rule   string
		fee    int64
		orders []exam.Order
		want   exam.FeeState
	}{
		{"no fee", 0, nil, exam.FeeNone},
		{"nothing done", 100, nil, exam.FeeDue},
		{"ordered", 100, []exam.Order{order(exam.OrderPending, exam.WayWeChat)}, exam.FeeDue},
		{"paid", 100, []exam.Order{order(exam.OrderClosed, exam.WayWeChat), order(exam.OrderPaid, exam.WayWeChat)}, exam.FeePaid},
		{"marked by hand", 100, []exam.Order{order(exam.OrderPaid, exam.WayHand)}, exam.FeePaid},
		{"waived", 100, []exam.Order{order(exam.OrderPaid, exam.WayWaiver)}, exam.FeeWaived},
		{"being given back", 100, []exam.Order{order(exam.OrderRefunding, exam.WayWeChat)}, exam.FeePaid},
		{"given back", 100, []exam.Order{order(exam.OrderRefunded, exam.WayWeChat)}, exam.FeeDue},
		{"paid, then the fee was dropped", 0, []exam.Order{order(exam.OrderPaid, exam.WayWeChat)}, exam.FeePaid},
	} {
		got := exam.FeeOf(c.fee, c.orders)
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.rule, got, c.want)
		}
		if err := exam.CheckFee(got); (err == nil) != (got != exam.FeeDue) {
			t.Errorf("%s: entry %v", c.rule, err)
		}
	}
}

func TestAPaymentSettlesItsOrderOnce(t *testing.T) {
	at := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	right := exam.Payment{Number: "n", TransactionID: "t", AmountFen: 12000, Paid: true, At: at}
	change := func(fn func(*exam.Payment)) exam.Payment { p := right; fn(&p); return p }
	for _, c := range []struct {
		rule    string
		state   exam.OrderState
		payment exam.Payment
		changed bool
		want    exam.Code
		after   exam.OrderState
	}{
		{"paid", exam.OrderPending, right, true, "", exam.OrderPaid},
		{"paid late", exam.OrderClosed, right, true, "", exam.OrderPaid},
		{"told again", exam.OrderPaid, right, false, "", exam.OrderPaid},
		{"told after the refund", exam.OrderRefunded, right, false, "", exam.OrderRefunded},
		{"short", exam.OrderPending, change(func(p *exam.Payment) { p.AmountFen = 1 }), false, exam.CodeConflict, exam.OrderPending},
		{"for another order", exam.OrderPending, change(func(p *exam.Payment) { p.Number = "m" }), false, exam.CodeConflict, exam.OrderPending},
		{"not paid yet", exam.OrderPending, change(func(p *exam.Payment) { p.Paid = false }), false, "", exam.OrderPending},
	} {
		o := exam.Order{Number: "n", AmountFen: 12000, State: c.state, Way: exam.WayWeChat}
		changed, err := o.Settle(c.payment)
		if changed != c.changed || o.State != c.after || exam.CodeOf(err) != c.want && !(err == nil && c.want == "") {
			t.Errorf("%s: changed %t to %s (%v)", c.rule, changed, o.State, err)
		}
		if changed && (o.TransactionID != "t" || !o.PaidAt.Equal(at)) {
			t.Errorf("%s: %+v", c.rule, o)
		}
	}
	for state, may := range map[exam.OrderState]bool{exam.OrderPaid: true, exam.OrderPending: false, exam.OrderRefunded: false} {
		o := exam.Order{State: state, Way: exam.WayWeChat}
		if err := o.Refund("r"); (err == nil) != may {
			t.Errorf("refund of %s: %v", state, err)
		}
	}
}

func TestReconcile(t *testing.T) {
	orders := []exam.Order{{Number: "same", AmountFen: 100}, {Number: "less", AmountFen: 100}, {Number: "ours", AmountFen: 100}}
	bill := []exam.BillLine{
		{Number: "same", AmountFen: 100}, {Number: "same", AmountFen: 100, Refund: true}, {Number: "less", AmountFen: 1},
		{Number: "theirs", AmountFen: 7}, {Number: "pending", AmountFen: 100},
	}
	got := exam.Reconcile(orders, bill, func(number string) bool { return number == "pending" })
	want := []exam.Difference{{"less", "amount", 100, 1}, {"ours", "not_in_bill", 100, 0}, {"theirs", "not_in_orders", 0, 7}, {"pending", "not_settled", 0, 100}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

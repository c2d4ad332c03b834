package payment_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/payment"
	"kaochang/internal/store"
)

// bank is a provider whose orders a test pays: what it says is set, the protocol
// is tested with the real SDK in package pay.
type bank struct {
	paid   map[string]exam.Payment
	closed map[string]bool
	away   bool
	orders int
	lines  []exam.BillLine
}

func (b *bank) gone() error {
	if b.away {
		return exam.Errorf(exam.CodeUnavailable, "away")
	}
	return nil
}
func (b *bank) Native(_ context.Context, o exam.Order, _ string) (string, error) {
	b.orders++
	return "weixin://" + o.Number, b.gone()
}
func (b *bank) H5(_ context.Context, o exam.Order, _, _ string) (string, error) {
	return "https://" + o.Number, b.gone()
}
func (b *bank) SignInURL(back, state string) string { return "https://wechat?" + back + state }
func (b *bank) JSAPI(_ context.Context, o exam.Order, _, code string) (exam.BridgePayment, error) {
	return exam.BridgePayment{Package: o.Number, Nonce: code}, b.gone()
}
func (b *bank) Query(_ context.Context, number string) (exam.Payment, error) {
	p := b.paid[number]
	p.Number, p.Closed = number, b.closed[number]
	return p, b.gone()
}
func (b *bank) Close(_ context.Context, number string) error {
	b.closed[number] = true
	return b.gone()
}
func (b *bank) Refund(context.Context, exam.Order) (bool, error) { return !b.away, b.gone() }
func (b *bank) Callback(r *http.Request) (exam.Payment, error) {
	p, known := b.paid[r.Header.Get("Order")]
	if !known {
		return p, exam.Errorf(exam.CodeForbidden, "not signed")
	}
	return p, nil
}
func (b *bank) Bill(context.Context, string) ([]exam.BillLine, error) { return b.lines, b.gone() }
func (*bank) Day(string) (from, to time.Time, err error) {
	return noon.Add(-12 * time.Hour), noon.Add(12 * time.Hour), nil
}

var noon = time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC)

type world struct {
	*testing.T
	*payment.Service
	bank  *bank
	db    *store.Store
	now   time.Time
	her   context.Context // signed in as the candidate
	admin exam.Actor
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, now: noon, bank: &bank{paid: map[string]exam.Payment{}, closed: map[string]bool{}}}
	now := func() time.Time { return w.now }
	db, err := store.Open(t.Context(), store.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "kaochang.db"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w.db = db
	w.no(db.Migrate(t.Context()))
	w.no(db.Seed(t.Context(), func(tx store.Setup) error {
		ctx := t.Context()
		for _, err := range []error{
			tx.CreateSchool(ctx, exam.School{ID: "a", Slug: "a", Name: "云岭大学"}),
			tx.CreateCollege(ctx, exam.College{ID: "c", SchoolID: "a", Name: "学院"}),
			tx.CreateExam(ctx, exam.Exam{ID: "x", SchoolID: "a", Name: "校考", Open: true}),
			tx.CreateMajor(ctx, exam.Major{ID: "m", SchoolID: "a", ExamID: "x", CollegeID: "c", Name: "声乐", FeeFen: 12000}),
			tx.CreateCandidate(ctx, exam.Candidate{ID: "n", SchoolID: "a", Number: "1", Name: "考生", Phone: "13800000001"}),
			tx.CreateEnrolment(ctx, exam.Enrolment{ID: "e", SchoolID: "a", CandidateID: "n", MajorID: "m"}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	}))
	w.Service = payment.New(db, w.bank, now)
	w.her = operation.WithActor(t.Context(), exam.Actor{Kind: exam.ActorCandidate, Phone: "13800000001"})
	w.admin = exam.Actor{Kind: exam.ActorStaff, StaffID: "s", SchoolID: "a", Name: "赵", Bindings: []exam.Binding{{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: "a"}}}
	return w
}

func (w *world) no(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(err error, want exam.Code) {
	w.Helper()
	if exam.CodeOf(err) != want {
		w.Errorf("%v, want %s", err, want)
	}
}

// order makes an order and returns its number.
func (w *world) order() string {
	w.Helper()
	f, err := w.Pay(w.her, "e")
	w.no(err)
	if f.PayURL == "" || f.State != exam.FeeDue {
		w.Fatalf("fee %+v, want something to scan", f)
	}
	return f.PayURL[len("weixin://"):]
}

func (w *world) pays(number string, fen int64) {
	w.bank.paid[number] = exam.Payment{Number: number, TransactionID: "t-" + number, AmountFen: fen, Paid: true, At: w.now}
}

func (w *world) calls(number string) int {
	w.Helper()
	r := httptest.NewRequest("POST", payment.CallbackPath, http.NoBody)
	r.Header.Set("Order", number)
	out := httptest.NewRecorder()
	w.Callback().ServeHTTP(out, r)
	return out.Code
}

func (w *world) stands(want exam.FeeState) {
	w.Helper()
	f, err := w.Own(w.her, "e")
	w.no(err)
	if f.State != want {
		w.Errorf("the fee is %s, want %s", f.State, want)
	}
	if err := w.Due(w.Context(), "e"); (err == nil) != (want != exam.FeeDue) {
		w.Errorf("entry with a fee that is %s: %v", want, err)
	}
}

func (w *world) ledger(kind string) int {
	w.Helper()
	_, total, err := w.db.Ledger(w.Context(), exam.LedgerFilter{SchoolID: "a", Kind: kind, Limit: 1})
	w.no(err)
	return total
}

func TestNobodyIsAskedToPayTwice(t *testing.T) {
	w := newWorld(t)
	first := w.order()
	if again := w.order(); again != first || w.bank.orders != 1 {
		t.Errorf("asked again, she gets order %s of %d, want %s alone", again, w.bank.orders, first)
	}
	f, err := w.Check(w.her, "e")
	w.no(err)
	if f.State != exam.FeeDue || f.PayURL == "" {
		t.Errorf("not arrived yet, and told %+v", f)
	}
	w.pays(first, 12000)
	f, err = w.Check(w.her, "e")
	w.no(err)
	if f.State != exam.FeePaid || f.PayURL != "" {
		t.Errorf("paid, and told %+v", f)
	}
	_, err = w.Pay(w.her, "e")
	w.refused(err, exam.CodeConflict)
	w.stands(exam.FeePaid)
	stranger := operation.WithActor(t.Context(), exam.Actor{Kind: exam.ActorCandidate, Phone: "13900000000"})
	_, err = w.Pay(stranger, "e")
	w.refused(err, exam.CodeNotFound)
}

func TestAnOrderThatLapsedMakesPlaceForAnother(t *testing.T) {
	w := newWorld(t)
	first := w.order()
	w.now = w.now.Add(exam.OrderTTL + time.Second)
	second := w.order()
	if second == first || !w.bank.closed[first] {
		t.Errorf("second order %s; the first is closed at the provider: %t", second, w.bank.closed[first])
	}
	// She had paid the first at its last moment, and the provider tells late.
	w.pays(first, 12000)
	if code := w.calls(first); code != http.StatusNoContent {
		t.Errorf("a late callback is answered %d", code)
	}
	w.stands(exam.FeePaid)
}

// The provider takes a number for one trade only, so each way to pay has an order of
// its own, and the one before it can be paid no longer.
func TestAnotherWayToPayEndsTheOrderBefore(t *testing.T) {
	w := newWorld(t)
	qr := w.order()
	link, err := w.PhoneLink(w.her, "e", "192.0.2.7")
	w.no(err)
	phone := link[len("https://"):]
	if again, err := w.PhoneLink(w.her, "e", "192.0.2.8"); again != link || err != nil {
		t.Errorf("asked again, the link is %s, %v", again, err)
	}
	f, err := w.Own(w.her, "e")
	w.no(err)
	if phone == qr || !w.bank.closed[qr] || f.Trade != exam.TradeH5 || f.PayURL != "" {
		t.Errorf("link of %s after a QR of %s (closed %t): %+v", phone, qr, w.bank.closed[qr], f)
	}
	first, err := w.PayInWeChat(w.her, "e", "code 1")
	w.no(err)
	second, err := w.PayInWeChat(w.her, "e", "code 2") // perhaps of another payer
	w.no(err)
	if first.Package == second.Package || !w.bank.closed[phone] || !w.bank.closed[first.Package] {
		t.Errorf("inside WeChat %+v, then %+v; closed %v", first, second, w.bank.closed)
	}
	if n := w.ledger("fee.replaced"); n != 3 {
		t.Errorf("%d orders were replaced, want 3", n)
	}
	// What was paid in the meantime counts, and nothing more is ordered.
	w.pays(second.Package, 12000)
	_, err = w.Pay(w.her, "e")
	w.refused(err, exam.CodeConflict)
	w.stands(exam.FeePaid)
	url, state, err := w.WeChatSignIn(w.her, "e", "https://school.example")
	if err != nil || url != "https://wechat?https://school.example/enrolments/e/fee"+state || len(state) < 16 {
		t.Errorf("who pays is told at %s, state %q, %v", url, state, err)
	}
	stranger := operation.WithActor(t.Context(), exam.Actor{Kind: exam.ActorCandidate, Phone: "13900000000"})
	_, _, err = w.WeChatSignIn(stranger, "e", "https://school.example")
	w.refused(err, exam.CodeNotFound)
	_, err = w.PayInWeChat(stranger, "e", "x")
	w.refused(err, exam.CodeNotFound)
}

func TestCallbacksThatAreNotRightChangeNothing(t *testing.T) {
	w := newWorld(t)
	number := w.order()
	for range 3 {
		if code := w.calls("forged"); code != http.StatusUnauthorized {
			t.Errorf("a forged callback is answered %d", code)
		}
	}
	w.pays(number, 1)
	if code := w.calls(number); code != http.StatusBadRequest {
		t.Errorf("a short payment is answered %d", code)
	}
	w.pays("Kunknown", 12000)
	if code := w.calls("Kunknown"); code != http.StatusBadRequest {
		t.Errorf("a payment of no order is answered %d", code)
	}
	w.stands(exam.FeeDue)
	if n := w.ledger("fee.callback_refused"); n != 4 {
		t.Errorf("%d refusals in the ledger, want three forged and one short", n)
	}
	w.pays(number, 12000)
	for range 2 { // told twice
		if code := w.calls(number); code != http.StatusNoContent {
			t.Errorf("a right callback is answered %d", code)
		}
	}
	w.stands(exam.FeePaid)
	if n := w.ledger("fee.paid"); n != 1 {
		t.Errorf("%d payments in the ledger, want one", n)
	}
}

func TestWhatTheProviderDoesNotTellIsAsked(t *testing.T) {
	w := newWorld(t)
	w.pays(w.order(), 12000)
	tick := make(chan time.Time)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { w.Service.Run(ctx, tick); close(done) }()
	tick <- w.now
	tick <- w.now // the first round is over
	stop()
	<-done
	w.stands(exam.FeePaid)
}

func TestAProviderThatIsAwayLosesNothing(t *testing.T) {
	w := newWorld(t)
	w.bank.away = true
	_, err := w.Pay(w.her, "e")
	w.refused(err, exam.CodeUnavailable)
	w.bank.away = false
	number := w.order()
	w.bank.away = true
	_, err = w.Check(w.her, "e")
	w.refused(err, exam.CodeUnavailable)
	w.bank.away = false
	if again := w.order(); again != number {
		t.Errorf("the order was lost: %s, then %s", number, again)
	}
}

func TestStaffMarkWaiveAndGiveBack(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	number := w.order()
	w.no(w.Mark(ctx, w.admin, "e", exam.WayWaiver, "贫困生"))
	w.stands(exam.FeeWaived)
	if !w.bank.closed[number] {
		t.Error("the order can still be paid at the provider")
	}
	w.refused(w.Mark(ctx, w.admin, "e", exam.WayHand, "again"), exam.CodeConflict)
	chair := w.admin
	chair.Bindings = []exam.Binding{{Role: exam.RoleChair, Kind: exam.ScopeSchool, ScopeID: "a"}}
	w.refused(w.Mark(ctx, chair, "e", exam.WayHand, "x"), exam.CodeForbidden)
	other := exam.Actor{Kind: exam.ActorStaff, SchoolID: "b", Bindings: []exam.Binding{{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: "b"}}}
	w.refused(w.Mark(ctx, other, "e", exam.WayHand, "x"), exam.CodeNotFound)

	v := newWorld(t)
	number = v.order()
	v.pays(number, 12000)
	v.refused(v.Mark(ctx, v.admin, "e", exam.WayHand, "cash"), exam.CodeConflict) // she has just paid
	v.stands(exam.FeePaid)
	list, total, err := v.Fees(ctx, v.admin, exam.FeeFilter{Limit: 10})
	v.no(err)
	if total != 1 || len(list[0].Orders) != 1 {
		t.Fatalf("%d fees, %+v", total, list)
	}
	v.bank.lines = []exam.BillLine{{Number: number, AmountFen: 12000}, {Number: "Kother", AmountFen: 5}}
	report, err := v.Reconcile(ctx, v.admin, "2026-12-01")
	v.no(err)
	if report.Ours != 12000 || report.Theirs != 12005 || len(report.Differences) != 1 || report.Differences[0].Why != "not_in_orders" {
		t.Errorf("report %+v", report)
	}
	order := list[0].Orders[0].ID
	v.bank.away = true
	v.refused(v.Refund(ctx, v.admin, order, "退考"), exam.CodeUnavailable)
	v.stands(exam.FeePaid) // it is being given back
	v.bank.away = false
	tick := make(chan time.Time)
	run, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { v.Service.Run(run, tick); close(done) }()
	tick <- v.now
	tick <- v.now
	stop()
	<-done
	v.stands(exam.FeeDue)
	v.refused(v.Refund(ctx, v.admin, order, "again"), exam.CodeConflict)
	for kind, want := range map[string]int{"fee.refunding": 1, "fee.refunded": 1, "fee.paid": 1} {
		if n := v.ledger(kind); n != want {
			t.Errorf("%d %s in the ledger, want %d", n, kind, want)
		}
	}
}

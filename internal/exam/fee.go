package exam

import "time"

// OrderState is where a fee's order stands.
type OrderState string

// The states of an order. A pending one may be paid, a closed one may be paid
// late; only a paid one is refunded.
const (
	OrderPending   OrderState = "pending"
	OrderPaid      OrderState = "paid"
	OrderClosed    OrderState = "closed" // lapsed without payment
	OrderRefunding OrderState = "refunding"
	OrderRefunded  OrderState = "refunded"
)

// OrderWay is how an order is settled.
type OrderWay string

// The ways.
const (
	WayWeChat OrderWay = "wechat"
	WayHand   OrderWay = "hand"   // staff have seen the money elsewhere
	WayWaiver OrderWay = "waiver" // nothing is to be paid
)

// Trade is how an order of the provider's is paid. The provider takes a number for
// one trade only (WeChat Pay API v3, OUT_TRADE_NO_USED), so another trade needs
// another order.
type Trade string

// The trades.
const (
	TradeNative Trade = "native" // a QR, scanned by any phone
	TradeH5     Trade = "h5"     // a link, on the same phone
	TradeJSAPI  Trade = "jsapi"  // inside WeChat's own browser
)

// OrderTTL is how long an order may be paid.
const OrderTTL = 2 * time.Hour

// Order is one way of settling an enrolment's fee. Number is what the provider
// knows it by (out_trade_no: at most 32 letters and digits).
type Order struct {
	ID, SchoolID, EnrolmentID string
	Number                    string
	AmountFen                 int64
	State                     OrderState
	Way                       OrderWay
	Trade                     Trade  // of an order of the provider's, else ""
	PayURL                    string // the content of the QR
	TransactionID             string // the provider's
	Reason                    string // of a hand-mark, a waiver or a refund
	CreatedAt, ExpiresAt      time.Time
	PaidAt, RefundedAt        time.Time
}

// BridgePayment is what WeChat's own browser is told to let an order be paid
// (WeChat Pay API v3, JSAPI: getBrandWCPayRequest). It is signed by the merchant.
type BridgePayment struct {
	AppID     string `json:"appId"`
	TimeStamp string `json:"timeStamp"`
	Nonce     string `json:"nonceStr"`
	Package   string `json:"package"`
	SignType  string `json:"signType"`
	Sign      string `json:"paySign"`
}

// Payment is what the provider says of an order.
type Payment struct {
	Number, TransactionID string
	AmountFen             int64
	Paid                  bool // else not (yet) paid, or closed
	Closed                bool
	At                    time.Time
}

// FeeState is how an enrolment's fee stands, for the candidate.
type FeeState string

// The states of a fee.
const (
	FeeNone   FeeState = "none" // the major has no fee
	FeeDue    FeeState = "due"
	FeePaid   FeeState = "paid"
	FeeWaived FeeState = "waived"
)

// FeeOf returns how a fee stands by its orders (FEATURES A6-A9): one that is paid
// or waived settles it, a refund makes it due again.
func FeeOf(feeFen int64, orders []Order) FeeState {
	state := FeeDue
	if feeFen <= 0 {
		state = FeeNone
	}
	for _, o := range orders {
		if o.State == OrderPaid && o.Way == WayWaiver {
			return FeeWaived
		}
		if o.State == OrderPaid || o.State == OrderRefunding {
			state = FeePaid
		}
	}
	return state
}

// CheckFee refuses entry while a fee is due, with CodeFeeDue.
func CheckFee(state FeeState) error {
	if state == FeeDue {
		return Errorf(CodeFeeDue, "the fee is still due; pay it first, or call the school if you have")
	}
	return nil
}

// Settle takes a payment and reports whether it changed the order: a payment of
// another amount is CodeConflict with "why" "amount", one that was taken before
// changes nothing. A payment that comes after the order has lapsed counts.
func (o *Order) Settle(p Payment) (bool, error) {
	switch {
	case !p.Paid:
		return false, nil
	case p.Number != o.Number:
		return false, Errorf(CodeConflict, "the payment is for another order").With("why", "number")
	case p.AmountFen != o.AmountFen:
		return false, Errorf(CodeConflict, "the payment has another amount").With("why", "amount")
	case o.State != OrderPending && o.State != OrderClosed:
		return false, nil
	}
	o.State, o.TransactionID, o.PaidAt = OrderPaid, p.TransactionID, p.At
	return true, nil
}

// Refund begins to give back what was paid through the provider; CodeConflict for
// any other order.
func (o *Order) Refund(reason string) error {
	if o.State != OrderPaid || o.Way != WayWeChat {
		return Errorf(CodeConflict, "only what was paid through the provider can be given back").With("why", "not_paid")
	}
	o.State, o.Reason = OrderRefunding, reason
	return nil
}

// BillLine is one payment or refund in the provider's bill of a day.
type BillLine struct {
	Number, TransactionID string
	AmountFen             int64 // paid, or given back where Refund
	Refund                bool
}

// FeeLine is an enrolment's fee in the list.
type FeeLine struct {
	EnrolmentID, Number, Name, Phone string // Number is the candidate's
	ExamName, MajorName              string
	FeeFen                           int64
	Orders                           []Order // newest first
}

// FeeFilter chooses fees of a school.
type FeeFilter struct {
	SchoolID, ExamID string
	Query            string // part of the candidate's name, number or phone, in small letters
	Settled          string // "yes", "no", or "" for all
	Limit, Offset    int
}

// Difference is what does not agree between the school's orders and a bill.
type Difference struct {
	Number string // of the order
	Why    string // "not_in_bill", "not_in_orders", "amount" or "not_settled"
	Ours   int64  // fen
	Theirs int64
}

// Reconcile compares a day's settled orders with the provider's bill; every
// difference is named (FEATURES A9). unsettled reports whether an order of that
// number is known but not settled.
func Reconcile(orders []Order, bill []BillLine, unsettled func(number string) bool) []Difference {
	var found []Difference
	paid := map[string]int64{}
	for _, line := range bill {
		if !line.Refund {
			paid[line.Number] += line.AmountFen
		}
	}
	for _, o := range orders {
		theirs, known := paid[o.Number]
		delete(paid, o.Number)
		switch {
		case !known:
			found = append(found, Difference{o.Number, "not_in_bill", o.AmountFen, 0})
		case theirs != o.AmountFen:
			found = append(found, Difference{o.Number, "amount", o.AmountFen, theirs})
		}
	}
	for _, line := range bill {
		if theirs, left := paid[line.Number]; left && !line.Refund {
			why := "not_in_orders"
			if unsettled(line.Number) {
				why = "not_settled"
			}
			found = append(found, Difference{line.Number, why, 0, theirs})
			delete(paid, line.Number)
		}
	}
	return found
}

// Package payment is the fee of an enrolment: the candidate sees how it stands and
// pays it, staff waive, mark, give back and reconcile (manual 1.5; FEATURES A6-A9).
// The school's orders are the record; what the provider says is matched to them,
// and nothing that it says is believed without its signature.
package payment

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/limit"
	"kaochang/internal/operation"
)

// Store is what payment needs from storage. Every change is written with its fact,
// and the candidate hears of it.
type Store interface {
	operation.EnrolmentScopes
	Fee(ctx context.Context, enrolmentID string) (feeFen int64, orders []exam.Order, err error)
	Choice(ctx context.Context, enrolmentID string) (exam.Choice, error)
	CreateOrder(ctx context.Context, o exam.Order, fact exam.Fact) error
	// ChangeOrder runs fn on the order of a number; without a fact nothing is kept.
	ChangeOrder(ctx context.Context, number string, fn func(*exam.Order) (*exam.Fact, error)) error
	Order(ctx context.Context, schoolID, orderID string) (exam.Order, error)
	OrderByNumber(ctx context.Context, number string) (exam.Order, error)
	OpenOrders(ctx context.Context, limit int) ([]exam.Order, error)
	OrdersPaid(ctx context.Context, schoolID string, from, to time.Time) ([]exam.Order, error)
	Fees(ctx context.Context, f exam.FeeFilter) ([]exam.FeeLine, int, error)
	operation.ExportStore
	SchoolIDs(ctx context.Context) ([]string, error)
}

// Provider takes payments. Its refusals and absences are CodeUnavailable.
type Provider interface {
	// Native orders and returns the content of the QR that is scanned to pay.
	Native(ctx context.Context, o exam.Order, what string) (string, error)
	// H5 orders and returns a link that pays in the phone's own app; asked again it
	// returns a fresh one.
	H5(ctx context.Context, o exam.Order, what, addr string) (string, error)
	// SignInURL is where WeChat's browser tells who pays; it goes on to back with a
	// code. It is "" for an account that cannot take orders there.
	SignInURL(back, state string) string
	// JSAPI orders for whom the code names and returns what her browser is told.
	JSAPI(ctx context.Context, o exam.Order, what, code string) (exam.BridgePayment, error)
	Query(ctx context.Context, number string) (exam.Payment, error)
	Close(ctx context.Context, number string) error
	Refund(ctx context.Context, o exam.Order) (done bool, err error)
	// Callback reads a call of the provider; CodeForbidden for what is not its.
	Callback(r *http.Request) (exam.Payment, error)
	Bill(ctx context.Context, day string) ([]exam.BillLine, error)
	// Day returns the bounds of a bill's day.
	Day(day string) (from, to time.Time, err error)
}

// Service holds the use cases of fees.
type Service struct {
	// Write writes lists that are exported; it is set before they are.
	Write operation.WriteTable

	store    Store
	provider Provider // nil where the school has no account
	now      func() time.Time
	checks   *limit.Limiter // questions to the provider, by enrolment
	forged   *limit.Limiter // refused callbacks that are written down, by address
}

// New returns the service; provider is nil where no payments are taken online.
func New(store Store, provider Provider, now func() time.Time) *Service {
	return &Service{
		store: store, provider: provider, now: now,
		checks: limit.New(5, 3*time.Second, now), forged: limit.New(10, time.Minute, now),
	}
}

// PaysOnline reports whether fees can be paid to an account.
func (s *Service) PaysOnline(context.Context, string) (bool, error) { return s.provider != nil, nil }

// Due refuses what is not allowed while the enrolment's fee is due, with
// CodeFeeDue.
func (s *Service) Due(ctx context.Context, enrolmentID string) error {
	fee, orders, err := s.store.Fee(ctx, enrolmentID)
	if err != nil {
		return err
	}
	return exam.CheckFee(exam.FeeOf(fee, orders))
}

// Fee is how an enrolment's fee stands, as its candidate sees it.
type Fee struct {
	State     exam.FeeState `json:"state" enum:"none,due,paid,waived"`
	AmountFen int64         `json:"amount_fen"`
	Online    bool          `json:"online" doc:"Can be paid here"`
	InWeChat  bool          `json:"in_wechat" doc:"Can be paid inside WeChat's own browser"`
	Trade     exam.Trade    `json:"trade,omitempty" enum:"native,h5,jsapi" doc:"Of the order that can be paid"`
	PayURL    string        `json:"pay_url,omitempty" doc:"Content of its QR, where its trade is native"`
	ExpiresAt *time.Time    `json:"expires_at,omitempty" doc:"Of that order"`
	PaidAt    *time.Time    `json:"paid_at,omitempty"`
}

// Own returns the fee of the asker's own enrolment.
func (s *Service) Own(ctx context.Context, enrolmentID string) (Fee, error) {
	if _, err := operation.OnEnrolment(ctx, s.store, exam.ActionOwnEnrolment, enrolmentID); err != nil {
		return Fee{}, err
	}
	return s.fee(ctx, enrolmentID)
}

func (s *Service) fee(ctx context.Context, enrolmentID string) (Fee, error) {
	fen, orders, err := s.store.Fee(ctx, enrolmentID)
	if err != nil {
		return Fee{}, err
	}
	f := Fee{State: exam.FeeOf(fen, orders), AmountFen: fen, Online: s.provider != nil, InWeChat: s.provider != nil && s.provider.SignInURL("", "") != ""}
	for _, o := range orders {
		switch {
		case o.State == exam.OrderPaid && f.PaidAt == nil:
			f.PaidAt, f.AmountFen = &o.PaidAt, o.AmountFen
		case o.State == exam.OrderPending && f.State == exam.FeeDue && o.ExpiresAt.After(s.now()):
			f.Trade, f.PayURL, f.ExpiresAt, f.AmountFen = o.Trade, o.PayURL, &o.ExpiresAt, o.AmountFen
			if f.Trade == "" { // made before trades were kept
				f.Trade = exam.TradeNative
			}
		}
	}
	return f, nil
}

// Check asks the provider about the asker's open order and returns how the fee
// stands then (FEATURES A8, A9).
func (s *Service) Check(ctx context.Context, enrolmentID string) (Fee, error) {
	if _, err := operation.OnEnrolment(ctx, s.store, exam.ActionOwnEnrolment, enrolmentID); err != nil {
		return Fee{}, err
	}
	if err := s.checks.Take(enrolmentID); err != nil {
		return Fee{}, err
	}
	_, open, err := s.pending(ctx, enrolmentID)
	if exam.CodeOf(err) == exam.CodeConflict { // settled meanwhile
		return s.fee(ctx, enrolmentID)
	}
	if err != nil {
		return Fee{}, err
	}
	if open != nil && s.provider != nil {
		if err := s.settle(ctx, *open); err != nil {
			return Fee{}, err
		}
	}
	return s.fee(ctx, enrolmentID)
}

// take keeps a payment that the provider has told of; one that does not match its
// order is CodeConflict and stands in the ledger.
func (s *Service) take(ctx context.Context, p exam.Payment) error {
	var refused error
	var schoolID string
	err := s.store.ChangeOrder(ctx, p.Number, func(o *exam.Order) (*exam.Fact, error) {
		schoolID = o.SchoolID
		changed, err := o.Settle(p)
		if err != nil || !changed {
			refused = err
			return nil, nil
		}
		f := s.fact(exam.Clock(), "fee.paid", "", *o)
		return &f, nil
	})
	if err != nil || refused == nil {
		return err
	}
	f := s.fact(exam.Clock(), "fee.callback_refused", refused.Error(), exam.Order{Number: p.Number, AmountFen: p.AmountFen})
	if err := s.store.KeepFact(ctx, schoolID, f); err != nil {
		return fmt.Errorf("write refused payment down: %w", err)
	}
	return refused
}

func (s *Service) fact(by exam.Actor, kind, reason string, o exam.Order) exam.Fact {
	return exam.Fact{Kind: kind, Actor: by, At: s.now(), Reason: reason, Data: map[string]string{
		"enrolment": o.EnrolmentID, "number": o.Number, "fen": fmt.Sprint(o.AmountFen), "transaction": o.TransactionID,
	}}
}

// Run settles, until ctx ends, what the provider has not told of, each time that
// tick comes: callbacks get lost, and nobody need wait for one (FEATURES A9).
func (s *Service) Run(ctx context.Context, tick <-chan time.Time) {
	for s.provider != nil {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
		if err := s.settleOpen(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "open orders not settled; they are tried again", "error", err)
		}
	}
}

// settledAtOnce bounds how many orders one round asks about.
const settledAtOnce = 200

func (s *Service) settleOpen(ctx context.Context) error {
	orders, err := s.store.OpenOrders(ctx, settledAtOnce)
	if err != nil {
		return err
	}
	for _, o := range orders {
		if o.State == exam.OrderRefunding {
			err = s.refund(ctx, o)
		} else {
			err = s.settle(ctx, o)
		}
		if err != nil {
			return fmt.Errorf("settle order %s: %w", o.Number, err)
		}
	}
	return nil
}

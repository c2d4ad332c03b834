package payment

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

func may(by exam.Actor) error {
	return exam.Can(by, exam.ActionManageFees, exam.Scope{SchoolID: by.SchoolID})
}

// Fees returns a page of the school's fees, and how many there are.
func (s *Service) Fees(ctx context.Context, by exam.Actor, f exam.FeeFilter) ([]exam.FeeLine, int, error) {
	if err := may(by); err != nil {
		return nil, 0, err
	}
	f.SchoolID, f.Query = by.SchoolID, strings.ToLower(strings.TrimSpace(f.Query))
	return s.store.Fees(ctx, f)
}

// Mark settles a fee by hand, with a reason: the money was seen elsewhere
// (WayHand), or none is to be paid (WayWaiver). An order that could still be paid
// is closed at the provider; where it was paid a moment ago, that counts instead
// (CodeConflict).
func (s *Service) Mark(ctx context.Context, by exam.Actor, enrolmentID string, way exam.OrderWay, reason string) error {
	if err := may(by); err != nil {
		return err
	}
	scope, err := s.store.EnrolmentScope(ctx, enrolmentID)
	if err != nil {
		return err
	}
	if err := exam.Can(by, exam.ActionManageFees, scope); err != nil {
		return err
	}
	fen, open, err := s.pending(ctx, enrolmentID)
	if err != nil {
		return err
	}
	if open != nil && s.provider != nil {
		if err := s.closeFirst(ctx, *open); err != nil {
			return err
		}
	}
	now, kind := s.now(), "fee.marked"
	if way == exam.WayWaiver {
		kind = "fee.waived"
	}
	o := exam.Order{
		ID: ident.New(), SchoolID: by.SchoolID, EnrolmentID: enrolmentID, Number: "H" + ident.PairingCode(24), AmountFen: fen,
		State: exam.OrderPaid, Way: way, Reason: reason, CreatedAt: now, PaidAt: now,
	}
	return s.store.CreateOrder(ctx, o, s.fact(by, kind, reason, o))
}

func (s *Service) closeFirst(ctx context.Context, o exam.Order) error {
	p, err := s.provider.Query(ctx, o.Number)
	if err != nil {
		return err
	}
	if p.Paid {
		if err := s.take(ctx, p); err != nil {
			return err
		}
		return exam.Errorf(exam.CodeConflict, "the candidate has just paid").With("why", "settled")
	}
	if p.Closed {
		return nil
	}
	return s.provider.Close(ctx, o.Number)
}

// CheckOrder asks the provider about an order again.
func (s *Service) CheckOrder(ctx context.Context, by exam.Actor, orderID string) (exam.Order, error) {
	if err := may(by); err != nil {
		return exam.Order{}, err
	}
	o, err := s.store.Order(ctx, by.SchoolID, orderID)
	if err != nil {
		return o, err
	}
	if s.provider == nil || o.Way != exam.WayWeChat {
		return o, nil
	}
	if o.State == exam.OrderClosed { // paid after it had lapsed?
		p, err := s.provider.Query(ctx, o.Number)
		if err != nil || !p.Paid {
			return o, err
		}
		err = s.take(ctx, p)
		return o, err
	}
	if o.State == exam.OrderPending {
		if err := s.settle(ctx, o); err != nil {
			return o, err
		}
	}
	return s.store.Order(ctx, by.SchoolID, orderID)
}

// Refund gives an order back, with a reason; the fee is due again then.
func (s *Service) Refund(ctx context.Context, by exam.Actor, orderID, reason string) error {
	if err := may(by); err != nil {
		return err
	}
	o, err := s.store.Order(ctx, by.SchoolID, orderID)
	if err != nil {
		return err
	}
	if s.provider == nil {
		return exam.Errorf(exam.CodeUnavailable, "there is no payment account")
	}
	err = s.store.ChangeOrder(ctx, o.Number, func(kept *exam.Order) (*exam.Fact, error) {
		if err := kept.Refund(reason); err != nil {
			return nil, err
		}
		o = *kept
		f := s.fact(by, "fee.refunding", reason, *kept)
		return &f, nil
	})
	if err != nil {
		return err
	}
	return s.refund(ctx, o)
}

// refund asks the provider to give back what is being given back; where it works
// on it, or is away, the next round asks again.
func (s *Service) refund(ctx context.Context, o exam.Order) error {
	done, err := s.provider.Refund(ctx, o)
	if err != nil || !done {
		return err
	}
	return s.store.ChangeOrder(ctx, o.Number, func(kept *exam.Order) (*exam.Fact, error) {
		if kept.State != exam.OrderRefunding {
			return nil, nil
		}
		kept.State, kept.RefundedAt = exam.OrderRefunded, s.now()
		f := s.fact(exam.Clock(), "fee.refunded", kept.Reason, *kept)
		return &f, nil
	})
}

// Report is a day's reconciliation.
type Report struct {
	Ours, Theirs int64 // fen, paid
	Count        int   // our orders
	Differences  []exam.Difference
}

// Reconcile compares a day (2006-01-02) with the provider's bill.
func (s *Service) Reconcile(ctx context.Context, by exam.Actor, day string) (Report, error) {
	if err := may(by); err != nil {
		return Report{}, err
	}
	if s.provider == nil {
		return Report{}, exam.Errorf(exam.CodeUnavailable, "there is no payment account")
	}
	from, to, err := s.provider.Day(day)
	if err != nil {
		return Report{}, err
	}
	if from.After(s.now().Add(24 * time.Hour)) {
		return Report{}, exam.Errorf(exam.CodeInvalid, "this day is yet to come").With("field", "day")
	}
	orders, err := s.store.OrdersPaid(ctx, by.SchoolID, from, to)
	if err != nil {
		return Report{}, err
	}
	bill, err := s.provider.Bill(ctx, day)
	if err != nil {
		return Report{}, err
	}
	bill, err = s.ofSchool(ctx, by.SchoolID, bill)
	if err != nil {
		return Report{}, err
	}
	r := Report{Count: len(orders)}
	for _, o := range orders {
		r.Ours += o.AmountFen
	}
	for _, line := range bill {
		if !line.Refund {
			r.Theirs += line.AmountFen
		}
	}
	r.Differences = exam.Reconcile(orders, bill, func(number string) bool {
		o, err := s.store.OrderByNumber(ctx, number)
		return err == nil && o.State != exam.OrderPaid
	})
	return r, nil
}

// ofSchool leaves out of a bill what belongs to the server's other schools.
func (s *Service) ofSchool(ctx context.Context, schoolID string, bill []exam.BillLine) ([]exam.BillLine, error) {
	var own []exam.BillLine
	for _, line := range bill {
		o, err := s.store.OrderByNumber(ctx, line.Number)
		if err != nil && exam.CodeOf(err) != exam.CodeNotFound {
			return nil, fmt.Errorf("find order of bill: %w", err)
		}
		if err != nil || o.SchoolID == schoolID {
			own = append(own, line)
		}
	}
	return own, nil
}

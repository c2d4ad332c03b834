package payment

import (
	"context"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
)

// pending returns the order that can be paid, nil for none.
func (s *Service) pending(ctx context.Context, enrolmentID string) (fen int64, open *exam.Order, err error) {
	fen, orders, err := s.store.Fee(ctx, enrolmentID)
	if err != nil {
		return 0, nil, err
	}
	if state := exam.FeeOf(fen, orders); state != exam.FeeDue {
		return fen, nil, exam.Errorf(exam.CodeConflict, "nothing is to be paid").With("why", "settled")
	}
	for _, o := range orders {
		if o.State == exam.OrderPending {
			return fen, &o, nil
		}
	}
	return fen, nil, nil
}

// Pay makes an order with a QR for the asker's own enrolment, or returns the one
// that can be paid already: nobody is asked to pay twice. A provider that is away
// is CodeUnavailable.
func (s *Service) Pay(ctx context.Context, enrolmentID string) (Fee, error) {
	err := s.order(ctx, enrolmentID, exam.TradeNative, func(o exam.Order, what string) (string, error) {
		if o.PayURL != "" {
			return o.PayURL, nil
		}
		return s.provider.Native(ctx, o, what)
	})
	if err != nil {
		return Fee{}, err
	}
	return s.fee(ctx, enrolmentID)
}

// PhoneLink returns a link that pays in the phone's own app; addr is the phone's
// network address. The order is as Pay's.
func (s *Service) PhoneLink(ctx context.Context, enrolmentID, addr string) (link string, err error) {
	err = s.order(ctx, enrolmentID, exam.TradeH5, func(o exam.Order, what string) (string, error) {
		link, err = s.provider.H5(ctx, o, what, addr)
		return "", err
	})
	return link, err
}

// WeChatSignIn returns where WeChat's own browser goes so that the provider learns
// who pays; it comes back to a page of ours with a code and the state.
func (s *Service) WeChatSignIn(ctx context.Context, enrolmentID, origin string) (url, state string, err error) {
	if _, err := operation.OnEnrolment(ctx, s.store, exam.ActionOwnEnrolment, enrolmentID); err != nil {
		return "", "", err
	}
	state = ident.PairingCode(24)
	if s.provider != nil {
		url = s.provider.SignInURL(origin+"/enrolments/"+enrolmentID+"/fee", state)
	}
	if url == "" {
		return "", "", exam.Errorf(exam.CodeUnavailable, "this school takes no payments inside WeChat; open the page in another browser")
	}
	return url, state, nil
}

// PayInWeChat makes an order for whom the code of the sign-in names, and returns
// what WeChat's own browser is told. The order is as Pay's.
func (s *Service) PayInWeChat(ctx context.Context, enrolmentID, code string) (bridge exam.BridgePayment, err error) {
	err = s.order(ctx, enrolmentID, exam.TradeJSAPI, func(o exam.Order, what string) (string, error) {
		bridge, err = s.provider.JSAPI(ctx, o, what, code)
		return "", err
	})
	return bridge, err
}

// order lets ask order at the provider for the asker's own enrolment: the order of
// this trade that can be paid already, or a new one, of which ask returns the QR's
// content. An order of another trade, one that has lapsed, and one of JSAPI, which
// holds for one payer, is ended before, so that one order at most can be paid.
func (s *Service) order(ctx context.Context, enrolmentID string, trade exam.Trade, ask func(o exam.Order, what string) (string, error)) error {
	by, err := operation.OnEnrolment(ctx, s.store, exam.ActionOwnEnrolment, enrolmentID)
	if err != nil {
		return err
	}
	if s.provider == nil {
		return exam.Errorf(exam.CodeUnavailable, "this school takes no payments online; call it")
	}
	fen, open, err := s.pending(ctx, enrolmentID)
	if err != nil {
		return err
	}
	if open != nil && (open.Trade != trade || trade == exam.TradeJSAPI || !s.now().Before(open.ExpiresAt)) {
		if err := s.end(ctx, *open); err != nil {
			return err
		}
		if fen, open, err = s.pending(ctx, enrolmentID); err != nil { // paid at the last moment
			return err
		}
	}
	what, schoolID, err := s.what(ctx, enrolmentID)
	if err != nil {
		return err
	}
	if open != nil {
		_, err := ask(*open, what)
		return err
	}
	now := s.now()
	o := exam.Order{
		ID: ident.New(), SchoolID: schoolID, EnrolmentID: enrolmentID, Number: "K" + ident.PairingCode(24), AmountFen: fen,
		State: exam.OrderPending, Way: exam.WayWeChat, Trade: trade, CreatedAt: now, ExpiresAt: now.Add(exam.OrderTTL),
	}
	if o.PayURL, err = ask(o, what); err != nil {
		return err
	}
	err = s.store.CreateOrder(ctx, o, s.fact(by, "fee.ordered", "", o))
	if exam.CodeOf(err) == exam.CodeConflict && trade == exam.TradeNative {
		return nil // another of her devices was faster; its order is shown
	}
	return err
}

func (s *Service) what(ctx context.Context, enrolmentID string) (what, schoolID string, err error) {
	c, err := s.store.Choice(ctx, enrolmentID)
	if err != nil {
		return "", "", err
	}
	what = c.School.Name + " " + c.Major.Name + " 报名费"
	if runes := []rune(what); len(runes) > 40 { // the provider takes 127 bytes
		what = string(runes[:40])
	}
	return what, c.School.ID, nil
}

// settle asks the provider about one order and keeps what it says: paid, or closed
// when its time is over.
func (s *Service) settle(ctx context.Context, o exam.Order) error {
	if s.now().Before(o.ExpiresAt) {
		_, err := s.paid(ctx, o)
		return err
	}
	return s.end(ctx, o)
}

// paid asks whether an order was paid, and keeps it where it was.
func (s *Service) paid(ctx context.Context, o exam.Order) (exam.Payment, error) {
	p, err := s.provider.Query(ctx, o.Number)
	if err != nil || !p.Paid {
		return p, err
	}
	return p, s.take(ctx, p)
}

// end lets an order be paid no longer; one that was paid is kept as paid.
func (s *Service) end(ctx context.Context, o exam.Order) error {
	p, err := s.paid(ctx, o)
	if err != nil || p.Paid {
		return err
	}
	if !p.Closed {
		if err := s.provider.Close(ctx, o.Number); err != nil {
			return err
		}
	}
	kind := "fee.lapsed"
	if s.now().Before(o.ExpiresAt) {
		kind = "fee.replaced"
	}
	return s.store.ChangeOrder(ctx, o.Number, func(kept *exam.Order) (*exam.Fact, error) {
		if kept.State != exam.OrderPending {
			return nil, nil
		}
		kept.State = exam.OrderClosed
		f := s.fact(exam.Clock(), kind, "", *kept)
		return &f, nil
	})
}

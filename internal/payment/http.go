package payment

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

const tag = "Fees"

type feeInput struct {
	EnrolmentID string `path:"enrolment_id"`
}

type feeOutput struct{ Body Fee }

type phoneLinkOutput struct {
	Body struct {
		URL string `json:"url"`
	}
}

type weChatSignInOutput struct {
	Body struct {
		URL   string `json:"url"`
		State string `json:"state" doc:"Comes back with the code"`
	}
}

type payInWeChatInput struct {
	EnrolmentID string `path:"enrolment_id"`
	Body        struct {
		Code string `json:"code" minLength:"1" maxLength:"512"`
	}
}

type payInWeChatOutput struct{ Body exam.BridgePayment }

type feesInput struct {
	FeesQuery
	Offset int `query:"offset" minimum:"0"`
	Limit  int `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// FeeView is an enrolment's fee in the list.
type FeeView struct {
	EnrolmentID string        `json:"enrolment_id"`
	Number      string        `json:"number"`
	Name        string        `json:"name"`
	Exam        string        `json:"exam"`
	Major       string        `json:"major"`
	AmountFen   int64         `json:"amount_fen"`
	State       exam.FeeState `json:"state" enum:"none,due,paid,waived"`
	Orders      []OrderView   `json:"orders" doc:"Newest first"`
}

// OrderView is an order as staff see it.
type OrderView struct {
	ID            string          `json:"id"`
	Number        string          `json:"number"`
	AmountFen     int64           `json:"amount_fen"`
	State         exam.OrderState `json:"state" enum:"pending,paid,closed,refunding,refunded"`
	Way           exam.OrderWay   `json:"way" enum:"wechat,hand,waiver"`
	TransactionID string          `json:"transaction_id,omitempty"`
	Reason        string          `json:"reason,omitempty"`
	CreatedAt     time.Time       `json:"created_at"`
	PaidAt        *time.Time      `json:"paid_at,omitempty"`
}

func orderView(o exam.Order) OrderView {
	v := OrderView{
		ID: o.ID, Number: o.Number, AmountFen: o.AmountFen, State: o.State, Way: o.Way, TransactionID: o.TransactionID, Reason: o.Reason, CreatedAt: o.CreatedAt,
	}
	if !o.PaidAt.IsZero() {
		v.PaidAt = &o.PaidAt
	}
	return v
}

type feesOutput struct {
	Body struct {
		Online bool      `json:"online" doc:"There is a payment account"`
		Total  int       `json:"total"`
		Fees   []FeeView `json:"fees"`
	}
}

type markInput struct {
	EnrolmentID string `path:"enrolment_id"`
	Body        struct {
		Way    exam.OrderWay `json:"way" enum:"hand,waiver"`
		Reason string        `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type orderInput struct {
	OrderID string `path:"order_id"`
}

type orderOutput struct{ Body OrderView }

type refundInput struct {
	OrderID string `path:"order_id"`
	Body    struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type reconcileInput struct {
	Day string `query:"day" doc:"2006-01-02"`
}

type reconcileOutput struct {
	Body struct {
		Count       int              `json:"count"`
		OursFen     int64            `json:"ours_fen"`
		TheirsFen   int64            `json:"theirs_fen"`
		Differences []DifferenceView `json:"differences"`
	}
}

// DifferenceView is what does not agree.
type DifferenceView struct {
	Number    string `json:"number"`
	Why       string `json:"why" enum:"not_in_bill,not_in_orders,amount,not_settled"`
	OursFen   int64  `json:"ours_fen"`
	TheirsFen int64  `json:"theirs_fen"`
}

// Register adds the operations of fees.
func (s *Service) Register(api huma.API) {
	op := func(method, path, id, summary string, a exam.Action) operation.Op {
		return operation.Op{Method: method, Path: "/api" + path, ID: id, Summary: summary, Tag: tag, Action: a}
	}
	own, manage := exam.ActionOwnEnrolment, exam.ActionManageFees
	const fee = "/enrolments/{enrolment_id}/fee"
	ofFee := func(do func(context.Context, string) (Fee, error)) func(context.Context, *feeInput) (*feeOutput, error) {
		return func(ctx context.Context, in *feeInput) (*feeOutput, error) {
			f, err := do(ctx, in.EnrolmentID)
			return &feeOutput{f}, err
		}
	}
	operation.Register(api, op("GET", fee, "get-fee", "How the fee stands", own), ofFee(s.Own))
	operation.Register(api, op("POST", fee+"/orders", "pay-fee", "An order to pay; the one that can be paid already, if there is", own), ofFee(s.Pay))
	operation.Register(api, op("POST", fee+"/checks", "check-fee", "Ask the provider whether it was paid", own), ofFee(s.Check))
	operation.Register(api, op("POST", fee+"/phone-links", "make-pay-link", "A link that pays in the phone's own app", own),
		func(ctx context.Context, in *feeInput) (*phoneLinkOutput, error) {
			out := &phoneLinkOutput{}
			var err error
			out.Body.URL, err = s.PhoneLink(ctx, in.EnrolmentID, operation.CallerFrom(ctx).Addr)
			return out, err
		})
	operation.Register(api, op("POST", fee+"/wechat-sign-ins", "sign-in-at-wechat", "Where WeChat's own browser tells who pays", own),
		func(ctx context.Context, in *feeInput) (*weChatSignInOutput, error) {
			out := &weChatSignInOutput{}
			var err error
			out.Body.URL, out.Body.State, err = s.WeChatSignIn(ctx, in.EnrolmentID, operation.CallerFrom(ctx).Origin)
			return out, err
		})
	operation.Register(api, op("POST", fee+"/wechat-payments", "pay-in-wechat", "Lets WeChat's own browser pay", own),
		func(ctx context.Context, in *payInWeChatInput) (*payInWeChatOutput, error) {
			bridge, err := s.PayInWeChat(ctx, in.EnrolmentID, in.Body.Code)
			return &payInWeChatOutput{bridge}, err
		})
	operation.Register(api, op("GET", "/fees", "list-fees", "Who has paid and who has not, by pages", manage), s.handleFees)
	operation.Register(api, op("GET", "/fees/export", "export-fees", "The same as a workbook, a row for each order", manage), s.handleExport)
	operation.Register(api, op("POST", "/fees/{enrolment_id}/marks", "mark-fee", "Settle a fee by hand or waive it", manage),
		func(ctx context.Context, in *markInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.Mark(ctx, operation.ActorFrom(ctx), in.EnrolmentID, in.Body.Way, in.Body.Reason)
		})
	operation.Register(api, op("POST", "/fee-orders/{order_id}/checks", "check-order", "Ask the provider about an order again", manage),
		func(ctx context.Context, in *orderInput) (*orderOutput, error) {
			o, err := s.CheckOrder(ctx, operation.ActorFrom(ctx), in.OrderID)
			return &orderOutput{orderView(o)}, err
		})
	operation.Register(api, op("POST", "/fee-orders/{order_id}/refunds", "refund-order", "Give an order back", manage),
		func(ctx context.Context, in *refundInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.Refund(ctx, operation.ActorFrom(ctx), in.OrderID, in.Body.Reason)
		})
	operation.Register(api, op("GET", "/fees/reconciliation", "reconcile-fees", "A day's orders against the provider's bill", manage), s.handleReconcile)
}

func (s *Service) handleFees(ctx context.Context, in *feesInput) (*feesOutput, error) {
	f := in.filter()
	f.Offset, f.Limit = in.Offset, in.Limit
	list, total, err := s.Fees(ctx, operation.ActorFrom(ctx), f)
	out := &feesOutput{}
	out.Body.Online, out.Body.Total, out.Body.Fees = s.provider != nil, total, make([]FeeView, len(list))
	for i, f := range list {
		v := FeeView{
			EnrolmentID: f.EnrolmentID, Number: f.Number, Name: f.Name, Exam: f.ExamName, Major: f.MajorName, AmountFen: f.FeeFen,
			State: exam.FeeOf(f.FeeFen, f.Orders), Orders: []OrderView{},
		}
		for _, o := range f.Orders {
			v.Orders = append(v.Orders, orderView(o))
		}
		out.Body.Fees[i] = v
	}
	return out, err
}

func (s *Service) handleReconcile(ctx context.Context, in *reconcileInput) (*reconcileOutput, error) {
	r, err := s.Reconcile(ctx, operation.ActorFrom(ctx), in.Day)
	out := &reconcileOutput{}
	out.Body.Count, out.Body.OursFen, out.Body.TheirsFen, out.Body.Differences = r.Count, r.Ours, r.Theirs, []DifferenceView{}
	for _, d := range r.Differences {
		out.Body.Differences = append(out.Body.Differences, DifferenceView{d.Number, d.Why, d.Ours, d.Theirs})
	}
	return out, err
}

package payment

import (
	"context"
	"fmt"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// FeesQuery chooses fees.
type FeesQuery struct {
	ExamID  string `query:"exam_id"`
	Query   string `query:"q" maxLength:"100"`
	Settled string `query:"settled" enum:"yes,no," doc:"Only settled ones, or only due ones"`
}

func (q FeesQuery) filter() exam.FeeFilter {
	return exam.FeeFilter{ExamID: q.ExamID, Query: q.Query, Settled: q.Settled}
}

var exportHeader = []string{
	"考号 Number", "姓名 Name", "考试 Exam", "专业 Major", "费用 Fee (¥)", "缴费 Fee state", "订单 Order", "订单状态 Order state", "方式 Way", "金额 Amount (¥)", "交易号 Transaction",
	"下单 Ordered", "支付 Paid", "退款 Refunded", "理由 Reason",
}

var (
	feeWords   = map[exam.FeeState]string{exam.FeeNone: "无 none", exam.FeeDue: "待缴 due", exam.FeePaid: "已缴 paid", exam.FeeWaived: "免缴 waived"}
	orderWords = map[exam.OrderState]string{
		exam.OrderPending: "待支付 pending", exam.OrderPaid: "已支付 paid", exam.OrderClosed: "已关闭 closed", exam.OrderRefunding: "退款中 refunding", exam.OrderRefunded: "已退款 refunded",
	}
	wayWords = map[exam.OrderWay]string{exam.WayWeChat: "微信支付 WeChat Pay", exam.WayHand: "人工确认 by hand", exam.WayWaiver: "免缴 waiver"}
)

func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

// handleExport writes a row for each order, and one for a fee without any.
func (s *Service) handleExport(ctx context.Context, in *FeesQuery) (*operation.Stream, error) {
	by := operation.ActorFrom(ctx)
	f := in.filter()
	f.Limit = operation.MaxExport
	list, total, err := s.Fees(ctx, by, f)
	if err != nil {
		return nil, err
	}
	export, err := operation.BeginExport(ctx, s.store, by, s.now())
	if err != nil {
		return nil, err
	}
	t := operation.Table{Name: "缴费 Fees", Header: exportHeader}
	for _, one := range list {
		fee := []string{one.Number, one.Name, one.ExamName, one.MajorName, yuan(one.FeeFen), feeWords[exam.FeeOf(one.FeeFen, one.Orders)]}
		if len(one.Orders) == 0 {
			t.Rows = append(t.Rows, fee)
		}
		for _, o := range one.Orders {
			t.Rows = append(t.Rows, append(fee[:len(fee):len(fee)], o.Number, orderWords[o.State], wayWords[o.Way], yuan(o.AmountFen), o.TransactionID,
				export.Time(o.CreatedAt), export.Time(o.PaidAt), export.Time(o.RefundedAt), o.Reason))
		}
	}
	return export.Write(ctx, s.Write, t, max(total, len(t.Rows)), "fee", "exam", f.ExamID, "settled", f.Settled, "query", f.Query)
}

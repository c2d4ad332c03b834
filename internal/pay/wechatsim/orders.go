package wechatsim

import (
	"crypto/sha1" //nolint:gosec // the provider names this hash
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// linkOf is the field that answers an order of a kind.
var linkOf = map[string]string{"NATIVE": "code_url", "H5": "h5_url", "JSAPI": "prepay_id"}

func (s *Sim) prepay(kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			AppID       string `json:"appid"`
			MerchantID  string `json:"mchid"`
			Description string `json:"description"`
			Number      string `json:"out_trade_no"`
			NotifyURL   string `json:"notify_url"`
			Amount      struct {
				Total int64 `json:"total"`
			} `json:"amount"`
			Payer struct {
				OpenID string `json:"openid"`
			} `json:"payer"`
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.AppID != s.merchant.AppID || in.MerchantID != s.merchant.ID ||
			len(in.Number) < 6 || len(in.Number) > 32 || in.Amount.Total < 1 || in.NotifyURL == "" || (kind == "JSAPI") != (in.Payer.OpenID != "") {
			fail(w, http.StatusBadRequest, "PARAM_ERROR", "the parameters are not right")
			return
		}
		known := s.orders[in.Number]
		switch {
		case known == nil:
			s.orders[in.Number] = &trade{Number: in.Number, Kind: kind, Description: in.Description, NotifyURL: in.NotifyURL, Total: in.Amount.Total, State: "NOTPAY"}
		case known.State == "SUCCESS":
			fail(w, http.StatusBadRequest, "ORDERPAID", "the order is paid")
			return
		case known.Kind != kind:
			fail(w, http.StatusForbidden, "OUT_TRADE_NO_USED", "the number was used for another trade")
			return
		case known.State == "CLOSED" || known.Total != in.Amount.Total:
			fail(w, http.StatusBadRequest, "INVALID_REQUEST", "the order is closed, or has another amount")
			return
		}
		send(w, http.StatusOK, map[string]string{linkOf[kind]: s.cashier + url.QueryEscape(in.Number)})
	}
}

func (s *Sim) transaction(t *trade) map[string]any {
	out := map[string]any{
		"appid": s.merchant.AppID, "mchid": s.merchant.ID, "out_trade_no": t.Number, "trade_state": t.State, "trade_state_desc": t.State,
		"amount": map[string]any{"total": t.Total, "currency": "CNY"},
	}
	if t.TransactionID != "" {
		out["transaction_id"], out["trade_type"], out["bank_type"] = t.TransactionID, t.Kind, "OTHERS"
		out["success_time"] = t.PaidAt.In(time.FixedZone("UTC+8", 8*3600)).Format(time.RFC3339)
		out["payer"] = map[string]any{"openid": "simulated"}
	}
	return out
}

func (s *Sim) query(w http.ResponseWriter, r *http.Request) {
	t := s.orders[r.PathValue("number")]
	if t == nil || r.URL.Query().Get("mchid") != s.merchant.ID {
		fail(w, http.StatusNotFound, "ORDER_NOT_EXIST", "no such order")
		return
	}
	send(w, http.StatusOK, s.transaction(t))
}

func (s *Sim) close(w http.ResponseWriter, r *http.Request) {
	t := s.orders[r.PathValue("number")]
	switch {
	case t == nil:
		fail(w, http.StatusNotFound, "ORDER_NOT_EXIST", "no such order")
	case t.State == "SUCCESS":
		fail(w, http.StatusBadRequest, "ORDERPAID", "the order is paid")
	default:
		t.State = "CLOSED"
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Sim) refund(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Number string `json:"out_trade_no"`
		Refund string `json:"out_refund_no"`
		Amount struct {
			Refund, Total int64
		} `json:"amount"`
	}
	t := (*trade)(nil)
	if err := json.NewDecoder(r.Body).Decode(&in); err == nil {
		t = s.orders[in.Number]
	}
	if t == nil || t.State != "SUCCESS" && t.RefundID != in.Refund || in.Amount.Refund != t.Total || in.Amount.Total != t.Total {
		fail(w, http.StatusBadRequest, "INVALID_REQUEST", "nothing of this order can be given back")
		return
	}
	if t.RefundID == "" {
		t.RefundID, t.RefundedAt, t.State = in.Refund, s.now(), "REFUND"
	}
	at := t.RefundedAt.Format(time.RFC3339)
	send(w, http.StatusOK, map[string]any{
		"refund_id": "50" + t.TransactionID, "out_refund_no": t.RefundID, "transaction_id": t.TransactionID, "out_trade_no": t.Number,
		"channel": "ORIGINAL", "user_received_account": "零钱", "success_time": at, "create_time": at, "status": "SUCCESS", "funds_account": "AVAILABLE",
		"amount": map[string]any{
			"total": t.Total, "refund": t.Total, "payer_total": t.Total, "payer_refund": t.Total, "settlement_refund": t.Total,
			"settlement_total": t.Total, "discount_refund": 0, "currency": "CNY",
		},
	})
}

// billText is a day's bill as the provider writes it: a backquote before each
// value, and a summary of two lines.
func (s *Sim) billText(day string) string {
	zone := time.FixedZone("UTC+8", 8*3600)
	var rows []string
	line := func(at time.Time, t *trade, state, paid, back string) {
		if at.In(zone).Format(time.DateOnly) == day {
			rows = append(rows, fmt.Sprintf("`%s,`%s,`%s,`%s,`%s,`%s,`%s", at.In(zone).Format(time.DateTime), t.TransactionID, t.Number, state, paid, back, t.Description))
		}
	}
	for _, t := range s.orders {
		yuan := fmt.Sprintf("%d.%02d", t.Total/100, t.Total%100)
		if !t.PaidAt.IsZero() {
			line(t.PaidAt, t, "SUCCESS", yuan, "0.00")
		}
		if t.RefundID != "" {
			line(t.RefundedAt, t, "REFUND", "0.00", yuan)
		}
	}
	slices.Sort(rows)
	head := "\ufeff交易时间,微信订单号,商户订单号,交易状态,应结订单金额,退款金额,商品名称\n"
	return head + strings.Join(rows, "\n") + fmt.Sprintf("\n总交易单数,应结订单总金额\n`%d,`0.00\n", len(rows))
}

func (s *Sim) bill(w http.ResponseWriter, r *http.Request) {
	day := r.URL.Query().Get("bill_date")
	sum := sha1.Sum([]byte(s.billText(day))) //nolint:gosec // see the import
	send(w, http.StatusOK, map[string]string{
		"hash_type": "SHA1", "hash_value": hex.EncodeToString(sum[:]), "download_url": "https://api.mch.weixin.qq.com/v3/billdownload/file?token=" + url.QueryEscape(day),
	})
}

func (s *Sim) download(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	_, _ = w.Write([]byte(s.billText(r.URL.Query().Get("token"))))
}

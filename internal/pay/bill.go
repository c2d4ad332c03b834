package pay

import (
	"context"
	"crypto/sha1" //nolint:gosec // the provider names this hash; it guards against a cut download, not against people
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/consts"

	"kaochang/internal/exam"
)

// billZone is where WeChat Pay's days begin.
var billZone = time.FixedZone("UTC+8", 8*3600)

// Day returns the bounds of a bill's day, as 2006-01-02.
func (*WeChat) Day(day string) (from, to time.Time, err error) {
	from, err = time.ParseInLocation(time.DateOnly, day, billZone)
	if err != nil {
		return from, from, exam.Errorf(exam.CodeInvalid, "this is no day").With("field", "day")
	}
	return from, from.AddDate(0, 0, 1), nil
}

// Bill fetches the provider's bill of a day (as 2006-01-02): what was paid and
// given back. The bill of a day is there from 10 o'clock of the next one.
func (w *WeChat) Bill(ctx context.Context, day string) ([]exam.BillLine, error) {
	head, err := w.client.Get(ctx, consts.WechatPayAPIServer+"/v3/bill/tradebill?bill_date="+url.QueryEscape(day))
	if err != nil {
		return nil, away("ask WeChat Pay for a bill", err)
	}
	defer func() { _ = head.Response.Body.Close() }() // read to its end
	var where struct {
		URL  string `json:"download_url"`
		Hash string `json:"hash_value"`
	}
	if err := json.NewDecoder(head.Response.Body).Decode(&where); err != nil {
		return nil, fmt.Errorf("read where WeChat Pay's bill is: %w", err)
	}
	bill, err := w.plain.Get(ctx, where.URL)
	if err != nil {
		return nil, away("fetch WeChat Pay's bill", err)
	}
	defer func() { _ = bill.Response.Body.Close() }() // read to its end
	text, err := io.ReadAll(bill.Response.Body)
	if err != nil {
		return nil, away("fetch WeChat Pay's bill", err)
	}
	if sum := sha1.Sum(text); where.Hash != "" && !strings.EqualFold(hex.EncodeToString(sum[:]), where.Hash) { //nolint:gosec // see the import
		return nil, away("fetch WeChat Pay's bill", fmt.Errorf("its hash is not the announced one"))
	}
	return readBill(string(text))
}

// readBill reads a bill by the names of its columns; values have a backquote
// before them, and a summary of two lines stands at the end.
func readBill(text string) ([]exam.BillLine, error) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read WeChat Pay's bill: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	number, transaction, state := column("商户订单号"), column("微信订单号"), column("交易状态")
	paid, back := column("应结订单金额"), column("退款金额")
	if min(number, transaction, state, paid, back) < 0 {
		return nil, fmt.Errorf("read WeChat Pay's bill: columns are missing in %v", rows[0])
	}
	var lines []exam.BillLine
	for _, row := range rows[1:] {
		if len(row) <= max(number, transaction, state, paid, back) || !strings.HasPrefix(row[number], "`") {
			break // the summary
		}
		value := func(at int) string { return strings.TrimPrefix(row[at], "`") }
		line := exam.BillLine{Number: value(number), TransactionID: value(transaction), Refund: value(state) == "REFUND"}
		amount := value(paid)
		if line.Refund {
			amount = value(back)
		}
		yuan, err := strconv.ParseFloat(amount, 64)
		if err != nil {
			return nil, fmt.Errorf("read WeChat Pay's bill: amount %q", amount)
		}
		line.AmountFen = int64(math.Round(yuan * 100))
		lines = append(lines, line)
	}
	return lines, nil
}

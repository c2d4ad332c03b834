package demo

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// Trade is an order at the demo's simulated payment provider.
type Trade struct {
	Number    string `json:"number"`
	What      string `json:"what"`
	AmountFen int64  `json:"amount_fen"`
	State     string `json:"state" doc:"NOTPAY, SUCCESS, CLOSED or REFUND, as the provider has it"`
}

// Cashier pays orders at the simulated provider.
type Cashier interface {
	Trade(number string) (Trade, error)
	// Pay pays in a way: told, untold, twice, forged or wrong_amount.
	Pay(number, way string) error
	SetAway(away bool)
	// SignIn signs a payer in, as WeChat's own browser does, and returns her code.
	SignIn() string
}

type tradeInput struct {
	Order string `query:"order" maxLength:"64"`
}

type tradeOutput struct{ Body Trade }

type payInput struct {
	Body struct {
		Order string `json:"order" maxLength:"64"`
		Way   string `json:"way" enum:"told,untold,twice,forged,wrong_amount"`
	}
}

type awayInput struct {
	Body struct {
		Away bool `json:"away"`
	}
}

type signInInput struct {
	Back  string `query:"redirect_uri" maxLength:"500"`
	State string `query:"state" maxLength:"128"`
}

type signInOutput struct {
	Location string `header:"Location"`
}

// registerCashier adds the page on which a demo's orders are paid.
func registerCashier(api huma.API, c Cashier) {
	op := func(method, path, id, summary string) operation.Op {
		return operation.Op{Method: method, Path: "/api/demo/cashier" + path, ID: id, Summary: summary, Tag: "Demo", Action: exam.ActionReadCodes}
	}
	operation.Register(api, op("GET", "", "get-trade", "An order at the simulated provider"),
		func(_ context.Context, in *tradeInput) (*tradeOutput, error) {
			t, err := c.Trade(in.Order)
			return &tradeOutput{t}, err
		})
	operation.Register(api, op("POST", "", "pay-trade", "Pay an order, or let something go wrong with it"),
		func(_ context.Context, in *payInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, c.Pay(in.Body.Order, in.Body.Way)
		})
	in := op("GET", "", "sign-in-at-simulated-wechat", "Where WeChat's own browser tells who pays")
	in.Path, in.Status = "/api/demo/wechat-sign-in", http.StatusFound
	operation.Register(api, in, func(ctx context.Context, in *signInInput) (*signInOutput, error) {
		if !strings.HasPrefix(in.Back, operation.CallerFrom(ctx).Origin+"/") {
			return nil, exam.Errorf(exam.CodeInvalid, "the address to go back to is not this server's").With("field", "redirect_uri")
		}
		return &signInOutput{in.Back + "?" + url.Values{"code": {c.SignIn()}, "state": {in.State}}.Encode()}, nil
	})
	operation.Register(api, op("PUT", "/away", "set-provider-away", "Let the simulated provider answer no more, or again"),
		func(_ context.Context, in *awayInput) (*operation.NoContent, error) {
			c.SetAway(in.Body.Away)
			return &operation.NoContent{}, nil
		})
}

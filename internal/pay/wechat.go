// Package pay takes fees through WeChat Pay API v3, by its official SDK. It is the
// only place that knows the SDK; [wechatsim] speaks the other side of the protocol
// for demos and tests.
package pay

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/notify"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/h5"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/jsapi"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/native"
	"github.com/wechatpay-apiv3/wechatpay-go/services/refunddomestic"
	"github.com/wechatpay-apiv3/wechatpay-go/utils"

	"kaochang/internal/exam"
)

// Account is a merchant's account. Key and PlatformKey are RSA keys; APIKey has 32
// bytes and opens callbacks.
type Account struct {
	AppID, MerchantID string
	Serial            string // of the merchant's certificate
	Key               *rsa.PrivateKey
	APIKey            string
	PlatformKeyID     string
	PlatformKey       *rsa.PublicKey
	NotifyURL         string // where callbacks come to, https
	// AppSecret is the official account's; "" takes no orders inside WeChat's own
	// browser. SignInPage is where that browser tells who pays, "" for WeChat's.
	AppSecret, SignInPage string
	// Transport carries the calls; nil for the network.
	Transport http.RoundTripper
}

// LoadKeys reads the merchant's private key and the platform's public key from PEM
// files.
func (a *Account) LoadKeys(keyFile, platformFile string) error {
	text, err := os.ReadFile(keyFile)
	if err != nil {
		return fmt.Errorf("read merchant key: %w", err)
	}
	if a.Key, err = utils.LoadPrivateKey(string(text)); err != nil {
		return fmt.Errorf("read merchant key %s: it is no RSA key in PEM", keyFile)
	}
	if text, err = os.ReadFile(platformFile); err != nil {
		return fmt.Errorf("read platform key: %w", err)
	}
	if a.PlatformKey, err = utils.LoadPublicKey(string(text)); err != nil {
		return fmt.Errorf("read platform key %s: %w", platformFile, err)
	}
	return nil
}

// WeChat takes payments to one account.
type WeChat struct {
	account Account
	web     *http.Client
	client  *core.Client
	plain   *core.Client // for bills, whose download is not signed
	notify  *notify.Handler
}

// within bounds each call to the provider; a person waits for it.
const within = 8 * time.Second

// NewWeChat returns the account's client. Nothing is asked yet.
func NewWeChat(ctx context.Context, a Account) (*WeChat, error) {
	web := &http.Client{Transport: a.Transport, Timeout: within}
	signed := option.WithWechatPayPublicKeyAuthCipher(a.MerchantID, a.Serial, a.Key, a.PlatformKeyID, a.PlatformKey)
	client, err := core.NewClient(ctx, signed, option.WithHTTPClient(web))
	if err != nil {
		return nil, fmt.Errorf("set up WeChat Pay: %w", err)
	}
	plain, err := core.NewClient(ctx, option.WithMerchantCredential(a.MerchantID, a.Serial, a.Key), option.WithoutValidator(), option.WithHTTPClient(web))
	if err != nil {
		return nil, fmt.Errorf("set up WeChat Pay bills: %w", err)
	}
	handler, err := notify.NewRSANotifyHandler(a.APIKey, verifiers.NewSHA256WithRSAPubkeyVerifier(a.PlatformKeyID, *a.PlatformKey))
	if err != nil {
		return nil, fmt.Errorf("set up WeChat Pay callbacks: the API key has 32 bytes: %w", err)
	}
	return &WeChat{account: a, web: web, client: client, plain: plain, notify: handler}, nil
}

// away says that the provider could not be asked, or did not take what it was
// asked. What it answered is kept for the log and not shown.
func away(doing string, err error) error {
	return fmt.Errorf("%s: %w", doing, errors.Join(exam.Errorf(exam.CodeUnavailable, "WeChat Pay does not answer; nothing is lost, try again later"), err))
}

// Native makes an order that is paid by scanning and returns the QR's content.
func (w *WeChat) Native(ctx context.Context, o exam.Order, what string) (string, error) {
	service := native.NativeApiService{Client: w.client}
	resp, _, err := service.Prepay(ctx, native.PrepayRequest{
		Appid: &w.account.AppID, Mchid: &w.account.MerchantID, Description: &what, OutTradeNo: &o.Number, TimeExpire: &o.ExpiresAt,
		NotifyUrl: &w.account.NotifyURL, Amount: &native.Amount{Total: &o.AmountFen, Currency: core.String("CNY")},
	})
	if err != nil {
		return "", away("order at WeChat Pay", err)
	}
	return *resp.CodeUrl, nil
}

// H5 makes an order that is paid in the phone's own WeChat and returns the link;
// addr is the phone's network address.
func (w *WeChat) H5(ctx context.Context, o exam.Order, what, addr string) (string, error) {
	service := h5.H5ApiService{Client: w.client}
	resp, _, err := service.Prepay(ctx, h5.PrepayRequest{
		Appid: &w.account.AppID, Mchid: &w.account.MerchantID, Description: &what, OutTradeNo: &o.Number, TimeExpire: &o.ExpiresAt,
		NotifyUrl: &w.account.NotifyURL, Amount: &h5.Amount{Total: &o.AmountFen, Currency: core.String("CNY")},
		SceneInfo: &h5.SceneInfo{PayerClientIp: &addr, H5Info: &h5.H5Info{Type: core.String("Wap")}},
	})
	if err != nil {
		return "", away("order at WeChat Pay", err)
	}
	return *resp.H5Url, nil
}

// JSAPI makes an order that is paid inside WeChat's own browser by whom the code
// names, and returns what that browser is told. A code that WeChat does not know is
// CodeInvalid.
func (w *WeChat) JSAPI(ctx context.Context, o exam.Order, what, code string) (exam.BridgePayment, error) {
	payer, err := w.openID(ctx, code)
	if err != nil {
		return exam.BridgePayment{}, err
	}
	service := jsapi.JsapiApiService{Client: w.client}
	r, _, err := service.PrepayWithRequestPayment(ctx, jsapi.PrepayRequest{
		Appid: &w.account.AppID, Mchid: &w.account.MerchantID, Description: &what, OutTradeNo: &o.Number, TimeExpire: &o.ExpiresAt,
		NotifyUrl: &w.account.NotifyURL, Amount: &jsapi.Amount{Total: &o.AmountFen, Currency: core.String("CNY")}, Payer: &jsapi.Payer{Openid: &payer},
	})
	if err != nil {
		return exam.BridgePayment{}, away("order at WeChat Pay", err)
	}
	return exam.BridgePayment{
		AppID: *r.Appid, TimeStamp: *r.TimeStamp, Nonce: *r.NonceStr, Package: *r.Package, SignType: *r.SignType, Sign: *r.PaySign,
	}, nil
}

// Query asks how an order stands. One that the provider does not know is not paid.
func (w *WeChat) Query(ctx context.Context, number string) (exam.Payment, error) {
	service := native.NativeApiService{Client: w.client}
	t, _, err := service.QueryOrderByOutTradeNo(ctx, native.QueryOrderByOutTradeNoRequest{OutTradeNo: &number, Mchid: &w.account.MerchantID})
	var refusal *core.APIError
	if errors.As(err, &refusal) && refusal.StatusCode == http.StatusNotFound {
		return exam.Payment{Number: number}, nil
	}
	if err != nil {
		return exam.Payment{}, away("ask WeChat Pay", err)
	}
	return paymentOf(t)
}

func paymentOf(t *payments.Transaction) (exam.Payment, error) {
	p := exam.Payment{Number: deref(t.OutTradeNo), TransactionID: deref(t.TransactionId)}
	state := deref(t.TradeState)
	// REFUND says that it was paid before; our own order knows of the refund.
	p.Paid, p.Closed = state == "SUCCESS" || state == "REFUND", state == "CLOSED" || state == "REVOKED" || state == "PAYERROR"
	if t.Amount != nil && t.Amount.Total != nil {
		p.AmountFen = *t.Amount.Total
	}
	if !p.Paid {
		return p, nil
	}
	at, err := time.Parse(time.RFC3339, deref(t.SuccessTime))
	if err != nil {
		return p, fmt.Errorf("read WeChat Pay's time of payment: %w", err)
	}
	p.At = at.UTC()
	return p, nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Close lets an order be paid no longer.
func (w *WeChat) Close(ctx context.Context, number string) error {
	service := native.NativeApiService{Client: w.client}
	if _, err := service.CloseOrder(ctx, native.CloseOrderRequest{OutTradeNo: &number, Mchid: &w.account.MerchantID}); err != nil {
		return away("close order at WeChat Pay", err)
	}
	return nil
}

// Refund gives all of an order back; done is false while the provider works on it.
// Asked again it gives nothing twice, and tells how it stands.
func (w *WeChat) Refund(ctx context.Context, o exam.Order) (done bool, err error) {
	service := refunddomestic.RefundsApiService{Client: w.client}
	refund := "R" + o.Number[1:]
	r, _, err := service.Create(ctx, refunddomestic.CreateRequest{
		OutTradeNo: &o.Number, OutRefundNo: &refund, Reason: &o.Reason,
		Amount: &refunddomestic.AmountReq{Refund: &o.AmountFen, Total: &o.AmountFen, Currency: core.String("CNY")},
	})
	if err != nil {
		return false, away("refund at WeChat Pay", err)
	}
	return r.Status != nil && *r.Status == refunddomestic.STATUS_SUCCESS, nil
}

// Callback reads what the provider calls us with. Whatever is not signed by it, is
// older than five minutes, or cannot be opened is CodeForbidden; the cause is not
// in the error, for it would hold the whole request.
func (w *WeChat) Callback(r *http.Request) (exam.Payment, error) {
	t := new(payments.Transaction)
	if _, err := w.notify.ParseNotifyRequest(r.Context(), r, t); err != nil {
		return exam.Payment{}, exam.Errorf(exam.CodeForbidden, "this callback is not WeChat Pay's")
	}
	return paymentOf(t)
}

package pay_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/pay"
	"kaochang/internal/pay/wechatsim"
)

const apiKey = "0123456789abcdef0123456789abcdef"

type world struct {
	*testing.T
	*pay.WeChat
	sim *wechatsim.Sim
	key *rsa.PublicKey // the merchant's
}

// newWorld joins the official SDK with the simulated provider.
func newWorld(t *testing.T) *world {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	sim, err := wechatsim.New(wechatsim.Merchant{AppID: "wx1", ID: "1900000001", Serial: "5157F09E", Key: &key.PublicKey, APIKey: apiKey, AppSecret: "secret"}, "https://pay.example/?order=", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	platform, id := sim.PlatformKey()
	w, err := pay.NewWeChat(t.Context(), pay.Account{
		AppID: "wx1", MerchantID: "1900000001", Serial: "5157F09E", Key: key, APIKey: apiKey, PlatformKey: platform, PlatformKeyID: id,
		NotifyURL: "https://school.example/notify", Transport: sim, AppSecret: "secret",
	})
	if err != nil {
		t.Fatal(err)
	}
	return &world{t, w, sim, &key.PublicKey}
}

func (w *world) no(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func order(number string) exam.Order {
	return exam.Order{Number: number, AmountFen: 12000, ExpiresAt: time.Now().Add(time.Hour), Reason: "退考"}
}

func (w *world) ordered(number string) exam.Order {
	w.Helper()
	o := order(number)
	link, err := w.Native(w.Context(), o, "报名费")
	w.no(err)
	if link != "https://pay.example/?order="+number {
		w.Errorf("the QR holds %s", link)
	}
	return o
}

func (w *world) state(number string) exam.Payment {
	w.Helper()
	p, err := w.Query(w.Context(), number)
	w.no(err)
	return p
}

func TestAnOrderIsPaidClosedAndGivenBack(t *testing.T) {
	w := newWorld(t)
	o := w.ordered("KC0000001")
	if w.state(o.Number).Paid {
		t.Error("an order is paid before anybody paid")
	}
	if p := w.state("KC0000404"); p.Paid || p.Closed {
		t.Errorf("an unknown order is %+v", p)
	}
	_, err := w.sim.Pay(o.Number, wechatsim.Untold)
	w.no(err)
	paid := w.state(o.Number)
	if !paid.Paid || paid.AmountFen != 12000 || paid.TransactionID == "" || time.Since(paid.At) > time.Minute {
		t.Errorf("paid, and told %+v", paid)
	}
	for range 2 { // asked again, nothing is given back twice
		done, err := w.Refund(t.Context(), o)
		w.no(err)
		if !done {
			t.Error("the refund is not done")
		}
	}
	lapsed := w.ordered("KC0000002")
	w.no(w.Close(t.Context(), lapsed.Number))
	if p := w.state(lapsed.Number); p.Paid || !p.Closed {
		t.Errorf("closed, and told %+v", p)
	}
	day := time.Now().In(time.FixedZone("UTC+8", 8*3600)).Format(time.DateOnly)
	bill, err := w.Bill(t.Context(), day)
	w.no(err)
	if len(bill) != 2 || bill[0].Refund == bill[1].Refund || bill[0].AmountFen != 12000 || bill[1].AmountFen != 12000 {
		t.Errorf("the bill says %+v, want a payment and a refund of 120 yuan", bill)
	}
	empty, err := w.Bill(t.Context(), "2020-01-01")
	w.no(err)
	if len(empty) != 0 {
		t.Errorf("the bill of an old day says %+v", empty)
	}
}

// The provider takes a number for one trade (OUT_TRADE_NO_USED), and the same trade
// again.
func TestANumberHoldsForOneTrade(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		link, err := w.H5(t.Context(), order("KC0000020"), "报名费", "192.0.2.7")
		w.no(err)
		if link != "https://pay.example/?order=KC0000020" {
			t.Errorf("the phone's link is %s", link)
		}
	}
	if _, err := w.H5(t.Context(), w.ordered("KC0000021"), "报名费", "192.0.2.7"); exam.CodeOf(err) != exam.CodeUnavailable {
		t.Errorf("a link for the number of a QR: %v", err)
	}
}

func TestInsideWeChatOnlyTheNamedPayerPays(t *testing.T) {
	w := newWorld(t)
	if page := w.SignInURL("https://school.example/enrolments/e/fee", "STATE"); page !=
		"https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1&redirect_uri=https%3A%2F%2Fschool.example%2Fenrolments%2Fe%2Ffee&response_type=code&scope=snsapi_base&state=STATE#wechat_redirect" {
		t.Errorf("who pays is told at %s", page)
	}
	code := w.sim.Code()
	b, err := w.JSAPI(t.Context(), order("KC0000022"), "报名费", code)
	w.no(err)
	if b.AppID != "wx1" || b.SignType != "RSA" || b.Package == "" {
		t.Errorf("the browser is told %+v", b)
	}
	signature, err := base64.StdEncoding.DecodeString(b.Sign)
	w.no(err)
	sum := sha256.Sum256([]byte(b.AppID + "\n" + b.TimeStamp + "\n" + b.Nonce + "\n" + b.Package + "\n"))
	w.no(rsa.VerifyPKCS1v15(w.key, crypto.SHA256, sum[:], signature))
	for _, wrong := range []string{code, "made up"} {
		if _, err := w.JSAPI(t.Context(), order("KC0000023"), "报名费", wrong); exam.CodeOf(err) != exam.CodeInvalid {
			t.Errorf("code %s: %v, want it refused", wrong, err)
		}
	}
	w.sim.SetDown(true)
	if _, err := w.JSAPI(t.Context(), order("KC0000023"), "报名费", "x"); exam.CodeOf(err) != exam.CodeUnavailable {
		t.Errorf("WeChat is away: %v", err)
	}
}

func TestCallbacks(t *testing.T) {
	for _, c := range []struct {
		way   wechatsim.Way
		calls int
		want  exam.Code
		fen   int64
	}{
		{wechatsim.Told, 1, "", 12000}, {wechatsim.Twice, 2, "", 12000}, {wechatsim.Untold, 0, "", 0},
		{wechatsim.Forged, 1, exam.CodeForbidden, 0}, {wechatsim.WrongAmount, 1, "", 1},
	} {
		w := newWorld(t)
		o := w.ordered("KC0000009")
		calls, err := w.sim.Pay(o.Number, c.way)
		w.no(err)
		if len(calls) != c.calls {
			t.Errorf("%s: %d callbacks, want %d", c.way, len(calls), c.calls)
		}
		for _, r := range calls {
			p, err := w.Callback(r)
			if exam.CodeOf(err) != c.want && !(err == nil && c.want == "") {
				t.Errorf("%s: %v, want %q", c.way, err, c.want)
			}
			if err == nil && (p.Number != o.Number || !p.Paid || p.AmountFen != c.fen) {
				t.Errorf("%s: says %+v", c.way, p)
			}
		}
		if paid := w.state(o.Number).Paid; paid != (c.way != wechatsim.Forged && c.way != wechatsim.WrongAmount) {
			t.Errorf("%s: the provider says paid %t", c.way, paid)
		}
	}
}

func TestACallbackThatWasKeptIsRefused(t *testing.T) {
	w := newWorld(t)
	o := w.ordered("KC0000010")
	calls, err := w.sim.Pay(o.Number, wechatsim.Told)
	w.no(err)
	calls[0].Header.Set("Wechatpay-Timestamp", "1600000000")
	if _, err := w.Callback(calls[0]); exam.CodeOf(err) != exam.CodeForbidden {
		t.Errorf("a callback with another time: %v", err)
	}
}

func TestAProviderThatIsAwayIsTold(t *testing.T) {
	w := newWorld(t)
	w.sim.SetDown(true)
	_, err := w.Native(t.Context(), order("KC0000011"), "报名费")
	_, asked := w.Query(t.Context(), "KC0000011")
	for _, err := range []error{err, asked} {
		if refusal := (*exam.Error)(nil); !errors.As(err, &refusal) || refusal.Code != exam.CodeUnavailable {
			t.Errorf("%v, want it unavailable", err)
		}
	}
}

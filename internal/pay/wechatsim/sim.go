// Package wechatsim is the other side of WeChat Pay API v3 for demos and tests: a
// server with keys of its own that takes orders, tells how they stand, gives back,
// writes bills and calls back, signed and sealed as the provider does; on demand
// also late, twice, never, forged or with a wrong amount.
package wechatsim

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// Merchant is what the simulated provider knows of the one merchant that it has.
type Merchant struct {
	AppID, ID, Serial string
	Key               *rsa.PublicKey
	APIKey            string
	AppSecret         string // of the official account
}

// Sim is a simulated provider. It is safe for concurrent use.
type Sim struct {
	merchant Merchant
	key      *rsa.PrivateKey
	keyID    string
	cashier  string // address of the page that pays, without the order's number
	now      func() time.Time
	mux      *http.ServeMux

	mu     sync.Mutex
	orders map[string]*trade
	codes  map[string]bool // of sign-ins; false once used
	down   bool
}

// trade is an order as the provider keeps it.
type trade struct {
	Number, Description, NotifyURL string
	Kind                           string // NATIVE, H5 or JSAPI
	Total                          int64
	State                          string // NOTPAY, SUCCESS, CLOSED, REFUND
	TransactionID, RefundID        string
	PaidAt, RefundedAt             time.Time
}

// New returns a provider with a new key. cashier is the address, ending in "=", to
// which an order's number is added to make the QR's content.
func New(m Merchant, cashier string, now func() time.Time) (*Sim, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, fmt.Errorf("make platform key: %w", err)
	}
	s := &Sim{merchant: m, key: key, keyID: "PUB_KEY_ID_SIMULATED", cashier: cashier, now: now, orders: map[string]*trade{}, codes: map[string]bool{}, mux: http.NewServeMux()}
	s.mux.HandleFunc("POST /v3/pay/transactions/native", s.prepay("NATIVE"))
	s.mux.HandleFunc("POST /v3/pay/transactions/h5", s.prepay("H5"))
	s.mux.HandleFunc("POST /v3/pay/transactions/jsapi", s.prepay("JSAPI"))
	s.mux.HandleFunc("GET /sns/oauth2/access_token", s.openID)
	s.mux.HandleFunc("GET /v3/pay/transactions/out-trade-no/{number}", s.query)
	s.mux.HandleFunc("POST /v3/pay/transactions/out-trade-no/{number}/close", s.close)
	s.mux.HandleFunc("POST /v3/refund/domestic/refunds", s.refund)
	s.mux.HandleFunc("GET /v3/bill/tradebill", s.bill)
	s.mux.HandleFunc("GET /v3/billdownload/file", s.download)
	return s, nil
}

// PlatformKey returns the key that answers and callbacks are signed with, and its
// identifier.
func (s *Sim) PlatformKey() (*rsa.PublicKey, string) { return &s.key.PublicKey, s.keyID }

// SetDown makes the provider answer nothing but 503, as one that is away.
func (s *Sim) SetDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

// RoundTrip answers a call without a network: it is the SDK's transport.
func (s *Sim) RoundTrip(r *http.Request) (*http.Response, error) {
	w := &answer{head: http.Header{}, status: http.StatusOK}
	s.ServeHTTP(w, r)
	return w.response(r), nil
}

var authorization = regexp.MustCompile(`^WECHATPAY2-SHA256-RSA2048 mchid="([^"]*)",nonce_str="([^"]*)",timestamp="(\d+)",serial_no="([^"]*)",signature="([^"]*)"$`)

// ServeHTTP checks the merchant's signature over the request, answers, and signs
// the answer.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body) // a body that is cut fails its signature
		r.Body = io.NopCloser(newReader(body))
	}
	out := &answer{head: http.Header{}, status: http.StatusOK}
	switch {
	case s.down:
		fail(out, http.StatusServiceUnavailable, "SYSTEM_ERROR", "the system is busy")
	case r.URL.Path != signIn && !s.signed(r, body):
		fail(out, http.StatusUnauthorized, "SIGN_ERROR", "the signature is not the merchant's")
	default:
		s.mux.ServeHTTP(out, r)
	}
	for k, v := range s.sign(out.body.Bytes()) {
		w.Header().Set(k, v)
	}
	for k := range out.head {
		w.Header().Set(k, out.head.Get(k))
	}
	w.WriteHeader(out.status)
	_, _ = w.Write(out.body.Bytes())
}

func (s *Sim) signed(r *http.Request, body []byte) bool {
	m := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
	if m == nil || m[1] != s.merchant.ID || m[4] != s.merchant.Serial {
		return false
	}
	signature, err := base64.StdEncoding.DecodeString(m[5])
	if err != nil {
		return false
	}
	message := fmt.Sprintf("%s\n%s\n%s\n%s\n%s\n", r.Method, r.URL.RequestURI(), m[3], m[2], body)
	sum := sha256.Sum256([]byte(message))
	return rsa.VerifyPKCS1v15(s.merchant.Key, crypto.SHA256, sum[:], signature) == nil
}

// sign returns the headers of a signed body.
func (s *Sim) sign(body []byte) map[string]string {
	at, nonce := strconv.FormatInt(time.Now().Unix(), 10), rand.Text() // the SDK compares with its own clock
	sum := sha256.Sum256([]byte(at + "\n" + nonce + "\n" + string(body) + "\n"))
	signature, err := rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA256, sum[:])
	if err != nil {
		panic(fmt.Sprintf("sign: %v", err)) // never fails with a sound key
	}
	return map[string]string{
		"Wechatpay-Timestamp": at, "Wechatpay-Nonce": nonce, "Wechatpay-Serial": s.keyID, "Request-ID": rand.Text(),
		"Wechatpay-Signature": base64.StdEncoding.EncodeToString(signature),
	}
}

func fail(w http.ResponseWriter, status int, code, message string) {
	send(w, status, map[string]string{"code": code, "message": message})
}

func send(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("encode answer: %v", err)) // plain maps always encode
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

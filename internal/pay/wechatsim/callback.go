package wechatsim

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// Way is how the provider tells of a payment.
type Way string

// The ways: as it should be, and what happens besides.
const (
	Told        Way = "told"         // one callback at once
	Untold      Way = "untold"       // paid, and no callback ever
	Twice       Way = "twice"        // the callback comes twice
	Forged      Way = "forged"       // not paid; a callback that somebody else has signed
	WrongAmount Way = "wrong_amount" // not paid; a signed callback with one fen
)

// Pay pays an order as a customer does, and returns the callbacks that the
// provider would send: the caller sends them when it likes. An unknown or closed
// order is an error.
func (s *Sim) Pay(number string, way Way) ([]*http.Request, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.orders[number]
	if t == nil || t.State == "CLOSED" {
		return nil, fmt.Errorf("order %s is unknown or closed", number)
	}
	said := *t
	if t.State == "NOTPAY" {
		said.State, said.TransactionID, said.PaidAt = "SUCCESS", "4200"+rand.Text()[:20], s.now()
		if way != Forged && way != WrongAmount {
			*t = said
		}
	}
	if way == WrongAmount {
		said.Total = 1
	}
	if way == Untold {
		return nil, nil
	}
	times := 1
	if way == Twice {
		times = 2
	}
	var calls []*http.Request
	for range times {
		r, err := s.call(&said, way == Forged)
		if err != nil {
			return nil, err
		}
		calls = append(calls, r)
	}
	return calls, nil
}

// call seals a transaction under the merchant's API key (AES-256-GCM) and signs
// the request.
func (s *Sim) call(t *trade, forged bool) (*http.Request, error) {
	text, err := json.Marshal(s.transaction(t))
	if err != nil {
		return nil, fmt.Errorf("encode transaction: %w", err)
	}
	block, err := aes.NewCipher([]byte(s.merchant.APIKey))
	if err != nil {
		return nil, fmt.Errorf("read API key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("read API key: %w", err)
	}
	nonce, about := rand.Text()[:12], "transaction"
	body, err := json.Marshal(map[string]any{
		"id": rand.Text(), "create_time": s.now().Format(time.RFC3339), "event_type": "TRANSACTION.SUCCESS", "resource_type": "encrypt-resource", "summary": "支付成功",
		"resource": map[string]string{
			"algorithm": "AEAD_AES_256_GCM", "original_type": "transaction", "associated_data": about, "nonce": nonce,
			"ciphertext": base64.StdEncoding.EncodeToString(aead.Seal(nil, []byte(nonce), text, []byte(about))),
		},
	})
	if err != nil {
		return nil, fmt.Errorf("encode callback: %w", err)
	}
	r, err := http.NewRequestWithContext(context.Background(), "POST", t.NotifyURL, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make callback: %w", err)
	}
	signed := body
	if forged {
		signed = []byte("something else")
	}
	for k, v := range s.sign(signed) {
		r.Header.Set(k, v)
	}
	r.Header.Set("Content-Type", "application/json")
	return r, nil
}

// Trade is an order as the cashier's page shows it.
type Trade struct {
	Number, Description, State string
	TotalFen                   int64
}

// Trade returns an order, false for an unknown one.
func (s *Sim) Trade(number string) (Trade, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.orders[number]
	if t == nil {
		return Trade{}, false
	}
	return Trade{t.Number, t.Description, t.State, t.Total}, true
}

package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"kaochang/internal/demo"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/pay"
	"kaochang/internal/pay/wechatsim"
	"kaochang/internal/payment"
)

// settleEvery is how often the provider is asked about orders whose end it has not
// told.
const settleEvery = 10 * time.Second

// makePayment joins fees with the account that the settings name, with a simulated
// provider in a demo, or with none.
func (b *builder) makePayment() error {
	var provider payment.Provider
	switch {
	case b.demo:
		account, err := b.simulated()
		if err != nil {
			return err
		}
		if provider, err = pay.NewWeChat(b.ctx, account); err != nil {
			return err
		}
	case b.config.WeChatMerchantID != "":
		account, err := b.merchant()
		if err != nil {
			return err
		}
		if provider, err = pay.NewWeChat(b.ctx, account); err != nil {
			return err
		}
	}
	b.payment = payment.New(b.store, provider, now)
	return nil
}

// merchant reads the merchant's account from the settings.
func (b *builder) merchant() (pay.Account, error) {
	c := b.config
	key, err := os.ReadFile(c.WeChatAPIKeyFile)
	if err != nil {
		return pay.Account{}, fmt.Errorf("read WeChat Pay API key: %w", err)
	}
	a := pay.Account{
		AppID: c.WeChatAppID, MerchantID: c.WeChatMerchantID, Serial: c.WeChatSerial, APIKey: strings.TrimSpace(string(key)),
		PlatformKeyID: c.WeChatPlatformKeyID, NotifyURL: c.Origin() + payment.CallbackPath,
	}
	if c.WeChatAppSecretFile != "" {
		secret, err := os.ReadFile(c.WeChatAppSecretFile)
		if err != nil {
			return pay.Account{}, fmt.Errorf("read WeChat app secret: %w", err)
		}
		a.AppSecret = strings.TrimSpace(string(secret))
	}
	return a, a.LoadKeys(c.WeChatKeyFile, c.WeChatPlatformKeyFile)
}

// simulated makes an account at a simulated provider, reached without a network.
func (b *builder) simulated() (pay.Account, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return pay.Account{}, fmt.Errorf("make merchant key: %w", err)
	}
	a := pay.Account{AppID: "wxdemo", MerchantID: "1900000001", Serial: "DEMO", Key: key, APIKey: ident.Token()[:32], NotifyURL: b.config.Origin() + payment.CallbackPath,
		AppSecret: ident.Token(), SignInPage: b.config.Origin() + "/api/demo/wechat-sign-in"}
	b.bank, err = wechatsim.New(wechatsim.Merchant{AppID: a.AppID, ID: a.MerchantID, Serial: a.Serial, Key: &key.PublicKey, APIKey: a.APIKey, AppSecret: a.AppSecret},
		b.config.Origin()+"/demo/cashier?order=", now)
	if err != nil {
		return a, err
	}
	a.PlatformKey, a.PlatformKeyID = b.bank.PlatformKey()
	a.Transport = b.bank
	return a, nil
}

func (b *builder) settleFees(ctx context.Context) {
	tick := time.NewTicker(settleEvery)
	defer tick.Stop()
	b.payment.Run(ctx, tick.C)
}

// cashier pays at the demo's simulated provider and carries its callbacks to us.
type cashier struct {
	bank    *wechatsim.Sim
	payment *payment.Service
}

// Trade returns an order, CodeNotFound for an unknown one.
func (c cashier) Trade(number string) (demo.Trade, error) {
	t, known := c.bank.Trade(number)
	if !known {
		return demo.Trade{}, exam.Errorf(exam.CodeNotFound, "no such order")
	}
	return demo.Trade{Number: t.Number, What: t.Description, AmountFen: t.TotalFen, State: t.State}, nil
}

// Pay pays an order in a way of [wechatsim.Way], or lets the provider be away.
func (c cashier) Pay(number, way string) error {
	calls, err := c.bank.Pay(number, wechatsim.Way(way))
	if err != nil {
		return exam.Errorf(exam.CodeConflict, "this order cannot be paid")
	}
	for _, r := range calls {
		c.payment.Callback().ServeHTTP(httptest.NewRecorder(), r)
	}
	return nil
}

// SignIn signs a payer in at the provider and returns her code.
func (c cashier) SignIn() string { return c.bank.Code() }

// SetAway lets the provider answer no more, or again.
func (c cashier) SetAway(away bool) { c.bank.SetDown(away) }

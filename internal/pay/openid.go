package pay

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"kaochang/internal/exam"
)

// signInPage is where WeChat's own browser tells an official account who pays
// (WeChat official accounts, 网页授权, step 1).
const signInPage = "https://open.weixin.qq.com/connect/oauth2/authorize"

// tokenPage is where its code is given for the payer's openid (step 2).
const tokenPage = "https://api.weixin.qq.com/sns/oauth2/access_token"

// SignInURL is where WeChat's own browser goes; it comes back to back with a code
// and the state. It is "" without an app secret.
func (w *WeChat) SignInURL(back, state string) string {
	if w.account.AppSecret == "" {
		return ""
	}
	page := w.account.SignInPage
	if page == "" {
		page = signInPage
	}
	// WeChat wants the parameters in this order.
	return fmt.Sprintf("%s?appid=%s&redirect_uri=%s&response_type=code&scope=snsapi_base&state=%s#wechat_redirect",
		page, url.QueryEscape(w.account.AppID), url.QueryEscape(back), url.QueryEscape(state))
}

// openID returns the payer whom a sign-in's code names; CodeInvalid for a code that
// is not WeChat's, or was used before. The address holds the secret, so no error
// shows it.
func (w *WeChat) openID(ctx context.Context, code string) (string, error) {
	query := url.Values{"appid": {w.account.AppID}, "secret": {w.account.AppSecret}, "code": {code}, "grant_type": {"authorization_code"}}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, tokenPage+"?"+query.Encode(), http.NoBody)
	if err != nil {
		return "", fmt.Errorf("ask WeChat who pays: %w", err)
	}
	resp, err := w.web.Do(r)
	if err != nil {
		return "", exam.Errorf(exam.CodeUnavailable, "WeChat does not answer; nothing is lost, try again later")
	}
	defer func() { _ = resp.Body.Close() }()
	var said struct {
		OpenID string `json:"openid"`
		Code   int    `json:"errcode"`
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, 1<<16)).Decode(&said)
	switch {
	case err != nil || resp.StatusCode != http.StatusOK || said.Code == busy:
		return "", exam.Errorf(exam.CodeUnavailable, "WeChat does not answer; nothing is lost, try again later")
	case said.OpenID == "":
		return "", exam.Errorf(exam.CodeInvalid, "WeChat does not know who pays; begin again").With("field", "code")
	}
	return said.OpenID, nil
}

// busy is WeChat's errcode of a system that is busy.
const busy = -1

package wechatsim

import (
	"crypto/rand"
	"net/http"
)

// signIn is the path that gives a payer's openid for a code; it is authorised by the
// app's secret and not signed.
const signIn = "/sns/oauth2/access_token"

// Code signs a payer in, as WeChat's own browser does, and returns the code that
// names her once.
func (s *Sim) Code() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	code := rand.Text()
	s.codes[code] = true
	return code
}

func (s *Sim) openID(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	code := query.Get("code")
	switch {
	case query.Get("appid") != s.merchant.AppID || query.Get("secret") != s.merchant.AppSecret || query.Get("grant_type") != "authorization_code":
		send(w, http.StatusOK, map[string]any{"errcode": 40125, "errmsg": "invalid appsecret"})
	case !s.codes[code]:
		send(w, http.StatusOK, map[string]any{"errcode": 40029, "errmsg": "invalid code"})
	default:
		s.codes[code] = false
		send(w, http.StatusOK, map[string]any{"access_token": rand.Text(), "expires_in": 7200, "openid": "o" + code, "scope": "snsapi_base"})
	}
}

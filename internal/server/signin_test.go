package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kaochang/internal/account"
	"kaochang/internal/exam"
)

// asks lets a number be sent a code and returns the digits.
func (w *world) asks(who browser, number string) string {
	w.Helper()
	w.does(who, "POST /api/sms-codes", map[string]any{"phone": number})
	texts := w.inbox.Latest(number, 1)
	if len(texts) == 0 {
		w.Fatalf("no message to %s", number)
	}
	return texts[0].Code
}

func enter(number, code string) map[string]any { return map[string]any{"phone": number, "code": code} }

// wrong returns digits that are not the code.
func wrong(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

func TestSignInByCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	code := w.asks(stranger, phone(0))
	a := w.does(stranger, "POST /api/logins", enter("+86 138-0000-0001", " "+code+" "))
	cookie := (&http.Response{Header: a.header}).Cookies()[0]
	if cookie.Name != account.CookieName || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" {
		t.Errorf("cookie %v, want it kept from scripts and other sites", cookie)
	}
	her := browser{cookie: cookie.Value}
	me := into[account.Me](w, w.does(her, "GET /api/me", nil))
	same(w, "who is signed in", me.Kind, exam.ActorCandidate)
	same(w, "her number", me.Phone, "138****0001")
	w.refused(stranger, "POST /api/logins", enter(phone(0), code), exam.CodeCodeExpired) // used

	w.does(her, "DELETE /api/logins/current", nil)
	w.refused(her, "GET /api/me", nil, exam.CodeUnauthenticated)
	w.refused(browser{cookie: "made up"}, "GET /api/me", nil, exam.CodeUnauthenticated)
}

func TestACodeThatIsNotSentIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handed := w.asks(stranger, phone(0))
	w.turn(exam.CodeResendAfter)
	w.noSMS = exam.Errorf(exam.CodeSMSFailed, "the message did not go out").With("why", "limit")
	for range 3 { // nothing went out, so there is nothing to wait for
		w.refused(stranger, "POST /api/sms-codes", map[string]any{"phone": phone(0)}, exam.CodeSMSFailed)
	}
	w.does(stranger, "POST /api/logins", enter(phone(0), handed)) // what she has in hand still works

	w.noSMS = exam.Errorf(exam.CodeSMSFailed, "the message did not go out").With("why", "away")
	w.refused(stranger, "POST /api/sms-codes", map[string]any{"phone": phone(1)}, exam.CodeSMSFailed)
	w.refused(stranger, "POST /api/sms-codes", map[string]any{"phone": phone(1)}, exam.CodeRateLimited) // it may yet arrive
}

func TestALoginEndsByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	her := w.candidate(0)
	w.turn(12*time.Hour - time.Second)
	w.does(her, "GET /api/me", nil)
	w.turn(time.Second)
	w.refused(her, "GET /api/me", nil, exam.CodeUnauthenticated)
}

func TestWrongAndExpiredCodesAreToldApart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.refused(stranger, "POST /api/logins", enter(phone(0), "123456"), exam.CodeCodeExpired) // none was sent
	code := w.asks(stranger, phone(0))
	for left := exam.CodeTries - 1; left > 0; left-- {
		a := w.refused(stranger, "POST /api/logins", enter(phone(0), wrong(code)), exam.CodeCodeWrong)
		same(w, "tries left", into[struct {
			Left int `json:"tries_left"`
		}](w, a).Left, left)
	}
	w.refused(stranger, "POST /api/logins", enter(phone(0), wrong(code)), exam.CodeCodeUsedUp)
	w.refused(stranger, "POST /api/logins", enter(phone(0), code), exam.CodeCodeUsedUp) // the right one comes too late

	w.turn(exam.CodeResendAfter)
	code = w.asks(stranger, phone(0))
	w.refused(stranger, "POST /api/logins", enter(phone(1), code), exam.CodeCodeExpired) // another number's
	w.turn(exam.CodeTTL)
	w.refused(stranger, "POST /api/logins", enter(phone(0), wrong(code)), exam.CodeCodeExpired)
	w.refused(stranger, "POST /api/logins", enter(phone(0), code), exam.CodeCodeExpired)
}

func TestOnlyTheLatestCodeCounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.asks(stranger, phone(0))
	w.turn(exam.CodeResendAfter)
	second := w.asks(stranger, phone(0))
	if first != second {
		w.refused(stranger, "POST /api/logins", enter(phone(0), first), exam.CodeCodeWrong)
	}
	w.does(stranger, "POST /api/logins", enter(phone(0), second))
}

func TestCodesAreSentSlowly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.asks(stranger, phone(0))
	w.turn(exam.CodeResendAfter - 1500*time.Millisecond)
	a := w.refused(stranger, "POST /api/sms-codes", map[string]any{"phone": phone(0)}, exam.CodeRateLimited)
	same(w, "status", a.status, http.StatusTooManyRequests)
	same(w, "wait, rounded up", into[struct {
		Wait int `json:"retry_after_s"`
	}](w, a).Wait, 2)
	w.turn(1500 * time.Millisecond)
	for range 19 { // twenty a day
		w.asks(stranger, phone(0))
		w.turn(exam.CodeResendAfter)
	}
	w.refused(stranger, "POST /api/sms-codes", map[string]any{"phone": phone(0)}, exam.CodeRateLimited)
	w.asks(stranger, phone(1)) // others are not held back
	w.turn(24 * time.Hour)
	w.asks(stranger, phone(0))
}

func TestOneAddressCannotAskForEverybody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	greedy, other := browser{addr: "192.0.2.7:4000"}, browser{addr: "192.0.2.8:4000"}
	held := 0
	for n := range 130 {
		if a := w.call(greedy, "POST /api/sms-codes", map[string]any{"phone": phone(n)}); a.code == exam.CodeRateLimited {
			held++
		}
	}
	same(w, "codes held back of 130", held, 10)
	w.asks(other, phone(500))
	w.turn(time.Minute)
	w.asks(greedy, phone(501))
}

func TestASendingAnswerDoesNotTellWhoIsOnTheRoster(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	known := w.does(stranger, "POST /api/sms-codes", map[string]any{"phone": phone(0)})
	unknown := w.does(stranger, "POST /api/sms-codes", map[string]any{"phone": "13900000000"})
	same(w, "answer for an unknown number", string(unknown.body), string(known.body))
	for _, typed := range []string{"", "12", "not a number", "1380000000", strings.Repeat("1", 40)} {
		if a := w.call(stranger, "POST /api/sms-codes", map[string]any{"phone": typed}); a.code != exam.CodeInvalid {
			t.Errorf("%q: %d %s, want invalid", typed, a.status, a.body)
		}
	}
}

func TestStaffSignIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.found("b")
	try := func(school, name, secret string) answer {
		return w.call(stranger, "POST /api/staff-logins", map[string]any{"school": school, "username": name, "password": secret})
	}
	a := try("school-a", " Chair ", password)
	me := into[account.Me](w, a)
	if a.status != http.StatusOK || me.Staff == nil || me.Staff.ID != "a-chair" || me.School.ID != "a" {
		t.Fatalf("chair: %d %s", a.status, a.body)
	}
	refusals := map[string]bool{}
	for what, a := range map[string]answer{
		"wrong password":  try("school-a", "chair", "guess"),
		"no password":     try("school-a", "chair", ""),
		"unknown name":    try("school-a", "nobody", password),
		"unknown school":  try("school-z", "chair", password),
		"school left out": try("", "chair", password), // this server has two
	} {
		if a.code != exam.CodeBadCredentials {
			t.Errorf("%s: %d %s, want bad_credentials", what, a.status, a.body)
		}
		refusals[string(a.body)] = true
	}
	if len(refusals) != 1 {
		t.Errorf("refusals differ by what was wrong: %v", refusals)
	}
	held := 0
	for range 20 {
		if try("school-a", "nobody", "guess").code == exam.CodeRateLimited {
			held++
		}
	}
	same(w, "passwords held back after 6 of 20 a minute", held, 6)
	fresh := browser{addr: "192.0.2.9:1"}
	if a := w.call(fresh, "POST /api/staff-logins", map[string]any{"school": "school-a", "username": "chair", "password": password}); a.status != http.StatusOK {
		t.Errorf("chair from elsewhere: %d %s, want her let in", a.status, a.body)
	}
}

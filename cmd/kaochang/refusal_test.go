package main

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"kaochang/internal/exam"
)

// waiting brings the demo's first candidate into the waiting area and returns
// her cookie.
func (w *world) waiting(placed exam.Placed) *http.Cookie {
	w.Helper()
	phone := w.login(exam.Login{Kind: exam.ActorCandidate, Phone: lin})
	for _, step := range []struct{ path, label string }{{"/devices", "phone"}, {"/waiting", ""}} {
		var in any
		if step.label != "" {
			in = map[string]any{"position": 1, "label": step.label}
		}
		if a := w.as(phone, "POST", "/api/sittings/"+placed.Sitting.ID+step.path, in); a.status >= 300 {
			w.Fatalf("%s: %d %s", step.path, a.status, a.body)
		}
	}
	return phone
}

// atOnce does the same as several people in one moment and returns the statuses, sorted.
func (w *world) atOnce(people []*http.Cookie, do func(*http.Cookie) answer) (statuses []int, losers []answer) {
	w.Helper()
	answers := make([]answer, len(people))
	var all sync.WaitGroup
	for i, one := range people {
		all.Go(func() { answers[i] = do(one) })
	}
	all.Wait()
	for _, a := range answers {
		statuses = append(statuses, a.status)
		if a.status >= 300 {
			losers = append(losers, a)
		}
	}
	slices.Sort(statuses)
	return statuses, losers
}

func TestTwoExaminersWhoInviteAtOnceHaveOneWinner(t *testing.T) {
	w := newWorld(t, true)
	placed := w.sittingOf(lin)
	w.waiting(placed)
	chair, examiner := w.staff("chair"), w.staff("examiner")
	before := into[struct {
		Version int64 `json:"version"`
	}](w, w.as(chair, "GET", "/api/sittings/"+placed.Sitting.ID, nil))
	statuses, losers := w.atOnce([]*http.Cookie{chair, examiner}, func(c *http.Cookie) answer {
		return w.as(c, "POST", "/api/sittings/"+placed.Sitting.ID+"/invitations", map[string]any{"version": before.Version})
	})
	if !slices.Equal(statuses, []int{http.StatusOK, http.StatusConflict}) {
		t.Fatalf("statuses %v, want one winner and one conflict", statuses)
	}
	if losers[0].code != exam.CodeConflict || !strings.Contains(string(losers[0].body), `"phase":"invited"`) {
		t.Errorf("the other sees %s, want conflict with the present phase", losers[0].body)
	}
}

func TestTwoPhonesThatTakeOnePositionAtOnceHaveOneWinner(t *testing.T) {
	w := newWorld(t, true)
	placed := w.sittingOf(lin)
	var phones []*http.Cookie
	for range 4 {
		phones = append(phones, w.login(exam.Login{Kind: exam.ActorCandidate, Phone: lin}))
	}
	statuses, losers := w.atOnce(phones, func(c *http.Cookie) answer {
		return w.as(c, "POST", "/api/sittings/"+placed.Sitting.ID+"/devices", map[string]any{"position": 1, "label": "phone"})
	})
	if statuses[0] != http.StatusOK || len(losers) != 3 {
		t.Fatalf("statuses %v, want one winner", statuses)
	}
	for _, a := range losers {
		if a.code != exam.CodePositionTaken {
			t.Errorf("the others are told %s, want position_taken", a.body)
		}
	}
}

func TestCodesAreLimited(t *testing.T) {
	w := newWorld(t, false) // the demo has no limits
	send := func() answer { return w.as(nil, "POST", "/api/sms-codes", map[string]string{"phone": lin}) }
	if a := send(); a.status >= 300 {
		t.Fatalf("first code: %d %s", a.status, a.body)
	}
	if a := send(); a.code != exam.CodeRateLimited {
		t.Errorf("a second code at once: %d %s, want rate_limited", a.status, a.body)
	}
	var codes []exam.Code
	for range 6 { // one of a million is right; if it is this one, the test is told so by its failure
		codes = append(codes, w.as(nil, "POST", "/api/logins", map[string]string{"phone": lin, "code": "000000"}).code)
	}
	want := []exam.Code{exam.CodeCodeWrong, exam.CodeCodeWrong, exam.CodeCodeWrong, exam.CodeCodeWrong, exam.CodeCodeUsedUp, exam.CodeCodeUsedUp}
	if !slices.Equal(codes, want) {
		t.Errorf("six wrong codes are answered %v, want %v", codes, want)
	}
	limited := 0
	for range 60 {
		switch a := w.as(nil, "POST", "/api/pairing-claims", map[string]string{"code": "ABCDE23456"}); a.code {
		case exam.CodePairingInvalid:
		case exam.CodeRateLimited:
			limited++
		default:
			t.Fatalf("pairing claim: %d %s", a.status, a.body)
		}
	}
	if limited < 20 {
		t.Errorf("%d of 60 guessed pairing codes were held back, want about half", limited)
	}
	limited = 0
	for range 25 {
		if w.as(nil, "POST", "/api/staff-logins", map[string]string{"username": "chair", "password": "guess"}).code == exam.CodeRateLimited {
			limited++
		}
	}
	if limited == 0 {
		t.Error("25 guessed passwords were all judged, want some held back")
	}
}

func TestForgedAndMisshapenRequestsAreRefused(t *testing.T) {
	w := newWorld(t, true)
	chair := w.staff("chair")
	sitting := w.sittingOf(lin).Sitting.ID
	forged, err := http.NewRequestWithContext(t.Context(), "POST", w.url+"/api/sittings/"+sitting+"/invitations", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	forged.AddCookie(chair)
	if a := w.do(forged); a.code != exam.CodeCSRF {
		t.Errorf("without our header: %d %s, want csrf", a.status, a.body)
	}
	for name, row := range map[string]struct {
		in   any
		want int
	}{
		"an unknown field":    {map[string]any{"version": 1, "phase": "finished"}, http.StatusUnprocessableEntity},
		"a wrong type":        {map[string]any{"version": "one"}, http.StatusUnprocessableEntity},
		"a body of megabytes": {map[string]any{"reason": strings.Repeat("长", 1<<20)}, http.StatusRequestEntityTooLarge},
	} {
		a := w.as(chair, "POST", "/api/sittings/"+sitting+"/absences", row.in)
		if a.status != row.want || a.code == "" {
			t.Errorf("%s: %d %.200s, want %d with a code", name, a.status, a.body, row.want)
		}
	}
	if a := w.as(nil, "GET", "/api/nothing", nil); a.status != http.StatusNotFound || a.code != exam.CodeNotFound {
		t.Errorf("an unknown path: %d %s", a.status, a.body)
	}
	for _, path := range []string{"/api/uploads/", "/rtc?access_token=x", "/rtc/v1?access_token=x"} {
		if a := w.as(nil, "GET", path, nil); a.status < 400 {
			t.Errorf("a stranger gets %s: %d", path, a.status)
		}
	}
}

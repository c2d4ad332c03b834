package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/written"
)

// FEATURES: G6
func TestAPauseStopsTheExamAndGivesItsTimeBack(t *testing.T) {
	h := newHall(t, shen)
	h.sits()
	h.asks(h.proctor, "POST", "/api/papers/"+h.paper().ID+"/releases", map[string]any{}, "")
	before := h.state(h.first)
	why := map[string]any{"reason": "考点断电"}
	for by, want := range map[*http.Cookie]exam.Code{h.first: exam.CodeForbidden, h.second: exam.CodeForbidden, h.stranger: exam.CodeNotFound} {
		h.asks(by, "POST", h.path("/pauses"), why, want)
		h.asks(by, "POST", "/api/sessions/"+h.session+"/pauses", why, want)
	}
	h.asks(h.proctor, "POST", h.path("/pauses"), map[string]any{"reason": " "}, exam.CodeInvalid)
	h.asks(h.proctor, "POST", h.path("/resumptions"), why, exam.CodeConflict)

	h.asks(h.proctor, "POST", "/api/sessions/"+h.session+"/pauses", why, "")
	refused := h.asks(h.proctor, "POST", h.path("/pauses"), why, exam.CodeConflict)
	if !strings.Contains(string(refused.body), `"paused"`) {
		t.Errorf("a second pause: %s", refused.body)
	}
	paused := h.state(h.first)
	if paused.Pause == nil || paused.Pause.Reason != "考点断电" || paused.Paper == nil || paused.Paper.Key != "" {
		t.Errorf("paused: %+v, paper %+v; want the reason and no key", paused.Pause, paused.Paper)
	}
	if left := before.EndsAt.Sub(before.ServerTime); time.Duration(paused.Pause.LeftSeconds)*time.Second < left-time.Minute || paused.EndsAt.Sub(before.EndsAt) > time.Minute {
		t.Errorf("%d s are left until %s, want about %s until %s", paused.Pause.LeftSeconds, paused.EndsAt, left, before.EndsAt)
	}
	h.asks(h.second, "POST", h.path("/submissions"), nil, exam.CodeConflict)
	h.asks(h.first, "POST", h.path("/answer-writers"), map[string]any{"page": "tab"}, exam.CodeConflict)
	row := h.boardRow()
	if row.Pause == nil || row.Pause.Reason != "考点断电" {
		t.Errorf("proctors see %+v", row)
	}

	h.asks(h.proctor, "POST", "/api/sessions/"+h.session+"/resumptions", map[string]any{"reason": "来电"}, "")
	after := h.state(h.first)
	if given := after.EndsAt.Sub(before.EndsAt); after.Pause != nil || after.Paper.Key == "" || given <= 0 || given > time.Minute {
		t.Errorf("after the pause %s are given back: %+v", given, after)
	}
	h.asks(h.proctor, "POST", "/api/sessions/"+h.session+"/resumptions", why, exam.CodeConflict)
	h.asks(h.proctor, "POST", h.path("/pauses"), why, "")
	h.asks(h.proctor, "POST", h.path("/collections"), why, "")
	if state := into[written.WrittenState](h.world, h.asks(h.first, "GET", h.path("/written"), nil, "")); state.Pause != nil || state.SubmittedAt == nil {
		t.Errorf("collected during a pause: %+v", state)
	}
	ledger, err := h.db.LedgerOf(t.Context(), h.sitting)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, e := range ledger {
		if e.Kind == "sitting.paused" || e.Kind == "sitting.resumed" {
			told = append(told, e.Kind+" "+e.Reason)
		}
	}
	if got := strings.Join(told, ", "); got != "sitting.paused 考点断电, sitting.resumed 来电, sitting.paused 考点断电, sitting.resumed 考点断电" {
		t.Errorf("ledger has %s", got)
	}
}

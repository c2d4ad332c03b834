package main

import (
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/snapshot"
	"kaochang/internal/written"
)

// grants gives the hall's candidate an accommodation.
func (h *hall) grants(a exam.Accommodation) {
	h.Helper()
	a.ID, a.SchoolID, a.EnrolmentID, a.Reason, a.ApprovedBy, a.ApprovedAt = ident.New(), h.placed.Sitting.SchoolID, h.placed.Sitting.EnrolmentID, "糖尿病", "赵教务", time.Now()
	by := exam.Actor{Kind: exam.ActorStaff, StaffID: "registrar", Name: "赵教务"}
	if err := h.db.GrantAccommodation(h.Context(), a, exam.Fact{Kind: "accommodation.granted", Actor: by, At: time.Now()}); err != nil {
		h.Fatal(err)
	}
}

// FEATURES: K3
func TestBreaksAreTakenWithinTheAllowance(t *testing.T) {
	h := newHall(t, shen)
	h.grants(exam.Accommodation{ExtraMinutes: 7, Breaks: 1, BreakMinutes: 10})
	h.sits()
	in := h.placed.Timetabled.Session
	before := h.state(h.first)
	if want := in.EndsAt.Add(7 * time.Minute); !before.EndsAt.Equal(want) || before.Break == nil || before.Break.Left != 1 {
		t.Errorf("from the start: %+v, want extra time until %s and one break", before, want)
	}
	h.asks(h.first, "POST", h.path("/breaks"), nil, exam.CodeConflict) // before the paper
	h.asks(h.proctor, "POST", "/api/papers/"+h.paper().ID+"/releases", map[string]any{}, "")
	h.asks(h.second, "POST", h.path("/breaks"), nil, exam.CodeDeviceReplaced)
	h.asks(h.proctor, "POST", h.path("/breaks"), nil, exam.CodeForbidden)
	h.asks(h.stranger, "POST", h.path("/breaks"), nil, exam.CodeForbidden)

	resting := into[written.WrittenState](h.world, h.asks(h.first, "POST", h.path("/breaks"), nil, ""))
	if resting.Break.Since == nil || resting.Break.Left != 0 || resting.EndsAt.Sub(before.EndsAt) != 10*time.Minute {
		t.Errorf("on a break: %+v until %s", resting.Break, resting.EndsAt)
	}
	if resting.Paper == nil || resting.Paper.Key != "" {
		t.Errorf("paper %+v, want it without its key", resting.Paper)
	}
	h.asks(h.second, "POST", h.path("/submissions"), nil, exam.CodeConflict)
	row := h.boardRow()
	if row.Break == nil || row.Break.BackBy == nil || !row.EndsAt.Equal(resting.EndsAt) {
		t.Errorf("proctors see %+v", row)
	}
	board := into[snapshot.Board](h.world, h.asks(h.proctor, "GET", "/api/sessions/"+h.session+"/board", nil, ""))
	if one := board.Sittings[0]; one.Accommodation == nil || !one.EndsAt.Equal(resting.EndsAt) {
		t.Errorf("the board says %+v until %s, want %s", one.Accommodation, one.EndsAt, resting.EndsAt)
	}

	back := into[written.WrittenState](h.world, h.asks(h.first, "POST", h.path("/break-returns"), nil, ""))
	given := back.EndsAt.Sub(before.EndsAt)
	if back.Break.Since != nil || back.Paper.Key == "" || given <= 0 || given > time.Minute {
		t.Errorf("back after %s: %+v", given, back.Break)
	}
	refused := h.asks(h.first, "POST", h.path("/breaks"), nil, exam.CodeConflict)
	if !strings.Contains(string(refused.body), "no_breaks") {
		t.Errorf("a second break: %s", refused.body)
	}
	h.asks(h.first, "POST", h.path("/submissions"), nil, "")
	ledger, err := h.db.LedgerOf(t.Context(), h.sitting)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range ledger {
		if strings.HasPrefix(e.Kind, "break.") {
			kinds = append(kinds, e.Kind)
		}
	}
	if strings.Join(kinds, " ") != "break.taken break.ended" {
		t.Errorf("ledger has %v", kinds)
	}
}

// FEATURES: K3
func TestExtraTimeGrantedInTheExamCountsAtOnce(t *testing.T) {
	h := newHall(t, shen)
	h.sits()
	h.asks(h.proctor, "POST", "/api/papers/"+h.paper().ID+"/releases", map[string]any{}, "")
	before := h.state(h.first).EndsAt
	h.grants(exam.Accommodation{ExtraMinutes: 20, BreakTotal: 15})
	state := h.state(h.first)
	if state.EndsAt.Sub(before) != 20*time.Minute || state.Break == nil || !state.Break.Sum || state.Break.NextSeconds != 900 {
		t.Errorf("after the grant: %s later, breaks %+v", state.EndsAt.Sub(before), state.Break)
	}
}

func (h *hall) boardRow() written.WrittenRow {
	h.Helper()
	rows := into[struct{ Rows []written.WrittenRow }](h.world, h.asks(h.proctor, "GET", "/api/sessions/"+h.session+"/written-board", nil, "")).Rows
	for _, r := range rows {
		if r.SittingID == h.sitting {
			return r
		}
	}
	h.Fatal("she is not on the board")
	return written.WrittenRow{}
}

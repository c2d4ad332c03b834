package main

import (
	"net/http"
	"sync"
	"testing"

	"kaochang/internal/exam"
)

// TestTwoPhonesThatTakeOnePositionAtOnceHaveOneWinner has four phones of one
// candidate press at the same moment, through the whole server.
func TestTwoPhonesThatTakeOnePositionAtOnceHaveOneWinner(t *testing.T) {
	w := newWorld(t, true)
	path := "/api/sittings/" + w.sittingOf(lin).Sitting.ID + "/devices"
	answers := make([]answer, 4)
	var all sync.WaitGroup
	for i := range answers {
		phone := w.login(exam.Login{Kind: exam.ActorCandidate, Phone: lin})
		all.Go(func() { answers[i] = w.as(phone, "POST", path, map[string]any{"position": 1, "label": "phone"}) })
	}
	all.Wait()
	winners := 0
	for _, a := range answers {
		switch {
		case a.status == http.StatusOK:
			winners++
		case a.code != exam.CodePositionTaken:
			t.Errorf("one is told %d %s, want position_taken", a.status, a.body)
		}
	}
	if winners != 1 {
		t.Errorf("%d phones hold the position, want one", winners)
	}
}

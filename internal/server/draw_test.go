package server_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// FEATURES: A17
func TestAPlaceThatIsNotPublishedReadsLikeWhatDoesNotExist(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := w.sittings[1]
	her := w.candidate(1)
	same(w, "before", w.call(her, w.sitting(1, "GET"), nil).status, http.StatusOK)
	again := one
	again.ID, again.Unpublished = ident.New(), true
	hide := func(ctx context.Context) error {
		return w.db.ChangeSetUp(ctx, "a", "a-exam", false, func(exam.SetUp) (exam.SetUpChange, error) {
			return exam.SetUpChange{Unseat: []exam.Unseat{{SittingID: one.ID, EnrolmentID: one.EnrolmentID}}, Seat: []exam.Sitting{again}}, nil
		})
	}
	w.no(hide(t.Context()))
	hidden, none := target{"sitting_id": again.ID}, target{"sitting_id": ident.New()}
	for name := range w.prey() {
		if name != "sitting_id" {
			hidden[name] = ident.New()
			none[name] = hidden[name]
		}
	}
	hidden["position"], none["position"], hidden["place"], none["place"] = "1", "1", "0", "0"
	walked := 0
	for _, op := range w.operations() {
		if !strings.Contains(op.route, "{sitting_id}") {
			continue
		}
		walked++
		there, _ := hidden.aim(op.route)
		nowhere, _ := none.aim(op.route)
		a, b := w.call(her, there, hidden.body(op.ID)), w.call(her, nowhere, none.body(op.ID))
		if a.status != b.status || a.code != b.code || a.status < 400 {
			t.Errorf("%s: %d %s, and %d %s for what does not exist, want no difference", op.route, a.status, a.code, b.status, b.code)
		}
	}
	if walked < 30 {
		t.Errorf("%d operations were walked, so the test shows nothing", walked)
	}
	if seen := w.does(her, "GET /api/enrolments/"+one.EnrolmentID, nil); strings.Contains(string(seen.body), again.ID) || strings.Contains(string(seen.body), "考场 a") {
		t.Errorf("her timetable tells her place: %s", seen.body)
	}
	board := w.does(w.inRoom(exam.RoleSteward), "GET /api/sessions/"+w.session+"/board", nil)
	if !strings.Contains(string(board.body), again.ID) {
		t.Error("the room's staff do not see her")
	}
	w.no(w.db.ChangeSetUp(t.Context(), "a", "a-exam", false, func(exam.SetUp) (exam.SetUpChange, error) {
		return exam.SetUpChange{Publish: []string{again.ID}}, nil
	}))
	same(w, "published", w.call(her, "GET /api/sittings/"+again.ID, nil).status, http.StatusOK)
}

// FEATURES: C11
func TestThePanelDrawsAQuestion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chair := w.inRoom(exam.RoleChair)
	questions := map[string]bool{"a-question": true, w.asksIn(chair, map[string]any{"title": "二"}).ID: true}
	her := w.interviewed(0, chair)
	w.refused(her, w.sitting(0, "POST /draws"), nil, exam.CodeForbidden)
	w.refused(w.inRoom(exam.RoleSteward), w.sitting(0, "POST /draws"), nil, exam.CodeForbidden)
	for range 2 {
		w.does(chair, w.sitting(0, "POST /draws"), nil)
	}
	for _, row := range w.board(chair).Sittings {
		for _, r := range row.Releases {
			delete(questions, r.QuestionID)
		}
	}
	if len(questions) > 0 {
		t.Errorf("two draws of two questions left %v", questions)
	}
	none := w.refused(chair, w.sitting(0, "POST /draws"), nil, exam.CodeConflict)
	if !strings.Contains(string(none.body), "none_left") {
		t.Errorf("a third draw: %s, want it told that none is left", none.body)
	}
}

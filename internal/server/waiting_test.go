package server_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"kaochang/internal/exam"
	"kaochang/internal/snapshot"
)

// together lets several people do the same in one moment and returns the
// statuses, sorted, and the refusals.
func (w *world) together(people []browser, do func(browser) answer) (statuses []int, refusals []answer) {
	w.Helper()
	answers, start, all := make([]answer, len(people)), make(chan struct{}), sync.WaitGroup{}
	for i, one := range people {
		all.Go(func() {
			<-start
			answers[i] = do(one)
		})
	}
	close(start)
	all.Wait()
	for _, a := range answers {
		statuses = append(statuses, a.status)
		if a.status >= 300 {
			refusals = append(refusals, a)
		}
	}
	slices.Sort(statuses)
	return statuses, refusals
}

func TestTwoStewardsWhoCallAtOnceHaveOneWinner(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	her := w.waits(0)
	stewards := []browser{w.inRoom(exam.RoleSteward), w.inRoom(exam.RoleSteward)}
	statuses, refusals := w.together(stewards, func(b browser) answer { return w.call(b, w.sitting(0, "POST /call"), nil) })
	if !slices.Equal(statuses, []int{http.StatusOK, http.StatusConflict}) {
		t.Fatalf("statuses %v, want one winner", statuses)
	}
	if refusals[0].code != exam.CodeConflict || !strings.Contains(string(refusals[0].body), `"staff_name":"某steward"`) {
		t.Errorf("the other sees %s, want who is talking", refusals[0].body)
	}
	call := w.sees(her, 0).Call
	if call == nil || (call.StaffID != stewards[0].login.StaffID && call.StaffID != stewards[1].login.StaffID) {
		t.Errorf("the candidate sees call %+v, want the winner's", call)
	}
}

func TestAStewardTalksWithOneAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.waits(0)
	w.waits(1)
	w.waits(2)
	mine, colleague := w.inRoom(exam.RoleSteward), w.inRoom(exam.RoleSteward)
	w.does(mine, w.sitting(0, "POST /call"), nil)
	w.does(mine, w.sitting(1, "POST /call"), nil) // the first call ends by it
	same(w, "the first call is over", w.sees(mine, 0).Call == nil, true)
	w.refused(colleague, w.sitting(1, "POST /call"), nil, exam.CodeConflict)
	w.refused(colleague, w.sitting(1, "DELETE /call"), nil, exam.CodeConflict)
	w.refused(colleague, w.sitting(1, "PUT /call"), map[string]any{"muted": true}, exam.CodeConflict)
	w.refused(colleague, w.sitting(2, "PUT /call"), map[string]any{"muted": true}, exam.CodeConflict) // no call there

	w.does(colleague, w.sitting(2, "POST /call"), nil)
	w.refused(colleague, w.sitting(1, "POST /call"), nil, exam.CodeConflict)
	if call := w.sees(colleague, 2).Call; call == nil || call.StaffID != colleague.login.StaffID {
		t.Errorf("after a refused call she has %+v, want the one that she was in", call)
	}
	w.does(mine, w.sitting(1, "PUT /call"), map[string]any{"muted": true})
	same(w, "muted", w.sees(mine, 1).Call.Muted, true)
	w.does(mine, w.sitting(1, "DELETE /call"), nil)
	w.does(mine, w.sitting(1, "DELETE /call"), nil) // twice does no harm
}

func TestNextGoesRoundTheQueue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	steward, colleague := w.inRoom(exam.RoleSteward), w.inRoom(exam.RoleSteward)
	next := "POST /api/sessions/" + w.session + "/next-call"
	w.refused(steward, next, nil, exam.CodeNotFound) // nobody waits
	for n := range candidates {
		w.waits(n)
	}
	called := func() string { return into[map[string]string](w, w.does(steward, next, nil))["sitting_id"] }
	for _, n := range []int{0, 1, 2, 0} {
		same(w, "next", called(), w.sittings[n].ID)
	}
	w.does(colleague, w.sitting(1, "POST /call"), nil)
	same(w, "past a colleague's", called(), w.sittings[2].ID)
}

func TestMessagesReachTheCandidateOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	her := w.waits(0)
	steward, support := w.inRoom(exam.RoleSteward), w.inRoom(exam.RoleSupport)
	w.does(steward, w.sitting(0, "POST /messages"), map[string]any{"text": " 请把第二机位放低一些 𠮷 "})
	got := w.sees(her, 0).Messages
	if len(got) != 1 || got[0].Text != "请把第二机位放低一些 𠮷" || got[0].FromName != "某steward" {
		t.Errorf("messages %+v, want hers", got)
	}
	same(w, "another candidate's", len(w.sees(w.waits(1), 1).Messages), 0)
	w.refused(support, w.sitting(0, "POST /messages"), map[string]any{"text": "x"}, exam.CodeForbidden)
	w.refused(steward, w.sitting(0, "POST /messages"), map[string]any{"text": " \n "}, exam.CodeInvalid)
	w.does(steward, w.sitting(0, "POST /messages"), map[string]any{"text": strings.Repeat("长", 500)})
	w.refused(steward, w.sitting(0, "POST /messages"), map[string]any{"text": strings.Repeat("长", 501)}, exam.CodeInvalid)
}

func TestThePlaceInTheQueueFollowsDeferrals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chair := w.inRoom(exam.RoleChair)
	her := [candidates]browser{}
	for n := range candidates {
		her[n] = w.waits(n)
	}
	ahead := func() (all [candidates]int) {
		for n := range candidates {
			all[n] = w.sees(her[n], n).Ahead
		}
		return all
	}
	same(w, "before each", ahead(), [candidates]int{0, 1, 2})
	w.refused(chair, w.sitting(0, "POST /deferrals"), map[string]any{}, exam.CodeInvalid) // owes a reason
	w.does(chair, w.sitting(0, "POST /deferrals"), map[string]any{"reason": "设备调试"})
	same(w, "after the first was deferred", ahead(), [candidates]int{2, 0, 1})
	order := []string{}
	for _, row := range w.board(chair).Sittings {
		order = append(order, row.ID)
	}
	if want := []string{"a-sitting-1", "a-sitting-2", "a-sitting-0"}; !slices.Equal(order, want) {
		t.Errorf("the board's order is %v, want %v", order, want)
	}
}

func TestTheCandidateIsToldOfTheSteward(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	her, other := w.waits(0), w.waits(1)
	steward := w.inRoom(exam.RoleSteward)
	same(w, "nobody there", w.sees(her, 0).Steward, snapshot.StewardAway)
	ear := w.listens(steward, "session:"+w.session)
	same(w, "there", w.sees(her, 0).Steward, snapshot.StewardAvailable)
	w.does(steward, w.sitting(1, "POST /call"), nil)
	same(w, "with another", w.sees(her, 0).Steward, snapshot.StewardBusy)
	same(w, "with her", w.sees(other, 1).Steward, snapshot.StewardTalking)
	w.does(steward, w.sitting(1, "DELETE /call"), nil)
	ear.Close()
	w.until("the steward is seen to be away", func() bool { return w.sees(her, 0).Steward == snapshot.StewardAway })
}

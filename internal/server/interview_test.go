package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/snapshot"
)

func TestTwoExaminersWhoPressAtOnceHaveOneWinner(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, route string
		in          map[string]any
		bring       func(*world, browser)
		present     exam.Phase
	}{
		{"invite", "POST /invitations", nil, func(w *world, _ browser) { w.waits(0) }, exam.PhaseInvited},
		{"defer", "POST /deferrals", map[string]any{"reason": "x"}, func(w *world, _ browser) { w.waits(0) }, exam.PhaseWaiting},
		{"record as absent", "POST /absences", map[string]any{"reason": "x"}, func(w *world, _ browser) { w.waits(0) }, exam.PhaseAbsent},
		{"end", "POST /ending", nil, func(w *world, chair browser) { w.interviewed(0, chair) }, exam.PhaseFinished},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			panel := []browser{w.inRoom(exam.RoleChair), w.inRoom(exam.RoleExaminer), w.inRoom(exam.RoleSecretary)}
			row.bring(w, panel[0])
			in := map[string]any{"version": w.sees(panel[0], 0).Version}
			for k, v := range row.in {
				in[k] = v
			}
			statuses, refusals := w.together(panel, func(b browser) answer { return w.call(b, w.sitting(0, row.route), in) })
			if !slices.Equal(statuses, []int{http.StatusOK, http.StatusConflict, http.StatusConflict}) {
				t.Fatalf("statuses %v, want one winner", statuses)
			}
			for _, a := range refusals {
				told := into[struct {
					Code    exam.Code  `json:"code"`
					Phase   exam.Phase `json:"phase"`
					Version int64      `json:"version"`
				}](w, a)
				if told.Code != exam.CodeConflict || told.Phase != row.present || told.Version != w.sees(panel[0], 0).Version {
					t.Errorf("the others see %s, want conflict with phase %s and its version", a.body, row.present)
				}
			}
		})
	}
}

func TestThePanelHasOneCandidateAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chair, examiner := w.inRoom(exam.RoleChair), w.inRoom(exam.RoleExaminer)
	w.waits(0)
	w.waits(1)
	w.does(chair, w.sitting(0, "POST /invitations"), map[string]any{})
	a := w.refused(examiner, w.sitting(1, "POST /invitations"), map[string]any{}, exam.CodePanelBusy)
	if !strings.Contains(string(a.body), w.sittings[0].ID) {
		t.Errorf("%s, want who is invited", a.body)
	}
	w.does(chair, w.sitting(0, "DELETE /invitations"), nil)
	w.does(examiner, w.sitting(1, "POST /invitations"), map[string]any{})
}

func TestAnUnansweredInvitationGoesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chair := w.inRoom(exam.RoleChair)
	her := w.waits(0)
	w.does(chair, w.sitting(0, "POST /invitations"), map[string]any{})
	same(w, "time to accept", w.sees(her, 0).Invitation.ExpiresAt, w.clock.Now().Add(time.Minute))
	w.turn(time.Minute)
	row := w.board(chair).Sittings[0]
	same(w, "phase", row.Phase, exam.PhaseWaiting)
	same(w, "what the panel is told", row.MissedInvitations, 1)
	w.refused(her, w.sitting(0, "POST /acceptances"), nil, exam.CodeConflict)

	w.does(chair, w.sitting(0, "POST /invitations"), map[string]any{})
	w.does(her, w.sitting(0, "POST /refusals"), nil)
	row = w.board(chair).Sittings[0]
	same(w, "declined", row.RefusedInvitation, true)
	same(w, "phase", row.Phase, exam.PhaseWaiting)
}

func TestALateAnswerIsRefusedThoughNoJobHasRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chair := w.inRoom(exam.RoleChair)
	her := w.waits(0)
	w.does(chair, w.sitting(0, "POST /invitations"), map[string]any{})
	w.timers = nil // the jobs' process is away
	w.turn(time.Minute)
	w.refused(her, w.sitting(0, "POST /acceptances"), nil, exam.CodeInvitationExpired)
}

func TestQuestionsAreSeenWhileReleasedOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chair, steward := w.inRoom(exam.RoleChair), w.inRoom(exam.RoleSteward)
	b := w.found("b")
	release := map[string]any{"question_id": "a-question"}
	waiting := w.waits(1)
	w.refused(chair, w.sitting(1, "POST /releases"), release, exam.CodeConflict) // not before the interview
	w.does(waiting, w.sitting(1, "DELETE /devices/current"), nil)

	her := w.interviewed(0, chair)
	same(w, "before the release", len(w.sees(her, 0).Releases), 0)
	w.refused(chair, w.sitting(0, "POST /releases"), map[string]any{"question_id": b.school + "-question"}, exam.CodeNotFound)
	w.does(chair, w.sitting(0, "POST /releases"), release)
	shown := w.sees(her, 0).Releases
	if len(shown) != 1 || shown[0].Title != "机密题目 a" || shown[0].OpenedAt != nil {
		t.Fatalf("she sees %+v, want the question", shown)
	}
	w.does(her, w.sitting(0, "POST /releases/"+shown[0].ID+"/openings"), nil)
	same(w, "the panel sees that it was opened", w.board(chair).Sittings[0].Releases[0].OpenedAt == nil, false)
	for _, path := range []string{w.sitting(0, "GET"), "GET /api/sessions/" + w.session + "/board"} {
		if a := w.does(steward, path, nil); strings.Contains(string(a.body), "机密题目") {
			t.Errorf("%s tells the steward the question: %s", path, a.body)
		}
	}
	w.does(chair, w.sitting(0, "DELETE /releases/"+shown[0].ID), nil)
	same(w, "withdrawn", len(w.sees(her, 0).Releases), 0)
	w.refused(her, w.sitting(0, "POST /releases/"+shown[0].ID+"/openings"), nil, exam.CodeNotFound)

	w.does(chair, w.sitting(0, "POST /releases"), release)
	w.does(chair, w.sitting(0, "POST /ending"), map[string]any{})
	same(w, "after the end", len(w.sees(her, 0).Releases), 0)
}

func TestAFinishedInterviewStaysFinished(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chair, examiner := w.inRoom(exam.RoleChair), w.inRoom(exam.RoleExaminer)
	her := w.interviewed(0, chair)
	same(w, "the panel that she sees", len(w.sees(her, 0).Interview.Panel), 3)
	w.does(chair, w.sitting(0, "POST /ending"), map[string]any{"reason": "正常结束"})
	view := w.sees(her, 0)
	if view.Phase != exam.PhaseFinished || view.Ended == nil || view.Interview != nil || view.Entry != (snapshot.Entry{Code: exam.CodeSittingOver}) {
		t.Errorf("she sees %+v, want the end and why she cannot enter", view)
	}
	w.refused(w.candidate(0), w.sitting(0, "POST /devices"), map[string]any{"position": 1, "take_over": true}, exam.CodeSittingOver)
	w.refused(her, w.sitting(0, "POST /media-tokens"), map[string]any{}, exam.CodeConflict)
	w.refused(her, w.sitting(0, "POST /waiting"), nil, exam.CodeSittingOver)

	w.refused(examiner, w.sitting(0, "POST /reopenings"), map[string]any{"reason": "x"}, exam.CodeForbidden)
	w.refused(chair, w.sitting(0, "POST /reopenings"), map[string]any{}, exam.CodeInvalid)
	w.does(chair, w.sitting(0, "POST /reopenings"), map[string]any{"reason": "网络中断，重新面试"})
	w.does(her, w.sitting(0, "POST /waiting"), nil)
}

func TestMediaIsForWhomThePhaseAdmits(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chair, steward, inspector := w.inRoom(exam.RoleChair), w.inRoom(exam.RoleSteward), w.inRoom(exam.RoleInspector)
	her := w.waits(0)
	second := w.claims(w.pairs(0, her).Code)
	role := func(who browser) string {
		a := w.call(who, w.sitting(0, "POST /media-tokens"), map[string]any{})
		if a.code != "" {
			return string(a.code)
		}
		return into[map[string]string](w, a)["token"]
	}
	everybody := func() string {
		return strings.Join([]string{role(her), role(second), role(steward), role(chair), role(inspector), role(w.candidate(0)), role(w.candidate(1))}, " ")
	}
	same(w, "waiting", everybody(), "first_camera second_camera conflict conflict inspector device_replaced not_found")
	w.does(steward, w.sitting(0, "POST /call"), nil)
	same(w, "on call", everybody(), "first_camera second_camera steward conflict inspector device_replaced not_found")
	w.does(chair, w.sitting(0, "POST /invitations"), map[string]any{})
	w.does(her, w.sitting(0, "POST /acceptances"), nil)
	same(w, "interviewing", everybody(), "first_camera second_camera conflict panel inspector device_replaced not_found")
	w.does(chair, w.sitting(0, "POST /ending"), map[string]any{})
	same(w, "finished", everybody(), "conflict conflict conflict conflict conflict conflict not_found")
}

func TestTheSessionsEndEndsEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	chair := w.inRoom(exam.RoleChair)
	w.interviewed(0, chair)
	w.waits(1)
	w.turn(2 * time.Hour)
	phases := map[string]exam.Phase{}
	for _, row := range w.board(chair).Sittings {
		phases[row.ID] = row.Phase
	}
	want := []exam.Phase{exam.PhaseFinished, exam.PhaseWaiting, exam.PhaseAbsent} // who waited is the panel's to settle
	for n, phase := range want {
		same(w, w.sittings[n].ID, phases[w.sittings[n].ID], phase)
	}
	w.refused(chair, w.sitting(1, "POST /invitations"), map[string]any{}, exam.CodeSittingOver)
}

func TestMySessionsAreThoseOfMyRoles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.found("b")
	w.waits(0)
	list := func(who browser) string { return string(w.does(who, "GET /api/staff/sessions", nil).body) }
	for name, who := range map[string]browser{
		"of the room": w.inRoom(exam.RoleSteward), "of the exam": w.member("a", exam.RoleInspector, exam.ScopeExam, w.exam),
		"of the school": w.member("a", exam.RoleSchoolAdmin, exam.ScopeSchool, "a"),
	} {
		if text := list(who); !strings.Contains(text, `"a-session"`) || strings.Contains(text, "b-") || !strings.Contains(text, `"counts":{"assigned":2,"waiting":1}`) {
			t.Errorf("%s: %s, want the session with its counts and no other school's", name, text)
		}
	}
	if text := list(w.member("a", exam.RoleExaminer, exam.ScopeRoom, "elsewhere")); strings.Contains(text, "a-session") {
		t.Errorf("an examiner of another room is told %s", text)
	}
}

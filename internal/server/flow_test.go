package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"kaochang/internal/exam"
	"kaochang/internal/flow"
	"kaochang/internal/snapshot"
)

var allSteps = []exam.FlowStep{
	{Kind: exam.StepPledge}, {Kind: exam.StepDeviceCheck}, {Kind: exam.StepFaceCheck, Tries: 3}, {Kind: exam.StepRoomScan, Tick: true, SecondCamera: true},
}

// admin signs an administrator of the first school in.
func (w *world) admin() browser {
	w.Helper()
	return w.member(w.school, exam.RoleSchoolAdmin, exam.ScopeSchool, w.school)
}

// flows gives the first school's exam steps, with a pledge where one is needed.
func (w *world) flows(admin browser, steps ...exam.FlowStep) {
	w.Helper()
	if slices.Contains(steps, exam.FlowStep{Kind: exam.StepPledge}) {
		w.does(admin, "POST /api/pledges", map[string]any{"title": "承诺书", "body": "我承诺。"})
	}
	w.does(admin, "PUT /api/exams/a-exam/flow", map[string]any{"steps": steps, "version": 0})
}

// reads returns the pledge as a candidate is shown it, and what signing it by name
// says.
func (w *world) reads(her browser, n int) (flow.PledgeView, map[string]any) {
	w.Helper()
	text := into[flow.PledgeView](w, w.does(her, w.sitting(n, "GET /pledge"), nil))
	return text, map[string]any{
		"pledge_id": text.ID, "sha256": text.SHA256, "read_to_end": true, "agreed": true, "kind": "typed", "typed": w.sees(her, n).Candidate.Name,
	}
}

var found = map[string]any{"camera": "FaceTime", "width": 1280, "height": 720, "microphone": "built-in", "heard": true, "latency_ms": 40}

func TestAFlowIsWalkedInItsOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, steward := w.admin(), w.inRoom(exam.RoleSteward)
	w.flows(admin, allSteps...)
	her := w.enters(0)
	same(w, "next", w.sees(her, 0).CheckIn.Next, exam.StepPledge)
	w.refused(her, w.sitting(0, "POST /waiting"), nil, exam.CodeStepsOwed)
	w.refused(her, w.sitting(0, "POST /device-checks"), found, exam.CodeStepOrder)
	w.refused(her, w.sitting(0, "POST /room-scans"), nil, exam.CodeStepOrder)
	w.refused(steward, w.sitting(0, "POST /steps/room_scan/ticks"), nil, exam.CodeConflict)
	w.refused(steward, w.sitting(0, "POST /steps/body_search/ticks"), nil, exam.CodeNotFound)

	_, sign := w.reads(her, 0)
	w.does(her, w.sitting(0, "POST /signatures"), sign)
	w.refused(her, w.sitting(0, "POST /signatures"), sign, exam.CodeConflict)
	silent := map[string]any{"width": 1280, "height": 720, "heard": false, "latency_ms": 40}
	w.refused(her, w.sitting(0, "POST /device-checks"), silent, exam.CodeInvalid)
	w.does(her, w.sitting(0, "POST /device-checks"), found)

	// The face check has no page here: staff let her pass, which owes a reason.
	w.refused(steward, w.sitting(0, "POST /steps/face_check/overrides"), map[string]any{"reason": " "}, exam.CodeInvalid)
	w.refused(w.inRoom(exam.RoleInspector), w.sitting(0, "POST /steps/face_check/overrides"), map[string]any{"reason": "x"}, exam.CodeForbidden)
	w.does(steward, w.sitting(0, "POST /steps/face_check/overrides"), map[string]any{"reason": "比对了证件"})
	w.refused(her, w.sitting(0, "POST /room-scans"), nil, exam.CodeSecondCameraMissing)
	w.does(w.candidate(0), w.sitting(0, "POST /devices"), map[string]any{"position": 2, "label": "tablet"})
	w.does(her, w.sitting(0, "POST /room-scans"), nil)
	w.refused(her, w.sitting(0, "POST /waiting"), nil, exam.CodeStepsOwed)
	proctor := w.inRoom(exam.RoleProctor)
	w.does(proctor, w.sitting(0, "POST /steps/room_scan/repeats"), map[string]any{"reason": "看不到桌面"})
	scan := w.sees(her, 0).CheckIn.Steps[3]
	same(w, "what she reads", string(scan.State)+" "+scan.Reason, "again 看不到桌面")
	same(w, "why she was let pass is not hers to read", w.sees(her, 0).CheckIn.Steps[2].Reason, "")
	w.does(her, w.sitting(0, "POST /room-scans"), nil)
	row := into[snapshot.BoardSitting](w, w.does(proctor, w.sitting(0, "POST /steps/room_scan/ticks"), nil))
	same(w, "but staff's", row.CheckIn.Steps[2].Reason, "比对了证件")
	w.does(her, w.sitting(0, "POST /waiting"), nil)
	w.refused(steward, w.sitting(0, "POST /steps/room_scan/repeats"), map[string]any{"reason": "x"}, exam.CodeConflict)
}

func TestOnlyTheTextThatStandsIsSigned(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.admin()
	w.flows(admin, exam.FlowStep{Kind: exam.StepPledge})
	her := w.enters(0)
	old, sign := w.reads(her, 0)
	changed := func(key string, value any) map[string]any {
		body := map[string]any{}
		for k, v := range sign {
			body[k] = v
		}
		body[key] = value
		return body
	}
	w.refused(her, w.sitting(0, "POST /signatures"), changed("agreed", false), exam.CodeInvalid)
	w.refused(her, w.sitting(0, "POST /signatures"), changed("read_to_end", false), exam.CodeInvalid)
	w.refused(her, w.sitting(0, "POST /signatures"), changed("typed", "别人"), exam.CodeInvalid)
	w.refused(her, w.sitting(0, "POST /signatures"), changed("sha256", strings.Repeat("0", 64)), exam.CodeConflict)
	w.refused(her, w.sitting(0, "POST /signatures"), changed("strokes", [][][2]int{{{1, 1}, {9999, 9999}}}), exam.CodeInvalid)
	w.refused(w.candidate(1), w.sitting(0, "POST /signatures"), sign, exam.CodeNotFound)
	w.refused(w.candidate(0), w.sitting(0, "POST /signatures"), sign, exam.CodeDeviceReplaced)

	w.refused(admin, "POST /api/pledges", map[string]any{"title": "承诺书", "body": "我承诺。"}, exam.CodeConflict) // the same text
	w.does(admin, "POST /api/pledges", map[string]any{"title": "承诺书", "body": "我郑重承诺。"})
	w.refused(her, w.sitting(0, "POST /signatures"), sign, exam.CodeConflict) // the old version
	text, sign := w.reads(her, 0)
	same(w, "version", text.Version, old.Version+1)
	w.does(her, w.sitting(0, "POST /signatures"), sign)

	w.does(admin, "POST /api/pledges", map[string]any{"exam_id": "a-exam", "title": "承诺书", "body": "本考试的承诺。"})
	signed, _ := w.reads(her, 0)
	same(w, "what she signed stays", signed.SHA256, text.SHA256)
	same(w, "signed by", signed.Signed.Typed, w.sees(her, 0).Candidate.Name)
	w.does(her, w.sitting(0, "POST /waiting"), nil)
	other := w.enters(1)
	fresh, _ := w.reads(other, 1)
	same(w, "who comes later signs the exam's", fresh.Body, "本考试的承诺。")
}

func TestAFlowIsSetUpBySchoolAdministrators(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.admin()
	put := func(who browser, steps []exam.FlowStep, version int) answer {
		return w.call(who, "PUT /api/exams/a-exam/flow", map[string]any{"steps": steps, "version": version})
	}
	same(w, "a pledge without a text", put(admin, allSteps, 0).code, exam.CodeInvalid)
	same(w, "a step twice", put(admin, []exam.FlowStep{{Kind: exam.StepDeviceCheck}, {Kind: exam.StepDeviceCheck}}, 0).code, exam.CodeInvalid)
	same(w, "by a steward", put(w.inRoom(exam.RoleSteward), nil, 0).code, exam.CodeForbidden)
	same(w, "the first", put(admin, []exam.FlowStep{{Kind: exam.StepDeviceCheck}}, 0).status, http.StatusNoContent)
	same(w, "by whom another was faster", put(admin, []exam.FlowStep{}, 0).code, exam.CodeConflict)
	w.refused(admin, "DELETE /api/exams/a-exam/flow?subject_id=a-subject", nil, exam.CodeNotFound)
	w.does(admin, "PUT /api/exams/a-exam/flow", map[string]any{"subject_id": "a-subject", "steps": []exam.FlowStep{}, "version": 0})
	her := w.enters(0)
	same(w, "a subject's own, empty", w.sees(her, 0).CheckIn == nil, true)
	w.does(admin, "DELETE /api/exams/a-exam/flow?subject_id=a-subject", nil)
	same(w, "the exam's again, at once", w.sees(her, 0).CheckIn.Next, exam.StepDeviceCheck)
	view := into[flow.FlowsView](w, w.does(admin, "GET /api/exams/a-exam/flows", nil))
	same(w, "flows", len(view.Flows), 1)
	same(w, "of whom", view.Flows[0].ChangedBy, "某school_admin")
}

func TestAnAccommodationChangesOneCandidatesFlow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, college := w.admin(), w.member("a", exam.RoleCollegeAdmin, exam.ScopeCollege, "a-college")
	w.flows(admin, exam.FlowStep{Kind: exam.StepFaceCheck, Tries: 3}, exam.FlowStep{Kind: exam.StepRoomScan, SecondCamera: true})
	path := "PUT /api/enrolments/a-enrolment-0/accommodation"
	granted := map[string]any{"no_face_check": true, "one_camera": true, "extra_percent": 30, "breaks": 2, "break_minutes": 5, "reason": "残疾证 3301"}
	w.refused(admin, path, map[string]any{"no_face_check": true, "reason": ""}, exam.CodeInvalid)
	w.refused(w.inRoom(exam.RoleSteward), path, granted, exam.CodeForbidden)
	w.refused(w.member("a", exam.RoleCollegeAdmin, exam.ScopeCollege, "other"), path, granted, exam.CodeNotFound)
	w.does(college, path, granted)

	her, other := w.enters(0), w.enters(1)
	same(w, "hers", w.sees(her, 0).CheckIn.Next, exam.StepRoomScan)
	same(w, "her second camera", w.sees(her, 0).SecondCamera, exam.SecondCameraNone)
	same(w, "another's", w.sees(other, 1).CheckIn.Next, exam.StepFaceCheck)
	w.does(her, w.sitting(0, "POST /room-scans"), nil)
	w.does(her, w.sitting(0, "POST /waiting"), nil)
	board := w.does(w.inRoom(exam.RoleSteward), "GET /api/sessions/"+w.session+"/board", nil)
	if strings.Contains(string(board.body), "残疾证") || !strings.Contains(string(board.body), `"one_camera":true`) {
		t.Errorf("board %s, want what is different and not why", board.body)
	}
	list := func(who browser, query string) int {
		return into[struct {
			Total int `json:"total"`
		}](w, w.does(who, "GET /api/accommodations"+query, nil)).Total
	}
	same(w, "listed", list(admin, "?granted=true"), 1)
	same(w, "all of the college", list(college, ""), candidates)
	same(w, "of another college", list(w.member("a", exam.RoleCollegeAdmin, exam.ScopeCollege, "other"), ""), 0)
	if table := string(w.does(admin, "GET /api/accommodations/export?format=csv", nil).body); !strings.Contains(table, "残疾证 3301") || strings.Count(table, "a-number-") != 1 {
		t.Errorf("table %s, want the one accommodation", table)
	}
	own := string(w.does(her, "GET /api/enrolments/a-enrolment-0/accommodation", nil).body)
	if !strings.Contains(own, `"two_hours_last_minutes":156`) { // 2 h and 30 %; breaks are given back as they are taken
		t.Errorf("her own %s, want how long two hours last", own)
	}
	w.refused(other, "GET /api/enrolments/a-enrolment-0/accommodation", nil, exam.CodeNotFound)
	w.refused(admin, "DELETE /api/enrolments/a-enrolment-0/accommodation", nil, exam.CodeInvalid)
	w.does(admin, "DELETE /api/enrolments/a-enrolment-0/accommodation?reason=x", nil)
	same(w, "ended", list(admin, "?granted=true"), 0)
}

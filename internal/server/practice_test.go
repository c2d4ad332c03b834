package server_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kaochang/internal/devicecheck"
	"kaochang/internal/exam"
	"kaochang/internal/mock"
	"kaochang/internal/sheet"
)

// enrolment returns a path below the n-th enrolment, with its method before it.
func (w *world) enrolment(n int, route string) string {
	method, rest, _ := strings.Cut(route, " ")
	return method + " /api/enrolments/" + w.sittings[n].EnrolmentID + rest
}

// good is what a device measures of which nothing is wrong.
func good() exam.Measured {
	return exam.Measured{
		Browser:    &exam.MeasuredBrowser{Secure: true, WebRTC: true, VP8: true, Opus: true, Recorder: true, Slices: 4},
		Camera:     &exam.MeasuredCamera{Width: 640, Height: 480, FPS: 20, Luma: 100, Spread: 40},
		Microphone: &exam.MeasuredMicrophone{PeakDB: -20}, Speaker: &exam.MeasuredSpeaker{Heard: true},
		Network: &exam.MeasuredNetwork{Asked: 5, RoundTripMs: 20, UpKbps: 5000, DownKbps: 9000}, Events: &exam.MeasuredEvents{Connected: true},
		Media: &exam.MeasuredMedia{UDP: true, TCP: true, Kbps: 500, Seconds: 3}, Storage: &exam.MeasuredStorage{}, Clock: &exam.MeasuredClock{},
		Power: &exam.MeasuredPower{}, Screen: &exam.MeasuredScreen{WakeLock: true},
	}
}

// checks begins a check of a camera of the n-th candidate and returns its path.
func (w *world) checks(who browser, n int, p exam.Position) string {
	w.Helper()
	begun := into[devicecheck.Begun](w, w.does(who, w.enrolment(n, "POST /device-checks"), map[string]any{"position": p}))
	if !strings.HasSuffix(begun.URL, "/device-check/"+begun.Token) {
		w.Errorf("the QR holds %q, want the page of the token", begun.URL)
	}
	return " /api/public/device-checks/" + begun.Token
}

func (w *world) measures(check string, m exam.Measured) devicecheck.DeviceCheckView {
	w.Helper()
	body := map[string]any{"label": "手机 · Chrome", "measured": m}
	return into[devicecheck.DeviceCheckView](w, w.does(stranger, "POST"+check+"/measurements", body))
}

type ownChecks struct {
	Checks []devicecheck.DeviceCheckView `json:"checks"`
}

// FEATURES: A16
func TestADeviceIsCheckedByWhoHoldsTheToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	her := w.candidate(0)
	check := w.checks(her, 0, exam.FirstPosition)
	same(w, "before", into[devicecheck.DeviceCheckView](w, w.does(stranger, "GET"+check, nil)).Findings[0].Verdict, exam.CheckOpen)
	m := good()
	m.Camera = &exam.MeasuredCamera{Problem: exam.ProblemDenied}
	v := w.measures(check, m)
	same(w, "a refused camera", v.Outcome, exam.OutcomeNotReady)
	same(w, "says why", v.Findings[1].Reasons[0], exam.CheckReason("camera_denied"))
	v = w.measures(check, exam.Measured{Camera: good().Camera})
	same(w, "allowed and tried again", v.Outcome, exam.OutcomeReady)
	same(w, "label", v.Label, "手机 · Chrome")
	w.measures(w.checks(her, 0, exam.SecondPosition), good())
	own := into[ownChecks](w, w.does(her, w.enrolment(0, "GET /device-checks"), nil)).Checks
	if len(own) != 2 || own[0].FinishedAt == nil || !own[0].FinishedAt.Equal(w.clock.Now()) || own[1].Position != exam.SecondPosition {
		t.Errorf("kept %+v, want both cameras, dated", own)
	}
	pass := into[devicecheck.Pass](w, w.does(stranger, "POST"+check+"/media-tokens", nil))
	if !strings.HasPrefix(pass.URL, "ws") || !strings.HasPrefix(pass.Room, "check:") {
		t.Errorf("pass %+v, want the media server and the check's own room", pass)
	}
	down := w.does(stranger, "GET"+check+"/bytes?n=1000", nil)
	same(w, "bytes", len(down.body), 1000)
	same(w, "no page keeps them", down.header.Get("Cache-Control"), "private, no-cache")
	w.does(stranger, "POST"+check+"/bytes", bytes.Repeat([]byte{7}, devicecheck.MaxBytes))
	same(w, "too many up", w.call(stranger, "POST"+check+"/bytes", make([]byte, devicecheck.MaxBytes+1)).status, http.StatusRequestEntityTooLarge)
	same(w, "too many down", w.call(stranger, "GET"+check+"/bytes?n=9999999", nil).status, http.StatusUnprocessableEntity)
	for range 80 {
		w.call(stranger, "GET"+check+"/bytes", nil)
	}
	w.refused(stranger, "GET"+check+"/bytes", nil, exam.CodeRateLimited)
	for _, route := range []string{"GET /api/public/device-checks/x", "POST /api/public/device-checks/x/media-tokens", "GET /api/public/device-checks/x/bytes"} {
		w.refused(stranger, route, nil, exam.CodeNotFound)
	}
	w.refused(stranger, "POST /api/public/device-checks/x/bytes", []byte("x"), exam.CodeNotFound)
	w.turn(exam.CheckTTL)
	for _, rest := range []string{"POST" + check + "/media-tokens", "GET" + check + "/bytes"} {
		w.refused(stranger, rest, nil, exam.CodeConflict)
	}
	w.refused(stranger, "POST"+check+"/measurements", map[string]any{"measured": good()}, exam.CodeConflict)
	same(w, "the verdict is still read", into[devicecheck.DeviceCheckView](w, w.does(stranger, "GET"+check, nil)).Outcome, exam.OutcomeReady)
}

type readinessList struct {
	Candidates []devicecheck.ReadinessView     `json:"candidates"`
	Total      int                             `json:"total"`
	Counts     devicecheck.ReadinessCountsView `json:"counts"`
}

// FEATURES: A16
func TestStaffSeeWhoIsReadyWithinTheirReach(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.measures(w.checks(w.candidate(0), 0, exam.FirstPosition), good())
	m := good()
	m.Microphone = &exam.MeasuredMicrophone{Problem: exam.ProblemInUse}
	w.measures(w.checks(w.candidate(1), 1, exam.FirstPosition), m)
	admin := w.admin()
	list := func(who browser, query string) readinessList {
		return into[readinessList](w, w.does(who, "GET /api/readiness"+query, nil))
	}
	all := list(admin, "")
	same(w, "counts", all.Counts, devicecheck.ReadinessCountsView{All: 3, Unchecked: 1, Ready: 1, Failed: 1, Unrehearsed: 3})
	failed := list(admin, "?state=failed&exam_id=a-exam&college_id=a-college&mock=no")
	same(w, "failed", failed.Candidates[0].Number, "a-number-1")
	same(w, "on what", failed.Candidates[0].Checks[0].Findings[2].Reasons[0], exam.CheckReason("microphone_in_use"))
	same(w, "one page", len(list(admin, "?limit=2").Candidates), 2)
	same(w, "the next", len(list(admin, "?limit=2&offset=2").Candidates), 1)
	same(w, "of another exam", list(admin, "?exam_id=b-exam").Total, 0)
	same(w, "by a steward of the room", list(w.inRoom(exam.RoleSteward), "").Total, 3)
	same(w, "by a steward of another room", list(w.member("a", exam.RoleSteward, exam.ScopeRoom, "elsewhere"), "").Total, 0)
	same(w, "by a college", list(w.member("a", exam.RoleCollegeAdmin, exam.ScopeCollege, "a-college"), "").Total, 3)
	b := w.found("b")
	same(w, "by another school", list(w.member(b.school, exam.RoleSchoolAdmin, exam.ScopeSchool, b.school), "?exam_id=a-exam").Total, 0)
	w.refused(w.inRoom(exam.RoleExaminer), "GET /api/readiness", nil, exam.CodeForbidden)
	w.refused(w.candidate(0), "GET /api/readiness/export", nil, exam.CodeForbidden)
	places := into[struct {
		Exams, Colleges []devicecheck.ReadinessPlaceView
	}](w, w.does(admin, "GET /api/readiness/places", nil))
	same(w, "to choose from", places.Exams[0].Name+" "+places.Colleges[0].Name, "复试 a 艺术学院 a")
	book, err := sheet.Read(bytes.NewReader(w.does(admin, "GET /api/readiness/export?state=failed", nil).body), "")
	w.no(err)
	row := book.Rows[1].Cells
	if !slices.Contains(row, "a-number-1") || !slices.Contains(row, "未通过") || !slices.Contains(row, "麦克风 microphone_in_use") {
		t.Errorf("exported %q, want who failed on what", row)
	}
	same(w, "rows", len(book.Rows), 2)
}

func (w *world) window() map[string]any {
	now := w.clock.Now()
	return map[string]any{"opens_at": now.Add(time.Hour), "closes_at": now.Add(48 * time.Hour), "conversation_s": 30, "question": " 介绍你自己 "}
}

// plays lets time pass second by second and the clock do what is due.
func (w *world) plays(d time.Duration) {
	w.Helper()
	for range int(d / time.Second) {
		w.turn(time.Second)
		w.no(w.mock.Play(w.Context()))
	}
}

// FEATURES: A15
func TestAMockIsGoneThroughWithoutStaff(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, her := w.admin(), w.candidate(0)
	practice := func() mock.PracticeView {
		return into[mock.PracticeView](w, w.does(her, w.enrolment(0, "GET /mocks"), nil))
	}
	begin := w.enrolment(0, "POST /mocks")
	same(w, "nothing is offered", practice().Offered, false)
	w.refused(her, begin, map[string]any{}, exam.CodeNotFound)
	w.does(admin, "PUT /api/exams/a-exam/mock-window", w.window())
	same(w, "not yet", practice().Open, false)
	w.refused(her, begin, map[string]any{}, exam.CodeEntryNotOpen)
	w.turn(time.Hour)
	same(w, "open", practice().Open, true)
	w.flows(admin, exam.FlowStep{Kind: exam.StepRoomScan, Tick: true})
	id := into[struct {
		ID string `json:"sitting_id"`
	}](w, w.does(her, begin, map[string]any{})).ID
	at := func(route string) string {
		method, rest, _ := strings.Cut(route, " ")
		return method + " /api/sittings/" + id + rest
	}
	phase := func() exam.Phase { one, err := w.db.Sitting(t.Context(), id); w.no(err); return one.Phase }
	w.refused(her, begin, map[string]any{}, exam.CodeConflict)
	w.does(her, at("POST /devices"), map[string]any{"position": 1, "label": "phone"})
	w.does(her, at("POST /room-scans"), nil)
	w.refused(her, at("POST /waiting"), nil, exam.CodeStepsOwed)
	w.plays(5 * time.Second)
	w.does(her, at("POST /waiting"), nil)
	phone2 := w.candidate(0)
	w.does(phone2, at("POST /devices"), map[string]any{"position": 2, "label": "tablet"})
	w.plays(4 * time.Second)
	same(w, "the clock invites", phase(), exam.PhaseInvited)
	w.does(her, at("POST /acceptances"), nil)
	w.plays(6 * time.Second)
	w.showsPractice(her, id)
	for _, who := range []browser{w.inRoom(exam.RoleChair), w.inRoom(exam.RoleSteward)} {
		w.refused(who, at("GET "), nil, exam.CodeNotFound)
	}
	w.plays(30 * time.Second)
	same(w, "ended", phase(), exam.PhaseFinished)
	p := practice()
	if len(p.Mocks) != 1 || !p.Mocks[0].Done || p.Mocks[0].EndedAt == nil || !p.Open {
		t.Errorf("practice %+v, want one that is done and the next one allowed", p)
	}
	w.mockIsApart(her)
}

// showsPractice expects the running mock's page to show its question and no staff.
func (w *world) showsPractice(her browser, sittingID string) {
	w.Helper()
	v := into[struct {
		Mock      bool
		Releases  []struct{ Body string }
		Interview struct{ Panel []any }
	}](w, w.does(her, "GET /api/sittings/"+sittingID, nil))
	if !v.Mock || len(v.Releases) != 1 || v.Releases[0].Body != "介绍你自己" || len(v.Interview.Panel) != 0 {
		w.Errorf("she sees %+v, want practice with its question and no names of the panel", v)
	}
}

// mockIsApart expects that practice touched nothing that is real.
func (w *world) mockIsApart(her browser) {
	w.Helper()
	kept, err := w.db.Sitting(w.Context(), w.sittings[0].ID)
	w.no(err)
	same(w, "the real sitting", kept.Phase, exam.PhaseAssigned)
	same(w, "has no device", len(kept.Devices), 0)
	facts, err := w.db.LedgerOf(w.Context(), kept.ID)
	w.no(err)
	same(w, "and nothing happened to it", len(facts), 0)
	own := into[struct{ Sittings []any }](w, w.does(her, w.enrolment(0, "GET "), nil))
	same(w, "her timetable", len(own.Sittings), 1)
	board := w.board(w.inRoom(exam.RoleChair))
	same(w, "the board", len(board.Sittings), candidates)
	counts := into[readinessList](w, w.does(w.admin(), "GET /api/readiness?mock=yes", nil))
	same(w, "who has rehearsed", counts.Candidates[0].Mocks, 1)
}

func TestAMockIsBegunAnewAndPracticeEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin, her := w.admin(), w.candidate(0)
	w.does(admin, "PUT /api/exams/a-exam/mock-window", w.window())
	w.turn(time.Hour)
	w.does(her, w.enrolment(0, "POST /mocks"), map[string]any{})
	w.does(her, w.enrolment(0, "POST /mocks"), map[string]any{"again": true})
	p := into[mock.PracticeView](w, w.does(her, w.enrolment(0, "GET /mocks"), nil))
	same(w, "the newest goes on", p.Mocks[0].Over, false)
	same(w, "the one before is over", p.Mocks[1].Over, true)
	same(w, "but was not gone through", p.Mocks[1].Done, false)
	w.turn(exam.MockLength)
	p = into[mock.PracticeView](w, w.does(her, w.enrolment(0, "GET /mocks"), nil))
	same(w, "a mock that was left ends by itself", p.Mocks[0].Over, true)
	w.refused(w.candidate(1), w.enrolment(0, "POST /mocks"), map[string]any{}, exam.CodeNotFound)
	short := w.window()
	short["conversation_s"] = 5
	w.refused(admin, "PUT /api/exams/a-exam/mock-window", short, exam.CodeInvalid)
	w.refused(admin, "PUT /api/exams/b-exam/mock-window", w.window(), exam.CodeNotFound)
	b := w.found("b")
	stranger := w.member(b.school, exam.RoleSchoolAdmin, exam.ScopeSchool, b.school)
	w.refused(stranger, "PUT /api/exams/a-exam/mock-window", w.window(), exam.CodeNotFound)
	w.refused(stranger, "DELETE /api/exams/a-exam/mock-window", nil, exam.CodeNotFound)
	w.refused(w.inRoom(exam.RoleChair), "GET /api/mock-windows", nil, exam.CodeForbidden)
	windows := into[struct{ Windows []mock.MockWindowView }](w, w.does(admin, "GET /api/mock-windows", nil)).Windows
	same(w, "the question", windows[0].Question, "介绍你自己")
	w.does(admin, "DELETE /api/exams/a-exam/mock-window", nil)
	same(w, "nothing is offered any more", into[mock.PracticeView](w, w.does(her, w.enrolment(0, "GET /mocks"), nil)).Offered, false)
	w.refused(her, w.enrolment(0, "POST /mocks"), map[string]any{}, exam.CodeNotFound)
}

// admits lets only one kind of device be the first camera of the session.
func (w *world) admits(policy exam.FirstCamera) {
	w.Helper()
	w.no(w.db.ChangeSetUp(w.Context(), w.school, w.exam, false, func(set exam.SetUp) (exam.SetUpChange, error) {
		in := set.Sessions[0]
		in.FirstCamera = policy
		return exam.SetUpChange{Sessions: []exam.Session{in}}, nil
	}))
}

// FEATURES: A14
func TestOnlyTheAskedForDeviceIsAFirstCamera(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.admits(exam.FirstCameraPhone)
	her := w.candidate(0)
	join := w.sitting(0, "POST /devices")
	a := w.refused(her, join, map[string]any{"position": 1, "device": "pc"}, exam.CodeWrongDevice)
	if !strings.Contains(string(a.body), `"wanted":"phone"`) {
		t.Errorf("%s, want it to say which device", a.body)
	}
	w.refused(her, join, map[string]any{"position": 1}, exam.CodeWrongDevice)
	same(w, "she is told before", w.sees(her, 0).FirstCamera, exam.FirstCameraPhone)
	w.does(her, join, map[string]any{"position": 1, "device": "phone"})
	w.does(w.candidate(0), join, map[string]any{"position": 2, "device": "pc"})
}

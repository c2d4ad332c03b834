package storetest

import (
	"time"

	"kaochang/internal/exam"
)

var deviceStories = []story{
	{"a device check is kept step by step; its latest finished one counts", checksKept},
	{"readiness is found by state, mock, name and reach", readinessFound},
	{"when candidates may practise is set, changed and taken away", mockWindows},
	{"a mock is like her own session, one at a time, and in no list of staff", mocksApart},
	{"a mock is played through and read back", mockPlayed},
	{"what was practised goes with room and candidate", mocksGo},
}

// measured is a device of which nothing is wrong, or whose camera is refused.
func measured(good bool) exam.Measured {
	m := exam.Measured{
		Browser:    &exam.MeasuredBrowser{Secure: true, WebRTC: true, VP8: true, Opus: true, Recorder: true, Slices: 4},
		Camera:     &exam.MeasuredCamera{Label: "前置", Width: 640, Height: 480, FPS: 20, Luma: 100, Spread: 40},
		Microphone: &exam.MeasuredMicrophone{PeakDB: -20}, Speaker: &exam.MeasuredSpeaker{Heard: true},
		Network: &exam.MeasuredNetwork{Asked: 5, RoundTripMs: 20.5, UpKbps: 5000, DownKbps: 9000}, Events: &exam.MeasuredEvents{Connected: true},
		Media: &exam.MeasuredMedia{UDP: true, Kbps: 500, Seconds: 3}, Storage: &exam.MeasuredStorage{}, Clock: &exam.MeasuredClock{OffsetMs: -3.5},
		Power: &exam.MeasuredPower{}, Screen: &exam.MeasuredScreen{WakeLock: true},
	}
	if !good {
		m.Camera = &exam.MeasuredCamera{Problem: exam.ProblemDenied}
	}
	return m
}

// checks begins a check of the n-th candidate's camera under a token's hash.
func (w *world) checks(n int, p exam.Position, hash string) exam.DeviceCheck {
	w.t.Helper()
	c := exam.DeviceCheck{ID: hash, SchoolID: "a", EnrolmentID: w.sitting[n].EnrolmentID, Position: p, StartedAt: w.now(), ExpiresAt: w.now().Add(exam.CheckTTL)}
	w.no(w.CreateDeviceCheck(w.ctx, c, hash))
	return c
}

func (w *world) takes(hash string, m exam.Measured) exam.DeviceCheck {
	w.t.Helper()
	return got(w.ChangeDeviceCheck(w.ctx, hash, func(c *exam.DeviceCheck) error { return c.Take("手机 · Chrome", m, w.now()) }))(w)
}

func checksKept(w *world) {
	w.checks(0, exam.FirstPosition, "h1")
	w.refused(w.CreateDeviceCheck(w.ctx, exam.DeviceCheck{ID: "x", SchoolID: "a", EnrolmentID: w.sitting[0].EnrolmentID}, "h1"), exam.CodeConflict)
	half := w.takes("h1", exam.Measured{Browser: measured(true).Browser})
	w.same("half", []any{half.Outcome, len(got(w.DeviceChecks(w.ctx, "a", half.EnrolmentID))(w))}, []any{exam.CheckOutcome(""), 0})
	done := w.takes("h1", measured(false))
	w.same("done", done.Outcome, exam.OutcomeNotReady)
	w.same("read back", got(w.DeviceCheckByToken(w.ctx, "h1"))(w), done)
	w.same("by its identifier", got(w.DeviceCheck(w.ctx, "h1"))(w), done)
	w.same("latest", got(w.DeviceChecks(w.ctx, "a", done.EnrolmentID))(w), []exam.DeviceCheck{done})
	w.clock.turn(time.Minute)
	w.checks(0, exam.FirstPosition, "h2")
	w.takes("h2", exam.Measured{Browser: measured(true).Browser})
	w.same("a check that is not finished takes no one's place", got(w.DeviceChecks(w.ctx, "a", done.EnrolmentID))(w), []exam.DeviceCheck{done})
	again := w.takes("h2", measured(true))
	w.takes("h2", exam.Measured{Clock: &exam.MeasuredClock{}}) // a step done again
	w.checks(0, exam.SecondPosition, "h3")
	second := w.takes("h3", measured(true))
	all := got(w.DeviceChecks(w.ctx, "a", done.EnrolmentID))(w)
	w.same("of both cameras", []any{len(all), all[0].ID, all[1].ID, all[1].Label}, []any{2, again.ID, second.ID, "手机 · Chrome"})
	w.same("of another school", len(got(w.DeviceChecks(w.ctx, "b", done.EnrolmentID))(w)), 0)
	_, err := w.ChangeDeviceCheck(w.ctx, "none", func(*exam.DeviceCheck) error { return nil })
	w.refused(err, exam.CodeNotFound)
	w.clock.turn(exam.CheckTTL)
	_, err = w.ChangeDeviceCheck(w.ctx, "h1", func(c *exam.DeviceCheck) error { return c.Take("", measured(true), w.now()) })
	w.refused(err, exam.CodeConflict)
	told := 0
	for _, e := range got(w.TakeOutbox(w.ctx, 100))(w) {
		if e.Kind == "device_check" && e.EnrolmentID == done.EnrolmentID {
			told++
		}
	}
	w.same("her pages are told of each step", told, 6)
}

func readinessFound(w *world) {
	w.found("b", 2)
	w.checks(0, exam.FirstPosition, "h1")
	w.takes("h1", measured(true))
	w.checks(1, exam.FirstPosition, "h2")
	w.takes("h2", measured(true))
	w.checks(1, exam.SecondPosition, "h3")
	w.takes("h3", measured(false))
	w.checks(2, exam.FirstPosition, "h4")
	w.takes("h4", exam.Measured{Browser: measured(true).Browser})
	w.mocks(1, "m")
	w.played("m-sitting")
	everything := exam.Reach{All: true}
	for what, c := range map[string]struct {
		f     exam.ReadinessFilter
		total int
	}{
		"all":                  {exam.ReadinessFilter{Reach: everything}, 4},
		"unchecked":            {exam.ReadinessFilter{Reach: everything, State: exam.ReadyUnchecked}, 2},
		"ready":                {exam.ReadinessFilter{Reach: everything, State: exam.ReadyAll}, 1},
		"failed":               {exam.ReadinessFilter{Reach: everything, State: exam.ReadyFailed}, 1},
		"with remarks":         {exam.ReadinessFilter{Reach: everything, State: exam.ReadyRemarks}, 0},
		"who went through one": {exam.ReadinessFilter{Reach: everything, Mock: "yes"}, 1},
		"who has not":          {exam.ReadinessFilter{Reach: everything, Mock: "no"}, 3},
		"by number":            {exam.ReadinessFilter{Reach: everything, Query: "number-0002"}, 1},
		"of the exam":          {exam.ReadinessFilter{Reach: everything, ExamID: w.exam.ID}, 4},
		"of no exam":           {exam.ReadinessFilter{Reach: everything, ExamID: "none"}, 0},
		"of the room":          {exam.ReadinessFilter{Reach: exam.Reach{Rooms: []string{w.room.ID}}}, 4},
		"of another room":      {exam.ReadinessFilter{Reach: exam.Reach{Rooms: []string{"b-room"}}}, 0},
		"of the college":       {exam.ReadinessFilter{Reach: exam.Reach{Colleges: []string{w.college.ID}}}, 4},
		"in a college":         {exam.ReadinessFilter{Reach: everything, CollegeID: w.college.ID}, 4},
		"in another college":   {exam.ReadinessFilter{Reach: everything, CollegeID: "b-college"}, 0},
		"of nothing":           {exam.ReadinessFilter{}, 0},
	} {
		c.f.SchoolID, c.f.Limit = "a", 3
		list, total, _, err := w.Readiness(w.ctx, c.f)
		w.no(err)
		w.same(what, []int{len(list), total}, []int{min(3, c.total), c.total})
	}
	list, _, counts, err := w.Readiness(w.ctx, exam.ReadinessFilter{SchoolID: "a", Reach: everything, State: exam.ReadyFailed})
	w.no(err)
	w.same("counts", counts, exam.ReadinessCounts{All: 4, Unchecked: 2, Ready: 1, Failed: 1, Unrehearsed: 3})
	one := list[0]
	w.same("who", []any{one.Number, one.ExamName, one.CollegeName, one.MajorName, one.Phone, one.State()},
		[]any{"a-number-0002", w.exam.Name, w.college.Name, w.major.Name, phone(2), exam.ReadyFailed})
	w.same("her checks", []any{len(one.Checks), one.Check(2).ID, one.Check(2).Findings[1].Reasons}, []any{2, "h3", []exam.CheckReason{"camera_denied"}})
	places := exam.ReadinessPlaces{Exams: []exam.Place{{ID: w.exam.ID, Name: w.exam.Name}}, Colleges: []exam.Place{{ID: w.college.ID, Name: w.college.Name}}}
	w.same("what it may be narrowed to", got(w.ReadinessPlaces(w.ctx, "a", exam.Reach{Rooms: []string{w.room.ID}}))(w), places)
	w.same("within no reach", got(w.ReadinessPlaces(w.ctx, "a", exam.Reach{}))(w), exam.ReadinessPlaces{})
	w.same("her mocks", []any{one.Mocks, one.LastMockAt}, []any{1, got(w.Sitting(w.ctx, "m-sitting"))(w).EndedAt})
}

func (w *world) window() exam.MockWindow {
	return exam.MockWindow{
		SchoolID: "a", ExamID: w.exam.ID, OpensAt: w.now(), ClosesAt: w.now().Add(24 * time.Hour), Conversation: 45 * time.Second, Question: "介绍你自己",
		ChangedAt: w.now(), ChangedBy: "赵",
	}
}

func mockWindows(w *world) {
	own := w.sitting[0].EnrolmentID
	_, err := w.MockWindowOf(w.ctx, own)
	w.refused(err, exam.CodeNotFound)
	first := w.window()
	w.no(w.KeepMockWindow(w.ctx, first, w.staffFact("mock_window.kept")))
	w.same("of her exam", got(w.MockWindowOf(w.ctx, own))(w), first)
	first.Question = "为什么选择这个专业"
	w.no(w.KeepMockWindow(w.ctx, first, w.staffFact("mock_window.kept")))
	w.same("changed", got(w.MockWindows(w.ctx, "a"))(w), []exam.MockWindow{first})
	foreign := first
	foreign.SchoolID = "b"
	w.found("b", 1)
	w.refused(w.KeepMockWindow(w.ctx, foreign, w.staffFact("mock_window.kept")), exam.CodeNotFound)
	w.refused(w.RemoveMockWindow(w.ctx, "b", w.exam.ID, w.staffFact("mock_window.removed")), exam.CodeNotFound)
	w.no(w.RemoveMockWindow(w.ctx, "a", w.exam.ID, w.staffFact("mock_window.removed")))
	w.refused(w.RemoveMockWindow(w.ctx, "a", w.exam.ID, w.staffFact("mock_window.removed")), exam.CodeNotFound)
	told := 0
	for _, e := range got(w.TakeOutbox(w.ctx, 100))(w) {
		if e.Kind == "mock" && e.ExamID == w.exam.ID {
			told++
		}
	}
	w.same("candidates are told", told, 3)
	w.same("ledger", len(got(w.LedgerOf(w.ctx, ""))(w)), 3)
}

// mocks begins a mock of the n-th candidate whose identifiers begin with a name.
func (w *world) mocks(n int, name string) {
	w.t.Helper()
	w.no(w.makeMock(n, name))
}

func (w *world) makeMock(n int, name string) error {
	like, err := w.MockPattern(w.ctx, w.sitting[n].EnrolmentID)
	w.no(err)
	in, one := w.window().Mock(like, name+"-session", name+"-sitting", w.sitting[n].EnrolmentID, w.now())
	q := exam.Question{ID: name + "-question", SchoolID: "a", SessionID: in.ID, Title: "练习", Body: "介绍你自己"}
	return w.CreateMock(w.ctx, in, one, q, nil, exam.Fact{Kind: "mock.begun", Actor: w.candidate(n), At: w.now()})
}

// played brings a mock to its end, with both cameras and a question.
func (w *world) played(sittingID string) {
	w.t.Helper()
	by := exam.Actor{Kind: exam.ActorCandidate, LoginID: "practice", Phone: phone(1)}
	do := func(fn func(*exam.Sitting, exam.Session) error) {
		_, err := w.Change(w.ctx, sittingID, fn)
		w.no(err)
	}
	play := func(after time.Duration) {
		w.clock.turn(after)
		do(func(s *exam.Sitting, in exam.Session) error {
			return s.PlayPanel(in, exam.MockScript{Conversation: 45 * time.Second, QuestionID: sittingID[:1] + "-question", ReleaseID: sittingID + "-release"}, w.now())
		})
	}
	do(func(s *exam.Sitting, in exam.Session) error { return s.Join(by, 1, false, "phone", in, w.now()) })
	do(func(s *exam.Sitting, in exam.Session) error { return s.EnterWaiting(by, in, w.now()) })
	play(time.Minute)
	do(func(s *exam.Sitting, _ exam.Session) error { return s.Accept(by, w.now()) })
	play(10 * time.Second)
	play(time.Minute)
	w.same("played to its end", got(w.Sitting(w.ctx, sittingID))(w).Phase, exam.PhaseFinished)
}

func mocksApart(w *world) {
	own := w.sitting[0].EnrolmentID
	w.mocks(0, "m")
	w.refused(w.makeMock(0, "n"), exam.CodeConflict)
	mock := got(w.Mocks(w.ctx, own))(w)[0]
	in := mock.Timetabled.Session
	w.same("like her own", []any{in.RoomID, in.SubjectID, in.SecondCamera, in.Mock, mock.Sitting.Mock, mock.Timetabled.Room.Name},
		[]any{w.room.ID, w.subject.ID, w.session.SecondCamera, true, true, w.room.Name})
	w.same("her own timetable", len(got(w.SittingsOfEnrolment(w.ctx, own))(w)), 1)
	w.same("the chair's sessions", len(got(w.SessionsFor(w.ctx, "a", w.chair.Bindings))(w)), 1)
	set := got(w.SetUp(w.ctx, "a", w.exam.ID, true))(w)
	w.same("the set-up", []int{len(set.Sessions), len(set.Entrants[0].Seats)}, []int{1, 1})
	w.same("the list of exams", got(w.Exams(w.ctx, "a"))(w)[0].Sessions, 1)
	w.same("a real sitting is none", w.reread(0).Mock, false)
	listed, _, err := w.Roster(w.ctx, exam.RosterFilter{SchoolID: "a", CandidateID: "a-candidate-0001"})
	w.no(err)
	by := w.candidate(0)
	_, err = w.Change(w.ctx, "m-sitting", func(s *exam.Sitting, in exam.Session) error { return s.Join(by, 1, false, "phone", in, w.now()) })
	w.no(err)
	w.same("practice keeps nobody out of the exam", len(got(w.ActiveElsewhere(w.ctx, w.sitting[0].ID))(w)), 0)
	w.same("practice begins nothing", listed[0].Begun, false)
	w.join(0, exam.Actor{Kind: exam.ActorCandidate, LoginID: "real", Phone: phone(1)}, exam.FirstPosition)
	w.same("the exam keeps her out of practice", len(got(w.ActiveElsewhere(w.ctx, "m-sitting"))(w)), 1)
	b := w.found("b", 1)
	_, err = w.MockPattern(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
	w.same("another school's pattern", got(w.MockPattern(w.ctx, b.sitting[0].EnrolmentID))(w).ID, b.session.ID)
}

func mockPlayed(w *world) {
	w.no(w.KeepMockWindow(w.ctx, w.window(), w.staffFact("mock_window.kept")))
	w.mocks(0, "m")
	w.same("no staff of the room sees it", got(w.SittingScope(w.ctx, "m-sitting"))(w), exam.Scope{SchoolID: "a", SittingID: "m-sitting", Phone: phone(1)})
	w.same("nor its session", got(w.SessionScope(w.ctx, "m-session"))(w), exam.Scope{SchoolID: "a"})
	w.same("nobody has entered", len(got(w.PlayedMocks(w.ctx))(w)), 0)
	by := w.candidate(0)
	_, err := w.Change(w.ctx, "m-sitting", func(s *exam.Sitting, in exam.Session) error { return s.Join(by, 1, true, "phone", in, w.now()) })
	w.no(err)
	w.same("the clock's list", got(w.PlayedMocks(w.ctx))(w), []exam.PlayedMock{{SittingID: "m-sitting", QuestionID: "m-question", Conversation: 45 * time.Second}})
	_, err = w.Change(w.ctx, "m-sitting", func(s *exam.Sitting, _ exam.Session) error { return s.EndMock("again", w.now()) })
	w.no(err)
	w.clock.turn(time.Second)
	w.mocks(0, "n")
	w.played("n-sitting")
	w.same("the clock's list afterwards", len(got(w.PlayedMocks(w.ctx))(w)), 0)
	all := got(w.Mocks(w.ctx, w.sitting[0].EnrolmentID))(w)
	w.same("newest first", []any{len(all), all[0].Sitting.ID, all[0].Sitting.Phase, all[1].Sitting.Phase}, []any{2, "n-sitting", exam.PhaseFinished, exam.PhaseAbsent})
	w.same("the question was shown", all[0].Sitting.Releases[0].QuestionID, "n-question")
}

func mocksGo(w *world) {
	w.mocks(0, "m")
	w.played("m-sitting")
	w.no(w.CreatePairing(w.ctx, exam.Pairing{ID: "p", SchoolID: "a", SittingID: "m-sitting", Position: 2, Hash: "h", ExpiresAt: w.now()}))
	w.outages(exam.Interruption{ID: "i", SchoolID: "a", SittingID: "m-sitting", Position: 1, StartedAt: w.now()})
	w.checks(0, exam.FirstPosition, "h1")
	w.no(w.RemoveCandidate(w.ctx, "a", "a-candidate-0001", w.staffFact("candidate.removed")))
	_, err := w.Sitting(w.ctx, "m-sitting")
	w.refused(err, exam.CodeNotFound)
	w.same("the ledger keeps it", len(got(w.LedgerOf(w.ctx, "m-sitting"))(w)) > 5, true)
	w.mocks(1, "n")
	drop := func(c exam.SetUpChange) error {
		return w.ChangeSetUp(w.ctx, "a", w.exam.ID, false, func(exam.SetUp) (exam.SetUpChange, error) { return c, nil })
	}
	w.refused(drop(exam.SetUpChange{RemoveRoom: w.room.ID}), exam.CodeConflict) // the real session is still there
	w.same("so practice is, too", got(w.Sitting(w.ctx, "n-sitting"))(w).Phase, exam.PhaseAssigned)
	var gone []exam.Unseat
	for _, one := range w.sitting[1:] {
		gone = append(gone, exam.Unseat{SittingID: one.ID, EnrolmentID: one.EnrolmentID})
	}
	w.no(drop(exam.SetUpChange{RemoveSession: w.session.ID, Unseat: gone}))
	w.no(drop(exam.SetUpChange{RemoveRoom: w.room.ID}))
	_, err = w.Sitting(w.ctx, "n-sitting")
	w.refused(err, exam.CodeNotFound)
}

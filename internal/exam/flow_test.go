package exam_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
)

var (
	pledgeStep = exam.FlowStep{Kind: exam.StepPledge}
	deviceStep = exam.FlowStep{Kind: exam.StepDeviceCheck}
	faceStep   = exam.FlowStep{Kind: exam.StepFaceCheck, Tries: 3}
	scanStep   = exam.FlowStep{Kind: exam.StepRoomScan, Tick: true, SecondCamera: true}
)

func TestFlowCheck(t *testing.T) {
	for _, c := range []struct {
		rule  string
		steps []exam.FlowStep
		want  exam.Code
	}{
		{"no steps are a flow", nil, ""},
		{"all steps in any order are one", []exam.FlowStep{scanStep, faceStep, pledgeStep, deviceStep}, ""},
		{"a step stands once", []exam.FlowStep{pledgeStep, deviceStep, pledgeStep}, exam.CodeInvalid},
		{"nobody invents steps", []exam.FlowStep{{Kind: "body_search"}}, exam.CodeInvalid},
		{"a face check has tries", []exam.FlowStep{{Kind: exam.StepFaceCheck}}, exam.CodeInvalid},
		{"but not any number", []exam.FlowStep{{Kind: exam.StepFaceCheck, Tries: 11}}, exam.CodeInvalid},
	} {
		refused(t, c.rule, exam.Flow{Steps: c.steps}.Check(), c.want)
	}
	tidy := exam.Flow{Steps: []exam.FlowStep{{Kind: exam.StepPledge, Strict: true, Tries: 5, Tick: true}, {Kind: exam.StepFaceCheck, Strict: true, Tries: 5, Tick: true}}}.Tidy()
	if !slices.Equal(tidy.Steps, []exam.FlowStep{pledgeStep, {Kind: exam.StepFaceCheck, Strict: true, Tries: 5}}) {
		t.Errorf("tidy steps = %+v, want each with its own settings only", tidy.Steps)
	}
}

func TestStepsForAnAccommodation(t *testing.T) {
	all := []exam.FlowStep{pledgeStep, faceStep, scanStep}
	for _, c := range []struct {
		rule string
		a    exam.Accommodation
		want []exam.FlowStep
	}{
		{"without one all steps are hers", exam.Accommodation{}, all},
		{"extra time changes no step", exam.Accommodation{ExtraPercent: 50}, all},
		{"no face check: the step does not exist", exam.Accommodation{NoFaceCheck: true}, []exam.FlowStep{pledgeStep, scanStep}},
		{"one camera: the room is shown without the second", exam.Accommodation{OneCamera: true}, []exam.FlowStep{pledgeStep, faceStep, {Kind: exam.StepRoomScan, Tick: true}}},
	} {
		if got := exam.StepsFor(all, c.a); !slices.Equal(got, c.want) {
			t.Errorf("%s: steps = %+v, want %+v", c.rule, got, c.want)
		}
	}
	if !slices.Equal(all, []exam.FlowStep{pledgeStep, faceStep, scanStep}) {
		t.Error("the flow of the others has changed")
	}
}

// checkingIn returns a sitting in check-in with a flow.
func checkingIn(t *testing.T, steps ...exam.FlowStep) *exam.Sitting {
	t.Helper()
	s := in(t, exam.PhaseCheckIn)
	s.Flow = steps
	return s
}

func joinSecond(t *testing.T, s *exam.Sitting) {
	t.Helper()
	must(t, s.Join(second, exam.SecondPosition, false, "tablet", session(), nine))
}

func TestStepsAreTakenInTheirOrder(t *testing.T) {
	s := checkingIn(t, deviceStep, faceStep, scanStep)
	if got := s.NextStep(); got != exam.StepDeviceCheck {
		t.Fatalf("next step = %q, want the first", got)
	}
	err := s.ScanRoom(candidate, nine)
	refused(t, "nobody jumps", err, exam.CodeStepOrder)
	if got := extras(t, err)["step"]; got != string(exam.StepDeviceCheck) {
		t.Errorf("step that comes first = %v", got)
	}
	err = s.EnterWaiting(candidate, session(), nine)
	refused(t, "nobody waits before all is done", err, exam.CodeStepsOwed)
	if got := extras(t, err)["step"]; got != string(exam.StepDeviceCheck) {
		t.Errorf("step owed = %v", got)
	}
	refused(t, "a step that is not configured does not exist", s.PassStep(candidate, exam.StepPledge, exam.MarkDone, nil, nine), exam.CodeNotFound)
	refused(t, "only the first camera takes steps", s.CheckDevices(second, nil, nine), exam.CodeDeviceReplaced)
	refused(t, "staff do not take them for her", s.CheckDevices(steward, nil, nine), exam.CodeDeviceReplaced)
	must(t, s.CheckDevices(candidate, nil, nine))
	refused(t, "a step is done once", s.CheckDevices(candidate, nil, nine), exam.CodeConflict)
	must(t, s.PassStep(candidate, exam.StepFaceCheck, exam.MarkContinued, map[string]string{"verdict": "failed"}, nine))
	refused(t, "the second camera is asked for", s.ScanRoom(candidate, nine), exam.CodeSecondCameraMissing)
	joinSecond(t, s)
	must(t, s.ScanRoom(candidate, nine))
	refused(t, "what waits for staff is not passed", s.EnterWaiting(candidate, session(), nine), exam.CodeStepsOwed)
	must(t, s.TickStep(steward, exam.StepRoomScan, nine))
	must(t, s.EnterWaiting(candidate, session(), nine))
	refused(t, "after check-in no step is taken", s.ScanRoom(candidate, nine), exam.CodeConflict)
	refused(t, "nor decided", s.AskAgain(steward, exam.StepRoomScan, "late", nine), exam.CodeConflict)
}

func TestTheDeviceCheckIsOfOneDevice(t *testing.T) {
	s := checkingIn(t, deviceStep)
	must(t, s.CheckDevices(candidate, nil, nine))
	other := exam.Actor{Kind: exam.ActorCandidate, LoginID: "phone-9", Phone: candidate.Phone}
	must(t, s.Join(other, exam.FirstPosition, true, "new phone", session(), nine))
	refused(t, "another device is to be checked again", s.EnterWaiting(other, session(), nine), exam.CodeStepsOwed)
	must(t, s.CheckDevices(other, nil, nine))
	must(t, s.EnterWaiting(other, session(), nine))
}

func TestStaffTickAskAgainAndLetPass(t *testing.T) {
	s := checkingIn(t, deviceStep, scanStep)
	refused(t, "nothing waits for a tick yet", s.TickStep(steward, exam.StepRoomScan, nine), exam.CodeConflict)
	refused(t, "to let pass owes a reason", s.OverrideStep(steward, exam.StepDeviceCheck, "  ", nine), exam.CodeInvalid)
	must(t, s.OverrideStep(steward, exam.StepDeviceCheck, "cannot speak", nine))
	joinSecond(t, s)
	must(t, s.ScanRoom(candidate, nine))
	refused(t, "to ask again owes a reason", s.AskAgain(steward, exam.StepRoomScan, "", nine), exam.CodeInvalid)
	must(t, s.AskAgain(steward, exam.StepRoomScan, "hands are not seen", nine.Add(time.Second)))
	if m := s.Mark(exam.StepRoomScan); m.State != exam.MarkAgain || m.Reason != "hands are not seen" || m.By != "steward" {
		t.Errorf("mark = %+v, want it asked again with who and why", m)
	}
	must(t, s.ScanRoom(candidate, nine.Add(2*time.Second)))
	must(t, s.ScanRoom(candidate, nine.Add(3*time.Second))) // pressed twice: it waits since the first
	if m := s.Mark(exam.StepRoomScan); m.State != exam.MarkShown || !m.At.Equal(nine.Add(2*time.Second)) || m.Reason != "" {
		t.Errorf("mark = %+v, want it to wait since the first press, without the old reason", m)
	}
	must(t, s.TickStep(steward, exam.StepRoomScan, nine.Add(4*time.Second)))
	refused(t, "a ticked step needs no override", s.OverrideStep(steward, exam.StepRoomScan, "why", nine), exam.CodeConflict)
	refused(t, "a pledge is not asked for again", checkedPledge(t).AskAgain(steward, exam.StepPledge, "why", nine), exam.CodeConflict)
	want := []string{"step.overridden", "device.joined", "step.shown", "step.asked_again", "step.shown", "step.ticked"}
	if got := kinds(s); !slices.Equal(got, want) {
		t.Errorf("facts = %v, want %v", got, want)
	}
}

func checkedPledge(t *testing.T) *exam.Sitting {
	t.Helper()
	s := checkingIn(t, pledgeStep, deviceStep)
	must(t, s.PassStep(candidate, exam.StepPledge, exam.MarkDone, nil, nine))
	return s
}

func TestARoomScanWithoutTickIsTheCandidatesWord(t *testing.T) {
	s := checkingIn(t, exam.FlowStep{Kind: exam.StepRoomScan})
	must(t, s.ScanRoom(candidate, nine))
	must(t, s.AskAgain(steward, exam.StepRoomScan, "turn the camera", nine))
	refused(t, "asked again it is owed again", s.EnterWaiting(candidate, session(), nine), exam.CodeStepsOwed)
	must(t, s.ScanRoom(candidate, nine))
	must(t, s.EnterWaiting(candidate, session(), nine))
}

// FuzzFlow takes steps in whatever order the bytes say, of whatever flow: nobody
// waits with a step owed, and each step is passed in its turn.
func FuzzFlow(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3}, []byte{0, 1, 2, 3, 4, 5, 6})
	f.Add([]byte{3, 1}, []byte{3, 5, 3, 4, 1, 9})
	f.Fuzz(func(t *testing.T, flow, script []byte) {
		s := in(t, exam.PhaseCheckIn)
		all := []exam.FlowStep{pledgeStep, deviceStep, faceStep, scanStep}
		for _, b := range flow {
			if step := all[int(b)%len(all)]; s.Step(step.Kind) == nil {
				s.Flow = append(s.Flow, step)
			}
		}
		for i, b := range script {
			before, at := s.NextStep(), nine.Add(time.Duration(i)*time.Second)
			kind := all[int(b)%len(all)].Kind
			var err error
			switch int(b) / len(all) % 5 {
			case 0:
				err = s.PassStep(candidate, kind, exam.MarkDone, nil, at)
			case 1:
				err = s.PassStep(candidate, kind, exam.MarkShown, nil, at)
			case 2:
				err = s.TickStep(steward, kind, at)
			case 3:
				err = s.AskAgain(steward, kind, "why", at)
			case 4:
				err = s.EnterWaiting(candidate, session(), at)
			}
			if s.Phase == exam.PhaseWaiting && s.NextStep() != "" {
				t.Fatalf("waits although %s is owed", s.NextStep())
			}
			byHer := int(b)/len(all)%5 < 2
			if err == nil && byHer && kind != before {
				t.Fatalf("took %s although %s was next", kind, before)
			}
			if len(s.Marks) > len(s.Flow) {
				t.Fatalf("marks %v for flow %v", s.Marks, s.Flow)
			}
		}
	})
}

func TestAccommodationCheck(t *testing.T) {
	fine := exam.Accommodation{ExtraPercent: 30, Reason: "visual impairment"}
	with := func(change func(*exam.Accommodation)) exam.Accommodation { a := fine; change(&a); return a }
	for _, c := range []struct {
		rule string
		a    exam.Accommodation
		want exam.Code
	}{
		{"extra time with a reason", fine, ""},
		{"breaks with their length", with(func(a *exam.Accommodation) { a.Breaks, a.BreakMinutes = 2, 10 }), ""},
		{"a reason is owed", with(func(a *exam.Accommodation) { a.Reason = " " }), exam.CodeInvalid},
		{"something is different", with(func(a *exam.Accommodation) { a.ExtraPercent = 0 }), exam.CodeInvalid},
		{"time is not taken away", with(func(a *exam.Accommodation) { a.ExtraMinutes = -1 }), exam.CodeInvalid},
		{"nor given without bound", with(func(a *exam.Accommodation) { a.ExtraPercent = 201 }), exam.CodeInvalid},
		{"breaks have a length", with(func(a *exam.Accommodation) { a.Breaks = 2 }), exam.CodeInvalid},
		{"a sum of breaks in place of single ones", with(func(a *exam.Accommodation) { a.BreakTotal = 20 }), ""},
		{"not beside them", with(func(a *exam.Accommodation) { a.BreakTotal, a.Breaks, a.BreakMinutes = 20, 2, 10 }), exam.CodeInvalid},
		{"a length is of breaks", with(func(a *exam.Accommodation) { a.BreakMinutes = 5 }), exam.CodeInvalid},
	} {
		refused(t, c.rule, c.a.Check(), c.want)
	}
}

func TestExtraTime(t *testing.T) {
	for _, c := range []struct {
		rule    string
		a       exam.Accommodation
		planned time.Duration
		want    time.Duration
	}{
		{"none", exam.Accommodation{}, time.Hour, time.Hour},
		{"a share", exam.Accommodation{ExtraPercent: 30}, 2 * time.Hour, 156 * time.Minute},
		{"a share of little, up to whole seconds", exam.Accommodation{ExtraPercent: 33}, 10 * time.Second, 14 * time.Second},
		{"minutes on top", exam.Accommodation{ExtraPercent: 50, ExtraMinutes: 10}, time.Hour, 100 * time.Minute},
		{"breaks are given back when they are taken", exam.Accommodation{Breaks: 2, BreakMinutes: 5}, time.Hour, time.Hour},
	} {
		if got := c.a.Duration(c.planned); got != c.want {
			t.Errorf("%s: %v lasts %v, want %v", c.rule, c.planned, got, c.want)
		}
		if got := c.a.EndsAt(nine, c.planned); !got.Equal(nine.Add(c.want)) {
			t.Errorf("%s: ends at %v", c.rule, got)
		}
	}
}

func TestOneCameraIsNotAskedForTheSecond(t *testing.T) {
	must := func(err error) { t.Helper(); refused(t, "one camera", err, "") }
	required := session()
	required.SecondCamera = exam.SecondCameraRequired
	s := in(t, exam.PhaseWaiting)
	s.Accommodation = exam.Accommodation{OneCamera: true}
	refused(t, "no second device joins", s.Join(second, exam.SecondPosition, false, "tablet", required, nine), exam.CodeInvalid)
	must(s.Invite(chair, exam.Hall{Session: required}, nine))
}

var text = exam.PledgeText{ID: "p2", Version: 2, Title: "Pledge", Body: "I promise.", SHA256: exam.PledgeText{Title: "Pledge", Body: "I promise."}.Hash()}

func TestSigning(t *testing.T) {
	hand := func(strokes ...exam.Stroke) exam.Signature {
		return exam.Signature{PledgeID: text.ID, SHA256: text.SHA256, Kind: exam.SignedByHand, Strokes: strokes}
	}
	typed := func(name string) exam.Signature {
		return exam.Signature{PledgeID: text.ID, SHA256: text.SHA256, Kind: exam.SignedTyped, Typed: name}
	}
	line := exam.Stroke{{10, 10}, {200, 60}, {300, 200}, {420, 90}}
	other := func(change func(*exam.Signature)) exam.Signature { g := hand(line); change(&g); return g }
	for _, c := range []struct {
		rule string
		g    exam.Signature
		want exam.Code
	}{
		{"by hand", hand(line), ""},
		{"by name, whatever the spaces, dots and case", typed(" aisha · GULI "), ""},
		{"another's name is not hers", typed("林晓雨"), exam.CodeInvalid},
		{"nothing is no name", typed(""), exam.CodeInvalid},
		{"no strokes are no signature", hand(), exam.CodeInvalid},
		{"nor is a dot", hand(exam.Stroke{{5, 5}, {6, 6}, {7, 7}, {8, 8}}), exam.CodeInvalid},
		{"nor what leaves the field", hand(exam.Stroke{{5, 5}, {2000, 6}, {7, 7}, {8, 8}}), exam.CodeInvalid},
		{"nor what never ends", hand(make(exam.Stroke, 6001), line), exam.CodeInvalid},
		{"another text", other(func(g *exam.Signature) { g.SHA256 = strings.Repeat("0", 64) }), exam.CodeConflict},
		{"an old version", other(func(g *exam.Signature) { g.PledgeID = "p1" }), exam.CodeConflict},
		{"an unknown way", other(func(g *exam.Signature) { g.Kind = "stamp" }), exam.CodeInvalid},
		{"two ways at once", other(func(g *exam.Signature) { g.Typed = "Aisha Guli" }), exam.CodeInvalid},
	} {
		s, g := checkingIn(t, pledgeStep), c.g
		refused(t, c.rule, s.Sign(candidate, text, &g, "Aisha Guli", nine), c.want)
		if passed := s.NextStep() == ""; passed != (c.want == "") {
			t.Errorf("%s: passed = %v", c.rule, passed)
		}
		if c.want != "" {
			continue
		}
		facts, _, _ := s.Drain()
		if d := facts[0].Data; d["sha256"] != text.SHA256 || d["version"] != "2" || d["signature_sha256"] != g.Hash() || d["device"] != "phone" || g.LoginID != candidate.LoginID {
			t.Errorf("%s: fact %v of signature %+v", c.rule, d, g)
		}
	}
	if got := exam.CodeOf(checkingIn(t, deviceStep, pledgeStep).Sign(candidate, text, new(exam.Signature), "", nine)); got != exam.CodeStepOrder {
		t.Errorf("out of turn: %q", got)
	}
}

func TestPledgeText(t *testing.T) {
	refused(t, "a text", text.Check(), "")
	refused(t, "without title", exam.PledgeText{Body: "x"}.Check(), exam.CodeInvalid)
	refused(t, "without words", exam.PledgeText{Title: "x", Body: " \n"}.Check(), exam.CodeInvalid)
	refused(t, "too long", exam.PledgeText{Title: "x", Body: strings.Repeat("字", 20001)}.Check(), exam.CodeInvalid)
	refused(t, "what cannot be kept", exam.PledgeText{Title: "x", Body: "a\x00b"}.Check(), exam.CodeInvalid)
	// As sha256sum takes it of "Pledge\n\nI promise.".
	if text.SHA256 != "1845f1f3ff182243803d7d2565da732c469dc41b8a710d13079b5a7203db977d" {
		t.Errorf("hash = %s", text.SHA256)
	}
}

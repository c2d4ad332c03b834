package exam_test

import (
	"slices"
	"testing"
	"time"

	"kaochang/internal/exam"
)

var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)

// atFace is a sitting in check-in whose only step is a face check.
func atFace(strict bool) (*exam.Sitting, exam.Actor) {
	her := exam.Actor{Kind: exam.ActorCandidate, LoginID: "phone"}
	return &exam.Sitting{
		ID: "s", SchoolID: "a", Type: exam.TypeInterview, Phase: exam.PhaseCheckIn, Flow: []exam.FlowStep{{Kind: exam.StepFaceCheck, Tries: 3, Strict: strict}},
		Devices: []exam.Device{{Position: exam.FirstPosition, LoginID: "phone", Label: "iPhone"}},
	}, her
}

func agreed(checks ...exam.FaceVerdict) exam.FaceFile {
	f := exam.FaceFile{Consents: []exam.FaceConsent{{Agreed: true}}}
	for _, v := range checks {
		f.Checks = append(f.Checks, exam.FaceCheck{State: exam.FaceDecided, Verdict: v})
	}
	return f
}

func TestWhoMayHaveAChallenge(t *testing.T) {
	t.Parallel()
	queued := agreed()
	queued.Checks = []exam.FaceCheck{{State: exam.FaceQueued}}
	withdrawn := agreed()
	withdrawn.Consents = append(withdrawn.Consents, exam.FaceConsent{})
	failed, fault := exam.FaceFailed, exam.FacePerson
	for _, c := range []struct {
		rule string
		f    exam.FaceFile
		mark exam.MarkState
		want exam.Code
	}{
		{"who agreed may", agreed(), exam.MarkOpen, ""},
		{"who was not asked may not", exam.FaceFile{}, exam.MarkOpen, exam.CodeConsentOwed},
		{"who withdrew her consent may not", withdrawn, exam.MarkOpen, exam.CodeConsentOwed},
		{"one try at a time", queued, exam.MarkOpen, exam.CodeConflict},
		{"after two that failed there is a third", agreed(failed, failed), exam.MarkOpen, ""},
		{"after three there is none", agreed(failed, failed, failed), exam.MarkOpen, exam.CodeTriesUsedUp},
		{"a fault of ours costs no try", agreed(failed, fault, fault, failed), exam.MarkOpen, ""},
		{"who waits for a person does not", agreed(), exam.MarkShown, exam.CodeConflict},
		{"whom a person rejected does not", agreed(), exam.MarkRejected, exam.CodeConflict},
		{"who is through does not", agreed(), exam.MarkDone, exam.CodeConflict},
	} {
		s, her := atFace(false)
		s.Marks = []exam.StepMark{{Kind: exam.StepFaceCheck, State: c.mark}}
		refused(t, c.rule, s.AskFace(her, c.f), c.want)
	}
	s, _ := atFace(false)
	refused(t, "another device may not", s.AskFace(exam.Actor{Kind: exam.ActorCandidate, LoginID: "tablet"}, agreed()), exam.CodeDeviceReplaced)
}

func TestAChallengeIsOneDevicesOnceAndShort(t *testing.T) {
	t.Parallel()
	her := exam.Actor{Kind: exam.ActorCandidate, LoginID: "phone"}
	c := exam.FaceChallenge{LoginID: "phone", NonceHash: "n", Actions: exam.FaceActions(func(int) int { return 0 }), IssuedAt: noon, ExpiresAt: noon.Add(exam.FaceChallengeTTL)}
	used := c
	used.UsedAt = noon
	for _, row := range []struct {
		rule  string
		c     exam.FaceChallenge
		by    exam.Actor
		nonce string
		after time.Duration
		want  exam.Code
	}{
		{"in time", c, her, "n", 90 * time.Second, ""},
		{"too late", c, her, "n", 91 * time.Second, exam.CodeChallengeExpired},
		{"another nonce", c, her, "m", 0, exam.CodeChallengeWrong},
		{"no nonce", c, her, "", 0, exam.CodeChallengeWrong},
		{"another device", c, exam.Actor{LoginID: "tablet"}, "n", 0, exam.CodeChallengeWrong},
		{"twice", used, her, "n", 0, exam.CodeChallengeUsed},
	} {
		refused(t, row.rule, row.c.CheckNonce(row.by, row.nonce, noon.Add(row.after)), row.want)
	}
	refused(t, "a frame is missing", c.CheckFrames([]exam.FacePicture{{Place: 0}, {Place: 1}, {Place: 3}}), exam.CodeInvalid)
	refused(t, "all frames", c.CheckFrames([]exam.FacePicture{{Place: 3}, {Place: 2}, {Place: 1}, {Place: 0}}), "")
}

func TestActionsOfAChallengeDiffer(t *testing.T) {
	t.Parallel()
	orders := map[string]bool{}
	for n := range 60 {
		digits := []int{n % 5, n / 5 % 4, n / 20}
		actions := exam.FaceActions(func(n int) int { d := digits[0]; digits = digits[1:]; return d % n })
		if len(actions) != 1+exam.FaceMoves || actions[0] != exam.FaceStraight {
			t.Fatalf("actions %v, want a straight look and %d more", actions, exam.FaceMoves)
		}
		name := ""
		for _, a := range actions {
			name += string(a) + " "
		}
		slices.Sort(actions)
		if len(slices.Compact(actions)) != 1+exam.FaceMoves {
			t.Fatalf("%s has an action twice", name)
		}
		orders[name] = true
	}
	if len(orders) != 60 { // 5 x 4 x 3
		t.Errorf("%d orders, want all 60", len(orders))
	}
}

func good() exam.FaceFinding {
	frame := exam.FaceFrameFinding{Faces: 1, Width: 0.4, Eyes: 0.3, Mouth: 0.05, Likeness: 0.8, Same: 1}
	f := exam.FaceFinding{ReferenceFaces: 1, Frames: []exam.FaceFrameFinding{frame, frame, frame, frame}}
	f.Frames[1].Yaw = 25
	f.Frames[2].Eyes = 0.08
	f.Frames[3].Pitch = 18
	return f
}

func TestFindingsAreJudged(t *testing.T) {
	t.Parallel()
	actions := []exam.FaceAction{exam.FaceStraight, exam.FaceTurnLeft, exam.FaceBlink, exam.FaceNod}
	rule := exam.DefaultFaceRule("a")
	for _, c := range []struct {
		rule    string
		change  func(*exam.FaceFinding)
		want    exam.FaceVerdict
		reasons []exam.FaceReason
	}{
		{"all is seen and alike", func(*exam.FaceFinding) {}, exam.FacePassed, nil},
		{"without a reference photo a person decides", func(f *exam.FaceFinding) { f.ReferenceFaces = 0 }, exam.FacePerson, []exam.FaceReason{exam.FaceNoPhoto}},
		{"two faces in the reference photo are none", func(f *exam.FaceFinding) { f.ReferenceFaces = 2 }, exam.FacePerson, []exam.FaceReason{exam.FaceNoPhoto}},
		{"a finding that is cut short is our fault", func(f *exam.FaceFinding) { f.Frames = f.Frames[:2] }, exam.FacePerson, []exam.FaceReason{exam.FaceEngineFailed}},
		{"no face", func(f *exam.FaceFinding) { f.Frames[1] = exam.FaceFrameFinding{} }, exam.FaceFailed, []exam.FaceReason{exam.FaceNoFace}},
		{"two faces", func(f *exam.FaceFinding) { f.Frames[2].Faces = 2 }, exam.FaceFailed, []exam.FaceReason{exam.FaceTwoFaces}},
		{"dark", func(f *exam.FaceFinding) { f.Frames[0].Dark = true }, exam.FaceFailed, []exam.FaceReason{exam.FaceTooDark}},
		{"far", func(f *exam.FaceFinding) { f.Frames[3].Width = 0.05 }, exam.FaceFailed, []exam.FaceReason{exam.FaceTooFar}},
		{"a still picture does not turn", func(f *exam.FaceFinding) { f.Frames[1].Yaw = 0 }, exam.FaceFailed, []exam.FaceReason{exam.FaceActionMissing}},
		{"to the other side is not it", func(f *exam.FaceFinding) { f.Frames[1].Yaw = -25 }, exam.FaceFailed, []exam.FaceReason{exam.FaceActionMissing}},
		{"open eyes do not blink", func(f *exam.FaceFinding) { f.Frames[2].Eyes = 0.3 }, exam.FaceFailed, []exam.FaceReason{exam.FaceActionMissing}},
		{"a raised head does not nod", func(f *exam.FaceFinding) { f.Frames[3].Pitch = -18 }, exam.FaceFailed, []exam.FaceReason{exam.FaceActionMissing}},
		{"another steps in half way", func(f *exam.FaceFinding) { f.Frames[2].Same = 0.2 }, exam.FaceFailed, []exam.FaceReason{exam.FaceAnother}},
		{"another than on the photo", func(f *exam.FaceFinding) { f.Frames[0].Likeness = 0.49 }, exam.FaceFailed, []exam.FaceReason{exam.FaceUnlike}},
	} {
		f := good()
		c.change(&f)
		verdict, reasons, _ := exam.JudgeFace(rule, actions, f)
		if verdict != c.want || !slices.Equal(reasons, c.reasons) {
			t.Errorf("%s: %s %v, want %s %v", c.rule, verdict, reasons, c.want, c.reasons)
		}
	}
	mouth := []exam.FaceAction{exam.FaceStraight, exam.FaceTurnRight, exam.FaceOpenMouth}
	f := good()
	f.Frames = f.Frames[:3]
	f.Frames[1].Yaw, f.Frames[2].Mouth = -25, 0.5
	if verdict, reasons, similarity := exam.JudgeFace(rule, mouth, f); verdict != exam.FacePassed || similarity != 80 {
		t.Errorf("right and open: %s %v %d, want it passed at 80", verdict, reasons, similarity)
	}
}

func TestWhatAVerdictDoesToTheStep(t *testing.T) {
	t.Parallel()
	failed := exam.FaceFailed
	for _, c := range []struct {
		rule    string
		strict  bool
		before  []exam.FaceVerdict
		verdict exam.FaceVerdict
		want    exam.MarkState
	}{
		{"passed is done", false, nil, exam.FacePassed, exam.MarkDone},
		{"also where it is strict", true, nil, exam.FacePassed, exam.MarkDone},
		{"for a person: she goes on", false, nil, exam.FacePerson, exam.MarkContinued},
		{"for a person, strict: she waits", true, nil, exam.FacePerson, exam.MarkShown},
		{"failed: again or a person", false, nil, failed, exam.MarkOpen},
		{"failed, strict: again or a person", true, []exam.FaceVerdict{failed}, failed, exam.MarkOpen},
		{"the last one failed: hers to go on", false, []exam.FaceVerdict{failed, failed}, failed, exam.MarkOpen},
		{"the last one failed, strict: she waits", true, []exam.FaceVerdict{failed, failed}, failed, exam.MarkShown},
	} {
		s, _ := atFace(c.strict)
		s.SettleFace(exam.FaceCheck{Verdict: c.verdict}, agreed(append(c.before, c.verdict)...), noon)
		if got := s.Mark(exam.StepFaceCheck).State; got != c.want {
			t.Errorf("%s: %s, want %s", c.rule, got, c.want)
		}
		if !s.Changed() {
			t.Errorf("%s: nothing is written down", c.rule)
		}
	}
	s, _ := atFace(false)
	s.Marks = []exam.StepMark{{Kind: exam.StepFaceCheck, State: exam.MarkOverridden}}
	s.SettleFace(exam.FaceCheck{Verdict: exam.FacePassed}, agreed(exam.FacePassed), noon)
	if got := s.Mark(exam.StepFaceCheck).State; got != exam.MarkOverridden {
		t.Errorf("a late verdict made %s of what staff decided", got)
	}
}

func TestAPersonIsNeverADeadEnd(t *testing.T) {
	t.Parallel()
	steward := exam.Actor{Kind: exam.ActorStaff, StaffID: "st", Name: "陈", Bindings: []exam.Binding{{Role: exam.RoleSteward}}}
	s, her := atFace(true)
	refused(t, "she asks for a person without consent", s.AskPerson(her, exam.FaceFile{}, noon), "")
	state := func(want exam.MarkState) {
		t.Helper()
		if got := s.Mark(exam.StepFaceCheck).State; got != want {
			t.Errorf("step %s, want %s", got, want)
		}
	}
	state(exam.MarkShown)
	refused(t, "asking twice is nothing", s.AskPerson(her, exam.FaceFile{}, noon), "")
	refused(t, "a tick is no ID check", s.TickStep(steward, exam.StepFaceCheck, noon), exam.CodeConflict)
	refused(t, "a rejection owes a reason", s.CheckIdentity(steward, exam.IDCheck{Reason: " "}, noon), exam.CodeInvalid)
	refused(t, "not her", s.CheckIdentity(steward, exam.IDCheck{Reason: "证件照片不是本人"}, noon), "")
	state(exam.MarkRejected)
	if s.NextStep() != exam.StepFaceCheck {
		t.Error("who was rejected went on")
	}
	rejected := exam.FaceFile{IDChecks: []exam.IDCheck{{Confirmed: false}}}
	refused(t, "she asks again", s.AskPerson(her, rejected, noon), "")
	state(exam.MarkShown)
	refused(t, "and is confirmed", s.CheckIdentity(steward, exam.IDCheck{Confirmed: true}, noon), "")
	state(exam.MarkDone)

	free, _ := atFace(false)
	refused(t, "in a room that is not strict she goes on", free.AskPerson(her, exam.FaceFile{}, noon), "")
	if free.NextStep() != "" {
		t.Error("she may not go on")
	}
	free.Phase = exam.PhaseWaiting
	refused(t, "and is looked at later", free.CheckIdentity(steward, exam.IDCheck{Reason: "不是本人"}, noon), "")
	if got := free.Mark(exam.StepFaceCheck); got.State != exam.MarkRejected || free.Phase != exam.PhaseWaiting {
		t.Errorf("%s in %s, want it red and her where she was", got.State, free.Phase)
	}
	again, _ := atFace(false)
	refused(t, "whom a person rejected waits everywhere", again.AskPerson(her, rejected, noon), "")
	if again.NextStep() != exam.StepFaceCheck {
		t.Error("who was rejected went on by herself")
	}
	none, _ := atFace(false)
	none.Flow = nil
	refused(t, "without the step she is compared, too", none.CheckIdentity(steward, exam.IDCheck{Confirmed: true}, noon), "")
	if len(none.Marks) != 0 || !none.Changed() {
		t.Error("want it written down and no step marked")
	}
	away := &exam.Sitting{Phase: exam.PhaseAssigned}
	refused(t, "who is not there is not compared", away.CheckIdentity(steward, exam.IDCheck{Confirmed: true}, noon), exam.CodeConflict)
}

func TestFaceRuleBounds(t *testing.T) {
	t.Parallel()
	refused(t, "the defaults", exam.DefaultFaceRule("a").Check(), "")
	for _, change := range []func(*exam.FaceRule){
		func(r *exam.FaceRule) { r.Provider = "magic" }, func(r *exam.FaceRule) { r.Similarity = 100 }, func(r *exam.FaceRule) { r.RetainDays = 0 },
		func(r *exam.FaceRule) { r.RetainDays = 366 }, func(r *exam.FaceRule) { r.TurnDegrees = 90 },
	} {
		r := exam.DefaultFaceRule("a")
		change(&r)
		refused(t, "out of bounds", r.Check(), exam.CodeInvalid)
	}
}

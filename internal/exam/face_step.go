package exam

import (
	"strconv"
	"strings"
	"time"
)

// AnswerNotice notes a candidate's answer to the notice and completes it with whose
// it is, when and from which device. Who agrees does the step now: the refusals are
// those of [Sitting.CheckStep]. A refusal, and taking consent back, are hers at any
// time after she came.
func (s *Sitting) AnswerNotice(by Actor, c *FaceConsent, now time.Time) error {
	if s.Step(StepFaceCheck) == nil {
		return Errorf(CodeNotFound, "there is no such step")
	}
	kind := "face.refused"
	if c.Agreed {
		if err := s.CheckStep(by, StepFaceCheck); err != nil {
			return err
		}
		kind = "face.agreed"
	}
	c.SchoolID, c.SittingID, c.LoginID, c.At = s.SchoolID, s.ID, by.LoginID, now
	if p := s.PositionOf(by.LoginID); p != 0 {
		c.Device = s.Device(p).Label
	}
	s.note(kind, "sitting", by, now, map[string]string{"step": string(StepFaceCheck), "notice_sha256": c.SHA256, "language": c.Language, "device": c.Device})
	return nil
}

// HandFaceIn notes that a challenge was handed in. The refusals are those of
// [Sitting.AskFace] and [FaceChallenge.CheckFrames]; withFrames is false where no
// picture leaves the phone, and then claim is what the phone says came of it.
func (s *Sitting) HandFaceIn(by Actor, f FaceFile, c FaceChallenge, withFrames bool, claim string, now time.Time) error {
	if err := s.AskFace(by, f); err != nil {
		return err
	}
	frames := f.Frames(c.ID)
	if withFrames {
		if err := c.CheckFrames(frames); err != nil {
			return err
		}
	}
	data := map[string]string{"step": string(StepFaceCheck), "challenge": c.ID, "frames": strconv.Itoa(len(frames))}
	if claim != "" {
		data["claim"] = claim
	}
	for _, p := range frames {
		data["frame_"+strconv.Itoa(p.Place)] = p.SHA256
	}
	s.note("face.submitted", "sitting", by, now, data)
	return nil
}

// SettleFace takes the verdict on a candidate's try. What passed is done. What is
// for a person, and the last try that failed where the step is strict, waits for
// staff where the step is strict; elsewhere she goes on and a person decides later
// (FEATURES, decision 1). Once the step stands otherwise, it is only written down.
func (s *Sitting) SettleFace(c FaceCheck, f FaceFile, now time.Time) {
	words := make([]string, len(c.Reasons))
	for i, r := range c.Reasons {
		words[i] = string(r)
	}
	data := map[string]string{
		"step": string(StepFaceCheck), "check": c.ID, "verdict": string(c.Verdict), "reasons": strings.Join(words, " "), "provider": string(c.Provider),
		"similarity": strconv.Itoa(c.Similarity),
	}
	s.note("face.decided", "sitting", Clock(), now, data)
	step := s.Step(StepFaceCheck)
	if step == nil || s.Phase != PhaseCheckIn || s.Mark(StepFaceCheck).State != MarkOpen {
		return
	}
	state := MarkContinued
	switch {
	case c.Verdict == FacePassed:
		state = MarkDone
	case c.Verdict == FaceFailed && (f.TriesLeft(*step) > 0 || !step.Strict):
		return // hers: again, or on to a person
	case step.Strict:
		state = MarkShown
	}
	s.markFace(Clock(), state, now)
}

// markFace marks the step for the device that holds the first position.
func (s *Sitting) markFace(by Actor, state MarkState, now time.Time) {
	m := StepMark{Kind: StepFaceCheck, State: state, At: now}
	if first := s.Device(FirstPosition); first != nil {
		m.LoginID, m.Label = first.LoginID, first.Label
	}
	s.mark(m, "step."+string(state), by, nil)
}

// AskPerson is the candidate who wants, or now needs, a person instead of the face
// check: she refused it, she failed, or she just prefers to (FEATURES B9, B10).
// Where the step is strict, or a person did not confirm her before, she waits for
// the ID check; elsewhere she goes on. The refusals are those of [Sitting.CheckStep].
func (s *Sitting) AskPerson(by Actor, f FaceFile, now time.Time) error {
	if err := s.CheckStep(by, StepFaceCheck); err != nil {
		return err
	}
	if s.Mark(StepFaceCheck).State == MarkShown {
		return nil
	}
	state := MarkContinued
	if s.Step(StepFaceCheck).Strict || f.Rejected() {
		state = MarkShown
	}
	return s.PassStep(by, StepFaceCheck, state, map[string]string{"by": "person", "failed": strconv.Itoa(f.Failed())}, now)
}

// CheckIdentity is staff who compared the candidate with her document (人证比对).
// A rejection owes a reason. The decision stands above whatever the engine said and
// can be changed by a later one; while she is in check-in, who is rejected waits.
// It is CodeConflict before she came and when she is marked absent.
func (s *Sitting) CheckIdentity(by Actor, c IDCheck, now time.Time) error {
	if s.Phase == PhaseAssigned || s.Phase == PhaseAbsent {
		return Errorf(CodeConflict, "the candidate is not there").With("phase", string(s.Phase))
	}
	least := 1
	if c.Confirmed {
		least = 0
	}
	if err := checkText("reason", strings.TrimSpace(c.Reason), least, maxIntro); err != nil {
		return err
	}
	kind, state := "identity.confirmed", MarkDone
	if !c.Confirmed {
		kind, state = "identity.rejected", MarkRejected
	}
	s.note(kind, "sitting", by, now, map[string]string{"id_check": c.ID, "document": c.DocumentID})
	s.facts[len(s.facts)-1].Reason = c.Reason
	if s.Step(StepFaceCheck) == nil {
		return nil
	}
	was := s.Mark(StepFaceCheck)
	s.mark(StepMark{
		Kind: StepFaceCheck, State: state, At: now, LoginID: was.LoginID, Label: was.Label, StaffID: by.StaffID, By: by.Name, Reason: strings.TrimSpace(c.Reason),
	}, "step."+string(state), by, nil)
	return nil
}

package exam

import (
	"strings"
	"time"
)

// MarkState is where a step of check-in stands for one candidate.
type MarkState string

// The states. A step without a mark is open.
const (
	MarkOpen       MarkState = "open"       // candidate: do it
	MarkShown      MarkState = "shown"      // staff: look and tick, or ask again
	MarkAgain      MarkState = "again"      // candidate: do it again, for the reason given
	MarkDone       MarkState = "done"       // nobody: final
	MarkContinued  MarkState = "continued"  // nobody for now: she went on, a person decides later
	MarkOverridden MarkState = "overridden" // nobody: staff let her pass, with a reason
	MarkRejected   MarkState = "rejected"   // staff: the ID check did not confirm her; compare again or let pass
)

// Passed reports whether the candidate may go on to the next step.
func (m MarkState) Passed() bool {
	return m == MarkDone || m == MarkContinued || m == MarkOverridden
}

// StepMark is what is known of one step of a sitting: its state, since when, from
// which device, and which staff decided.
type StepMark struct {
	Kind    StepKind
	State   MarkState
	At      time.Time
	LoginID string // of the device that did it, "" where staff did
	Label   string // what that device calls itself
	StaffID string
	By      string // name of the staff who ticked, asked again or let her pass
	Reason  string
}

// Step returns the flow's step of a kind for this candidate, or nil where it does
// not exist for her.
func (s *Sitting) Step(kind StepKind) *FlowStep {
	for i := range s.Flow {
		if s.Flow[i].Kind == kind {
			return &s.Flow[i]
		}
	}
	return nil
}

// Mark returns where a step stands. The device check speaks of one device: it is
// open again when another one has taken the first position.
func (s *Sitting) Mark(kind StepKind) StepMark {
	for _, m := range s.Marks {
		if m.Kind != kind {
			continue
		}
		first := s.Device(FirstPosition)
		if kind == StepDeviceCheck && m.State == MarkDone && first != nil && first.LoginID != m.LoginID {
			break
		}
		return m
	}
	return StepMark{Kind: kind, State: MarkOpen}
}

// NextStep returns the first step that is not passed, "" when none is left.
func (s *Sitting) NextStep() StepKind {
	for _, step := range s.Flow {
		if !s.Mark(step.Kind).State.Passed() {
			return step.Kind
		}
	}
	return ""
}

// checkSteps refuses to leave check-in while a step is owed, with CodeStepsOwed and
// the "step".
func (s *Sitting) checkSteps() error {
	if next := s.NextStep(); next != "" {
		return Errorf(CodeStepsOwed, "a step of check-in is still to be done").With("step", string(next))
	}
	return nil
}

// CheckStep says whether the asking device may do a step now (FEATURES B3):
// CodeNotFound where the step does not exist for this candidate, CodeConflict
// outside check-in or when it was passed, CodeDeviceReplaced for any device but the
// first camera's, and CodeStepOrder with the "step" that comes first.
func (s *Sitting) CheckStep(by Actor, kind StepKind) error {
	if s.Step(kind) == nil {
		return Errorf(CodeNotFound, "there is no such step")
	}
	if s.Phase != PhaseCheckIn {
		return Errorf(CodeConflict, "check-in is not open").With("phase", string(s.Phase))
	}
	if err := s.CheckHolds(by, FirstPosition); err != nil {
		return err
	}
	if s.Mark(kind).State.Passed() {
		return Errorf(CodeConflict, "this step was done already").With("why", "done")
	}
	if next := s.NextStep(); next != kind {
		return Errorf(CodeStepOrder, "another step comes first").With("step", string(next))
	}
	return nil
}

// PassStep notes that the candidate did a step, with what the ledger shall know of
// it. state is MarkDone, MarkShown where staff are to look, or MarkContinued where
// she went on and a person decides later. The refusals are those of [Sitting.CheckStep].
func (s *Sitting) PassStep(by Actor, kind StepKind, state MarkState, data map[string]string, now time.Time) error {
	if err := s.CheckStep(by, kind); err != nil {
		return err
	}
	first := s.Device(FirstPosition)
	s.mark(StepMark{Kind: kind, State: state, At: now, LoginID: first.LoginID, Label: first.Label}, "step."+string(state), by, data)
	return nil
}

// CheckDevices notes that the first device was tried out. It keeps what was found.
func (s *Sitting) CheckDevices(by Actor, found map[string]string, now time.Time) error {
	return s.PassStep(by, StepDeviceCheck, MarkDone, found, now)
}

// ScanRoom notes that the candidate has shown her room (FEATURES B11). Where the
// step asks for the second camera it must have joined: CodeSecondCameraMissing.
// Where staff are to tick, the step waits for them.
func (s *Sitting) ScanRoom(by Actor, now time.Time) error {
	if err := s.CheckStep(by, StepRoomScan); err != nil {
		return err
	}
	step := s.Step(StepRoomScan)
	if step.SecondCamera && s.Device(SecondPosition) == nil {
		return Errorf(CodeSecondCameraMissing, "the second camera has not joined yet")
	}
	if s.Mark(StepRoomScan).State == MarkShown {
		return nil
	}
	state := MarkDone
	if step.Tick {
		state = MarkShown
	}
	return s.PassStep(by, StepRoomScan, state, nil, now)
}

// TickStep is staff who looked and found a step good. What waits for nobody is
// CodeConflict with the present "state".
func (s *Sitting) TickStep(by Actor, kind StepKind, now time.Time) error {
	if kind == StepFaceCheck { // an ID check is kept with what was compared
		return Errorf(CodeConflict, "this step is settled by an ID check").With("why", "id_check")
	}
	return s.decide(by, kind, MarkDone, "", now, MarkShown)
}

// AskAgain is staff who looked and want the step done again, for a reason that the
// candidate reads. A step that only the candidate has marked can be asked for again
// as long as she is in check-in.
func (s *Sitting) AskAgain(by Actor, kind StepKind, reason string, now time.Time) error {
	return s.decide(by, kind, MarkAgain, reason, now, MarkShown, MarkDone)
}

// OverrideStep is staff who let the candidate pass a step that she cannot do. It
// owes a reason, for the ledger.
func (s *Sitting) OverrideStep(by Actor, kind StepKind, reason string, now time.Time) error {
	return s.decide(by, kind, MarkOverridden, reason, now, MarkOpen, MarkShown, MarkAgain, MarkRejected)
}

// decide is a decision of staff about a step that stands in one of the states.
func (s *Sitting) decide(by Actor, kind StepKind, state MarkState, reason string, now time.Time, from ...MarkState) error {
	if s.Step(kind) == nil {
		return Errorf(CodeNotFound, "there is no such step")
	}
	if s.Phase != PhaseCheckIn {
		return Errorf(CodeConflict, "check-in is not open").With("phase", string(s.Phase))
	}
	reason = strings.TrimSpace(reason)
	if state != MarkDone {
		if err := checkText("reason", reason, 1, maxIntro); err != nil {
			return err
		}
	}
	was := s.Mark(kind)
	if !containsState(from, was.State) || state == MarkAgain && kind != StepRoomScan {
		return Errorf(CodeConflict, "this step does not wait for that").With("state", string(was.State))
	}
	s.mark(StepMark{
		Kind: kind, State: state, At: now, LoginID: was.LoginID, Label: was.Label, StaffID: by.StaffID, By: by.Name, Reason: reason,
	}, "step."+decisions[state], by, nil)
	s.facts[len(s.facts)-1].Reason = reason
	return nil
}

// decisions are the words of the ledger for what staff decide.
var decisions = map[MarkState]string{MarkDone: "ticked", MarkAgain: "asked_again", MarkOverridden: "overridden"}

func containsState(list []MarkState, one MarkState) bool {
	for _, s := range list {
		if s == one {
			return true
		}
	}
	return false
}

// mark keeps a step's mark in place of the one before and writes it down.
func (s *Sitting) mark(m StepMark, kind string, by Actor, data map[string]string) {
	marks := s.Marks[:0:0]
	for _, one := range s.Marks {
		if one.Kind != m.Kind {
			marks = append(marks, one)
		}
	}
	marks = append(marks, m)
	s.Marks = marks
	all := map[string]string{"step": string(m.Kind)}
	if m.LoginID != "" {
		all["login"], all["device"] = m.LoginID, m.Label
	}
	for k, v := range data {
		all[k] = v
	}
	s.note(kind, "sitting", by, m.At, all)
}

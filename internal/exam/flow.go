package exam

import (
	"slices"
	"time"
)

// StepKind is what a candidate does in one step of check-in (manual 2.1.2-2.1.5;
// FEATURES B3, B4, B6, B11).
type StepKind string

// The kinds of step.
const (
	StepPledge      StepKind = "pledge"       // reads and signs the pledge
	StepDeviceCheck StepKind = "device_check" // camera, microphone and network of the first device
	StepFaceCheck   StepKind = "face_check"   // liveness and match; decided by the server
	StepRoomScan    StepKind = "room_scan"    // shows the room and places the second camera
)

// StepKinds lists every kind, in the order that an editor offers.
func StepKinds() []StepKind {
	return []StepKind{StepPledge, StepDeviceCheck, StepFaceCheck, StepRoomScan}
}

// FlowStep is one step of a flow with its settings; a setting that belongs to
// another kind stays false or 0.
type FlowStep struct {
	Kind StepKind `json:"kind"`
	// Tick: staff must look and tick before the candidate goes on (room scan).
	Tick bool `json:"tick,omitempty"`
	// SecondCamera: the second camera must have joined and is placed by the guide
	// (room scan).
	SecondCamera bool `json:"second_camera,omitempty"`
	// Strict: who fails may not go on by herself (face check; FEATURES, decision 1).
	Strict bool `json:"strict,omitempty"`
	// Tries before a person must decide, 1 to [MaxStepTries] (face check).
	Tries int `json:"tries,omitempty"`
	// Provider looks at faces in place of the school's, "" for that (face check).
	Provider FaceProvider `json:"provider,omitempty" enum:"off,device,local,tencent,aliyun"`
}

// The bounds of a step's settings.
const (
	MaxStepTries     = 10
	DefaultStepTries = 3
)

// Flow is which steps a candidate takes in check-in and in which order: of a whole
// exam, or of one subject of it, whose flow then stands in the exam's place. A step
// that is not listed does not exist for the candidate.
type Flow struct {
	ID, SchoolID, ExamID string
	SubjectID            string // "" for all subjects that have no flow of their own
	Steps                []FlowStep
	Version              int // from 1
	ChangedAt            time.Time
	ChangedBy            string // name
}

// Check refuses a flow with an unknown step, the same step twice or settings that
// are out of bounds, as CodeInvalid with "field". No steps at all are a flow, too.
func (f Flow) Check() error {
	seen := map[StepKind]bool{}
	for _, s := range f.Steps {
		if !slices.Contains(StepKinds(), s.Kind) {
			return wrongField("kind", "is no step of a flow")
		}
		if seen[s.Kind] {
			return wrongField("kind", "stands twice in the flow")
		}
		seen[s.Kind] = true
		if s.Kind == StepFaceCheck && (s.Tries < 1 || s.Tries > MaxStepTries) {
			return wrongField("tries", "is not between 1 and 10")
		}
		if s.Provider != "" && !slices.Contains(FaceProviders(), s.Provider) {
			return wrongField("provider", "does not exist")
		}
	}
	return nil
}

// Has reports whether a step is in the flow.
func (f Flow) Has(kind StepKind) bool {
	return slices.ContainsFunc(f.Steps, func(s FlowStep) bool { return s.Kind == kind })
}

// tidy returns a step without the settings of other kinds.
func (s FlowStep) tidy() FlowStep {
	switch s.Kind {
	case StepFaceCheck:
		return FlowStep{Kind: s.Kind, Strict: s.Strict, Tries: s.Tries, Provider: s.Provider}
	case StepRoomScan:
		return FlowStep{Kind: s.Kind, Tick: s.Tick, SecondCamera: s.SecondCamera}
	}
	return FlowStep{Kind: s.Kind}
}

// Tidy returns the flow with each step's own settings only.
func (f Flow) Tidy() Flow {
	steps := make([]FlowStep, len(f.Steps))
	for i, s := range f.Steps {
		steps[i] = s.tidy()
	}
	f.Steps = steps
	return f
}

// StepsFor returns the steps that remain for a candidate with an accommodation, the
// zero one for none (FEATURES K3): no face check, or a room scan without a second
// camera.
func StepsFor(steps []FlowStep, a Accommodation) []FlowStep {
	var own []FlowStep
	for _, s := range steps {
		if s.Kind == StepFaceCheck && a.NoFaceCheck {
			continue
		}
		if a.OneCamera {
			s.SecondCamera = false
		}
		own = append(own, s)
	}
	return own
}

package snapshot

import (
	"time"

	"kaochang/internal/exam"
)

// CheckIn is how far a candidate has come in the steps of her check-in. A step that
// does not exist for her is not in it (FEATURES B3).
type CheckIn struct {
	Steps []CheckInStep `json:"steps" doc:"In order"`
	Next  exam.StepKind `json:"next,omitempty" enum:"pledge,device_check,face_check,room_scan" doc:"The step to do now; absent when all are passed"`
}

// CheckInStep is one step of check-in with where it stands.
type CheckInStep struct {
	Kind         exam.StepKind  `json:"kind" enum:"pledge,device_check,face_check,room_scan"`
	State        exam.MarkState `json:"state" enum:"open,shown,again,done,continued,overridden,rejected"`
	Tick         bool           `json:"tick" doc:"Staff must look before she goes on"`
	SecondCamera bool           `json:"second_camera" doc:"The second camera is placed, too"`
	Strict       bool           `json:"strict" doc:"Who fails may not go on by herself"`
	Tries        int            `json:"tries"`
	At           *time.Time     `json:"at,omitempty"`
	By           string         `json:"by,omitempty" doc:"Name of the staff who decided"`
	Reason       string         `json:"reason,omitempty" doc:"Why it is asked again, or why she was let pass"`
	Device       string         `json:"device,omitempty"`
	Flags        int            `json:"flags,omitempty" doc:"For staff: how often something was odd"`
}

// Accommodation is what is different for a candidate, without the reason.
type Accommodation struct {
	NoFaceCheck  bool `json:"no_face_check"`
	OneCamera    bool `json:"one_camera"`
	ExtraPercent int  `json:"extra_percent"`
	ExtraMinutes int  `json:"extra_minutes"`
	Breaks       int  `json:"breaks"`
	BreakMinutes int  `json:"break_minutes"`
	BreakTotal   int  `json:"break_total" doc:"Minutes of all breaks together, in place of single ones"`
}

// AccommodationOf returns an accommodation's shape, nil for none.
func AccommodationOf(a exam.Accommodation) *Accommodation {
	if !a.Grants() {
		return nil
	}
	return &Accommodation{a.NoFaceCheck, a.OneCamera, a.ExtraPercent, a.ExtraMinutes, a.Breaks, a.BreakMinutes, a.BreakTotal}
}

// checkInOf: why she was let pass is for staff only.
func checkInOf(s *exam.Sitting, forStaff bool) *CheckIn {
	if len(s.Flow) == 0 {
		return nil
	}
	view := &CheckIn{Steps: make([]CheckInStep, len(s.Flow)), Next: s.NextStep()}
	for i, f := range s.Flow {
		m := s.Mark(f.Kind)
		view.Steps[i] = CheckInStep{
			Kind: f.Kind, State: m.State, Tick: f.Tick, SecondCamera: f.SecondCamera, Strict: f.Strict, Tries: f.Tries,
			At: timeOf(m.At), By: m.By, Device: m.Label,
		}
		if forStaff || m.State == exam.MarkAgain || m.State == exam.MarkRejected {
			view.Steps[i].Reason = m.Reason
		}
		if forStaff && f.Kind == exam.StepFaceCheck {
			view.Steps[i].Flags = s.FaceFlags
		}
	}
	return view
}

package exam

import "time"

// ReadyState is how far a candidate's devices are, as far as her latest finished
// checks tell (FEATURES A16).
type ReadyState string

// The states, gravest last.
const (
	ReadyUnchecked ReadyState = "unchecked" // no finished check of a first camera
	ReadyAll       ReadyState = "ready"
	ReadyRemarks   ReadyState = "remarks"
	ReadyFailed    ReadyState = "failed" // a check of either camera failed
)

// ReadyStateOf returns the state that the outcomes of both cameras make; "" is a
// camera without a finished check. A second camera is not asked for here: whether
// one is needed is the session's matter.
func ReadyStateOf(first, second CheckOutcome) ReadyState {
	switch {
	case first == OutcomeNotReady || second == OutcomeNotReady:
		return ReadyFailed
	case first == "":
		return ReadyUnchecked
	case first == OutcomeRemarks || second == OutcomeRemarks:
		return ReadyRemarks
	}
	return ReadyAll
}

// Readiness is a candidate with how ready she is for the day.
type Readiness struct {
	EnrolmentID, Number, Name, Phone, ExamName, CollegeName, MajorName string
	Checks                                                             []DeviceCheck // the latest finished one of each camera
	Mocks                                                              int           // mocks that she went through to the end
	LastMockAt                                                         time.Time     // the end of the last one, zero for none
}

// Check returns the latest finished check of a position, nil for none.
func (r Readiness) Check(p Position) *DeviceCheck {
	for i := range r.Checks {
		if r.Checks[i].Position == p {
			return &r.Checks[i]
		}
	}
	return nil
}

// State returns how far her devices are.
func (r Readiness) State() ReadyState {
	var outcomes [2]CheckOutcome
	for i, p := range []Position{FirstPosition, SecondPosition} {
		if c := r.Check(p); c != nil {
			outcomes[i] = c.Outcome
		}
	}
	return ReadyStateOf(outcomes[0], outcomes[1])
}

// ReadinessFilter chooses candidates of a school within somebody's reach. Zero fields
// choose all; without a Limit all are listed.
type ReadinessFilter struct {
	SchoolID      string
	Reach         Reach
	ExamID        string
	CollegeID     string
	Query         string     // part of a name, number or phone, in small letters
	State         ReadyState // "" for all
	Mock          string     // "yes" for who went through a mock, "no" for who did not
	Limit, Offset int
}

// ReadinessPlaces are the exams and colleges that somebody's list of readiness may be
// narrowed to, by name.
type ReadinessPlaces struct{ Exams, Colleges []Place }

// Place is an exam or a college by its name.
type Place struct{ ID, Name string }

// ReadinessCounts are how many of those that a filter chooses, its State and Mock
// aside, stand where.
type ReadinessCounts struct {
	All, Unchecked, Ready, Remarks, Failed, Unrehearsed int
}

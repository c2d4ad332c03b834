package exam

import (
	"slices"
	"time"
)

// Position is a camera's place: 1 is the first camera, 2 the second.
type Position int

// The two positions. The zero value is none.
const (
	FirstPosition  Position = 1
	SecondPosition Position = 2
)

// Device is who holds a position of a sitting.
type Device struct {
	Position Position
	LoginID  string
	Label    string // what the browser calls itself, for people; at most 120 characters
	JoinedAt time.Time
}

// Invitation is the panel's call into the room; it lapses at ExpiresAt.
type Invitation struct {
	InvitedAt time.Time
	ExpiresAt time.Time
	By        string // staff ID
}

// Call is the steward talking with a candidate in the waiting area.
type Call struct {
	StaffID string
	Name    string
	Muted   bool // the candidate's microphone is to stay silent
	Since   time.Time
}

// Release is a question shown to this candidate. WithdrawnAt and OpenedAt are
// zero until they happen.
type Release struct {
	ID          string
	QuestionID  string
	ReleasedAt  time.Time
	WithdrawnAt time.Time
	OpenedAt    time.Time
}

// Sitting is one candidate in one session: the thing with a phase. Change it by
// its methods only; the store saves it with its version checked.
type Sitting struct {
	ID          string
	SchoolID    string
	SessionID   string
	EnrolmentID string
	Type        Type
	Phase       Phase
	Version     int64 // grows by one with every saved change
	Order       int   // the order number that the draw or the roster gave, from 1

	QueueRank         int // place in the queue; a deferral moves it behind all others
	Deferrals         int
	MissedInvitations int
	RefusedInvitation bool // the last invitation was declined by the candidate
	WaitingSince      time.Time
	Invitation        *Invitation
	Call              *Call
	StartedAt         time.Time // acceptance of the invitation
	EndedAt           time.Time
	EndReason         string

	Devices  []Device // at most one a position
	Releases []Release

	Papers      []PaperRelease // of a written exam, oldest first
	Extra       time.Duration  // granted to her beside her accommodation
	Break       *Break         // that she is on; nil for none
	BreaksTaken int
	BreakTime   time.Duration // given back for breaks; the whole of one that she is on
	Pause       *Pause        // that staff have put her in; nil for none
	PausedTime  time.Duration // given back for pauses; the greatest length of one that lasts
	WritesUntil time.Time     // the last moment of answering, or of sending a take; zero before either
	SubmittedAt time.Time
	Writer      string // who of her devices writes answers online: a login and its page; "" for none

	Takes      []Take // of a video exam, oldest first
	GivenTries int    // granted to her beside the rule's

	Flow          []FlowStep    // the steps of check-in that exist for this candidate, in order
	Marks         []StepMark    // at most one a kind of step
	Accommodation Accommodation // the zero one for none
	Mock          bool          // of a session that is one: practice, with the clock in the panel's place
	Unpublished   bool          // its candidate does not know of it yet (FEATURES A17)
	FaceFlags     int           // how often something was odd about the face check

	facts  []Fact
	timers []Timer
	events []Event
}

// Fact is what happened, for the ledger: who, what, when and why.
type Fact struct {
	Kind   string // for example "sitting.invited"
	Actor  Actor
	Reason string
	At     time.Time
	From   Phase
	To     Phase
	Data   map[string]string // further particulars, never secrets or answers
}

// TimerKind is what a timed job does when it comes due.
type TimerKind string

// The timers.
const (
	TimerInvitation TimerKind = "invitation" // an unanswered invitation goes back
	TimerSessionEnd TimerKind = "session_end"
	TimerSubmit     TimerKind = "submit"  // what is saved is handed in
	TimerRelease    TimerKind = "release" // papers of a session that are due
	TimerVideo      TimerKind = "video"   // whatever is due in a video sitting
)

// Timer asks for a durable job at a moment. The job checks again whether it is
// still wanted, so a timer is never taken back.
type Timer struct {
	Kind TimerKind
	At   time.Time
}

// TimerOf is a timer with what it is for: a sitting of a session, or a session alone.
type TimerOf struct {
	Timer
	SittingID, SessionID string
}

// Event is a hint to browsers to fetch the sitting again. LoginID is set where
// the event speaks to one device ("replaced").
type Event struct {
	Kind    string
	LoginID string
}

// Drain returns what happened since the sitting was loaded, and forgets it. The
// store calls it when it saves.
func (s *Sitting) Drain() (facts []Fact, timers []Timer, events []Event) {
	facts, timers, events = s.facts, s.timers, s.events
	s.facts, s.timers, s.events = nil, nil, nil
	return facts, timers, events
}

// Changed reports whether anything happened since the sitting was loaded.
func (s *Sitting) Changed() bool { return len(s.facts) > 0 }

// Device returns who holds a position, or nil.
func (s *Sitting) Device(p Position) *Device {
	for i := range s.Devices {
		if s.Devices[i].Position == p {
			return &s.Devices[i]
		}
	}
	return nil
}

// PositionOf returns the position that a login holds, 0 for none.
func (s *Sitting) PositionOf(loginID string) Position {
	for _, d := range s.Devices {
		if loginID != "" && d.LoginID == loginID {
			return d.Position
		}
	}
	return 0
}

// Live reports whether the candidate's media may be in the room ([LivePhases]).
func (p Phase) Live() bool { return slices.Contains(LivePhases(), p) }

// Entered reports whether the candidate has come and has not ended.
func (p Phase) Entered() bool { return p == PhaseCheckIn || p.Live() }

// Over reports whether nothing more comes by itself.
func (p Phase) Over() bool { return p == PhaseFinished || p == PhaseAbsent }

// steps returns the table for an actor: the clock has more rows in a mock.
func (s *Sitting) steps(by Actor) []Step {
	if s.playedBy(by) {
		return slices.Concat(mockSteps[s.Type], steps[s.Type])
	}
	return steps[s.Type]
}

// move takes one step of the phase table and writes it down.
func (s *Sitting) move(to Phase, by Actor, reason string, now time.Time, kind string) error {
	from := s.Phase
	if _, err := checkStep(s.steps(by), from, to, by, reason); err != nil {
		return err
	}
	s.Phase = to
	s.facts = append(s.facts, Fact{Kind: kind, Actor: by, Reason: reason, At: now, From: from, To: to})
	s.events = append(s.events, Event{Kind: "sitting"})
	return nil
}

// note writes down something that changes no phase.
func (s *Sitting) note(kind, event string, by Actor, now time.Time, data map[string]string) {
	s.facts = append(s.facts, Fact{Kind: kind, Actor: by, At: now, From: s.Phase, To: s.Phase, Data: data})
	s.events = append(s.events, Event{Kind: event})
}

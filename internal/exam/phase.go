package exam

// Type is the exam type of a subject (glossary: Subject).
type Type string

// The four exam types.
const (
	TypeInterview Type = "interview"
	TypeWritten   Type = "written"
	TypeProctored Type = "proctored"
	TypeVideo     Type = "video"
)

// Phase is where a sitting stands. The comment says who moves next.
type Phase string

// The phases of an interview, of a written and of a video exam; a proctored one adds
// its own to the table.
const (
	PhaseAssigned     Phase = "assigned"     // candidate: enter the room
	PhaseCheckIn      Phase = "check_in"     // candidate: the flow's steps, the device check
	PhaseWaiting      Phase = "waiting"      // panel: invite
	PhaseInvited      Phase = "invited"      // candidate: accept the invitation
	PhaseInterviewing Phase = "interviewing" // both: the exam itself
	PhaseSeated       Phase = "seated"       // proctor or clock: release the paper
	PhaseAnswering    Phase = "answering"    // candidate: answer and submit
	PhaseSubmitted    Phase = "submitted"    // proctor or clock: let go
	PhaseReady        Phase = "ready"        // candidate: start a take
	PhaseRecording    Phase = "recording"    // candidate, proctor or clock: stop it
	PhasePreviewing   Phase = "previewing"   // candidate: use the take or record again
	PhaseUploading    Phase = "uploading"    // clock: the server has all of it
	PhaseFinished     Phase = "finished"     // nobody: final
	PhaseAbsent       Phase = "absent"       // staff: reopen
)

// LivePhases are those in which the candidate's media may be in the room: from the
// waiting area or the seat to the end.
func LivePhases() []Phase {
	return []Phase{
		PhaseWaiting, PhaseInvited, PhaseInterviewing, PhaseSeated, PhaseAnswering, PhaseSubmitted, PhaseReady, PhaseRecording, PhasePreviewing,
	}
}

// Step is one allowed change of phase.
type Step struct {
	From, To    Phase
	By          []Party // who may take it
	OwesReason  bool    // whether a reason of at least one character must be given
	Description string
}

// Party is who takes a step: a candidate, a function of staff, or the clock.
type Party string

// The parties of the phase table (DESIGN.md, "The sitting's phases").
const (
	PartyCandidate Party = "candidate"
	PartySteward   Party = "steward"
	PartyPanel     Party = "panel"
	PartyProctor   Party = "proctor"
	PartyClock     Party = "clock"
)

var staff = []Party{PartySteward, PartyPanel}

// steps lists every allowed step for each exam type. Nothing else changes a
// phase, and a pair that is missing here is refused with CodeConflict.
var steps = map[Type][]Step{
	TypeInterview: {
		{PhaseAssigned, PhaseCheckIn, []Party{PartyCandidate}, false, "a candidate enters within the entry window"},
		{PhaseCheckIn, PhaseWaiting, []Party{PartyCandidate}, false, "check-in done, the candidate waits"},
		{PhaseWaiting, PhaseInvited, []Party{PartyPanel}, false, "the panel invites from the waiting area"},
		{PhaseInvited, PhaseInterviewing, []Party{PartyCandidate}, false, "the candidate accepts"},
		{PhaseInvited, PhaseWaiting, []Party{PartyCandidate, PartyPanel, PartyClock}, false, "declined, called back or unanswered"},
		{PhaseInterviewing, PhaseFinished, []Party{PartyPanel, PartyClock}, false, "the panel ends, or the session's end does"},
		{PhaseAssigned, PhaseAbsent, []Party{PartySteward, PartyPanel, PartyClock}, true, "never came"},
		{PhaseCheckIn, PhaseAbsent, staff, true, "left during check-in"},
		{PhaseWaiting, PhaseAbsent, staff, true, "does not answer"},
		{PhaseAbsent, PhaseCheckIn, []Party{PartyPanel}, true, "reopened: came after all"},
		{PhaseFinished, PhaseCheckIn, []Party{PartyPanel}, true, "reopened: the interview was broken off"},
	},
	TypeWritten: {
		{PhaseAssigned, PhaseCheckIn, []Party{PartyCandidate}, false, "a candidate enters within the entry window"},
		{PhaseCheckIn, PhaseSeated, []Party{PartyCandidate}, false, "check-in done, the candidate sits before a paper that is not released"},
		{PhaseSeated, PhaseAnswering, []Party{PartyProctor, PartyClock}, false, "the paper is released"},
		{PhaseAnswering, PhaseSubmitted, []Party{PartyCandidate, PartyProctor, PartyClock}, false, "handed in, collected, or the time is up"},
		{PhaseSubmitted, PhaseFinished, []Party{PartyProctor, PartyClock}, false, "the proctor lets go, or the session's end does"},
		{PhaseSeated, PhaseFinished, []Party{PartyClock}, false, "the session ended without a paper"},
		{PhaseAssigned, PhaseAbsent, []Party{PartyProctor, PartyClock}, true, "never came"},
		{PhaseCheckIn, PhaseAbsent, []Party{PartyProctor}, true, "left during check-in"},
		{PhaseSeated, PhaseAbsent, []Party{PartyProctor}, true, "left before the paper came"},
		{PhaseAbsent, PhaseCheckIn, []Party{PartyProctor}, true, "reopened: came after all"},
		{PhaseSubmitted, PhaseAnswering, []Party{PartyProctor}, true, "reopened: handed in by mistake, or time was lost"},
		{PhaseFinished, PhaseAnswering, []Party{PartyProctor}, true, "reopened after the end"},
	},
	TypeVideo: {
		{PhaseAssigned, PhaseCheckIn, []Party{PartyCandidate}, false, "a candidate enters within the entry window"},
		{PhaseCheckIn, PhaseReady, []Party{PartyCandidate}, false, "check-in done, the candidate may record"},
		{PhaseReady, PhaseRecording, []Party{PartyCandidate}, false, "a take starts on both cameras"},
		{PhaseRecording, PhasePreviewing, []Party{PartyCandidate, PartyProctor, PartyClock}, false, "stopped, at its greatest length, or the session ended"},
		{PhasePreviewing, PhaseReady, []Party{PartyCandidate, PartyProctor}, false, "to be recorded again"},
		{PhasePreviewing, PhaseUploading, []Party{PartyCandidate, PartyClock}, false, "the take is the answer, or the time to decide is over"},
		{PhaseUploading, PhaseSubmitted, []Party{PartyClock}, false, "the server has all of it, or the time to send is over"},
		{PhaseSubmitted, PhaseFinished, []Party{PartyClock}, false, "the session ended"},
		{PhaseReady, PhaseFinished, []Party{PartyClock}, false, "the session ended without a take"},
		{PhaseAssigned, PhaseAbsent, []Party{PartyProctor, PartyClock}, true, "never came"},
		{PhaseCheckIn, PhaseAbsent, []Party{PartyProctor}, true, "left during check-in"},
		{PhaseReady, PhaseAbsent, []Party{PartyProctor}, true, "left without a take"},
		{PhaseAbsent, PhaseCheckIn, []Party{PartyProctor}, true, "reopened: came after all"},
		{PhaseSubmitted, PhaseReady, []Party{PartyProctor}, true, "reopened: another take"},
		{PhaseFinished, PhaseReady, []Party{PartyProctor}, true, "reopened after the end"},
	},
}

// mockSteps are the steps that the clock takes besides, in a mock only, where it
// stands in for people ([Sitting.PlayPanel]).
var mockSteps = map[Type][]Step{
	TypeInterview: {
		{PhaseWaiting, PhaseInvited, []Party{PartyClock}, false, "the clock invites in the panel's place"},
		{PhaseCheckIn, PhaseAbsent, []Party{PartyClock}, true, "the mock was left during check-in"},
		{PhaseWaiting, PhaseAbsent, []Party{PartyClock}, true, "the mock was left in the waiting area"},
	},
	TypeWritten: {
		{PhaseCheckIn, PhaseAbsent, []Party{PartyClock}, true, "the mock was left during check-in"},
		{PhaseAnswering, PhaseFinished, []Party{PartyClock}, false, "the mock was left while it was answered"},
	},
	TypeVideo: {
		{PhaseCheckIn, PhaseAbsent, []Party{PartyClock}, true, "the mock was left during check-in"},
		{PhaseRecording, PhaseFinished, []Party{PartyClock}, false, "the mock was left while it recorded"},
		{PhasePreviewing, PhaseFinished, []Party{PartyClock}, false, "the mock was left before a take was used"},
		{PhaseUploading, PhaseFinished, []Party{PartyClock}, false, "the mock was left while it sent"},
	},
}

// Steps returns the allowed steps of an exam type, in the table's order. The
// slice belongs to the caller.
func Steps(t Type) []Step { return append([]Step(nil), steps[t]...) }

// checkStep returns the table's row for a step by one of the actor's parties,
// CodeConflict when the table has no such step, CodeForbidden when it has but
// not for this actor, and CodeInvalid when the step owes a reason and has none.
func checkStep(all []Step, from, to Phase, by Actor, reason string) (Step, error) {
	for _, s := range all {
		if s.From != from || s.To != to {
			continue
		}
		if !by.isAny(s.By) {
			return Step{}, Errorf(CodeForbidden, "this step is not yours to take")
		}
		if s.OwesReason && reason == "" {
			return Step{}, Errorf(CodeInvalid, "a reason is needed for this step")
		}
		return s, nil
	}
	return Step{}, Errorf(CodeConflict, "a sitting in phase %s cannot go to %s", from, to).With("phase", string(from))
}

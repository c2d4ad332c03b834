package exam

import (
	"strings"
	"time"
)

// MockWindow is when the candidates of an exam may practise (模拟考试; FEATURES A15),
// and what a mock is like. A mock is a sitting like the candidate's own, in the same
// room and subject with the same check-in and cameras, in a session of hers alone;
// the clock stands in for steward and panel ([Sitting.PlayPanel]). She may go through
// as many as she likes: each is a sitting of its own.
type MockWindow struct {
	SchoolID, ExamID  string
	OpensAt, ClosesAt time.Time
	Conversation      time.Duration // from her acceptance to the end
	Question          string        // what is shown to her
	ChangedAt         time.Time
	ChangedBy         string // name
}

// The bounds of a mock.
const (
	MinMockConversation = 20 * time.Second
	MaxMockConversation = 10 * time.Minute
	MockLength          = time.Hour // from the door to the end of its session, at the latest
)

// Check refuses a window that makes no sense, as CodeInvalid with "field".
func (w MockWindow) Check() error {
	switch {
	case !w.OpensAt.Before(w.ClosesAt):
		return wrongField("closes_at", "is not after the opening")
	case w.Conversation < MinMockConversation || w.Conversation > MaxMockConversation:
		return wrongField("conversation_s", "is not between 20 seconds and 10 minutes")
	}
	return checkText("question", strings.TrimSpace(w.Question), 1, maxIntro)
}

// CheckOpen refuses a moment at which nobody practises: CodeEntryNotOpen with
// "opens_at" or CodeEntryClosed with "closed_at".
func (w MockWindow) CheckOpen(now time.Time) error {
	switch {
	case now.Before(w.OpensAt):
		return Errorf(CodeEntryNotOpen, "practice opens at %s", stamp(w.OpensAt)).With("opens_at", stamp(w.OpensAt))
	case !now.Before(w.ClosesAt):
		return Errorf(CodeEntryClosed, "practice closed at %s", stamp(w.ClosesAt)).With("closed_at", stamp(w.ClosesAt))
	}
	return nil
}

// Mock returns one mock of an enrolment: its session, like the one that the
// candidate sits for real, and her sitting in it, not entered yet. Who has begun
// before the window closes may go on to the end.
func (w MockWindow) Mock(like Session, sessionID, sittingID, enrolmentID string, now time.Time) (Session, Sitting) {
	like.ID, like.Mock = sessionID, true
	like.StartsAt, like.EntryOpensAt = now, now
	like.EndsAt, like.EntryClosesAt = now.Add(MockLength), now.Add(MockLength)
	return like, Sitting{
		ID: sittingID, SchoolID: like.SchoolID, SessionID: sessionID, EnrolmentID: enrolmentID, Type: like.Type, Phase: PhaseAssigned,
		Order: 1, QueueRank: 1, Mock: true,
	}
}

// How long the clock takes in the place of people, so that the candidate sees each
// screen as she will on the day.
const (
	mockLooks        = 3 * time.Second  // at a step that was shown, and after the second camera has joined
	mockDecides      = 45 * time.Second // on a face check that she did not pass
	mockAlone        = 20 * time.Second // in the waiting area, where the second camera is optional
	mockReads        = 5 * time.Second  // from the start to the question, from the seat to the paper
	mockMissed       = 3                // invitations, before the mock ends by itself
	mockEndNobody    = "nobody came"
	mockEndAsPlanned = "practice done"
)

// MockScript is what the clock needs to know to play the panel.
type MockScript struct {
	Conversation          time.Duration
	QuestionID, ReleaseID string // ReleaseID is a new identifier
	Paper                 *Paper // of a written mock whose candidate sits before it
}

// PlayPanel does what is due in a mock in place of steward and panel, by the same
// rules: it ticks what was shown, invites once both cameras are there, releases the
// question or the paper and ends the conversation; an answer or a video that is handed
// in ends it. It changes nothing where nothing is due, nor ever in a real sitting; ask
// it again every second.
func (s *Sitting) PlayPanel(in Session, script MockScript, now time.Time) error {
	if !s.Mock {
		return nil
	}
	switch s.Phase {
	case PhaseCheckIn:
		return s.playSteps(now)
	case PhaseWaiting:
		if s.MissedInvitations >= mockMissed {
			return s.EndMock(mockEndNobody, now)
		}
		if due := s.mockInvites(in); !due.IsZero() && !now.Before(due) {
			return s.Invite(Clock(), Hall{Session: in}, now)
		}
	case PhaseInterviewing:
		if !now.Before(s.StartedAt.Add(script.Conversation)) {
			return s.End(Clock(), mockEndAsPlanned, now)
		}
		if len(s.Releases) == 0 && script.QuestionID != "" && !now.Before(s.StartedAt.Add(mockReads)) {
			return s.ReleaseQuestion(Clock(), script.ReleaseID, script.QuestionID, now)
		}
	case PhaseSeated:
		if script.Paper != nil && !now.Before(s.WaitingSince.Add(mockReads)) {
			return s.ReleasePaper(Clock(), script.ReleaseID, *script.Paper, in, now)
		}
	case PhaseSubmitted:
		if s.Type == TypeVideo || !now.Before(s.SubmittedAt.Add(mockLooks)) {
			return s.EndMock(mockEndAsPlanned, now)
		}
	}
	return nil
}

// playSteps settles the step of check-in that waits for a person.
func (s *Sitting) playSteps(now time.Time) error {
	kind := s.NextStep()
	m := s.Mark(kind)
	since := m.At
	switch {
	case m.State == MarkShown && !now.Before(since.Add(mockLooks)):
		return s.TickStep(Clock(), kind, now)
	case kind == StepFaceCheck && m.State != MarkShown:
		for _, other := range s.Marks {
			if other.At.After(since) {
				since = other.At
			}
		}
		if first := s.Device(FirstPosition); first != nil && first.JoinedAt.After(since) {
			since = first.JoinedAt
		}
		if !now.Before(since.Add(mockDecides)) {
			return s.OverrideStep(Clock(), kind, "practice", now)
		}
	}
	return nil
}

// mockInvites returns when the clock invites, the zero time for not yet.
func (s *Sitting) mockInvites(in Session) time.Time {
	policy, second := s.CameraPolicy(in), s.Device(SecondPosition)
	switch {
	case second != nil && second.JoinedAt.After(s.WaitingSince):
		return second.JoinedAt.Add(mockLooks)
	case second != nil || policy == SecondCameraNone:
		return s.WaitingSince.Add(mockLooks)
	case policy == SecondCameraRequired:
		return time.Time{}
	}
	return s.WaitingSince.Add(mockAlone)
}

// EndMock ends a mock by the clock wherever it stands; one that is over stays as it
// is. It is CodeForbidden for a real sitting.
func (s *Sitting) EndMock(reason string, now time.Time) error {
	if !s.Mock {
		return Errorf(CodeForbidden, "only a mock ends like this")
	}
	switch s.Phase {
	case PhaseFinished, PhaseAbsent:
		return nil
	case PhaseInterviewing:
		return s.End(Clock(), reason, now)
	case PhaseSeated, PhaseAnswering, PhaseReady, PhaseRecording, PhasePreviewing, PhaseUploading, PhaseSubmitted:
		s.endBreak(Clock(), now)
		return s.end(Clock(), reason, now)
	case PhaseInvited:
		if err := s.back(Clock(), now, "sitting.called_back", func() {}); err != nil {
			return err
		}
	}
	return s.MarkAbsent(Clock(), reason, now)
}

// playedBy reports whether the actor is the clock in a mock, where it stands in for
// people.
func (s *Sitting) playedBy(by Actor) bool { return s.Mock && by.Kind == ActorClock }

// PlayedMock is a mock that goes on, with what the clock needs to play its panel.
type PlayedMock struct {
	SittingID, QuestionID string
	Conversation          time.Duration
}

package exam

import "time"

// FollowSession moves the candidate's own end along when the session's was moved to
// later; nobody's time is made shorter.
func (s *Sitting) FollowSession(in Session, now time.Time) error {
	s.follow(in, Clock(), "time.session_moved", now)
	return nil
}

// FollowAccommodation moves the candidate's own end along when an accommodation was
// granted or changed during the exam; nobody's time is made shorter.
func (s *Sitting) FollowAccommodation(by Actor, in Session, now time.Time) error {
	s.follow(in, by, "time.accommodated", now)
	return nil
}

func (s *Sitting) follow(in Session, by Actor, kind string, now time.Time) {
	switch {
	case s.Phase == PhaseAnswering && s.WritesUntil.Before(s.Deadline(in)):
		s.setDeadline(in)
		s.note(kind, "sitting", by, now, map[string]string{"until": stamp(s.WritesUntil)})
	case (s.Phase == PhaseInvited || s.Phase == PhaseInterviewing) && s.closesLater(in):
		s.note(kind, "sitting", by, now, map[string]string{"until": stamp(in.For(s).EndsAt)})
	}
}

// closesLater asks for a timer of the candidate's own where the session ends later for
// her than for the others.
func (s *Sitting) closesLater(in Session) bool {
	own := in.For(s).EndsAt
	if !own.After(in.EndsAt) {
		return false
	}
	s.timers = append(s.timers, Timer{TimerSessionEnd, own})
	return true
}

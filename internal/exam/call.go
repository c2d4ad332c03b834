package exam

import "time"

// StartCall connects a steward with a candidate in the waiting area (FEATURES
// C1). Another steward's call is refused with CodeConflict and her name; a
// steward who is still on call with somebody else gets CodeStewardBusy. Calling
// the candidate one is already talking with changes nothing.
func (s *Sitting) StartCall(by Actor, in Hall, now time.Time) error {
	if !by.isAny([]Party{PartySteward}) {
		return Errorf(CodeForbidden, "only a steward calls")
	}
	if s.Phase != PhaseWaiting && s.Phase != PhaseInvited {
		return Errorf(CodeConflict, "this candidate is not in the waiting area").With("phase", string(s.Phase))
	}
	if s.Call != nil {
		if s.Call.StaffID == by.StaffID {
			return nil
		}
		return Errorf(CodeConflict, "%s is already talking with this candidate", s.Call.Name).With("staff_name", s.Call.Name)
	}
	for _, p := range in.Peers {
		if p.CallBy == by.StaffID {
			return Errorf(CodeStewardBusy, "you are on call with another candidate").With("sitting_id", p.ID)
		}
	}
	s.Call = &Call{StaffID: by.StaffID, Name: by.Name, Since: now}
	s.note("call.started", "call", by, now, nil)
	return nil
}

// EndCall hangs up. Without a call it changes nothing; another steward's call
// is refused with CodeConflict.
func (s *Sitting) EndCall(by Actor, now time.Time) error {
	if s.Call == nil {
		return nil
	}
	if err := s.checkOwnCall(by); err != nil {
		return err
	}
	s.Call = nil
	s.note("call.ended", "call", by, now, nil)
	return nil
}

// MuteCall asks the candidate's microphone to be silent, or lifts that.
func (s *Sitting) MuteCall(by Actor, muted bool, now time.Time) error {
	if s.Call == nil {
		return Errorf(CodeConflict, "there is no call to mute").With("phase", string(s.Phase))
	}
	if err := s.checkOwnCall(by); err != nil {
		return err
	}
	if s.Call.Muted == muted {
		return nil
	}
	s.Call.Muted = muted
	s.note("call.muted", "call", by, now, map[string]string{"muted": map[bool]string{true: "yes", false: "no"}[muted]})
	return nil
}

func (s *Sitting) checkOwnCall(by Actor) error {
	if s.Call.StaffID != by.StaffID {
		return Errorf(CodeConflict, "%s is talking with this candidate", s.Call.Name).With("staff_name", s.Call.Name)
	}
	return nil
}

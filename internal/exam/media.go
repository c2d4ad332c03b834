package exam

// MediaRole is what somebody may do in a sitting's media room.
type MediaRole string

// The media roles (DESIGN.md, "Media": the candidate stays, staff come and go).
const (
	MediaFirstCamera  MediaRole = "first_camera"  // publishes camera and microphone, sees staff
	MediaSecondCamera MediaRole = "second_camera" // publishes its camera, sees nothing
	MediaSteward      MediaRole = "steward"
	MediaPanel        MediaRole = "panel"
	MediaInspector    MediaRole = "inspector" // sees and hears, is not seen
)

// Admits says as what the actor may be in the sitting's media room now, and
// CodeForbidden or CodeConflict where not: the candidate's devices from the
// waiting area to the end, a steward only while on call with this candidate
// before the interview, the panel only during it (manual 2.1.6, 2.1.8), proctors of
// a written or a video exam unseen from the seat to the end (manual 2.2.1). by must
// be seen from the sitting's scope ([Actor.In]).
func (s *Sitting) Admits(by Actor) (MediaRole, error) {
	if !s.Live() {
		return "", Errorf(CodeConflict, "this sitting has no live room in phase %s", s.Phase).With("phase", string(s.Phase))
	}
	switch by.Kind {
	case ActorCandidate, ActorDevice:
		switch s.PositionOf(by.LoginID) {
		case FirstPosition:
			return MediaFirstCamera, nil
		case SecondPosition:
			return MediaSecondCamera, nil
		}
		return "", Errorf(CodeDeviceReplaced, "this device holds no camera position")
	case ActorStaff:
		return s.admitsStaff(by)
	}
	return "", Errorf(CodeForbidden, "this room is not yours to enter")
}

func (s *Sitting) admitsStaff(by Actor) (MediaRole, error) {
	interviewing := s.Phase == PhaseInterviewing
	switch {
	case interviewing && by.isAny([]Party{PartyPanel}):
		return MediaPanel, nil
	case !interviewing && s.Call != nil && s.Call.StaffID == by.StaffID && by.Has(RoleSteward):
		return MediaSteward, nil
	case (s.Type == TypeWritten || s.Type == TypeVideo) && by.isAny([]Party{PartyProctor}), by.Has(RoleInspector):
		return MediaInspector, nil
	}
	return "", Errorf(CodeConflict, "the candidate is not with you now").With("phase", string(s.Phase))
}

package exam

import "time"

// SecondCamera says whether a session wants a second camera (FEATURES A14).
type SecondCamera string

// The three policies.
const (
	SecondCameraRequired SecondCamera = "required"
	SecondCameraOptional SecondCamera = "optional"
	SecondCameraNone     SecondCamera = "none"
)

// Session is one subject in one room from a start to an end. All times are the
// server's, in UTC.
type Session struct {
	ID            string
	SchoolID      string
	RoomID        string
	SubjectID     string
	Type          Type
	StartsAt      time.Time
	EndsAt        time.Time
	EntryOpensAt  time.Time
	EntryClosesAt time.Time     // last moment to enter for the first time
	InviteTTL     time.Duration // how long a candidate may take to accept
	SecondCamera  SecondCamera
}

// DefaultInviteTTL is how long an invitation holds when a session does not say.
const DefaultInviteTTL = 60 * time.Second

// CheckEntry says whether a candidate in a phase may enter at a moment
// (FEATURES B5): nil, CodeEntryNotOpen with "opens_at", CodeEntryClosed with
// "closed_at", or CodeSittingOver once the sitting or its session has ended. Who
// has entered before may come back after the entry window, until the session ends.
func (s Session) CheckEntry(p Phase, now time.Time) error {
	switch {
	case p == PhaseFinished:
		return Errorf(CodeSittingOver, "this interview has ended; the room cannot be entered again")
	case p == PhaseAbsent:
		return Errorf(CodeSittingOver, "you were recorded as absent; call the school if this is wrong")
	case now.Before(s.EntryOpensAt):
		return Errorf(CodeEntryNotOpen, "entry opens at %s", stamp(s.EntryOpensAt)).With("opens_at", stamp(s.EntryOpensAt))
	case !now.Before(s.EndsAt):
		return Errorf(CodeSittingOver, "the session ended at %s", stamp(s.EndsAt))
	case p == PhaseAssigned && !now.Before(s.EntryClosesAt):
		return Errorf(CodeEntryClosed, "entry closed at %s", stamp(s.EntryClosesAt)).With("closed_at", stamp(s.EntryClosesAt))
	}
	return nil
}

// stamp writes a time as the API does: RFC 3339, UTC, milliseconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

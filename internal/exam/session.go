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

// FirstCamera says which devices may be a session's first camera (FEATURES A14). ""
// is any.
type FirstCamera string

// The three policies.
const (
	FirstCameraAny   FirstCamera = "any"
	FirstCameraPhone FirstCamera = "phone" // phones and tablets
	FirstCameraPC    FirstCamera = "pc"    // desktop and laptop computers
)

// DeviceKind is what a device says that it is; "" is one that does not say.
type DeviceKind string

// The kinds of device.
const (
	KindPhone DeviceKind = "phone" // a tablet counts as one
	KindPC    DeviceKind = "pc"
)

// Admits reports whether a device may be the first camera. What does not say what it
// is may be so only where anything may.
func (f FirstCamera) Admits(k DeviceKind) bool {
	return f == "" || f == FirstCameraAny || string(f) == string(k)
}

// CheckDevice refuses a device that may not hold a position in this session, with
// CodeWrongDevice and "wanted": phone or pc. The second camera may be anything.
func (s Session) CheckDevice(p Position, k DeviceKind) error {
	if p != FirstPosition || s.FirstCamera.Admits(k) {
		return nil
	}
	what := map[FirstCamera]string{FirstCameraPhone: "a phone", FirstCameraPC: "a computer"}[s.FirstCamera]
	return Errorf(CodeWrongDevice, "the first camera of this session is %s", what).With("wanted", string(s.FirstCamera))
}

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
	FirstCamera   FirstCamera
	Video         VideoRule // of a video session; the zero one is the default ([Session.VideoRule])
	Mock          bool      // practice of one candidate; no staff sees it ([MockWindow])
}

// DefaultInviteTTL is how long an invitation holds when a session does not say.
const DefaultInviteTTL = 60 * time.Second

// CheckEntry says whether a candidate in a phase may enter at a moment
// (FEATURES B5): nil, CodeEntryNotOpen with "opens_at", CodeEntryClosed with
// "closed_at", or CodeSittingOver once the sitting or its session has ended. Who
// has entered before may come back after the entry window, until the session ends.
func (s Session) CheckEntry(p Phase, now time.Time) error {
	switch {
	case s.Type == TypeVideo && (p == PhaseSubmitted || p == PhaseFinished):
		return Errorf(CodeSittingOver, "your recording was handed in; the room cannot be entered again").With("why", "handed_in")
	case p == PhaseFinished:
		return Errorf(CodeSittingOver, "this exam has ended; the room cannot be entered again")
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

// For returns the session as one candidate has it: it ends for her when her own time
// is up ([Sitting.Deadline]), and the pages of a written answer are in, or the time to
// send her take is. Practice has one end.
func (s Session) For(one *Sitting) Session {
	if !one.Mock {
		s.EndsAt = later(later(s.EndsAt, one.Deadline(s)), one.ClosesAt())
	}
	if one.Type == TypeVideo {
		s.EndsAt = later(later(s.EndsAt, one.Deadline(s)), one.WritesUntil)
	}
	return s
}

// EndFor returns when the session ends for one candidate, without the grace in which
// pages of a written answer may still come, and without a pause that still lasts.
func (s Session) EndFor(one *Sitting) time.Time {
	if one.Mock {
		return s.EndsAt
	}
	own := one.Deadline(s)
	if one.Paused() {
		own = own.Add(-MaxPause)
	}
	return later(s.EndsAt, own)
}

// stamp writes a time as the API does: RFC 3339, UTC, milliseconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

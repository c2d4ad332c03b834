package exam

import (
	"slices"
	"time"
)

// TakeState is where a take stands.
type TakeState string

// The states of a take.
const (
	TakeRecording TakeState = "recording"
	TakePreview   TakeState = "preview"   // candidate: use it, or record again
	TakeDiscarded TakeState = "discarded" // kept apart, no answer
	TakeFinal     TakeState = "final"     // the answer
)

// TakeStop is who or what ended a take.
type TakeStop string

// What ends a take.
const (
	StopCandidate  TakeStop = "candidate"
	StopProctor    TakeStop = "proctor"
	StopMaxLength  TakeStop = "max_length"
	StopSessionEnd TakeStop = "session_end"
)

// Take is one recording of both cameras (录制; glossary: Take).
type Take struct {
	ID         string
	Number     int // in the sitting, from 1
	State      TakeState
	StartsAt   time.Time // the moment that both devices mark on their time line
	StoppedAt  time.Time
	Stop       TakeStop
	Costs      bool // was discarded by the candidate at the price of a try
	Broken     bool // an interruption or a device's problem fell into it
	Incomplete bool // counts as an answer with something missing

	Segments []TakeSegment // by position and order
}

// TakeSegment is one run of one recorder on one device: the bytes of one upload, to
// which each slice of the recording is added as it comes.
type TakeSegment struct {
	ID       string
	TakeID   string
	Position Position
	Order    int // at its position, from 1
	LoginID  string
	MIME     string
	FirstAt  time.Time     // the server's time of its first frame, as the device measured it
	Bytes    int64         // once it is kept
	Duration time.Duration // as the device says, 0 before
	SHA256   string        // of what is kept, "" before
	Complete bool          // it is kept, and is what the device hashed
}

// Kept reports whether what there is of a segment was taken over into the store.
func (g TakeSegment) Kept() bool { return g.SHA256 != "" }

// TrackState is where the joined file of one camera stands.
type TrackState string

// The states of a track.
const (
	TrackWaiting TrackState = "waiting"
	TrackReady   TrackState = "ready"
	TrackFailed  TrackState = "failed"
)

// Gap is a hole in a track, from its first frame on.
type Gap struct {
	From time.Duration
	To   time.Duration
}

// Track is one camera's file of a take: its segments in one, seekable, never
// transcoded. Its time line begins with its first frame.
type Track struct {
	TakeID    string
	SchoolID  string
	SittingID string
	Position  Position
	State     TrackState
	MIME      string
	SHA256    string
	Bytes     int64
	FirstAt   time.Time
	Duration  time.Duration
	Gaps      []Gap
	Thumb     string // SHA-256 of a JPEG, "" for none
	Failure   string
	JoinedAt  time.Time
}

// Of returns the segments of a position, in order.
func (t *Take) Of(p Position) (found []TakeSegment) {
	for _, g := range t.Segments {
		if g.Position == p {
			found = append(found, g)
		}
	}
	return found
}

// FirstAt returns when a position's first frame was taken, the zero time for none.
func (t *Take) FirstAt(p Position) (first time.Time) {
	for _, g := range t.Of(p) {
		if first.IsZero() || g.FirstAt.Before(first) {
			first = g.FirstAt
		}
	}
	return first
}

// Skew returns by how much the second camera's first frame came after the first
// camera's; known is false where one of them has none.
func (t *Take) Skew() (skew time.Duration, known bool) {
	first, second := t.FirstAt(FirstPosition), t.FirstAt(SecondPosition)
	if first.IsZero() || second.IsZero() {
		return 0, false
	}
	return second.Sub(first), true
}

// Length returns how long a take was recorded by a moment.
func (t *Take) Length(now time.Time) time.Duration {
	end := now
	if !t.StoppedAt.IsZero() {
		end = t.StoppedAt
	}
	return max(end.Sub(t.StartsAt), 0)
}

// Take returns the current take: recording, shown for a decision, or the answer. It
// is nil where none is.
func (s *Sitting) Take() *Take {
	if n := len(s.Takes); n > 0 && s.Takes[n-1].State != TakeDiscarded {
		return &s.Takes[n-1]
	}
	return nil
}

// TakeByID returns a take, CodeNotFound for none.
func (s *Sitting) TakeByID(id string) (*Take, error) {
	for i := range s.Takes {
		if s.Takes[i].ID == id {
			return &s.Takes[i], nil
		}
	}
	return nil, Errorf(CodeNotFound, "no such take")
}

// Segment returns a segment with its take, CodeNotFound for none.
func (s *Sitting) Segment(id string) (*Take, *TakeSegment, error) {
	for i := range s.Takes {
		t := &s.Takes[i]
		if k := slices.IndexFunc(t.Segments, func(g TakeSegment) bool { return g.ID == id }); k >= 0 {
			return t, &t.Segments[k], nil
		}
	}
	return nil, nil, Errorf(CodeNotFound, "no such segment")
}

// endlessTries is what a mock has left: she records as often as she likes.
const endlessTries = 99

// TriesLeft returns how many takes the candidate may begin after the one that stands.
func (s *Sitting) TriesLeft(in Session) int {
	if s.Mock {
		return endlessTries
	}
	left := in.VideoRule().Tries + s.GivenTries
	for _, t := range s.Takes {
		if t.Costs || t.State != TakeDiscarded {
			left--
		}
	}
	return max(left, 0)
}

// NothingSHA256 is the SHA-256 of no bytes, in hex: what is kept of a piece of which
// nothing came, or that was forgotten.
const NothingSHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

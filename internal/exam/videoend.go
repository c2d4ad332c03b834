package exam

import (
	"slices"
	"strconv"
	"time"
)

// SettleVideo does what is due in a video sitting by the clock: it stops a take at its
// greatest length or the session's end, uses the last take after the grace, hands it
// in once the server has all of it or the time to send it is over, and ends what has
// no take. It changes nothing where nothing is due, so a late or repeated job does no
// harm (FEATURES F9).
func (s *Sitting) SettleVideo(reports []DeviceReport, in Session, now time.Time) error {
	for range 5 { // as many steps as there are from the door to the end
		was := s.Phase
		if err := s.settleVideo(reports, in, now); err != nil || s.Phase == was {
			return err
		}
	}
	return nil
}

func (s *Sitting) settleVideo(reports []DeviceReport, in Session, now time.Time) error {
	over := !now.Before(s.Deadline(in))
	switch s.Phase {
	case PhaseAssigned:
		if over {
			return s.MarkAbsent(Clock(), "session_end", now)
		}
	case PhaseReady:
		if over {
			return s.end(Clock(), "session_end", now)
		}
	case PhaseRecording:
		if end, how := s.takeEnds(in); !now.Before(end) {
			return s.stopTake(Clock(), how, string(how), in, now)
		}
	case PhasePreviewing:
		if !now.Before(s.WritesUntil) {
			return s.useTake(Clock(), in, now)
		}
	case PhaseUploading:
		if owed := s.Owed(reports, now); len(owed) == 0 || !now.Before(s.WritesUntil) {
			return s.submitTake(owed, in, now)
		}
	case PhaseSubmitted:
		if over {
			return s.end(Clock(), "session_end", now)
		}
	}
	return nil
}

// Owed returns the segments of the take whose bytes are still to come: of devices that
// hold their position. A device that says it has bytes to send is waited for too, while
// it is heard of: the server may not know of the piece that they belong to. So is one
// that was heard of when the take began or since, and has told of no piece, until it says
// itself that it has nothing. What a device that was replaced has not sent is not waited
// for.
func (s *Sitting) Owed(reports []DeviceReport, now time.Time) (owed []string) {
	t := s.Take()
	if t == nil {
		return nil
	}
	for _, g := range t.Segments {
		if !g.Complete && s.PositionOf(g.LoginID) == g.Position {
			owed = append(owed, g.ID)
		}
	}
	for _, p := range []Position{FirstPosition, SecondPosition} {
		if r := s.reportOf(p, reports); len(owed) == 0 && (r.Online(now) && r.Unsent > 0 || t.silent(r, now)) {
			owed = append(owed, "camera "+strconv.Itoa(int(p)))
		}
	}
	return owed
}

// silent reports whether a device that was there for the take has yet to say what it has
// of it: its network may be gone since then.
func (t *Take) silent(r DeviceReport, now time.Time) bool {
	hasNothing := r.Online(now) && r.Recorder != RecorderRecording
	return len(t.Of(r.Position)) == 0 && !hasNothing && r.At.Add(deviceFresh).After(t.StartsAt)
}

// Missing reports whether a take lacks something: a segment that is not whole, or a
// camera that the session requires.
func (s *Sitting) Missing(t *Take, in Session) bool {
	if slices.ContainsFunc(t.Segments, func(g TakeSegment) bool { return !g.Complete }) || len(t.Of(FirstPosition)) == 0 {
		return true
	}
	return s.CameraPolicy(in) == SecondCameraRequired && len(t.Of(SecondPosition)) == 0
}

func (s *Sitting) submitTake(owed []string, in Session, now time.Time) error {
	t := s.Take()
	reason := ""
	if len(owed) > 0 {
		reason = "time_up"
	}
	if err := s.move(PhaseSubmitted, Clock(), reason, now, "sitting.submitted"); err != nil {
		return err
	}
	t.Incomplete = s.Missing(t, in)
	s.SubmittedAt = now
	data := map[string]string{"take": t.ID, "number": strconv.Itoa(t.Number), "incomplete": strconv.FormatBool(t.Incomplete)}
	for _, g := range t.Segments {
		if g.Complete {
			data["sha256_"+strconv.Itoa(int(g.Position))+"_"+strconv.Itoa(g.Order)] = g.SHA256
		}
	}
	s.told(data)
	return nil
}

// AddSegment notes that a device has begun to record a piece of a take, or owes one
// still. The same again returns what is there. It is CodeConflict for a take that is
// decided and handed in.
func (s *Sitting) AddSegment(by Actor, takeID string, g TakeSegment, now time.Time) (TakeSegment, error) {
	t, err := s.TakeByID(takeID)
	if err != nil {
		return g, err
	}
	g.Position = s.PositionOf(by.LoginID)
	if err := s.checkDevice(by); err != nil {
		return g, err
	}
	same := t.Of(g.Position)
	if i := slices.IndexFunc(same, func(o TakeSegment) bool { return o.LoginID == by.LoginID && o.FirstAt.Equal(g.FirstAt) }); i >= 0 {
		return same[i], nil
	}
	if s.Phase != PhaseRecording && s.Phase != PhasePreviewing && s.Phase != PhaseUploading || t.State == TakeDiscarded {
		return g, Errorf(CodeConflict, "this take takes nothing more").With("phase", string(s.Phase))
	}
	if len(same) >= maxSegments {
		return g, Errorf(CodeTooMany, "a take has at most %d pieces of a camera", maxSegments)
	}
	g.TakeID, g.Order, g.LoginID = t.ID, len(same)+1, by.LoginID
	t.Segments = append(t.Segments, g)
	s.note("segment.begun", "video", by, now, map[string]string{
		"take": t.ID, "segment": g.ID, "position": strconv.Itoa(int(g.Position)), "order": strconv.Itoa(g.Order), "mime": g.MIME, "first_at": stamp(g.FirstAt),
	})
	return g, nil
}

// maxSegments is how often a camera may begin anew in one take.
const maxSegments = 200

// CheckSegmentOpen returns nil while bytes of a segment are taken: until it is kept.
func (s *Sitting) CheckSegmentOpen(g *TakeSegment) error {
	if g.Kept() {
		return Errorf(CodeConflict, "this piece is kept already")
	}
	return nil
}

// KeepSegment notes that the server has a segment: whole, as its device hashed it, or
// what had arrived when the time was over.
func (s *Sitting) KeepSegment(by Actor, kept TakeSegment, now time.Time) error {
	_, g, err := s.Segment(kept.ID)
	if err != nil {
		return err
	}
	if g.Complete || g.Kept() && !kept.Complete {
		return nil
	}
	g.Bytes, g.SHA256, g.Complete = kept.Bytes, kept.SHA256, kept.Complete
	if kept.Duration > 0 {
		g.Duration = kept.Duration
	}
	if !kept.FirstAt.IsZero() {
		g.FirstAt = kept.FirstAt
	}
	s.note("segment.kept", "video", by, now, map[string]string{
		"segment": g.ID, "position": strconv.Itoa(int(g.Position)), "bytes": strconv.FormatInt(g.Bytes, 10), "sha256": g.SHA256,
		"complete": strconv.FormatBool(g.Complete), "first_at": stamp(g.FirstAt),
	})
	return nil
}

// Live reports whether the candidate's media may be in the room: a video exam is over
// for the cameras once its take is handed in.
func (s *Sitting) Live() bool {
	return s.Phase.Live() && !(s.Type == TypeVideo && s.Phase == PhaseSubmitted)
}

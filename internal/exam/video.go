package exam

import (
	"strconv"
	"strings"
	"time"
)

// StartsIn is how far ahead of the press of the button a take starts: both devices
// hear of it before and record already (DESIGN.md, "The two cameras of a video exam").
const StartsIn = 1500 * time.Millisecond

// QuestionDraw is the questions that a candidate may be given when she is ready, and what
// one of them is drawn by, so that anybody can draw again.
type QuestionDraw struct {
	Seed      string   // hex, random
	Questions []string // the IDs of the session's questions, by number
	Releases  []string // a new ID for each
}

// GetReady takes the first camera from check-in to where it may record, when all
// steps of its flow are passed: CodeStepsOwed with the "step" otherwise. Its questions
// are shown from now on (FEATURES F1).
func (s *Sitting) GetReady(by Actor, d QuestionDraw, in Session, now time.Time) error {
	if err := s.leaveCheckIn(by, PhaseReady, in, "sitting.ready", now); err != nil {
		return err
	}
	if s.WaitingSince.IsZero() {
		s.WaitingSince = now
	}
	s.showQuestions(d, in, now)
	s.timers = append(s.timers, Timer{TimerVideo, s.Deadline(in)})
	return nil
}

// showQuestions gives the candidate her questions, once.
func (s *Sitting) showQuestions(d QuestionDraw, in Session, now time.Time) {
	if len(s.Releases) > 0 || len(d.Questions) == 0 {
		return
	}
	shown := d.Questions
	if in.VideoRule().DrawQuestion && !s.Mock {
		n := DrawnOf(d.Seed, s.ID, len(d.Questions))
		shown = d.Questions[n : n+1]
		s.note("question.drawn", "sitting", Clock(), now, map[string]string{
			"seed": d.Seed, "from": strings.Join(d.Questions, " "), "drawn": d.Questions[n],
		})
	}
	for i, id := range shown {
		s.Releases = append(s.Releases, Release{ID: d.Releases[i], QuestionID: id, ReleasedAt: now, OpenedAt: now})
	}
}

// ReadsUntil returns when the reading time of the question ends: it is given once.
func (s *Sitting) ReadsUntil(in Session) time.Time {
	if s.WaitingSince.IsZero() {
		return time.Time{}
	}
	return s.WaitingSince.Add(in.VideoRule().Reading)
}

// StartTake starts a take on both cameras, [StartsIn] from now (FEATURES F2). Only the
// first camera may. What blocks is CodeBlocked with the first reason as "why" and all
// as "reasons".
func (s *Sitting) StartTake(by Actor, takeID string, reports []DeviceReport, in Session, now time.Time) error {
	if err := s.CheckHolds(by, FirstPosition); err != nil {
		return err
	}
	if s.Phase != PhaseReady {
		return Errorf(CodeConflict, "you cannot record now").With("phase", string(s.Phase))
	}
	if !now.Before(s.Deadline(in)) {
		return Errorf(CodeTimeUp, "the session ended at %s", stamp(s.Deadline(in)))
	}
	if blocks := s.StartBlocks(in, reports, now); len(blocks) > 0 {
		return Errorf(CodeBlocked, "recording cannot start yet").With("why", blocks[0]).With("reasons", blocks)
	}
	t := Take{ID: takeID, Number: len(s.Takes) + 1, State: TakeRecording, StartsAt: now.Add(StartsIn)}
	if err := s.move(PhaseRecording, by, "", now, "take.started"); err != nil {
		return err
	}
	s.Takes = append(s.Takes, t)
	s.told(map[string]string{"take": t.ID, "number": strconv.Itoa(t.Number), "starts_at": stamp(t.StartsAt)})
	end, _ := s.takeEnds(in)
	s.timers = append(s.timers, Timer{TimerVideo, end})
	return nil
}

// told adds particulars to the last fact.
func (s *Sitting) told(data map[string]string) { s.facts[len(s.facts)-1].Data = data }

// takeEnds returns when the clock stops the take that is being recorded, and why.
func (s *Sitting) takeEnds(in Session) (time.Time, TakeStop) {
	longest, over := s.Take().StartsAt.Add(in.VideoRule().Max), s.Deadline(in)
	if over.Before(longest) {
		return over, StopSessionEnd
	}
	return longest, StopMaxLength
}

// StopTake ends a take on both cameras: the candidate, from either, once it has the
// least length or was broken; a proctor at any time for a reason (FEATURES F4). A take
// that has stopped already stays as it is. Too short a one is CodeTooShort with
// "min_seconds".
func (s *Sitting) StopTake(by Actor, takeID, reason string, in Session, now time.Time) error {
	t, err := s.TakeByID(takeID)
	if err != nil {
		return err
	}
	how := StopProctor
	if by.Kind != ActorStaff {
		how = StopCandidate
		if err := s.checkDevice(by); err != nil {
			return err
		}
	}
	if t.State != TakeRecording {
		return nil
	}
	reason = strings.TrimSpace(reason)
	if how == StopProctor && reason == "" {
		return Errorf(CodeInvalid, "a reason is needed to stop a recording").With("field", "reason")
	}
	if least := in.VideoRule().Min; how == StopCandidate && !t.Broken && t.Length(now) < least {
		return tooShort(least)
	}
	return s.stopTake(by, how, reason, in, now)
}

func tooShort(least time.Duration) error {
	return Errorf(CodeTooShort, "a recording has at least %d seconds", int(least/time.Second)).With("min_seconds", int(least/time.Second))
}

func (s *Sitting) stopTake(by Actor, how TakeStop, reason string, in Session, now time.Time) error {
	t := s.Take()
	at := now
	if end, _ := s.takeEnds(in); by.Kind == ActorClock && end.Before(now) {
		at = end // a late job stops nothing later
	}
	if err := s.move(PhasePreviewing, by, reason, now, "take.stopped"); err != nil {
		return err
	}
	t.State, t.Stop, t.StoppedAt = TakePreview, how, later(at, t.StartsAt)
	s.told(map[string]string{"take": t.ID, "how": string(how), "seconds": strconv.FormatFloat(t.Length(now).Seconds(), 'f', 1, 64), "broken": strconv.FormatBool(t.Broken)})
	s.WritesUntil = later(s.Deadline(in), now).Add(in.VideoRule().Grace)
	s.timers = append(s.timers, Timer{TimerVideo, s.WritesUntil})
	return nil
}

// checkDevice returns nil for a device of the candidate that holds a position.
func (s *Sitting) checkDevice(by Actor) error {
	if s.PositionOf(by.LoginID) == 0 {
		return Errorf(CodeDeviceReplaced, "this device holds no camera position")
	}
	return nil
}

// RecordAgain puts the take aside and lets the candidate record another (FEATURES
// F6). It costs a try unless the take was broken and the rule spares her; without a
// try left it is CodeNoTries, after her session's end CodeTimeUp.
func (s *Sitting) RecordAgain(by Actor, takeID string, in Session, now time.Time) error {
	t, err := s.decides(by, takeID)
	if err != nil {
		return err
	}
	if !now.Before(s.Deadline(in)) {
		return Errorf(CodeTimeUp, "the session ended at %s", stamp(s.Deadline(in)))
	}
	costs := !s.Mock && (!t.Broken || in.VideoRule().BrokenCosts)
	if costs && s.TriesLeft(in) == 0 {
		return Errorf(CodeNoTries, "no try is left")
	}
	if err := s.move(PhaseReady, by, "", now, "take.discarded"); err != nil {
		return err
	}
	t.State, t.Costs = TakeDiscarded, costs
	s.told(map[string]string{"take": t.ID, "costs": strconv.FormatBool(costs), "left": strconv.Itoa(s.TriesLeft(in))})
	s.timers = append(s.timers, Timer{TimerVideo, s.Deadline(in)})
	return nil
}

// decides returns the take that a device of the candidate decides on.
func (s *Sitting) decides(by Actor, takeID string) (*Take, error) {
	t, err := s.TakeByID(takeID)
	if err != nil {
		return nil, err
	}
	if err := s.CheckHolds(by, FirstPosition); err != nil {
		return nil, err
	}
	if s.Phase != PhasePreviewing || t.State != TakePreview {
		return nil, Errorf(CodeConflict, "this take is not to be decided on").With("phase", string(s.Phase))
	}
	return t, nil
}

// UseTake makes the take the answer (确认使用; FEATURES F7). One that the candidate
// stopped too early is CodeTooShort. Doing it twice changes nothing.
func (s *Sitting) UseTake(by Actor, takeID string, in Session, now time.Time) error {
	if t, err := s.TakeByID(takeID); err == nil && t.State == TakeFinal {
		return s.CheckHolds(by, FirstPosition)
	}
	t, err := s.decides(by, takeID)
	if err != nil {
		return err
	}
	if least := in.VideoRule().Min; t.Stop == StopCandidate && t.Length(now) < least {
		return tooShort(least)
	}
	return s.useTake(by, in, now)
}

func (s *Sitting) useTake(by Actor, in Session, now time.Time) error {
	t := s.Take()
	reason := ""
	if by.Kind == ActorClock {
		reason = "time_up"
	}
	if err := s.move(PhaseUploading, by, reason, now, "take.used"); err != nil {
		return err
	}
	t.State = TakeFinal
	s.told(map[string]string{"take": t.ID, "number": strconv.Itoa(t.Number)})
	s.WritesUntil = later(s.Deadline(in), now).Add(in.VideoRule().Grace)
	s.timers = append(s.timers, Timer{TimerVideo, s.WritesUntil})
	return nil
}

// GiveTry gives the candidate one more take, for a reason (FEATURES F6).
func (s *Sitting) GiveTry(by Actor, reason string, now time.Time) error {
	if !by.isAny([]Party{PartyProctor}) {
		return Errorf(CodeForbidden, "only proctors give a try")
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return Errorf(CodeInvalid, "a reason is needed to give a try").With("field", "reason")
	}
	switch s.Phase {
	case PhaseCheckIn, PhaseReady, PhaseRecording, PhasePreviewing:
	default:
		return Errorf(CodeConflict, "she does not record now").With("phase", string(s.Phase))
	}
	s.GivenTries++
	s.note("try.given", "video", by, now, map[string]string{"given": strconv.Itoa(s.GivenTries)})
	s.facts[len(s.facts)-1].Reason = reason
	return nil
}

// ReopenVideo lets a candidate whose take is decided on, handed in, or whose sitting
// has ended record again, for a reason, with one try at least and until minutes from
// now (FEATURES F8).
func (s *Sitting) ReopenVideo(by Actor, reason string, minutes int, in Session, now time.Time) error {
	if minutes < 1 || minutes > MaxGivenMinutes {
		return wrongField("minutes", "is not between 1 and 240")
	}
	if err := s.move(PhaseReady, by, strings.TrimSpace(reason), now, "sitting.reopened"); err != nil {
		return err
	}
	if t := s.Take(); t != nil {
		t.State = TakeDiscarded
	}
	s.SubmittedAt, s.EndedAt, s.EndReason, s.WritesUntil = time.Time{}, time.Time{}, "", time.Time{}
	if s.TriesLeft(in) == 0 {
		s.GivenTries++
	}
	if least := now.Add(time.Duration(minutes) * time.Minute); s.Deadline(in).Before(least) {
		s.Extra += least.Sub(s.Deadline(in))
	}
	s.timers = append(s.timers, Timer{TimerVideo, s.Deadline(in)})
	return nil
}

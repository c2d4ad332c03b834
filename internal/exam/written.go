package exam

import (
	"strconv"
	"strings"
	"time"
)

// MaxGivenMinutes is the most that is given at once as extra time.
const MaxGivenMinutes = 240

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// Deadline returns when the exam ends for this candidate, answering where it is
// written: the session's end, her accommodation's share of its length, what was
// granted, her breaks, and the pauses of staff (FEATURES D12, G6, K3).
func (s *Sitting) Deadline(in Session) time.Time {
	return s.Accommodation.EndsAt(in.StartsAt, in.EndsAt.Sub(in.StartsAt)).Add(s.Extra + s.BreakTime + s.PausedTime)
}

// ClosesAt returns when what is saved is handed in by the clock: at the end of
// answering, and where pages are photographed after the grace for late ones. It is
// zero before the paper.
func (s *Sitting) ClosesAt() time.Time {
	if r := s.Paper(); r != nil && r.Kind == PaperPDF && !s.WritesUntil.IsZero() {
		return s.WritesUntil.Add(r.Grace)
	}
	return s.WritesUntil
}

// setDeadline moves the end of answering to what it is by now, with the timer that
// hands in.
func (s *Sitting) setDeadline(in Session) {
	s.WritesUntil = later(s.WritesUntil, s.Deadline(in))
	s.timers = append(s.timers, Timer{TimerSubmit, s.ClosesAt()})
}

// TakeSeat takes the first camera from check-in to its seat, when all steps of its
// flow are passed: CodeStepsOwed with the "step" otherwise. It returns
// CodeDeviceReplaced for any other device.
func (s *Sitting) TakeSeat(by Actor, in Session, now time.Time) error {
	if err := s.leaveCheckIn(by, PhaseSeated, in, "sitting.seated", now); err != nil {
		return err
	}
	s.WaitingSince = now
	return nil
}

// leaveCheckIn takes the first camera on from check-in, within the entry window and
// when all steps of its flow are passed.
func (s *Sitting) leaveCheckIn(by Actor, to Phase, in Session, kind string, now time.Time) error {
	if err := in.For(s).CheckEntry(s.Phase, now); err != nil {
		return err
	}
	if err := s.CheckHolds(by, FirstPosition); err != nil {
		return err
	}
	if s.Phase != PhaseCheckIn {
		return Errorf(CodeConflict, "check-in is over").With("phase", string(s.Phase))
	}
	if err := s.checkSteps(); err != nil {
		return err
	}
	return s.move(to, by, "", now, kind)
}

// GiveTime grants minutes on top of what she has, for a reason (加时; FEATURES D12).
// It moves the deadline of who answers at once.
func (s *Sitting) GiveTime(by Actor, minutes int, reason string, in Session, now time.Time) error {
	if !by.isAny([]Party{PartyProctor}) {
		return Errorf(CodeForbidden, "only proctors give extra time")
	}
	if minutes < 1 || minutes > MaxGivenMinutes {
		return wrongField("minutes", "is not between 1 and 240")
	}
	reason = strings.TrimSpace(reason)
	if err := checkText("reason", reason, 1, maxIntro); err != nil {
		return err
	}
	switch s.Phase {
	case PhaseAssigned, PhaseCheckIn, PhaseSeated, PhaseAnswering:
	default:
		return Errorf(CodeConflict, "she has handed in").With("phase", string(s.Phase))
	}
	s.Extra += time.Duration(minutes) * time.Minute
	if s.Phase == PhaseAnswering {
		s.setDeadline(in)
	}
	s.note("time.given", "sitting", by, now, map[string]string{"minutes": strconv.Itoa(minutes), "until": stamp(s.Deadline(in))})
	s.facts[len(s.facts)-1].Reason = reason
	return nil
}

// CheckAnswering returns nil while the candidate may still send something of her
// answer: CodeTimeUp after the end, CodeConflict with the "phase" when she does not
// answer, or with "why" "withdrawn" when no paper is before her.
func (s *Sitting) CheckAnswering(now time.Time) error {
	switch {
	case s.Phase != PhaseAnswering:
		return Errorf(CodeConflict, "this answer is not open").With("phase", string(s.Phase))
	case s.Paper() == nil:
		return Errorf(CodeConflict, "the paper was withdrawn").With("why", "withdrawn")
	case !now.Before(s.ClosesAt()):
		return Errorf(CodeTimeUp, "time was up at %s", stamp(s.ClosesAt()))
	}
	return s.checkStands()
}

// Late reports whether what comes now is late: after the end of answering, within
// the grace.
func (s *Sitting) Late(now time.Time) bool { return !now.Before(s.WritesUntil) }

// Submit hands the answer in for good (交卷; FEATURES D10). Either camera may;
// counted goes to the ledger: what was handed in, in numbers and hashes. After the
// session's own end the sitting is over with it.
func (s *Sitting) Submit(by Actor, counted map[string]string, in Session, now time.Time) error {
	if s.PositionOf(by.LoginID) == 0 {
		return Errorf(CodeDeviceReplaced, "this device holds no camera position")
	}
	if s.Phase == PhaseSubmitted {
		return nil
	}
	if err := s.CheckAnswering(now); err != nil {
		return err
	}
	return s.handIn(by, "", counted, in, now)
}

// Collect hands in for the candidate what she has saved.
func (s *Sitting) Collect(by Actor, reason string, counted map[string]string, in Session, now time.Time) error {
	if s.Phase != PhaseAnswering {
		return Errorf(CodeConflict, "she does not answer").With("phase", string(s.Phase))
	}
	return s.handIn(by, strings.TrimSpace(reason), counted, in, now)
}

// Expire hands in what is saved when the time is up. It changes nothing before, or
// when she does not answer, so a late or repeated job does no harm.
func (s *Sitting) Expire(counted map[string]string, in Session, now time.Time) error {
	if s.Phase != PhaseAnswering || now.Before(later(s.ClosesAt(), s.WritesUntil)) {
		return nil
	}
	return s.handIn(Clock(), "time_up", counted, in, now)
}

func (s *Sitting) handIn(by Actor, reason string, counted map[string]string, in Session, now time.Time) error {
	s.endBreak(by, now)
	s.endPause(by, reason, now)
	if err := s.move(PhaseSubmitted, by, reason, now, "sitting.submitted"); err != nil {
		return err
	}
	s.facts[len(s.facts)-1].Data = counted
	s.SubmittedAt = now
	if now.Before(in.EndsAt) {
		return nil
	}
	return s.end(Clock(), "session_end", now)
}

// LetGo ends the sitting of a candidate who has handed in; her cameras go off.
func (s *Sitting) LetGo(by Actor, now time.Time) error {
	if s.Phase != PhaseSubmitted {
		return Errorf(CodeConflict, "she has not handed in").With("phase", string(s.Phase))
	}
	return s.end(by, "", now)
}

func (s *Sitting) end(by Actor, reason string, now time.Time) error {
	if err := s.move(PhaseFinished, by, reason, now, "sitting.finished"); err != nil {
		return err
	}
	s.EndedAt, s.EndReason = now, reason
	return nil
}

// ReopenAnswer lets a candidate who has handed in go on, for a reason, for at least
// some minutes from now (FEATURES D10).
func (s *Sitting) ReopenAnswer(by Actor, minutes int, reason string, in Session, now time.Time) error {
	if minutes < 1 || minutes > MaxGivenMinutes {
		return wrongField("minutes", "is not between 1 and 240")
	}
	if s.Phase != PhaseSubmitted && s.Phase != PhaseFinished {
		return Errorf(CodeConflict, "only what was handed in is reopened").With("phase", string(s.Phase))
	}
	if err := s.move(PhaseAnswering, by, strings.TrimSpace(reason), now, "sitting.reopened"); err != nil {
		return err
	}
	s.SubmittedAt, s.EndedAt, s.EndReason = time.Time{}, time.Time{}, ""
	if least := now.Add(time.Duration(minutes) * time.Minute); s.Deadline(in).Before(least) {
		s.Extra += least.Sub(s.Deadline(in))
	}
	s.setDeadline(in)
	return nil
}

// closeWritten is what the session's end does to a written sitting: who never
// entered is absent, who never got a paper or has handed in is done. Who answers has
// a timer of her own.
func (s *Sitting) closeWritten(in Session, now time.Time) error {
	switch s.Phase {
	case PhaseAssigned:
		return s.MarkAbsent(Clock(), "session_end", now)
	case PhaseSeated:
		if !now.Before(s.Deadline(in)) {
			return s.end(Clock(), "session_end", now)
		}
	case PhaseSubmitted:
		return s.end(Clock(), "session_end", now)
	}
	return nil
}

package exam

import (
	"strings"
	"time"
)

// MaxPause is how long a pause holds a candidate's time at most; after it the clock
// goes on by itself.
const MaxPause = 24 * time.Hour

// Pause is a stop of a candidate's time by staff (暂停; FEATURES G6). Her paper is
// hidden and nothing is saved until staff resume it. From Until on, [MaxPause] after
// Since, her time runs again.
type Pause struct {
	Since, Until time.Time
	Reason       string // she reads it
}

// Paused reports whether staff have stopped her time.
func (s *Sitting) Paused() bool { return s.Pause != nil }

// Stands reports whether her time stands still: during a pause or a break. Her paper
// is hidden then and nothing of her answer is taken.
func (s *Sitting) Stands() bool { return s.Paused() || s.OnBreak() }

// PauseTime stops the time of a candidate in a written exam who has not handed in, for
// a reason. As for a break ([Sitting.TakeBreak]) the end moves by the greatest length
// at once, so that no clock hands in meanwhile; [Sitting.ResumeTime] takes back what
// the pause did not last. It is CodeConflict with "why" "paused" during one, with the
// "phase" after handing in, and CodeTimeUp after the end.
func (s *Sitting) PauseTime(by Actor, reason string, now time.Time) error {
	if !by.isAny([]Party{PartyProctor}) {
		return Errorf(CodeForbidden, "only proctors pause an exam")
	}
	if s.Type != TypeWritten {
		return Errorf(CodeNotFound, "this is no written exam")
	}
	reason = strings.TrimSpace(reason)
	if err := checkText("reason", reason, 1, maxIntro); err != nil {
		return err
	}
	switch s.Phase {
	case PhaseAssigned, PhaseCheckIn, PhaseSeated:
	case PhaseAnswering:
		if !now.Before(later(s.ClosesAt(), s.WritesUntil)) {
			return Errorf(CodeTimeUp, "time was up at %s", stamp(s.WritesUntil))
		}
	default:
		return Errorf(CodeConflict, "she has handed in").With("phase", string(s.Phase))
	}
	if s.Paused() {
		return Errorf(CodeConflict, "this exam is paused already").With("why", "paused")
	}
	s.Pause = &Pause{Since: now, Until: now.Add(MaxPause), Reason: reason}
	s.moveByPause(MaxPause)
	s.note("sitting.paused", "sitting", by, now, nil)
	s.facts[len(s.facts)-1].Reason = reason
	return nil
}

// ResumeTime lets a paused candidate's time run again, for a reason: her end has moved
// by the pause's length. Without a pause it is CodeConflict with "why" "not_paused".
func (s *Sitting) ResumeTime(by Actor, reason string, in Session, now time.Time) error {
	if !by.isAny([]Party{PartyProctor}) {
		return Errorf(CodeForbidden, "only proctors resume an exam")
	}
	reason = strings.TrimSpace(reason)
	if err := checkText("reason", reason, 1, maxIntro); err != nil {
		return err
	}
	if !s.Paused() {
		return Errorf(CodeConflict, "this exam is not paused").With("why", "not_paused")
	}
	s.endPause(by, reason, now)
	s.closesLater(in)
	return nil
}

// endPause is also what handing in does to a pause.
func (s *Sitting) endPause(by Actor, reason string, now time.Time) {
	if s.Pause == nil {
		return
	}
	was := *s.Pause
	s.Pause = nil
	if unused := was.Until.Sub(now); unused > 0 {
		s.moveByPause(-unused)
	}
	s.note("sitting.resumed", "sitting", by, now, map[string]string{"seconds": seconds(now.Sub(was.Since)), "until": stamp(s.WritesUntil)})
	s.facts[len(s.facts)-1].Reason = reason
}

// moveByPause moves her end, and that of the break that the pause has stopped too.
func (s *Sitting) moveByPause(by time.Duration) {
	s.PausedTime += by
	if s.Break != nil {
		s.Break = &Break{s.Break.Since, s.Break.Until.Add(by)}
	}
	s.moveEnd(by)
}

// moveEnd moves the end of answering and its timer, where there is a paper.
func (s *Sitting) moveEnd(by time.Duration) {
	if s.WritesUntil.IsZero() {
		return
	}
	s.WritesUntil = s.WritesUntil.Add(by)
	s.timers = append(s.timers, Timer{TimerSubmit, s.ClosesAt()})
}

// HerTime returns the moment at which her time is: now, or where a pause has stopped
// it. What has moved along with the pause, such as WritesUntil, is compared with it.
func (s *Sitting) HerTime(now time.Time) time.Time {
	if s.Pause != nil && now.Before(s.Pause.Until) {
		return s.Pause.Until
	}
	return now
}

// checkStands refuses what is not done while her time stands still.
func (s *Sitting) checkStands() error {
	switch {
	case s.Paused():
		return Errorf(CodeConflict, "this exam is paused; your answers are kept").With("why", "paused")
	case s.OnBreak():
		return Errorf(CodeConflict, "this is a break; come back first").With("why", "on_break")
	}
	return nil
}

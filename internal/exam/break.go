package exam

import (
	"strconv"
	"time"
)

// maxPooledBreaks bounds how often a candidate may rest where only the sum of her
// minutes is granted.
const maxPooledBreaks = 20

// Break is a rest that a candidate with the accommodation takes herself (FEATURES K3).
// Her paper is hidden until she says that she is back; from Until on her time runs
// again, whether she is back or not.
type Break struct {
	Since, Until time.Time
}

// BreakLength returns how long her next break may be at most: one of the granted
// length while some are left, or what is left of the granted sum. It is zero where
// she has no break left, or less than a minute.
func (s *Sitting) BreakLength() time.Duration {
	a, one := s.Accommodation, time.Duration(0)
	switch {
	case a.BreakTotal > 0 && s.BreaksTaken < maxPooledBreaks:
		one = time.Duration(a.BreakTotal)*time.Minute - s.BreakTime
	case s.BreaksTaken < a.Breaks:
		one = time.Duration(a.BreakMinutes) * time.Minute
	}
	if one < time.Minute {
		return 0
	}
	return one
}

// OnBreak reports whether she has gone and has not said that she is back.
func (s *Sitting) OnBreak() bool { return s.Break != nil }

// TakeBreak begins a break while she answers: the end of answering moves by the whole
// length at once, so that no clock hands in meanwhile. Without a break left it is
// CodeConflict with "why" "no_breaks", during one "on_break".
func (s *Sitting) TakeBreak(by Actor, now time.Time) error {
	if err := s.CheckHolds(by, FirstPosition); err != nil {
		return err
	}
	if err := s.CheckAnswering(now); err != nil {
		return err
	}
	if s.Late(now) {
		return Errorf(CodeTimeUp, "time was up at %s", stamp(s.WritesUntil))
	}
	length := s.BreakLength()
	if length == 0 {
		return Errorf(CodeConflict, "no break is left").With("why", "no_breaks")
	}
	s.Break = &Break{Since: now, Until: now.Add(length)}
	s.BreaksTaken++
	s.moveByBreak(length)
	s.note("break.taken", "sitting", by, now, map[string]string{
		"number": strconv.Itoa(s.BreaksTaken), "seconds": seconds(length), "back_by": stamp(s.Break.Until), "until": stamp(s.WritesUntil),
	})
	return nil
}

// ReturnFromBreak ends a break: what she did not use of it goes back, for another
// break where a sum is granted. What she was late is her own time. Without a break it
// changes nothing.
func (s *Sitting) ReturnFromBreak(by Actor, now time.Time) error {
	if err := s.CheckHolds(by, FirstPosition); err != nil {
		return err
	}
	s.endBreak(by, now)
	return nil
}

// endBreak is also what handing in does to a break.
func (s *Sitting) endBreak(by Actor, now time.Time) {
	if s.Break == nil {
		return
	}
	was := *s.Break
	s.Break = nil
	late := time.Duration(0)
	if unused := was.Until.Sub(s.HerTime(now)); unused > 0 {
		s.moveByBreak(-unused)
	} else {
		late = -unused
	}
	s.note("break.ended", "sitting", by, now, map[string]string{
		"number": strconv.Itoa(s.BreaksTaken), "seconds": seconds(now.Sub(was.Since)), "late_seconds": seconds(late), "until": stamp(s.WritesUntil),
	})
}

// moveByBreak moves the end of answering by what a break gives, or gives back.
func (s *Sitting) moveByBreak(by time.Duration) {
	s.BreakTime += by
	s.moveEnd(by)
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

package exam

import "time"

// VideoRule is how the candidates of a video session record themselves (manual
// 2.4.7, 2.4.8; FEATURES F1-F9). Times are whole seconds or minutes.
type VideoRule struct {
	Tries        int           // takes that a candidate may record, 1 to 20. Default 3
	Min, Max     time.Duration // of a take. Default 10 s and 5 min, at most 60 min
	Reading      time.Duration // of the question before the first start. Default 0, at most 60 min
	Grace        time.Duration // after the session's end, to use a take and send it. Default 10 min, 1 to 240
	DrawQuestion bool          // one of the session's questions for each candidate; else all are shown
	BrokenCosts  bool          // a take that an interruption broke costs a try as any other
	ChangedAt    time.Time     // zero for the defaults
	ChangedBy    string        // name
}

// The bounds of a video session's rule.
const (
	MaxVideoTries   = 20
	MaxTakeLength   = time.Hour
	MaxVideoReading = time.Hour
	MaxVideoGrace   = 4 * time.Hour
)

// DefaultVideoRule is the rule of a session for which nobody has set one.
func DefaultVideoRule() VideoRule {
	return VideoRule{Tries: 3, Min: 10 * time.Second, Max: 5 * time.Minute, Grace: 10 * time.Minute}
}

// Check refuses a rule that makes no sense, as CodeInvalid with "field".
func (r VideoRule) Check() error {
	switch {
	case r.Tries < 1 || r.Tries > MaxVideoTries:
		return wrongField("tries", "are not between 1 and 20")
	case r.Min < time.Second || r.Min > r.Max:
		return wrongField("min_seconds", "is less than 1 or more than the maximum")
	case r.Max > MaxTakeLength:
		return wrongField("max_seconds", "is more than an hour")
	case r.Reading < 0 || r.Reading > MaxVideoReading:
		return wrongField("reading_seconds", "is not between 0 and an hour")
	case r.Grace < time.Minute || r.Grace > MaxVideoGrace:
		return wrongField("grace_minutes", "is not between 1 and 240")
	}
	return nil
}

// VideoRule returns the session's rule, the default where none was set.
func (s Session) VideoRule() VideoRule {
	if s.Video.Tries == 0 {
		return DefaultVideoRule()
	}
	return s.Video
}

package exam

import (
	"strings"
	"time"
)

// Accommodation is what is different for one candidate of an exam (合理便利;
// FEATURES K3). The reason is for those who grant accommodations, not for the
// staff of a room.
type Accommodation struct {
	ID, SchoolID, EnrolmentID string
	NoFaceCheck               bool // a person compares her with her document instead
	OneCamera                 bool // the second camera is not asked for
	ExtraPercent              int  // of a sitting's time, 0 to MaxExtraPercent
	ExtraMinutes              int  // on top of that, 0 to MaxExtraMinutes
	Breaks                    int  // how many, 0 to MaxBreaks
	BreakMinutes              int  // of each
	BreakTotal                int  // in place of those: minutes of all breaks together, 0 to MaxBreakTotal
	Reason                    string
	ApprovedBy                string // name of the staff who granted it
	ApprovedAt                time.Time
}

// The bounds of an accommodation.
const (
	MaxExtraPercent = 200
	MaxExtraMinutes = 240
	MaxBreaks       = 10
	MaxBreakMinutes = 60
	MaxBreakTotal   = 240
)

// Check refuses an accommodation that grants nothing, has no reason or is out of
// bounds, as CodeInvalid with "field".
func (a Accommodation) Check() error {
	switch {
	case a.ExtraPercent < 0 || a.ExtraPercent > MaxExtraPercent:
		return wrongField("extra_percent", "is not between 0 and 200")
	case a.ExtraMinutes < 0 || a.ExtraMinutes > MaxExtraMinutes:
		return wrongField("extra_minutes", "is not between 0 and 240")
	case a.Breaks < 0 || a.Breaks > MaxBreaks:
		return wrongField("breaks", "is not between 0 and 10")
	case a.BreakMinutes < 0 || a.BreakMinutes > MaxBreakMinutes || (a.Breaks > 0) != (a.BreakMinutes > 0):
		return wrongField("break_minutes", "is not between 1 and 60")
	case a.BreakTotal < 0 || a.BreakTotal > MaxBreakTotal || a.BreakTotal > 0 && a.Breaks > 0:
		return wrongField("break_total", "is not between 1 and 240, or stands beside single breaks")
	case !a.Grants():
		return wrongField("grants", "is nothing")
	}
	return checkText("reason", strings.TrimSpace(a.Reason), 1, maxIntro)
}

// Grants reports whether anything at all is different.
func (a Accommodation) Grants() bool {
	return a.NoFaceCheck || a.OneCamera || a.ExtraPercent > 0 || a.ExtraMinutes > 0 || a.Breaks > 0 || a.BreakTotal > 0
}

// Duration returns how long a sitting of a planned length lasts for her, whole
// seconds, up: the extra share and the extra minutes. Breaks are given back as she
// takes them ([Sitting.TakeBreak]).
func (a Accommodation) Duration(planned time.Duration) time.Duration {
	share := planned * time.Duration(a.ExtraPercent) / 100
	if rest := share % time.Second; rest > 0 {
		share += time.Second - rest
	}
	return planned + share + time.Duration(a.ExtraMinutes)*time.Minute
}

// EndsAt returns when a sitting that starts at a moment with a planned length ends
// for her.
func (a Accommodation) EndsAt(start time.Time, planned time.Duration) time.Time {
	return start.Add(a.Duration(planned))
}

// CameraPolicy returns what a session asks of her second camera.
func (s *Sitting) CameraPolicy(in Session) SecondCamera {
	if s.Accommodation.OneCamera {
		return SecondCameraNone
	}
	return in.SecondCamera
}

// Accommodated is a candidate's enrolment with what is different for her; the zero
// accommodation is nothing.
type Accommodated struct {
	EnrolmentID, Name, Number string
	ExamName, MajorName       string
	Accommodation
}

// AccommodationFilter chooses enrolments of a school. Zero fields choose all.
type AccommodationFilter struct {
	SchoolID, ExamID string
	Granted          bool     // only for whom something is different
	Colleges         []string // when not nil, only of their majors
	Query            string   // part of a name or number
	Limit, Offset    int
}

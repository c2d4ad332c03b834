package exam

import (
	"strings"
	"time"
)

// SessionNotice is what has changed for all who sit a session, or for some whose
// enrolments it names.
type SessionNotice struct {
	SessionID       string
	EnrolmentIDs    []string
	Subject, Change string
}

// SessionNotices says what a change of the set-up means to candidates: another time
// or room of a session that is not over, a session that is not held, a seat in
// another session or in none. A closed exam means nothing to them yet, nor does a
// place that is not published. A change is worded in Chinese, as the templates are.
func (s *SetUp) SessionNotices(c SetUpChange, now time.Time) []SessionNotice {
	if !s.Exam.Open {
		return nil
	}
	var all []SessionNotice
	for _, to := range c.Sessions {
		from, err := s.Session(to.ID)
		if err != nil || !from.EndsAt.After(now) || from.StartsAt.Equal(to.StartsAt) && from.RoomID == to.RoomID {
			continue
		}
		all = append(all, SessionNotice{SessionID: to.ID, Subject: s.subjectName(to), Change: s.changeText(from, to)})
	}
	if gone, err := s.Session(c.RemoveSession); err == nil && gone.EndsAt.After(now) {
		return append(all, SessionNotice{SessionID: gone.ID, Subject: s.subjectName(gone), Change: smsCancelled})
	}
	return append(all, s.seatNotices(c, now)...)
}

// seatNotices says whose seat is elsewhere or nowhere now.
func (s *SetUp) seatNotices(c SetUpChange, now time.Time) []SessionNotice {
	left, taken, hidden := map[string]string{}, map[string]Session{}, map[string]bool{} // session by sitting; by enrolment and subject; not published
	for _, e := range s.Entrants {
		for _, seat := range e.Seats {
			if left[seat.SittingID] = seat.SessionID; seat.Unpublished {
				hidden[seat.SittingID] = true
			}
		}
	}
	for _, seat := range c.Seat {
		if to, err := s.Session(seat.SessionID); err == nil {
			taken[seat.EnrolmentID+" "+to.SubjectID] = to
			hidden[seat.EnrolmentID+" "+to.SubjectID] = seat.Unpublished
		}
	}
	var all []SessionNotice
	at := map[[2]string]int{} // by subject and change
	for _, u := range c.Unseat {
		from, err := s.Session(left[u.SittingID])
		if err != nil || !from.EndsAt.After(now) || hidden[u.SittingID] {
			continue
		}
		change, next := smsCancelled, u.EnrolmentID+" "+from.SubjectID
		if to, again := taken[next]; again && hidden[next] {
			change = smsToCome
		} else if again {
			change = s.changeText(from, to)
		}
		if change == "" {
			continue
		}
		same := [2]string{s.subjectName(from), change}
		n, known := at[same]
		if !known {
			n = len(all)
			at[same], all = n, append(all, SessionNotice{Subject: same[0], Change: change})
		}
		all[n].EnrolmentIDs = append(all[n].EnrolmentIDs, u.EnrolmentID)
	}
	return all
}

const (
	smsCancelled = "已取消"
	smsToCome    = "考场与时间另行公布"
)

func (s *SetUp) subjectName(in Session) string {
	subject, _ := s.Subject(in.SubjectID) // a session's are there by the schema
	return subject.Name
}

// changeText words what is different between two sessions: "" for neither time nor
// room.
func (s *SetUp) changeText(from, to Session) string {
	var parts []string
	if !from.StartsAt.Equal(to.StartsAt) {
		zone, err := time.LoadLocation(s.TimeZone)
		if err != nil {
			zone = time.UTC // a school's zone is checked when it is kept
		}
		parts = append(parts, "改为"+to.StartsAt.In(zone).Format("1月2日 15:04"))
	}
	if from.RoomID != to.RoomID {
		room, _ := s.Room(to.RoomID) // by the schema
		parts = append(parts, "考场"+room.Name)
	}
	return strings.Join(parts, "，")
}

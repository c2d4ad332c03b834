package snapshot

import (
	"time"

	"kaochang/internal/exam"
)

// Session is a session as staff see it.
type Session struct {
	ID      string  `json:"id"`
	Subject Subject `json:"subject"`
	Room    Room    `json:"room"`
	Exam    Named   `json:"exam"`
	Times
	InviteTTLSeconds int `json:"invite_ttl_seconds"`
}

// SessionOf returns a session's shape.
func SessionOf(t exam.Timetabled) Session {
	return Session{
		ID: t.Session.ID, Subject: SubjectOf(t.Subject), Room: RoomOf(t.Room), Exam: Named{t.Exam.ID, t.Exam.Name},
		Times: TimesOf(t.Session), InviteTTLSeconds: int(t.Session.InviteTTL.Seconds()),
	}
}

// BoardSitting is one row of a session's board.
type BoardSitting struct {
	ID                string         `json:"id"`
	Version           int64          `json:"version"`
	Phase             exam.Phase     `json:"phase" enum:"assigned,check_in,waiting,invited,interviewing,seated,answering,ready,recording,previewing,uploading,submitted,finished,absent"`
	Order             int            `json:"order"`
	Ahead             int            `json:"ahead"`
	Deferrals         int            `json:"deferrals"`
	MissedInvitations int            `json:"missed_invitations"`
	RefusedInvitation bool           `json:"refused_invitation"`
	WaitingSince      *time.Time     `json:"waiting_since,omitempty"`
	Candidate         Person         `json:"candidate"`
	Devices           []Device       `json:"devices"`
	Call              *Call          `json:"call,omitempty"`
	Invitation        *Invitation    `json:"invitation,omitempty"`
	StartedAt         *time.Time     `json:"started_at,omitempty" doc:"Start of the interview"`
	Ended             *Ended         `json:"ended,omitempty"`
	Releases          []BoardRelease `json:"releases"`
	CheckIn           *CheckIn       `json:"check_in,omitempty" doc:"Absent where the flow has no steps"`
	Accommodation     *Accommodation `json:"accommodation,omitempty" doc:"What is different for this candidate"`
	EndsAt            time.Time      `json:"ends_at" doc:"The session's end for this candidate"`
}

// BoardRelease is a question that is released to a candidate and not withdrawn.
type BoardRelease struct {
	ID         string     `json:"id"`
	QuestionID string     `json:"question_id"`
	ReleasedAt time.Time  `json:"released_at"`
	OpenedAt   *time.Time `json:"opened_at,omitempty"`
}

// Question is a question as staff see it.
type Question struct {
	ID      string `json:"id"`
	Number  int    `json:"number"`
	Title   string `json:"title"`
	Body    string `json:"body"`
	FileURL string `json:"file_url,omitempty"`
}

// QuestionOf returns a question's shape for staff.
func QuestionOf(q exam.Question) Question {
	shape := Question{ID: q.ID, Number: q.Number, Title: q.Title, Body: q.Body}
	if q.FileID != "" {
		shape.FileURL = "/api/questions/" + q.ID + "/file"
	}
	return shape
}

// Board is everything that a session's staff work with.
type Board struct {
	Session    Session        `json:"session"`
	MyRoles    []exam.Role    `json:"my_roles"`
	MyStaffID  string         `json:"my_staff_id"`
	ServerTime time.Time      `json:"server_time"`
	Sittings   []BoardSitting `json:"sittings" doc:"In queue order"`
	Staff      []Member       `json:"staff"`
	Questions  []Question     `json:"questions" doc:"Empty for who may not see them"`
}

// BoardSittingOf builds one row of the board.
func BoardSittingOf(s *exam.Sitting, in exam.Session, c exam.Choice, seen Seen, ahead int) BoardSitting {
	row := BoardSitting{
		ID: s.ID, Version: s.Version, Phase: s.Phase, Order: s.Order, Ahead: ahead, Deferrals: s.Deferrals,
		MissedInvitations: s.MissedInvitations, RefusedInvitation: s.RefusedInvitation, WaitingSince: timeOf(s.WaitingSince),
		Candidate: PersonOf(c.Candidate, s.ID), Devices: Devices(s, seen, ""), Call: callOf(s.Call),
		Invitation: invitationOf(s.Invitation), StartedAt: timeOf(s.StartedAt), Ended: endedOf(s), Releases: []BoardRelease{}, CheckIn: checkInOf(s, true), Accommodation: AccommodationOf(s.Accommodation),
		EndsAt: in.EndFor(s),
	}
	for _, r := range s.Releases {
		if r.WithdrawnAt.IsZero() {
			row.Releases = append(row.Releases, BoardRelease{r.ID, r.QuestionID, r.ReleasedAt, timeOf(r.OpenedAt)})
		}
	}
	return row
}

package snapshot

import (
	"time"

	"kaochang/internal/exam"
)

// StewardState is what a waiting candidate is told of the steward (FEATURES C2).
type StewardState string

// The states of the steward, as one candidate sees them.
const (
	StewardAway      StewardState = "away"
	StewardAvailable StewardState = "available"
	StewardBusy      StewardState = "busy"
	StewardTalking   StewardState = "talking" // with this candidate
)

// Interview is a running interview.
type Interview struct {
	StartedAt time.Time `json:"started_at"`
	EndsAt    time.Time `json:"ends_at" doc:"The session's end for this candidate"`
	Panel     []Member  `json:"panel"`
}

// Member is a member of staff of a session.
type Member struct {
	ID              string      `json:"id"`
	Name            string      `json:"name"`
	Roles           []exam.Role `json:"roles"`
	Online          bool        `json:"online"`
	OnCallSittingID string      `json:"on_call_sitting_id,omitempty"`
}

// Release is a question that the candidate sees now.
type Release struct {
	ID         string     `json:"id"`
	QuestionID string     `json:"question_id"`
	Number     int        `json:"number"`
	Title      string     `json:"title"`
	Body       string     `json:"body"`
	FileURL    string     `json:"file_url,omitempty"`
	FileType   string     `json:"file_type,omitempty"`
	ReleasedAt time.Time  `json:"released_at"`
	OpenedAt   *time.Time `json:"opened_at,omitempty"`
}

// Message is a word from staff.
type Message struct {
	ID       string    `json:"id"`
	FromName string    `json:"from_name"`
	Text     string    `json:"text"`
	At       time.Time `json:"at"`
}

// MessageOf returns a message's shape.
func MessageOf(m exam.Message) Message { return Message{m.ID, m.FromName, m.Text, m.At} }

// Sitting is what the candidate's devices are told.
type Sitting struct {
	ID          string     `json:"id"`
	Version     int64      `json:"version"`
	Phase       exam.Phase `json:"phase" enum:"assigned,check_in,waiting,invited,interviewing,seated,answering,ready,recording,previewing,uploading,submitted,finished,absent"`
	ServerTime  time.Time  `json:"server_time"`
	EnrolmentID string     `json:"enrolment_id"`
	SessionID   string     `json:"session_id"`
	Candidate   Person     `json:"candidate"`
	Subject     Subject    `json:"subject"`
	Room        Room       `json:"room"`
	Contact     string     `json:"contact"`
	Times
	Entry      Entry         `json:"entry"`
	MyPosition exam.Position `json:"my_position" doc:"Held by the login that asks; 0 for none"`
	Devices    []Device      `json:"devices"`
	Ahead      int           `json:"ahead" doc:"Candidates before this one in the queue"`
	Steward    StewardState  `json:"steward" enum:"away,available,busy,talking"`
	Call       *Call         `json:"call,omitempty"`
	Invitation *Invitation   `json:"invitation,omitempty"`
	Interview  *Interview    `json:"interview,omitempty"`
	Releases   []Release     `json:"releases"`
	Messages   []Message     `json:"messages"`
	Ended      *Ended        `json:"ended,omitempty"`
	CheckIn    *CheckIn      `json:"check_in,omitempty" doc:"Absent where no step exists for this candidate"`
	Mock       bool          `json:"mock,omitempty" doc:"Practice: no staff is there, the clock stands in for it"`
}

// SittingFacts is everything that a candidate's snapshot is made of.
type SittingFacts struct {
	Sitting    exam.Sitting
	Timetabled exam.Timetabled
	Choice     exam.Choice
	Seen       Seen
	Ahead      int
	Staff      []Member // of the session
	Questions  map[string]exam.Question
	FileTypes  map[string]string // by file ID
	Messages   []exam.Message
	LoginID    string // who asks
	Now        time.Time
}

// SittingOf builds the candidate's snapshot. In a mock the room's staff are not
// named: who examines whom may be drawn on the day.
func SittingOf(f SittingFacts) Sitting {
	s, t := &f.Sitting, f.Timetabled
	if s.Mock {
		f.Staff = nil
	}
	view := Sitting{
		ID: s.ID, Version: s.Version, Phase: s.Phase, ServerTime: f.Now, EnrolmentID: s.EnrolmentID, SessionID: s.SessionID,
		Candidate: PersonOf(f.Choice.Candidate, s.ID), Subject: SubjectOf(t.Subject), Room: RoomOf(t.Room), Contact: ContactOf(t.Room, f.Choice.School),
		Times: TimesFor(t.Session, s), Entry: EntryOf(t.Session.For(s), s.Phase, f.Now), MyPosition: s.PositionOf(f.LoginID),
		Devices: Devices(s, f.Seen, f.LoginID), Ahead: f.Ahead, Steward: stewardState(s, f.Staff),
		Call: callOf(s.Call), Invitation: invitationOf(s.Invitation), Ended: endedOf(s), Releases: []Release{}, Messages: []Message{},
	}
	view.CheckIn, view.SecondCamera, view.Mock = checkInOf(s, false), s.CameraPolicy(t.Session), s.Mock
	if s.Phase == exam.PhaseInterviewing {
		view.Interview = &Interview{StartedAt: s.StartedAt, EndsAt: t.Session.EndFor(s), Panel: panelOf(f.Staff)}
	}
	for _, r := range s.Shown() {
		view.Releases = append(view.Releases, releaseOf(s.ID, r, f))
	}
	for _, m := range f.Messages {
		view.Messages = append(view.Messages, MessageOf(m))
	}
	return view
}

func releaseOf(sittingID string, r exam.Release, f SittingFacts) Release {
	q := f.Questions[r.QuestionID]
	shape := Release{
		ID: r.ID, QuestionID: r.QuestionID, Number: q.Number, Title: q.Title, Body: q.Body,
		ReleasedAt: r.ReleasedAt, OpenedAt: timeOf(r.OpenedAt),
	}
	if q.FileID != "" {
		shape.FileURL = "/api/sittings/" + sittingID + "/releases/" + r.ID + "/file"
		shape.FileType = f.FileTypes[q.FileID]
	}
	return shape
}

// stewardState: talking with her, else free if any steward who is there is not
// on call, else busy, else away.
func stewardState(s *exam.Sitting, staff []Member) StewardState {
	if s.Call != nil {
		return StewardTalking
	}
	state := StewardAway
	for _, m := range staff {
		if !m.Online || !hasRole(m, exam.RoleSteward) {
			continue
		}
		if m.OnCallSittingID == "" {
			return StewardAvailable
		}
		state = StewardBusy
	}
	return state
}

func panelOf(staff []Member) []Member {
	panel := []Member{}
	for _, m := range staff {
		if hasRole(m, exam.RoleExaminer) || hasRole(m, exam.RoleChair) {
			panel = append(panel, m)
		}
	}
	return panel
}

func hasRole(m Member, want exam.Role) bool {
	for _, r := range m.Roles {
		if r == want {
			return true
		}
	}
	return false
}

// PersonOf returns a candidate's shape; her photo is reached through a sitting,
// since whoever works on the sitting may see it. sittingID may be "".
func PersonOf(c exam.Candidate, sittingID string) Person {
	p := Person{ID: c.ID, Name: c.Name, Number: c.Number}
	if c.PhotoID != "" && sittingID != "" {
		p.PhotoURL = "/api/sittings/" + sittingID + "/photo"
	}
	return p
}

// ContactOf returns whom to call: the room's contact, else the school's.
func ContactOf(r exam.Room, s exam.School) string {
	if r.Contact != "" {
		return r.Contact
	}
	return s.Contact
}

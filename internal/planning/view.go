package planning

import (
	"cmp"
	"time"

	"kaochang/internal/exam"
)

// ExamView is an exam in the list.
type ExamView struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Open     bool       `json:"open"`
	Majors   int        `json:"majors"`
	Sessions int        `json:"sessions"`
	Entrants int        `json:"entrants"`
	Assigned int        `json:"assigned" doc:"Entrants with a sitting"`
	FirstAt  *time.Time `json:"first_at,omitempty"`
	LastAt   *time.Time `json:"last_at,omitempty"`
}

// SetUpView is all of an exam's set-up, with the checklist.
type SetUpView struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Open     bool          `json:"open"`
	TimeZone string        `json:"time_zone" doc:"IANA name, for times that people type and read"`
	Entrants int           `json:"entrants"`
	Colleges []NamedView   `json:"colleges"`
	Majors   []MajorView   `json:"majors"`
	Subjects []SubjectView `json:"subjects"`
	Rooms    []RoomView    `json:"rooms"`
	Sessions []SessionView `json:"sessions" doc:"Soonest first"`
	Findings []FindingView `json:"findings" doc:"Gravest first"`
}

// NamedView is a thing by its name.
type NamedView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// MajorView is a major with its fee.
type MajorView struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	CollegeID string `json:"college_id"`
	FeeFen    int64  `json:"fee_fen"`
	Enrolled  int    `json:"enrolled"`
}

// SubjectView is a subject.
type SubjectView struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	Intro string    `json:"intro"`
	Type  exam.Type `json:"exam_type" enum:"interview,written,proctored,video"`
}

// RoomView is a room with who minds it.
type RoomView struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Kind    string       `json:"kind"`
	Intro   string       `json:"intro"`
	Contact string       `json:"contact"`
	Staff   []MemberView `json:"staff"`
}

// MemberView is a role in a room.
type MemberView struct {
	StaffID string    `json:"staff_id"`
	Name    string    `json:"name"`
	Role    exam.Role `json:"role"`
}

// SessionView is a session with how many sit it.
type SessionView struct {
	ID            string            `json:"id"`
	SubjectID     string            `json:"subject_id"`
	RoomID        string            `json:"room_id"`
	StartsAt      time.Time         `json:"starts_at"`
	EndsAt        time.Time         `json:"ends_at"`
	EntryOpensAt  time.Time         `json:"entry_opens_at"`
	EntryClosesAt time.Time         `json:"entry_closes_at"`
	InviteTTLS    int               `json:"invite_ttl_s"`
	SecondCamera  exam.SecondCamera `json:"second_camera" enum:"required,optional,none"`
	FirstCamera   exam.FirstCamera  `json:"first_camera" enum:"any,phone,pc"`
	Seated        int               `json:"seated"`
	Begun         int               `json:"begun" doc:"Of those seated, how many have entered"`
	Unpublished   int               `json:"unpublished" doc:"Of those seated, how many do not see their place yet"`
}

// FindingView is a line of the checklist.
type FindingView struct {
	Code     exam.FindingCode `json:"code"`
	Severity exam.Severity    `json:"severity" enum:"missing,contradiction,hint"`
	Count    int              `json:"count"`
	Where    []SpotView       `json:"where"`
}

// SpotView is what a finding points at.
type SpotView struct {
	Kind exam.SpotKind `json:"kind"`
	ID   string        `json:"id"`
	Name string        `json:"name"`
}

// EntrantView is a candidate of the exam with her seats.
type EntrantView struct {
	EnrolmentID string     `json:"enrolment_id"`
	Number      string     `json:"number"`
	Name        string     `json:"name"`
	MajorID     string     `json:"major_id"`
	Seats       []SeatView `json:"seats"`
}

// SeatView is a seat in a session.
type SeatView struct {
	SessionID string     `json:"session_id"`
	Order     int        `json:"order"`
	Phase     exam.Phase `json:"phase"`
	// Unpublished says that the candidate does not see it yet.
	Unpublished bool `json:"unpublished"`
}

// DrawView is a draw with all that it takes to draw again.
type DrawView struct {
	ID         string      `json:"id"`
	Kind       string      `json:"kind" enum:"candidates,panel"`
	Commitment string      `json:"commitment" doc:"SHA-256 of the secret; empty for draws from before commitments"`
	Secret     string      `json:"secret"`
	Word       string      `json:"word"`
	Pool       []string    `json:"pool,omitempty"`
	RoomIDs    []string    `json:"room_ids,omitempty"`
	Role       string      `json:"role,omitempty"`
	SubjectID  string      `json:"subject_id"`
	Seed       string      `json:"seed"`
	By         string      `json:"by"`
	At         time.Time   `json:"at"`
	SessionIDs []string    `json:"session_ids"`
	Capacity   int         `json:"capacity"`
	RoundRobin bool        `json:"round_robin"`
	Outcome    []DrawnView `json:"outcome,omitempty"`
}

// DrawnView is one lot.
type DrawnView struct {
	Name      string `json:"name"`
	SessionID string `json:"session_id"`
	RoomID    string `json:"room_id"`
	Order     int    `json:"order"`
}

func examView(e exam.ExamSummary) ExamView {
	v := ExamView{ID: e.ID, Name: e.Name, Open: e.Open, Majors: e.Majors, Sessions: e.Sessions, Entrants: e.Entrants, Assigned: e.Assigned}
	if e.Sessions > 0 {
		v.FirstAt, v.LastAt = &e.FirstAt, &e.LastAt
	}
	return v
}

func setUpView(set exam.SetUp, found []exam.Finding) SetUpView {
	v := SetUpView{
		ID: set.Exam.ID, Name: set.Exam.Name, Open: set.Exam.Open, TimeZone: set.TimeZone, Entrants: len(set.Entrants),
		Colleges: []NamedView{}, Majors: []MajorView{}, Subjects: []SubjectView{}, Rooms: []RoomView{}, Sessions: []SessionView{}, Findings: []FindingView{},
	}
	for _, c := range set.Colleges {
		v.Colleges = append(v.Colleges, NamedView{c.ID, c.Name})
	}
	for _, m := range set.Majors {
		v.Majors = append(v.Majors, MajorView{m.ID, m.Name, m.CollegeID, m.FeeFen, set.Enrolled[m.ID]})
	}
	for _, x := range set.Subjects {
		v.Subjects = append(v.Subjects, SubjectView{x.ID, x.Name, x.Intro, x.Type})
	}
	for _, r := range set.Rooms {
		v.Rooms = append(v.Rooms, roomView(r, set.Staff))
	}
	for _, in := range set.Sessions {
		v.Sessions = append(v.Sessions, sessionView(in, set.Seated[in.ID]))
	}
	for _, f := range found {
		line := FindingView{f.Code, f.Severity, f.Count, []SpotView{}}
		for _, at := range f.Where {
			line.Where = append(line.Where, SpotView(at))
		}
		v.Findings = append(v.Findings, line)
	}
	return v
}

func roomView(r exam.Room, staff []exam.RoomStaff) RoomView {
	v := RoomView{ID: r.ID, Name: r.Name, Kind: r.Kind, Intro: r.Intro, Contact: r.Contact, Staff: []MemberView{}}
	for _, m := range staff {
		if m.RoomID == r.ID {
			v.Staff = append(v.Staff, MemberView{m.StaffID, m.Name, m.Role})
		}
	}
	return v
}

func sessionView(in exam.Session, n exam.SeatCount) SessionView {
	return SessionView{
		ID: in.ID, SubjectID: in.SubjectID, RoomID: in.RoomID, StartsAt: in.StartsAt, EndsAt: in.EndsAt, EntryOpensAt: in.EntryOpensAt,
		EntryClosesAt: in.EntryClosesAt, InviteTTLS: int(in.InviteTTL.Seconds()), SecondCamera: in.SecondCamera,
		FirstCamera: cmp.Or(in.FirstCamera, exam.FirstCameraAny), Seated: n.Seated, Begun: n.Begun, Unpublished: n.Unpublished,
	}
}

func entrantView(e exam.Entrant) EntrantView {
	v := EntrantView{EnrolmentID: e.EnrolmentID, Number: e.Number, Name: e.Name, MajorID: e.MajorID, Seats: []SeatView{}}
	for _, seat := range e.Seats {
		v.Seats = append(v.Seats, SeatView{seat.SessionID, seat.Order, seat.Phase, seat.Unpublished})
	}
	return v
}

func drawView(d exam.Draw) DrawView {
	v := DrawView{
		ID: d.ID, SubjectID: d.SubjectID, Seed: d.Seed, By: d.By, At: d.At, SessionIDs: d.SessionIDs, Capacity: d.Capacity, RoundRobin: d.RoundRobin,
		Kind: string(d.Kind), Secret: d.Secret, Word: d.Word, Pool: d.Pool, RoomIDs: d.RoomIDs, Role: string(d.Role),
	}
	if d.Secret != "" {
		v.Commitment = exam.Commitment{Secret: d.Secret}.Hash()
	}
	for _, one := range d.Outcome {
		v.Outcome = append(v.Outcome, DrawnView(one))
	}
	return v
}

package exam

import (
	"slices"
	"time"
)

// SetUp is all that an exam consists of, on one snapshot. Entrants and Elsewhere
// are there only where they were asked for.
type SetUp struct {
	Exam     Exam
	TimeZone string
	Colleges []College // of the whole school
	Majors   []Major
	Subjects []Subject
	Rooms    []Room
	Sessions []Session // soonest first
	Staff    []RoomStaff
	Enrolled map[string]int       // by major
	Seated   map[string]SeatCount // by session
	// Commitments are those that no draw has used, newest first.
	Commitments []Commitment

	Entrants  []Entrant // by candidate number
	Elsewhere []Booking // what the exam's people have to do in the school's other exams
}

// RoomStaff is one role that a member of staff has in a room.
type RoomStaff struct {
	RoomID, StaffID, Name string
	Role                  Role
}

// SeatCount is how many sit a session, how many of those have entered it, how many
// do not see their place yet, and how many of the session's papers are ready.
type SeatCount struct{ Seated, Begun, Unpublished, Papers int }

// Entrant is an enrolment in the exam with its sittings.
type Entrant struct {
	EnrolmentID, CandidateID, MajorID, Number, Name, Phone string
	Seats                                                  []Seat
}

// Seat is a sitting as planning sees it.
type Seat struct {
	SittingID, SessionID string
	Order                int
	Phase                Phase
	Unpublished          bool // the candidate does not see it yet
}

// Booking is a time at which a candidate or a member of staff is wanted in
// another exam. One of CandidateID and StaffID is set.
type Booking struct {
	CandidateID, StaffID string
	SessionID            string
	ExamName, RoomName   string
	StartsAt, EndsAt     time.Time
}

// RoomRoles lists the roles that staff may be given in a room.
func RoomRoles() []Role {
	return []Role{RoleSteward, RoleChair, RoleExaminer, RoleSecretary, RoleProctor, RoleInspector}
}

// Available reports whether the exam type can be sat today; others may be
// planned only.
func (t Type) Available() bool { return len(steps[t]) > 0 }

// Types lists the exam types, in the console's order.
func Types() []Type { return []Type{TypeInterview, TypeWritten, TypeProctored, TypeVideo} }

// find returns the one of list for which is holds, or CodeNotFound.
func find[T any](list []T, what string, is func(T) bool) (T, error) {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i], nil
	}
	var none T
	return none, Errorf(CodeNotFound, "no such %s in this exam", what)
}

// Major returns a major of the exam, else CodeNotFound.
func (s *SetUp) Major(id string) (Major, error) {
	return find(s.Majors, "major", func(m Major) bool { return m.ID == id })
}

// Subject returns a subject of the exam, else CodeNotFound.
func (s *SetUp) Subject(id string) (Subject, error) {
	return find(s.Subjects, "subject", func(x Subject) bool { return x.ID == id })
}

// Room returns a room of the exam, else CodeNotFound.
func (s *SetUp) Room(id string) (Room, error) {
	return find(s.Rooms, "room", func(r Room) bool { return r.ID == id })
}

// Session returns a session of the exam, else CodeNotFound.
func (s *SetUp) Session(id string) (Session, error) {
	return find(s.Sessions, "session", func(x Session) bool { return x.ID == id })
}

// SessionName returns what people call a session: its subject and its room.
func (s *SetUp) SessionName(in Session) string {
	subject, _ := s.Subject(in.SubjectID) // a session's are there by the schema
	room, _ := s.Room(in.RoomID)
	return subject.Name + " · " + room.Name
}

// SetUpChange is what planning does, all of it in one transaction. What has an
// identifier that the exam knows is changed, the rest is made.
type SetUpChange struct {
	Exam     *Exam
	Majors   []Major
	Subjects []Subject
	Rooms    []Room
	Sessions []Session
	// Staff holds rooms whose staff is set anew, by room.
	Staff map[string][]RoomStaff

	RemoveMajor, RemoveSubject, RemoveRoom, RemoveSession string

	Unseat []Unseat
	Seat   []Sitting
	// Publish names sittings that their candidates are to see from now on.
	Publish []string
	Draws   []Draw
	Commit  []Commitment
	// Shown names sessions whose candidates are to see a change at once.
	Shown []string
	Facts []Fact
}

// Unseat takes a sitting away that nobody has entered.
type Unseat struct{ SittingID, EnrolmentID string }

// DrawKind says what was drawn.
type DrawKind string

// The kinds of draw.
const (
	DrawCandidates DrawKind = "candidates" // who sits where, in which order
	DrawPanel      DrawKind = "panel"      // who examines where
)

// Draw is a lot that was drawn, kept so that anyone can draw again. SubjectID and
// SessionIDs are those of candidates, RoomIDs and Role those of a panel; Capacity is
// how many a session or a room gets.
type Draw struct {
	Kind                            DrawKind
	ID, SchoolID, ExamID, SubjectID string
	Seed, By                        string   // By is the name of who drew
	Secret, Word                    string   // what the seed is made of, "" for draws from before commitments
	CommitmentID                    string   // used by it; not read back
	Pool                            []string // names that were drawn among, sorted; nil for old draws
	RoomIDs                         []string
	Role                            Role
	At                              time.Time
	SessionIDs                      []string
	Capacity                        int
	RoundRobin                      bool
	Outcome                         []Drawn
}

// Drawn is one lot: the name it was drawn under ([LotNames]) and its place.
type Drawn struct {
	Name, SessionID string
	RoomID          string `json:",omitempty"`
	Order           int
}

// ExamSummary is an exam with how much there is in it. FirstAt and LastAt are
// the earliest start and the latest end of its sessions, zero for none.
type ExamSummary struct {
	Exam
	Majors, Sessions, Entrants, Assigned int
	FirstAt, LastAt                      time.Time
}

// EntrantFilter chooses entrants of an exam. Zero fields choose all; Colleges,
// when not nil, leaves only those of their majors.
type EntrantFilter struct {
	SchoolID, ExamID string
	Colleges         []string
	Query            string // part of the name, number or phone, in small letters
	MajorID          string
	SessionID        string // seated in it
	Without          string // a subject that they have no sitting of
	Limit, Offset    int
}

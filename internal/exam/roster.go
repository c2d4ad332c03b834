package exam

import "time"

// HandedCodeTTL is how long a sign-in code may be entered that staff read out
// when no SMS comes (FEATURES A2).
const HandedCodeTTL = 10 * time.Minute

// Identity is a candidate's identity number as it is kept: sealed under a key
// that is not in the database, apart from the roster, until RetainUntil.
type Identity struct {
	CandidateID, SchoolID string
	Sealed                string
	RetainUntil           time.Time
}

// RosterCandidate is a candidate with the majors of her enrolments and her
// sealed identity number, "" for none.
type RosterCandidate struct {
	Candidate
	MajorIDs []string
	Sealed   string
}

// RosterBase is what a school has before an import is laid over it.
type RosterBase struct {
	Exams      []Exam
	Colleges   []College
	Majors     []Major
	Candidates []RosterCandidate
}

// RosterChange is what an import does, all of it in one transaction. Changed
// holds candidates whole, as they are to be.
type RosterChange struct {
	Colleges   []College
	Majors     []Major
	New        []Candidate
	Changed    []Candidate
	Enrolments []Enrolment
	Identities []Identity
	Facts      []Fact
}

// RosterPlanState is where a checked sheet or a pack of photos stands.
type RosterPlanState string

// The states of a plan. Only a ready one may be imported, once.
const (
	RosterChecking RosterPlanState = "checking"
	RosterReady    RosterPlanState = "ready"
	RosterImported RosterPlanState = "imported"
	RosterFailed   RosterPlanState = "failed"
)

// RosterPlan is the dry run of a roster sheet, or what became of a pack of
// photos. Sealed is its content, encrypted, since it holds identity numbers.
type RosterPlan struct {
	ID, SchoolID, StaffID, Kind string // Kind is "sheet" or "photos"
	FileName                    string
	State                       RosterPlanState
	FailureCode                 Code
	Failure                     string
	Sealed                      string
	CreatedAt, UpdatedAt        time.Time
}

// RosterFilter chooses candidates of a school. Zero fields choose all;
// Colleges, when not nil, leaves only those with an enrolment in one of them.
type RosterFilter struct {
	SchoolID        string
	CandidateID     string
	Colleges        []string
	Query           string // part of the name, number or phone
	ExamID, MajorID string
	Limit, Offset   int // Limit 0 is no limit
}

// Listed is a candidate in a list of the roster with what she is enrolled in.
type Listed struct {
	RosterCandidate
	Enrolled []EnrolledIn
	Begun    bool // a sitting of hers has begun
}

// EnrolledIn names one enrolment.
type EnrolledIn struct {
	EnrolmentID, ExamID, ExamName, CollegeID, CollegeName, MajorID, MajorName string
}

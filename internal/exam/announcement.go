package exam

import (
	"strings"
	"time"
)

// Announcement is a word of the school to its candidates (FEATURES A10). Kind and
// ScopeID say whom it is for: the whole school, a college, an exam or a major.
type Announcement struct {
	ID, SchoolID  string
	Kind          AnnouncementKind
	ScopeID       string
	Title, Body   string // plain text
	Important     bool   // stands before all others
	VisibleFrom   time.Time
	WithdrawnAt   time.Time // zero while it stands
	ByName        string
	CreatedAt     time.Time
	ChangedAt     time.Time // zero where it was never changed
	FileIDs       []string
	SchoolName    string // set where it is read
	ScopeName     string
	Reads, People int  // set where staff list it
	Read          bool // set where a candidate lists it
}

// AnnouncementKind says what an announcement is for.
type AnnouncementKind string

// The kinds.
const (
	ForSchool  AnnouncementKind = "school"
	ForCollege AnnouncementKind = "college"
	ForExam    AnnouncementKind = "exam"
	ForMajor   AnnouncementKind = "major"
)

// MaxAttachments is how many files an announcement has at most.
const MaxAttachments = 10

const (
	maxTitle = 200
	maxBody  = 20000
)

// Check refuses an announcement without title or text, or with too much of either,
// as CodeInvalid with "field".
func (a Announcement) Check() error {
	for _, err := range []error{checkText("title", strings.TrimSpace(a.Title), 1, maxTitle), checkText("body", strings.TrimSpace(a.Body), 1, maxBody)} {
		if err != nil {
			return err
		}
	}
	switch a.Kind {
	case ForSchool, ForCollege, ForExam, ForMajor:
	default:
		return wrongField("kind", "is for nobody")
	}
	if len(a.FileIDs) > MaxAttachments {
		return wrongField("files", "are too many")
	}
	return nil
}

// Reader is an enrolment that an announcement is for, with when it was read since
// it was written or changed; zero for not yet.
type Reader struct {
	EnrolmentID, Number, Name, Phone string // Number is the candidate's
	ExamName, MajorName              string
	ReadAt                           time.Time
}

// ReaderFilter chooses readers of an announcement.
type ReaderFilter struct {
	SchoolID, AnnouncementID string
	Read                     string // "yes", "no", or "" for all
	Query                    string // part of a name or number, in small letters
	Limit, Offset            int
}

// EnquiryState is where a question to the school stands.
type EnquiryState string

// The states of a question.
const (
	EnquiryOpen     EnquiryState = "open"
	EnquiryAnswered EnquiryState = "answered"
	EnquiryClosed   EnquiryState = "closed"
)

// Enquiry is a candidate's question to the school with what was said
// (FEATURES A20).
type Enquiry struct {
	ID, SchoolID, EnrolmentID string
	Subject                   string
	State                     EnquiryState
	ClaimedBy, ClaimedName    string // the member of staff who sees to it, "" for nobody
	Unread                    bool   // the candidate has not seen the last answer
	CreatedAt, UpdatedAt      time.Time
	Words                     []EnquiryWord
	Number, Name, ExamName    string // the candidate's; set where staff list it
}

// EnquiryWord is one thing said.
type EnquiryWord struct {
	ID, FromName string
	FromStaff    bool
	Text         string
	PhotoIDs     []string // of the candidate's word
	At           time.Time
}

const maxWord = 4000

// MaxEnquiryPhotos is how many photos go with one word of a candidate.
const MaxEnquiryPhotos = 3

// Ask adds the candidate's word, with photos that she has sent before; one to a
// closed question opens it again.
func (e *Enquiry) Ask(id, text string, now time.Time, photoIDs ...string) error {
	if err := checkText("text", strings.TrimSpace(text), 1, maxWord); err != nil {
		return err
	}
	if len(photoIDs) > MaxEnquiryPhotos {
		return wrongField("photos", "are too many")
	}
	e.Words = append(e.Words, EnquiryWord{ID: id, Text: strings.TrimSpace(text), PhotoIDs: photoIDs, At: now})
	e.State, e.UpdatedAt = EnquiryOpen, now
	return nil
}

// Claim lets a member of staff see to it; CodeConflict with "by" while another
// does.
func (e *Enquiry) Claim(by Actor, now time.Time) error {
	if e.ClaimedBy != "" && e.ClaimedBy != by.StaffID {
		return Errorf(CodeConflict, "%s sees to this", e.ClaimedName).With("by", e.ClaimedName)
	}
	e.ClaimedBy, e.ClaimedName, e.UpdatedAt = by.StaffID, by.Name, now
	return nil
}

// Answer adds the school's word; the candidate has not read it yet.
func (e *Enquiry) Answer(by Actor, id, text string, now time.Time) error {
	if err := checkText("text", strings.TrimSpace(text), 1, maxWord); err != nil {
		return err
	}
	e.Words = append(e.Words, EnquiryWord{ID: id, FromName: by.Name, FromStaff: true, Text: strings.TrimSpace(text), At: now})
	e.State, e.Unread, e.ClaimedBy, e.ClaimedName, e.UpdatedAt = EnquiryAnswered, true, "", "", now
	return nil
}

// Close ends the question; the candidate may open it again by asking.
func (e *Enquiry) Close(now time.Time) {
	e.State, e.ClaimedBy, e.ClaimedName, e.UpdatedAt = EnquiryClosed, "", "", now
}

// CheckSubject refuses a question without a subject.
func CheckSubject(subject string) error {
	return checkText("subject", strings.TrimSpace(subject), 1, maxTitle)
}

// CannedAnswer is a text that staff of a school keep for answers to questions.
type CannedAnswer struct {
	ID, SchoolID, Title, Text string
}

// MaxCannedAnswers is how many a school keeps.
const MaxCannedAnswers = 200

// Check refuses an answer without title or text, or with too much of either.
func (c CannedAnswer) Check() error {
	if err := checkText("title", c.Title, 1, maxTitle); err != nil {
		return err
	}
	return checkText("text", c.Text, 1, maxWord)
}

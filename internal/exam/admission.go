package exam

import (
	"strings"
	"time"
	"unicode/utf8"
)

// AdmissionTicket (准考证) is what a candidate shows or brings: who she is and
// what she sits where and when (FEATURES A18). Times are printed in TimeZone, an
// IANA name.
type AdmissionTicket struct {
	EnrolmentID                        string
	School, College, Exam, Major       string
	Number, Name                       string
	PhotoID                            string // file of the reference photo, "" for none
	Phone, SchoolID, CollegeID, ExamID string
	Contact, Notes, TimeZone           string
	Published                          bool
	Lines                              []TicketLine // soonest first
}

// TicketLine is one session of an [AdmissionTicket].
type TicketLine struct {
	SittingID, SessionID, RoomID string
	Subject, Room, RoomKind      string
	Type                         Type
	Order                        int // in the queue, 0 where there is none
	StartsAt, EndsAt             time.Time
	EntryOpensAt, EntryClosesAt  time.Time
}

// TicketPolicy is what a school has settled for the tickets of an exam.
type TicketPolicy struct {
	Published bool   // candidates see their tickets
	Notes     string // printed on each, "" for none
}

// MaxTicketNotes is how many characters the notes on a ticket have at most: what
// fits on its page.
const MaxTicketNotes = 1000

// Check refuses notes that are too long or no text, as CodeInvalid with "field".
func (p TicketPolicy) Check() error {
	return checkText("notes", p.Notes, 0, MaxTicketNotes)
}

// TicketCount says how many tickets an exam has: of all its entrants, those with
// a session have one, and some of these have no photo.
type TicketCount struct{ Entrants, Ready, WithoutPhoto int }

// TicketFilter chooses tickets of an exam; zero fields choose all.
type TicketFilter struct {
	SchoolID, ExamID   string
	MajorID, SessionID string
}

// Masked returns a name or number of which only the ends are told, for a page
// that anybody may open: 欧阳晴 becomes 欧*晴, 2026000123 becomes 20*****123.
func Masked(text string) string {
	n := utf8.RuneCountInString(text)
	head, tail := 1, 1
	switch {
	case n <= 2:
		tail = 0
	case n > 6:
		head, tail = 2, 3
	}
	all := []rune(text)
	if n <= head {
		return strings.Repeat("*", n)
	}
	return string(all[:head]) + strings.Repeat("*", n-head-tail) + string(all[n-tail:])
}

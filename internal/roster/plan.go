package roster

import (
	"slices"
	"strconv"

	"kaochang/internal/exam"
)

// Verdict is what an import would do with a row.
type Verdict string

// The verdicts.
const (
	VerdictNew       Verdict = "new"
	VerdictChanged   Verdict = "changed"
	VerdictUnchanged Verdict = "unchanged"
	VerdictWrong     Verdict = "wrong"
)

// FieldChange is one field from what the school has to what the sheet says. Identity
// numbers are masked.
type FieldChange struct {
	Field Field  `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// Judged is a row with its verdict.
type Judged struct {
	Row      int           `json:"row"`
	Verdict  Verdict       `json:"verdict" enum:"new,changed,unchanged,wrong"`
	Number   string        `json:"number"`
	Name     string        `json:"name"`
	Phone    string        `json:"phone"`
	Major    string        `json:"major"`
	Changes  []FieldChange `json:"changes,omitempty"`
	Problems []CellProblem `json:"problems,omitempty"`
	// SharedPhone is another row, or another candidate's number, with the same
	// phone: allowed, since a family may have one, and worth a look.
	SharedPhone string `json:"shared_phone,omitempty"`

	entry *Entry
	place place
	known *person
}

// place is where a row enrols: a major that is there or is to be made.
type place struct {
	examID, collegeID, majorID string
	college, major             string // names of what is to be made
}

// person is a candidate that the school has, with her identity number opened.
type person struct {
	exam.RosterCandidate
	identity string
}

// RosterOptions of an import.
type RosterOptions struct {
	ExamID        string `json:"exam_id,omitempty"` // for rows that name none
	CreateMissing bool   `json:"create_missing"`    // colleges and majors
}

// reach is where somebody may change the roster: the whole school, or colleges.
type reach struct {
	all      bool
	colleges []string
}

func (r reach) covers(collegeID string) bool {
	return r.all || slices.Contains(r.colleges, collegeID)
}

// world is the base of a plan, by the names that sheets use.
type world struct {
	header   Header
	options  RosterOptions
	reach    reach
	exams    map[string][]exam.Exam
	byExam   map[string]exam.Exam
	colleges map[string][]exam.College
	majors   map[[2]string][]exam.Major // by exam and name
	college  map[string]string          // of a major
	people   map[string]*person         // by number
	phones   map[string]string          // to a candidate's number
}

// openIdentity opens a sealed identity number.
type openIdentity func(c exam.RosterCandidate) (string, error)

func newWorld(h Header, base exam.RosterBase, opt RosterOptions, r reach, open openIdentity) (*world, error) {
	w := &world{
		header: h, options: opt, reach: r, exams: map[string][]exam.Exam{}, byExam: map[string]exam.Exam{}, colleges: map[string][]exam.College{},
		majors: map[[2]string][]exam.Major{}, college: map[string]string{}, people: map[string]*person{}, phones: map[string]string{},
	}
	for _, e := range base.Exams {
		w.exams[sameName(e.Name)] = append(w.exams[sameName(e.Name)], e)
		w.byExam[e.ID] = e
	}
	for _, c := range base.Colleges {
		w.colleges[sameName(c.Name)] = append(w.colleges[sameName(c.Name)], c)
	}
	for _, m := range base.Majors {
		key := [2]string{m.ExamID, sameName(m.Name)}
		w.majors[key] = append(w.majors[key], m)
		w.college[m.ID] = m.CollegeID
	}
	for _, c := range base.Candidates {
		p := &person{RosterCandidate: c}
		if c.Sealed != "" {
			var err error
			if p.identity, err = open(c); err != nil {
				return nil, err
			}
		}
		w.people[c.Number] = p
		w.phones[c.Phone] = c.Number
	}
	return w, nil
}

// judge returns every row's verdict against the world.
func (w *world) judge(entries []Entry) []Judged {
	rows := make([]Judged, len(entries))
	phones := map[string]*Entry{}
	for i := range entries {
		e := &entries[i]
		rows[i] = w.judgeOne(e)
		if e.Phone == "" || e.Number == "" {
			continue
		}
		if first := phones[e.Phone]; first != nil && first.Number != e.Number {
			rows[i].SharedPhone = first.Number
		} else if number, taken := w.phones[e.Phone]; taken && number != e.Number {
			rows[i].SharedPhone = number
		}
		if phones[e.Phone] == nil {
			phones[e.Phone] = e
		}
	}
	return rows
}

func (w *world) judgeOne(e *Entry) Judged {
	copied := *e
	copied.Problems = slices.Clone(e.Problems)
	j := Judged{Row: e.Row, Number: e.Number, Name: e.Name, Phone: e.Phone, Major: e.Major, entry: e}
	if e.Major != "" {
		j.place = w.placeOf(&copied)
	}
	j.known = w.people[e.Number]
	if e.Number != "" && j.known != nil {
		j.Changes = w.changesOf(e, j.known, j.place)
		if !w.mayChange(j.known) && slices.ContainsFunc(j.Changes, func(c FieldChange) bool { return c.Field != FieldMajor }) {
			copied.wrong(w.header, FieldNumber, ReasonNotYours, "")
		}
	}
	j.Problems = copied.Problems
	switch {
	case len(j.Problems) > 0:
		j.Verdict, j.Changes = VerdictWrong, nil
	case j.known == nil:
		j.Verdict = VerdictNew
	case len(j.Changes) > 0:
		j.Verdict = VerdictChanged
	default:
		j.Verdict = VerdictUnchanged
	}
	return j
}

// mayChange reports whether the candidate's own fields may be changed: she is
// enrolled within reach, or nowhere.
func (w *world) mayChange(p *person) bool {
	return w.reach.all || len(p.MajorIDs) == 0 || slices.ContainsFunc(p.MajorIDs, func(id string) bool { return w.reach.covers(w.college[id]) })
}

func (w *world) changesOf(e *Entry, p *person, at place) []FieldChange {
	var all []FieldChange
	compare := func(f Field, from, to string) {
		if to != "" && from != to {
			all = append(all, FieldChange{f, from, to})
		}
	}
	compare(FieldName, p.Name, e.Name)
	compare(FieldPhone, p.Phone, e.Phone)
	if e.Identity != "" && e.Identity != p.identity {
		all = append(all, FieldChange{FieldIdentity, exam.MaskIdentity(p.identity), exam.MaskIdentity(e.Identity)})
	}
	compare(FieldBirth, p.BirthDate, e.Birth)
	compare(FieldNote, p.Note, e.Note)
	if at.majorID == "" && at.major != "" || at.majorID != "" && !slices.Contains(p.MajorIDs, at.majorID) {
		all = append(all, FieldChange{FieldMajor, "", e.Major})
	}
	return all
}

func rowName(n int) string { return strconv.Itoa(n) }

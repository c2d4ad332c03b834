package roster

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"kaochang/internal/exam"
)

// CellProblem is why a row is wrong: which cell, what stands in it, and the reason
// by its code.
type CellProblem struct {
	Field   Field  `json:"field"`
	Letter  string `json:"letter,omitempty" doc:"Of the column, as the spreadsheet names it"`
	Heading string `json:"heading,omitempty"`
	Value   string `json:"value"`
	Reason  Reason `json:"reason"`
	// Other is another row or word that the reason speaks of.
	Other string `json:"other,omitempty"`
}

// Reason says what is wrong with a cell.
type Reason string

// The reasons. The first group is seen in the cell alone, the second in the
// sheet, the third against what the school has.
const (
	ReasonMissing    Reason = "missing"
	ReasonCellError  Reason = "cell_error"
	ReasonDigitsLost Reason = "digits_lost"
	ReasonNumberForm Reason = "number_form"
	ReasonNameForm   Reason = "name_form"
	ReasonTooLong    Reason = "too_long"
	ReasonPhoneForm  Reason = "phone_form"
	ReasonDocument   Reason = "document_form"
	ReasonDateForm   Reason = "date_form"

	ReasonTwice   Reason = "twice"
	ReasonDiffers Reason = "differs"

	ReasonUnknown   Reason = "unknown"
	ReasonAmbiguous Reason = "ambiguous"
	ReasonNotYours  Reason = "not_yours"
)

// Entry is one row of the sheet as it was understood.
type Entry struct {
	Row      int           `json:"row"`
	Number   string        `json:"number"`
	Name     string        `json:"name"`
	Phone    string        `json:"phone"`
	Identity string        `json:"id_number,omitempty"`
	Birth    string        `json:"birth_date,omitempty"`
	College  string        `json:"college,omitempty"`
	Exam     string        `json:"exam,omitempty"`
	Major    string        `json:"major"`
	Note     string        `json:"note,omitempty"`
	Problems []CellProblem `json:"problems,omitempty"`
}

// limits of text, in signs.
const (
	maxName = 100
	maxText = 200
)

// required fields have a value in every row; a column that is there but not
// required may be empty, which leaves what the school has.
var required = map[Field]bool{FieldNumber: true, FieldName: true, FieldPhone: true, FieldMajor: true}

// ReadEntries reads all rows below the header; done is told how many are read.
func ReadEntries(s Sheet, h Header, done func(int)) []Entry {
	body := s.Rows[h.body:]
	entries := make([]Entry, len(body))
	for i, row := range body {
		entries[i] = readEntry(s, h, row)
		done(i + 1)
	}
	checkTogether(entries, h)
	return entries
}

func readEntry(s Sheet, h Header, row Row) Entry {
	e := Entry{Row: row.Number}
	for _, c := range h.Columns {
		cell := ""
		if c.Index < len(row.Cells) {
			cell = row.Cells[c.Index]
		}
		value, reason := readCell(s, c, cell)
		if value == "" && reason == "" && required[c.Field] {
			reason = ReasonMissing
		}
		if reason != "" {
			e.Problems = append(e.Problems, CellProblem{c.Field, c.Letter, c.Heading, short(tidy(cell)), reason, ""})
		}
		*e.at(c.Field) = value
	}
	return e
}

func (e *Entry) at(f Field) *string {
	return map[Field]*string{
		FieldNumber: &e.Number, FieldName: &e.Name, FieldPhone: &e.Phone, FieldIdentity: &e.Identity, FieldBirth: &e.Birth,
		FieldCollege: &e.College, FieldExam: &e.Exam, FieldMajor: &e.Major, FieldNote: &e.Note,
	}[f]
}

// readCell returns a cell's value as the roster keeps it, or why it is wrong.
func readCell(s Sheet, c RosterColumn, cell string) (string, Reason) {
	text := tidy(cell)
	switch {
	case text == "":
		return "", ""
	case cellError(text):
		return "", ReasonCellError
	case utf8.RuneCountInString(text) > maxText:
		return "", ReasonTooLong
	}
	switch c.Field {
	case FieldNumber, FieldPhone, FieldIdentity:
		code, whole := wholeNumber(tidyCode(cell), s.Exact)
		if !whole {
			return "", ReasonDigitsLost
		}
		return readCode(c, code)
	case FieldName:
		return readName(tidyName(cell))
	case FieldBirth:
		if day, ok := parseDate(cell, s.Date1904); ok {
			return day, ""
		}
		return "", ReasonDateForm
	}
	return text, ""
}

var (
	numberForm   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_\-]{0,39}$`)
	documentForm = regexp.MustCompile(`^[A-Z0-9()\-]{5,20}$`)
	residentLike = regexp.MustCompile(`^\d{17}[\dX]$`)
)

func readCode(c RosterColumn, code string) (string, Reason) {
	switch c.Field {
	case FieldPhone:
		phone, err := exam.NormalPhone(code)
		if err != nil {
			return "", ReasonPhoneForm
		}
		return phone, ""
	case FieldIdentity:
		code = strings.ToUpper(code)
		if strings.Contains(code, "***") {
			return "", "" // masked, as an export shows it: says nothing new
		}
		if c.anyDocument && !residentLike.MatchString(code) {
			if !documentForm.MatchString(code) {
				return "", ReasonDocument
			}
			return code, ""
		}
		if problem := exam.CheckResidentID(code); problem != "" {
			return "", Reason(problem)
		}
		return code, ""
	}
	if !numberForm.MatchString(code) {
		return "", ReasonNumberForm
	}
	return code, ""
}

func readName(name string) (string, Reason) {
	if utf8.RuneCountInString(name) > maxName {
		return "", ReasonTooLong
	}
	letters := false
	for _, r := range name {
		if unicode.IsControl(r) {
			return "", ReasonNameForm
		}
		letters = letters || unicode.IsLetter(r)
	}
	if !letters {
		return "", ReasonNameForm
	}
	return name, ""
}

// checkTogether finds rows that contradict one another: a number twice in one
// major, or with two names, phones, identity numbers or days of birth.
func checkTogether(entries []Entry, h Header) {
	first, pairs := map[string]int{}, map[[3]string]int{}
	for i := range entries {
		e := &entries[i]
		if e.Number == "" {
			continue
		}
		at, seen := first[e.Number]
		if !seen {
			first[e.Number] = i
		}
		pair := [3]string{e.Number, e.Exam, e.Major}
		if before, twice := pairs[pair]; twice && e.Major != "" {
			e.wrong(h, FieldNumber, ReasonTwice, rowName(entries[before].Row))
			continue
		}
		pairs[pair] = i
		if !seen {
			continue
		}
		for _, f := range []Field{FieldName, FieldPhone, FieldIdentity, FieldBirth} {
			if here, there := *e.at(f), *entries[at].at(f); here != "" && there != "" && here != there {
				e.wrong(h, f, ReasonDiffers, rowName(entries[at].Row))
			}
		}
	}
}

func (e *Entry) wrong(h Header, f Field, reason Reason, other string) {
	p := CellProblem{Field: f, Value: short(*e.at(f)), Reason: reason, Other: other}
	for _, c := range h.Columns {
		if c.Field == f {
			p.Letter, p.Heading = c.Letter, c.Heading
		}
	}
	e.Problems = append(e.Problems, p)
}

// short bounds a value that is shown back.
func short(text string) string {
	signs := []rune(text)
	if len(signs) > 60 {
		return string(signs[:60]) + "…"
	}
	return text
}

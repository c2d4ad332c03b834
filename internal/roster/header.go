package roster

import (
	"regexp"
	"strings"

	"golang.org/x/text/width"

	"kaochang/internal/exam"
)

// Row is one row of a sheet: its number as the spreadsheet shows it and its cells.
type Row struct {
	Number int
	Cells  []string
}

// Sheet is a table as it was read.
type Sheet struct {
	Names    []string // the file's tables that are not hidden
	Name     string
	Rows     []Row
	Exact    bool // numbers stand in full, not as they were shown
	Date1904 bool // day numbers count from 1904
}

// Field is what a column holds.
type Field string

// The fields of a roster.
const (
	FieldNumber   Field = "number"
	FieldName     Field = "name"
	FieldPhone    Field = "phone"
	FieldIdentity Field = "id_number"
	FieldBirth    Field = "birth_date"
	FieldCollege  Field = "college"
	FieldExam     Field = "exam"
	FieldMajor    Field = "major"
	FieldNote     Field = "note"
)

// headings are what offices write above a field's column; where a sheet has
// several, the one named first here counts.
var headings = map[Field][]string{
	FieldNumber: {"考生编号", "考生号", "准考证号", "准考证号码", "考号", "报名号", "报考号", "candidatenumber", "candidateno", "candidateid", "examnumber", "ticketnumber", "number"},
	FieldName:   {"姓名", "考生姓名", "学生姓名", "name", "fullname", "candidatename"},
	FieldPhone: {"手机号", "手机号码", "手机", "考生手机", "考生手机号", "移动电话", "联系手机", "联系电话", "联系方式", "电话", "电话号码",
		"mobile", "mobilephone", "mobilenumber", "phone", "phonenumber", "telephone"},
	FieldIdentity: {"身份证号", "身份证号码", "居民身份证号", "身份证", "证件号码", "证件号", "idnumber", "idno", "idcard", "idcardnumber", "identitynumber", "residentid"},
	FieldBirth:    {"出生日期", "出生年月日", "出生年月", "生日", "birthdate", "dateofbirth", "birthday"},
	FieldCollege:  {"学院", "学院名称", "院系", "报考学院", "报考院系", "招生学院", "院系所", "college", "faculty", "department"},
	FieldExam:     {"考试业务", "考试", "考试名称", "报考考试", "exam", "examname"},
	FieldMajor:    {"专业", "报考专业", "专业名称", "报考专业名称", "招生专业", "major", "programme", "program"},
	FieldNote:     {"备注", "说明", "note", "notes", "remark", "remarks", "comment"},
}

// heading finds a field and the rank of the name by a tidied heading.
var heading = func() map[string]struct {
	field Field
	rank  int
} {
	found := map[string]struct {
		field Field
		rank  int
	}{}
	for field, names := range headings {
		for rank, name := range names {
			found[name] = struct {
				field Field
				rank  int
			}{field, rank}
		}
	}
	return found
}()

var (
	bracketed  = regexp.MustCompile(`\([^)]*\)|\[[^\]]*\]|【[^】]*】`)
	notHeading = strings.NewReplacer(" ", "", "\t", "", "\n", "", "\r", "", "_", "", "-", "", "*", "", ":", "", ".", "", "\u00a0", "", "\u200b", "", "\ufeff", "")
)

// tidyHeading returns a heading without signs, spaces and remarks in brackets.
func tidyHeading(text string) string {
	return notHeading.Replace(strings.ToLower(bracketed.ReplaceAllString(width.Fold.String(text), "")))
}

// RosterColumn is a column that was recognised.
type RosterColumn struct {
	Field   Field  `json:"field"`
	Index   int    `json:"-"`
	Letter  string `json:"letter" doc:"As the spreadsheet names it"`
	Heading string `json:"heading"`
	// anyDocument says that other documents than the resident identity card
	// may stand in it.
	anyDocument bool
}

// headerWithin is how many rows may stand above the header: titles, remarks.
const headerWithin = 30

// Header is the row that names the columns.
type Header struct {
	Columns []RosterColumn
	Ignored []string // headings that are no field, or a second of the same
	body    int      // index of the first row below
}

// FindHeader finds the header: the first row that names a candidate's number or
// name and one more field. A header of two rows (merged cells above and below)
// is read as one. It returns CodeInvalid with "missing" for a sheet without
// one, or without a column that every roster has.
func FindHeader(rows []Row) (Header, error) {
	for i, row := range rows[:min(len(rows), headerWithin)] {
		h := readHeader(row.Cells)
		if len(h.Columns) < 2 || (!h.has(FieldNumber) && !h.has(FieldName)) {
			continue
		}
		h.body = i + 1
		if i+1 < len(rows) {
			if merged, ok := mergeHeader(row.Cells, rows[i+1].Cells, h); ok {
				h, h.body = merged, i+2
			}
		}
		var missing []Field
		for _, need := range []Field{FieldNumber, FieldName, FieldPhone, FieldMajor} {
			if !h.has(need) {
				missing = append(missing, need)
			}
		}
		if len(missing) > 0 {
			return h, exam.Errorf(exam.CodeInvalid, "the sheet has no column for %v", missing).With("missing", missing).With("why", "columns_missing")
		}
		return h, nil
	}
	return Header{}, exam.Errorf(exam.CodeInvalid, "no row of the sheet names its columns; start from the template").With("why", "no_header")
}

func (h Header) has(f Field) bool {
	for _, c := range h.Columns {
		if c.Field == f {
			return true
		}
	}
	return false
}

func readHeader(cells []string) Header {
	var h Header
	best := map[Field]int{} // index in h.Columns
	ranks := map[Field]int{}
	for i, text := range cells {
		tidy := tidyHeading(text)
		if tidy == "" {
			continue
		}
		found, known := heading[tidy]
		if !known {
			h.Ignored = append(h.Ignored, strings.TrimSpace(text))
			continue
		}
		c := RosterColumn{found.field, i, letter(i), strings.TrimSpace(text), strings.Contains(tidy, "证件")}
		at, twice := best[found.field]
		switch {
		case !twice:
			best[found.field], ranks[found.field] = len(h.Columns), found.rank
			h.Columns = append(h.Columns, c)
		case found.rank < ranks[found.field]:
			h.Ignored = append(h.Ignored, h.Columns[at].Heading)
			h.Columns[at], ranks[found.field] = c, found.rank
		default:
			h.Ignored = append(h.Ignored, c.Heading)
		}
	}
	return h
}

// mergeHeader joins a header's row with the next where that names further
// fields below merged cells and holds nothing else.
func mergeHeader(upper, lower []string, h Header) (Header, bool) {
	joined := make([]string, max(len(upper), len(lower)))
	copy(joined, upper)
	for i, text := range lower {
		if tidyHeading(text) == "" {
			continue
		}
		if _, known := heading[tidyHeading(text)]; known {
			joined[i] = text
			continue
		}
		for _, c := range h.Columns {
			if c.Index == i {
				return h, false // something stands below a field's name: a row of data
			}
		}
	}
	merged := readHeader(joined)
	return merged, len(merged.Columns) > len(h.Columns)
}

// letter returns a column's name from its index: A, B, …, Z, AA.
func letter(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

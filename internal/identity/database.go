package identity

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kaochang/internal/exam"
)

// WrongRow is a row of a table of results that cannot be kept.
type WrongRow struct {
	Row    int    `json:"row" doc:"As the spreadsheet shows it"`
	Number string `json:"number"`
	Why    string `json:"why" enum:"unknown_candidate,twice,unknown_result,empty"`
	Cell   string `json:"cell,omitempty"`
}

// Imported is what became, or would become, of a table of results.
type Imported struct {
	Rows    int        `json:"rows" doc:"With a candidate number"`
	Lines   int        `json:"lines" doc:"Results"`
	LeftOut int        `json:"left_out" doc:"Wrong rows"`
	Wrong   []WrongRow `json:"wrong" doc:"The first 200 of them"`
	Kept    bool       `json:"kept"`
}

// maxWrong is how many wrong rows are told.
const maxWrong = 200

// columns are the headers that offices give to the table, by what they hold.
var columns = map[string]exam.Database{
	"报考库": exam.DatabaseApplication, "报名库": exam.DatabaseApplication, "application": exam.DatabaseApplication,
	"学籍学历库": exam.DatabaseEducation, "学籍库": exam.DatabaseEducation, "学历库": exam.DatabaseEducation, "education": exam.DatabaseEducation,
	"人口信息库": exam.DatabasePopulation, "人口库": exam.DatabasePopulation, "公安库": exam.DatabasePopulation, "population": exam.DatabasePopulation,
	"诚信档案库": exam.DatabaseIntegrity, "考生诚信档案库": exam.DatabaseIntegrity, "诚信库": exam.DatabaseIntegrity, "integrity": exam.DatabaseIntegrity,
}

var numberColumns = []string{"考生编号", "准考证号", "报名号", "考生号", "number"}

// Words of a result; the longer ones come first, since one begins with another.
var results = []struct {
	word   string
	result exam.DatabaseResult
}{
	{"不一致", exam.DatabaseDiffers}, {"不符", exam.DatabaseDiffers}, {"不通过", exam.DatabaseDiffers}, {"未通过", exam.DatabaseDiffers}, {"异常", exam.DatabaseDiffers}, {"differs", exam.DatabaseDiffers},
	{"无记录", exam.DatabaseMissing}, {"查无", exam.DatabaseMissing}, {"missing", exam.DatabaseMissing},
	{"一致", exam.DatabaseMatches}, {"相符", exam.DatabaseMatches}, {"通过", exam.DatabaseMatches}, {"正常", exam.DatabaseMatches}, {"matches", exam.DatabaseMatches},
}

// resultOf reads a cell such as "不一致：姓名".
func resultOf(cell string) (r exam.DatabaseResult, note string, ok bool) {
	for _, one := range results {
		if rest, found := strings.CutPrefix(strings.ToLower(cell), one.word); found {
			return one.result, strings.Trim(rest, " ：:，,；;（）()"), true
		}
	}
	return "", "", false
}

// ImportDatabases keeps the results of comparisons with the four databases from a
// table: a column with the candidate's number and one a database; an empty cell says
// nothing. dry only tells what would happen. With wrong rows nothing is kept unless
// leaveOut says that they are left out. A table without these columns is
// CodeInvalid with "why" "no_columns".
func (s *Service) ImportDatabases(ctx context.Context, by exam.Actor, raw []byte, dry, leaveOut bool) (Imported, error) {
	if err := mayPlan(by); err != nil {
		return Imported{}, err
	}
	rows, err := s.Tables.ReadTable(bytes.NewReader(raw))
	if err != nil {
		return Imported{}, err
	}
	t, err := tableOf(rows)
	if err != nil {
		return Imported{}, err
	}
	known, err := s.Store.CandidatesByNumber(ctx, by.SchoolID, t.numbers())
	if err != nil {
		return Imported{}, err
	}
	lines, out := t.read(known)
	if out.LeftOut > 0 && !leaveOut || dry || len(lines) == 0 {
		return out, nil
	}
	for i := range lines {
		lines[i].SchoolID, lines[i].ImportedAt, lines[i].ImportedBy = by.SchoolID, s.Now(), by.Name
	}
	out.Kept = true
	return out, s.Store.KeepDatabaseLines(ctx, by.SchoolID, lines, s.fact(by, "database.imported", "lines", strconv.Itoa(len(lines)), "left_out", strconv.Itoa(out.LeftOut)))
}

// table is a table of results whose columns are known.
type table struct {
	number    int
	databases map[int]exam.Database
	rows      []Row
}

// tableOf finds the header within the first ten rows.
func tableOf(rows []Row) (table, error) {
	for i, row := range rows[:min(len(rows), 10)] {
		t := table{number: -1, databases: map[int]exam.Database{}, rows: rows[i+1:]}
		for n, cell := range row.Cells {
			name := strings.ToLower(strings.TrimSpace(cell))
			if d, ok := columns[name]; ok {
				t.databases[n] = d
			}
			for _, one := range numberColumns {
				if name == one {
					t.number = n
				}
			}
		}
		if t.number >= 0 && len(t.databases) > 0 {
			return t, nil
		}
	}
	return table{}, exam.Errorf(exam.CodeInvalid, "the table has no column 考生编号, or none of a database").With("why", "no_columns")
}

func (t table) cell(r Row, n int) string {
	if n >= len(r.Cells) {
		return ""
	}
	return strings.TrimSpace(r.Cells[n])
}

func (t table) numbers() []string {
	all := make([]string, len(t.rows))
	for i, r := range t.rows {
		all[i] = t.cell(r, t.number)
	}
	return all
}

// read returns the results of the rows that are not wrong.
func (t table) read(known map[string]string) (lines []exam.DatabaseLine, out Imported) {
	out.Wrong = []WrongRow{}
	seen := map[string]bool{}
	for _, r := range t.rows {
		number := t.cell(r, t.number)
		if number == "" {
			continue
		}
		out.Rows++
		found, wrong := t.row(r, known[number])
		switch {
		case known[number] == "":
			wrong.Why = "unknown_candidate"
		case seen[number]:
			wrong.Why = "twice"
		}
		seen[number] = true
		if wrong.Why == "" {
			lines = append(lines, found...)
			continue
		}
		wrong.Row, wrong.Number = r.Number, number
		out.LeftOut++
		if len(out.Wrong) < maxWrong {
			out.Wrong = append(out.Wrong, wrong)
		}
	}
	out.Lines = len(lines)
	return lines, out
}

func (t table) row(r Row, candidateID string) (lines []exam.DatabaseLine, wrong WrongRow) {
	for _, n := range slices.Sorted(maps.Keys(t.databases)) {
		cell := t.cell(r, n)
		if cell == "" {
			continue
		}
		result, note, ok := resultOf(cell)
		if !ok {
			return nil, WrongRow{Why: "unknown_result", Cell: cell}
		}
		lines = append(lines, exam.DatabaseLine{CandidateID: candidateID, Database: t.databases[n], Result: result, Note: note})
	}
	if len(lines) == 0 {
		wrong.Why = "empty"
	}
	return lines, wrong
}

package identity

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"kaochang/internal/exam"
)

// Compared returns a page of the school's candidates with the results of the four
// databases, and how many there are of each result (FEATURES G8).
func (s *Service) Compared(ctx context.Context, by exam.Actor, f exam.ComparedFilter) ([]exam.Compared, map[exam.DatabaseResult]int, error) {
	if err := mayPlan(by); err != nil {
		return nil, nil, err
	}
	f.SchoolID, f.Query = by.SchoolID, strings.ToLower(strings.TrimSpace(f.Query))
	return s.Store.ComparedCandidates(ctx, f)
}

// The words of a table of results, as the import reads them.
var (
	databaseHeaders = map[exam.Database]string{
		exam.DatabaseApplication: "报考库", exam.DatabaseEducation: "学籍学历库", exam.DatabasePopulation: "人口信息库", exam.DatabaseIntegrity: "诚信档案库",
	}
	resultWords = map[exam.DatabaseResult]string{exam.DatabaseMatches: "一致", exam.DatabaseDiffers: "不一致", exam.DatabaseMissing: "无记录"}
	comparisons = map[exam.DatabaseResult]string{exam.DatabaseMatches: "全部一致", exam.DatabaseDiffers: "有不一致", exam.DatabaseMissing: "缺结果"}
)

var templateNotes = []string{
	"“考生编号”必填，须是名单里的编号。四个库可以只填几列；空白单元格不改动已有结果。",
	"结果写“一致”“不一致”或“无记录”，后面可加说明，如“不一致：姓名”。",
	"Results are 一致 (matches), 不一致 (differs) or 无记录 (no record), with a note behind a colon if need be. An empty cell changes nothing.",
}

func headerOfResults() []string {
	header := []string{"考生编号", "姓名"}
	for _, d := range exam.Databases() {
		header = append(header, databaseHeaders[d])
	}
	return header
}

// DatabaseTemplate writes the table to fill in, as "xlsx" or "csv".
func (s *Service) DatabaseTemplate(by exam.Actor, format string) ([]byte, error) {
	if err := mayPlan(by); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := s.Tables.WriteTable(&out, format, Table{Name: "四库比对", Header: headerOfResults(), Notes: templateNotes}); err != nil {
		return nil, fmt.Errorf("write template of results: %w", err)
	}
	return out.Bytes(), nil
}

// ExportCompared writes what a filter chooses as "xlsx" or "csv", in a form that the
// import reads. That it was done is in the ledger.
func (s *Service) ExportCompared(ctx context.Context, by exam.Actor, format string, f exam.ComparedFilter) ([]byte, error) {
	f.Limit, f.Offset = 0, 0
	list, _, err := s.Compared(ctx, by, f)
	if err != nil {
		return nil, err
	}
	t := Table{Name: "四库比对", Header: append(headerOfResults(), "比对结论")}
	for _, c := range list {
		t.Rows = append(t.Rows, rowOf(c))
	}
	var out bytes.Buffer
	if err := s.Tables.WriteTable(&out, format, t); err != nil {
		return nil, fmt.Errorf("write results of databases: %w", err)
	}
	return out.Bytes(), s.Store.KeepFact(ctx, by.SchoolID, s.fact(by, "database.exported", "format", format, "rows", strconv.Itoa(len(t.Rows))))
}

func rowOf(c exam.Compared) []string {
	row := []string{c.Number, c.Name}
	for _, d := range exam.Databases() {
		cell := ""
		for _, l := range c.Lines {
			if l.Database != d {
				continue
			}
			cell = resultWords[l.Result]
			if l.Note != "" {
				cell += "：" + l.Note
			}
		}
		row = append(row, cell)
	}
	return append(row, comparisons[exam.ComparisonOf(c.Lines)])
}

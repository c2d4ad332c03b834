package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Table is what is written: a header and rows of text.
type Table struct {
	Name   string
	Header []string
	Rows   [][]string
	// Notes fill a second sheet of a workbook, a line each; a csv leaves them out.
	Notes []string
}

// inert returns text that no spreadsheet takes for a formula (OWASP, "CSV
// injection"): what begins with = + - @ tab or return gets an apostrophe before
// it, which readers of ours take off again.
func inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// WriteCSV writes a table as csv: UTF-8 with a byte order mark, so that
// spreadsheets read it rightly, lines ended by CR LF.
func WriteCSV(w io.Writer, t Table) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		cells := make([]string, len(row))
		for i, text := range row {
			cells[i] = inert(text)
		}
		if err := out.Write(cells); err != nil {
			return fmt.Errorf("write csv: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// WriteXLSX writes a table as a workbook. All cells are text, so that numbers
// keep their zeros and nothing is a formula.
func WriteXLSX(w io.Writer, t Table) (err error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // removes its temporary files
	if err := f.SetSheetName("Sheet1", t.Name); err != nil {
		return fmt.Errorf("name sheet: %w", err)
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: 49})
	if err != nil {
		return fmt.Errorf("make style: %w", err)
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49}) // 49 is text, ECMA-376 18.8.30
	if err != nil {
		return fmt.Errorf("make style: %w", err)
	}
	if err := writeRows(f, t, bold, text); err != nil {
		return err
	}
	if err := writeNotes(f, t.Notes); err != nil {
		return err
	}
	if _, err := f.WriteTo(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

func writeRows(f *excelize.File, t Table, bold, text int) error {
	s, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return fmt.Errorf("begin sheet: %w", err)
	}
	if err := s.SetColStyle(1, max(1, len(t.Header)), text); err != nil {
		return fmt.Errorf("style columns: %w", err)
	}
	if err := s.SetColWidth(1, max(1, len(t.Header)), 20); err != nil {
		return fmt.Errorf("widen columns: %w", err)
	}
	for i, row := range append([][]string{t.Header}, t.Rows...) {
		style := text
		if i == 0 {
			style = bold
		}
		cells := make([]any, len(row))
		for c, value := range row {
			cells[c] = excelize.Cell{StyleID: style, Value: inert(value)}
		}
		if err := s.SetRow(fmt.Sprintf("A%d", i+1), cells); err != nil {
			return fmt.Errorf("write row %d: %w", i+1, err)
		}
	}
	if err := s.Flush(); err != nil {
		return fmt.Errorf("end sheet: %w", err)
	}
	return nil
}

func writeNotes(f *excelize.File, notes []string) error {
	if len(notes) == 0 {
		return nil
	}
	const name = "说明 Notes"
	if _, err := f.NewSheet(name); err != nil {
		return fmt.Errorf("add notes: %w", err)
	}
	for i, line := range notes {
		if err := f.SetCellStr(name, fmt.Sprintf("A%d", i+1), line); err != nil {
			return fmt.Errorf("write notes: %w", err)
		}
	}
	if err := f.SetColWidth(name, "A", "A", 110); err != nil {
		return fmt.Errorf("widen notes: %w", err)
	}
	return nil
}

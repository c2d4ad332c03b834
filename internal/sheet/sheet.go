// Package sheet reads and writes tables as offices keep them: xlsx workbooks
// (ECMA-376, by excelize) and csv in the encodings that Chinese and other
// offices save. It knows rows and cells, never what they mean.
package sheet

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"kaochang/internal/exam"
)

// The limits of what is read. A workbook is zipped, so that a small file may
// unfold to a huge one.
const (
	MaxRows     = 100_000
	maxColumns  = 256
	maxUnzipped = 512 << 20 // bytes of a whole workbook, unzipped
	maxXML      = 16 << 20  // bytes of one part kept in memory; larger ones go to a temporary file
)

// Book is one table with the other tables that the file has.
type Book struct {
	// Sheets names the tables that are not hidden, in order; a csv has one
	// without a name.
	Sheets []string
	Sheet  string
	Rows   []Row
	// Exact says that numbers stand as they were kept, in full; a csv saved by
	// a spreadsheet holds them as they were shown.
	Exact bool
	// Date1904 says that day numbers count from 1904 (old Macs).
	Date1904 bool
}

// Row is one row: its number as the spreadsheet shows it, from 1, and its
// cells. Rows without any text are left out.
type Row struct {
	Number int
	Cells  []string
}

// Read returns a table of an xlsx or csv file: the named one, or the first that
// is not hidden. It returns CodeWrongType for what is neither, CodeTooLarge for
// more than [MaxRows] or a workbook that unfolds to more than 512 MiB, and
// CodeNotFound for a table that does not exist.
func Read(src io.ReadSeeker, name string) (Book, error) {
	head := make([]byte, 4)
	n, err := io.ReadFull(src, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return Book{}, fmt.Errorf("read head: %w", err)
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return Book{}, fmt.Errorf("rewind: %w", err)
	}
	if strings.HasPrefix(string(head[:n]), "PK") {
		return readXLSX(src, name)
	}
	return readCSV(src)
}

func readXLSX(src io.Reader, name string) (Book, error) {
	f, err := excelize.OpenReader(src, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxXML})
	if err != nil {
		if strings.Contains(err.Error(), "unzip size exceeds") {
			return Book{}, exam.Errorf(exam.CodeTooLarge, "this workbook unfolds to more than %d MiB", maxUnzipped>>20)
		}
		return Book{}, exam.Errorf(exam.CodeWrongType, "this workbook cannot be read; is it protected by a password, or an old .xls? Save it as .xlsx")
	}
	defer func() { _ = f.Close() }() // removes its temporary files; nothing was written
	b := Book{Exact: true}
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		b.Date1904 = *props.Date1904
	}
	for _, one := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(one); err == nil && visible {
			b.Sheets = append(b.Sheets, one)
		}
	}
	if b.Sheet, err = choose(b.Sheets, name); err != nil {
		return Book{}, err
	}
	b.Rows, err = rowsOf(f, b.Sheet)
	return b, err
}

func choose(sheets []string, name string) (string, error) {
	if len(sheets) == 0 {
		return "", exam.Errorf(exam.CodeInvalid, "this workbook has no visible sheet")
	}
	if name == "" {
		return sheets[0], nil
	}
	for _, one := range sheets {
		if one == name {
			return one, nil
		}
	}
	return "", exam.Errorf(exam.CodeNotFound, "this workbook has no visible sheet %q", name)
}

func rowsOf(f *excelize.File, name string) ([]Row, error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, exam.Errorf(exam.CodeWrongType, "the sheet %q cannot be read", name)
	}
	defer func() { _ = rows.Close() }() // only read
	var all []Row
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, exam.Errorf(exam.CodeWrongType, "row %d of the sheet cannot be read", number)
		}
		if all, err = keep(all, number, cells); err != nil {
			return nil, err
		}
	}
	if err := rows.Error(); err != nil {
		return nil, exam.Errorf(exam.CodeWrongType, "the sheet %q cannot be read to its end", name)
	}
	return all, nil
}

// keep adds a row that has any text.
func keep(all []Row, number int, cells []string) ([]Row, error) {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return all, nil
	}
	if len(cells) > maxColumns {
		return nil, exam.Errorf(exam.CodeTooLarge, "row %d has %d columns, at most %d are read", number, len(cells), maxColumns)
	}
	if len(all) == MaxRows {
		return nil, exam.Errorf(exam.CodeTooLarge, "a sheet has at most %d rows", MaxRows)
	}
	return append(all, Row{Number: number, Cells: cells}), nil
}

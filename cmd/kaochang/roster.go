package main

import (
	"io"
	"log/slog"

	"kaochang/internal/roster"
	"kaochang/internal/seal"
	"kaochang/internal/sheet"
)

// makeRoster joins the roster with what it reads, writes and seals.
func (b *builder) makeRoster(box *seal.Box) {
	b.roster = roster.New(roster.Parts{
		Store: b.store, Blobs: b.blobs, Sheets: sheets{}, Codes: b.account, Box: box, Background: b.inBackground, Now: now,
	})
}

// sheets gives the roster the tables of package sheet.
type sheets struct{}

// Read reads a table of an xlsx or csv file.
func (sheets) Read(src io.ReadSeeker, name string) (roster.Sheet, error) {
	book, err := sheet.Read(src, name)
	s := roster.Sheet{Names: book.Sheets, Name: book.Sheet, Exact: book.Exact, Date1904: book.Date1904, Rows: make([]roster.Row, len(book.Rows))}
	for i, row := range book.Rows {
		s.Rows[i] = roster.Row(row)
	}
	return s, err
}

// Write writes a table as xlsx or csv.
func (sheets) Write(w io.Writer, format string, t roster.Table) error {
	if format == "csv" {
		return sheet.WriteCSV(w, sheet.Table(t))
	}
	return sheet.WriteXLSX(w, sheet.Table(t))
}

func purgeFailed(err error) {
	slog.Error("what is past its date was not deleted; it is tried again in an hour", "error", err)
}

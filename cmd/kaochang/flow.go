package main

import (
	"io"

	"kaochang/internal/flow"
	"kaochang/internal/roster"
)

// makeFlow joins the flow with what it keeps and writes.
func (b *builder) makeFlow() {
	b.flow = flow.New(flow.Parts{Store: b.store, Snapshots: b.room, Sheets: flowSheets{}, Now: now})
}

// flowSheets gives the flow the tables of package sheet.
type flowSheets struct{}

// Write writes a table as xlsx or csv.
func (flowSheets) Write(w io.Writer, format string, t flow.Table) error {
	return sheets{}.Write(w, format, roster.Table(t))
}

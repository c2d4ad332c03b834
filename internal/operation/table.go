package operation

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"kaochang/internal/exam"
)

// Table is a list as it is exported: a header and rows of text.
type Table struct {
	Name   string
	Header []string
	Rows   [][]string
}

// WriteTable writes a table as a workbook (xlsx), in which no text is a formula.
type WriteTable func(w io.Writer, t Table) error

// MaxExport is how many rows one workbook holds at most.
const MaxExport = 100_000

// ExportStore is what an export needs from storage.
type ExportStore interface {
	School(ctx context.Context, schoolID string) (exam.School, error)
	KeepFact(ctx context.Context, schoolID string, f exam.Fact) error
}

// Export is a list on its way to a workbook: times are in the school's zone, and the
// ledger holds that somebody took it away.
type Export struct {
	store ExportStore
	by    exam.Actor
	now   time.Time
	zone  *time.Location
}

// BeginExport returns an export of the asker's school at a moment.
func BeginExport(ctx context.Context, store ExportStore, by exam.Actor, now time.Time) (*Export, error) {
	school, err := store.School(ctx, by.SchoolID)
	if err != nil {
		return nil, fmt.Errorf("find school: %w", err)
	}
	zone, err := time.LoadLocation(school.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("find zone of school %s: %w", school.ID, err)
	}
	return &Export{store, by, now, zone}, nil
}

// Time writes a time in the school's zone, "" for none.
func (e *Export) Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(e.zone).Format("2006-01-02 15:04:05")
}

// Write answers with a table as a workbook that is saved under the list's name, and
// keeps the fact "NAME.exported" with data, which are keys and values in turn. total
// is how many rows there are; more than [MaxExport] are CodeTooLarge.
func (e *Export) Write(ctx context.Context, write WriteTable, t Table, total int, name string, data ...string) (*Stream, error) {
	if total > MaxExport {
		return nil, exam.Errorf(exam.CodeTooLarge, "a workbook holds %d rows, these are %d: narrow the list", MaxExport, total)
	}
	var out bytes.Buffer
	if err := write(&out, t); err != nil {
		return nil, fmt.Errorf("write table %s: %w", name, err)
	}
	f := exam.Fact{Kind: name + ".exported", Actor: e.by, At: e.now, Data: map[string]string{"rows": strconv.Itoa(len(t.Rows))}}
	for i := 0; i+1 < len(data); i += 2 {
		f.Data[data[i]] = data[i+1]
	}
	if err := e.store.KeepFact(ctx, e.by.SchoolID, f); err != nil {
		return nil, fmt.Errorf("keep that %s was exported: %w", name, err)
	}
	return StreamOf(inMemory{bytes.NewReader(out.Bytes())}, Content{
		Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Name: name + "-" + e.now.Format("20060102-1504") + ".xlsx", ModTime: e.now,
	}), nil
}

// inMemory lets bytes be streamed with ranges.
type inMemory struct{ *bytes.Reader }

// Close does nothing.
func (inMemory) Close() error { return nil }

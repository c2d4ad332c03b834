package school

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kaochang/internal/exam"
)

// maxExport is how many entries one workbook holds at most.
const maxExport = 100_000

// Ledger returns a page of the school's ledger, newest first, and how many entries
// the filter chooses in all.
func (s *Service) Ledger(ctx context.Context, by exam.Actor, f exam.LedgerFilter) ([]exam.LedgerEntry, int, error) {
	if err := may(by, exam.ActionSeeLedger); err != nil {
		return nil, 0, err
	}
	f.SchoolID, f.Query, f.Actor = by.SchoolID, strings.ToLower(strings.TrimSpace(f.Query)), strings.ToLower(strings.TrimSpace(f.Actor))
	return s.Store.Ledger(ctx, f)
}

// CheckLedger takes every hash of the school's ledger again; wrong are the numbers
// of entries that were tampered with.
func (s *Service) CheckLedger(ctx context.Context, by exam.Actor) (checked int, wrong []int64, err error) {
	if err := may(by, exam.ActionSeeLedger); err != nil {
		return 0, nil, err
	}
	return s.Store.CheckLedger(ctx, by.SchoolID)
}

// ExportLedger returns what a filter chooses as a workbook, newest first, with times
// in the school's zone. More than 100,000 entries are CodeTooLarge: the time is to
// be narrowed. That somebody took it away is in the ledger.
func (s *Service) ExportLedger(ctx context.Context, by exam.Actor, f exam.LedgerFilter) ([]byte, error) {
	f.Offset, f.Limit = 0, maxExport
	list, total, err := s.Ledger(ctx, by, f)
	if err != nil {
		return nil, err
	}
	if total > maxExport {
		return nil, exam.Errorf(exam.CodeTooLarge, "a workbook holds %d entries, these are %d: choose fewer days", maxExport, total)
	}
	school, err := s.Store.School(ctx, by.SchoolID)
	if err != nil {
		return nil, fmt.Errorf("find school: %w", err)
	}
	zone, err := time.LoadLocation(school.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("find zone of school %s: %w", school.ID, err)
	}
	t := Table{Name: "操作记录 Audit", Header: strings.Fields("编号_No 时间_When 身份_Kind 谁_Who 做了什么_What 考生_Candidate 内容_Particulars 理由_Why 来自_From 哈希_Hash")}
	for i := range t.Header {
		t.Header[i] = strings.ReplaceAll(t.Header[i], "_", " ")
	}
	for _, e := range list {
		row, err := rowOf(e, zone)
		if err != nil {
			return nil, err
		}
		t.Rows = append(t.Rows, row)
	}
	var out bytes.Buffer
	if err := s.Write(&out, t); err != nil {
		return nil, fmt.Errorf("write ledger: %w", err)
	}
	fact := s.fact(by, "ledger.exported", "", "rows", strconv.Itoa(len(list)), "query", f.Query, "kind", f.Kind, "actor", f.Actor)
	return out.Bytes(), s.Store.KeepFact(ctx, by.SchoolID, fact)
}

func rowOf(e exam.LedgerEntry, zone *time.Location) ([]string, error) {
	particulars := ""
	if len(e.Data) > 0 {
		text, err := json.Marshal(e.Data)
		if err != nil {
			return nil, fmt.Errorf("encode particulars of entry %d: %w", e.Seq, err)
		}
		particulars = string(text)
	}
	what := e.Kind
	if e.From != e.To {
		what += fmt.Sprintf(" (%s → %s)", e.From, e.To)
	}
	return []string{
		strconv.FormatInt(e.Seq, 10), e.At.In(zone).Format("2006-01-02 15:04:05"), string(e.ActorKind), e.ActorName, what, e.Candidate,
		particulars, e.Reason, e.Addr, e.Hash,
	}, nil
}

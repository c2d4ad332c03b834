package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"kaochang/internal/exam"
)

// Check begins the dry run of a sheet that was sent, and returns the plan's
// identifier. Nothing of the roster is written. sheet is "" for the first one.
func (s *Service) Check(ctx context.Context, by exam.Actor, fileID, sheet string, opt RosterOptions) (string, error) {
	r, err := reachOf(by)
	if err != nil {
		return "", err
	}
	file, err := s.sent(ctx, by, exam.PurposeRosterSheet, fileID)
	if err != nil {
		return "", err
	}
	return s.start(ctx, by, "sheet", file, func(ctx context.Context, plan *exam.RosterPlan, p *progress) (content, error) {
		return s.check(ctx, plan, p, file, sheet, opt, r)
	})
}

func (s *Service) check(ctx context.Context, plan *exam.RosterPlan, p *progress, file exam.File, name string, opt RosterOptions, r reach) (content, error) {
	c := content{Options: opt}
	src, err := s.Blobs.Open(ctx, file.SHA256)
	if err != nil {
		return c, fmt.Errorf("open sheet of plan %s: %w", plan.ID, err)
	}
	defer func() { _ = src.Close() }() // only read
	table, err := s.Sheets.Read(src, name)
	if err != nil {
		return c, err
	}
	c.Sheets, c.Sheet = table.Names, table.Name
	h, err := FindHeader(table.Rows)
	c.Columns, c.Ignored = h.Columns, h.Ignored
	if err != nil {
		return c, err
	}
	total := len(table.Rows) - h.body
	if total == 0 {
		return c, exam.Errorf(exam.CodeInvalid, "the sheet has no rows below its header").With("why", "no_rows")
	}
	c.Entries = ReadEntries(table, h, func(done int) { p.set(StageReading, done, total) })
	p.set(StageComparing, 0, total)
	base, err := s.Store.RosterBase(ctx, plan.SchoolID)
	if err != nil {
		return c, fmt.Errorf("read roster of school %s: %w", plan.SchoolID, err)
	}
	if opt.ExamID != "" && !slices.ContainsFunc(base.Exams, func(e exam.Exam) bool { return e.ID == opt.ExamID }) {
		return c, exam.Errorf(exam.CodeNotFound, "no such exam")
	}
	w, err := newWorld(h, base, opt, r, s.openIdentity)
	if err != nil {
		return c, err
	}
	c.Rows = w.judge(c.Entries)
	plan.State = exam.RosterReady
	return c, nil
}

func identityPlace(candidateID string) string { return "identity:" + candidateID }

func (s *Service) openIdentity(c exam.RosterCandidate) (string, error) {
	number, err := s.Box.Open(c.Sealed, identityPlace(c.ID))
	if err != nil {
		return "", fmt.Errorf("open identity number of candidate %s: %w", c.ID, err)
	}
	return string(number), nil
}

func refusalOf(err error) (*exam.Error, bool) {
	var refusal *exam.Error
	return refusal, errors.As(err, &refusal)
}

// RosterCounts says how many rows have each verdict.
type RosterCounts struct {
	New       int `json:"new"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"`
	Wrong     int `json:"wrong"`
}

func countOf(rows []Judged) RosterCounts {
	var n RosterCounts
	for _, r := range rows {
		switch r.Verdict {
		case VerdictNew:
			n.New++
		case VerdictChanged:
			n.Changed++
		case VerdictUnchanged:
			n.Unchanged++
		case VerdictWrong:
			n.Wrong++
		}
	}
	return n
}

package identity

import (
	"bytes"
	"context"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// ComparedView is a candidate with the results of the four databases.
type ComparedView struct {
	CandidateID string              `json:"candidate_id"`
	Number      string              `json:"number"`
	Name        string              `json:"name"`
	Result      exam.DatabaseResult `json:"result" enum:"matches,differs,missing" doc:"Differs where one does, matches where all four do, else missing"`
	Lines       []DatabaseLineView  `json:"lines"`
}

// ComparedChoice narrows the list.
type ComparedChoice struct {
	ExamID string              `query:"exam_id"`
	Query  string              `query:"q" maxLength:"100" doc:"Part of a name or number"`
	Result exam.DatabaseResult `query:"result" enum:"matches,differs,missing"`
}

type comparedInput struct {
	ComparedChoice
	Limit  int `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Offset int `query:"offset" minimum:"0"`
}

type comparedOutput struct {
	Body struct {
		Candidates []ComparedView `json:"candidates"`
		Total      int            `json:"total" doc:"Of the chosen result"`
		Counts     struct {
			Matches int `json:"matches"`
			Differs int `json:"differs"`
			Missing int `json:"missing"`
		} `json:"counts" doc:"Of all results"`
	}
}

type exportComparedInput struct {
	ComparedChoice
	TableFormat
}

// TableFormat is how a table is written.
type TableFormat struct {
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx"`
}

// registerCompared adds the list of the four databases' results.
func (s *Service) registerCompared(api huma.API) {
	op := func(path, id, summary string) operation.Op {
		return operation.Op{Method: "GET", Path: "/api/database-lines" + path, ID: id, Summary: summary, Tag: tag, Action: exam.ActionPlan}
	}
	operation.Register(api, op("", "list-database-lines", "Candidates with the results of the four databases"), s.handleCompared)
	operation.Register(api, op("/export", "export-database-lines", "Results of the four databases as a table"),
		func(ctx context.Context, in *exportComparedInput) (*operation.Stream, error) {
			out, err := s.ExportCompared(ctx, operation.ActorFrom(ctx), in.Format, exam.ComparedFilter{ExamID: in.ExamID, Query: in.Query, Result: in.Result})
			return s.table(out, "database-lines-"+s.Now().Format("20060102-1504"), in.Format, err)
		})
	operation.Register(api, op("/template", "get-database-template", "The table of results to fill in"),
		func(ctx context.Context, in *TableFormat) (*operation.Stream, error) {
			out, err := s.DatabaseTemplate(operation.ActorFrom(ctx), in.Format)
			return s.table(out, "database-template", in.Format, err)
		})
}

func (s *Service) handleCompared(ctx context.Context, in *comparedInput) (*comparedOutput, error) {
	list, counts, err := s.Compared(ctx, operation.ActorFrom(ctx), exam.ComparedFilter{
		ExamID: in.ExamID, Query: in.Query, Result: in.Result, Limit: in.Limit, Offset: in.Offset,
	})
	if err != nil {
		return nil, err
	}
	out := &comparedOutput{}
	out.Body.Candidates = make([]ComparedView, len(list))
	for i, c := range list {
		out.Body.Candidates[i] = ComparedView{c.CandidateID, c.Number, c.Name, exam.ComparisonOf(c.Lines), linesView(c.Lines)}
	}
	n := &out.Body.Counts
	n.Matches, n.Differs, n.Missing = counts[exam.DatabaseMatches], counts[exam.DatabaseDiffers], counts[exam.DatabaseMissing]
	out.Body.Total = n.Matches + n.Differs + n.Missing
	if in.Result != "" {
		out.Body.Total = counts[in.Result]
	}
	return out, nil
}

func linesView(lines []exam.DatabaseLine) []DatabaseLineView {
	view := make([]DatabaseLineView, len(lines))
	for i, l := range lines {
		view[i] = DatabaseLineView{l.Database, l.Result, l.Note, l.ImportedAt}
	}
	return view
}

// table answers with a table that is saved under a name.
func (s *Service) table(raw []byte, name, format string, err error) (*operation.Stream, error) {
	if err != nil {
		return nil, err
	}
	kind := "text/csv; charset=utf-8"
	if format == "xlsx" {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return operation.StreamOf(file{bytes.NewReader(raw)}, operation.Content{Type: kind, Name: name + "." + format, ModTime: s.Now()}), nil
}

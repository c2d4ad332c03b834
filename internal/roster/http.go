package roster

import (
	"bytes"
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

const tag = "Roster"

type checkInput struct {
	Body struct {
		FileID        string `json:"file_id" doc:"Of an upload for roster_sheet"`
		Sheet         string `json:"sheet,omitempty" maxLength:"100" doc:"Defaults to the first that is not hidden"`
		ExamID        string `json:"exam_id,omitempty" doc:"For rows that name no exam"`
		CreateMissing bool   `json:"create_missing,omitempty" doc:"Make colleges and majors that do not exist"`
	}
}

type photosInput struct {
	Body struct {
		FileID string `json:"file_id" doc:"Of an upload for roster_photos"`
	}
}

type startedOutput struct {
	Body struct {
		PlanID string `json:"plan_id"`
	}
}

type planInput struct {
	PlanID string `path:"plan_id"`
}

// PlanView is a dry run, or a pack of photos, as staff see it.
type PlanView struct {
	ID       string               `json:"id"`
	Kind     string               `json:"kind" enum:"sheet,photos"`
	FileName string               `json:"file_name"`
	State    exam.RosterPlanState `json:"state" enum:"checking,ready,imported,failed"`
	Stage    Stage                `json:"stage,omitempty" doc:"reading, comparing or keeping"`
	Done     int                  `json:"done"`
	Total    int                  `json:"total" doc:"0 while it is not known"`
	Code     exam.Code            `json:"code,omitempty" doc:"Why it failed"`
	Detail   string               `json:"detail,omitempty"`
	Why      string               `json:"why,omitempty"`
	Missing  []any                `json:"missing,omitempty" doc:"Fields without a column"`
	Sheets   []string             `json:"sheets,omitempty"`
	Sheet    string               `json:"sheet,omitempty"`
	Columns  []RosterColumn       `json:"columns,omitempty"`
	Ignored  []string             `json:"ignored,omitempty" doc:"Headings that were not read"`
	Options  RosterOptions        `json:"options"`
	LeftOut  bool                 `json:"left_out" doc:"Wrong rows were left out of the import"`
	Counts   RosterCounts         `json:"counts"`
	Photos   []PhotoResult        `json:"photos,omitempty"`
}

type planOutput struct{ Body PlanView }

type rowsInput struct {
	PlanID  string  `path:"plan_id"`
	Verdict Verdict `query:"verdict" enum:"new,changed,unchanged,wrong"`
	Offset  int     `query:"offset" minimum:"0"`
	Limit   int     `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type rowsOutput struct {
	Body struct {
		Total int      `json:"total"`
		Rows  []Judged `json:"rows"`
	}
}

type importInput struct {
	PlanID string `path:"plan_id"`
	Body   struct {
		LeaveOutWrong bool `json:"leave_out_wrong,omitempty" doc:"Import the other rows though some are wrong"`
	}
}

type templateInput struct {
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx"`
	Sample bool   `query:"sample" doc:"With made-up people, one of them wrong"`
}

type catalogueOutput struct {
	Body struct {
		Exams    []snapshot.Named `json:"exams"`
		Colleges []snapshot.Named `json:"colleges"`
		Majors   []CatalogueMajor `json:"majors"`
	}
}

// CatalogueMajor is a major with where it belongs.
type CatalogueMajor struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	ExamID    string `json:"exam_id"`
	CollegeID string `json:"college_id"`
}

// Register adds the operations of the roster.
func (s *Service) Register(api huma.API) {
	op := func(method, path, id, summary string) operation.Op {
		return operation.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: tag, Action: exam.ActionManageRoster}
	}
	operation.Register(api, op("POST", "/api/roster/plans", "check-roster", "Begin the dry run of a sheet"), s.handleCheck)
	operation.Register(api, op("GET", "/api/roster/plans/{plan_id}", "get-roster-plan", "Where a dry run or a pack of photos stands"), s.handlePlan)
	operation.Register(api, op("GET", "/api/roster/plans/{plan_id}/rows", "list-roster-rows", "The verdicts of a dry run, row by row"), s.handleRows)
	operation.Register(api, op("POST", "/api/roster/plans/{plan_id}/import", "import-roster", "Do what the dry run said"), s.handleImport)
	operation.Register(api, op("POST", "/api/roster/photos", "take-roster-photos", "Take reference photos from a zip"), s.handlePhotos)
	operation.Register(api, op("GET", "/api/roster/template", "get-roster-template", "A table to fill in"), s.handleTemplate)
	operation.Register(api, op("GET", "/api/roster/catalogue", "get-roster-catalogue", "Exams, colleges and majors to choose from"), s.handleCatalogue)
	s.registerCandidates(api)
}

func (s *Service) handleCheck(ctx context.Context, in *checkInput) (*startedOutput, error) {
	out := &startedOutput{}
	var err error
	out.Body.PlanID, err = s.Check(ctx, operation.ActorFrom(ctx), in.Body.FileID, in.Body.Sheet, RosterOptions{in.Body.ExamID, in.Body.CreateMissing})
	return out, err
}

func (s *Service) handlePhotos(ctx context.Context, in *photosInput) (*startedOutput, error) {
	out := &startedOutput{}
	var err error
	out.Body.PlanID, err = s.TakePhotos(ctx, operation.ActorFrom(ctx), in.Body.FileID)
	return out, err
}

func (s *Service) handlePlan(ctx context.Context, in *planInput) (*planOutput, error) {
	v, err := s.View(ctx, operation.ActorFrom(ctx), in.PlanID)
	return &planOutput{v}, err
}

// View returns where a plan of the asker's own stands.
func (s *Service) View(ctx context.Context, by exam.Actor, planID string) (PlanView, error) {
	p, c, err := s.plan(ctx, by, planID)
	if err != nil {
		return PlanView{}, err
	}
	v := PlanView{
		ID: p.ID, Kind: p.Kind, FileName: p.FileName, State: p.State, Code: p.FailureCode, Detail: p.Failure, Why: c.Why, Missing: c.Missing,
		Sheets: c.Sheets, Sheet: c.Sheet, Columns: c.Columns, Ignored: c.Ignored, Options: c.Options, LeftOut: c.LeftOut,
		Counts: countOf(c.Rows), Photos: c.Photos,
	}
	if p.State == exam.RosterChecking {
		v.Stage, v.Done, v.Total = s.progressOf(p.ID)
	}
	return v, nil
}

func (s *Service) handleRows(ctx context.Context, in *rowsInput) (*rowsOutput, error) {
	rows, err := s.PlanRows(ctx, operation.ActorFrom(ctx), in.PlanID)
	if err != nil {
		return nil, err
	}
	out := &rowsOutput{}
	out.Body.Rows = []Judged{}
	for _, r := range rows {
		if in.Verdict != "" && r.Verdict != in.Verdict {
			continue
		}
		if out.Body.Total++; out.Body.Total > in.Offset && len(out.Body.Rows) < in.Limit {
			out.Body.Rows = append(out.Body.Rows, r)
		}
	}
	return out, nil
}

func (s *Service) handleImport(ctx context.Context, in *importInput) (*planOutput, error) {
	if err := s.Import(ctx, operation.ActorFrom(ctx), in.PlanID, in.Body.LeaveOutWrong); err != nil {
		return nil, err
	}
	return s.handlePlan(ctx, &planInput{in.PlanID})
}

func (s *Service) handleTemplate(ctx context.Context, in *templateInput) (*operation.Stream, error) {
	out, err := s.Template(ctx, operation.ActorFrom(ctx), in.Format, in.Sample)
	if err != nil {
		return nil, err
	}
	name := "roster-template"
	if in.Sample {
		name = "roster-sample"
	}
	return s.download(out, in.Format, name), nil
}

func (s *Service) download(out []byte, format, name string) *operation.Stream {
	mediaType, file := contentOf(format, name, s.Now())
	return operation.StreamOf(bytesCloser{bytes.NewReader(out)}, operation.Content{Type: mediaType, Name: file, ModTime: s.Now().Truncate(time.Second)})
}

func (s *Service) handleCatalogue(ctx context.Context, _ *operation.Empty) (*catalogueOutput, error) {
	by := operation.ActorFrom(ctx)
	r, err := reachOf(by)
	if err != nil {
		return nil, err
	}
	base, err := s.Store.RosterPlaces(ctx, by.SchoolID)
	if err != nil {
		return nil, err
	}
	out := &catalogueOutput{}
	out.Body.Exams, out.Body.Colleges, out.Body.Majors = []snapshot.Named{}, []snapshot.Named{}, []CatalogueMajor{}
	for _, e := range base.Exams {
		out.Body.Exams = append(out.Body.Exams, snapshot.Named{ID: e.ID, Name: e.Name})
	}
	for _, c := range base.Colleges {
		if r.covers(c.ID) {
			out.Body.Colleges = append(out.Body.Colleges, snapshot.Named{ID: c.ID, Name: c.Name})
		}
	}
	for _, m := range base.Majors {
		if r.covers(m.CollegeID) {
			out.Body.Majors = append(out.Body.Majors, CatalogueMajor{m.ID, m.Name, m.ExamID, m.CollegeID})
		}
	}
	return out, nil
}

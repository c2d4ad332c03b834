package review

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

const tag = "Materials"

// RequirementView is what is asked for.
type RequirementView struct {
	ID       string               `json:"id"`
	MajorID  string               `json:"major_id,omitempty" doc:"Empty for all majors"`
	Name     string               `json:"name"`
	Hint     string               `json:"hint"`
	Kind     exam.RequirementKind `json:"kind" enum:"image,video,file"`
	Types    []string             `json:"types" doc:"Media types"`
	Least    int                  `json:"least"`
	Most     int                  `json:"most"`
	MaxBytes int64                `json:"max_bytes"`
	Deadline time.Time            `json:"deadline"`
}

func requirementView(r exam.Requirement) RequirementView {
	return RequirementView{r.ID, r.MajorID, r.Name, r.Hint, r.Kind, r.Kind.MediaTypes(), r.Least, r.Most, r.MaxBytes, r.Deadline}
}

// MaterialFileView is a file that was sent.
type MaterialFileView struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Type  string `json:"type"`
	Bytes int64  `json:"bytes"`
}

func fileViews(files []exam.File) []MaterialFileView {
	views := []MaterialFileView{}
	for _, f := range files {
		views = append(views, MaterialFileView{f.ID, f.Name, f.Type, f.Bytes})
	}
	return views
}

// AskedView is a requirement with how the candidate stands to it.
type AskedView struct {
	RequirementView
	State    exam.MaterialState `json:"state" enum:"missing,pending,passed,rejected"`
	Reason   string             `json:"reason,omitempty" doc:"Of a rejection"`
	HandedAt *time.Time         `json:"handed_at,omitempty"`
	Open     bool               `json:"open" doc:"Something may be handed in now"`
	Handed   []MaterialFileView `json:"handed"`
	Drafts   []MaterialFileView `json:"drafts" doc:"Sent, not handed in yet"`
}

func (s *Service) askedView(a Asked) AskedView {
	v := AskedView{
		RequirementView: requirementView(a.Requirement), State: exam.MaterialMissing, Open: a.CheckHandIn(a.Last, s.now()) == nil,
		Handed: fileViews(a.Handed), Drafts: fileViews(a.Drafts),
	}
	if a.Last != nil {
		v.State, v.Reason, v.HandedAt = a.Last.State, a.Last.Reason, &a.Last.HandedAt
	}
	return v
}

type ownMaterialsInput struct {
	EnrolmentID string `path:"enrolment_id"`
}

type ownMaterialsOutput struct {
	Body struct {
		Materials []AskedView `json:"materials"`
	}
}

type ownMaterialInput struct {
	EnrolmentID   string `path:"enrolment_id"`
	RequirementID string `path:"requirement_id"`
}

type ownMaterialFileInput struct {
	EnrolmentID   string `path:"enrolment_id"`
	RequirementID string `path:"requirement_id"`
	FileID        string `path:"file_id"`
}

type requirementsInput struct {
	ExamID string `path:"exam_id"`
}

type requirementsOutput struct {
	Body struct {
		Requirements []RequirementView `json:"requirements"`
	}
}

type keepRequirementInput struct {
	ExamID string `path:"exam_id"`
	Body   struct {
		ID       string               `json:"id,omitempty"`
		MajorID  string               `json:"major_id,omitempty"`
		Name     string               `json:"name" maxLength:"200"`
		Hint     string               `json:"hint,omitempty" maxLength:"4000"`
		Kind     exam.RequirementKind `json:"kind" enum:"image,video,file"`
		Least    int                  `json:"least"`
		Most     int                  `json:"most"`
		MaxBytes int64                `json:"max_bytes"`
		Deadline time.Time            `json:"deadline"`
	}
}

type keptRequirementOutput struct {
	Body struct {
		ID string `json:"id"`
	}
}

type removeRequirementInput struct {
	ExamID        string `path:"exam_id"`
	RequirementID string `path:"requirement_id"`
}

type queueInput struct {
	QueueQuery
	Offset int `query:"offset" minimum:"0"`
	Limit  int `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// MaterialView is what was handed in, with whose it is.
type MaterialView struct {
	ID          string               `json:"id"`
	Requirement string               `json:"requirement"`
	Kind        exam.RequirementKind `json:"kind" enum:"image,video,file"`
	State       exam.MaterialState   `json:"state" enum:"pending,passed,rejected"`
	Reason      string               `json:"reason,omitempty"`
	Version     int                  `json:"version"`
	HandedAt    time.Time            `json:"handed_at"`
	JudgedBy    string               `json:"judged_by,omitempty"`
	Number      string               `json:"number"`
	Name        string               `json:"name"`
	Exam        string               `json:"exam"`
	Major       string               `json:"major"`
	HasPhoto    bool                 `json:"has_photo"`
	Files       []MaterialFileView   `json:"files"`
}

type queueOutput struct {
	Body struct {
		Total     int            `json:"total"`
		Materials []MaterialView `json:"materials"`
	}
}

type judgeInput struct {
	MaterialID string `path:"material_id"`
	Body       struct {
		Pass   bool   `json:"pass"`
		Reason string `json:"reason,omitempty" maxLength:"1000" doc:"Owed by a rejection; the candidate reads it"`
	}
}

type passInput struct {
	Body struct {
		IDs []string `json:"ids" minItems:"1" maxItems:"200"`
	}
}

type passOutput struct {
	Body struct {
		Passed int `json:"passed"`
	}
}

type materialFileInput struct {
	MaterialID string `path:"material_id"`
	FileID     string `path:"file_id" doc:"Or photo, for the candidate's reference photo"`
}

// Register adds the operations of material review.
func (s *Service) Register(api huma.API) {
	op := func(method, path, id, summary string, a exam.Action) operation.Op {
		return operation.Op{Method: method, Path: "/api" + path, ID: id, Summary: summary, Tag: tag, Action: a}
	}
	s.registerOwn(api, op)
	plan := exam.ActionPlan
	const asks = "/exams/{exam_id}/requirements"
	operation.Register(api, op("GET", asks, "list-requirements", "What an exam asks its candidates for", plan),
		func(ctx context.Context, in *requirementsInput) (*requirementsOutput, error) {
			list, err := s.Requirements(ctx, operation.ActorFrom(ctx), in.ExamID)
			out := &requirementsOutput{}
			out.Body.Requirements = make([]RequirementView, len(list))
			for i, r := range list {
				out.Body.Requirements[i] = requirementView(r)
			}
			return out, err
		})
	operation.Register(api, op("POST", asks, "keep-requirement", "Make or change a requirement", plan),
		func(ctx context.Context, in *keepRequirementInput) (*keptRequirementOutput, error) {
			b, out := in.Body, &keptRequirementOutput{}
			var err error
			out.Body.ID, err = s.Keep(ctx, operation.ActorFrom(ctx), exam.Requirement{
				ID: b.ID, ExamID: in.ExamID, MajorID: b.MajorID, Name: b.Name, Hint: b.Hint, Kind: b.Kind, Least: b.Least, Most: b.Most,
				MaxBytes: b.MaxBytes, Deadline: b.Deadline,
			})
			return out, err
		})
	operation.Register(api, op("DELETE", asks+"/{requirement_id}", "remove-requirement", "Take away what nothing was handed in for", plan),
		func(ctx context.Context, in *removeRequirementInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.Remove(ctx, operation.ActorFrom(ctx), in.ExamID, in.RequirementID)
		})
	s.registerQueue(api, op)
}

// registerQueue adds what reviewers do.
func (s *Service) registerQueue(api huma.API, op func(method, path, id, summary string, a exam.Action) operation.Op) {
	judge := exam.ActionReview
	operation.Register(api, op("GET", "/materials", "list-materials", "What was handed in, who waits longest first", judge), s.handleQueue)
	operation.Register(api, op("GET", "/materials/export", "export-materials", "The same as a workbook", judge), s.handleExport)
	operation.Register(api, op("POST", "/materials/{material_id}/verdict", "judge-material", "Pass or reject", judge),
		func(ctx context.Context, in *judgeInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.Judge(ctx, operation.ActorFrom(ctx), in.MaterialID, in.Body.Pass, in.Body.Reason)
		})
	operation.Register(api, op("POST", "/materials/passes", "pass-materials", "Pass many at once", judge),
		func(ctx context.Context, in *passInput) (*passOutput, error) {
			out := &passOutput{}
			var err error
			out.Body.Passed, err = s.Pass(ctx, operation.ActorFrom(ctx), in.Body.IDs)
			return out, err
		})
	operation.Register(api, op("GET", "/materials/{material_id}/files/{file_id}", "get-material-file", "A file that was handed in", judge),
		func(ctx context.Context, in *materialFileInput) (*operation.Stream, error) {
			f, src, err := s.File(ctx, operation.ActorFrom(ctx), in.MaterialID, in.FileID)
			if err != nil {
				return nil, err
			}
			return operation.StreamOf(src, operation.Content{Type: f.Type, Name: f.Name, ModTime: f.CreatedAt, Inline: true}), nil
		})
}

func (s *Service) registerOwn(api huma.API, op func(method, path, id, summary string, a exam.Action) operation.Op) {
	own := exam.ActionOwnEnrolment
	const mine = "/enrolments/{enrolment_id}/materials"
	operation.Register(api, op("GET", mine, "list-own-materials", "What is asked of one, and how it stands", own),
		func(ctx context.Context, in *ownMaterialsInput) (*ownMaterialsOutput, error) {
			list, err := s.Own(ctx, in.EnrolmentID)
			out := &ownMaterialsOutput{}
			out.Body.Materials = make([]AskedView, len(list))
			for i, a := range list {
				out.Body.Materials[i] = s.askedView(a)
			}
			return out, err
		})
	operation.Register(api, op("POST", mine+"/{requirement_id}", "hand-in", "Hand in what was sent", own),
		func(ctx context.Context, in *ownMaterialInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.HandIn(ctx, in.EnrolmentID, in.RequirementID)
		})
	operation.Register(api, op("DELETE", mine+"/{requirement_id}/files/{file_id}", "drop-draft", "Take away a file that is not handed in", own),
		func(ctx context.Context, in *ownMaterialFileInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.Drop(ctx, in.EnrolmentID, in.RequirementID, in.FileID)
		})
	operation.Register(api, op("GET", mine+"/{requirement_id}/files/{file_id}", "get-own-material", "A file that one has sent", own),
		func(ctx context.Context, in *ownMaterialFileInput) (*operation.Stream, error) {
			f, src, err := s.OwnFile(ctx, in.EnrolmentID, in.RequirementID, in.FileID)
			if err != nil {
				return nil, err
			}
			return operation.StreamOf(src, operation.Content{Type: f.Type, Name: f.Name, ModTime: f.CreatedAt, Inline: true}), nil
		})
}

func (s *Service) handleQueue(ctx context.Context, in *queueInput) (*queueOutput, error) {
	f := in.filter()
	f.Offset, f.Limit = in.Offset, in.Limit
	list, total, err := s.Queue(ctx, operation.ActorFrom(ctx), f)
	out := &queueOutput{}
	out.Body.Total, out.Body.Materials = total, make([]MaterialView, len(list))
	for i, m := range list {
		out.Body.Materials[i] = MaterialView{
			ID: m.ID, Requirement: m.RequirementName, Kind: m.Kind, State: m.State, Reason: m.Reason, Version: m.Version, HandedAt: m.HandedAt,
			JudgedBy: m.JudgedBy, Number: m.Number, Name: m.Name, Exam: m.ExamName, Major: m.MajorName, HasPhoto: m.PhotoID != "", Files: fileViews(m.Files),
		}
	}
	return out, err
}

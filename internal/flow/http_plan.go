package flow

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// ExamPath is the exam that an address names.
type ExamPath struct {
	ExamID string `path:"exam_id"`
}

// FlowView is a flow as staff see it.
type FlowView struct {
	SubjectID string          `json:"subject_id" doc:"Empty for all subjects without a flow of their own"`
	Steps     []exam.FlowStep `json:"steps"`
	Version   int             `json:"version"`
	ChangedAt time.Time       `json:"changed_at"`
	ChangedBy string          `json:"changed_by"`
}

// PublishedPledge is a published pledge as staff see it.
type PublishedPledge struct {
	ID          string    `json:"id"`
	ExamID      string    `json:"exam_id" doc:"Empty for the school's own"`
	Version     int       `json:"version"`
	Title       string    `json:"title"`
	Body        string    `json:"body"`
	SHA256      string    `json:"sha256"`
	PublishedAt time.Time `json:"published_at"`
	PublishedBy string    `json:"published_by"`
}

// FlowsView is an exam with its flows.
type FlowsView struct {
	Exam     snapshot.Named     `json:"exam"`
	Subjects []snapshot.Subject `json:"subjects"`
	Flows    []FlowView         `json:"flows"`
	Pledge   *PublishedPledge   `json:"pledge,omitempty" doc:"What the exam's candidates sign"`
}

func publishedView(p exam.PledgeText) PublishedPledge {
	return PublishedPledge{p.ID, p.ExamID, p.Version, p.Title, p.Body, p.SHA256, p.PublishedAt, p.PublishedBy}
}

func flowsView(p Plan) FlowsView {
	v := FlowsView{Exam: snapshot.Named{ID: p.SetUp.Exam.ID, Name: p.SetUp.Exam.Name}, Subjects: []snapshot.Subject{}, Flows: []FlowView{}}
	for _, x := range p.SetUp.Subjects {
		v.Subjects = append(v.Subjects, snapshot.SubjectOf(x))
	}
	for _, f := range p.Flows {
		v.Flows = append(v.Flows, FlowView{f.SubjectID, f.Steps, f.Version, f.ChangedAt, f.ChangedBy})
	}
	if p.Pledge != nil {
		text := publishedView(*p.Pledge)
		v.Pledge = &text
	}
	return v
}

type flowsOutput struct{ Body FlowsView }

type keepFlowInput struct {
	ExamPath
	Body struct {
		SubjectID string          `json:"subject_id,omitempty"`
		Steps     []exam.FlowStep `json:"steps" maxItems:"20"`
		Version   int             `json:"version" doc:"That the editor began with, 0 for none" minimum:"0"`
	}
}

type removeInput struct {
	ExamPath
	SubjectID string `query:"subject_id"`
}

type pledgesInput struct {
	ExamID string `query:"exam_id" doc:"Empty for the school's own"`
}

type pledgesOutput struct {
	Body struct {
		Pledges []PublishedPledge `json:"pledges" doc:"The latest first"`
	}
}

type publishPledgeInput struct {
	Body struct {
		ExamID string `json:"exam_id,omitempty"`
		Title  string `json:"title" maxLength:"400"`
		Text   string `json:"body" maxLength:"40000"`
	}
}

type publishedOutput struct{ Body PublishedPledge }

// Register adds the operations of the flow.
func (s *Service) Register(api huma.API) {
	s.registerSitting(api)
	s.registerPlan(api)
	s.registerAccommodations(api)
}

func (s *Service) registerPlan(api huma.API) {
	op := func(method, path, id, summary string) operation.Op {
		return operation.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: tag, Action: exam.ActionPlan}
	}
	operation.Register(api, op("GET", "/api/exams/{exam_id}/flows", "get-flows", "The steps of check-in of an exam and of its subjects"),
		func(ctx context.Context, in *ExamPath) (*flowsOutput, error) {
			p, err := s.Plan(ctx, operation.ActorFrom(ctx), in.ExamID)
			return &flowsOutput{flowsView(p)}, err
		})
	operation.Register(api, op("PUT", "/api/exams/{exam_id}/flow", "keep-flow", "Give an exam, or one subject, its steps of check-in"),
		func(ctx context.Context, in *keepFlowInput) (*operation.NoContent, error) {
			f := exam.Flow{ExamID: in.ExamID, SubjectID: in.Body.SubjectID, Steps: in.Body.Steps}
			return nil, s.Keep(ctx, operation.ActorFrom(ctx), f, in.Body.Version)
		})
	operation.Register(api, op("DELETE", "/api/exams/{exam_id}/flow", "remove-flow", "Take the flow of an exam or of one subject away"),
		func(ctx context.Context, in *removeInput) (*operation.NoContent, error) {
			return nil, s.Remove(ctx, operation.ActorFrom(ctx), in.ExamID, in.SubjectID)
		})
	operation.Register(api, op("GET", "/api/pledges", "list-pledges", "The published pledges of the school or of an exam"),
		func(ctx context.Context, in *pledgesInput) (*pledgesOutput, error) {
			list, err := s.Pledges(ctx, operation.ActorFrom(ctx), in.ExamID)
			out := &pledgesOutput{}
			out.Body.Pledges = []PublishedPledge{}
			for _, p := range list {
				out.Body.Pledges = append(out.Body.Pledges, publishedView(p))
			}
			return out, err
		})
	publish := op("POST", "/api/pledges", "publish-pledge", "Publish a new version of a pledge")
	publish.MaxBodyBytes = 256 << 10
	operation.Register(api, publish, func(ctx context.Context, in *publishPledgeInput) (*publishedOutput, error) {
		p, err := s.Publish(ctx, operation.ActorFrom(ctx), in.Body.ExamID, in.Body.Title, in.Body.Text)
		return &publishedOutput{publishedView(p)}, err
	})
}

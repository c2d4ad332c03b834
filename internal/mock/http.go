package mock

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

const tag = "Practice"

// MockWindowView is when an exam's candidates may practise.
type MockWindowView struct {
	ExamID        string    `json:"exam_id"`
	OpensAt       time.Time `json:"opens_at"`
	ClosesAt      time.Time `json:"closes_at"`
	ConversationS int       `json:"conversation_s" doc:"From the candidate's acceptance to the end"`
	Question      string    `json:"question"`
	ChangedAt     time.Time `json:"changed_at"`
	ChangedBy     string    `json:"changed_by"`
}

// MockView is one mock of a candidate.
type MockView struct {
	SittingID string     `json:"sitting_id"`
	Phase     exam.Phase `json:"phase"`
	BegunAt   time.Time  `json:"begun_at"`
	EndedAt   *time.Time `json:"ended_at,omitempty"`
	Over      bool       `json:"over"`
	Done      bool       `json:"done" doc:"Gone through to the end"`
}

// PracticeView is what a candidate is told of practising.
type PracticeView struct {
	Offered  bool       `json:"offered" doc:"Her exam has practice"`
	Open     bool       `json:"open" doc:"A mock may be begun now"`
	OpensAt  *time.Time `json:"opens_at,omitempty"`
	ClosesAt *time.Time `json:"closes_at,omitempty"`
	Mocks    []MockView `json:"mocks" doc:"Newest first"`
}

type practicePath struct {
	EnrolmentID string `path:"enrolment_id"`
}

type practiceOutput struct{ Body PracticeView }

type beginMockInput struct {
	EnrolmentID string `path:"enrolment_id"`
	Body        struct {
		Again bool `json:"again,omitempty" doc:"End the one that goes on"`
	}
}

type begunMockOutput struct {
	Body struct {
		SittingID string `json:"sitting_id"`
	}
}

type windowsOutput struct {
	Body struct {
		Windows []MockWindowView `json:"windows"`
	}
}

// WindowPath is the exam that an address names.
type WindowPath struct {
	ExamID string `path:"exam_id"`
}

type keepWindowInput struct {
	WindowPath
	Body struct {
		OpensAt       time.Time `json:"opens_at"`
		ClosesAt      time.Time `json:"closes_at"`
		ConversationS int       `json:"conversation_s" minimum:"1" maximum:"3600"`
		Question      string    `json:"question" maxLength:"4000"`
	}
}

// Register adds the operations of practice.
func (s *Service) Register(api huma.API) {
	op := func(method, path, id, summary string, a exam.Action) operation.Op {
		return operation.Op{Method: method, Path: "/api" + path, ID: id, Summary: summary, Tag: tag, Action: a}
	}
	const own, window = "/enrolments/{enrolment_id}/mocks", "/exams/{exam_id}/mock-window"
	operation.Register(api, op("GET", own, "list-own-mocks", "What the candidate may practise and has", exam.ActionOwnEnrolment), s.handleOwn)
	operation.Register(api, op("POST", own, "begin-mock", "Begin a mock exam", exam.ActionOwnEnrolment), s.handleBegin)
	operation.Register(api, op("GET", "/mock-windows", "list-mock-windows", "When candidates may practise", exam.ActionPlan), s.handleWindows)
	operation.Register(api, op("PUT", window, "keep-mock-window", "Let an exam's candidates practise", exam.ActionPlan), s.handleKeep)
	operation.Register(api, op("DELETE", window, "remove-mock-window", "End an exam's practice", exam.ActionPlan),
		func(ctx context.Context, in *WindowPath) (*operation.NoContent, error) {
			return nil, s.Remove(ctx, operation.ActorFrom(ctx), in.ExamID)
		})
}

func (s *Service) handleOwn(ctx context.Context, in *practicePath) (*practiceOutput, error) {
	p, err := s.Own(ctx, in.EnrolmentID)
	if err != nil {
		return nil, err
	}
	v := PracticeView{Mocks: make([]MockView, len(p.Mocks))}
	if p.Window != nil {
		v.Offered, v.Open, v.OpensAt, v.ClosesAt = true, p.Refusal == nil, &p.Window.OpensAt, &p.Window.ClosesAt
	}
	for i, m := range p.Mocks {
		one := m.Sitting
		v.Mocks[i] = MockView{SittingID: one.ID, Phase: one.Phase, BegunAt: m.Timetabled.Session.StartsAt, Over: one.Phase.Over(), Done: one.Phase == exam.PhaseFinished}
		if !one.EndedAt.IsZero() {
			v.Mocks[i].EndedAt = &one.EndedAt
		}
	}
	return &practiceOutput{v}, nil
}

func (s *Service) handleBegin(ctx context.Context, in *beginMockInput) (*begunMockOutput, error) {
	id, err := s.Begin(ctx, in.EnrolmentID, in.Body.Again)
	out := &begunMockOutput{}
	out.Body.SittingID = id
	return out, err
}

func (s *Service) handleWindows(ctx context.Context, _ *operation.Empty) (*windowsOutput, error) {
	list, err := s.Windows(ctx, operation.ActorFrom(ctx))
	out := &windowsOutput{}
	out.Body.Windows = make([]MockWindowView, len(list))
	for i, w := range list {
		out.Body.Windows[i] = MockWindowView{w.ExamID, w.OpensAt, w.ClosesAt, int(w.Conversation.Seconds()), w.Question, w.ChangedAt, w.ChangedBy}
	}
	return out, err
}

func (s *Service) handleKeep(ctx context.Context, in *keepWindowInput) (*operation.NoContent, error) {
	b := in.Body
	return nil, s.Keep(ctx, operation.ActorFrom(ctx), exam.MockWindow{
		ExamID: in.ExamID, OpensAt: b.OpensAt, ClosesAt: b.ClosesAt, Conversation: time.Duration(b.ConversationS) * time.Second, Question: b.Question,
	})
}

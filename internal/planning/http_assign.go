package planning

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

type assignInput struct {
	ExamPath
	Body struct {
		SessionIDs   []string         `json:"session_ids" minItems:"1" maxItems:"200" doc:"All of one subject, in the order of filling"`
		EnrolmentIDs []string         `json:"enrolment_ids,omitempty" maxItems:"10000" doc:"Empty for everybody of the majors"`
		MajorIDs     []string         `json:"major_ids,omitempty" maxItems:"500" doc:"Empty for all"`
		Capacity     int              `json:"capacity,omitempty" minimum:"0" doc:"Most candidates a session; 0 is no bound"`
		RoundRobin   bool             `json:"round_robin,omitempty"`
		Order        exam.AssignOrder `json:"order" enum:"number,lot"`
		CommitmentID string           `json:"commitment_id,omitempty" doc:"Owed by a lot that is no trial"`
		Word         string           `json:"word,omitempty" maxLength:"400" doc:"A public word that nobody controls, which the seed is made of too"`
		Move         bool             `json:"move,omitempty" doc:"Who sits another session of the subject, not entered yet, goes over"`
		Unpublished  bool             `json:"unpublished,omitempty" doc:"Candidates see their places only once they are published"`
		Trial        bool             `json:"trial,omitempty" doc:"Only tell what would come of it"`
	}
}

type assignOutput struct {
	Body struct {
		Seed     string       `json:"seed,omitempty"`
		Seated   int          `json:"seated"`
		Already  int          `json:"already" doc:"Had a sitting of the subject and keep it"`
		NoPlace  int          `json:"no_place" doc:"Found every session full"`
		Sessions []SeatedView `json:"sessions"`
	}
}

// SeatedView is how many a session gets.
type SeatedView struct {
	SessionID string `json:"session_id"`
	Seated    int    `json:"seated"`
}

type unassignInput struct {
	ExamPath
	Body struct {
		SessionID    string   `json:"session_id"`
		EnrolmentIDs []string `json:"enrolment_ids" minItems:"1" maxItems:"10000"`
	}
}

type publishInput struct {
	ExamPath
	Body struct {
		SessionIDs []string `json:"session_ids,omitempty" maxItems:"200" doc:"Empty for all of the exam"`
	}
}

type publishOutput struct {
	Body struct {
		Published int `json:"published"`
	}
}

// manyBytes is for bodies that name thousands of candidates.
const manyBytes = 1 << 20

func (s *Service) registerAssign(api huma.API, op func(method, path, id, summary string) operation.Op) {
	large := func(o operation.Op) operation.Op {
		o.MaxBodyBytes = manyBytes
		return o
	}
	const one = "/{exam_id}"
	operation.Register(api, large(op("POST", one+"/assignments", "assign-candidates", "Seat candidates by hand, by rule or by lot")), s.handleAssign)
	operation.Register(api, large(op("POST", one+"/unassignments", "unassign-candidates", "Take candidates out of a session")), s.handleUnassign)
	operation.Register(api, op("POST", one+"/publications", "publish-places", "Let candidates see their places"), s.handlePublish)
	s.registerDraws(api, op)
}

func (s *Service) handleAssign(ctx context.Context, in *assignInput) (*assignOutput, error) {
	b := in.Body
	a, seed, err := s.Assign(ctx, operation.ActorFrom(ctx), in.ExamID, exam.AssignRequest{
		SessionIDs: b.SessionIDs, EnrolmentIDs: b.EnrolmentIDs, MajorIDs: b.MajorIDs, Capacity: b.Capacity, RoundRobin: b.RoundRobin,
		Order: b.Order, CommitmentID: b.CommitmentID, Word: b.Word, Move: b.Move, Unpublished: b.Unpublished,
	}, b.Trial)
	out := &assignOutput{}
	out.Body.Seed, out.Body.Seated, out.Body.Already, out.Body.NoPlace = seed, len(a.Placements), a.Already, a.NoPlace
	count := map[string]int{}
	for _, p := range a.Placements {
		count[p.SessionID]++
	}
	out.Body.Sessions = []SeatedView{}
	for _, id := range b.SessionIDs {
		out.Body.Sessions = append(out.Body.Sessions, SeatedView{id, count[id]})
	}
	return out, err
}

func (s *Service) handleUnassign(ctx context.Context, in *unassignInput) (*operation.NoContent, error) {
	return &operation.NoContent{}, s.Unassign(ctx, operation.ActorFrom(ctx), in.ExamID, in.Body.SessionID, in.Body.EnrolmentIDs)
}

func (s *Service) handlePublish(ctx context.Context, in *publishInput) (*publishOutput, error) {
	out := &publishOutput{}
	var err error
	out.Body.Published, err = s.Publish(ctx, operation.ActorFrom(ctx), in.ExamID, in.Body.SessionIDs)
	return out, err
}

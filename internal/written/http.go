package written

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

const tag = "Written exams"

type sessionInput struct {
	SessionID string `path:"session_id"`
}

type sittingInput struct {
	SittingID string `path:"sitting_id"`
}

type paperPath struct {
	PaperID string `path:"paper_id"`
}

type papersOutput struct {
	Body struct {
		Papers []PaperView `json:"papers"`
	}
}

type paperOutput struct{ Body PaperView }

type addPaperInput struct {
	SessionID string `path:"session_id"`
	Body      struct {
		PaperSettings
		Kind   exam.PaperKind `json:"kind" enum:"pdf,online"`
		FileID string         `json:"file_id,omitempty" doc:"The uploaded PDF"`
	}
}

type settlePaperInput struct {
	PaperID string `path:"paper_id"`
	Body    PaperSettings
}

type releasePaperInput struct {
	PaperID string `path:"paper_id"`
	Body    struct {
		Reason string `json:"reason,omitempty" maxLength:"500" doc:"Owed by a withdrawal"`
	}
}

type paperOfInput struct {
	SittingID string `path:"sitting_id"`
	PaperID   string `path:"paper_id"`
	Body      struct {
		Reason string `json:"reason,omitempty" maxLength:"500" doc:"Owed by a withdrawal"`
	}
}

type sealedInput struct {
	SittingID string `path:"sitting_id"`
	PaperID   string `path:"paper_id"`
}

type openPaperInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		ReleaseID string `json:"release_id"`
	}
}

type stateOutput struct{ Body *WrittenState }

type sittingOutput struct{ Body *snapshot.Sitting }

type rowOutput struct{ Body *snapshot.BoardSitting }

func op(method, path, id, summary string, action exam.Action) operation.Op {
	return operation.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: tag, Action: action}
}

// Register adds the operations of written exams.
func (s *Service) Register(api huma.API) {
	s.registerPapers(api)
	s.registerReleases(api)
	s.registerCandidate(api)
	s.registerPages(api)
	s.registerProctor(api)
	s.registerAnswers(api)
	s.registerBreaks(api)
	s.registerPauses(api)
	s.registerAskedPages(api)
	s.registerExchange(api)
}

// registerPapers adds what staff do with papers before the exam.
func (s *Service) registerPapers(api huma.API) {
	operation.Register(api, op("GET", "/api/sessions/{session_id}/papers", "list-papers", "The papers of a session", exam.ActionSeePapers),
		func(ctx context.Context, in *sessionInput) (*papersOutput, error) {
			out := &papersOutput{}
			var err error
			out.Body.Papers, err = s.Papers(ctx, in.SessionID)
			return out, err
		})
	operation.Register(api, op("POST", "/api/sessions/{session_id}/papers", "add-paper", "Add a draft of a paper", exam.ActionSetPapers),
		func(ctx context.Context, in *addPaperInput) (*paperOutput, error) {
			p, err := s.AddPaper(ctx, in.SessionID, in.Body.Kind, in.Body.FileID, in.Body.PaperSettings)
			return &paperOutput{p}, err
		})
	operation.Register(api, op("PUT", "/api/papers/{paper_id}", "settle-paper", "Change a paper's settings", exam.ActionSetPapers),
		func(ctx context.Context, in *settlePaperInput) (*paperOutput, error) {
			p, err := s.Settle(ctx, in.PaperID, in.Body)
			return &paperOutput{p}, err
		})
	operation.Register(api, op("DELETE", "/api/papers/{paper_id}", "remove-paper", "Take a draft away", exam.ActionSetPapers),
		func(ctx context.Context, in *paperPath) (*operation.NoContent, error) {
			return nil, s.RemovePaper(ctx, in.PaperID)
		})
	operation.Register(api, op("POST", "/api/papers/{paper_id}/ready", "make-paper-ready", "Seal a draft; it cannot be changed any more", exam.ActionSetPapers),
		func(ctx context.Context, in *paperPath) (*paperOutput, error) {
			p, err := s.MakeReady(ctx, in.PaperID)
			return &paperOutput{p}, err
		})
	operation.Register(api, op("GET", "/api/papers/{paper_id}/file", "preview-paper", "The PDF of a paper, for who writes papers", exam.ActionSetPapers),
		func(ctx context.Context, in *paperPath) (*operation.Stream, error) { return s.Preview(ctx, in.PaperID) })
}

// registerReleases adds how a paper comes to candidates and is taken back.
func (s *Service) registerReleases(api huma.API) {
	operation.Register(api, op("POST", "/api/papers/{paper_id}/releases", "release-paper", "Give a paper to its session", exam.ActionProctor),
		func(ctx context.Context, in *releasePaperInput) (*paperOutput, error) {
			p, err := s.Release(ctx, in.PaperID)
			return &paperOutput{p}, err
		})
	operation.Register(api, op("POST", "/api/papers/{paper_id}/withdrawals", "withdraw-paper", "Take a paper back from its session", exam.ActionProctor),
		func(ctx context.Context, in *releasePaperInput) (*paperOutput, error) {
			p, err := s.Withdraw(ctx, in.PaperID, in.Body.Reason)
			return &paperOutput{p}, err
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/papers/{paper_id}/releases", "release-paper-to", "Give a paper to one candidate", exam.ActionProctor),
		func(ctx context.Context, in *paperOfInput) (*rowOutput, error) {
			row, err := s.ReleaseTo(ctx, in.PaperID, in.SittingID)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/papers/{paper_id}/withdrawals", "withdraw-paper-from", "Take a paper back from one candidate", exam.ActionProctor),
		func(ctx context.Context, in *paperOfInput) (*rowOutput, error) {
			row, err := s.WithdrawFrom(ctx, in.PaperID, in.SittingID, in.Body.Reason)
			return &rowOutput{row}, err
		})
}

// registerCandidate adds what a candidate's devices ask.
func (s *Service) registerCandidate(api huma.API) {
	operation.Register(api, op("GET", "/api/sittings/{sitting_id}/written", "get-written", "What stands in a written sitting", exam.ActionSeeSitting),
		func(ctx context.Context, in *sittingInput) (*stateOutput, error) {
			view, err := s.State(ctx, in.SittingID)
			return &stateOutput{view}, err
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/seat", "take-seat", "Sit down before the paper", exam.ActionSit),
		func(ctx context.Context, in *sittingInput) (*sittingOutput, error) {
			view, err := s.TakeSeat(ctx, in.SittingID)
			return &sittingOutput{view}, err
		})
	operation.Register(api, op("GET", "/api/sittings/{sitting_id}/papers/{paper_id}/sealed", "get-sealed-paper", "The sealed bytes of a paper", exam.ActionSit),
		func(ctx context.Context, in *sealedInput) (*operation.Stream, error) {
			return s.Sealed(ctx, in.SittingID, in.PaperID)
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/paper-openings", "open-paper", "Record that the paper was shown", exam.ActionSit),
		func(ctx context.Context, in *openPaperInput) (*operation.NoContent, error) {
			return nil, s.OpenPaper(ctx, in.SittingID, in.Body.ReleaseID)
		})
}

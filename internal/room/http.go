package room

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

const tag = "Rooms"

type sittingInput struct {
	SittingID string `path:"sitting_id"`
}

type sittingOutput struct{ Body *snapshot.Sitting }

type sessionInput struct {
	SessionID string `path:"session_id"`
}

type boardOutput struct{ Body *snapshot.Board }

type sessionsOutput struct {
	Body struct {
		ServerTime time.Time   `json:"server_time"`
		Sessions   []MySession `json:"sessions"`
	}
}

// Register adds the operations of rooms.
func (s *Service) Register(api huma.API) {
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/sittings/{sitting_id}", ID: "get-sitting",
		Summary: "What stands in a sitting", Tag: tag, Action: exam.ActionSeeSitting}, s.handleSitting)
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/sessions/{session_id}/board", ID: "get-board",
		Summary: "The board of a session", Tag: tag, Action: exam.ActionSeeBoard}, s.handleBoard)
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/staff/sessions", ID: "list-my-sessions",
		Summary: "The sessions that one works in", Tag: tag, Action: exam.ActionOwnSessions}, s.handleSessions)
}

func (s *Service) handleSitting(ctx context.Context, in *sittingInput) (*sittingOutput, error) {
	view, err := s.Sitting(ctx, operation.ActorFrom(ctx), in.SittingID)
	return &sittingOutput{Body: view}, err
}

func (s *Service) handleBoard(ctx context.Context, in *sessionInput) (*boardOutput, error) {
	board, err := s.Board(ctx, operation.ActorFrom(ctx), in.SessionID)
	return &boardOutput{Body: board}, err
}

func (s *Service) handleSessions(ctx context.Context, _ *operation.Empty) (*sessionsOutput, error) {
	mine, err := s.MySessions(ctx, operation.ActorFrom(ctx))
	if err != nil {
		return nil, err
	}
	out := &sessionsOutput{}
	out.Body.ServerTime, out.Body.Sessions = s.now(), mine
	return out, nil
}

package waiting

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

const tag = "Waiting area"

type sittingInput struct {
	SittingID string `path:"sitting_id"`
}

type sittingOutput struct{ Body *snapshot.Sitting }

type rowOutput struct{ Body *snapshot.BoardSitting }

type muteInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		Muted bool `json:"muted"`
	}
}

type messageInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		Text string `json:"text" maxLength:"2000"`
	}
}

type messageOutput struct{ Body snapshot.Message }

type sessionInput struct {
	SessionID string `path:"session_id"`
}

type nextOutput struct {
	Body struct {
		SittingID string `json:"sitting_id"`
	}
}

// Register adds the operations of the waiting area.
func (s *Service) Register(api huma.API) {
	op := func(method, path, id, summary string, action exam.Action) operation.Op {
		return operation.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: tag, Action: action}
	}
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/waiting", "enter-waiting", "Enter the waiting area", exam.ActionSit),
		func(ctx context.Context, in *sittingInput) (*sittingOutput, error) {
			view, err := s.Enter(ctx, in.SittingID)
			return &sittingOutput{view}, err
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/call", "start-call", "Talk with a waiting candidate", exam.ActionSteward),
		func(ctx context.Context, in *sittingInput) (*rowOutput, error) {
			row, err := s.Call(ctx, in.SittingID)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("DELETE", "/api/sittings/{sitting_id}/call", "end-call", "Hang up", exam.ActionSteward),
		func(ctx context.Context, in *sittingInput) (*rowOutput, error) {
			row, err := s.HangUp(ctx, in.SittingID)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("PUT", "/api/sittings/{sitting_id}/call", "mute-call", "Mute the candidate or lift it", exam.ActionSteward),
		func(ctx context.Context, in *muteInput) (*rowOutput, error) {
			row, err := s.Mute(ctx, in.SittingID, in.Body.Muted)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", "/api/sessions/{session_id}/next-call", "call-next", "Talk with the next waiting candidate", exam.ActionSteward),
		func(ctx context.Context, in *sessionInput) (*nextOutput, error) {
			out := &nextOutput{}
			var err error
			out.Body.SittingID, err = s.CallNext(ctx, in.SessionID)
			return out, err
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/messages", "send-message", "Write to a candidate", exam.ActionMessage),
		func(ctx context.Context, in *messageInput) (*messageOutput, error) {
			m, err := s.Send(ctx, in.SittingID, in.Body.Text)
			return &messageOutput{m}, err
		})
}

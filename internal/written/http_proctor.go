package written

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

type sendPagesInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		FileIDs []string `json:"file_ids" maxItems:"60" doc:"Of finished uploads, in page order"`
	}
}

type pageInput struct {
	SittingID string `path:"sitting_id"`
	FileID    string `path:"file_id"`
	Small     bool   `query:"small"`
}

type writtenRowsOutput struct {
	Body struct {
		Rows []WrittenRow `json:"rows"`
	}
}

type timeInput struct {
	SittingID string `path:"sitting_id"`
	Body      MoreTime
}

type allTimeInput struct {
	SessionID string `path:"session_id"`
	Body      MoreTime
}

// MoreTime is a number of minutes with the reason that it owes.
type MoreTime struct {
	Minutes int    `json:"minutes" minimum:"1"`
	Reason  string `json:"reason" maxLength:"500"`
}

type collectInput struct {
	SittingID string `path:"sitting_id"`
	Body      CollectReason
}

type collectAllInput struct {
	SessionID string `path:"session_id"`
	Body      CollectReason
}

// CollectReason is a reason.
type CollectReason struct {
	Reason string `json:"reason,omitempty" maxLength:"500"`
}

type howManyOutput struct {
	Body struct {
		Count int `json:"count"`
	}
}

func howMany(n int, err error) (*howManyOutput, error) {
	out := &howManyOutput{}
	out.Body.Count = n
	return out, err
}

// registerPages adds photographed pages and handing in.
func (s *Service) registerPages(api huma.API) {
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/pages", "send-pages", "Make uploaded pages the answer", exam.ActionSit),
		func(ctx context.Context, in *sendPagesInput) (*stateOutput, error) {
			view, err := s.SendPages(ctx, in.SittingID, in.Body.FileIDs)
			return &stateOutput{view}, err
		})
	operation.Register(api, op("GET", "/api/sittings/{sitting_id}/pages/{file_id}", "get-page", "A photographed page", exam.ActionSeePages),
		func(ctx context.Context, in *pageInput) (*operation.Stream, error) {
			return s.Page(ctx, in.SittingID, in.FileID, in.Small)
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/submissions", "submit-answer", "Hand the answer in for good", exam.ActionSit),
		func(ctx context.Context, in *sittingInput) (*stateOutput, error) {
			view, err := s.Submit(ctx, in.SittingID)
			return &stateOutput{view}, err
		})
}

// registerProctor adds what proctors see and do.
func (s *Service) registerProctor(api huma.API) {
	operation.Register(api, op("GET", "/api/sessions/{session_id}/written-board", "get-written-board", "Papers, answers and pages of a session", exam.ActionSeeBoard),
		func(ctx context.Context, in *sessionInput) (*writtenRowsOutput, error) {
			out := &writtenRowsOutput{}
			var err error
			out.Body.Rows, err = s.Board(ctx, in.SessionID)
			return out, err
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/extra-time", "give-time", "Give a candidate extra time", exam.ActionProctor),
		func(ctx context.Context, in *timeInput) (*rowOutput, error) {
			row, err := s.GiveTime(ctx, in.SittingID, in.Body.Minutes, in.Body.Reason)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", "/api/sessions/{session_id}/extra-time", "give-all-time", "Give everybody extra time", exam.ActionProctor),
		func(ctx context.Context, in *allTimeInput) (*howManyOutput, error) {
			return howMany(s.GiveAllTime(ctx, in.SessionID, in.Body.Minutes, in.Body.Reason))
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/collections", "collect-answer", "Hand in for a candidate what is saved", exam.ActionProctor),
		func(ctx context.Context, in *collectInput) (*rowOutput, error) {
			row, err := s.Collect(ctx, in.SittingID, in.Body.Reason)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", "/api/sessions/{session_id}/collections", "collect-all-answers", "Hand in for everybody what is saved", exam.ActionProctor),
		func(ctx context.Context, in *collectAllInput) (*howManyOutput, error) {
			return howMany(s.CollectAll(ctx, in.SessionID, in.Body.Reason))
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/answer-reopenings", "reopen-answer", "Let a candidate who has handed in go on", exam.ActionProctor),
		func(ctx context.Context, in *timeInput) (*rowOutput, error) {
			row, err := s.ReopenAnswer(ctx, in.SittingID, in.Body.Minutes, in.Body.Reason)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/departures", "let-go", "End the sitting of who has handed in", exam.ActionProctor),
		func(ctx context.Context, in *sittingInput) (*rowOutput, error) {
			row, err := s.LetGo(ctx, in.SittingID)
			return &rowOutput{row}, err
		})
}

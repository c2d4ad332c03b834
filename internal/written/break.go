package written

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// BreakState is what a candidate has of breaks, and the one that she is on.
type BreakState struct {
	Since       *time.Time `json:"since,omitempty" doc:"Of the break that she is on"`
	BackBy      *time.Time `json:"back_by,omitempty" doc:"When her time runs again, whether she is back or not"`
	Taken       int        `json:"taken"`
	Left        int        `json:"left" doc:"Breaks that she may still take; of a granted sum it is 1 while something is left"`
	NextSeconds int        `json:"next_seconds" doc:"How long the next one may be; 0 for none"`
	Sum         bool       `json:"sum" doc:"Minutes are granted, not a number of breaks"`
}

// breakState returns nil where breaks were never granted.
func breakState(one *exam.Sitting) *BreakState {
	a := one.Accommodation
	if a.Breaks == 0 && a.BreakTotal == 0 && one.BreaksTaken == 0 {
		return nil
	}
	view := &BreakState{Taken: one.BreaksTaken, NextSeconds: int(one.BreakLength() / time.Second), Sum: a.BreakTotal > 0}
	switch {
	case view.NextSeconds == 0:
	case view.Sum:
		view.Left = 1
	default:
		view.Left = a.Breaks - one.BreaksTaken
	}
	if b := one.Break; b != nil {
		view.Since, view.BackBy = &b.Since, &b.Until
	}
	return view
}

// TakeBreak lets a candidate rest within what was granted to her.
func (s *Service) TakeBreak(ctx context.Context, sittingID string) (*WrittenState, error) {
	_, err := s.byCandidate(ctx, sittingID, func(one *exam.Sitting, _ exam.Session, by exam.Actor, now time.Time) error {
		return one.TakeBreak(by, now)
	})
	if err != nil {
		return nil, err
	}
	return s.State(ctx, sittingID)
}

// ReturnFromBreak shows a candidate her paper again.
func (s *Service) ReturnFromBreak(ctx context.Context, sittingID string) (*WrittenState, error) {
	_, err := s.byCandidate(ctx, sittingID, func(one *exam.Sitting, _ exam.Session, by exam.Actor, now time.Time) error {
		return one.ReturnFromBreak(by, now)
	})
	if err != nil {
		return nil, err
	}
	return s.State(ctx, sittingID)
}

// registerBreaks adds a candidate's own breaks.
func (s *Service) registerBreaks(api huma.API) {
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/breaks", "take-break", "Take a break that was granted", exam.ActionSit),
		func(ctx context.Context, in *sittingInput) (*stateOutput, error) {
			view, err := s.TakeBreak(ctx, in.SittingID)
			return &stateOutput{view}, err
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/break-returns", "return-from-break", "Be back from a break", exam.ActionSit),
		func(ctx context.Context, in *sittingInput) (*stateOutput, error) {
			view, err := s.ReturnFromBreak(ctx, in.SittingID)
			return &stateOutput{view}, err
		})
}

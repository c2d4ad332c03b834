package written

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// PauseState is a pause that a candidate is in.
type PauseState struct {
	Since       time.Time `json:"since"`
	Reason      string    `json:"reason"`
	LeftSeconds int       `json:"left_seconds" doc:"Of answering, once her time goes on"`
}

// pauseState returns nil for who is not paused.
func pauseState(one *exam.Sitting, in exam.Session, now time.Time) *PauseState {
	if !one.Paused() {
		return nil
	}
	left := max(0, endOf(one, in, now).Sub(now))
	return &PauseState{one.Pause.Since, one.Pause.Reason, int(left / time.Second)}
}

// Pause stops one candidate's time (FEATURES G6).
func (s *Service) Pause(ctx context.Context, sittingID, reason string) (*snapshot.BoardSitting, error) {
	return s.byStaff(ctx, sittingID, 0, func(one *exam.Sitting, _ exam.Session, by exam.Actor, now time.Time) error {
		return one.PauseTime(by, reason, now)
	})
}

// Resume lets one candidate's time run again.
func (s *Service) Resume(ctx context.Context, sittingID, reason string) (*snapshot.BoardSitting, error) {
	return s.byStaff(ctx, sittingID, 0, func(one *exam.Sitting, in exam.Session, by exam.Actor, now time.Time) error {
		return one.ResumeTime(by, reason, in, now)
	})
}

// beforeHandingIn are the phases in which a candidate's time is still to run.
var beforeHandingIn = []exam.Phase{exam.PhaseAssigned, exam.PhaseCheckIn, exam.PhaseSeated, exam.PhaseAnswering}

// PauseAll stops the time of everybody of a session who has not handed in, from one
// moment on; it returns of how many. Who comes later finds her time stopped, too.
func (s *Service) PauseAll(ctx context.Context, sessionID, reason string) (paused int, err error) {
	at := s.now()
	return s.everybody(ctx, sessionID, beforeHandingIn, func(one *exam.Sitting, _ exam.Session, by exam.Actor, _ time.Time) error {
		return one.PauseTime(by, reason, at)
	})
}

// ResumeAll lets the time of everybody run again whom staff have paused; it returns
// of how many.
func (s *Service) ResumeAll(ctx context.Context, sessionID, reason string) (resumed int, err error) {
	at := s.now()
	return s.everybody(ctx, sessionID, beforeHandingIn, func(one *exam.Sitting, in exam.Session, by exam.Actor, _ time.Time) error {
		return one.ResumeTime(by, reason, in, at)
	})
}

// PauseReason is why an exam is paused or goes on.
type PauseReason struct {
	Reason string `json:"reason" maxLength:"500"`
}

type pauseInput struct {
	SittingID string `path:"sitting_id"`
	Body      PauseReason
}

type pauseAllInput struct {
	SessionID string `path:"session_id"`
	Body      PauseReason
}

// registerPauses adds how staff stop time and let it go on.
func (s *Service) registerPauses(api huma.API) {
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/pauses", "pause-sitting", "Stop a candidate's time", exam.ActionProctor),
		func(ctx context.Context, in *pauseInput) (*rowOutput, error) {
			row, err := s.Pause(ctx, in.SittingID, in.Body.Reason)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/resumptions", "resume-sitting", "Let a candidate's time run again", exam.ActionProctor),
		func(ctx context.Context, in *pauseInput) (*rowOutput, error) {
			row, err := s.Resume(ctx, in.SittingID, in.Body.Reason)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", "/api/sessions/{session_id}/pauses", "pause-session", "Stop everybody's time", exam.ActionProctor),
		func(ctx context.Context, in *pauseAllInput) (*howManyOutput, error) {
			return howMany(s.PauseAll(ctx, in.SessionID, in.Body.Reason))
		})
	operation.Register(api, op("POST", "/api/sessions/{session_id}/resumptions", "resume-session", "Let everybody's time run again", exam.ActionProctor),
		func(ctx context.Context, in *pauseAllInput) (*howManyOutput, error) {
			return howMany(s.ResumeAll(ctx, in.SessionID, in.Body.Reason))
		})
}

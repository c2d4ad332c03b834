package interview

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

const tag = "Interview"

// stepInput is a step of staff on a sitting that they saw in a version.
type stepInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		Version int64  `json:"version,omitempty" doc:"The version that the asker saw; 0 for whichever"`
		Reason  string `json:"reason,omitempty" maxLength:"500"`
	}
}

type callBackInput struct {
	SittingID string `path:"sitting_id"`
	Version   int64  `query:"version"`
}

type sittingInput struct {
	SittingID string `path:"sitting_id"`
}

type releaseInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		QuestionID string `json:"question_id"`
	}
}

type releasedInput struct {
	SittingID string `path:"sitting_id"`
	ReleaseID string `path:"release_id"`
}

type questionInput struct {
	SessionID string `path:"session_id"`
	Body      struct {
		Title  string `json:"title" maxLength:"1000"`
		Body   string `json:"body,omitempty"`
		FileID string `json:"file_id,omitempty"`
	}
}

type questionFileInput struct {
	QuestionID string `path:"question_id"`
}

type questionOutput struct{ Body snapshot.Question }

type rowOutput struct{ Body *snapshot.BoardSitting }

type sittingOutput struct{ Body *snapshot.Sitting }

func op(method, path, id, summary string, action exam.Action) operation.Op {
	return operation.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: tag, Action: action}
}

// Register adds the operations of interviews.
func (s *Service) Register(api huma.API) {
	s.registerSteps(api)
	s.registerCandidate(api)
	s.registerQuestions(api)
}

// registerSteps adds what the panel does with a candidate.
func (s *Service) registerSteps(api huma.API) {
	step := func(path, id, summary string, action exam.Action, do func(*exam.Sitting, exam.Hall, exam.Actor, string, time.Time) error) {
		operation.Register(api, op("POST", "/api/sittings/{sitting_id}/"+path, id, summary, action),
			func(ctx context.Context, in *stepInput) (*rowOutput, error) {
				row, err := s.byStaff(ctx, action, in.SittingID, in.Body.Version,
					func(one *exam.Sitting, hall exam.Hall, by exam.Actor, now time.Time) error {
						return do(one, hall, by, in.Body.Reason, now)
					})
				return &rowOutput{row}, err
			})
	}
	step("invitations", "invite", "Invite a waiting candidate", exam.ActionPanel,
		func(one *exam.Sitting, hall exam.Hall, by exam.Actor, _ string, now time.Time) error {
			return one.Invite(by, hall, now)
		})
	step("deferrals", "defer", "Move a waiting candidate to the end of the queue", exam.ActionPanel,
		func(one *exam.Sitting, hall exam.Hall, by exam.Actor, reason string, now time.Time) error {
			return one.Defer(by, reason, hall, now)
		})
	step("absences", "mark-absent", "Record that a candidate did not come", exam.ActionMarkAbsent,
		func(one *exam.Sitting, _ exam.Hall, by exam.Actor, reason string, now time.Time) error {
			return one.MarkAbsent(by, reason, now)
		})
	step("reopenings", "reopen", "Let an absent or finished candidate in again", exam.ActionReopen,
		func(one *exam.Sitting, _ exam.Hall, by exam.Actor, reason string, now time.Time) error {
			return one.Reopen(by, reason, now)
		})
	step("ending", "end-interview", "End the interview for good", exam.ActionPanel,
		func(one *exam.Sitting, _ exam.Hall, by exam.Actor, reason string, now time.Time) error {
			return one.End(by, reason, now)
		})
	operation.Register(api, op("DELETE", "/api/sittings/{sitting_id}/invitations", "call-back", "Call an unanswered invitation back", exam.ActionPanel),
		func(ctx context.Context, in *callBackInput) (*rowOutput, error) {
			row, err := s.byStaff(ctx, exam.ActionPanel, in.SittingID, in.Version,
				func(one *exam.Sitting, _ exam.Hall, by exam.Actor, now time.Time) error { return one.CallBack(by, now) })
			return &rowOutput{row}, err
		})
}

// registerCandidate adds the candidate's answers to the invitation.
func (s *Service) registerCandidate(api huma.API) {
	answer := func(path, id, summary string, do func(*exam.Sitting, exam.Actor, time.Time) error) {
		operation.Register(api, op("POST", "/api/sittings/{sitting_id}/"+path, id, summary, exam.ActionSit),
			func(ctx context.Context, in *sittingInput) (*sittingOutput, error) {
				view, err := s.byCandidate(ctx, in.SittingID,
					func(one *exam.Sitting, _ exam.Hall, by exam.Actor, now time.Time) error { return do(one, by, now) })
				return &sittingOutput{view}, err
			})
	}
	answer("acceptances", "accept-invitation", "Begin the interview", (*exam.Sitting).Accept)
	answer("refusals", "decline-invitation", "Go back to the waiting area", (*exam.Sitting).Decline)
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/releases/{release_id}/openings", "open-question", "Record that the question was looked at", exam.ActionSit),
		func(ctx context.Context, in *releasedInput) (*operation.NoContent, error) {
			_, err := s.byCandidate(ctx, in.SittingID, func(one *exam.Sitting, _ exam.Hall, by exam.Actor, now time.Time) error {
				return one.OpenQuestion(by, in.ReleaseID, now)
			})
			return nil, err
		})
}

// registerQuestions adds questions, their release and their files.
func (s *Service) registerQuestions(api huma.API) {
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/releases", "release-question", "Show a question to the candidate", exam.ActionPanel),
		func(ctx context.Context, in *releaseInput) (*rowOutput, error) {
			row, err := s.Release(ctx, in.SittingID, in.Body.QuestionID)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/draws", "draw-question", "Show a question drawn at random to the candidate", exam.ActionPanel),
		func(ctx context.Context, in *sittingInput) (*rowOutput, error) {
			row, err := s.Draw(ctx, in.SittingID)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("DELETE", "/api/sittings/{sitting_id}/releases/{release_id}", "withdraw-question", "Take a question back", exam.ActionPanel),
		func(ctx context.Context, in *releasedInput) (*rowOutput, error) {
			row, err := s.byStaff(ctx, exam.ActionPanel, in.SittingID, 0,
				func(one *exam.Sitting, _ exam.Hall, by exam.Actor, now time.Time) error {
					return one.WithdrawQuestion(by, in.ReleaseID, now)
				})
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", "/api/sessions/{session_id}/questions", "add-question", "Add a question to a session", exam.ActionSetQuestions),
		func(ctx context.Context, in *questionInput) (*questionOutput, error) {
			q, err := s.AddQuestion(ctx, in.SessionID, in.Body.Title, in.Body.Body, in.Body.FileID)
			return &questionOutput{q}, err
		})
	operation.Register(api, op("GET", "/api/sittings/{sitting_id}/releases/{release_id}/file", "get-released-file", "The file of a question that is shown", exam.ActionSeeSitting),
		func(ctx context.Context, in *releasedInput) (*operation.Stream, error) {
			return s.ReleasedFile(ctx, in.SittingID, in.ReleaseID)
		})
	operation.Register(api, op("GET", "/api/questions/{question_id}/file", "get-question-file", "The file of a question, for staff", exam.ActionOwnSessions),
		func(ctx context.Context, in *questionFileInput) (*operation.Stream, error) {
			return s.QuestionFile(ctx, in.QuestionID)
		})
}

package video

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

const tag = "Video exams"

type sittingInput struct {
	SittingID string `path:"sitting_id"`
}

type takeInput struct {
	SittingID string `path:"sitting_id"`
	TakeID    string `path:"take_id"`
}

type trackInput struct {
	SittingID string        `path:"sitting_id"`
	TakeID    string        `path:"take_id"`
	Position  exam.Position `path:"position" minimum:"1" maximum:"2"`
}

type stateOutput struct{ Body *VideoState }

type reportInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		Recorder      exam.RecorderState `json:"recorder" enum:"idle,ready,recording,stopped,error"`
		StorageFree   *int64             `json:"storage_free_bytes" required:"false" nullable:"true"`
		Unsent        int64              `json:"unsent_bytes" minimum:"0"`
		ClockOffsetMs *int64             `json:"clock_offset_ms" required:"false" nullable:"true"`
		ClockErrorMs  *int64             `json:"clock_error_ms" required:"false" nullable:"true"`
		Problem       exam.CameraProblem `json:"problem" enum:",track_ended,track_muted,page_hidden,recorder_error,no_data,storage_full,peer_gone,upload_stalled"`
		SegmentID     string             `json:"segment_id,omitempty" maxLength:"64"`
	}
}

type segmentInput struct {
	SittingID string `path:"sitting_id"`
	TakeID    string `path:"take_id"`
	Body      struct {
		MIME    string    `json:"mime" maxLength:"100"`
		FirstAt time.Time `json:"first_at" doc:"The server's time of the first frame"`
	}
}

type segmentOutput struct {
	Body struct {
		SegmentID string `json:"segment_id"`
		Upload    struct {
			Ticket string `json:"ticket" doc:"Goes with the upload as tus metadata; its address ends in it"`
			URL    string `json:"url"`
		} `json:"upload"`
	}
}

type completeInput struct {
	SittingID string `path:"sitting_id"`
	SegmentID string `path:"segment_id"`
	Body      struct {
		Bytes      int64      `json:"bytes" minimum:"1"`
		SHA256     string     `json:"sha256" minLength:"64" maxLength:"64" doc:"Hex, of all bytes"`
		DurationMs int64      `json:"duration_ms" minimum:"0"`
		FirstAt    *time.Time `json:"first_at,omitempty"`
	}
}

type verdictOutput struct{ Body *Verdict }

func op(method, path, id, summary string, action exam.Action) operation.Op {
	return operation.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: tag, Action: action}
}

const base = "/api/sittings/{sitting_id}/video"

// uploadsPath is where tus uploads go.
const uploadsPath = "/api/uploads/"

// Register adds the operations of video exams.
func (s *Service) Register(api huma.API) {
	s.registerDevices(api)
	s.registerSteps(api)
	s.registerTracks(api)
	s.registerStaff(api)
}

// registerDevices adds what devices say and send.
func (s *Service) registerDevices(api huma.API) {
	operation.Register(api, op("GET", base, "get-video", "What stands in a video exam", exam.ActionSeeTakes),
		func(ctx context.Context, in *sittingInput) (*stateOutput, error) {
			view, err := s.State(ctx, in.SittingID)
			return &stateOutput{view}, err
		})
	operation.Register(api, op("POST", base+"/report", "report-video-device", "Say how this device does", exam.ActionSit), s.handleReport)
	operation.Register(api, op("POST", base+"/takes/{take_id}/segments", "begin-segment", "Begin to send a piece of a take", exam.ActionSit),
		func(ctx context.Context, in *segmentInput) (*segmentOutput, error) {
			g, err := s.Begin(ctx, in.SittingID, in.TakeID, in.Body.MIME, in.Body.FirstAt)
			if err != nil {
				return nil, err
			}
			out := &segmentOutput{}
			out.Body.SegmentID, out.Body.Upload.Ticket, out.Body.Upload.URL = g.ID, uploadOf(g.ID), uploadsPath
			return out, nil
		})
	operation.Register(api, op("POST", base+"/segments/{segment_id}/complete", "complete-segment", "Ask whether the server has a whole piece", exam.ActionSit),
		func(ctx context.Context, in *completeInput) (*verdictOutput, error) {
			said := Said{Bytes: in.Body.Bytes, SHA256: in.Body.SHA256, Duration: time.Duration(in.Body.DurationMs) * time.Millisecond}
			if in.Body.FirstAt != nil {
				said.FirstAt = in.Body.FirstAt.UTC().Truncate(time.Millisecond)
			}
			verdict, err := s.Complete(ctx, in.SittingID, in.SegmentID, said)
			return &verdictOutput{verdict}, err
		})
}

func (s *Service) handleReport(ctx context.Context, in *reportInput) (*operation.NoContent, error) {
	b := in.Body
	return nil, s.Report(ctx, in.SittingID, exam.DeviceReport{
		Recorder: b.Recorder, StorageFree: b.StorageFree, Unsent: b.Unsent, ClockOffset: b.ClockOffsetMs, ClockError: b.ClockErrorMs,
		Problem: b.Problem, SegmentID: b.SegmentID,
	})
}

// registerSteps adds what the candidate decides.
func (s *Service) registerSteps(api huma.API) {
	operation.Register(api, op("POST", base+"/ready", "get-ready", "Go from check-in to where one may record", exam.ActionSit),
		func(ctx context.Context, in *sittingInput) (*stateOutput, error) {
			view, err := s.GetReady(ctx, in.SittingID)
			return &stateOutput{view}, err
		})
	operation.Register(api, op("POST", base+"/start", "start-take", "Start a take on both cameras", exam.ActionSit),
		func(ctx context.Context, in *sittingInput) (*stateOutput, error) {
			view, err := s.Start(ctx, in.SittingID)
			return &stateOutput{view}, err
		})
	for _, step := range []struct {
		path, id, summary string
		do                func(ctx context.Context, sittingID, takeID string) (*VideoState, error)
	}{
		{"stop", "stop-take", "End a take on both cameras", s.Stop},
		{"again", "record-again", "Put a take aside and record another", s.Again},
		{"use", "use-take", "Make a take the answer", s.UseTake},
	} {
		operation.Register(api, op("POST", base+"/takes/{take_id}/"+step.path, step.id, step.summary, exam.ActionSit),
			func(ctx context.Context, in *takeInput) (*stateOutput, error) {
				view, err := step.do(ctx, in.SittingID, in.TakeID)
				return &stateOutput{view}, err
			})
	}
}

// registerTracks adds what was recorded.
func (s *Service) registerTracks(api huma.API) {
	operation.Register(api, op("GET", base+"/takes/{take_id}/tracks/{position}", "get-track", "One camera of a take", exam.ActionSeeTakes),
		func(ctx context.Context, in *trackInput) (*operation.Stream, error) {
			return s.Track(ctx, in.SittingID, in.TakeID, in.Position)
		})
	operation.Register(api, op("GET", base+"/takes/{take_id}/tracks/{position}/thumb", "get-track-thumb", "A picture of one camera of a take", exam.ActionSeeTakes),
		func(ctx context.Context, in *trackInput) (*operation.Stream, error) {
			return s.Thumb(ctx, in.SittingID, in.TakeID, in.Position)
		})
}

type sessionInput struct {
	SessionID string `path:"session_id"`
}

type boardOutput struct {
	Body struct {
		Rows []*VideoState `json:"rows"`
	}
}

type takesOutput struct {
	Body struct {
		Lines []TakesLine `json:"lines"`
	}
}

type ruleOutput struct{ Body *RuleView }

type ruleInput struct {
	SessionID string `path:"session_id"`
	Body      RuleView
}

// OwedReason is a reason.
type OwedReason struct {
	Reason string `json:"reason" maxLength:"500"`
}

type reasonInput struct {
	SittingID string `path:"sitting_id"`
	Body      OwedReason
}

type reopenInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		Reason  string `json:"reason" maxLength:"500"`
		Minutes int    `json:"minutes,omitempty" minimum:"1" default:"30" doc:"That she has from now on at least"`
	}
}

type stopInput struct {
	SittingID string `path:"sitting_id"`
	TakeID    string `path:"take_id"`
	Body      OwedReason
}

type rowOutput struct{ Body *snapshot.BoardSitting }

// registerStaff adds what staff see and do.
func (s *Service) registerStaff(api huma.API) {
	operation.Register(api, op("GET", "/api/sessions/{session_id}/video", "get-video-board", "Devices and takes of a session", exam.ActionSeeBoard),
		func(ctx context.Context, in *sessionInput) (*boardOutput, error) {
			out := &boardOutput{}
			var err error
			out.Body.Rows, err = s.Board(ctx, in.SessionID)
			return out, err
		})
	operation.Register(api, op("GET", "/api/sessions/{session_id}/takes", "list-takes", "What there is to be played in a session, without names", exam.ActionSeeTakes),
		func(ctx context.Context, in *sessionInput) (*takesOutput, error) {
			out := &takesOutput{}
			var err error
			out.Body.Lines, err = s.Takes(ctx, in.SessionID)
			return out, err
		})
	operation.Register(api, op("GET", "/api/sessions/{session_id}/video-rule", "get-video-rule", "How candidates record themselves", exam.ActionSeePapers),
		func(ctx context.Context, in *sessionInput) (*ruleOutput, error) {
			view, err := s.Rule(ctx, in.SessionID)
			return &ruleOutput{view}, err
		})
	operation.Register(api, op("PUT", "/api/sessions/{session_id}/video-rule", "set-video-rule", "Set how candidates record themselves", exam.ActionSetPapers),
		func(ctx context.Context, in *ruleInput) (*ruleOutput, error) {
			view, err := s.SetRule(ctx, in.SessionID, in.Body)
			return &ruleOutput{view}, err
		})
	operation.Register(api, op("POST", base+"/give-try", "give-try", "Give a candidate one more take", exam.ActionProctor),
		func(ctx context.Context, in *reasonInput) (*rowOutput, error) {
			row, err := s.GiveTry(ctx, in.SittingID, in.Body.Reason)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", base+"/reopen", "reopen-video", "Let a candidate who has handed in record again", exam.ActionProctor),
		func(ctx context.Context, in *reopenInput) (*rowOutput, error) {
			row, err := s.Reopen(ctx, in.SittingID, in.Body.Reason, in.Body.Minutes)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", base+"/takes/{take_id}/staff-stop", "stop-take-for-her", "Stop a candidate's take", exam.ActionProctor),
		func(ctx context.Context, in *stopInput) (*rowOutput, error) {
			row, err := s.StopTake(ctx, in.SittingID, in.TakeID, in.Body.Reason)
			return &rowOutput{row}, err
		})
}

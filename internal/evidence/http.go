package evidence

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

const tag = "Recordings"

// Recording is what was recorded of one source.
type Recording struct {
	ID        string               `json:"id"`
	Source    string               `json:"source" doc:"1 and 2 are the cameras, staff:<id> a member of staff"`
	Name      string               `json:"name,omitempty" doc:"Of the member of staff"`
	Status    exam.RecordingStatus `json:"status" enum:"recording,joining,ready,failed"`
	StartedAt time.Time            `json:"started_at"`
	DurationS float64              `json:"duration_s"`
	GapsS     float64              `json:"gaps_s" doc:"Sum of what is missing within the duration"`
	Bytes     int64                `json:"bytes"`
	SHA256    string               `json:"sha256,omitempty"`
	Failure   string               `json:"failure,omitempty"`
	URL       string               `json:"url,omitempty"`
}

type sittingInput struct {
	SittingID string `path:"sitting_id"`
}

type recordingsOutput struct {
	Body struct {
		Recordings []Recording `json:"recordings"`
	}
}

type recordingInput struct {
	RecordingID string `path:"recording_id"`
}

// Register adds the operations of recordings.
func (s *Service) Register(api huma.API) {
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/sittings/{sitting_id}/recordings", ID: "list-recordings",
		Summary: "What was recorded of a sitting", Tag: tag, Action: exam.ActionSeeRecordings}, s.handleList)
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/recordings/{recording_id}/file", ID: "get-recording-file",
		Summary: "Play a recording; byte ranges work", Tag: tag, Action: exam.ActionSeeRecordings}, s.handleFile)
}

func (s *Service) handleList(ctx context.Context, in *sittingInput) (*recordingsOutput, error) {
	if _, err := operation.OnSitting(ctx, s.store, exam.ActionSeeRecordings, in.SittingID); err != nil {
		return nil, err
	}
	kept, err := s.store.Recordings(ctx, in.SittingID)
	if err != nil {
		return nil, fmt.Errorf("list recordings of sitting %s: %w", in.SittingID, err)
	}
	out := &recordingsOutput{}
	out.Body.Recordings = []Recording{}
	for _, r := range kept {
		shape, err := s.shape(ctx, r)
		if err != nil {
			return nil, err
		}
		out.Body.Recordings = append(out.Body.Recordings, shape)
	}
	return out, nil
}

func (s *Service) shape(ctx context.Context, r exam.Recording) (Recording, error) {
	shape := Recording{
		ID: r.ID, Source: r.Source, Status: r.Status, StartedAt: r.StartedAt, DurationS: r.Duration.Seconds(),
		GapsS: r.Gaps.Seconds(), Bytes: r.Bytes, SHA256: r.SHA256, Failure: r.Failure,
	}
	if r.Status == exam.RecordingReady {
		shape.URL = "/api/recordings/" + r.ID + "/file"
	}
	if id, ok := strings.CutPrefix(r.Source, "staff:"); ok {
		member, err := s.store.StaffByID(ctx, id)
		if err != nil {
			return shape, fmt.Errorf("find staff %s of a recording: %w", id, err)
		}
		shape.Name = member.Name
	}
	return shape, nil
}

func (s *Service) handleFile(ctx context.Context, in *recordingInput) (*operation.Stream, error) {
	r, err := s.store.Recording(ctx, in.RecordingID)
	if err != nil {
		return nil, err
	}
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSeeRecordings, r.SittingID)
	if err != nil {
		return nil, err
	}
	if r.Status != exam.RecordingReady {
		return nil, exam.Errorf(exam.CodeUnavailable, "this recording is not ready yet")
	}
	if err := s.noteSeen(ctx, by, r); err != nil {
		return nil, err
	}
	src, at, err := s.joiner.Open(r.File)
	if err != nil {
		return nil, fmt.Errorf("open recording %s: %w", r.ID, err)
	}
	return operation.StreamOf(src, operation.Content{Type: "video/webm", Name: r.Source + ".webm", ModTime: at, Inline: true}), nil
}

// noteSeen puts into the ledger that staff look at what was recorded of a sitting,
// before they get anything of it; all its cameras are one look.
func (s *Service) noteSeen(ctx context.Context, by exam.Actor, r exam.Recording) error {
	return s.looks.Once(by.LoginID, r.SittingID, s.now(), func() error {
		return s.store.KeepSittingFact(ctx, r.SchoolID, r.SittingID, exam.Fact{Kind: "recording.seen", Actor: by, At: s.now()})
	})
}

package material

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

const tag = "Uploads"

// UploadsPath is where tus uploads go.
const UploadsPath = "/api/uploads/"

type askInput struct {
	Body struct {
		Purpose exam.UploadPurpose `json:"purpose" enum:"reference_photo,question_file,roster_sheet,roster_photos,announcement_file,material,enquiry_photo,paper_file,paper_import,paper_media,photo_page,answer_photo"`
		OwnerID string             `json:"owner_id" doc:"The candidate of a photo, the session of a question's or a paper's file, the school of a roster or an announcement's file, enrolment/requirement of a material, the enrolment of a photo with a question, the sitting of an answer's page"`
		Name    string             `json:"name" maxLength:"255"`
		Size    int64              `json:"size" minimum:"1" doc:"Bytes"`
		Type    string             `json:"type" maxLength:"100" doc:"Media type"`
	}
}

type askOutput struct {
	Body struct {
		Ticket    string    `json:"ticket" doc:"Goes with the upload as tus metadata"`
		URL       string    `json:"url"`
		ExpiresAt time.Time `json:"expires_at"`
	}
}

type ticketInput struct {
	TicketID string `path:"ticket_id"`
}

type ticketOutput struct {
	Body struct {
		State  string    `json:"state" enum:"open,done,refused"`
		FileID string    `json:"file_id,omitempty"`
		Code   exam.Code `json:"code,omitempty"`
		Detail string    `json:"detail,omitempty"`
	}
}

type photoInput struct {
	SittingID string `path:"sitting_id"`
}

// Register adds the operations of uploads; the bytes themselves go by tus.
func (s *Service) Register(api huma.API) {
	operation.Register(api, operation.Op{Method: "POST", Path: "/api/upload-tickets", ID: "ask-upload",
		Summary: "Ask to send a file", Tag: tag, Action: exam.ActionUpload}, s.handleAsk)
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/upload-tickets/{ticket_id}", ID: "get-upload",
		Summary: "What became of a sent file", Tag: tag, Action: exam.ActionUpload}, s.handleTicket)
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/sittings/{sitting_id}/photo", ID: "get-photo",
		Summary: "The candidate's reference photo", Tag: tag, Action: exam.ActionWatchSitting}, s.handlePhoto)
}

func (s *Service) handleAsk(ctx context.Context, in *askInput) (*askOutput, error) {
	b := in.Body
	t, err := s.Ask(ctx, b.Purpose, b.OwnerID, b.Name, b.Type, b.Size)
	if err != nil {
		return nil, err
	}
	out := &askOutput{}
	out.Body.Ticket, out.Body.URL, out.Body.ExpiresAt = t.ID, UploadsPath, t.ExpiresAt
	return out, nil
}

func (s *Service) handleTicket(ctx context.Context, in *ticketInput) (*ticketOutput, error) {
	t, err := s.owned(ctx, in.TicketID)
	if err != nil {
		return nil, err
	}
	out := &ticketOutput{}
	out.Body.State, out.Body.FileID, out.Body.Code, out.Body.Detail = "open", t.FileID, t.RefusedCode, t.RefusedWhy
	if t.FileID != "" {
		out.Body.State = "done"
	} else if t.RefusedCode != "" {
		out.Body.State = "refused"
	}
	return out, nil
}

func (s *Service) handlePhoto(ctx context.Context, in *photoInput) (*operation.Stream, error) {
	if _, err := operation.OnSitting(ctx, s.store, exam.ActionWatchSitting, in.SittingID); err != nil {
		return nil, err
	}
	choice, err := s.store.ChoiceOfSitting(ctx, in.SittingID)
	if err != nil {
		return nil, err
	}
	if choice.Candidate.PhotoID == "" {
		return nil, exam.Errorf(exam.CodeNotFound, "this candidate has no reference photo")
	}
	file, err := s.store.File(ctx, choice.Candidate.PhotoID)
	if err != nil {
		return nil, fmt.Errorf("find photo of candidate %s: %w", choice.Candidate.ID, err)
	}
	src, err := s.blobs.Open(ctx, file.SHA256)
	if err != nil {
		return nil, fmt.Errorf("open photo of candidate %s: %w", choice.Candidate.ID, err)
	}
	return operation.StreamOf(src, operation.Content{Type: file.Type, ModTime: file.CreatedAt, Inline: true}), nil
}

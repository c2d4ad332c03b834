package enquiry

import (
	"context"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

type ownEnquiryPhotoInput struct {
	EnrolmentID string `path:"enrolment_id"`
	EnquiryID   string `path:"enquiry_id"`
	FileID      string `path:"file_id"`
}

type enquiryPhotoInput struct {
	EnquiryID string `path:"enquiry_id"`
	FileID    string `path:"file_id"`
}

func (s *Service) registerPhotos(api huma.API) {
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/enrolments/{enrolment_id}/enquiries/{enquiry_id}/photos/{file_id}",
		ID: "get-own-enquiry-photo", Summary: "A photo of one's question", Tag: tag, Action: exam.ActionOwnEnrolment},
		func(ctx context.Context, in *ownEnquiryPhotoInput) (*operation.Stream, error) {
			return streamPhoto(s.OwnPhoto(ctx, in.EnrolmentID, in.EnquiryID, in.FileID))
		})
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/enquiries/{enquiry_id}/photos/{file_id}",
		ID: "get-enquiry-photo", Summary: "A photo of a question", Tag: tag, Action: exam.ActionAnswer},
		func(ctx context.Context, in *enquiryPhotoInput) (*operation.Stream, error) {
			return streamPhoto(s.Photo(ctx, operation.ActorFrom(ctx), in.EnquiryID, in.FileID))
		})
}

func streamPhoto(f exam.File, src io.ReadSeekCloser, err error) (*operation.Stream, error) {
	if err != nil {
		return nil, err
	}
	return operation.StreamOf(src, operation.Content{Type: f.Type, Name: f.Name, ModTime: f.CreatedAt, Inline: true}), nil
}

// CannedView is an answer that the school keeps.
type CannedView struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

type cannedAnswersOutput struct {
	Body struct {
		Answers []CannedView `json:"answers" doc:"By title"`
	}
}

type keepCannedInput struct {
	Body struct {
		ID    string `json:"id,omitempty" doc:"Empty for a new one"`
		Title string `json:"title" maxLength:"400"`
		Text  string `json:"text" maxLength:"8000"`
	}
}

type keptCannedOutput struct {
	Body struct {
		ID string `json:"id"`
	}
}

type cannedInput struct {
	AnswerID string `path:"answer_id"`
}

func (s *Service) registerCanned(api huma.API) {
	op := func(method, path, id, summary string) operation.Op {
		return operation.Op{Method: method, Path: "/api/canned-answers" + path, ID: id, Summary: summary, Tag: tag, Action: exam.ActionAnswer}
	}
	operation.Register(api, op("GET", "", "list-canned-answers", "Answers that the school keeps"),
		func(ctx context.Context, _ *operation.Empty) (*cannedAnswersOutput, error) {
			list, err := s.Canned(ctx, operation.ActorFrom(ctx))
			out := &cannedAnswersOutput{}
			out.Body.Answers = make([]CannedView, len(list))
			for i, c := range list {
				out.Body.Answers[i] = CannedView{c.ID, c.Title, c.Text}
			}
			return out, err
		})
	operation.Register(api, op("POST", "", "keep-canned-answer", "Make or change one"),
		func(ctx context.Context, in *keepCannedInput) (*keptCannedOutput, error) {
			out := &keptCannedOutput{}
			var err error
			out.Body.ID, err = s.KeepCanned(ctx, operation.ActorFrom(ctx), exam.CannedAnswer{ID: in.Body.ID, Title: in.Body.Title, Text: in.Body.Text})
			return out, err
		})
	operation.Register(api, op("DELETE", "/{answer_id}", "remove-canned-answer", "Take one away"),
		func(ctx context.Context, in *cannedInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.RemoveCanned(ctx, operation.ActorFrom(ctx), in.AnswerID)
		})
}

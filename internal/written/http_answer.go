package written

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

type saveOpsInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		Page string   `json:"page" maxLength:"64" doc:"The page that writes, by a name of its own"`
		Ops  []SentOp `json:"ops" maxItems:"200"`
	}
}

type ackedOutput struct{ Body *Acked }

type claimWriterInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		Page     string `json:"page" maxLength:"64"`
		TakeOver bool   `json:"take_over,omitempty" doc:"Though another page or device writes"`
	}
}

type answerSheetOutput struct{ Body *AnswerSheet }

type answerPhotoInput struct {
	SittingID string `path:"sitting_id"`
	FileID    string `path:"file_id"`
	Small     bool   `query:"small"`
}

type orderOutput struct{ Body *PaperOrderView }

type contentOutput struct{ Body exam.PaperContent }

type setContentInput struct {
	PaperID string `path:"paper_id"`
	Body    exam.PaperContent
}

// maxAnswerBytes of a request: some long essays at once.
const maxAnswerBytes = 4 << 20

// registerAnswers adds answering on the screen and what online papers ask.
func (s *Service) registerAnswers(api huma.API) {
	save := op("POST", "/api/sittings/{sitting_id}/answers", "save-answers", "Save what was typed", exam.ActionSit)
	save.MaxBodyBytes = maxAnswerBytes
	operation.Register(api, save, func(ctx context.Context, in *saveOpsInput) (*ackedOutput, error) {
		acked, err := s.Save(ctx, in.SittingID, in.Body.Page, in.Body.Ops)
		return &ackedOutput{acked}, err
	})
	operation.Register(api, op("GET", "/api/sittings/{sitting_id}/answers", "get-answers", "The answer sheet", exam.ActionSeeAnswers),
		func(ctx context.Context, in *sittingInput) (*answerSheetOutput, error) {
			sheet, err := s.Sheet(ctx, in.SittingID)
			return &answerSheetOutput{sheet}, err
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/answer-writers", "write-answers", "Be the page that writes", exam.ActionSit),
		func(ctx context.Context, in *claimWriterInput) (*answerSheetOutput, error) {
			sheet, err := s.Write(ctx, in.SittingID, in.Body.Page, in.Body.TakeOver)
			return &answerSheetOutput{sheet}, err
		})
	operation.Register(api, op("GET", "/api/sittings/{sitting_id}/answer-photos/{file_id}", "get-answer-photo", "A photograph that is an answer", exam.ActionSeeAnswers),
		func(ctx context.Context, in *answerPhotoInput) (*operation.Stream, error) {
			return s.AnswerPhoto(ctx, in.SittingID, in.FileID, in.Small)
		})
	operation.Register(api, op("GET", "/api/sittings/{sitting_id}/papers/{paper_id}/order", "get-paper-order", "The order in which a candidate sees a paper", exam.ActionReadAnswers),
		func(ctx context.Context, in *sealedInput) (*orderOutput, error) {
			view, err := s.Order(ctx, in.SittingID, in.PaperID)
			return &orderOutput{view}, err
		})
	operation.Register(api, op("GET", "/api/sessions/{session_id}/answers.zip", "export-answers", "All answers of a session as csv and pages", exam.ActionReadAnswers),
		func(ctx context.Context, in *sessionInput) (*operation.Stream, error) {
			return s.Export(ctx, in.SessionID)
		})
	operation.Register(api, op("GET", "/api/papers/{paper_id}/content", "get-paper-content", "What an online paper asks, for who writes papers", exam.ActionSetPapers),
		func(ctx context.Context, in *paperPath) (*contentOutput, error) {
			c, err := s.Content(ctx, in.PaperID)
			return &contentOutput{c}, err
		})
	set := op("PUT", "/api/papers/{paper_id}/content", "set-paper-content", "Write an online paper", exam.ActionSetPapers)
	set.MaxBodyBytes = maxAnswerBytes
	operation.Register(api, set, func(ctx context.Context, in *setContentInput) (*paperOutput, error) {
		p, err := s.SetContent(ctx, in.PaperID, in.Body)
		return &paperOutput{p}, err
	})
}

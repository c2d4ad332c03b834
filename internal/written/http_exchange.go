package written

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

type importPaperInput struct {
	PaperID string `path:"paper_id"`
	Body    struct {
		FileID string `json:"file_id" doc:"The uploaded xlsx, csv or QTI file"`
		DryRun bool   `json:"dry_run,omitempty" doc:"Only say what an import would do"`
	}
}

type importOutput struct{ Body *PaperImportView }

type exportPaperInput struct {
	PaperID  string           `path:"paper_id"`
	Format   exam.PaperFormat `query:"format" enum:"xlsx,qti22,qti30" required:"true"`
	Language string           `query:"language" enum:"zh-CN,en" default:"zh-CN" doc:"Of a table's headings"`
}

type paperTemplateInput struct {
	Language string `query:"language" enum:"zh-CN,en" default:"zh-CN"`
}

type mediumInput struct {
	PaperID string `path:"paper_id"`
	Name    string `query:"name" required:"true"`
}

// registerExchange adds how papers come from and go to other systems.
func (s *Service) registerExchange(api huma.API) {
	operation.Register(api, op("POST", "/api/papers/{paper_id}/imports", "import-paper", "Read a file into an online draft, or say what that would do", exam.ActionSetPapers),
		func(ctx context.Context, in *importPaperInput) (*importOutput, error) {
			view, err := s.Import(ctx, in.PaperID, in.Body.FileID, in.Body.DryRun)
			return &importOutput{view}, err
		})
	operation.Register(api, op("GET", "/api/papers/{paper_id}/export", "export-paper", "An online paper as a table or as QTI", exam.ActionSetPapers),
		func(ctx context.Context, in *exportPaperInput) (*operation.Stream, error) {
			return s.ExportPaper(ctx, in.PaperID, in.Format, in.Language == "en")
		})
	operation.Register(api, op("GET", "/api/papers/template", "get-paper-template", "A table of items to fill in", exam.ActionSetPapers),
		func(_ context.Context, in *paperTemplateInput) (*operation.Stream, error) {
			return s.Template(in.Language == "en")
		})
	operation.Register(api, op("GET", "/api/papers/{paper_id}/media", "get-paper-medium", "An image or a sound of an online paper, for who writes papers", exam.ActionSetPapers),
		func(ctx context.Context, in *mediumInput) (*operation.Stream, error) {
			return s.Medium(ctx, in.PaperID, in.Name)
		})
}

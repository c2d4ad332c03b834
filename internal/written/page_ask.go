package written

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// AskedPage says that staff want a page photographed again, and why.
type AskedPage struct {
	Flaw exam.PageFlaw `json:"flaw" enum:"blurred,dark,glare,cut,turned,other"`
	At   time.Time     `json:"at"`
}

// askedOf returns what is asked of a page, nil for nothing.
func askedOf(set exam.PageSet, fileID string) *AskedPage {
	for _, one := range set.Asked {
		if one.FileID == fileID {
			return &AskedPage{one.Flaw, one.At}
		}
	}
	return nil
}

// AskPage asks a candidate for a page of her answer again (FEATURES D13).
func (s *Service) AskPage(ctx context.Context, sittingID, fileID string, flaw exam.PageFlaw) error {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionProctor, sittingID)
	if err != nil {
		return err
	}
	return s.store.ChangePages(ctx, sittingID, func(one *exam.Sitting, set *exam.PageSet) error {
		return one.AskPage(by, set, fileID, flaw, s.now())
	})
}

type askPageInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		FileID string        `json:"file_id"`
		Flaw   exam.PageFlaw `json:"flaw" enum:"blurred,dark,glare,cut,turned,other"`
	}
}

func (s *Service) registerAskedPages(api huma.API) {
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/page-requests", "ask-page-again", "Ask for a photographed page again", exam.ActionProctor),
		func(ctx context.Context, in *askPageInput) (*operation.NoContent, error) {
			return nil, s.AskPage(ctx, in.SittingID, in.Body.FileID, in.Body.Flaw)
		})
}

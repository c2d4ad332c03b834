package written

import (
	"context"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// AnswerPhoto answers with a photograph that a candidate sent for an item, to her
// devices and to who may read answers.
func (s *Service) AnswerPhoto(ctx context.Context, sittingID, fileID string, small bool) (*operation.Stream, error) {
	if _, err := operation.OnSitting(ctx, s.store, exam.ActionSeeAnswers, sittingID); err != nil {
		return nil, err
	}
	file, err := s.answerPhoto(ctx, sittingID, fileID)
	if err != nil {
		return nil, err
	}
	return s.photo(ctx, file, small), nil
}

// answerPhoto returns the upload that an answer names, when it is one of this sitting.
func (s *Service) answerPhoto(ctx context.Context, sittingID, fileID string) (exam.File, error) {
	file, err := s.store.File(ctx, fileID)
	if err != nil || file.OwnerID != sittingID || file.Purpose != exam.PurposeAnswerPhoto {
		return exam.File{}, exam.Errorf(exam.CodeNotFound, "no such photograph")
	}
	return file, nil
}

// PaperOrderView is the order in which a candidate sees a paper, with the seed that it
// comes from: [exam.ShuffleSeed].
type PaperOrderView struct {
	Seed     string             `json:"seed"`
	Sections [][]exam.ItemOrder `json:"sections" doc:"Of each section the items; of shuffled choices the options' keys"`
}

// Order returns how a candidate sees a paper of her session, for who reads answers.
func (s *Service) Order(ctx context.Context, sittingID, paperID string) (*PaperOrderView, error) {
	if _, err := operation.OnSitting(ctx, s.store, exam.ActionReadAnswers, sittingID); err != nil {
		return nil, err
	}
	one, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return nil, err
	}
	p, err := s.store.Paper(ctx, paperID)
	if err != nil || p.SessionID != one.SessionID {
		return nil, exam.Errorf(exam.CodeNotFound, "no such paper")
	}
	c, err := s.content(p)
	if err != nil {
		return nil, err
	}
	seed := exam.ShuffleSeed(paperID, sittingID)
	return &PaperOrderView{seed, c.Order(seed)}, nil
}

// photosOf returns the uploads that an answer by photograph names, an identifier a
// line.
func photosOf(value string) []string { return strings.Fields(value) }

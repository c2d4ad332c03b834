package enquiry

import (
	"context"
	"fmt"
	"io"
	"slices"

	"kaochang/internal/exam"
)

// OwnPhoto opens a photo of a question of the asker's own enrolment.
func (s *Service) OwnPhoto(ctx context.Context, enrolmentID, id, fileID string) (exam.File, io.ReadSeekCloser, error) {
	scope, err := s.own(ctx, enrolmentID)
	if err != nil {
		return exam.File{}, nil, err
	}
	e, err := s.store.Enquiry(ctx, scope.SchoolID, id)
	if err != nil {
		return exam.File{}, nil, err
	}
	if e.EnrolmentID != enrolmentID {
		return exam.File{}, nil, exam.Errorf(exam.CodeNotFound, "no such question")
	}
	return s.photo(ctx, e, fileID)
}

// Photo opens a photo of a question within the asker's reach.
func (s *Service) Photo(ctx context.Context, by exam.Actor, id, fileID string) (exam.File, io.ReadSeekCloser, error) {
	e, err := s.store.Enquiry(ctx, by.SchoolID, id)
	if err != nil {
		return exam.File{}, nil, err
	}
	scope, err := s.store.EnrolmentScope(ctx, e.EnrolmentID)
	if err != nil {
		return exam.File{}, nil, err
	}
	if err := exam.Can(by, exam.ActionAnswer, scope); err != nil {
		return exam.File{}, nil, err
	}
	return s.photo(ctx, e, fileID)
}

func (s *Service) photo(ctx context.Context, e exam.Enquiry, fileID string) (exam.File, io.ReadSeekCloser, error) {
	if !slices.ContainsFunc(e.Words, func(w exam.EnquiryWord) bool { return slices.Contains(w.PhotoIDs, fileID) }) {
		return exam.File{}, nil, exam.Errorf(exam.CodeNotFound, "no such photo")
	}
	f, err := s.store.File(ctx, fileID)
	if err != nil {
		return f, nil, err
	}
	src, err := s.blobs.Open(ctx, f.SHA256)
	if err != nil {
		return f, nil, fmt.Errorf("open photo %s: %w", fileID, err)
	}
	return f, src, nil
}

package interview

import (
	"context"
	"fmt"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// ReleasedFile answers with the file of a question that is shown in a sitting
// now: to her devices and the panel. A withdrawn one is CodeNotFound.
func (s *Service) ReleasedFile(ctx context.Context, sittingID, releaseID string) (*operation.Stream, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSeeSitting, sittingID)
	if err != nil {
		return nil, err
	}
	if by.Kind == exam.ActorStaff && !by.Has(exam.PanelRoles()...) {
		return nil, exam.Errorf(exam.CodeForbidden, "questions are for the panel")
	}
	sitting, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return nil, err
	}
	for _, r := range sitting.Shown() {
		if r.ID == releaseID {
			return s.questionFile(ctx, r.QuestionID)
		}
	}
	return nil, exam.Errorf(exam.CodeNotFound, "this question is not shown")
}

// QuestionFile answers with a question's file to those who release or write
// questions in its session.
func (s *Service) QuestionFile(ctx context.Context, questionID string) (*operation.Stream, error) {
	q, err := s.store.Question(ctx, questionID)
	if err != nil {
		return nil, err
	}
	if _, err := operation.OnSession(ctx, s.store, exam.ActionPanel, q.SessionID); err != nil {
		if _, err := operation.OnSession(ctx, s.store, exam.ActionSetQuestions, q.SessionID); err != nil {
			return nil, err
		}
	}
	return s.questionFile(ctx, questionID)
}

func (s *Service) questionFile(ctx context.Context, questionID string) (*operation.Stream, error) {
	q, err := s.store.Question(ctx, questionID)
	if err != nil {
		return nil, err
	}
	if q.FileID == "" {
		return nil, exam.Errorf(exam.CodeNotFound, "this question has no file")
	}
	file, err := s.store.File(ctx, q.FileID)
	if err != nil {
		return nil, fmt.Errorf("find file of question %s: %w", questionID, err)
	}
	src, err := s.files.Open(ctx, file.SHA256)
	if err != nil {
		return nil, fmt.Errorf("open file of question %s: %w", questionID, err)
	}
	return operation.StreamOf(src, operation.Content{Type: file.Type, Name: file.Name, ModTime: file.CreatedAt, Inline: true}), nil
}

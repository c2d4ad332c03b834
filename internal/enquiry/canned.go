package enquiry

import (
	"context"
	"slices"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// Canned lists the answers that the asker's school keeps, by title. Whoever may
// answer somewhere in the school sees and keeps them all.
func (s *Service) Canned(ctx context.Context, by exam.Actor) ([]exam.CannedAnswer, error) {
	if !exam.MayEver(by, exam.ActionAnswer) {
		return nil, exam.Errorf(exam.CodeForbidden, "your role does not allow this")
	}
	return s.store.CannedAnswers(ctx, by.SchoolID)
}

// KeepCanned makes an answer or changes the school's one of that identifier; one
// that the school does not have is CodeNotFound, one too many CodeConflict with
// "why" "too_many".
func (s *Service) KeepCanned(ctx context.Context, by exam.Actor, c exam.CannedAnswer) (string, error) {
	known, err := s.Canned(ctx, by)
	if err != nil {
		return "", err
	}
	c.SchoolID, c.Title, c.Text = by.SchoolID, strings.TrimSpace(c.Title), strings.TrimSpace(c.Text)
	if err := c.Check(); err != nil {
		return "", err
	}
	switch {
	case c.ID != "" && !slices.ContainsFunc(known, func(k exam.CannedAnswer) bool { return k.ID == c.ID }):
		return "", exam.Errorf(exam.CodeNotFound, "no such answer")
	case c.ID == "" && len(known) >= exam.MaxCannedAnswers:
		return "", exam.Errorf(exam.CodeConflict, "a school keeps %d answers; take one away first", exam.MaxCannedAnswers).With("why", "too_many")
	case c.ID == "":
		c.ID = ident.New()
	}
	return c.ID, s.store.KeepCannedAnswer(ctx, c, s.cannedFact(by, "enquiry.canned_kept", c.Title))
}

// RemoveCanned takes an answer away.
func (s *Service) RemoveCanned(ctx context.Context, by exam.Actor, id string) error {
	if !exam.MayEver(by, exam.ActionAnswer) {
		return exam.Errorf(exam.CodeForbidden, "your role does not allow this")
	}
	return s.store.RemoveCannedAnswer(ctx, by.SchoolID, id, s.cannedFact(by, "enquiry.canned_removed", id))
}

func (s *Service) cannedFact(by exam.Actor, kind, what string) exam.Fact {
	return exam.Fact{Kind: kind, Actor: by, At: s.now(), Data: map[string]string{"answer": what}}
}

package identity

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"kaochang/internal/exam"
)

func builtIn(r exam.FaceRule, language string) string {
	return strings.ReplaceAll(notices[language][r.Provider != exam.FaceDevice], "{days}", strconv.Itoa(r.RetainDays))
}

// ruleOf returns how a sitting's faces are checked.
func (s *Service) ruleOf(ctx context.Context, one *exam.Sitting) (exam.FaceRule, error) {
	rule, err := s.Store.FaceRule(ctx, one.SchoolID)
	return rule.For(one), err
}

// Providers lists what a school may choose from on this server.
func (s *Service) Providers() []exam.FaceProvider {
	all := []exam.FaceProvider{exam.FaceOff, exam.FaceDevice}
	if s.Engine != nil {
		all = append(all, exam.FaceLocal)
	}
	for _, p := range exam.FaceProviders() {
		if s.Clouds[p] != nil {
			all = append(all, p)
		}
	}
	return all
}

func mayPlan(by exam.Actor) error {
	return exam.Can(by, exam.ActionPlan, exam.Scope{SchoolID: by.SchoolID})
}

// Rule returns how the asker's school checks faces.
func (s *Service) Rule(ctx context.Context, by exam.Actor) (exam.FaceRule, error) {
	if err := mayPlan(by); err != nil {
		return exam.FaceRule{}, err
	}
	return s.Store.FaceRule(ctx, by.SchoolID)
}

// KeepRule sets how the asker's school checks faces. A provider that this server
// does not have is CodeInvalid with "field". version is the one that the editor
// began with; another is CodeConflict with "why" "changed".
func (s *Service) KeepRule(ctx context.Context, by exam.Actor, r exam.FaceRule, version int) error {
	if err := mayPlan(by); err != nil {
		return err
	}
	r.Notice = strings.TrimSpace(strings.ReplaceAll(r.Notice, "\r\n", "\n"))
	if err := r.Check(); err != nil {
		return err
	}
	if !slices.Contains(s.Providers(), r.Provider) {
		return exam.Errorf(exam.CodeInvalid, "this server has no such engine").With("field", "provider")
	}
	return s.Store.ChangeFaceRule(ctx, by.SchoolID, func(was exam.FaceRule) (exam.FaceRule, exam.Fact, error) {
		if was.Version != version {
			return was, exam.Fact{}, exam.Errorf(exam.CodeConflict, "somebody else has changed this meanwhile").With("why", "changed")
		}
		next := r
		next.SchoolID, next.ChangedAt, next.ChangedBy = by.SchoolID, s.Now(), by.Name
		return next, s.fact(by, "face.rule_kept", "provider", string(r.Provider), "similarity", strconv.Itoa(r.Similarity),
			"retain_days", strconv.Itoa(r.RetainDays), "notice_sha256", exam.NoticeHash(r.Notice), "version", strconv.Itoa(version+1)), nil
	})
}

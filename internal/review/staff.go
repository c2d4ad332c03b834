package review

import (
	"context"
	"io"
	"slices"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// Requirements lists what an exam asks for.
func (s *Service) Requirements(ctx context.Context, by exam.Actor, examID string) ([]exam.Requirement, error) {
	if err := exam.Can(by, exam.ActionPlan, exam.Scope{SchoolID: by.SchoolID}); err != nil {
		return nil, err
	}
	if _, err := s.store.SetUp(ctx, by.SchoolID, examID, false); err != nil {
		return nil, err
	}
	return s.store.Requirements(ctx, by.SchoolID, examID)
}

// Keep makes a requirement of an exam or changes the one that has the identifier.
func (s *Service) Keep(ctx context.Context, by exam.Actor, r exam.Requirement) (string, error) {
	known, err := s.Requirements(ctx, by, r.ExamID)
	if err != nil {
		return "", err
	}
	r.SchoolID, r.Name = by.SchoolID, strings.TrimSpace(r.Name)
	if err := r.Check(); err != nil {
		return "", err
	}
	set, err := s.store.SetUp(ctx, by.SchoolID, r.ExamID, false)
	if err != nil {
		return "", err
	}
	if _, err := set.Major(r.MajorID); r.MajorID != "" && err != nil {
		return "", err
	}
	if r.ID == "" {
		r.ID = ident.New()
	} else if !slices.ContainsFunc(known, func(k exam.Requirement) bool { return k.ID == r.ID }) {
		return "", exam.Errorf(exam.CodeNotFound, "no such requirement")
	}
	return r.ID, s.store.KeepRequirement(ctx, r, s.fact(by, "requirement.kept", "", "requirement", r.ID, "name", r.Name, "kind", string(r.Kind)))
}

// Remove takes a requirement away that nothing was handed in for.
func (s *Service) Remove(ctx context.Context, by exam.Actor, examID, id string) error {
	if err := exam.Can(by, exam.ActionPlan, exam.Scope{SchoolID: by.SchoolID}); err != nil {
		return err
	}
	return s.store.RemoveRequirement(ctx, by.SchoolID, examID, id, s.fact(by, "requirement.removed", "", "requirement", id))
}

// Queue returns a page of what was handed in within the asker's reach, who waits
// longest first, and how many there are.
func (s *Service) Queue(ctx context.Context, by exam.Actor, f exam.MaterialFilter) ([]exam.MaterialLine, int, error) {
	f.SchoolID, f.Query = by.SchoolID, strings.ToLower(strings.TrimSpace(f.Query))
	if exam.Can(by, exam.ActionReview, exam.Scope{SchoolID: by.SchoolID}) != nil {
		f.Colleges, f.Exams = []string{}, []string{}
		for _, b := range by.Bindings {
			switch {
			case b.Kind == exam.ScopeCollege && exam.Can(by, exam.ActionReview, exam.Scope{SchoolID: by.SchoolID, CollegeID: b.ScopeID}) == nil:
				f.Colleges = append(f.Colleges, b.ScopeID)
			case b.Kind == exam.ScopeExam && exam.Can(by, exam.ActionReview, exam.Scope{SchoolID: by.SchoolID, ExamID: b.ScopeID}) == nil:
				f.Exams = append(f.Exams, b.ScopeID)
			}
		}
	}
	return s.store.Materials(ctx, f)
}

// within returns a handing-in within the asker's reach.
func (s *Service) within(ctx context.Context, by exam.Actor, id string) (exam.MaterialLine, error) {
	m, err := s.store.Material(ctx, by.SchoolID, id)
	if err != nil {
		return m, err
	}
	return m, exam.Can(by, exam.ActionReview, exam.Scope{SchoolID: by.SchoolID, CollegeID: m.CollegeID, ExamID: m.ExamID})
}

// Judge passes or rejects what waits. When another reviewer was faster, or the
// candidate has handed in again, it is CodeConflict or CodeNotFound.
func (s *Service) Judge(ctx context.Context, by exam.Actor, id string, pass bool, reason string) error {
	m, err := s.within(ctx, by, id)
	if err != nil {
		return err
	}
	return s.store.JudgeMaterial(ctx, by.SchoolID, id, func(kept *exam.Material) (exam.Fact, error) {
		kind := "material.rejected"
		if pass {
			kind = "material.passed"
		}
		f := s.fact(by, kind, reason, "material", id, "requirement", m.RequirementName, "number", m.Number, "name", m.Name)
		return f, kept.Judge(pass, reason, by.Name, s.now())
	})
}

// Pass passes many at once and returns how many it could: those that somebody has
// judged meanwhile are left as they are.
func (s *Service) Pass(ctx context.Context, by exam.Actor, ids []string) (int, error) {
	passed := 0
	for _, id := range ids {
		err := s.Judge(ctx, by, id, true, "")
		switch exam.CodeOf(err) {
		case exam.CodeConflict, exam.CodeNotFound:
			continue
		}
		if err != nil {
			return passed, err
		}
		passed++
	}
	return passed, nil
}

// File opens a file of a handing-in within the asker's reach; fileID "photo" is the
// candidate's reference photo.
func (s *Service) File(ctx context.Context, by exam.Actor, id, fileID string) (exam.File, io.ReadSeekCloser, error) {
	m, err := s.within(ctx, by, id)
	if err != nil {
		return exam.File{}, nil, err
	}
	if fileID == "photo" {
		fileID = m.PhotoID
	} else if !slices.Contains(m.FileIDs, fileID) {
		fileID = ""
	}
	if fileID == "" {
		return exam.File{}, nil, exam.Errorf(exam.CodeNotFound, "no such file")
	}
	f, err := s.store.File(ctx, fileID)
	if err != nil {
		return f, nil, err
	}
	return s.open(ctx, f)
}

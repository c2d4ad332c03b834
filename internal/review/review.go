// Package review is the review of materials: what an exam asks its candidates for,
// what they hand in, and who passes or rejects it (manual 1.7; FEATURES A11, A12).
// The bytes come by package material's uploads.
package review

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
)

// Store is what review needs from storage.
type Store interface {
	operation.EnrolmentScopes
	Requirements(ctx context.Context, schoolID, examID string) ([]exam.Requirement, error)
	RequirementsOf(ctx context.Context, enrolmentID string) ([]exam.Requirement, error)
	KeepRequirement(ctx context.Context, r exam.Requirement, fact exam.Fact) error
	RemoveRequirement(ctx context.Context, schoolID, examID, id string, fact exam.Fact) error
	SetUp(ctx context.Context, schoolID, examID string, people bool) (exam.SetUp, error)
	MaterialsOf(ctx context.Context, schoolID, enrolmentID string) ([]exam.Material, error)
	FilesOf(ctx context.Context, schoolID, ownerID string) ([]exam.File, error)
	File(ctx context.Context, fileID string) (exam.File, error)
	RemoveFile(ctx context.Context, fileID string) error
	// HandIn runs fn on the last handing-in and keeps what it returns in its place.
	HandIn(ctx context.Context, schoolID, enrolmentID, requirementID string, fn func(last *exam.Material) (exam.Material, error)) error
	JudgeMaterial(ctx context.Context, schoolID, id string, fn func(*exam.Material) (exam.Fact, error)) error
	Materials(ctx context.Context, f exam.MaterialFilter) ([]exam.MaterialLine, int, error)
	Material(ctx context.Context, schoolID, id string) (exam.MaterialLine, error)
	operation.ExportStore
}

// Blobs keep bytes by their SHA-256.
type Blobs interface {
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// Service holds the use cases of material review.
type Service struct {
	// Write writes lists that are exported; it is set before they are.
	Write operation.WriteTable

	store Store
	blobs Blobs
	now   func() time.Time
}

// New returns the service.
func New(store Store, blobs Blobs, now func() time.Time) *Service {
	return &Service{store: store, blobs: blobs, now: now}
}

// Asked is a requirement with how its candidate stands to it.
type Asked struct {
	exam.Requirement
	Last   *exam.Material // nil for nothing handed in
	Handed []exam.File    // of the last handing-in
	Drafts []exam.File    // sent, not handed in yet
}

// Own lists what is asked of the asker's own enrolment; it is empty where the exam
// has no material review.
func (s *Service) Own(ctx context.Context, enrolmentID string) ([]Asked, error) {
	if _, err := operation.OnEnrolment(ctx, s.store, exam.ActionOwnEnrolment, enrolmentID); err != nil {
		return nil, err
	}
	scope, err := s.store.EnrolmentScope(ctx, enrolmentID)
	if err != nil {
		return nil, err
	}
	wanted, err := s.store.RequirementsOf(ctx, enrolmentID)
	if err != nil || len(wanted) == 0 {
		return nil, err
	}
	handed, err := s.store.MaterialsOf(ctx, scope.SchoolID, enrolmentID)
	if err != nil {
		return nil, err
	}
	list := make([]Asked, len(wanted))
	for i, r := range wanted {
		list[i].Requirement = r
		files, err := s.store.FilesOf(ctx, scope.SchoolID, exam.MaterialOwner(enrolmentID, r.ID))
		if err != nil {
			return nil, err
		}
		list[i].sort(files, handed)
	}
	return list, nil
}

// sort puts files to the last handing-in, and to the drafts those of none.
func (a *Asked) sort(files []exam.File, handed []exam.Material) {
	used := map[string]bool{}
	for _, m := range handed {
		if m.RequirementID != a.ID {
			continue
		}
		if a.Last == nil {
			a.Last = &m
		}
		for _, id := range m.FileIDs {
			used[id] = true
		}
	}
	for _, f := range files {
		switch {
		case a.Last != nil && slices.Contains(a.Last.FileIDs, f.ID):
			a.Handed = append(a.Handed, f)
		case !used[f.ID]:
			a.Drafts = append(a.Drafts, f)
		}
	}
}

// asked returns one of those, else CodeNotFound.
func (s *Service) asked(ctx context.Context, enrolmentID, requirementID string) (Asked, error) {
	list, err := s.Own(ctx, enrolmentID)
	if err != nil {
		return Asked{}, err
	}
	at := slices.IndexFunc(list, func(a Asked) bool { return a.ID == requirementID })
	if at < 0 {
		return Asked{}, exam.Errorf(exam.CodeNotFound, "no such requirement")
	}
	return list[at], nil
}

// Admit returns whose school an upload is for, the media types and the size that it
// may have: the asker may send for a requirement of her own that may be handed in
// now and has place for another file.
func (s *Service) Admit(ctx context.Context, owner string) (schoolID string, types []string, maxBytes int64, err error) {
	enrolmentID, requirementID, ok := exam.SplitMaterialOwner(owner)
	if !ok {
		return "", nil, 0, exam.Errorf(exam.CodeNotFound, "no such requirement")
	}
	a, err := s.asked(ctx, enrolmentID, requirementID)
	if err != nil {
		return "", nil, 0, err
	}
	if err := a.CheckHandIn(a.Last, s.now()); err != nil {
		return "", nil, 0, err
	}
	if len(a.Drafts) >= a.Most {
		return "", nil, 0, exam.Errorf(exam.CodeConflict, "at most %d files are taken; remove one first", a.Most).With("why", "too_many").With("most", a.Most)
	}
	return a.SchoolID, a.Kind.MediaTypes(), a.MaxBytes, nil
}

// HandIn hands the drafts of a requirement in.
func (s *Service) HandIn(ctx context.Context, enrolmentID, requirementID string) error {
	a, err := s.asked(ctx, enrolmentID, requirementID)
	if err != nil {
		return err
	}
	ids := make([]string, len(a.Drafts))
	for i, f := range a.Drafts {
		ids[i] = f.ID
	}
	if err := a.CheckFiles(ids); err != nil {
		return err
	}
	return s.store.HandIn(ctx, a.SchoolID, enrolmentID, requirementID, func(last *exam.Material) (exam.Material, error) {
		if err := a.CheckHandIn(last, s.now()); err != nil {
			return exam.Material{}, err
		}
		return exam.Material{ID: ident.New(), State: exam.MaterialPending, FileIDs: ids, HandedAt: s.now()}, nil
	})
}

// Drop takes a draft away; what was handed in stays in the record (CodeNotFound).
func (s *Service) Drop(ctx context.Context, enrolmentID, requirementID, fileID string) error {
	a, err := s.asked(ctx, enrolmentID, requirementID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(a.Drafts, func(f exam.File) bool { return f.ID == fileID }) {
		return exam.Errorf(exam.CodeNotFound, "no such file")
	}
	return s.store.RemoveFile(ctx, fileID)
}

// OwnFile opens a file that the asker has sent.
func (s *Service) OwnFile(ctx context.Context, enrolmentID, requirementID, fileID string) (exam.File, io.ReadSeekCloser, error) {
	a, err := s.asked(ctx, enrolmentID, requirementID)
	if err != nil {
		return exam.File{}, nil, err
	}
	for _, f := range slices.Concat(a.Drafts, a.Handed) {
		if f.ID == fileID {
			return s.open(ctx, f)
		}
	}
	return exam.File{}, nil, exam.Errorf(exam.CodeNotFound, "no such file")
}

func (s *Service) open(ctx context.Context, f exam.File) (exam.File, io.ReadSeekCloser, error) {
	src, err := s.blobs.Open(ctx, f.SHA256)
	if err != nil {
		return f, nil, fmt.Errorf("open file %s: %w", f.ID, err)
	}
	return f, src, nil
}

func (s *Service) fact(by exam.Actor, kind, reason string, data ...string) exam.Fact {
	f := exam.Fact{Kind: kind, Actor: by, At: s.now(), Reason: strings.TrimSpace(reason), Data: map[string]string{}}
	for i := 0; i+1 < len(data); i += 2 {
		f.Data[data[i]] = data[i+1]
	}
	return f
}

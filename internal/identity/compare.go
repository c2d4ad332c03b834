package identity

import (
	"context"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// Record is all that staff see of who a candidate is.
type Record struct {
	Sitting   exam.Sitting
	Choice    exam.Choice
	Rule      exam.FaceRule
	File      exam.FaceFile
	Databases []exam.DatabaseLine
}

// Record returns what is known of who a candidate is, for the room's staff who check
// identities. The pictures are looked at one by one ([Service.Picture]).
func (s *Service) Record(ctx context.Context, sittingID string) (r Record, err error) {
	if _, err := operation.OnSitting(ctx, s.Store, exam.ActionCompareFaces, sittingID); err != nil {
		return r, err
	}
	if r.Sitting, err = s.Store.Sitting(ctx, sittingID); err != nil {
		return r, err
	}
	if r.Choice, err = s.Store.ChoiceOfSitting(ctx, sittingID); err != nil {
		return r, err
	}
	if r.Rule, err = s.ruleOf(ctx, &r.Sitting); err != nil {
		return r, err
	}
	if r.File, err = s.Store.FaceFile(ctx, r.Sitting.SchoolID, sittingID); err != nil {
		return r, err
	}
	r.Databases, err = s.Store.DatabaseLines(ctx, r.Sitting.SchoolID, r.Choice.Candidate.ID)
	return r, err
}

// Picture returns the JPEG of a picture with when it was taken; that it was looked
// at is in the ledger first. A deleted one, or another sitting's, is CodeNotFound.
func (s *Service) Picture(ctx context.Context, sittingID, pictureID string) ([]byte, time.Time, error) {
	by, err := operation.OnSitting(ctx, s.Store, exam.ActionCompareFaces, sittingID)
	if err != nil {
		return nil, time.Time{}, err
	}
	f, err := s.Store.FaceFile(ctx, by.SchoolID, sittingID)
	if err != nil {
		return nil, time.Time{}, err
	}
	for _, p := range f.Pictures {
		if p.ID != pictureID || !p.DeletedAt.IsZero() {
			continue
		}
		seen := s.fact(by, "biometric.seen", "picture", p.ID, "kind", string(p.Kind), "sha256", p.SHA256)
		if err := s.Store.KeepSittingFact(ctx, by.SchoolID, sittingID, seen); err != nil {
			return nil, time.Time{}, err
		}
		jpeg, err := s.open(ctx, p)
		return jpeg, p.TakenAt, err
	}
	return nil, time.Time{}, exam.Errorf(exam.CodeNotFound, "no such picture")
}

// Still keeps a still of the candidate with her document that staff took from her
// live picture. Form and size are those of a frame.
func (s *Service) Still(ctx context.Context, sittingID string, raw []byte) error {
	by, err := operation.OnSitting(ctx, s.Store, exam.ActionCompareFaces, sittingID)
	if err != nil {
		return err
	}
	one, err := s.Store.Sitting(ctx, sittingID)
	if err != nil {
		return err
	}
	if !one.Phase.Entered() {
		return exam.Errorf(exam.CodeConflict, "the candidate is not there").With("phase", string(one.Phase))
	}
	if err := s.frames.Take("staff " + by.StaffID); err != nil {
		return err
	}
	return s.document(ctx, one, exam.FacePicture{LoginID: by.LoginID, StaffID: by.StaffID}, raw)
}

// Compare keeps what staff found who compared the candidate with her document
// ([exam.Sitting.CheckIdentity]), with the picture of it that was kept last.
func (s *Service) Compare(ctx context.Context, sittingID string, confirmed bool, reason string) (*snapshot.BoardSitting, error) {
	by, err := operation.OnSitting(ctx, s.Store, exam.ActionCompareFaces, sittingID)
	if err != nil {
		return nil, err
	}
	one, err := s.Store.ChangeFace(ctx, sittingID, func(one *exam.Sitting, f exam.FaceFile) (exam.FaceChange, error) {
		c := exam.IDCheck{
			ID: ident.New(), SchoolID: one.SchoolID, SittingID: one.ID, Confirmed: confirmed, Reason: strings.TrimSpace(reason),
			StaffID: by.StaffID, By: by.Name, At: s.Now(),
		}
		if doc := f.Document(); doc != nil {
			c.DocumentID = doc.ID
		}
		return exam.FaceChange{IDCheck: &c}, one.CheckIdentity(by, c, s.Now())
	})
	if err != nil {
		return nil, err
	}
	return s.Snapshots.BoardSitting(ctx, one)
}

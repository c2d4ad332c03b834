// Package enquiry is a candidate's question to the school and its answer
// (FEATURES A20).
package enquiry

import (
	"context"
	"io"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/limit"
	"kaochang/internal/operation"
)

// Store is what enquiry needs from storage.
type Store interface {
	operation.EnrolmentScopes
	EnquiriesOf(ctx context.Context, schoolID, enrolmentID string) ([]exam.Enquiry, error)
	Enquiries(ctx context.Context, schoolID string, state exam.EnquiryState, colleges []string, limit, offset int) ([]exam.Enquiry, int, error)
	KeepEnquiry(ctx context.Context, e exam.Enquiry, fact *exam.Fact) error
	ChangeEnquiry(ctx context.Context, id string, fn func(*exam.Enquiry) (*exam.Fact, error)) error
	Enquiry(ctx context.Context, schoolID, id string) (exam.Enquiry, error)
	File(ctx context.Context, fileID string) (exam.File, error)
	CannedAnswers(ctx context.Context, schoolID string) ([]exam.CannedAnswer, error)
	KeepCannedAnswer(ctx context.Context, c exam.CannedAnswer, fact exam.Fact) error
	RemoveCannedAnswer(ctx context.Context, schoolID, id string, fact exam.Fact) error
	operation.ExportStore
}

// Blobs open kept bytes by their SHA-256.
type Blobs interface {
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// Service holds the use cases of questions.
type Service struct {
	// Write writes lists that are exported; it is set before they are.
	Write operation.WriteTable

	store Store
	blobs Blobs
	now   func() time.Time
	words *limit.Limiter // of candidates, by enrolment
}

// New returns the service.
func New(store Store, blobs Blobs, now func() time.Time) *Service {
	return &Service{store: store, blobs: blobs, now: now, words: limit.New(10, time.Minute, now)}
}

// own returns the scope of the asker's own enrolment.
func (s *Service) own(ctx context.Context, enrolmentID string) (exam.Scope, error) {
	if _, err := operation.OnEnrolment(ctx, s.store, exam.ActionOwnEnrolment, enrolmentID); err != nil {
		return exam.Scope{}, err
	}
	return s.store.EnrolmentScope(ctx, enrolmentID)
}

// Own lists the questions of the asker's own enrolment, the latest first.
func (s *Service) Own(ctx context.Context, enrolmentID string) ([]exam.Enquiry, error) {
	scope, err := s.own(ctx, enrolmentID)
	if err != nil {
		return nil, err
	}
	return s.store.EnquiriesOf(ctx, scope.SchoolID, enrolmentID)
}

// Said is what a candidate says: a text and photos that she has sent before.
type Said struct {
	Text     string
	PhotoIDs []string
}

// checkPhotos refuses what is no photo of the enrolment as CodeNotFound.
func (s *Service) checkPhotos(ctx context.Context, enrolmentID string, ids []string) error {
	for _, id := range ids {
		if f, err := s.store.File(ctx, id); err != nil || f.OwnerID != enrolmentID || f.Purpose != exam.PurposeEnquiryPhoto {
			return exam.Errorf(exam.CodeNotFound, "no such photo")
		}
	}
	return nil
}

// Ask asks the school something new; ten words at once and one a minute are
// taken, then CodeRateLimited.
func (s *Service) Ask(ctx context.Context, enrolmentID, subject string, said Said) (string, error) {
	scope, err := s.own(ctx, enrolmentID)
	if err != nil {
		return "", err
	}
	if err := exam.CheckSubject(subject); err != nil {
		return "", err
	}
	e := exam.Enquiry{ID: ident.New(), SchoolID: scope.SchoolID, EnrolmentID: enrolmentID, Subject: subject, CreatedAt: s.now()}
	if err := e.Ask(ident.New(), said.Text, s.now(), said.PhotoIDs...); err != nil {
		return "", err
	}
	if err := s.checkPhotos(ctx, enrolmentID, said.PhotoIDs); err != nil {
		return "", err
	}
	if err := s.words.Take(enrolmentID); err != nil {
		return "", err
	}
	return e.ID, s.store.KeepEnquiry(ctx, e, nil)
}

// changeOwn changes a question of the asker's own enrolment.
func (s *Service) changeOwn(ctx context.Context, enrolmentID, id string, fn func(*exam.Enquiry) error) error {
	if _, err := s.own(ctx, enrolmentID); err != nil {
		return err
	}
	return s.store.ChangeEnquiry(ctx, id, func(e *exam.Enquiry) (*exam.Fact, error) {
		if e.EnrolmentID != enrolmentID {
			return nil, exam.Errorf(exam.CodeNotFound, "no such question")
		}
		return nil, fn(e)
	})
}

// AskOn adds a word to the asker's own question.
func (s *Service) AskOn(ctx context.Context, enrolmentID, id string, said Said) error {
	if err := s.checkPhotos(ctx, enrolmentID, said.PhotoIDs); err != nil {
		return err
	}
	if err := s.words.Take(enrolmentID); err != nil {
		return err
	}
	return s.changeOwn(ctx, enrolmentID, id, func(e *exam.Enquiry) error {
		return e.Ask(ident.New(), said.Text, s.now(), said.PhotoIDs...)
	})
}

// Seen keeps that the asker has read the answer.
func (s *Service) Seen(ctx context.Context, enrolmentID, id string) error {
	return s.changeOwn(ctx, enrolmentID, id, func(e *exam.Enquiry) error { e.Unread = false; return nil })
}

// List returns a page of the questions within the asker's reach, those that wait
// longest first, and how many there are.
func (s *Service) List(ctx context.Context, by exam.Actor, state exam.EnquiryState, size, offset int) ([]exam.Enquiry, int, error) {
	colleges := exam.CollegesFor(by, exam.ActionAnswer)
	return s.store.Enquiries(ctx, by.SchoolID, state, colleges, size, offset)
}

// Act is what staff do with a question.
type Act string

// The acts.
const (
	ActClaim  Act = "claim"
	ActAnswer Act = "answer"
	ActClose  Act = "close"
)

// Do does something with a question within the asker's reach. Claiming what
// another sees to is CodeConflict.
func (s *Service) Do(ctx context.Context, by exam.Actor, id string, act Act, text string) error {
	return s.store.ChangeEnquiry(ctx, id, func(e *exam.Enquiry) (*exam.Fact, error) {
		scope, err := s.store.EnrolmentScope(ctx, e.EnrolmentID)
		if err != nil {
			return nil, err
		}
		if err := exam.Can(by, exam.ActionAnswer, scope); err != nil {
			return nil, err
		}
		f := &exam.Fact{Kind: "enquiry." + string(act), Actor: by, At: s.now(), Data: map[string]string{"enquiry": e.ID, "subject": e.Subject}}
		switch act {
		case ActClaim:
			return f, e.Claim(by, s.now())
		case ActAnswer:
			return f, e.Answer(by, ident.New(), text, s.now())
		}
		e.Close(s.now())
		return f, nil
	})
}

// Package material is about files that people send: who may send what, and what
// is accepted. An upload begins with a ticket and ends, if it is what the ticket
// says, in the blob store (DESIGN.md, "Uploads and files").
package material

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/limit"
	"kaochang/internal/operation"
)

// Store is what material needs from storage.
type Store interface {
	operation.Scopes
	operation.EnrolmentScopes
	Candidate(ctx context.Context, candidateID string) (exam.Candidate, error)
	ChoicesByPhone(ctx context.Context, phone string) ([]exam.Choice, error)
	ChoiceOfSitting(ctx context.Context, sittingID string) (exam.Choice, error)
	CreateTicket(ctx context.Context, t exam.Ticket) error
	Ticket(ctx context.Context, ticketID string) (exam.Ticket, error)
	FinishTicket(ctx context.Context, ticketID string, f exam.File) error
	RefuseTicket(ctx context.Context, ticketID string, code exam.Code, why string) error
	File(ctx context.Context, fileID string) (exam.File, error)
}

// Blobs keep bytes by their SHA-256.
type Blobs interface {
	// Put keeps what it reads and returns its hash and size; it is on disk when
	// Put returns.
	Put(ctx context.Context, src io.Reader) (sha256 string, size int64, err error)
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// Requirements say what a candidate may send for one.
type Requirements interface {
	// Admit returns the school, the media types and the largest size of a file that
	// the asker may send now to an owner that [exam.MaterialOwner] has made.
	Admit(ctx context.Context, owner string) (schoolID string, types []string, maxBytes int64, err error)
}

// Service holds the use cases of uploads.
type Service struct {
	store Store
	blobs Blobs
	asked Requirements
	now   func() time.Time
	asks  *limit.Limiter // of photos to questions, by enrolment

	seal func(plain []byte, about string) string
}

// photosAtOnce and photosEvery bound how often an enrolment may send a photo with a
// question: nothing else does.
const (
	photosAtOnce = 12
	photosEvery  = time.Minute
)

// New returns the service.
func New(store Store, blobs Blobs, asked Requirements, now func() time.Time) *Service {
	return &Service{store: store, blobs: blobs, asked: asked, now: now, asks: limit.New(photosAtOnce, photosEvery, now)}
}

// SealWith names who seals what nobody may find on the disk: papers before their
// release. Without it they are not taken.
func (s *Service) SealWith(seal func(plain []byte, about string) string) { s.seal = seal }

// kind is what a purpose allows.
type kind struct {
	maxBytes int64
	types    []string // media types, by content
	action   exam.Action
}

var kinds = map[exam.UploadPurpose]kind{
	exam.PurposePhoto:            {10 << 20, []string{"image/jpeg", "image/png"}, exam.ActionSetPhoto},
	exam.PurposeQuestionFile:     {50 << 20, []string{"image/jpeg", "image/png", "application/pdf"}, exam.ActionSetQuestions},
	exam.PurposeAnnouncementFile: {50 << 20, []string{"image/jpeg", "image/png", "application/pdf"}, exam.ActionAnnounce},
	exam.PurposeEnquiryPhoto:     {10 << 20, []string{"image/jpeg", "image/png"}, exam.ActionOwnEnrolment},
	exam.PurposeMaterial:         {exam.MaxMaterialBytes, materialTypes(), exam.ActionOwnEnrolment},
	exam.PurposePhotoPage:        {20 << 20, []string{"image/jpeg", "image/png"}, exam.ActionSit},
	exam.PurposeAnswerPhoto:      {20 << 20, []string{"image/jpeg", "image/png"}, exam.ActionSit},
	exam.PurposePaperFile:        {50 << 20, []string{"application/pdf"}, exam.ActionSetPapers},
	exam.PurposePaperImport:      {64 << 20, []string{typeXLSX, typeCSV, typeXML}, exam.ActionSetPapers},
	exam.PurposePaperMedia:       {exam.MaxPaperMediaBytes, exam.MediaTypes(), exam.ActionSetPapers},
	exam.PurposeRosterSheet:      {20 << 20, []string{typeXLSX, typeCSV}, exam.ActionManageRoster},
	exam.PurposeRosterPhotos:     {2 << 30, []string{typeZip}, exam.ActionManageRoster},
}

// materialTypes are all that any requirement takes.
func materialTypes() (all []string) {
	for _, k := range []exam.RequirementKind{exam.RequireImage, exam.RequireVideo, exam.RequireFile} {
		all = append(all, k.MediaTypes()...)
	}
	return all
}

// ticketTTL is how long an upload may take, interruptions included.
const ticketTTL = 6 * time.Hour

// Ask gives out a ticket for one upload of size bytes. The owner is the
// candidate of a reference photo or the session of a question's file. It returns
// CodeInvalid for an unknown purpose, CodeTooLarge and CodeWrongType by what is
// announced; what really arrives is checked again at the end.
func (s *Service) Ask(ctx context.Context, purpose exam.UploadPurpose, ownerID, name, mediaType string, size int64) (exam.Ticket, error) {
	k, known := kinds[purpose]
	if !known {
		return exam.Ticket{}, exam.Errorf(exam.CodeInvalid, "uploads for %q do not exist", purpose)
	}
	schoolID, err := s.checkOwner(ctx, purpose, &k, ownerID)
	if err != nil {
		return exam.Ticket{}, err
	}
	if size < 1 || size > k.maxBytes {
		return exam.Ticket{}, exam.Errorf(exam.CodeTooLarge, "a file has 1 to %d bytes, got %d", k.maxBytes, size).With("max_bytes", k.maxBytes)
	}
	if !allowed(k.types, mediaType) {
		return exam.Ticket{}, exam.Errorf(exam.CodeWrongType, "allowed types are %v, got %q", k.types, mediaType).With("types", k.types)
	}
	t := exam.Ticket{
		ID: ident.New(), SchoolID: schoolID, Purpose: purpose, OwnerID: ownerID, ByLoginID: operation.ActorFrom(ctx).LoginID,
		Name: name, Type: mediaType, MaxBytes: size, ExpiresAt: s.now().Add(ticketTTL),
	}
	if err := s.store.CreateTicket(ctx, t); err != nil {
		return exam.Ticket{}, fmt.Errorf("keep upload ticket: %w", err)
	}
	return t, nil
}

// checkOwner returns the owner's school when the asker may send this for her; k
// becomes what the owner's requirement allows, where there is one.
func (s *Service) checkOwner(ctx context.Context, purpose exam.UploadPurpose, k *kind, ownerID string) (string, error) {
	a := k.action
	if !exam.MayEver(operation.ActorFrom(ctx), a) {
		return "", exam.Errorf(exam.CodeNotFound, "nothing here")
	}
	if purpose == exam.PurposeMaterial {
		schoolID, types, maxBytes, err := s.asked.Admit(ctx, ownerID)
		k.types, k.maxBytes = types, maxBytes
		return schoolID, err
	}
	if purpose == exam.PurposeEnquiryPhoto {
		return s.ofEnrolment(ctx, a, ownerID)
	}
	if purpose == exam.PurposeQuestionFile || purpose.OfPaper() {
		by, err := operation.OnSession(ctx, s.store, a, ownerID)
		return by.SchoolID, err
	}
	if purpose == exam.PurposePhotoPage || purpose == exam.PurposeAnswerPhoto {
		scope, err := s.store.SittingScope(ctx, ownerID)
		if err == nil {
			err = exam.Can(operation.ActorFrom(ctx), a, scope)
		}
		return scope.SchoolID, err
	}
	switch purpose {
	case exam.PurposeRosterSheet, exam.PurposeRosterPhotos, exam.PurposeAnnouncementFile:
		return ownerID, ofSchool(operation.ActorFrom(ctx), a, ownerID)
	}
	c, err := s.store.Candidate(ctx, ownerID)
	if err != nil {
		return "", err
	}
	return c.SchoolID, s.canFor(ctx, a, c)
}

// ofEnrolment returns the school of the asker's own enrolment, or CodeRateLimited.
func (s *Service) ofEnrolment(ctx context.Context, a exam.Action, enrolmentID string) (string, error) {
	if _, err := operation.OnEnrolment(ctx, s.store, a, enrolmentID); err != nil {
		return "", err
	}
	scope, err := s.store.EnrolmentScope(ctx, enrolmentID)
	if err != nil {
		return "", fmt.Errorf("find enrolment %s: %w", enrolmentID, err)
	}
	return scope.SchoolID, s.asks.Take(enrolmentID)
}

// canFor returns nil where the asker may take the action for a candidate: in her
// school, or in a college or exam that she is enrolled in.
func (s *Service) canFor(ctx context.Context, a exam.Action, c exam.Candidate) error {
	by := operation.ActorFrom(ctx)
	refusal := exam.Can(by, a, exam.Scope{SchoolID: c.SchoolID})
	if refusal == nil {
		return nil
	}
	choices, err := s.store.ChoicesByPhone(ctx, c.Phone)
	if err != nil {
		return fmt.Errorf("list choices of candidate %s: %w", c.ID, err)
	}
	for _, one := range choices {
		if one.Candidate.ID != c.ID {
			continue // another with the same number
		}
		if exam.Can(by, a, exam.Scope{SchoolID: c.SchoolID, CollegeID: one.College.ID, ExamID: one.Exam.ID}) == nil {
			return nil
		}
	}
	return refusal
}

// ofSchool returns nil for staff of a school who may take the action somewhere
// in it; what she reaches is looked at again where the file is used.
func ofSchool(by exam.Actor, a exam.Action, schoolID string) error {
	if by.SchoolID != schoolID {
		return exam.Errorf(exam.CodeNotFound, "nothing here")
	}
	if !exam.MayEver(by, a) {
		return exam.Errorf(exam.CodeForbidden, "your role does not allow this here")
	}
	return nil
}

func allowed(types []string, got string) bool {
	for _, t := range types {
		if t == got {
			return true
		}
	}
	return false
}

// Admit lets an upload of size bytes begin on a ticket of the asker's own, else
// CodeForbidden, CodeNotFound or CodeTooLarge.
func (s *Service) Admit(ctx context.Context, ticketID string, size int64) error {
	t, err := s.owned(ctx, ticketID)
	if err != nil {
		return err
	}
	if t.FileID != "" || t.RefusedCode != "" || !s.now().Before(t.ExpiresAt) {
		return exam.Errorf(exam.CodeConflict, "this ticket was used or has expired; ask for a new one")
	}
	if size > t.MaxBytes {
		return exam.Errorf(exam.CodeTooLarge, "announced %d bytes, got %d", t.MaxBytes, size)
	}
	return nil
}

// Owns returns nil when the asker owns the ticket of an upload, else CodeNotFound.
// Once the upload was taken or refused, settled is its announced size in bytes,
// until then 0.
func (s *Service) Owns(ctx context.Context, ticketID string) (settled int64, err error) {
	t, err := s.owned(ctx, ticketID)
	if err == nil && (t.FileID != "" || t.RefusedCode != "") {
		settled = t.MaxBytes
	}
	return settled, err
}

// owned returns a ticket of the asker's own, else CodeNotFound.
func (s *Service) owned(ctx context.Context, ticketID string) (exam.Ticket, error) {
	t, err := s.store.Ticket(ctx, ticketID)
	if err != nil {
		return exam.Ticket{}, err
	}
	if t.ByLoginID != operation.ActorFrom(ctx).LoginID {
		return exam.Ticket{}, exam.Errorf(exam.CodeNotFound, "no such upload")
	}
	return t, nil
}

// finally returns the types that the content of an upload may have: those of its
// purpose, and of a material those of the kind that was announced.
func finally(t exam.Ticket) []string {
	if t.Purpose == exam.PurposeMaterial {
		for _, k := range []exam.RequirementKind{exam.RequireImage, exam.RequireVideo, exam.RequireFile} {
			if allowed(k.MediaTypes(), t.Type) {
				return k.MediaTypes()
			}
		}
	}
	return kinds[t.Purpose].types
}

// Finish takes the bytes of a finished upload, checks them by content and keeps
// them. A refusal is kept with the ticket and returned; then nothing is kept of
// the bytes.
func (s *Service) Finish(ctx context.Context, ticketID string, src io.ReadSeeker) error {
	t, err := s.store.Ticket(ctx, ticketID)
	if err != nil {
		return err
	}
	clean, mediaType, err := examine(t, src)
	if code := exam.CodeOf(err); err != nil && !exam.Passing(err) {
		if err := s.store.RefuseTicket(ctx, ticketID, code, err.Error()); err != nil {
			return fmt.Errorf("refuse upload %s: %w", ticketID, err)
		}
		return err
	}
	if err != nil {
		return fmt.Errorf("inspect upload %s: %w", ticketID, err)
	}
	f := exam.File{
		ID: ident.New(), SchoolID: t.SchoolID, OwnerID: t.OwnerID, Purpose: t.Purpose,
		Name: t.Name, Type: mediaType, CreatedAt: s.now(),
	}
	if t.Purpose.OfPaper() {
		if clean, err = s.sealed(clean, exam.SealedFile(f.ID)); err != nil {
			return fmt.Errorf("seal upload %s: %w", ticketID, err)
		}
	}
	if f.SHA256, f.Bytes, err = s.blobs.Put(ctx, clean); err != nil {
		return fmt.Errorf("keep upload %s: %w", ticketID, err)
	}
	if err := s.store.FinishTicket(ctx, ticketID, f); err != nil {
		return fmt.Errorf("finish upload %s: %w", ticketID, err)
	}
	return nil
}

// sealed returns the sealed bytes of what src has.
func (s *Service) sealed(src io.Reader, about string) (io.Reader, error) {
	if s.seal == nil {
		return nil, errors.New("nobody seals here")
	}
	plain, err := io.ReadAll(src)
	if err != nil {
		return nil, err
	}
	return strings.NewReader(s.seal(plain, about)), nil
}

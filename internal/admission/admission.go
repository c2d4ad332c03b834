// Package admission is the admission ticket: what a candidate shows or brings, as
// a page and on paper, with a code that says whether it is genuine (FEATURES
// A18). Candidates see theirs once the school has published the exam's tickets.
package admission

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"iter"
	"log/slog"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/picture"
)

// Store is what admission needs from storage.
type Store interface {
	AdmissionTicket(ctx context.Context, enrolmentID string) (exam.AdmissionTicket, error)
	AdmissionTickets(ctx context.Context, f exam.TicketFilter) ([]exam.AdmissionTicket, error)
	TicketPolicy(ctx context.Context, schoolID, examID string) (exam.TicketPolicy, error)
	SetTicketPolicy(ctx context.Context, schoolID, examID string, p exam.TicketPolicy, fact exam.Fact) error
	TicketCount(ctx context.Context, schoolID, examID string) (exam.TicketCount, error)
	File(ctx context.Context, fileID string) (exam.File, error)
}

// Blobs keeps the bytes of photos.
type Blobs interface {
	Open(ctx context.Context, sum string) (io.ReadSeekCloser, error)
}

// Sheet is a ticket to be printed: with its photo, nil for none, and what its
// code says.
type Sheet struct {
	exam.AdmissionTicket
	Photo image.Image
	Link  string
}

// Print writes a document with a page for each ticket; it stops at the list's
// first error and returns it.
type Print func(w io.Writer, title string, list iter.Seq2[Sheet, error]) error

// Parts are what the service is made of.
type Parts struct {
	Store Store
	Blobs Blobs
	Print Print
	// Key makes codes that nobody else can make; 32 bytes.
	Key []byte
	Now func() time.Time
}

// Service holds the use cases of admission tickets.
type Service struct{ Parts }

// New returns the service.
func New(p Parts) *Service { return &Service{p} }

// scopeOf is where a ticket belongs.
func scopeOf(t exam.AdmissionTicket) exam.Scope {
	return exam.Scope{SchoolID: t.SchoolID, CollegeID: t.CollegeID, ExamID: t.ExamID, Phone: t.Phone}
}

// Own returns the ticket of a candidate's own enrolment, published or not.
func (s *Service) Own(ctx context.Context, by exam.Actor, enrolmentID string) (exam.AdmissionTicket, error) {
	t, err := s.Store.AdmissionTicket(ctx, enrolmentID)
	if err != nil {
		return t, err
	}
	return t, exam.Can(by, exam.ActionOwnEnrolment, scopeOf(t))
}

// shown reports whether candidates see the ticket, and whether its code is good.
func shown(t exam.AdmissionTicket) bool { return t.Published && len(t.Lines) > 0 }

// Published is [Service.Own] for a ticket that she may see: else CodeNotFound.
func (s *Service) Published(ctx context.Context, by exam.Actor, enrolmentID string) (exam.AdmissionTicket, error) {
	t, err := s.Own(ctx, by, enrolmentID)
	if err == nil && !shown(t) {
		err = exam.Errorf(exam.CodeNotFound, "there is no admission ticket yet")
	}
	return t, err
}

// Public returns the ticket that a code is of, when it is good today; else
// CodeNotFound, whatever the cause.
func (s *Service) Public(ctx context.Context, code string) (exam.AdmissionTicket, error) {
	unknown := exam.Errorf(exam.CodeNotFound, "this is no valid admission ticket")
	enrolmentID, genuine := s.enrolmentOf(code)
	if !genuine {
		return exam.AdmissionTicket{}, unknown
	}
	t, err := s.Store.AdmissionTicket(ctx, enrolmentID)
	if err != nil && exam.CodeOf(err) != exam.CodeNotFound {
		return t, err
	}
	if err != nil || !shown(t) {
		return exam.AdmissionTicket{}, unknown
	}
	return t, nil
}

// Check is [Service.Public] for staff of the exam, or of a room that the
// candidate goes to: they are told all of it.
func (s *Service) Check(ctx context.Context, by exam.Actor, code string) (exam.AdmissionTicket, error) {
	t, err := s.Public(ctx, code)
	if err != nil {
		return t, err
	}
	in := scopeOf(t)
	refusal := exam.Can(by, exam.ActionCheckTicket, in)
	for _, line := range t.Lines {
		if refusal == nil {
			break
		}
		in.RoomID = line.RoomID
		refusal = exam.Can(by, exam.ActionCheckTicket, in)
	}
	return t, refusal
}

// Policy returns what is settled for an exam's tickets, and how many there are.
func (s *Service) Policy(ctx context.Context, by exam.Actor, examID string) (exam.TicketPolicy, exam.TicketCount, error) {
	if err := exam.Can(by, exam.ActionPlan, exam.Scope{SchoolID: by.SchoolID}); err != nil {
		return exam.TicketPolicy{}, exam.TicketCount{}, err
	}
	p, err := s.Store.TicketPolicy(ctx, by.SchoolID, examID)
	if err != nil {
		return p, exam.TicketCount{}, err
	}
	n, err := s.Store.TicketCount(ctx, by.SchoolID, examID)
	return p, n, err
}

// SetPolicy publishes an exam's tickets or takes them back, and sets the notes
// that are printed on them; candidates see it at once.
func (s *Service) SetPolicy(ctx context.Context, by exam.Actor, examID string, p exam.TicketPolicy) error {
	before, _, err := s.Policy(ctx, by, examID)
	if err != nil {
		return err
	}
	p.Notes = strings.TrimSpace(strings.ReplaceAll(p.Notes, "\r\n", "\n"))
	if err := p.Check(); err != nil {
		return err
	}
	if p == before {
		return nil
	}
	kind := "tickets.noted"
	switch {
	case p.Published && !before.Published:
		kind = "tickets.published"
	case before.Published && !p.Published:
		kind = "tickets.withdrawn"
	}
	return s.Store.SetTicketPolicy(ctx, by.SchoolID, examID, p, exam.Fact{
		Kind: kind, Actor: by, At: s.Now(), Data: map[string]string{"exam": examID, "notes": p.Notes},
	})
}

// MaxPrinted is how many tickets one document has at most.
const MaxPrinted = 5000

// OfExam lists the tickets of an exam for printing, published or not. Over
// [MaxPrinted] is CodeTooLarge, none at all is CodeNotFound.
func (s *Service) OfExam(ctx context.Context, by exam.Actor, f exam.TicketFilter) ([]exam.AdmissionTicket, error) {
	if err := exam.Can(by, exam.ActionPlan, exam.Scope{SchoolID: by.SchoolID}); err != nil {
		return nil, err
	}
	f.SchoolID = by.SchoolID
	list, err := s.Store.AdmissionTickets(ctx, f)
	switch {
	case err != nil:
		return nil, err
	case len(list) == 0:
		return nil, exam.Errorf(exam.CodeNotFound, "nobody sits anything here yet")
	case len(list) > MaxPrinted:
		return nil, exam.Errorf(exam.CodeTooLarge, "one document has at most %d tickets, these are %d: choose a major or a session", MaxPrinted, len(list))
	}
	return list, nil
}

// sheets makes tickets ready for printing one by one, so that only one photo at
// a time is in memory. origin is where the codes lead to.
func (s *Service) sheets(ctx context.Context, list []exam.AdmissionTicket, origin string) iter.Seq2[Sheet, error] {
	return func(yield func(Sheet, error) bool) {
		for _, t := range list {
			if err := ctx.Err(); err != nil {
				yield(Sheet{}, fmt.Errorf("print tickets: %w", err))
				return
			}
			if !yield(Sheet{t, s.photo(ctx, t), s.link(t, origin)}, nil) {
				return
			}
		}
	}
}

// The most pixels of a printed photo: 35 x 45 mm at 300 an inch.
const photoWidth, photoHeight = 413, 531

// photo returns a ticket's photo, nil for none. A photo that cannot be read does
// not keep a ticket from being printed.
func (s *Service) photo(ctx context.Context, t exam.AdmissionTicket) image.Image {
	if t.PhotoID == "" {
		return nil
	}
	_, src, err := s.openPhoto(ctx, t)
	if err != nil {
		slog.WarnContext(ctx, "ticket printed without its photo", "enrolment", t.EnrolmentID, "error", err)
		return nil
	}
	img, _, err := image.Decode(src)
	if err := errors.Join(err, src.Close()); err != nil {
		slog.WarnContext(ctx, "ticket printed without its photo", "enrolment", t.EnrolmentID, "error", err)
		return nil
	}
	return picture.Fit(img, photoWidth, photoHeight)
}

func (s *Service) openPhoto(ctx context.Context, t exam.AdmissionTicket) (exam.File, io.ReadSeekCloser, error) {
	if t.PhotoID == "" {
		return exam.File{}, nil, exam.Errorf(exam.CodeNotFound, "this candidate has no reference photo")
	}
	file, err := s.Store.File(ctx, t.PhotoID)
	if err != nil {
		return file, nil, fmt.Errorf("find photo of enrolment %s: %w", t.EnrolmentID, err)
	}
	src, err := s.Blobs.Open(ctx, file.SHA256)
	if err != nil {
		return file, nil, fmt.Errorf("open photo of enrolment %s: %w", t.EnrolmentID, err)
	}
	return file, src, nil
}

package admission

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

const tag = "Admission tickets"

// TicketView is a ticket as its candidate and staff see it. While it is not
// published only "published" is told to the candidate.
type TicketView struct {
	Published bool       `json:"published"`
	School    string     `json:"school,omitempty"`
	College   string     `json:"college,omitempty"`
	Exam      string     `json:"exam,omitempty"`
	Major     string     `json:"major,omitempty"`
	Number    string     `json:"number,omitempty"`
	Name      string     `json:"name,omitempty"`
	HasPhoto  bool       `json:"has_photo"`
	Contact   string     `json:"contact,omitempty"`
	Notes     string     `json:"notes,omitempty"`
	TimeZone  string     `json:"time_zone,omitempty" doc:"IANA name; the school's times are in it"`
	Link      string     `json:"link,omitempty" doc:"What the QR code says"`
	Lines     []LineView `json:"lines"`
}

// LineView is one session of a ticket.
type LineView struct {
	Subject       string    `json:"subject"`
	Type          exam.Type `json:"exam_type" enum:"interview,written,proctored,video"`
	Room          string    `json:"room"`
	Order         int       `json:"order" doc:"In the queue, 0 where there is none"`
	StartsAt      time.Time `json:"starts_at"`
	EndsAt        time.Time `json:"ends_at"`
	EntryOpensAt  time.Time `json:"entry_opens_at"`
	EntryClosesAt time.Time `json:"entry_closes_at"`
}

// PublicView is what anybody is told who holds a valid ticket.
type PublicView struct {
	School   string     `json:"school"`
	Exam     string     `json:"exam"`
	Name     string     `json:"name" doc:"Its ends only"`
	Number   string     `json:"number" doc:"Its ends only"`
	TimeZone string     `json:"time_zone"`
	Lines    []LineView `json:"lines"`
}

// PolicyView is what is settled for an exam's tickets.
type PolicyView struct {
	Published    bool   `json:"published"`
	Notes        string `json:"notes"`
	Entrants     int    `json:"entrants"`
	Ready        int    `json:"ready" doc:"Entrants who sit something: they have a ticket"`
	WithoutPhoto int    `json:"without_photo" doc:"Of the tickets, how many have no photo"`
}

type enrolmentPath struct {
	EnrolmentID string `path:"enrolment_id"`
}

type codePath struct {
	Code string `path:"code" maxLength:"200"`
}

// ExamPath is the exam that an address names.
type ExamPath struct {
	ExamID string `path:"exam_id"`
}

type printInput struct {
	ExamPath
	MajorID   string `query:"major_id"`
	SessionID string `query:"session_id"`
}

type policyInput struct {
	ExamPath
	Body struct {
		Published bool   `json:"published"`
		Notes     string `json:"notes" maxLength:"4000"`
	}
}

type (
	ticketOutput struct{ Body TicketView }
	publicOutput struct{ Body PublicView }
	policyOutput struct{ Body PolicyView }
)

// Register adds the operations of admission tickets.
func (s *Service) Register(api huma.API) {
	op := func(method, path, id, summary string, a exam.Action) operation.Op {
		return operation.Op{Method: method, Path: "/api" + path, ID: id, Summary: summary, Tag: tag, Action: a}
	}
	const own, one, all = "/enrolments/{enrolment_id}/ticket", "/tickets/{code}", "/exams/{exam_id}/tickets"
	operation.Register(api, op("GET", own, "get-own-ticket", "The candidate's admission ticket", exam.ActionOwnEnrolment), s.handleOwn)
	operation.Register(api, op("GET", own+"/photo", "get-own-ticket-photo", "The photo on it", exam.ActionOwnEnrolment), s.handleOwnPhoto)
	operation.Register(api, op("GET", own+"/pdf", "print-own-ticket", "It as a PDF", exam.ActionOwnEnrolment), s.handleOwnPDF)
	operation.Register(api, op("GET", "/public"+one, "verify-ticket", "Whether an admission ticket is genuine", exam.ActionPublic), s.handlePublic)
	operation.Register(api, op("GET", one, "check-ticket", "Whose admission ticket it is", exam.ActionCheckTicket), s.handleCheck)
	operation.Register(api, op("GET", one+"/photo", "get-ticket-photo", "The photo on it", exam.ActionCheckTicket), s.handlePhoto)
	operation.Register(api, op("GET", all, "get-ticket-policy", "What is settled for an exam's tickets", exam.ActionPlan), s.handlePolicy)
	operation.Register(api, op("PUT", all, "set-ticket-policy", "Publish an exam's tickets or take them back", exam.ActionPlan), s.handleSetPolicy)
	operation.Register(api, op("GET", all+"/pdf", "print-tickets", "All tickets of an exam as one PDF", exam.ActionPlan), s.handlePrint)
}

func (s *Service) view(ctx context.Context, t exam.AdmissionTicket) TicketView {
	return TicketView{
		Published: true, School: t.School, College: t.College, Exam: t.Exam, Major: t.Major, Number: t.Number, Name: t.Name, HasPhoto: t.PhotoID != "",
		Contact: t.Contact, Notes: t.Notes, TimeZone: t.TimeZone, Link: s.link(t, operation.CallerFrom(ctx).Origin), Lines: lineViews(t),
	}
}

func lineViews(t exam.AdmissionTicket) []LineView {
	list := make([]LineView, len(t.Lines))
	for i, l := range t.Lines {
		list[i] = LineView{l.Subject, l.Type, l.Room, l.Order, l.StartsAt, l.EndsAt, l.EntryOpensAt, l.EntryClosesAt}
	}
	return list
}

func (s *Service) handleOwn(ctx context.Context, in *enrolmentPath) (*ticketOutput, error) {
	t, err := s.Own(ctx, operation.ActorFrom(ctx), in.EnrolmentID)
	if err != nil {
		return nil, err
	}
	if !shown(t) {
		return &ticketOutput{TicketView{Lines: []LineView{}}}, nil
	}
	return &ticketOutput{s.view(ctx, t)}, nil
}

func (s *Service) handleOwnPhoto(ctx context.Context, in *enrolmentPath) (*operation.Stream, error) {
	t, err := s.Published(ctx, operation.ActorFrom(ctx), in.EnrolmentID)
	return s.streamPhoto(ctx, t, err)
}

func (s *Service) handlePhoto(ctx context.Context, in *codePath) (*operation.Stream, error) {
	t, err := s.Check(ctx, operation.ActorFrom(ctx), in.Code)
	return s.streamPhoto(ctx, t, err)
}

func (s *Service) streamPhoto(ctx context.Context, t exam.AdmissionTicket, err error) (*operation.Stream, error) {
	if err != nil {
		return nil, err
	}
	file, src, err := s.openPhoto(ctx, t)
	if err != nil {
		return nil, err
	}
	return operation.StreamOf(src, operation.Content{Type: file.Type, ModTime: file.CreatedAt, Inline: true}), nil
}

func (s *Service) handleOwnPDF(ctx context.Context, in *enrolmentPath) (*operation.Stream, error) {
	t, err := s.Published(ctx, operation.ActorFrom(ctx), in.EnrolmentID)
	if err != nil {
		return nil, err
	}
	return s.print(ctx, "准考证 "+t.Number, []exam.AdmissionTicket{t})
}

func (s *Service) handlePrint(ctx context.Context, in *printInput) (*operation.Stream, error) {
	list, err := s.OfExam(ctx, operation.ActorFrom(ctx), exam.TicketFilter{ExamID: in.ExamID, MajorID: in.MajorID, SessionID: in.SessionID})
	if err != nil {
		return nil, err
	}
	return s.print(ctx, "准考证 "+list[0].Exam, list)
}

// print draws a document on disk, since thousands of pages are not to be in
// memory, and streams it from there.
func (s *Service) print(ctx context.Context, title string, list []exam.AdmissionTicket) (_ *operation.Stream, err error) {
	file, err := os.CreateTemp("", "tickets-*.pdf")
	if err != nil {
		return nil, fmt.Errorf("make a file for tickets: %w", err)
	}
	kept := vanishing{file}
	defer func() {
		if err != nil {
			err = errors.Join(err, kept.Close())
		}
	}()
	if err := s.Print(file, title, s.sheets(ctx, list, operation.CallerFrom(ctx).Origin)); err != nil {
		return nil, fmt.Errorf("print %d tickets: %w", len(list), err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("rewind tickets: %w", err)
	}
	return operation.StreamOf(kept, operation.Content{Type: "application/pdf", Name: title + ".pdf", ModTime: s.Now()}), nil
}

// vanishing is a file that is gone when it is closed.
type vanishing struct{ *os.File }

// Close closes and removes the file.
func (v vanishing) Close() error { return errors.Join(v.File.Close(), os.Remove(v.Name())) }

func (s *Service) handlePublic(ctx context.Context, in *codePath) (*publicOutput, error) {
	t, err := s.Public(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	return &publicOutput{PublicView{
		School: t.School, Exam: t.Exam, Name: exam.Masked(t.Name), Number: exam.Masked(t.Number), TimeZone: t.TimeZone, Lines: lineViews(t),
	}}, nil
}

func (s *Service) handleCheck(ctx context.Context, in *codePath) (*ticketOutput, error) {
	t, err := s.Check(ctx, operation.ActorFrom(ctx), in.Code)
	if err != nil {
		return nil, err
	}
	return &ticketOutput{s.view(ctx, t)}, nil
}

func (s *Service) handlePolicy(ctx context.Context, in *ExamPath) (*policyOutput, error) {
	p, n, err := s.Policy(ctx, operation.ActorFrom(ctx), in.ExamID)
	return &policyOutput{PolicyView{p.Published, p.Notes, n.Entrants, n.Ready, n.WithoutPhoto}}, err
}

func (s *Service) handleSetPolicy(ctx context.Context, in *policyInput) (*operation.NoContent, error) {
	p := exam.TicketPolicy{Published: in.Body.Published, Notes: in.Body.Notes}
	return &operation.NoContent{}, s.SetPolicy(ctx, operation.ActorFrom(ctx), in.ExamID, p)
}

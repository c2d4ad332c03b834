package enquiry

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

const tag = "Questions to the school"

// EnquiryView is a question with what was said.
type EnquiryView struct {
	ID        string            `json:"id"`
	Subject   string            `json:"subject"`
	State     exam.EnquiryState `json:"state" enum:"open,answered,closed"`
	Unread    bool              `json:"unread" doc:"The candidate has not read the answer"`
	CreatedAt time.Time         `json:"created_at"`
	UpdatedAt time.Time         `json:"updated_at"`
	Words     []WordView        `json:"words" doc:"Oldest first"`
	Claimed   string            `json:"claimed,omitempty" doc:"Name of who sees to it; told to staff"`
	Number    string            `json:"number,omitempty" doc:"The candidate's; told to staff"`
	Name      string            `json:"name,omitempty"`
	Exam      string            `json:"exam,omitempty"`
}

// WordView is one thing said.
type WordView struct {
	ID        string    `json:"id"`
	FromStaff bool      `json:"from_staff"`
	Text      string    `json:"text"`
	Photos    []string  `json:"photos" doc:"Identifiers of what the candidate sent with it"`
	At        time.Time `json:"at"`
}

func viewOf(e exam.Enquiry) EnquiryView {
	v := EnquiryView{ID: e.ID, Subject: e.Subject, State: e.State, Unread: e.Unread, CreatedAt: e.CreatedAt, UpdatedAt: e.UpdatedAt, Words: []WordView{}}
	for _, w := range e.Words {
		v.Words = append(v.Words, WordView{w.ID, w.FromStaff, w.Text, append([]string{}, w.PhotoIDs...), w.At})
	}
	return v
}

type enrolmentEnquiriesInput struct {
	EnrolmentID string `path:"enrolment_id"`
}

type enquiriesOutput struct {
	Body struct {
		Total     int           `json:"total"`
		Enquiries []EnquiryView `json:"enquiries"`
	}
}

// SaidView is what a candidate says.
type SaidView struct {
	Text   string   `json:"text" maxLength:"8000"`
	Photos []string `json:"photos,omitempty" maxItems:"3" doc:"Identifiers of what was sent before, as enquiry_photo"`
}

type askSchoolInput struct {
	EnrolmentID string `path:"enrolment_id"`
	Body        struct {
		Subject string `json:"subject" maxLength:"400"`
		SaidView
	}
}

type askedSchoolOutput struct {
	Body struct {
		ID string `json:"id"`
	}
}

type askOnSchoolInput struct {
	EnrolmentID string `path:"enrolment_id"`
	EnquiryID   string `path:"enquiry_id"`
	Body        SaidView
}

type ownEnquiryInput struct {
	EnrolmentID string `path:"enrolment_id"`
	EnquiryID   string `path:"enquiry_id"`
}

type enquiriesInput struct {
	State  exam.EnquiryState `query:"state" enum:"open,answered,closed,"`
	Offset int               `query:"offset" minimum:"0"`
	Limit  int               `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

type actInput struct {
	EnquiryID string `path:"enquiry_id"`
	Body      struct {
		Act  Act    `json:"act" enum:"claim,answer,close"`
		Text string `json:"text,omitempty" maxLength:"8000" doc:"Of an answer"`
	}
}

// Register adds the operations of questions.
func (s *Service) Register(api huma.API) {
	op := func(method, path, id, summary string, a exam.Action) operation.Op {
		return operation.Op{Method: method, Path: "/api" + path, ID: id, Summary: summary, Tag: tag, Action: a}
	}
	own, answer := exam.ActionOwnEnrolment, exam.ActionAnswer
	const mine = "/enrolments/{enrolment_id}/enquiries"
	operation.Register(api, op("GET", mine, "list-own-enquiries", "One's questions with what was said, the latest first", own), s.handleOwn)
	operation.Register(api, op("POST", mine, "ask-school", "Ask the school something", own),
		func(ctx context.Context, in *askSchoolInput) (*askedSchoolOutput, error) {
			out := &askedSchoolOutput{}
			var err error
			out.Body.ID, err = s.Ask(ctx, in.EnrolmentID, in.Body.Subject, Said{in.Body.Text, in.Body.Photos})
			return out, err
		})
	operation.Register(api, op("POST", mine+"/{enquiry_id}/words", "ask-on", "Add a word to one's question", own),
		func(ctx context.Context, in *askOnSchoolInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.AskOn(ctx, in.EnrolmentID, in.EnquiryID, Said{in.Body.Text, in.Body.Photos})
		})
	operation.Register(api, op("POST", mine+"/{enquiry_id}/reads", "read-answer", "Say that one has read the answer", own),
		func(ctx context.Context, in *ownEnquiryInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.Seen(ctx, in.EnrolmentID, in.EnquiryID)
		})
	operation.Register(api, op("GET", "/enquiries", "list-enquiries", "Candidates' questions, those that wait longest first", answer), s.handleList)
	operation.Register(api, op("GET", "/enquiries/export", "export-enquiries", "The same as a workbook, a row for each word", answer), s.handleExport)
	operation.Register(api, op("POST", "/enquiries/{enquiry_id}/acts", "act-on-enquiry", "Claim, answer or close a question", answer),
		func(ctx context.Context, in *actInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.Do(ctx, operation.ActorFrom(ctx), in.EnquiryID, in.Body.Act, in.Body.Text)
		})
	s.registerPhotos(api)
	s.registerCanned(api)
}

func (s *Service) handleOwn(ctx context.Context, in *enrolmentEnquiriesInput) (*enquiriesOutput, error) {
	list, err := s.Own(ctx, in.EnrolmentID)
	out := &enquiriesOutput{}
	out.Body.Total, out.Body.Enquiries = len(list), make([]EnquiryView, len(list))
	for i, e := range list {
		out.Body.Enquiries[i] = viewOf(e)
	}
	return out, err
}

func (s *Service) handleList(ctx context.Context, in *enquiriesInput) (*enquiriesOutput, error) {
	list, total, err := s.List(ctx, operation.ActorFrom(ctx), in.State, in.Limit, in.Offset)
	out := &enquiriesOutput{}
	out.Body.Total, out.Body.Enquiries = total, make([]EnquiryView, len(list))
	for i, e := range list {
		v := viewOf(e)
		v.Claimed, v.Number, v.Name, v.Exam = e.ClaimedName, e.Number, e.Name, e.ExamName
		out.Body.Enquiries[i] = v
	}
	return out, err
}

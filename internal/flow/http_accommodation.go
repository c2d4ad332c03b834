package flow

import (
	"bytes"
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// EnrolmentPath is the enrolment that an address names.
type EnrolmentPath struct {
	EnrolmentID string `path:"enrolment_id"`
}

// GrantedView is what is different for a candidate, with the reason, for whom grants it.
type GrantedView struct {
	snapshot.Accommodation
	Reason     string    `json:"reason"`
	ApprovedBy string    `json:"approved_by"`
	ApprovedAt time.Time `json:"approved_at"`
	TwoHours   int       `json:"two_hours_last_minutes" doc:"How long a sitting of two hours lasts for her"`
}

func grantedView(a exam.Accommodation) *GrantedView {
	shape := snapshot.AccommodationOf(a)
	if shape == nil {
		return nil
	}
	return &GrantedView{*shape, a.Reason, a.ApprovedBy, a.ApprovedAt, int(a.Duration(2 * time.Hour).Minutes())}
}

// AccommodatedView is a candidate's enrolment with what is different for her.
type AccommodatedView struct {
	EnrolmentID string       `json:"enrolment_id"`
	Name        string       `json:"name"`
	Number      string       `json:"number"`
	ExamName    string       `json:"exam_name"`
	MajorName   string       `json:"major_name"`
	Granted     *GrantedView `json:"granted,omitempty"`
}

type accommodationsInput struct {
	ExamID  string `query:"exam_id"`
	Query   string `query:"q" maxLength:"100" doc:"Part of a name or number"`
	Granted bool   `query:"granted" doc:"Only for whom something is different"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Offset  int    `query:"offset" minimum:"0"`
}

type accommodationsOutput struct {
	Body struct {
		Candidates []AccommodatedView `json:"candidates"`
		Total      int                `json:"total"`
	}
}

type exportAccommodationsInput struct {
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx"`
	ExamID string `query:"exam_id"`
	Query  string `query:"q" maxLength:"100"`
}

type grantInput struct {
	EnrolmentPath
	Body struct {
		NoFaceCheck  bool   `json:"no_face_check,omitempty"`
		OneCamera    bool   `json:"one_camera,omitempty"`
		ExtraPercent int    `json:"extra_percent,omitempty"`
		ExtraMinutes int    `json:"extra_minutes,omitempty"`
		Breaks       int    `json:"breaks,omitempty"`
		BreakMinutes int    `json:"break_minutes,omitempty"`
		BreakTotal   int    `json:"break_total,omitempty" doc:"Minutes of all breaks together, in place of single ones"`
		Reason       string `json:"reason" maxLength:"4000"`
	}
}

type endInput struct {
	EnrolmentPath
	Reason string `query:"reason" maxLength:"4000"`
}

type ownAccommodationOutput struct {
	Body struct {
		Granted *GrantedView `json:"granted,omitempty" doc:"Absent where nothing is different"`
	}
}

func (s *Service) registerAccommodations(api huma.API) {
	op := func(method, path, id, summary string, action exam.Action) operation.Op {
		return operation.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: tag, Action: action}
	}
	operation.Register(api, op("GET", "/api/accommodations", "list-accommodations", "What is different for which candidate", exam.ActionAccommodate), s.handleAccommodations)
	operation.Register(api, op("GET", "/api/accommodations/export", "export-accommodations", "Accommodations as a table", exam.ActionAccommodate), s.handleExport)
	operation.Register(api, op("PUT", "/api/enrolments/{enrolment_id}/accommodation", "grant-accommodation", "Grant what is different for a candidate", exam.ActionAccommodate),
		func(ctx context.Context, in *grantInput) (*operation.NoContent, error) {
			b := in.Body
			return nil, s.Grant(ctx, in.EnrolmentID, exam.Accommodation{
				NoFaceCheck: b.NoFaceCheck, OneCamera: b.OneCamera, ExtraPercent: b.ExtraPercent, ExtraMinutes: b.ExtraMinutes,
				Breaks: b.Breaks, BreakMinutes: b.BreakMinutes, BreakTotal: b.BreakTotal, Reason: b.Reason,
			})
		})
	operation.Register(api, op("DELETE", "/api/enrolments/{enrolment_id}/accommodation", "end-accommodation", "Take it away, with a reason", exam.ActionAccommodate),
		func(ctx context.Context, in *endInput) (*operation.NoContent, error) {
			return nil, s.End(ctx, in.EnrolmentID, in.Reason)
		})
	operation.Register(api, op("GET", "/api/enrolments/{enrolment_id}/accommodation", "get-accommodation", "What is different for the candidate's own enrolment", exam.ActionOwnEnrolment),
		func(ctx context.Context, in *EnrolmentPath) (*ownAccommodationOutput, error) {
			a, err := s.Own(ctx, in.EnrolmentID)
			out := &ownAccommodationOutput{}
			out.Body.Granted = grantedView(a)
			return out, err
		})
}

func (s *Service) handleAccommodations(ctx context.Context, in *accommodationsInput) (*accommodationsOutput, error) {
	list, total, err := s.Accommodations(ctx, operation.ActorFrom(ctx), exam.AccommodationFilter{
		ExamID: in.ExamID, Query: in.Query, Granted: in.Granted, Limit: in.Limit, Offset: in.Offset,
	})
	out := &accommodationsOutput{}
	out.Body.Candidates, out.Body.Total = []AccommodatedView{}, total
	for _, a := range list {
		out.Body.Candidates = append(out.Body.Candidates, AccommodatedView{a.EnrolmentID, a.Name, a.Number, a.ExamName, a.MajorName, grantedView(a.Accommodation)})
	}
	return out, err
}

func (s *Service) handleExport(ctx context.Context, in *exportAccommodationsInput) (*operation.Stream, error) {
	out, err := s.Export(ctx, operation.ActorFrom(ctx), in.Format, exam.AccommodationFilter{ExamID: in.ExamID, Query: in.Query})
	if err != nil {
		return nil, err
	}
	kind := "text/csv; charset=utf-8"
	if in.Format == "xlsx" {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	name := "accommodations-" + s.Now().Format("20060102-1504") + "." + in.Format
	return operation.StreamOf(file{bytes.NewReader(out)}, operation.Content{Type: kind, Name: name, ModTime: s.Now()}), nil
}

// file lets bytes be streamed with ranges.
type file struct{ *bytes.Reader }

// Close does nothing.
func (file) Close() error { return nil }

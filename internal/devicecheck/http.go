package devicecheck

import (
	"bytes"
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

const tag = "Device checks"

// DeviceCheckView is a check with what was measured and the verdict.
type DeviceCheckView struct {
	Position   exam.Position       `json:"position"`
	Label      string              `json:"label,omitempty" doc:"What the device calls itself"`
	Outcome    exam.CheckOutcome   `json:"outcome,omitempty" enum:",ready,remarks,not_ready" doc:"Absent until everything was measured"`
	Findings   []exam.CheckFinding `json:"findings" doc:"In the order of the check"`
	Measured   exam.Measured       `json:"measured"`
	StartedAt  time.Time           `json:"started_at"`
	ExpiresAt  time.Time           `json:"expires_at"`
	FinishedAt *time.Time          `json:"finished_at,omitempty"`
	ServerTime time.Time           `json:"server_time"`
}

func (s *Service) view(c exam.DeviceCheck) DeviceCheckView {
	v := DeviceCheckView{c.Position, c.Label, c.Outcome, c.Findings, c.Measured, c.StartedAt, c.ExpiresAt, nil, s.Now()}
	if !c.FinishedAt.IsZero() {
		v.FinishedAt = &c.FinishedAt
	}
	return v
}

type enrolmentPath struct {
	EnrolmentID string `path:"enrolment_id"`
}

// TokenPath is the check that an address names by its token.
type TokenPath struct {
	Token string `path:"token" maxLength:"100"`
}

type beginCheckInput struct {
	EnrolmentID string `path:"enrolment_id"`
	Body        struct {
		Position exam.Position `json:"position" enum:"1,2"`
	}
}

type measureInput struct {
	TokenPath
	Body struct {
		Label    string        `json:"label,omitempty" maxLength:"200" doc:"What the browser calls itself"`
		Measured exam.Measured `json:"measured" doc:"What is absent stays as it was"`
	}
}

type bytesInput struct {
	TokenPath
	N int64 `query:"n" minimum:"1" maximum:"2097152" default:"1" doc:"How many"`
}

type sendBytesInput struct {
	TokenPath
	RawBody []byte `contentType:"application/octet-stream"`
}

type (
	begunOutput     struct{ Body Begun }
	deviceOutput    struct{ Body DeviceCheckView }
	passOutput      struct{ Body Pass }
	ownChecksOutput struct {
		Body struct {
			Checks []DeviceCheckView `json:"checks" doc:"The latest finished one of each camera, first camera first"`
		}
	}
)

// Register adds the operations of device checks and of the list of readiness.
func (s *Service) Register(api huma.API) {
	op := func(method, path, id, summary string, a exam.Action) operation.Op {
		return operation.Op{Method: method, Path: "/api" + path, ID: id, Summary: summary, Tag: tag, Action: a}
	}
	const own, one = "/enrolments/{enrolment_id}/device-checks", "/public/device-checks/{token}"
	operation.Register(api, op("POST", own, "begin-device-check", "Begin to check the device of a camera", exam.ActionOwnEnrolment), s.handleBegin)
	operation.Register(api, op("GET", own, "list-own-device-checks", "The candidate's latest checks", exam.ActionOwnEnrolment), s.handleOwn)
	operation.Register(api, op("GET", one, "get-device-check", "A check, for who holds its token", exam.ActionPublic), s.handleCheck)
	operation.Register(api, op("POST", one+"/measurements", "measure-device", "Send what a device has measured", exam.ActionPublic), s.handleMeasure)
	operation.Register(api, op("POST", one+"/media-tokens", "get-check-media-token", "Enter the check's own media room", exam.ActionPublic), s.handleMedia)
	operation.Register(api, op("GET", one+"/bytes", "get-check-bytes", "Bytes to measure the way down", exam.ActionPublic), s.handleBytes)
	send := op("POST", one+"/bytes", "send-check-bytes", "Bytes to measure the way up; they are thrown away", exam.ActionPublic)
	send.MaxBodyBytes = MaxBytes + 1 // of which the last is already too many
	operation.Register(api, send, func(ctx context.Context, in *sendBytesInput) (*operation.NoContent, error) {
		return nil, s.Admit(ctx, in.Token)
	})
	operation.Register(api, op("GET", "/readiness", "list-readiness", "Whose devices were checked and who has rehearsed", exam.ActionSeeReadiness), s.handleReadiness)
	operation.Register(api, op("GET", "/readiness/places", "list-readiness-places", "The exams and colleges to choose from", exam.ActionSeeReadiness), s.handlePlaces)
	operation.Register(api, op("GET", "/readiness/export", "export-readiness", "The list as a workbook", exam.ActionSeeReadiness), s.handleExport)
}

func (s *Service) handleBegin(ctx context.Context, in *beginCheckInput) (*begunOutput, error) {
	begun, err := s.Begin(ctx, in.EnrolmentID, in.Body.Position)
	return &begunOutput{begun}, err
}

func (s *Service) handleOwn(ctx context.Context, in *enrolmentPath) (*ownChecksOutput, error) {
	list, err := s.Own(ctx, in.EnrolmentID)
	out := &ownChecksOutput{}
	out.Body.Checks = s.views(list)
	return out, err
}

func (s *Service) views(list []exam.DeviceCheck) []DeviceCheckView {
	all := make([]DeviceCheckView, len(list))
	for i, c := range list {
		all[i] = s.view(c)
	}
	return all
}

func (s *Service) handleCheck(ctx context.Context, in *TokenPath) (*deviceOutput, error) {
	return s.viewOf(s.Check(ctx, in.Token))
}

func (s *Service) handleMeasure(ctx context.Context, in *measureInput) (*deviceOutput, error) {
	return s.viewOf(s.Take(ctx, in.Token, in.Body.Label, in.Body.Measured))
}

func (s *Service) viewOf(c exam.DeviceCheck, err error) (*deviceOutput, error) {
	if err != nil {
		return nil, err
	}
	return &deviceOutput{s.view(c)}, nil
}

func (s *Service) handleMedia(ctx context.Context, in *TokenPath) (*passOutput, error) {
	pass, err := s.Media(ctx, in.Token)
	return &passOutput{pass}, err
}

func (s *Service) handleBytes(ctx context.Context, in *bytesInput) (*operation.Stream, error) {
	src, err := s.Bytes(ctx, in.Token, in.N)
	if err != nil {
		return nil, err
	}
	return operation.StreamOf(src, operation.Content{Type: "application/octet-stream", ModTime: s.Now()}), nil
}

// ReadinessView is a candidate with how ready she is.
type ReadinessView struct {
	EnrolmentID string            `json:"enrolment_id"`
	Number      string            `json:"number"`
	Name        string            `json:"name"`
	Phone       string            `json:"phone"`
	ExamName    string            `json:"exam_name"`
	CollegeName string            `json:"college_name"`
	MajorName   string            `json:"major_name"`
	State       exam.ReadyState   `json:"state" enum:"unchecked,ready,remarks,failed"`
	Checks      []DeviceCheckView `json:"checks" doc:"The latest finished one of each camera"`
	Mocks       int               `json:"mocks" doc:"Mock exams that she went through to the end"`
	LastMockAt  *time.Time        `json:"last_mock_at,omitempty"`
}

// ReadinessCountsView is how many stand where, whatever state and mock are asked for.
type ReadinessCountsView struct {
	All         int `json:"all"`
	Unchecked   int `json:"unchecked"`
	Ready       int `json:"ready"`
	Remarks     int `json:"remarks"`
	Failed      int `json:"failed"`
	Unrehearsed int `json:"unrehearsed"`
}

// ReadinessFilterInput chooses candidates.
type ReadinessFilterInput struct {
	ExamID    string          `query:"exam_id"`
	CollegeID string          `query:"college_id"`
	Query     string          `query:"q" maxLength:"100" doc:"Part of a name, number or phone"`
	State     exam.ReadyState `query:"state" enum:"unchecked,ready,remarks,failed"`
	Mock      string          `query:"mock" enum:"yes,no" doc:"Whether she went through a mock exam"`
}

func (in ReadinessFilterInput) filter() exam.ReadinessFilter {
	return exam.ReadinessFilter{ExamID: in.ExamID, CollegeID: in.CollegeID, Query: in.Query, State: in.State, Mock: in.Mock}
}

type readinessInput struct {
	ReadinessFilterInput
	Limit  int `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Offset int `query:"offset" minimum:"0"`
}

type readinessOutput struct {
	Body struct {
		Candidates []ReadinessView     `json:"candidates" doc:"By number"`
		Total      int                 `json:"total"`
		Counts     ReadinessCountsView `json:"counts"`
	}
}

// ReadinessPlaceView is an exam or a college.
type ReadinessPlaceView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type placesOutput struct {
	Body struct {
		Exams    []ReadinessPlaceView `json:"exams"`
		Colleges []ReadinessPlaceView `json:"colleges"`
	}
}

func (s *Service) handleReadiness(ctx context.Context, in *readinessInput) (*readinessOutput, error) {
	f := in.filter()
	f.Limit, f.Offset = in.Limit, in.Offset
	list, total, counts, err := s.Readiness(ctx, operation.ActorFrom(ctx), f)
	out := &readinessOutput{}
	out.Body.Candidates, out.Body.Total, out.Body.Counts = make([]ReadinessView, len(list)), total, ReadinessCountsView(counts)
	for i, r := range list {
		v := ReadinessView{r.EnrolmentID, r.Number, r.Name, r.Phone, r.ExamName, r.CollegeName, r.MajorName, r.State(), s.views(r.Checks), r.Mocks, nil}
		if !r.LastMockAt.IsZero() {
			v.LastMockAt = &r.LastMockAt
		}
		out.Body.Candidates[i] = v
	}
	return out, err
}

func (s *Service) handlePlaces(ctx context.Context, _ *operation.Empty) (*placesOutput, error) {
	found, err := s.Places(ctx, operation.ActorFrom(ctx))
	out := &placesOutput{}
	out.Body.Exams, out.Body.Colleges = placeViews(found.Exams), placeViews(found.Colleges)
	return out, err
}

func placeViews(list []exam.Place) []ReadinessPlaceView {
	all := make([]ReadinessPlaceView, len(list))
	for i, p := range list {
		all[i] = ReadinessPlaceView(p)
	}
	return all
}

func (s *Service) handleExport(ctx context.Context, in *ReadinessFilterInput) (*operation.Stream, error) {
	out, err := s.Export(ctx, operation.ActorFrom(ctx), in.filter())
	if err != nil {
		return nil, err
	}
	const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	name := "readiness-" + s.Now().Format("20060102-1504") + ".xlsx"
	return operation.StreamOf(file{bytes.NewReader(out)}, operation.Content{Type: workbook, Name: name, ModTime: s.Now()}), nil
}

// file lets bytes be streamed with ranges.
type file struct{ *bytes.Reader }

// Close does nothing.
func (file) Close() error { return nil }

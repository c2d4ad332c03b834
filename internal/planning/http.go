package planning

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

const tag = "Planning"

type examListOutput struct {
	Body struct {
		Exams []ExamView `json:"exams"`
	}
}

type examNameInput struct {
	Body struct {
		Name string `json:"name" maxLength:"200"`
	}
}

type madeOutput struct {
	Body struct {
		ID string `json:"id"`
	}
}

// ExamPath is the exam that an address names.
type ExamPath struct {
	ExamID string `path:"exam_id"`
}

type setUpOutput struct{ Body SetUpView }

type staffChoiceOutput struct {
	Body struct {
		Staff []NamedView `json:"staff"`
	}
}

type renameInput struct {
	ExamPath
	Body struct {
		Name string `json:"name" maxLength:"200"`
	}
}

type openInput struct {
	ExamPath
	Body struct {
		Open   bool   `json:"open"`
		Reason string `json:"reason,omitempty" maxLength:"500" doc:"Owed where the checklist names contradictions"`
	}
}

type majorInput struct {
	ExamPath
	Body struct {
		ID        string `json:"id,omitempty" doc:"Empty for a new one"`
		Name      string `json:"name" maxLength:"200"`
		CollegeID string `json:"college_id"`
		FeeFen    int64  `json:"fee_fen,omitempty"`
	}
}

type subjectInput struct {
	ExamPath
	Body struct {
		ID    string    `json:"id,omitempty"`
		Name  string    `json:"name" maxLength:"200"`
		Intro string    `json:"intro,omitempty" maxLength:"4000"`
		Type  exam.Type `json:"exam_type" enum:"interview,written,proctored,video"`
	}
}

type roomInput struct {
	ExamPath
	Body struct {
		ID      string `json:"id,omitempty"`
		Name    string `json:"name" maxLength:"200"`
		Kind    string `json:"kind,omitempty" maxLength:"200"`
		Intro   string `json:"intro,omitempty" maxLength:"4000"`
		Contact string `json:"contact,omitempty" maxLength:"500"`
		Staff   []struct {
			StaffID string    `json:"staff_id"`
			Role    exam.Role `json:"role"`
		} `json:"staff" maxItems:"100" doc:"All of the room's; those who are missing lose their roles here"`
	}
}

type keepSessionInput struct {
	ExamPath
	Body struct {
		ID            string            `json:"id,omitempty"`
		SubjectID     string            `json:"subject_id"`
		RoomID        string            `json:"room_id"`
		StartsAt      time.Time         `json:"starts_at"`
		EndsAt        time.Time         `json:"ends_at"`
		EntryOpensAt  time.Time         `json:"entry_opens_at"`
		EntryClosesAt time.Time         `json:"entry_closes_at"`
		InviteTTLS    int               `json:"invite_ttl_s" minimum:"1" maximum:"3600"`
		SecondCamera  exam.SecondCamera `json:"second_camera" enum:"required,optional,none"`
		FirstCamera   exam.FirstCamera  `json:"first_camera,omitempty" enum:"any,phone,pc" doc:"Which devices may be the first camera; any where absent"`
	}
}

type removePartInput struct {
	ExamPath
	Kind Kind   `path:"kind" enum:"majors,subjects,rooms,sessions"`
	ID   string `path:"part_id"`
}

type entrantsInput struct {
	ExamPath
	Query     string `query:"q" maxLength:"100"`
	MajorID   string `query:"major_id"`
	SessionID string `query:"session_id"`
	Without   string `query:"without_subject_id" doc:"Only who has no sitting of this subject"`
	Offset    int    `query:"offset" minimum:"0"`
	Limit     int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type entrantsOutput struct {
	Body struct {
		Total    int           `json:"total"`
		Entrants []EntrantView `json:"entrants"`
	}
}

// Register adds the operations of planning.
func (s *Service) Register(api huma.API) {
	op := func(method, path, id, summary string) operation.Op {
		return operation.Op{Method: method, Path: "/api/exams" + path, ID: id, Summary: summary, Tag: tag, Action: exam.ActionPlan}
	}
	const one = "/{exam_id}"
	operation.Register(api, op("GET", "", "list-exams", "The school's exams, newest first"), s.handleExams)
	operation.Register(api, op("POST", "", "create-exam", "Make an exam, closed and empty"), s.handleCreate)
	operation.Register(api, op("GET", one, "get-exam-set-up", "An exam's set-up and its checklist"), s.handleSetUp)
	operation.Register(api, op("GET", one+"/staff", "list-staff-for-rooms", "Whom a room may be given to"), s.handleStaff)
	operation.Register(api, op("PUT", one+"/name", "rename-exam", "Give the exam another name"), s.handleRename)
	operation.Register(api, op("PUT", one+"/opening", "open-exam", "Open the exam to candidates, or close it"), s.handleOpen)
	operation.Register(api, op("POST", one+"/majors", "keep-major", "Make or change a major"), s.handleMajor)
	operation.Register(api, op("POST", one+"/subjects", "keep-subject", "Make or change a subject"), s.handleSubject)
	operation.Register(api, op("POST", one+"/rooms", "keep-room", "Make or change a room with its staff"), s.handleRoom)
	operation.Register(api, op("POST", one+"/sessions", "keep-session", "Make or change a session"), s.handleSession)
	operation.Register(api, op("DELETE", one+"/{kind}/{part_id}", "remove-exam-part", "Take away a part that nothing needs"), s.handleRemove)
	operation.Register(api, op("GET", one+"/entrants", "list-entrants", "The exam's candidates and their seats, by pages"), s.handleEntrants)
	s.registerAssign(api, op)
}

func (s *Service) handleExams(ctx context.Context, _ *operation.Empty) (*examListOutput, error) {
	list, err := s.Exams(ctx, operation.ActorFrom(ctx))
	out := &examListOutput{}
	out.Body.Exams = make([]ExamView, len(list))
	for i, e := range list {
		out.Body.Exams[i] = examView(e)
	}
	return out, err
}

func (s *Service) handleCreate(ctx context.Context, in *examNameInput) (*madeOutput, error) {
	return withID(s.CreateExam(ctx, operation.ActorFrom(ctx), in.Body.Name))
}

func withID(id string, err error) (*madeOutput, error) {
	out := &madeOutput{}
	out.Body.ID = id
	return out, err
}

func (s *Service) handleSetUp(ctx context.Context, in *ExamPath) (*setUpOutput, error) {
	set, found, err := s.SetUp(ctx, operation.ActorFrom(ctx), in.ExamID)
	if err != nil {
		return nil, err
	}
	return &setUpOutput{setUpView(set, found)}, nil
}

func (s *Service) handleStaff(ctx context.Context, _ *ExamPath) (*staffChoiceOutput, error) {
	list, err := s.Staff(ctx, operation.ActorFrom(ctx))
	out := &staffChoiceOutput{}
	out.Body.Staff = make([]NamedView, len(list))
	for i, one := range list {
		out.Body.Staff[i] = NamedView{one.ID, one.Name}
	}
	return out, err
}

func (s *Service) handleRename(ctx context.Context, in *renameInput) (*operation.NoContent, error) {
	return &operation.NoContent{}, s.Rename(ctx, operation.ActorFrom(ctx), in.ExamID, in.Body.Name)
}

func (s *Service) handleOpen(ctx context.Context, in *openInput) (*operation.NoContent, error) {
	return &operation.NoContent{}, s.Open(ctx, operation.ActorFrom(ctx), in.ExamID, in.Body.Open, in.Body.Reason)
}

func (s *Service) handleMajor(ctx context.Context, in *majorInput) (*madeOutput, error) {
	b := in.Body
	return withID(s.KeepMajor(ctx, operation.ActorFrom(ctx), in.ExamID, exam.Major{ID: b.ID, CollegeID: b.CollegeID, Name: b.Name, FeeFen: b.FeeFen}))
}

func (s *Service) handleSubject(ctx context.Context, in *subjectInput) (*madeOutput, error) {
	b := in.Body
	return withID(s.KeepSubject(ctx, operation.ActorFrom(ctx), in.ExamID, exam.Subject{ID: b.ID, Name: b.Name, Intro: b.Intro, Type: b.Type}))
}

func (s *Service) handleRoom(ctx context.Context, in *roomInput) (*madeOutput, error) {
	b := in.Body
	var members []exam.RoomStaff
	for _, m := range b.Staff {
		members = append(members, exam.RoomStaff{StaffID: m.StaffID, Role: m.Role})
	}
	r := exam.Room{ID: b.ID, Name: b.Name, Kind: b.Kind, Intro: b.Intro, Contact: b.Contact}
	return withID(s.KeepRoom(ctx, operation.ActorFrom(ctx), in.ExamID, r, members))
}

func (s *Service) handleSession(ctx context.Context, in *keepSessionInput) (*madeOutput, error) {
	b := in.Body
	return withID(s.KeepSession(ctx, operation.ActorFrom(ctx), in.ExamID, exam.Session{
		ID: b.ID, SubjectID: b.SubjectID, RoomID: b.RoomID, StartsAt: b.StartsAt, EndsAt: b.EndsAt, EntryOpensAt: b.EntryOpensAt,
		EntryClosesAt: b.EntryClosesAt, InviteTTL: time.Duration(b.InviteTTLS) * time.Second, SecondCamera: b.SecondCamera, FirstCamera: b.FirstCamera,
	}))
}

func (s *Service) handleRemove(ctx context.Context, in *removePartInput) (*operation.NoContent, error) {
	return &operation.NoContent{}, s.Remove(ctx, operation.ActorFrom(ctx), in.ExamID, in.Kind, in.ID)
}

func (s *Service) handleEntrants(ctx context.Context, in *entrantsInput) (*entrantsOutput, error) {
	list, total, err := s.Entrants(ctx, operation.ActorFrom(ctx), exam.EntrantFilter{
		ExamID: in.ExamID, Query: in.Query, MajorID: in.MajorID, SessionID: in.SessionID, Without: in.Without, Limit: in.Limit, Offset: in.Offset,
	})
	out := &entrantsOutput{}
	out.Body.Total, out.Body.Entrants = total, make([]EntrantView, len(list))
	for i, e := range list {
		out.Body.Entrants[i] = entrantView(e)
	}
	return out, err
}

package roster

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

type listInput struct {
	Query   string `query:"q" maxLength:"100" doc:"Part of the name, number or phone"`
	ExamID  string `query:"exam_id"`
	MajorID string `query:"major_id"`
	Offset  int    `query:"offset" minimum:"0"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// CandidateView is a candidate in the list.
type CandidateView struct {
	ID        string          `json:"id"`
	Number    string          `json:"number"`
	Name      string          `json:"name"`
	Phone     string          `json:"phone"`
	HasPhoto  bool            `json:"has_photo"`
	Identity  string          `json:"id_number,omitempty" doc:"Masked"`
	BirthDate string          `json:"birth_date,omitempty"`
	Note      string          `json:"note,omitempty"`
	Begun     bool            `json:"begun" doc:"A sitting has begun: cannot be removed"`
	Enrolled  []EnrolmentView `json:"enrolled"`
}

// EnrolmentView is one enrolment of a candidate in the list.
type EnrolmentView struct {
	ExamID  string `json:"exam_id"`
	Exam    string `json:"exam"`
	College string `json:"college"`
	MajorID string `json:"major_id"`
	Major   string `json:"major"`
}

type listOutput struct {
	Body struct {
		Total      int             `json:"total"`
		Candidates []CandidateView `json:"candidates"`
	}
}

type exportInput struct {
	Format  string `query:"format" enum:"xlsx,csv" default:"xlsx"`
	Query   string `query:"q" maxLength:"100"`
	ExamID  string `query:"exam_id"`
	MajorID string `query:"major_id"`
}

type addInput struct {
	Body struct {
		Number  string `json:"number" maxLength:"64"`
		Name    string `json:"name" maxLength:"200"`
		Phone   string `json:"phone" maxLength:"40"`
		MajorID string `json:"major_id"`
	}
}

type addOutput struct {
	Body struct {
		ID string `json:"id"`
	}
}

type changeInput struct {
	CandidateID string `path:"candidate_id"`
	Body        struct {
		Name   string `json:"name" maxLength:"200"`
		Phone  string `json:"phone" maxLength:"40"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

type reasonInput struct {
	CandidateID string `path:"candidate_id"`
	Body        struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Stands in the ledger"`
	}
}

type removeInput struct {
	CandidateID string `path:"candidate_id"`
	Reason      string `query:"reason" maxLength:"500"`
}

type codeOutput struct{ Body HandedCode }

type identityOutput struct {
	Body struct {
		Number string `json:"id_number"`
	}
}

// registerCandidates adds the operations of the list.
func (s *Service) registerCandidates(api huma.API) {
	op := func(method, path, id, summary string, a exam.Action) operation.Op {
		return operation.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: tag, Action: a}
	}
	const one = "/api/candidates/{candidate_id}"
	manage := exam.ActionManageRoster
	operation.Register(api, op("GET", "/api/candidates", "list-candidates", "The roster, by pages", manage), s.handleList)
	operation.Register(api, op("GET", "/api/candidates/export", "export-candidates", "The roster as a table", manage), s.handleExport)
	operation.Register(api, op("POST", "/api/candidates", "add-candidate", "Add one candidate by hand", manage), s.handleAdd)
	operation.Register(api, op("PUT", one, "change-candidate", "Set a candidate's name and phone", manage), s.handleChange)
	operation.Register(api, op("DELETE", one, "remove-candidate", "Take a candidate off the roster", manage), s.handleRemove)
	operation.Register(api, op("POST", one+"/sign-in-code", "hand-sign-in-code", "A sign-in code to read out, shown once", exam.ActionHandCode), s.handleCode)
	operation.Register(api, op("POST", one+"/identity", "see-identity", "An identity number in full", exam.ActionSeeIdentity), s.handleIdentity)
}

func (s *Service) handleList(ctx context.Context, in *listInput) (*listOutput, error) {
	list, total, err := s.List(ctx, operation.ActorFrom(ctx), exam.RosterFilter{
		Query: in.Query, ExamID: in.ExamID, MajorID: in.MajorID, Offset: in.Offset, Limit: min(in.Limit, maxPage),
	})
	if err != nil {
		return nil, err
	}
	out := &listOutput{}
	out.Body.Total, out.Body.Candidates = total, make([]CandidateView, len(list))
	for i, c := range list {
		if out.Body.Candidates[i], err = s.view(c); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) view(c exam.Listed) (CandidateView, error) {
	v := CandidateView{
		ID: c.ID, Number: c.Number, Name: c.Name, Phone: c.Phone, HasPhoto: c.PhotoID != "", BirthDate: c.BirthDate, Note: c.Note,
		Begun: c.Begun, Enrolled: []EnrolmentView{},
	}
	if c.Sealed != "" {
		number, err := s.openIdentity(c.RosterCandidate)
		if err != nil {
			return v, err
		}
		v.Identity = exam.MaskIdentity(number)
	}
	for _, e := range c.Enrolled {
		v.Enrolled = append(v.Enrolled, EnrolmentView{e.ExamID, e.ExamName, e.CollegeName, e.MajorID, e.MajorName})
	}
	return v, nil
}

func (s *Service) handleExport(ctx context.Context, in *exportInput) (*operation.Stream, error) {
	out, err := s.Export(ctx, operation.ActorFrom(ctx), in.Format, exam.RosterFilter{Query: in.Query, ExamID: in.ExamID, MajorID: in.MajorID})
	if err != nil {
		return nil, err
	}
	return s.download(out, in.Format, "roster"), nil
}

func (s *Service) handleAdd(ctx context.Context, in *addInput) (*addOutput, error) {
	out := &addOutput{}
	var err error
	out.Body.ID, err = s.Add(ctx, operation.ActorFrom(ctx), Typed{Number: in.Body.Number, Name: in.Body.Name, Phone: in.Body.Phone, MajorID: in.Body.MajorID})
	return out, err
}

func (s *Service) handleChange(ctx context.Context, in *changeInput) (*operation.NoContent, error) {
	b := in.Body
	return &operation.NoContent{}, s.Change(ctx, operation.ActorFrom(ctx), in.CandidateID, Typed{Name: b.Name, Phone: b.Phone, Reason: b.Reason})
}

func (s *Service) handleRemove(ctx context.Context, in *removeInput) (*operation.NoContent, error) {
	return &operation.NoContent{}, s.Remove(ctx, operation.ActorFrom(ctx), in.CandidateID, in.Reason)
}

func (s *Service) handleCode(ctx context.Context, in *reasonInput) (*codeOutput, error) {
	code, err := s.HandCode(ctx, operation.ActorFrom(ctx), in.CandidateID, in.Body.Reason)
	return &codeOutput{code}, err
}

func (s *Service) handleIdentity(ctx context.Context, in *reasonInput) (*identityOutput, error) {
	out := &identityOutput{}
	var err error
	out.Body.Number, err = s.Identity(ctx, operation.ActorFrom(ctx), in.CandidateID, in.Body.Reason)
	return out, err
}

package flow

import (
	"context"
	"strconv"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// mayPlan returns nil when the asker may set up her school's exams.
func mayPlan(by exam.Actor) error {
	return exam.Can(by, exam.ActionPlan, exam.Scope{SchoolID: by.SchoolID})
}

// Plan is an exam with its flows, for whom sets them up.
type Plan struct {
	SetUp  exam.SetUp
	Flows  []exam.Flow
	Pledge *exam.PledgeText // what the exam's candidates sign; nil for nothing yet
}

// Plan returns the flows of an exam of the asker's school.
func (s *Service) Plan(ctx context.Context, by exam.Actor, examID string) (p Plan, err error) {
	if err := mayPlan(by); err != nil {
		return p, err
	}
	if p.SetUp, err = s.Store.SetUp(ctx, by.SchoolID, examID, false); err != nil {
		return p, err
	}
	if p.Flows, err = s.Store.Flows(ctx, by.SchoolID, examID); err != nil {
		return p, err
	}
	text, err := s.Store.CurrentPledge(ctx, by.SchoolID, examID)
	if err == nil {
		p.Pledge = &text
	} else if exam.CodeOf(err) != exam.CodeNotFound {
		return p, err
	}
	return p, nil
}

// Keep gives an exam, or one subject of it, the steps of check-in. A pledge without
// a published text is CodeInvalid with "field" "pledge". version is the one that the
// editor began with, 0 for none; another one is CodeConflict with "why" "changed".
func (s *Service) Keep(ctx context.Context, by exam.Actor, f exam.Flow, version int) error {
	if err := mayPlan(by); err != nil {
		return err
	}
	if err := f.Check(); err != nil {
		return err
	}
	f = f.Tidy()
	return s.Store.ChangeFlow(ctx, by.SchoolID, f.ExamID, f.SubjectID, func(was *exam.Flow, pledge *exam.PledgeText) (*exam.Flow, exam.Fact, error) {
		if err := sameVersion(was, version); err != nil {
			return nil, exam.Fact{}, err
		}
		if f.Has(exam.StepPledge) && pledge == nil {
			return nil, exam.Fact{}, exam.Errorf(exam.CodeInvalid, "publish a pledge before it is a step").With("field", "pledge")
		}
		next := f
		next.ID, next.SchoolID, next.ChangedAt, next.ChangedBy = ident.New(), by.SchoolID, s.Now(), by.Name
		fact := s.fact(by, "flow.kept", "", "exam", f.ExamID, "subject", f.SubjectID, "steps", steps(f.Steps), "version", strconv.Itoa(version+1))
		return &next, fact, nil
	})
}

// Remove takes the flow of an exam or of one subject away, so that it has no steps
// or those of its exam.
func (s *Service) Remove(ctx context.Context, by exam.Actor, examID, subjectID string) error {
	if err := mayPlan(by); err != nil {
		return err
	}
	return s.Store.ChangeFlow(ctx, by.SchoolID, examID, subjectID, func(was *exam.Flow, _ *exam.PledgeText) (*exam.Flow, exam.Fact, error) {
		if was == nil {
			return nil, exam.Fact{}, exam.Errorf(exam.CodeNotFound, "no such flow")
		}
		return nil, s.fact(by, "flow.removed", "", "exam", examID, "subject", subjectID, "steps", steps(was.Steps)), nil
	})
}

func sameVersion(was *exam.Flow, version int) error {
	now := 0
	if was != nil {
		now = was.Version
	}
	if now != version {
		return exam.Errorf(exam.CodeConflict, "somebody else has changed this flow meanwhile").With("why", "changed")
	}
	return nil
}

// steps writes a flow for the ledger.
func steps(list []exam.FlowStep) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = string(s.Kind)
	}
	return strings.Join(words, " ")
}

// Pledges lists the published texts of the asker's school, or of one of its exams,
// the latest first.
func (s *Service) Pledges(ctx context.Context, by exam.Actor, examID string) ([]exam.PledgeText, error) {
	if err := mayPlan(by); err != nil {
		return nil, err
	}
	return s.Store.Pledges(ctx, by.SchoolID, examID)
}

// Publish makes a new version of the school's pledge, or of one of its exams.
func (s *Service) Publish(ctx context.Context, by exam.Actor, examID, title, body string) (exam.PledgeText, error) {
	if err := mayPlan(by); err != nil {
		return exam.PledgeText{}, err
	}
	p := exam.PledgeText{
		ID: ident.New(), SchoolID: by.SchoolID, ExamID: examID, Title: strings.TrimSpace(title), Body: strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n")),
		PublishedAt: s.Now(), PublishedBy: by.Name,
	}
	if err := p.Check(); err != nil {
		return exam.PledgeText{}, err
	}
	p.SHA256 = p.Hash()
	return s.Store.PublishPledge(ctx, p, func(p exam.PledgeText) exam.Fact {
		return s.fact(by, "pledge.published", "", "pledge", p.ID, "exam", examID, "version", strconv.Itoa(p.Version), "sha256", p.SHA256)
	})
}

package roster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// maxPage is how many candidates one page of the list has at most.
const maxPage = 200

// List returns a page of the candidates within the asker's reach, and how many
// there are in all.
func (s *Service) List(ctx context.Context, by exam.Actor, f exam.RosterFilter) ([]exam.Listed, int, error) {
	r, err := reachOf(by)
	if err != nil {
		return nil, 0, err
	}
	f.SchoolID, f.Colleges = by.SchoolID, r.filter()
	f.Query = strings.ToLower(tidy(f.Query))
	list, total, err := s.Store.Roster(ctx, f)
	if err != nil {
		return nil, 0, fmt.Errorf("list roster of school %s: %w", by.SchoolID, err)
	}
	return list, total, nil
}

// Typed is a candidate as staff type one.
type Typed struct {
	Number, Name, Phone string
	MajorID             string // only for a new one
	Reason              string // only for a change
}

// tidied returns what was typed as the roster keeps it, or CodeInvalid with the
// "field" that is wrong.
func (t Typed) tidied() (Typed, error) {
	wrong := func(field Field, reason Reason) error {
		return exam.Errorf(exam.CodeInvalid, "the %s is not right (%s)", field, reason).With("field", field).With("reason", reason)
	}
	var reason Reason
	if t.Number, reason = readCode(RosterColumn{Field: FieldNumber}, tidyCode(t.Number)); reason != "" {
		return t, wrong(FieldNumber, reason)
	}
	if t.Name, reason = readName(tidyName(t.Name)); reason != "" {
		return t, wrong(FieldName, reason)
	}
	if t.Phone, reason = readCode(RosterColumn{Field: FieldPhone}, tidyCode(t.Phone)); reason != "" {
		return t, wrong(FieldPhone, reason)
	}
	return t, nil
}

// Add keeps one candidate with an enrolment. A number that the school has is
// CodeConflict.
func (s *Service) Add(ctx context.Context, by exam.Actor, t Typed) (string, error) {
	r, err := reachOf(by)
	if err != nil {
		return "", err
	}
	if t, err = t.tidied(); err != nil {
		return "", err
	}
	base, err := s.Store.RosterPlaces(ctx, by.SchoolID)
	if err != nil {
		return "", fmt.Errorf("read roster of school %s: %w", by.SchoolID, err)
	}
	i := slices.IndexFunc(base.Majors, func(m exam.Major) bool { return m.ID == t.MajorID })
	if i < 0 || !r.covers(base.Majors[i].CollegeID) {
		return "", exam.Errorf(exam.CodeNotFound, "no such major").With("field", FieldMajor)
	}
	c := exam.Candidate{ID: ident.New(), SchoolID: by.SchoolID, Number: t.Number, Name: t.Name, Phone: t.Phone}
	e := exam.Enrolment{ID: ident.New(), SchoolID: by.SchoolID, CandidateID: c.ID, MajorID: t.MajorID}
	return c.ID, s.Store.AddCandidate(ctx, c, e, exam.Fact{Kind: "candidate.added", Actor: by, At: s.Now(), Data: map[string]string{
		"candidate": c.ID, "number": c.Number, "name": c.Name, "phone": c.Phone, "major": base.Majors[i].Name,
	}})
}

// within returns a candidate of the asker's school, CodeNotFound outside of her
// reach. whole asks that every enrolment is within it.
func (s *Service) within(ctx context.Context, by exam.Actor, candidateID string, whole bool) (exam.Listed, error) {
	r, err := reachOf(by)
	if err != nil {
		return exam.Listed{}, err
	}
	list, _, err := s.Store.Roster(ctx, exam.RosterFilter{SchoolID: by.SchoolID, CandidateID: candidateID})
	if err != nil {
		return exam.Listed{}, fmt.Errorf("find candidate %s: %w", candidateID, err)
	}
	if len(list) != 1 {
		return exam.Listed{}, exam.Errorf(exam.CodeNotFound, "no such candidate")
	}
	covered := func(e exam.EnrolledIn) bool { return r.covers(e.CollegeID) }
	if !r.all && !slices.ContainsFunc(list[0].Enrolled, covered) {
		return exam.Listed{}, exam.Errorf(exam.CodeNotFound, "no such candidate")
	}
	if whole && !r.all && slices.ContainsFunc(list[0].Enrolled, func(e exam.EnrolledIn) bool { return !covered(e) }) {
		return exam.Listed{}, exam.Errorf(exam.CodeForbidden, "this candidate is enrolled in another college as well")
	}
	return list[0], nil
}

// Change sets a candidate's name and phone. The number stays: it is what sheets
// know her by.
func (s *Service) Change(ctx context.Context, by exam.Actor, candidateID string, t Typed) error {
	if _, err := s.within(ctx, by, candidateID, false); err != nil {
		return err
	}
	t.Number = "0"
	t, err := t.tidied()
	if err != nil {
		return err
	}
	return s.Store.ChangeCandidate(ctx, by.SchoolID, candidateID, func(c *exam.Candidate) (exam.Fact, error) {
		data := map[string]string{"candidate": c.ID, "number": c.Number}
		if c.Name != t.Name {
			data["name"] = c.Name + " → " + t.Name
		}
		if c.Phone != t.Phone {
			data["phone"] = c.Phone + " → " + t.Phone
		}
		c.Name, c.Phone = t.Name, t.Phone
		return exam.Fact{Kind: "candidate.changed", Actor: by, At: s.Now(), Reason: t.Reason, Data: data}, nil
	})
}

// Remove takes a candidate off the roster with her enrolments and the sittings
// that have not begun. It is CodeConflict when one has begun, or anything else
// of hers is kept (an order, a material).
func (s *Service) Remove(ctx context.Context, by exam.Actor, candidateID, reason string) error {
	one, err := s.within(ctx, by, candidateID, true)
	if err != nil {
		return err
	}
	return s.Store.RemoveCandidate(ctx, by.SchoolID, candidateID, exam.Fact{
		Kind: "candidate.removed", Actor: by, At: s.Now(), Reason: reason,
		Data: map[string]string{"candidate": candidateID, "number": one.Number, "name": one.Name, "phone": one.Phone},
	})
}

// HandedCode is a sign-in code for staff to read out, shown once.
type HandedCode struct {
	Code      string    `json:"code"`
	Phone     string    `json:"phone"`
	ExpiresAt time.Time `json:"expires_at"`
}

// HandCode makes a sign-in code for a candidate whose SMS does not come
// (FEATURES A2). It takes the place of the last code that was sent to her
// number, works once and for ten minutes; who made it for whom and why is in
// the ledger, the digits are nowhere.
func (s *Service) HandCode(ctx context.Context, by exam.Actor, candidateID, reason string) (HandedCode, error) {
	one, err := s.within(ctx, by, candidateID, false)
	if err != nil {
		return HandedCode{}, err
	}
	code, digits := s.Codes.NewCode(one.Phone, exam.HandedCodeTTL)
	err = s.Store.KeepHandedCode(ctx, by.SchoolID, code, exam.Fact{
		Kind: "candidate.code_handed", Actor: by, At: s.Now(), Reason: reason,
		Data: map[string]string{"candidate": candidateID, "number": one.Number, "phone": one.Phone},
	})
	return HandedCode{digits, one.Phone, code.ExpiresAt}, err
}

// Identity returns a candidate's identity number in full. Who looked, and why,
// is in the ledger.
func (s *Service) Identity(ctx context.Context, by exam.Actor, candidateID, reason string) (string, error) {
	if err := exam.Can(by, exam.ActionSeeIdentity, exam.Scope{SchoolID: by.SchoolID}); err != nil {
		return "", err
	}
	sealed, err := s.Store.SeeIdentity(ctx, by.SchoolID, candidateID, exam.Fact{
		Kind: "candidate.identity_seen", Actor: by, At: s.Now(), Reason: reason, Data: map[string]string{"candidate": candidateID},
	})
	if err != nil {
		return "", err
	}
	return s.openIdentity(exam.RosterCandidate{Candidate: exam.Candidate{ID: candidateID}, Sealed: sealed})
}

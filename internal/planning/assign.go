package planning

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// maxPage is how many entrants one page has at most.
const maxPage = 200

// Entrants returns a page of the exam's entrants, and how many there are in all.
func (s *Service) Entrants(ctx context.Context, by exam.Actor, f exam.EntrantFilter) ([]exam.Entrant, int, error) {
	if err := may(by); err != nil {
		return nil, 0, err
	}
	f.SchoolID, f.Query, f.Limit = by.SchoolID, strings.ToLower(strings.TrimSpace(f.Query)), min(f.Limit, maxPage)
	list, total, err := s.Store.Entrants(ctx, f)
	if err != nil {
		return nil, 0, fmt.Errorf("list entrants of exam %s: %w", f.ExamID, err)
	}
	return list, total, nil
}

// Assign seats candidates as the request says, or only tells what would come of
// it where it is a trial. A lot's seed is drawn here, unless the request has the
// seed of a trial, and kept with the draw, so that anyone can draw again.
func (s *Service) Assign(ctx context.Context, by exam.Actor, examID string, r exam.AssignRequest, trial bool) (exam.Assignment, string, error) {
	if r.Order == exam.OrderByLot && r.Seed == "" {
		r.Seed = ident.Token()
	}
	if trial {
		set, _, err := s.SetUp(ctx, by, examID)
		if err != nil {
			return exam.Assignment{}, "", err
		}
		out, err := set.Assign(r, s.Now())
		return out, r.Seed, err
	}
	var out exam.Assignment
	err := s.change(ctx, by, examID, true, func(set *exam.SetUp) (exam.SetUpChange, error) {
		var err error
		if out, err = set.Assign(r, s.Now()); err != nil {
			return exam.SetUpChange{}, err
		}
		return s.seat(by, set, r, out)
	})
	return out, r.Seed, err
}

// seat turns an assignment into what the store does.
func (s *Service) seat(by exam.Actor, set *exam.SetUp, r exam.AssignRequest, a exam.Assignment) (exam.SetUpChange, error) {
	var c exam.SetUpChange
	subject, err := set.Subject(a.SubjectID)
	if err != nil {
		return c, err
	}
	count := map[string]int{}
	for _, p := range a.Placements {
		if p.Left != "" {
			c.Unseat = append(c.Unseat, exam.Unseat{SittingID: p.Left, EnrolmentID: p.Entrant.EnrolmentID})
		}
		c.Seat = append(c.Seat, exam.Sitting{
			ID: ident.New(), SchoolID: set.Exam.SchoolID, SessionID: p.SessionID, EnrolmentID: p.Entrant.EnrolmentID,
			Type: subject.Type, Phase: exam.PhaseAssigned, Order: p.Order, QueueRank: p.Order,
		})
		count[p.SessionID]++
	}
	f := s.fact(by, "candidates.assigned", "", "exam", set.Exam.ID, "subject", subject.Name, "seated", strconv.Itoa(len(a.Placements)), "order", string(r.Order))
	for id, n := range count {
		f.Data["session "+id] = strconv.Itoa(n)
	}
	if r.Order == exam.OrderByLot {
		d := exam.Draw{
			ID: ident.New(), SchoolID: set.Exam.SchoolID, ExamID: set.Exam.ID, SubjectID: a.SubjectID, Seed: r.Seed, By: by.Name, At: s.Now(),
			SessionIDs: r.SessionIDs, Capacity: r.Capacity, RoundRobin: r.RoundRobin,
		}
		entrants := make([]exam.Entrant, len(a.Placements))
		for i, p := range a.Placements {
			entrants[i] = p.Entrant
		}
		for i, name := range exam.LotNames(entrants) {
			d.Outcome = append(d.Outcome, exam.Drawn{Name: name, SessionID: a.Placements[i].SessionID, Order: a.Placements[i].Order})
		}
		c.Draws, f.Data["draw"], f.Data["seed"] = []exam.Draw{d}, d.ID, r.Seed
	}
	c.Facts = []exam.Fact{f}
	for id := range count {
		c.Shown = append(c.Shown, id)
	}
	return c, nil
}

// Unassign takes candidates out of a session that they have not entered; who has
// is CodeConflict with "why" "begun", who has no seat there is CodeNotFound.
func (s *Service) Unassign(ctx context.Context, by exam.Actor, examID, sessionID string, enrolmentIDs []string) error {
	wanted := make(map[string]bool, len(enrolmentIDs))
	for _, id := range enrolmentIDs {
		wanted[id] = true
	}
	return s.change(ctx, by, examID, true, func(set *exam.SetUp) (exam.SetUpChange, error) {
		in, err := set.Session(sessionID)
		if err != nil {
			return exam.SetUpChange{}, err
		}
		var c exam.SetUpChange
		var numbers []string
		for _, e := range set.Entrants {
			for _, seat := range e.Seats {
				if wanted[e.EnrolmentID] && seat.SessionID == sessionID {
					c.Unseat = append(c.Unseat, exam.Unseat{SittingID: seat.SittingID, EnrolmentID: e.EnrolmentID})
					numbers = append(numbers, e.Number)
				}
			}
		}
		if len(c.Unseat) < len(wanted) {
			return c, exam.Errorf(exam.CodeNotFound, "no such candidate in this session")
		}
		c.Shown = []string{sessionID}
		c.Facts = []exam.Fact{s.fact(by, "candidates.unassigned", "", "exam", examID, "session", sessionID, "name", set.SessionName(in), "numbers", strings.Join(numbers, " "))}
		return c, nil
	})
}

// Draws lists the exam's draws, newest first.
func (s *Service) Draws(ctx context.Context, by exam.Actor, examID string) ([]exam.Draw, error) {
	if err := may(by); err != nil {
		return nil, err
	}
	return s.Store.Draws(ctx, by.SchoolID, examID)
}

// Draw returns a draw with its outcome.
func (s *Service) Draw(ctx context.Context, by exam.Actor, drawID string) (exam.Draw, error) {
	if err := may(by); err != nil {
		return exam.Draw{}, err
	}
	return s.Store.Draw(ctx, by.SchoolID, drawID)
}

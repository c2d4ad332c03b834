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
// it where it is a trial. A trial's lot has a seed of its own; that of a real one is
// made of a commitment and a word, and kept with the draw, so that anyone can draw again.
func (s *Service) Assign(ctx context.Context, by exam.Actor, examID string, r exam.AssignRequest, trial bool) (exam.Assignment, string, error) {
	if r.Seed = ""; trial {
		if r.Order == exam.OrderByLot {
			r.Seed = ident.Token()
		}
		set, _, err := s.SetUp(ctx, by, examID)
		if err != nil {
			return exam.Assignment{}, "", err
		}
		out, err := set.Assign(r, s.Now())
		return out, "", err
	}
	var out exam.Assignment
	err := s.change(ctx, by, examID, true, func(set *exam.SetUp) (exam.SetUpChange, error) {
		promised := exam.Commitment{}
		var err error
		if r.Order == exam.OrderByLot {
			if promised, r.Seed, err = seedOf(set, r.CommitmentID, &r.Word); err != nil {
				return exam.SetUpChange{}, err
			}
		}
		if out, err = set.Assign(r, s.Now()); err != nil {
			return exam.SetUpChange{}, err
		}
		return s.seat(by, set, r, out, promised)
	})
	return out, r.Seed, err
}

// seat turns an assignment into what the store does.
func (s *Service) seat(by exam.Actor, set *exam.SetUp, r exam.AssignRequest, a exam.Assignment, promised exam.Commitment) (exam.SetUpChange, error) {
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
			Type: subject.Type, Phase: exam.PhaseAssigned, Order: p.Order, QueueRank: p.Order, Unpublished: r.Unpublished,
		})
		count[p.SessionID]++
	}
	f := s.fact(by, "candidates.assigned", "", "exam", set.Exam.ID, "subject", subject.Name, "seated", strconv.Itoa(len(a.Placements)), "order", string(r.Order))
	for id, n := range count {
		f.Data["session "+id] = strconv.Itoa(n)
	}
	if r.Unpublished {
		f.Data["unpublished"] = "true"
	}
	if r.Order == exam.OrderByLot {
		d := s.draw(by, set, exam.DrawCandidates, promised, r.Word, r.Seed)
		d.SubjectID, d.Pool, d.SessionIDs, d.Capacity, d.RoundRobin = a.SubjectID, a.Pool, r.SessionIDs, r.Capacity, r.RoundRobin
		for _, p := range a.Placements {
			d.Outcome = append(d.Outcome, exam.Drawn{Name: p.Name, SessionID: p.SessionID, Order: p.Order})
		}
		c.Draws = []exam.Draw{d}
		tell(f, d, promised)
	}
	c.Facts = []exam.Fact{f}
	for id := range count {
		c.Shown = append(c.Shown, id)
	}
	return c, nil
}

// Publish lets candidates see their places in the sessions named, in all of the exam's
// where none is; it returns how many were published. A session of another exam is
// CodeNotFound.
func (s *Service) Publish(ctx context.Context, by exam.Actor, examID string, sessionIDs []string) (int, error) {
	published := 0
	err := s.change(ctx, by, examID, true, func(set *exam.SetUp) (exam.SetUpChange, error) {
		p, err := set.Publish(sessionIDs)
		if published = len(p.SittingIDs); err != nil || published == 0 {
			return exam.SetUpChange{}, err
		}
		c := exam.SetUpChange{Publish: p.SittingIDs}
		f := s.fact(by, "candidates.places_published", "", "exam", examID, "published", strconv.Itoa(published))
		for id, n := range p.BySession {
			c.Shown = append(c.Shown, id)
			f.Data["session "+id] = strconv.Itoa(n)
		}
		c.Facts = []exam.Fact{f}
		return c, nil
	})
	return published, err
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

package planning

import (
	"context"
	"fmt"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// Commit promises a draw: it returns the identifier of the commitment and its hash,
// which the ledger has before anything is drawn.
func (s *Service) Commit(ctx context.Context, by exam.Actor, examID string) (id, hash string, err error) {
	c := exam.Commitment{ID: ident.New(), Secret: ident.Token(), By: by.Name, At: s.Now()}
	err = s.change(ctx, by, examID, false, func(*exam.SetUp) (exam.SetUpChange, error) {
		f := s.fact(by, "candidates.draw_committed", "", "exam", examID, "commitment", c.Hash(), "id", c.ID)
		return exam.SetUpChange{Commit: []exam.Commitment{c}, Facts: []exam.Fact{f}}, nil
	})
	return c.ID, c.Hash(), err
}

// seedOf returns what was promised and the seed that it makes with the word, which it
// trims.
func seedOf(set *exam.SetUp, commitmentID string, word *string) (exam.Commitment, string, error) {
	c, err := set.Commitment(commitmentID)
	if err != nil {
		return c, "", err
	}
	*word = strings.TrimSpace(*word)
	seed, err := c.Seed(*word)
	return c, seed, err
}

// draw begins the record of a draw.
func (s *Service) draw(by exam.Actor, set *exam.SetUp, kind exam.DrawKind, promised exam.Commitment, word, seed string) exam.Draw {
	return exam.Draw{
		Kind: kind, ID: ident.New(), SchoolID: set.Exam.SchoolID, ExamID: set.Exam.ID, Seed: seed, By: by.Name, At: s.Now(),
		Secret: promised.Secret, Word: word, CommitmentID: promised.ID,
	}
}

// tell puts into a fact what it takes to check a draw.
func tell(f exam.Fact, d exam.Draw, promised exam.Commitment) {
	f.Data["draw"], f.Data["seed"], f.Data["secret"], f.Data["word"], f.Data["commitment"] = d.ID, d.Seed, d.Secret, d.Word, promised.Hash()
}

// DrawPanel deals staff into rooms by lot, or only tells what might come of it where
// it is a trial; see [exam.SetUp.DrawPanel]. What each room has then is kept as if given
// by hand, with the same entries in the ledger.
func (s *Service) DrawPanel(ctx context.Context, by exam.Actor, examID string, r exam.PanelRequest, commitmentID, word string, trial bool) (map[string][]exam.RoomStaff, error) {
	if err := may(by); err != nil {
		return nil, err
	}
	school, err := s.Store.StaffOfSchool(ctx, by.SchoolID)
	if err != nil {
		return nil, fmt.Errorf("list staff: %w", err)
	}
	if trial {
		set, err := s.Store.SetUp(ctx, by.SchoolID, examID, false)
		if err != nil {
			return nil, err
		}
		r.Seed = ident.Token()
		staff, _, err := set.DrawPanel(r, school)
		return staff, err
	}
	var staff map[string][]exam.RoomStaff
	err = s.change(ctx, by, examID, false, func(set *exam.SetUp) (exam.SetUpChange, error) {
		promised, seed, err := seedOf(set, commitmentID, &word)
		if err != nil {
			return exam.SetUpChange{}, err
		}
		r.Seed = seed
		var pool []string
		if staff, pool, err = set.DrawPanel(r, school); err != nil {
			return exam.SetUpChange{}, err
		}
		d := s.draw(by, set, exam.DrawPanel, promised, word, seed)
		d.Pool, d.RoomIDs, d.Role, d.Capacity = pool, r.RoomIDs, r.Role, r.PerRoom
		return s.panelChange(by, set, d, promised, staff, school)
	})
	return staff, err
}

// panelChange turns a drawn panel into what the store does.
func (s *Service) panelChange(by exam.Actor, set *exam.SetUp, d exam.Draw, promised exam.Commitment, staff map[string][]exam.RoomStaff, school []exam.Staff) (exam.SetUpChange, error) {
	drawn := s.fact(by, "room.panel_drawn", "", "exam", set.Exam.ID, "role", string(d.Role), "pool", strings.Join(d.Pool, " "))
	tell(drawn, d, promised)
	c := exam.SetUpChange{Staff: staff, Facts: []exam.Fact{drawn}}
	for i, name := range exam.DrawOrder(d.Seed, d.Pool)[:len(d.RoomIDs)*d.Capacity] {
		d.Outcome = append(d.Outcome, exam.Drawn{Name: name, RoomID: d.RoomIDs[i/d.Capacity], Order: i%d.Capacity + 1})
	}
	c.Draws = []exam.Draw{d}
	for _, roomID := range d.RoomIDs {
		names, err := namesOf(school, staff[roomID])
		if err != nil {
			return c, err
		}
		room, err := set.Room(roomID)
		if err != nil {
			return c, err
		}
		c.Facts = append(c.Facts, s.fact(by, "room.kept", "", "exam", set.Exam.ID, "room", roomID, "name", room.Name, "staff", strings.Join(names, ", "), "draw", d.ID))
		for _, in := range set.Sessions {
			if in.RoomID == roomID {
				c.Shown = append(c.Shown, in.ID)
			}
		}
	}
	return c, nil
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

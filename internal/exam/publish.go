package exam

import "slices"

// Publication is what the publishing of places comes to (FEATURES A17): which
// sittings their candidates are to see from now on.
type Publication struct {
	SittingIDs []string
	BySession  map[string]int // how many of each session
}

// Publish returns the places of sessions, of all the exam's where none is named,
// that are not published yet. A session of another exam is CodeNotFound. s must have
// its entrants.
func (s *SetUp) Publish(sessionIDs []string) (Publication, error) {
	for _, id := range sessionIDs {
		if _, err := s.Session(id); err != nil {
			return Publication{}, err
		}
	}
	p := Publication{BySession: map[string]int{}}
	for _, e := range s.Entrants {
		for _, seat := range e.Seats {
			if seat.Unpublished && (len(sessionIDs) == 0 || slices.Contains(sessionIDs, seat.SessionID)) {
				p.SittingIDs = append(p.SittingIDs, seat.SittingID)
				p.BySession[seat.SessionID]++
			}
		}
	}
	return p, nil
}

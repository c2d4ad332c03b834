package exam

import (
	"cmp"
	"slices"
	"time"
)

// wanted is a time at which somebody has to be somewhere.
type wanted struct {
	sessionID        string
	spot             Spot
	startsAt, endsAt time.Time
	roomID           string // "" elsewhere
}

// overlaps reports whether two times have a moment in common.
func (w wanted) overlaps(o wanted) bool {
	return w.startsAt.Before(o.endsAt) && o.startsAt.Before(w.endsAt)
}

// clash is a pair of sessions that want the same people at once.
type clash struct{ a, b wanted }

// overlaps looks at sessions against one another: within a room, for one
// candidate, and for one member of staff over two rooms.
func (c *checklist) overlaps() {
	for i, a := range c.Sessions {
		for _, b := range c.Sessions[i+1:] {
			if a.RoomID == b.RoomID && c.wanted(a).overlaps(c.wanted(b)) {
				c.add(FindingRoomOverlap, Contradiction, c.spot(a), c.spot(b))
			}
		}
	}
	byID := make(map[string]wanted, len(c.Sessions))
	for _, in := range c.Sessions {
		byID[in.ID] = c.wanted(in)
	}
	c.candidateOverlaps(byID)
	c.staffOverlaps()
}

func (c *checklist) wanted(in Session) wanted {
	return wanted{in.ID, c.spot(in), in.StartsAt, in.EndsAt, in.RoomID}
}

func wantedElsewhere(b Booking) wanted {
	return wanted{b.SessionID, Spot{SpotElsewhere, b.SessionID, b.ExamName + " · " + b.RoomName}, b.StartsAt, b.EndsAt, ""}
}

func (c *checklist) candidateOverlaps(byID map[string]wanted) {
	people := map[string][]wanted{} // by candidate
	spots := map[string]Spot{}
	var order []string
	for _, e := range c.Entrants {
		if _, known := spots[e.CandidateID]; !known {
			order = append(order, e.CandidateID)
			spots[e.CandidateID] = Spot{SpotCandidate, e.EnrolmentID, e.Name}
		}
		for _, seat := range e.Seats {
			people[e.CandidateID] = append(people[e.CandidateID], byID[seat.SessionID])
		}
	}
	for _, b := range c.Elsewhere {
		if _, known := spots[b.CandidateID]; known {
			people[b.CandidateID] = append(people[b.CandidateID], wantedElsewhere(b))
		}
	}
	c.clashes(FindingCandidateOverlap, order, people, spots)
}

func (c *checklist) staffOverlaps() {
	people := map[string][]wanted{} // by staff
	spots := map[string]Spot{}
	var order []string
	for _, m := range c.Staff {
		if m.Role == RoleInspector { // sees all rooms at once, acts in none
			continue
		}
		if _, known := spots[m.StaffID]; !known {
			order = append(order, m.StaffID)
			spots[m.StaffID] = Spot{SpotStaff, m.StaffID, m.Name}
		}
		for _, in := range c.Sessions {
			if w := c.wanted(in); in.RoomID == m.RoomID && !slices.Contains(people[m.StaffID], w) {
				people[m.StaffID] = append(people[m.StaffID], w)
			}
		}
	}
	for _, b := range c.Elsewhere {
		if _, known := spots[b.StaffID]; known {
			people[b.StaffID] = append(people[b.StaffID], wantedElsewhere(b))
		}
	}
	c.clashes(FindingStaffOverlap, order, people, spots)
}

// clashes adds one contradiction for each pair of sessions that want the same
// people at once. Two sessions in one room are a room's overlap, not her panel's.
func (c *checklist) clashes(code FindingCode, order []string, people map[string][]wanted, spots map[string]Spot) {
	found := map[[2]string]*Finding{}
	var pairs []clash
	for _, id := range order {
		mine := people[id]
		slices.SortFunc(mine, func(a, b wanted) int {
			return cmp.Or(a.startsAt.Compare(b.startsAt), cmp.Compare(a.sessionID, b.sessionID))
		})
		for i, a := range mine {
			for _, b := range mine[i+1:] {
				if !a.overlaps(b) || a.spot.Kind == SpotElsewhere && b.spot.Kind == SpotElsewhere || code == FindingStaffOverlap && a.roomID == b.roomID {
					continue
				}
				key := [2]string{a.sessionID, b.sessionID}
				if found[key] == nil {
					found[key] = &Finding{Code: code, Severity: Contradiction, Where: []Spot{a.spot, b.spot}}
					pairs = append(pairs, clash{a, b})
				}
				if f := found[key]; f.Count < MaxSpots {
					f.Where = append(f.Where, spots[id])
				}
				found[key].Count++
			}
		}
	}
	for _, p := range pairs {
		c.found = append(c.found, *found[[2]string{p.a.sessionID, p.b.sessionID}])
	}
}

package exam

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// AssignOrder says in which order candidates are dealt into sessions.
type AssignOrder string

// The orders.
const (
	OrderByNumber AssignOrder = "number" // by candidate number
	OrderByLot    AssignOrder = "lot"    // by a seeded draw, see [DrawOrder]
)

// AssignRequest asks to seat candidates (FEATURES A17, the draw of rooms).
type AssignRequest struct {
	SessionIDs   []string // at least one, all of one subject, in the order of filling
	EnrolmentIDs []string // who; empty is everybody of the majors
	MajorIDs     []string // whose; empty is all
	Capacity     int      // most candidates a session, those seated before among them; 0 is no bound
	RoundRobin   bool     // one for each session in turn, else a session is filled before the next
	Order        AssignOrder
	Seed         string // of the lot
	CommitmentID string // what the seed is made from, with the word; see [Commitment]
	Word         string
	Move         bool // who sits another session of the subject and has not entered it goes over
	Unpublished  bool // the candidates see their places only once they are published ([SetUp.Publish])
}

// Placement seats one candidate. Left is the sitting that she leaves for it,
// "" for none.
type Placement struct {
	Entrant   Entrant
	Name      string // drawn under, "" without a lot
	SessionID string
	Order     int // from 1 within the session, behind those seated before
	Left      string
}

// Assignment is what a request comes to.
type Assignment struct {
	SubjectID  string
	Pool       []string // the names of a lot ([LotNames]), by number
	Placements []Placement
	Already    int // had a sitting of the subject and keep it
	NoPlace    int // found every session full
}

// Assign decides who sits where. It is CodeNotFound for sessions, majors or
// enrolments that are not the exam's, CodeInvalid for sessions of several
// subjects or none and for a lot without a seed, and CodeConflict with "why"
// for a session that has ended ("session_over") or whose exam type cannot be sat
// today ("type_unavailable"). s must have its entrants.
func (s *SetUp) Assign(r AssignRequest, now time.Time) (Assignment, error) {
	sessions, err := s.assignable(r, now)
	if err != nil {
		return Assignment{}, err
	}
	chosen, err := s.chosen(r)
	if err != nil {
		return Assignment{}, err
	}
	out, names := Assignment{SubjectID: sessions[0].SubjectID}, map[string]string{}
	if r.Order == OrderByLot {
		out.Pool = LotNames(chosen)
		for i, one := range chosen {
			names[one.EnrolmentID] = out.Pool[i]
		}
		if chosen, err = byLot(r.Seed, chosen); err != nil {
			return Assignment{}, err
		}
	}
	table := s.dealer(sessions, r)
	for _, one := range chosen {
		seat := s.seatIn(one, out.SubjectID)
		if seat != nil && (!r.Move || seat.Phase != PhaseAssigned || slices.Contains(r.SessionIDs, seat.SessionID)) {
			out.Already++
			continue
		}
		sessionID, order := table.deal()
		if sessionID == "" {
			out.NoPlace++
			continue
		}
		p := Placement{Entrant: one, Name: names[one.EnrolmentID], SessionID: sessionID, Order: order}
		if seat != nil {
			p.Left = seat.SittingID
		}
		out.Placements = append(out.Placements, p)
	}
	return out, nil
}

func (s *SetUp) assignable(r AssignRequest, now time.Time) ([]Session, error) {
	if len(r.SessionIDs) == 0 {
		return nil, Errorf(CodeInvalid, "choose at least one session")
	}
	var sessions []Session
	for _, id := range r.SessionIDs {
		one, err := s.Session(id)
		switch {
		case err != nil:
			return nil, err
		case !one.Type.Available():
			return nil, Errorf(CodeConflict, "this exam type cannot be sat yet").With("why", "type_unavailable")
		case !now.Before(one.EndsAt):
			return nil, Errorf(CodeConflict, "this session has ended").With("why", "session_over")
		case one.SubjectID != cmp.Or(firstSubject(sessions), one.SubjectID):
			return nil, Errorf(CodeInvalid, "the sessions are of several subjects")
		}
		sessions = append(sessions, one)
	}
	return sessions, nil
}

func firstSubject(sessions []Session) string {
	if len(sessions) == 0 {
		return ""
	}
	return sessions[0].SubjectID
}

// chosen returns whom a request speaks of, by candidate number.
func (s *SetUp) chosen(r AssignRequest) ([]Entrant, error) {
	for _, id := range r.MajorIDs {
		if _, err := s.Major(id); err != nil {
			return nil, err
		}
	}
	wanted := make(map[string]bool, len(r.EnrolmentIDs))
	for _, id := range r.EnrolmentIDs {
		wanted[id] = true
	}
	var chosen []Entrant
	found := 0
	for _, one := range s.Entrants {
		named := wanted[one.EnrolmentID]
		if named {
			found++
		}
		if (named || len(wanted) == 0) && (len(r.MajorIDs) == 0 || slices.Contains(r.MajorIDs, one.MajorID)) {
			chosen = append(chosen, one)
		}
	}
	if found < len(wanted) {
		return nil, Errorf(CodeNotFound, "no such candidate in this exam")
	}
	return chosen, nil
}

// seatIn returns the entrant's sitting of a subject, nil for none.
func (s *SetUp) seatIn(one Entrant, subjectID string) *Seat {
	for i, seat := range one.Seats {
		if in, err := s.Session(seat.SessionID); err == nil && in.SubjectID == subjectID {
			return &one.Seats[i]
		}
	}
	return nil
}

// dealer hands out places.
type dealer struct {
	ids        []string
	last       []int // order number given last, by session
	left       []int // places left, by session
	at         int
	roundRobin bool
}

// dealer returns the places of sessions. Who leaves one session for another does
// not make room for others in the same deal.
func (s *SetUp) dealer(sessions []Session, r AssignRequest) *dealer {
	d := &dealer{roundRobin: r.RoundRobin}
	for _, one := range sessions {
		last, seated := 0, 0
		for _, e := range s.Entrants {
			for _, seat := range e.Seats {
				if seat.SessionID == one.ID {
					last, seated = max(last, seat.Order), seated+1
				}
			}
		}
		left := len(s.Entrants)
		if r.Capacity > 0 {
			left = max(0, r.Capacity-seated)
		}
		d.ids, d.last, d.left = append(d.ids, one.ID), append(d.last, last), append(d.left, left)
	}
	return d
}

// deal returns the next place, "" when all are full.
func (d *dealer) deal() (sessionID string, order int) {
	for range d.ids {
		i := d.at
		if d.roundRobin || d.left[i] == 0 {
			d.at = (d.at + 1) % len(d.ids)
		}
		if d.left[i] > 0 {
			d.left[i]--
			d.last[i]++
			return d.ids[i], d.last[i]
		}
	}
	return "", 0
}

// byLot puts entrants into the order of a draw.
func byLot(seed string, entrants []Entrant) ([]Entrant, error) {
	if seed == "" {
		return nil, Errorf(CodeInvalid, "a draw needs a seed")
	}
	names, by := LotNames(entrants), make(map[string]Entrant, len(entrants))
	for i, n := range names {
		by[n] = entrants[i]
	}
	drawn := make([]Entrant, 0, len(entrants))
	for _, n := range DrawOrder(seed, names) {
		drawn = append(drawn, by[n])
	}
	return drawn, nil
}

// LotNames returns the names under which entrants are drawn: the candidate's
// number, and behind a slash the major's identifier for who is among them twice.
func LotNames(entrants []Entrant) []string {
	times := make(map[string]int, len(entrants))
	for _, one := range entrants {
		times[one.Number]++
	}
	names := make([]string, len(entrants))
	for i, one := range entrants {
		if names[i] = one.Number; times[one.Number] > 1 {
			names[i] += "/" + one.MajorID
		}
	}
	return names
}

// DrawOrder puts names into the order of a draw: sorted by the SHA-256, as hex, of
// the seed, a colon and the name. Anybody can draw again with any program that
// has SHA-256: the seed decides all.
func DrawOrder(seed string, names []string) []string {
	key := make(map[string]string, len(names))
	for _, n := range names {
		sum := sha256.Sum256([]byte(seed + ":" + n))
		key[n] = hex.EncodeToString(sum[:])
	}
	drawn := slices.Clone(names)
	slices.SortFunc(drawn, func(a, b string) int { return cmp.Or(cmp.Compare(key[a], key[b]), cmp.Compare(a, b)) })
	return drawn
}

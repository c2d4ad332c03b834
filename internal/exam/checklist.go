package exam

import (
	"cmp"
	"slices"
	"time"
)

// Severity says what a finding means for the opening of an exam.
type Severity string

// The severities, gravest first.
const (
	Missing       Severity = "missing"       // the exam cannot be opened
	Contradiction Severity = "contradiction" // it can, by who says why
	Hint          Severity = "hint"          // worth a look
)

// FindingCode names what a checklist has found; browsers word it.
type FindingCode string

// The findings (FEATURES A4, A5, A13, A14, A17).
const (
	FindingNoMajor            FindingCode = "no_major"
	FindingNoSubject          FindingCode = "no_subject"
	FindingNoRoom             FindingCode = "no_room"
	FindingNoSession          FindingCode = "no_session"
	FindingTypeUnavailable    FindingCode = "type_unavailable"
	FindingRoomWithoutSteward FindingCode = "room_without_steward"
	FindingRoomWithoutPanel   FindingCode = "room_without_panel"
	FindingRoomWithoutProctor FindingCode = "room_without_proctor"
	FindingEndsBeforeStart    FindingCode = "ends_before_start"
	FindingEntryOutside       FindingCode = "entry_outside"
	FindingSessionPast        FindingCode = "session_past"
	FindingRoomOverlap        FindingCode = "room_overlap"
	FindingCandidateOverlap   FindingCode = "candidate_overlap"
	FindingStaffOverlap       FindingCode = "staff_overlap"
	FindingUnassigned         FindingCode = "unassigned"
	FindingFeeWithoutAccount  FindingCode = "fee_without_account"
	FindingNoPhone            FindingCode = "no_phone"
	FindingNoEntrant          FindingCode = "no_entrant"
	FindingSessionEmpty       FindingCode = "session_empty"
	FindingPaperNotReady      FindingCode = "paper_not_ready"
	FindingPlacesUnpublished  FindingCode = "places_unpublished"
	FindingSubjectUnused      FindingCode = "subject_unused"
	FindingRoomUnused         FindingCode = "room_unused"
)

// SpotKind says what a finding points at.
type SpotKind string

// The kinds of spot.
const (
	SpotMajor     SpotKind = "major"
	SpotSubject   SpotKind = "subject"
	SpotRoom      SpotKind = "room"
	SpotSession   SpotKind = "session"
	SpotElsewhere SpotKind = "elsewhere" // a session of another exam
	SpotCandidate SpotKind = "candidate" // ID is the enrolment's
	SpotStaff     SpotKind = "staff"
)

// Spot is one thing that a finding points at.
type Spot struct {
	Kind     SpotKind
	ID, Name string
}

// MaxSpots is how many candidates one finding names; Count says how many there are.
const MaxSpots = 20

// Finding is one line of the checklist.
type Finding struct {
	Code     FindingCode
	Severity Severity
	Where    []Spot
	Count    int // how many it concerns
}

// Check returns what is missing in an exam's set-up, what contradicts and what is
// worth a look, gravest first. paysOnline says that fees can be paid to an
// account. s must have its entrants and what they do elsewhere.
func (s *SetUp) Check(now time.Time, paysOnline bool) []Finding {
	c := &checklist{SetUp: s, now: now}
	c.whatIsThere()
	c.rooms()
	c.times()
	c.overlaps()
	c.people()
	if !paysOnline {
		for _, m := range s.Majors {
			if m.FeeFen > 0 {
				c.add(FindingFeeWithoutAccount, Contradiction, Spot{SpotMajor, m.ID, m.Name})
			}
		}
	}
	rank := map[Severity]int{Missing: 0, Contradiction: 1, Hint: 2}
	slices.SortStableFunc(c.found, func(a, b Finding) int { return cmp.Compare(rank[a.Severity], rank[b.Severity]) })
	return c.found
}

// Worst returns the gravest severity among findings, "" for none.
func Worst(found []Finding) Severity {
	for _, want := range []Severity{Missing, Contradiction, Hint} {
		if slices.ContainsFunc(found, func(f Finding) bool { return f.Severity == want }) {
			return want
		}
	}
	return ""
}

type checklist struct {
	*SetUp
	now   time.Time
	found []Finding
}

func (c *checklist) add(code FindingCode, how Severity, where ...Spot) {
	c.found = append(c.found, Finding{code, how, where, 1})
}

// whatIsThere looks for what no exam does without.
func (c *checklist) whatIsThere() {
	for _, part := range []struct {
		there int
		code  FindingCode
	}{
		{len(c.Majors), FindingNoMajor}, {len(c.Subjects), FindingNoSubject}, {len(c.Rooms), FindingNoRoom}, {len(c.Sessions), FindingNoSession},
	} {
		if part.there == 0 {
			c.add(part.code, Missing)
		}
	}
	for _, sub := range c.Subjects {
		used := slices.ContainsFunc(c.Sessions, func(in Session) bool { return in.SubjectID == sub.ID })
		spot := Spot{SpotSubject, sub.ID, sub.Name}
		switch {
		case used && !sub.Type.Available():
			c.add(FindingTypeUnavailable, Missing, spot)
		case !sub.Type.Available():
			c.add(FindingTypeUnavailable, Hint, spot)
		case !used && len(c.Sessions) > 0:
			c.add(FindingSubjectUnused, Hint, spot)
		}
	}
}

// rooms looks at who minds the rooms in which something is examined.
func (c *checklist) rooms() {
	for _, r := range c.Rooms {
		spot := Spot{SpotRoom, r.ID, r.Name}
		types := c.typesIn(r.ID)
		if len(types) == 0 && len(c.Sessions) > 0 {
			c.add(FindingRoomUnused, Hint, spot)
		}
		if types[TypeInterview] && !c.hasStaff(r.ID, RoleSteward) {
			c.add(FindingRoomWithoutSteward, Missing, spot)
		}
		if types[TypeInterview] && !c.hasStaff(r.ID, PanelRoles()...) {
			c.add(FindingRoomWithoutPanel, Missing, spot)
		}
		if (types[TypeWritten] || types[TypeVideo]) && !c.hasStaff(r.ID, ProctorRoles()...) {
			c.add(FindingRoomWithoutProctor, Missing, spot)
		}
	}
}

// typesIn returns what is examined in a room.
func (c *checklist) typesIn(roomID string) map[Type]bool {
	types := map[Type]bool{}
	for _, in := range c.Sessions {
		if in.RoomID == roomID {
			subject, _ := c.Subject(in.SubjectID) // a session's is there by the schema
			types[subject.Type] = true
		}
	}
	return types
}

func (c *checklist) hasStaff(roomID string, roles ...Role) bool {
	return slices.ContainsFunc(c.Staff, func(m RoomStaff) bool { return m.RoomID == roomID && slices.Contains(roles, m.Role) })
}

// times looks at each session by itself.
func (c *checklist) times() {
	for _, in := range c.Sessions {
		spot, count := c.spot(in), c.Seated[in.ID]
		switch {
		case !in.StartsAt.Before(in.EndsAt):
			c.add(FindingEndsBeforeStart, Contradiction, spot)
		case !in.EntryWithin():
			c.add(FindingEntryOutside, Contradiction, spot)
		case !c.now.Before(in.EndsAt) && (count.Seated == 0 || count.Begun < count.Seated):
			c.add(FindingSessionPast, Contradiction, spot)
		}
		if count.Seated == 0 {
			c.add(FindingSessionEmpty, Hint, spot)
		}
		c.papers(in, spot)
		c.unpublished(in, spot)
	}
}

// placesSoon is how long before the door opens places that are not published are
// more than a hint: who does not know her place cannot come.
const placesSoon = 24 * time.Hour

// unpublished looks for places that candidates do not see, of a session that is not over.
func (c *checklist) unpublished(in Session, spot Spot) {
	n := c.Seated[in.ID].Unpublished
	if n == 0 || !c.now.Before(in.EndsAt) {
		return
	}
	how := Hint
	if in.EntryOpensAt.Sub(c.now) < placesSoon {
		how = Contradiction
	}
	c.found = append(c.found, Finding{FindingPlacesUnpublished, how, []Spot{spot}, n})
}

// paperSoon is how long before a written session a paper that is not ready is more
// than a hint: papers come late, but not on the day.
const paperSoon = 24 * time.Hour

// papers looks for the paper of a written session that is still to come.
func (c *checklist) papers(in Session, spot Spot) {
	subject, _ := c.Subject(in.SubjectID)
	if subject.Type != TypeWritten || c.Seated[in.ID].Papers > 0 || !c.now.Before(in.EndsAt) {
		return
	}
	how := Hint
	if in.StartsAt.Sub(c.now) < paperSoon {
		how = Contradiction
	}
	c.add(FindingPaperNotReady, how, spot)
}

// EntryWithin reports whether the entry window makes sense: it opens before it
// closes and not after the start, and closes no later than the session ends.
func (s Session) EntryWithin() bool {
	return s.EntryOpensAt.Before(s.EntryClosesAt) && !s.EntryOpensAt.After(s.StartsAt) && !s.EntryClosesAt.After(s.EndsAt)
}

func (c *checklist) spot(in Session) Spot { return Spot{SpotSession, in.ID, c.SessionName(in)} }

// people looks at each candidate by herself.
func (c *checklist) people() {
	if len(c.Entrants) == 0 {
		c.add(FindingNoEntrant, Hint)
	}
	c.each(FindingUnassigned, func(e Entrant) bool { return len(e.Seats) == 0 && len(c.Sessions) > 0 })
	c.each(FindingNoPhone, func(e Entrant) bool { return e.Phone == "" })
}

// each adds one contradiction for all entrants of whom is holds.
func (c *checklist) each(code FindingCode, is func(Entrant) bool) {
	f := Finding{Code: code, Severity: Contradiction}
	for _, e := range c.Entrants {
		if !is(e) {
			continue
		}
		if f.Count++; f.Count <= MaxSpots {
			f.Where = append(f.Where, Spot{SpotCandidate, e.EnrolmentID, e.Name})
		}
	}
	if f.Count > 0 {
		c.found = append(c.found, f)
	}
}

package exam

// Reach is what of a school somebody may take an action on: all of it, or the
// colleges, exams and rooms that are named.
type Reach struct {
	All                    bool
	Colleges, Exams, Rooms []string
}

// ReachOf returns how far an action reaches for a member of staff. It is nothing for
// everybody else.
func ReachOf(by Actor, a Action) (r Reach) {
	for _, b := range by.Bindings {
		if by.Kind != ActorStaff || Can(Actor{Kind: by.Kind, SchoolID: by.SchoolID, Bindings: []Binding{b}}, a, scopeOf(by.SchoolID, b)) != nil {
			continue
		}
		switch b.Kind {
		case ScopeSchool:
			r.All = true
		case ScopeCollege:
			r.Colleges = append(r.Colleges, b.ScopeID)
		case ScopeExam:
			r.Exams = append(r.Exams, b.ScopeID)
		case ScopeRoom:
			r.Rooms = append(r.Rooms, b.ScopeID)
		}
	}
	return r
}

// Nothing reports whether nothing is within reach.
func (r Reach) Nothing() bool {
	return !r.All && len(r.Colleges) == 0 && len(r.Exams) == 0 && len(r.Rooms) == 0
}

func scopeOf(schoolID string, b Binding) Scope {
	s := Scope{SchoolID: schoolID}
	switch b.Kind {
	case ScopeCollege:
		s.CollegeID = b.ScopeID
	case ScopeExam:
		s.ExamID = b.ScopeID
	case ScopeRoom:
		s.RoomID = b.ScopeID
	}
	return s
}

package exam

import "slices"

// Role is what a member of staff does; it is bound to a school, a college, an
// exam or a room (FEATURES G1).
type Role string

// The roles of staff.
const (
	RoleSchoolAdmin  Role = "school_admin"
	RoleCollegeAdmin Role = "college_admin"
	RoleSteward      Role = "steward"
	RoleExaminer     Role = "examiner"
	RoleChair        Role = "chair"
	RoleSecretary    Role = "secretary"
	RoleProctor      Role = "proctor"
	RoleInspector    Role = "inspector"
	RoleMarker       Role = "marker"
	RoleReviewer     Role = "reviewer"
	RoleSupport      Role = "support"
)

// Roles lists every role, in the console's order.
func Roles() []Role {
	return []Role{RoleSchoolAdmin, RoleCollegeAdmin, RoleSteward, RoleExaminer, RoleChair, RoleSecretary,
		RoleProctor, RoleInspector, RoleMarker, RoleReviewer, RoleSupport}
}

// ScopeKind is what a role is bound to.
type ScopeKind string

// The kinds of scope, from wide to narrow.
const (
	ScopeSchool  ScopeKind = "school"
	ScopeCollege ScopeKind = "college"
	ScopeExam    ScopeKind = "exam"
	ScopeRoom    ScopeKind = "room"
)

// Binding gives a member of staff one role within one scope.
type Binding struct {
	Role    Role
	Kind    ScopeKind
	ScopeID string
}

// ActorKind tells candidates, their paired devices, staff and the clock apart.
type ActorKind string

// The kinds of actor. The zero value is a stranger: not signed in.
const (
	ActorStranger  ActorKind = ""
	ActorCandidate ActorKind = "candidate" // signed in by phone number
	ActorDevice    ActorKind = "device"    // joined by a pairing code, bound to one sitting
	ActorStaff     ActorKind = "staff"
	ActorClock     ActorKind = "clock" // a deadline, taken by a timed job
)

// Actor is who does something. Which fields are set depends on Kind: Phone for a
// candidate, SittingID and Position for a device, StaffID, SchoolID and
// Bindings for staff.
type Actor struct {
	Kind      ActorKind
	LoginID   string
	Phone     string
	SittingID string
	Position  Position
	StaffID   string
	SchoolID  string
	Name      string
	Bindings  []Binding
}

// Clock is the actor of steps that a deadline takes.
func Clock() Actor { return Actor{Kind: ActorClock, Name: "clock"} }

// Scope is where something belongs: the chain of a room up to its school, and
// for a sitting also whose it is.
type Scope struct {
	SchoolID  string
	CollegeID string
	ExamID    string
	RoomID    string
	SittingID string
	Phone     string
	// Unpublished says that the candidate does not know of the sitting yet.
	Unpublished bool
}

// RolesIn returns the roles that the actor's bindings give within a scope,
// without duplicates and sorted. It is empty for anybody but staff of the
// scope's own school.
func (a Actor) RolesIn(s Scope) []Role {
	if a.Kind != ActorStaff || a.SchoolID == "" || a.SchoolID != s.SchoolID {
		return nil
	}
	var roles []Role
	for _, b := range a.Bindings {
		if b.ScopeID != "" && b.ScopeID == s.idOf(b.Kind) {
			roles = append(roles, b.Role)
		}
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

func (s Scope) idOf(k ScopeKind) string {
	switch k {
	case ScopeSchool:
		return s.SchoolID
	case ScopeCollege:
		return s.CollegeID
	case ScopeExam:
		return s.ExamID
	case ScopeRoom:
		return s.RoomID
	}
	return ""
}

// In returns the actor as seen from one scope: only the bindings that count
// there stay, so that the rules of a sitting need not know its room.
func (a Actor) In(s Scope) Actor {
	roles := a.RolesIn(s)
	a.Bindings = nil
	for _, r := range roles {
		a.Bindings = append(a.Bindings, Binding{Role: r})
	}
	return a
}

// Has reports whether a binding of the actor gives one of the roles, whatever
// its scope. Use it on the result of [Actor.In].
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(a.Bindings, func(b Binding) bool { return slices.Contains(roles, b.Role) })
}

// isAny reports whether the actor speaks for one of the parties. Chairs,
// examiners and secretaries are the panel; the first camera or its paired
// device speaks for the candidate.
func (a Actor) isAny(parties []Party) bool {
	for _, p := range parties {
		switch p {
		case PartyCandidate:
			if a.Kind == ActorCandidate || a.Kind == ActorDevice {
				return true
			}
		case PartyClock:
			if a.Kind == ActorClock {
				return true
			}
		case PartySteward:
			if a.Kind == ActorStaff && a.Has(RoleSteward) {
				return true
			}
		case PartyPanel:
			if a.Kind == ActorStaff && a.Has(PanelRoles()...) {
				return true
			}
		case PartyProctor:
			if a.Kind == ActorStaff && a.Has(ProctorRoles()...) {
				return true
			}
		}
	}
	return false
}

// ProctorRoles are the roles that act for the proctors of a written or a video exam: the
// proctors themselves, and the chair and the secretary of its room.
func ProctorRoles() []Role { return []Role{RoleProctor, RoleChair, RoleSecretary} }

// PanelRoles are the roles that act for the panel of an interview.
func PanelRoles() []Role { return []Role{RoleExaminer, RoleChair, RoleSecretary} }

package exam_test

import (
	"slices"
	"testing"

	"kaochang/internal/exam"
)

// here is a sitting's scope.
var here = exam.Scope{
	SchoolID: "school", CollegeID: "college", ExamID: "exam", RoomID: "room", SittingID: "sitting", Phone: candidate.Phone,
}

func bound(schoolID string, b ...exam.Binding) exam.Actor {
	return exam.Actor{Kind: exam.ActorStaff, StaffID: "s", SchoolID: schoolID, Bindings: b}
}

func TestRolesIn(t *testing.T) {
	role := func(kind exam.ScopeKind, id string) exam.Binding {
		return exam.Binding{Role: exam.RoleChair, Kind: kind, ScopeID: id}
	}
	for _, c := range []struct {
		rule  string
		by    exam.Actor
		scope exam.Scope
		want  []exam.Role
	}{
		{"a school's role counts in its rooms", bound("school", role(exam.ScopeSchool, "school")), here, []exam.Role{exam.RoleChair}},
		{"a college's in its majors' sittings", bound("school", role(exam.ScopeCollege, "college")), here, []exam.Role{exam.RoleChair}},
		{"an exam's in its rooms", bound("school", role(exam.ScopeExam, "exam")), here, []exam.Role{exam.RoleChair}},
		{"a room's in itself", bound("school", role(exam.ScopeRoom, "room")), here, []exam.Role{exam.RoleChair}},
		{"another room's does not", bound("school", role(exam.ScopeRoom, "room-2")), here, nil},
		{"a room is no exam though it be called the same", bound("school", role(exam.ScopeExam, "room")), here, nil},
		{"another school's staff have none, whatever they are bound to", bound("other", role(exam.ScopeRoom, "room"), role(exam.ScopeSchool, "school")), here, nil},
		{"an empty scope matches no empty binding", bound("school", role(exam.ScopeCollege, "")), exam.Scope{SchoolID: "school"}, nil},
		{"a binding of no kind counts nowhere", bound("school", role("", "school")), here, nil},
		{"staff of no school have none in no school", bound("", role(exam.ScopeSchool, "")), exam.Scope{}, nil},
		{"a candidate has none", exam.Actor{Kind: exam.ActorCandidate, SchoolID: "school", Bindings: []exam.Binding{role(exam.ScopeRoom, "room")}}, here, nil},
		{
			"a role that is given twice counts once, in order",
			bound("school", exam.Binding{Role: exam.RoleSteward, Kind: exam.ScopeRoom, ScopeID: "room"}, role(exam.ScopeRoom, "room"), role(exam.ScopeExam, "exam")),
			here, []exam.Role{exam.RoleChair, exam.RoleSteward},
		},
	} {
		if got := c.by.RolesIn(c.scope); !slices.Equal(got, c.want) {
			t.Errorf("%s: roles = %v, want %v", c.rule, got, c.want)
		}
		for _, r := range exam.Roles() {
			if c.by.In(c.scope).Has(r) != slices.Contains(c.want, r) {
				t.Errorf("%s: seen from the scope has %s = %v", c.rule, r, !slices.Contains(c.want, r))
			}
		}
	}
}

func TestCan(t *testing.T) {
	inRoom := func(r exam.Role) exam.Actor {
		return bound("school", exam.Binding{Role: r, Kind: exam.ScopeRoom, ScopeID: "room"})
	}
	foreign := inRoom(exam.RoleChair)
	foreign.SchoolID = "other"
	elsewhere := bound("school", exam.Binding{Role: exam.RoleChair, Kind: exam.ScopeRoom, ScopeID: "room-2"})
	device := exam.Actor{Kind: exam.ActorDevice, SittingID: "sitting"}
	for _, c := range []struct {
		rule   string
		by     exam.Actor
		action exam.Action
		want   exam.Code
	}{
		{"a candidate sits her sitting", candidate, exam.ActionSit, ""},
		{"another candidate is not even told that it exists", exam.Actor{Kind: exam.ActorCandidate, Phone: "13900000000"}, exam.ActionSeeSitting, exam.CodeNotFound},
		{"a candidate without a number has no sitting", exam.Actor{Kind: exam.ActorCandidate}, exam.ActionSit, exam.CodeNotFound},
		{"a paired device sits its sitting", device, exam.ActionSit, ""},
		{"a device of another sitting does not", exam.Actor{Kind: exam.ActorDevice, SittingID: "sitting-2"}, exam.ActionSit, exam.CodeNotFound},
		{"a device does not choose", device, exam.ActionChoose, exam.CodeForbidden},
		{"a candidate does not act as the panel", candidate, exam.ActionPanel, exam.CodeForbidden},
		{"the panel acts as the panel", inRoom(exam.RoleExaminer), exam.ActionPanel, ""},
		{"a steward does not", inRoom(exam.RoleSteward), exam.ActionPanel, exam.CodeForbidden},
		{"an inspector sees", inRoom(exam.RoleInspector), exam.ActionWatchSitting, ""},
		{"and acts in nothing", inRoom(exam.RoleInspector), exam.ActionMessage, exam.CodeForbidden},
		{"an examiner does not reopen", inRoom(exam.RoleExaminer), exam.ActionReopen, exam.CodeForbidden},
		{"a chair does", inRoom(exam.RoleChair), exam.ActionReopen, ""},
		{"staff do not sit for a candidate", inRoom(exam.RoleChair), exam.ActionSit, exam.CodeForbidden},
		{"staff of another room are not told that it exists", elsewhere, exam.ActionSeeSitting, exam.CodeNotFound},
		{"staff of another school are not told that it exists", foreign, exam.ActionSeeSitting, exam.CodeNotFound},
		{"a stranger is asked to sign in", stranger, exam.ActionSeeSitting, exam.CodeUnauthenticated},
		{"an action that is not listed may nobody take", inRoom(exam.RoleSchoolAdmin), "delete_everything", exam.CodeForbidden},
		{"least of all a stranger", stranger, "delete_everything", exam.CodeUnauthenticated},
		{"the clock asks nobody and may ask for nothing", exam.Clock(), exam.ActionPanel, exam.CodeNotFound},
	} {
		refused(t, c.rule, exam.Can(c.by, c.action, here), c.want)
	}
}

// TestAStrangerOfAnotherSchool walks all actions with every role of another
// school, bound to this very room by mistake.
func TestAStrangerOfAnotherSchool(t *testing.T) {
	for _, action := range actions {
		for _, role := range exam.Roles() {
			by := bound("other", exam.Binding{Role: role, Kind: exam.ScopeRoom, ScopeID: "room"}, exam.Binding{Role: role, Kind: exam.ScopeSchool, ScopeID: "school"})
			refused(t, string(role)+" of another school: "+string(action), exam.Can(by, action, here), exam.CodeNotFound)
		}
	}
}

// TestOnlyWhoIsListedMay compares Can with Who, for every action and role.
func TestOnlyWhoIsListedMay(t *testing.T) {
	for _, action := range actions {
		kinds, roles := exam.Who(action)
		if len(kinds) == 0 {
			t.Errorf("nobody may %s", action)
		}
		for _, role := range exam.Roles() {
			by := bound("school", exam.Binding{Role: role, Kind: exam.ScopeRoom, ScopeID: "room"})
			want := exam.CodeForbidden
			if slices.Contains(kinds, exam.ActorStaff) && slices.Contains(roles, role) {
				want = ""
			}
			refused(t, string(role)+": "+string(action), exam.Can(by, action, here), want)
		}
		if got, want := exam.MayEver(candidate, action), slices.Contains(kinds, exam.ActorCandidate); got != want {
			t.Errorf("a candidate may ever %s: %v, want %v", action, got, want)
		}
		if got, want := exam.MayEver(stranger, action), slices.Contains(kinds, exam.ActorStranger); got != want {
			t.Errorf("a stranger may ever %s: %v, want %v", action, got, want)
		}
	}
	if kinds, roles := exam.Who("delete_everything"); len(kinds)+len(roles) > 0 || exam.MayEver(chair, "delete_everything") {
		t.Error("an action that is not listed may be taken")
	}
}

var actions = []exam.Action{
	exam.ActionPublic, exam.ActionOwnLogin, exam.ActionChoose, exam.ActionSeeSitting, exam.ActionSit, exam.ActionWatchSitting, exam.ActionSeeBoard,
	exam.ActionOwnSessions, exam.ActionSteward, exam.ActionMessage, exam.ActionPanel, exam.ActionReopen, exam.ActionSetQuestions, exam.ActionSetPhoto,
	exam.ActionUpload, exam.ActionSeeRecordings, exam.ActionManageRoster, exam.ActionHandCode, exam.ActionSeeIdentity, exam.ActionReadCodes, exam.ActionSetUpRehearsal,
}

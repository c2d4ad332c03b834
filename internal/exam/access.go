package exam

import "slices"

// Action is what an operation of the API does; each operation names exactly one.
type Action string

// The actions. [Who] says for each who may take it.
const (
	ActionPublic         Action = "public"           // anybody, signed in or not
	ActionOwnLogin       Action = "own_login"        // anybody signed in, on herself
	ActionChoose         Action = "choose"           // a candidate chooses what to sit
	ActionOwnEnrolment   Action = "own_enrolment"    // a candidate sees to an enrolment of her own
	ActionSeeSitting     Action = "see_sitting"      // look at a sitting
	ActionSit            Action = "sit"              // act as the candidate in a sitting
	ActionWatchSitting   Action = "watch_sitting"    // staff: media and stills of a sitting
	ActionSeeBoard       Action = "see_board"        // staff: the board of a session
	ActionOwnSessions    Action = "own_sessions"     // staff: list the sessions one is bound to
	ActionSteward        Action = "steward"          // call, mute, next
	ActionMessage        Action = "message"          // write to a candidate
	ActionPanel          Action = "panel"            // invite, defer, absent, release, end
	ActionMarkAbsent     Action = "mark_absent"      // record that a candidate did not come
	ActionReopen         Action = "reopen"           // reopen a sitting
	ActionProctor        Action = "proctor"          // release and withdraw papers, extra time, collect, reopen answers
	ActionSetPapers      Action = "set_papers"       // write papers and make them ready
	ActionSeePapers      Action = "see_papers"       // which papers a session has, not what they ask
	ActionSeePages       Action = "see_pages"        // photographed pages, one's own or those of a room
	ActionSeeAnswers     Action = "see_answers"      // an answer sheet, one's own or to read it
	ActionReadAnswers    Action = "read_answers"     // read and export what candidates answered
	ActionSeeTakes       Action = "see_takes"        // what was recorded in a video exam, one's own or that of a room
	ActionSetQuestions   Action = "set_questions"    // write questions
	ActionSetPhoto       Action = "set_photo"        // set a reference photo
	ActionUpload         Action = "upload"           // ask for an upload ticket
	ActionSeeRecordings  Action = "see_recordings"   // play what the server recorded
	ActionManageRoster   Action = "manage_roster"    // import, change and export who may sit what
	ActionPlan           Action = "plan"             // set an exam up: majors, rooms, sessions, who sits where
	ActionCheckTicket    Action = "check_ticket"     // staff: whose admission ticket it is
	ActionAnnounce       Action = "announce"         // write to candidates
	ActionAnswer         Action = "answer"           // answer candidates' questions
	ActionReview         Action = "review"           // pass or reject what candidates hand in
	ActionManageFees     Action = "manage_fees"      // orders: ask again, give back, mark, waive, reconcile
	ActionManageSchool   Action = "manage_school"    // the school itself, its colleges, its staff and their roles
	ActionAccommodate    Action = "accommodate"      // what is different for one candidate, and why
	ActionSeeReadiness   Action = "see_readiness"    // whose devices were checked, who went through a mock
	ActionSettleStep     Action = "settle_step"      // look at a step of check-in: tick it, ask again, let pass
	ActionCompareFaces   Action = "compare_faces"    // see a candidate's frames and document; confirm or reject her
	ActionSeeSMS         Action = "see_sms"          // which messages went to candidates
	ActionSeeLedger      Action = "see_ledger"       // who did what, when, why, from where
	ActionHandCode       Action = "hand_code"        // make a sign-in code to be read out
	ActionSeeIdentity    Action = "see_identity"     // see an identity number in full
	ActionReadCodes      Action = "read_codes"       // demo only: the inbox of SMS codes
	ActionSetUpRehearsal Action = "set_up_rehearsal" // demo only: make a cohort
)

// grant lists who may take an action: kinds of actor and, for staff, roles.
type grant struct {
	kinds []ActorKind
	roles []Role
}

var everyKind = []ActorKind{ActorStranger, ActorCandidate, ActorDevice, ActorStaff}

var interviewStaff = []Role{RoleSchoolAdmin, RoleCollegeAdmin, RoleSteward, RoleExaminer, RoleChair, RoleSecretary, RoleProctor, RoleInspector, RoleSupport}

// grants is deny by default: what is not listed may not be done.
var grants = map[Action]grant{
	ActionPublic:         {kinds: everyKind},
	ActionReadCodes:      {kinds: everyKind},
	ActionSetUpRehearsal: {kinds: everyKind},
	ActionOwnLogin:       {kinds: []ActorKind{ActorCandidate, ActorDevice, ActorStaff}, roles: Roles()},
	ActionChoose:         {kinds: []ActorKind{ActorCandidate}},
	ActionOwnEnrolment:   {kinds: []ActorKind{ActorCandidate}},
	ActionSeeSitting:     {kinds: []ActorKind{ActorCandidate, ActorDevice, ActorStaff}, roles: interviewStaff},
	ActionSit:            {kinds: []ActorKind{ActorCandidate, ActorDevice}},
	ActionWatchSitting:   {kinds: []ActorKind{ActorCandidate, ActorDevice, ActorStaff}, roles: []Role{RoleSteward, RoleExaminer, RoleChair, RoleSecretary, RoleProctor, RoleInspector}},
	ActionSeeBoard:       {kinds: []ActorKind{ActorStaff}, roles: interviewStaff},
	ActionOwnSessions:    {kinds: []ActorKind{ActorStaff}, roles: Roles()},
	ActionSteward:        {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSteward}},
	ActionMessage:        {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSteward, RoleExaminer, RoleChair, RoleSecretary, RoleProctor}},
	ActionPanel:          {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleExaminer, RoleChair, RoleSecretary}},
	ActionMarkAbsent:     {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleExaminer, RoleChair, RoleSecretary, RoleProctor}},
	ActionReopen:         {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleChair, RoleSecretary, RoleProctor}},
	ActionProctor:        {kinds: []ActorKind{ActorStaff}, roles: ProctorRoles()},
	ActionSetPapers:      {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleChair, RoleSecretary}},
	ActionSeePapers:      {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleChair, RoleSecretary, RoleProctor, RoleInspector}},
	ActionSeePages:       {kinds: []ActorKind{ActorCandidate, ActorDevice, ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleChair, RoleSecretary, RoleProctor, RoleMarker}},
	ActionSeeAnswers:     {kinds: []ActorKind{ActorCandidate, ActorDevice, ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleChair, RoleSecretary, RoleMarker}},
	ActionReadAnswers:    {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleChair, RoleSecretary, RoleMarker}},
	ActionSeeTakes:       {kinds: []ActorKind{ActorCandidate, ActorDevice, ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleExaminer, RoleChair, RoleSecretary, RoleProctor, RoleInspector, RoleMarker}},
	ActionSetQuestions:   {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleChair, RoleSecretary}},
	ActionSetPhoto:       {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleCollegeAdmin}},
	ActionReview:         {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleCollegeAdmin, RoleReviewer}},
	ActionUpload:         {kinds: []ActorKind{ActorCandidate, ActorDevice, ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleCollegeAdmin, RoleChair, RoleSecretary}},
	ActionManageRoster:   {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleCollegeAdmin}},
	ActionPlan:           {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin}},
	ActionCheckTicket:    {kinds: []ActorKind{ActorStaff}, roles: append([]Role{RoleProctor}, interviewStaff...)},
	ActionAnnounce:       {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleCollegeAdmin}},
	ActionAnswer:         {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleCollegeAdmin, RoleSupport}},
	ActionManageFees:     {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin}},
	ActionManageSchool:   {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin}},
	ActionAccommodate:    {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleCollegeAdmin}},
	ActionSettleStep:     {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSteward, RoleProctor, RoleExaminer, RoleChair, RoleSecretary}},
	ActionSeeReadiness:   {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleCollegeAdmin, RoleSupport, RoleSecretary, RoleSteward}},
	ActionCompareFaces:   {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSteward, RoleProctor, RoleExaminer, RoleChair, RoleSecretary}},
	ActionSeeSMS:         {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleCollegeAdmin, RoleSupport}},
	ActionSeeLedger:      {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleInspector}},
	ActionHandCode:       {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleCollegeAdmin}},
	ActionSeeIdentity:    {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin}},
	ActionSeeRecordings:  {kinds: []ActorKind{ActorStaff}, roles: []Role{RoleSchoolAdmin, RoleChair, RoleSecretary, RoleInspector}},
}

// Who returns the kinds of actor and the roles of staff that may take an action;
// both are empty for an action that nobody may take.
func Who(a Action) (kinds []ActorKind, roles []Role) {
	g := grants[a]
	return slices.Clone(g.kinds), slices.Clone(g.roles)
}

// MayEver reports whether the actor may take the action somewhere at all: it is
// the check before anything is looked up.
func MayEver(by Actor, a Action) bool {
	g, known := grants[a]
	if !known || !slices.Contains(g.kinds, by.Kind) {
		return false
	}
	return by.Kind != ActorStaff || slices.Contains(g.kinds, ActorStranger) || a == ActionOwnLogin || by.Has(g.roles...)
}

// Can returns nil when the actor may take the action within the scope.
// Otherwise it returns CodeUnauthenticated for a stranger, CodeNotFound for
// whom the scope does not exist (another school's staff, staff without any role
// there, another candidate, the candidate whose place is not published), so that not even existence is told, and
// CodeForbidden for staff of the place whose roles do not suffice.
func Can(by Actor, a Action, in Scope) error {
	g, known := grants[a]
	if by.Kind == ActorStranger && !(known && slices.Contains(g.kinds, ActorStranger)) {
		return Errorf(CodeUnauthenticated, "sign in first")
	}
	if !by.belongs(in) {
		return Errorf(CodeNotFound, "nothing here")
	}
	if !known || !slices.Contains(g.kinds, by.Kind) {
		return Errorf(CodeForbidden, "this is not yours to do")
	}
	if by.Kind == ActorStaff && !by.In(in).Has(g.roles...) {
		return Errorf(CodeForbidden, "your role does not allow this here")
	}
	return nil
}

// belongs reports whether the place may be known to the actor at all.
func (a Actor) belongs(in Scope) bool {
	switch a.Kind {
	case ActorCandidate:
		return a.Phone != "" && a.Phone == in.Phone && !in.Unpublished
	case ActorDevice:
		return a.SittingID != "" && a.SittingID == in.SittingID && !in.Unpublished
	case ActorStaff:
		return len(a.RolesIn(in)) > 0
	}
	return false
}

// CollegesFor returns the colleges within which the actor may take an action; nil
// where she may in the whole school, and a list without colleges where in none.
func CollegesFor(by Actor, a Action) []string {
	if Can(by, a, Scope{SchoolID: by.SchoolID}) == nil {
		return nil
	}
	colleges := []string{""}
	for _, b := range by.Bindings {
		if b.Kind == ScopeCollege && Can(by, a, Scope{SchoolID: by.SchoolID, CollegeID: b.ScopeID}) == nil {
			colleges = append(colleges, b.ScopeID)
		}
	}
	return colleges
}

package storetest

import (
	"time"

	"kaochang/internal/exam"
)

var planningStories = []story{
	{"an exam is made, filled and shown with what it holds", planExam},
	{"a part that something needs stays", planPointedAt},
	{"who is seated is told, and who has entered stays", planSeats},
	{"a draw is kept with all that it takes to draw again", planDraw},
	{"a set-up is its school's alone", planStranger},
	{"entrants are found by name, major, session and missing subject", planEntrants},
}

func (w *world) planFact(kind string) exam.Fact {
	return exam.Fact{Kind: kind, Actor: w.chair, At: w.clock.Now(), Data: map[string]string{"name": "x"}}
}

// plans does a change of the world's exam.
func (w *world) plans(c exam.SetUpChange) error {
	return w.ChangeSetUp(w.ctx, "a", w.exam.ID, true, func(exam.SetUp) (exam.SetUpChange, error) { return c, nil })
}

func planExam(w *world) {
	e := exam.Exam{ID: "e2", SchoolID: "a", Name: "推免面试"}
	w.no(w.CreateExam(w.ctx, e, w.planFact("exam.created")))
	now := w.clock.Now().UTC().Truncate(time.Millisecond)
	major := exam.Major{ID: "m2", SchoolID: "a", ExamID: "e2", CollegeID: w.college.ID, Name: "作曲", FeeFen: 12000}
	subject := exam.Subject{ID: "s2", SchoolID: "a", ExamID: "e2", Name: "面试", Intro: "介绍", Type: exam.TypeInterview}
	room := exam.Room{ID: "r2", SchoolID: "a", ExamID: "e2", Name: "二考场", Kind: "网络", Intro: "i", Contact: "c"}
	in := exam.Session{
		ID: "in2", SchoolID: "a", RoomID: "r2", SubjectID: "s2", Type: exam.TypeInterview, StartsAt: now, EndsAt: now.Add(time.Hour),
		EntryOpensAt: now.Add(-time.Hour), EntryClosesAt: now, InviteTTL: time.Minute, SecondCamera: exam.SecondCameraNone, FirstCamera: exam.FirstCameraPC,
	}
	member := exam.RoomStaff{RoomID: "r2", StaffID: w.chair.StaffID, Name: "chair", Role: exam.RoleChair}
	opened := e
	opened.Open = true
	w.no(w.ChangeSetUp(w.ctx, "a", "e2", false, func(set exam.SetUp) (exam.SetUpChange, error) {
		w.same("before", set.Exam, e)
		return exam.SetUpChange{
			Exam: &opened, Majors: []exam.Major{major}, Subjects: []exam.Subject{subject}, Rooms: []exam.Room{room}, Sessions: []exam.Session{in},
			Staff: map[string][]exam.RoomStaff{"r2": {member}}, Facts: []exam.Fact{w.planFact("exam.opened")},
		}, nil
	}))
	set := got(w.SetUp(w.ctx, "a", "e2", true))(w)
	w.same("exam", set.Exam, opened)
	w.same("majors", set.Majors, []exam.Major{major})
	w.same("subjects", set.Subjects, []exam.Subject{subject})
	w.same("rooms", set.Rooms, []exam.Room{room})
	w.same("sessions", set.Sessions, []exam.Session{in})
	w.same("staff", set.Staff, []exam.RoomStaff{member})
	w.same("colleges", set.Colleges, []exam.College{w.college})
	w.same("elsewhere", len(set.Elsewhere), 6) // four candidates, steward and chair of the first exam
	list := got(w.Exams(w.ctx, "a"))(w)
	w.same("exams", len(list), 2)
	w.same("of the first", []int{list[1].Majors, list[1].Sessions, list[1].Entrants, list[1].Assigned}, []int{1, 1, 4, 4})
	entries := got(w.LedgerOf(w.ctx, ""))(w)
	w.same("ledger", entries[len(entries)-1].Kind, "exam.opened")
}

func planPointedAt(w *world) {
	for what, c := range map[string]exam.SetUpChange{
		"a major with candidates": {RemoveMajor: w.major.ID},
		"a room with a session":   {RemoveRoom: w.room.ID},
		"a subject in use":        {RemoveSubject: w.subject.ID},
		"a session with seats":    {RemoveSession: w.session.ID},
	} {
		c.Facts = []exam.Fact{w.planFact("removed")}
		if err := w.plans(c); exam.CodeOf(err) != exam.CodeConflict {
			w.t.Errorf("%s: %v, want a conflict", what, err)
		}
	}
	w.same("ledger", len(got(w.LedgerOf(w.ctx, ""))(w)), 0)
	var all []exam.Unseat
	for _, one := range w.sitting {
		all = append(all, exam.Unseat{SittingID: one.ID, EnrolmentID: one.EnrolmentID})
	}
	w.no(w.plans(exam.SetUpChange{RemoveSession: w.session.ID, Unseat: all}))
	w.same("sessions", len(got(w.SetUp(w.ctx, "a", w.exam.ID, false))(w).Sessions), 0)
}

func planSeats(w *world) {
	w.waits(0)
	_ = got(w.TakeOutbox(w.ctx, 1000))(w)
	before := len(got(w.TakeOutbox(w.ctx, 1000))(w))
	err := w.plans(exam.SetUpChange{Unseat: []exam.Unseat{
		{SittingID: w.sitting[1].ID, EnrolmentID: w.sitting[1].EnrolmentID}, {SittingID: w.sitting[0].ID, EnrolmentID: w.sitting[0].EnrolmentID},
	}})
	w.refused(err, exam.CodeConflict)
	w.same("seated", got(w.SetUp(w.ctx, "a", w.exam.ID, false))(w).Seated[w.session.ID], exam.SeatCount{Seated: 4, Begun: 1})
	w.same("events of what was refused", len(got(w.TakeOutbox(w.ctx, 1000))(w)), before)

	again := w.sitting[1]
	again.ID = "again"
	w.no(w.plans(exam.SetUpChange{Unseat: []exam.Unseat{{SittingID: w.sitting[1].ID, EnrolmentID: again.EnrolmentID}}, Seat: []exam.Sitting{again}, Shown: []string{w.session.ID}}))
	told := map[string]bool{}
	for _, e := range got(w.TakeOutbox(w.ctx, 1000))(w) {
		if e.Kind == "timetable" {
			told[e.EnrolmentID] = true
		}
	}
	w.same("all of the session are told", len(told), 4)
	w.same("her seat", got(w.SittingsOfEnrolment(w.ctx, again.EnrolmentID))(w)[0].Sitting.ID, "again")
}

func planDraw(w *world) {
	d := exam.Draw{
		Kind: exam.DrawPanel, Pool: []string{"n1", "n2"}, RoomIDs: []string{w.room.ID}, Role: exam.RoleExaminer, Secret: "s", Word: "w",
		ID: "d1", SchoolID: "a", ExamID: w.exam.ID, SubjectID: w.subject.ID, Seed: "seed", By: "周主考", At: w.clock.Now().UTC().Truncate(time.Millisecond),
		SessionIDs: []string{w.session.ID}, Capacity: 3, RoundRobin: true, Outcome: []exam.Drawn{{Name: "n1", SessionID: w.session.ID, Order: 1}},
	}
	c := exam.Commitment{ID: "c1", Secret: "s", By: "周主考", At: d.At}
	w.no(w.plans(exam.SetUpChange{Commit: []exam.Commitment{c}}))
	commitments := func() []exam.Commitment { return got(w.SetUp(w.ctx, "a", w.exam.ID, false))(w).Commitments }
	w.same("promised", commitments(), []exam.Commitment{c})
	using := d
	using.CommitmentID = c.ID
	w.no(w.plans(exam.SetUpChange{Draws: []exam.Draw{using}}))
	w.same("used", commitments(), []exam.Commitment(nil))
	w.same("draw", got(w.Draw(w.ctx, "a", "d1"))(w), d)
	short := d
	short.Outcome = nil
	w.same("draws", got(w.Draws(w.ctx, "a", w.exam.ID))(w), []exam.Draw{short})
	_, err := w.Draw(w.ctx, "b", "d1")
	w.refused(err, exam.CodeNotFound)
}

func planStranger(w *world) {
	b := w.found("b", 1)
	_, err := w.SetUp(w.ctx, "a", b.exam.ID, true)
	w.refused(err, exam.CodeNotFound)
	err = w.ChangeSetUp(w.ctx, "a", b.exam.ID, false, func(exam.SetUp) (exam.SetUpChange, error) { return exam.SetUpChange{}, nil })
	w.refused(err, exam.CodeNotFound)
	theirs := b.major
	theirs.Name = "taken"
	w.no(w.plans(exam.SetUpChange{Majors: []exam.Major{theirs}, RemoveSession: b.session.ID}))
	set := got(w.SetUp(w.ctx, "b", b.exam.ID, false))(w)
	w.same("their major", set.Majors, []exam.Major{b.major})
	w.same("their session", len(set.Sessions), 1)
}

func planEntrants(w *world) {
	for what, c := range map[string]struct {
		filter exam.EntrantFilter
		total  int
	}{
		"all":                 {exam.EntrantFilter{}, 4},
		"by number":           {exam.EntrantFilter{Query: "number-0002"}, 1},
		"by major":            {exam.EntrantFilter{MajorID: w.major.ID}, 4},
		"seated in a session": {exam.EntrantFilter{SessionID: w.session.ID}, 4},
		"without a subject":   {exam.EntrantFilter{Without: w.subject.ID}, 0},
		"without another":     {exam.EntrantFilter{Without: "none"}, 4},
		"of another college":  {exam.EntrantFilter{Colleges: []string{"none"}}, 0},
	} {
		c.filter.SchoolID, c.filter.ExamID, c.filter.Limit = "a", w.exam.ID, 3
		list, total, err := w.Entrants(w.ctx, c.filter)
		w.no(err)
		w.same(what, []int{len(list), total}, []int{min(3, c.total), c.total})
	}
	list, _, err := w.Entrants(w.ctx, exam.EntrantFilter{SchoolID: "a", ExamID: w.exam.ID, Limit: 1})
	w.no(err)
	w.same("seats", list[0].Seats, []exam.Seat{{SittingID: w.sitting[0].ID, SessionID: w.session.ID, Order: 1, Phase: exam.PhaseAssigned}})
}

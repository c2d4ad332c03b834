package storetest

import (
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/store"
)

var scopeStories = []story{
	{"a sitting's scope is its room's chain and its candidate", sittingScope},
	{"who asks is remembered, and what changes of it counts at once", whoAsks},
	{"a phone number's choices come from every school that has it", choices},
	{"staff see the sessions that their roles reach", sessionsFor},
	{"staff of a session are those bound to its room", staffOfSession},
	{"staff are found by name within their school only", staffByName},
	{"no binding reaches another school's rows", stranger},
	{"no row points at another school's", mixedSchools},
}

func sittingScope(w *world) {
	scope := got(w.SittingScope(w.ctx, w.sitting[1].ID))(w)
	w.same("scope", scope, exam.Scope{
		SchoolID: w.school.ID, CollegeID: w.college.ID, ExamID: w.exam.ID, RoomID: w.room.ID, SittingID: w.sitting[1].ID, Phone: phone(2),
	})
	w.same("session's scope", got(w.SessionScope(w.ctx, w.session.ID))(w), exam.Scope{SchoolID: w.school.ID, ExamID: w.exam.ID, RoomID: w.room.ID})
	_, err := w.SessionScope(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
	ofEnrolment := exam.Scope{SchoolID: w.school.ID, CollegeID: w.college.ID, ExamID: w.exam.ID, Phone: phone(2)}
	w.same("enrolment's scope", got(w.EnrolmentScope(w.ctx, w.sitting[1].EnrolmentID))(w), ofEnrolment)
	_, err = w.EnrolmentScope(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
	inExam := got(w.ExamScopeOf(w.ctx, w.exam.ID, phone(2)))(w)
	w.same("exam as its candidate sees it", inExam, exam.Scope{SchoolID: w.school.ID, ExamID: w.exam.ID, Phone: phone(2)})
	_, err = w.ExamScopeOf(w.ctx, w.exam.ID, "10086")
	w.refused(err, exam.CodeNotFound)
	timetable := got(w.Timetable(w.ctx, w.session.ID))(w)
	w.same("timetable", timetable, exam.Timetabled{
		Session: w.session, Room: w.room, Subject: w.subject, Exam: w.exam, Scope: exam.Scope{SchoolID: w.school.ID, ExamID: w.exam.ID, RoomID: w.room.ID},
	})
	_, err = w.Timetable(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
}

func whoAsks(w *world) {
	sittingID := w.sitting[0].ID
	for _, phone := range []string{"13911111111", "13922222222"} {
		got(w.SittingScope(w.ctx, sittingID))(w)
		w.no(w.ChangeCandidate(w.ctx, "a", "a-candidate-0001", func(c *exam.Candidate) (exam.Fact, error) {
			c.Phone = phone
			return w.rosterFact("candidate.changed"), nil
		}))
		w.same("phone", got(w.SittingScope(w.ctx, sittingID))(w).Phone, phone)
	}
	w.no(w.RemoveCandidate(w.ctx, "a", "a-candidate-0001", w.staffFact("candidate.removed")))
	_, err := w.SittingScope(w.ctx, sittingID)
	w.refused(err, exam.CodeNotFound)

	w.no(w.CreateLogin(w.ctx, exam.Login{ID: "l1", Kind: exam.ActorCandidate, ExpiresAt: w.clock.Now().Add(time.Hour)}, "hash"))
	for range 2 {
		got(w.LoginByToken(w.ctx, "hash"))(w)
	}
	w.no(w.EndLogin(w.ctx, "l1", w.clock.Now()))
	_, err = w.LoginByToken(w.ctx, "hash")
	w.refused(err, exam.CodeNotFound)

	w.no(w.CreateLogin(w.ctx, exam.Login{ID: "l2", Kind: exam.ActorCandidate, ExpiresAt: w.clock.Now().Add(time.Second)}, "soon over"))
	got(w.LoginByToken(w.ctx, "soon over"))(w)
	w.clock.turn(time.Second)
	_, err = w.LoginByToken(w.ctx, "soon over")
	w.refused(err, exam.CodeNotFound)
}

func choices(w *world) {
	b := w.found("b", 1)
	want := func(p *place) exam.Choice {
		id := p.school.ID
		return exam.Choice{
			EnrolmentID: p.sitting[0].EnrolmentID, School: p.school, College: p.college, Exam: p.exam, Major: p.major,
			Candidate: exam.Candidate{ID: id + "-candidate-0001", SchoolID: id, Number: id + "-number-0001", Name: "考生", Phone: phone(1)},
		}
	}
	w.same("by phone", got(w.ChoicesByPhone(w.ctx, phone(1)))(w), []exam.Choice{want(w.place), want(b)})
	w.same("by a phone of one school", len(got(w.ChoicesByPhone(w.ctx, phone(2)))(w)), 1)
	w.same("by a phone of none", len(got(w.ChoicesByPhone(w.ctx, "10086"))(w)), 0)
	w.same("by enrolment", got(w.Choice(w.ctx, b.sitting[0].EnrolmentID))(w), want(b))
	w.same("by sitting", got(w.ChoiceOfSitting(w.ctx, w.sitting[0].ID))(w), want(w.place))
	bySession := got(w.ChoicesOfSession(w.ctx, w.session.ID))(w)
	w.same("of a session", len(bySession), len(w.sitting))
	w.same("of a session, one", bySession[w.sitting[0].ID], want(w.place))
	w.same("candidate", got(w.Candidate(w.ctx, "b-candidate-0001"))(w), want(b).Candidate)
	for _, missing := range []func() error{
		func() error { _, err := w.Choice(w.ctx, "none"); return err },
		func() error { _, err := w.ChoiceOfSitting(w.ctx, "none"); return err },
		func() error { _, err := w.Candidate(w.ctx, "none"); return err },
	} {
		w.refused(missing(), exam.CodeNotFound)
	}
}

func sessionsFor(w *world) {
	other := w.session
	otherRoom := w.room
	otherRoom.ID, other.ID, other.RoomID, other.StartsAt = "a-room-2", "a-session-2", "a-room-2", other.StartsAt.Add(-1e9)
	w.no(w.Seed(w.ctx, func(tx store.Setup) error {
		if err := tx.CreateRoom(w.ctx, otherRoom); err != nil {
			return err
		}
		return tx.CreateSession(w.ctx, other)
	}))
	reach := func(kind exam.ScopeKind, id string) (ids []string) {
		for _, t := range got(w.SessionsFor(w.ctx, w.school.ID, []exam.Binding{{Role: exam.RoleChair, Kind: kind, ScopeID: id}}))(w) {
			ids = append(ids, t.Session.ID)
		}
		return ids
	}
	both := []string{other.ID, w.session.ID} // soonest first
	w.same("by school", reach(exam.ScopeSchool, w.school.ID), both)
	w.same("by exam", reach(exam.ScopeExam, w.exam.ID), both)
	w.same("by room", reach(exam.ScopeRoom, w.room.ID), []string{w.session.ID})
	w.same("by college", reach(exam.ScopeCollege, w.college.ID), []string(nil))
	w.same("by nothing", reach(exam.ScopeRoom, ""), []string(nil))
	w.same("without bindings", len(got(w.SessionsFor(w.ctx, w.school.ID, nil))(w)), 0)
	two := got(w.SessionsFor(w.ctx, w.school.ID, []exam.Binding{{Kind: exam.ScopeRoom, ScopeID: w.room.ID}, {Kind: exam.ScopeSchool, ScopeID: w.school.ID}}))(w)
	w.same("by two bindings, each once", len(two), 2)
}

func staffOfSession(w *world) {
	all := got(w.StaffOfSession(w.ctx, w.session.ID))(w)
	w.same("staff", all, []exam.Staff{staffOf(w.chair), staffOf(w.steward)})
	w.same("staff of no session", len(got(w.StaffOfSession(w.ctx, "none"))(w)), 0)
}

func staffByName(w *world) {
	b := w.found("b", 0)
	w.same("of a", got(w.StaffByUsername(w.ctx, "a", "chair"))(w), staffOf(w.chair))
	w.same("of b", got(w.StaffByUsername(w.ctx, "b", "chair"))(w), staffOf(b.chair))
	_, several := w.StaffByUsernameAnywhere(w.ctx, "chair")
	w.refused(several, exam.CodeNotFound)
	_, nobody := w.StaffByUsernameAnywhere(w.ctx, "nobody")
	w.refused(nobody, exam.CodeNotFound)
	w.same("by ID", got(w.StaffByID(w.ctx, b.chair.StaffID))(w), staffOf(b.chair))
	_, err := w.StaffByUsername(w.ctx, "c", "chair")
	w.refused(err, exam.CodeNotFound)
	_, err = w.StaffByID(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
}

func stranger(w *world) {
	b := w.found("b", 2)
	everywhere := []exam.Binding{
		{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: w.school.ID}, {Role: exam.RoleChair, Kind: exam.ScopeExam, ScopeID: w.exam.ID},
		{Role: exam.RoleChair, Kind: exam.ScopeRoom, ScopeID: w.room.ID},
	}
	w.same("sessions of b by bindings of a", len(got(w.SessionsFor(w.ctx, "b", everywhere))(w)), 0)
	// A member of b's staff who is bound to a's room by mistake is not a's staff.
	spy := b.staff("spy", exam.RoleChair)
	spy.Bindings = everywhere
	w.no(w.Seed(w.ctx, func(tx store.Setup) error { return tx.CreateStaff(w.ctx, staffOf(spy)) }))
	w.same("staff of a's session", len(got(w.StaffOfSession(w.ctx, w.session.ID))(w)), 2)
	w.refused(exam.Can(spy, exam.ActionPanel, got(w.SittingScope(w.ctx, w.sitting[0].ID))(w)), exam.CodeNotFound)
	f := exam.File{ID: "f", SchoolID: "b", OwnerID: "a-candidate-0001", Purpose: exam.PurposePhoto}
	w.no(w.CreateTicket(w.ctx, exam.Ticket{ID: "t", SchoolID: "b", Purpose: exam.PurposePhoto, OwnerID: f.OwnerID}))
	w.refused(w.FinishTicket(w.ctx, "t", f), exam.CodeNotFound)
	w.same("photo of a's candidate", got(w.Candidate(w.ctx, f.OwnerID))(w).PhotoID, "")
}

// mixedSchools tries to keep rows of school b that point at rows of school a.
func mixedSchools(w *world) {
	b := w.found("b", 1)
	at := w.clock.Now()
	seed := func(fn func(tx store.Setup) error) error { return w.Seed(w.ctx, fn) }
	session, room, subject := b.session, b.room, b.subject
	session.ID, session.RoomID = "x", w.room.ID
	room.ID, room.ExamID = "x", w.exam.ID
	subject.ID, subject.ExamID = "x", w.exam.ID
	for what, err := range map[string]error{
		"major": seed(func(tx store.Setup) error {
			m := b.major
			m.ID, m.CollegeID = "x", w.college.ID
			return tx.CreateMajor(w.ctx, m)
		}),
		"room":    seed(func(tx store.Setup) error { return tx.CreateRoom(w.ctx, room) }),
		"subject": seed(func(tx store.Setup) error { return tx.CreateSubject(w.ctx, subject) }),
		"session": seed(func(tx store.Setup) error { return tx.CreateSession(w.ctx, session) }),
		"enrolment": seed(func(tx store.Setup) error {
			return tx.CreateEnrolment(w.ctx, exam.Enrolment{ID: "x", SchoolID: "b", CandidateID: "a-candidate-0001", MajorID: b.major.ID})
		}),
		"sitting": seed(func(tx store.Setup) error {
			return tx.CreateSitting(w.ctx, exam.Sitting{ID: "x", SchoolID: "b", SessionID: w.session.ID, EnrolmentID: b.sitting[0].EnrolmentID})
		}),
		"pairing":   w.CreatePairing(w.ctx, exam.Pairing{ID: "x", SchoolID: "b", SittingID: w.sitting[0].ID, Hash: "x"}),
		"message":   w.CreateMessage(w.ctx, exam.Message{ID: "x", SchoolID: "b", SittingID: w.sitting[0].ID, At: at}, w.session.ID),
		"segment":   w.AddSegment(w.ctx, exam.Segment{ID: "x", SchoolID: "b", SittingID: w.sitting[0].ID, Source: "1", File: "x", StartedAt: at}),
		"recording": w.SaveRecording(w.ctx, exam.Recording{ID: "x", SchoolID: "b", SittingID: w.sitting[0].ID, Source: "1"}),
	} {
		if err == nil {
			w.t.Errorf("a %s of school b that points at school a was kept", what)
		}
	}
}

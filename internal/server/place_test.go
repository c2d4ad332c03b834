package server_test

import (
	"fmt"
	"time"

	"kaochang/internal/account"
	"kaochang/internal/exam"
	"kaochang/internal/snapshot"
	"kaochang/internal/store"
)

// place is a school with a room and its session, which began half an hour ago
// and ends in two hours; who has not entered within the next half hour may not.
type place struct {
	school, college, exam, major, room, session string
	sittings                                    []exam.Sitting
}

// password is that of each place's chair.
const password = "正确的 horse battery"

// candidates is how many sit in a place.
const candidates = 3

// phone returns the n-th candidate's number, from 0; schools share their candidates.
func phone(n int) string { return fmt.Sprintf("138%08d", n+1) }

// found makes a school whose identifiers begin with a name.
func (w *world) found(name string) *place {
	w.Helper()
	hash, err := account.HashPassword(password)
	w.no(err)
	now, ctx := w.clock.Now(), w.Context()
	p := &place{name, name + "-college", name + "-exam", name + "-major", name + "-room", name + "-session", nil}
	w.no(w.db.Seed(ctx, func(tx store.Setup) error {
		for _, err := range []error{
			tx.CreateSchool(ctx, exam.School{ID: name, Slug: "school-" + name, Name: "学校 " + name, Contact: "010-1000"}),
			tx.CreateCollege(ctx, exam.College{ID: p.college, SchoolID: name, Name: "艺术学院 " + name}),
			tx.CreateExam(ctx, exam.Exam{ID: p.exam, SchoolID: name, Name: "复试 " + name, Open: true}),
			tx.CreateMajor(ctx, exam.Major{ID: p.major, SchoolID: name, ExamID: p.exam, CollegeID: p.college, Name: "声乐 " + name}),
			tx.CreateRoom(ctx, exam.Room{ID: p.room, SchoolID: name, ExamID: p.exam, Name: "考场 " + name, Contact: "010-1001"}),
			tx.CreateSubject(ctx, exam.Subject{ID: name + "-subject", SchoolID: name, ExamID: p.exam, Name: "面试", Type: exam.TypeInterview}),
			tx.CreateSession(ctx, exam.Session{
				ID: p.session, SchoolID: name, RoomID: p.room, SubjectID: name + "-subject", Type: exam.TypeInterview,
				StartsAt: now.Add(-30 * time.Minute), EndsAt: now.Add(2 * time.Hour), EntryOpensAt: now.Add(-time.Hour), EntryClosesAt: now.Add(30 * time.Minute),
				InviteTTL: time.Minute, SecondCamera: exam.SecondCameraOptional,
			}),
			tx.CreateStaff(ctx, exam.Staff{
				ID: name + "-chair", SchoolID: name, Username: "chair", Name: "主考", PasswordHash: hash,
				Bindings: []exam.Binding{{Role: exam.RoleChair, Kind: exam.ScopeRoom, ScopeID: p.room}},
			}),
		} {
			if err != nil {
				return err
			}
		}
		for n := range candidates {
			if err := p.seat(w, tx, n); err != nil {
				return err
			}
		}
		_, err := tx.CreateQuestion(ctx, exam.Question{ID: name + "-question", SchoolID: name, SessionID: p.session, Title: "机密题目 " + name, Body: "正文"})
		return err
	}))
	return p
}

func (p *place) seat(w *world, tx store.Setup, n int) error {
	id := func(kind string) string { return fmt.Sprintf("%s-%s-%d", p.school, kind, n) }
	one := exam.Sitting{
		ID: id("sitting"), SchoolID: p.school, SessionID: p.session, EnrolmentID: id("enrolment"), Type: exam.TypeInterview,
		Phase: exam.PhaseAssigned, Order: n + 1, QueueRank: n + 1,
	}
	p.sittings = append(p.sittings, one)
	candidate := exam.Candidate{ID: id("candidate"), SchoolID: p.school, Number: id("number"), Name: "考生 " + id(""), Phone: phone(n)}
	if err := tx.CreateCandidate(w.Context(), candidate); err != nil {
		return err
	}
	enrolled := exam.Enrolment{ID: one.EnrolmentID, SchoolID: p.school, CandidateID: candidate.ID, MajorID: p.major}
	if err := tx.CreateEnrolment(w.Context(), enrolled); err != nil {
		return err
	}
	return tx.CreateSitting(w.Context(), one)
}

// member makes a member of staff with a role in a scope and signs her in.
func (w *world) member(school string, role exam.Role, kind exam.ScopeKind, scopeID string) browser {
	w.Helper()
	m := exam.Staff{
		ID: fmt.Sprintf("%s-%s-%d", school, role, time.Now().UnixNano()), SchoolID: school, Name: "某" + string(role),
		Bindings: []exam.Binding{{Role: role, Kind: kind, ScopeID: scopeID}},
	}
	m.Username = m.ID
	w.no(w.db.Seed(w.Context(), func(tx store.Setup) error { return tx.CreateStaff(w.Context(), m) }))
	return w.login(exam.Login{Kind: exam.ActorStaff, StaffID: m.ID, SchoolID: school})
}

// inRoom signs a new member of staff of the first school's room in.
func (w *world) inRoom(role exam.Role) browser {
	w.Helper()
	return w.member(w.school, role, exam.ScopeRoom, w.room)
}

// candidate signs the n-th candidate in at a new device.
func (w *world) candidate(n int) browser {
	w.Helper()
	return w.login(exam.Login{Kind: exam.ActorCandidate, Phone: phone(n)})
}

// sitting returns a path below the n-th sitting, with its method before it:
// "POST /waiting" becomes "POST /api/sittings/…/waiting".
func (p *place) sitting(n int, route string) string {
	for i, c := range route {
		if c == ' ' {
			return route[:i+1] + "/api/sittings/" + p.sittings[n].ID + route[i+1:]
		}
	}
	return route + " /api/sittings/" + p.sittings[n].ID
}

// enters brings the n-th candidate into the room with her first camera.
func (w *world) enters(n int) browser {
	w.Helper()
	her := w.candidate(n)
	w.does(her, w.sitting(n, "POST /devices"), map[string]any{"position": 1, "label": "phone"})
	return her
}

// waits brings the n-th candidate into the waiting area.
func (w *world) waits(n int) browser {
	w.Helper()
	her := w.enters(n)
	w.does(her, w.sitting(n, "POST /waiting"), nil)
	return her
}

// interviewed brings the n-th candidate before the panel.
func (w *world) interviewed(n int, chair browser) browser {
	w.Helper()
	her := w.waits(n)
	w.does(chair, w.sitting(n, "POST /invitations"), map[string]any{})
	w.does(her, w.sitting(n, "POST /acceptances"), nil)
	return her
}

// sees returns the n-th sitting as somebody is told of it.
func (w *world) sees(who browser, n int) snapshot.Sitting {
	w.Helper()
	return into[snapshot.Sitting](w, w.does(who, w.sitting(n, "GET"), nil))
}

// board returns the first school's board as somebody is told of it.
func (w *world) board(who browser) snapshot.Board {
	w.Helper()
	return into[snapshot.Board](w, w.does(who, "GET /api/sessions/"+w.session+"/board", nil))
}

package storetest

import (
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/store"
)

var admissionStories = []story{
	{"a ticket says who sits what, where and when", ticketOfOne},
	{"tickets are listed by number, of those who sit something", ticketsOfAnExam},
	{"what is settled for tickets is its school's alone, in the ledger, and heard", ticketsSettled},
}

func ticketOfOne(w *world) {
	one := w.sitting[1]
	got := got(w.AdmissionTicket(w.ctx, one.EnrolmentID))(w)
	choice, err := w.Choice(w.ctx, one.EnrolmentID)
	w.no(err)
	w.same("ticket", got, exam.AdmissionTicket{
		EnrolmentID: one.EnrolmentID, School: w.school.Name, College: w.college.Name, Exam: w.exam.Name, Major: w.major.Name,
		Number: choice.Candidate.Number, Name: choice.Candidate.Name, Phone: choice.Candidate.Phone, PhotoID: choice.Candidate.PhotoID,
		SchoolID: "a", CollegeID: w.college.ID, ExamID: w.exam.ID, Contact: w.school.Contact, TimeZone: exam.DefaultTimeZone,
		Lines: []exam.TicketLine{{
			SittingID: one.ID, SessionID: w.session.ID, RoomID: w.room.ID, Subject: w.subject.Name, Room: w.room.Name, RoomKind: w.room.Kind,
			Type: exam.TypeInterview, Order: one.Order, StartsAt: w.session.StartsAt, EndsAt: w.session.EndsAt,
			EntryOpensAt: w.session.EntryOpensAt, EntryClosesAt: w.session.EntryClosesAt,
		}},
	})
	w.grants(1, exam.Accommodation{ExtraMinutes: 15})
	later := w.session.EndsAt.Add(15 * time.Minute)
	w.same("her own end", w.admission(one.EnrolmentID).Lines[0].EndsAt, later)
	_, err = w.AdmissionTicket(w.ctx, "nobody")
	w.same("of nobody", exam.CodeOf(err), exam.CodeNotFound)
}

func ticketsOfAnExam(w *world) {
	all := exam.TicketFilter{SchoolID: "a", ExamID: w.exam.ID}
	w.no(w.plans(exam.SetUpChange{Unseat: []exam.Unseat{{SittingID: w.sitting[2].ID, EnrolmentID: w.sitting[2].EnrolmentID}}}))
	list := got(w.AdmissionTickets(w.ctx, all))(w)
	var who []string
	for _, one := range list {
		who = append(who, one.EnrolmentID)
		w.same("lines", len(one.Lines), 1)
	}
	w.same("who", who, []string{w.sitting[0].EnrolmentID, w.sitting[1].EnrolmentID, w.sitting[3].EnrolmentID})
	w.same("count", got(w.TicketCount(w.ctx, "a", w.exam.ID))(w), exam.TicketCount{Entrants: 4, Ready: 3, WithoutPhoto: 3})
	for what, c := range map[string]struct {
		f    exam.TicketFilter
		want int
	}{
		"of the major":             {exam.TicketFilter{SchoolID: "a", ExamID: w.exam.ID, MajorID: w.major.ID}, 3},
		"of the session":           {exam.TicketFilter{SchoolID: "a", ExamID: w.exam.ID, SessionID: w.session.ID}, 3},
		"of another session":       {exam.TicketFilter{SchoolID: "a", ExamID: w.exam.ID, SessionID: "none"}, 0},
		"of another school's exam": {exam.TicketFilter{SchoolID: "b", ExamID: w.exam.ID}, 0},
	} {
		w.same(what, len(got(w.AdmissionTickets(w.ctx, c.f))(w)), c.want)
	}
}

func ticketsSettled(w *world) {
	w.same("at first", got(w.TicketPolicy(w.ctx, "a", w.exam.ID))(w), exam.TicketPolicy{})
	p := exam.TicketPolicy{Published: true, Notes: "请带身份证 𠮷\n第二行"}
	w.no(w.SetTicketPolicy(w.ctx, "a", w.exam.ID, p, w.planFact("tickets.published")))
	w.same("then", got(w.TicketPolicy(w.ctx, "a", w.exam.ID))(w), p)
	ticket := got(w.AdmissionTicket(w.ctx, w.sitting[0].EnrolmentID))(w)
	w.same("on the ticket", exam.TicketPolicy{Published: ticket.Published, Notes: ticket.Notes}, p)
	events := got(w.TakeOutbox(w.ctx, 1000))(w)
	last := events[len(events)-1]
	w.same("heard by", []string{last.Kind, last.ExamID}, []string{"ticket", w.exam.ID})
	entries := got(w.LedgerOf(w.ctx, ""))(w)
	w.same("ledger", entries[len(entries)-1].Kind, "tickets.published")

	w.no(w.Seed(w.ctx, func(tx store.Setup) error {
		return tx.CreateSchool(w.ctx, exam.School{ID: "b", Slug: "b", Name: "b", TimeZone: exam.DefaultTimeZone})
	}))
	_, err := w.TicketPolicy(w.ctx, "b", w.exam.ID)
	w.same("read by a stranger", exam.CodeOf(err), exam.CodeNotFound)
	fact := w.planFact("tickets.published")
	fact.At = fact.At.Add(time.Second)
	w.same("changed by a stranger", exam.CodeOf(w.SetTicketPolicy(w.ctx, "b", w.exam.ID, exam.TicketPolicy{}, fact)), exam.CodeNotFound)
	w.same("and so unchanged", got(w.TicketPolicy(w.ctx, "a", w.exam.ID))(w), p)
}

func (w *world) admission(enrolmentID string) exam.AdmissionTicket {
	w.t.Helper()
	return got(w.AdmissionTicket(w.ctx, enrolmentID))(w)
}

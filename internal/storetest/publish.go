package storetest

import (
	"fmt"
	"time"

	"kaochang/internal/exam"
)

var publishStories = []story{
	{"a place that is not published is there for staff alone", placeKept},
	{"nobody hears of a place before it is published", placeUnheard},
}

// hides seats a candidate of the world anew in a place that is not published.
func (w *world) hides(i int) exam.Sitting {
	w.t.Helper()
	again := w.sitting[i]
	again.ID, again.Unpublished = fmt.Sprint("hidden-", i), true
	w.no(w.plans(exam.SetUpChange{Unseat: []exam.Unseat{{SittingID: w.sitting[i].ID, EnrolmentID: again.EnrolmentID}}, Seat: []exam.Sitting{again}, Shown: []string{w.session.ID}}))
	return again
}

func placeKept(w *world) {
	one := w.hides(1)
	in := w.session
	in.ID, in.StartsAt = "soonest", in.StartsAt.Add(-time.Minute)
	w.no(w.plans(exam.SetUpChange{Sessions: []exam.Session{in}}))
	see := func(what string, mine bool) {
		w.t.Helper()
		n, like := 0, in.ID
		if mine {
			n, like = 1, w.session.ID
		}
		w.same(what+": her timetable", len(got(w.SittingsOfEnrolment(w.ctx, one.EnrolmentID))(w)), n)
		w.same(what+": her ticket", len(got(w.AdmissionTicket(w.ctx, one.EnrolmentID))(w).Lines), n)
		w.same(what+": tickets of the exam", len(got(w.AdmissionTickets(w.ctx, exam.TicketFilter{SchoolID: "a", ExamID: w.exam.ID}))(w)), 3+n)
		w.same(what+": tickets of the session", len(got(w.AdmissionTickets(w.ctx, exam.TicketFilter{SchoolID: "a", ExamID: w.exam.ID, SessionID: w.session.ID}))(w)), 3+n)
		w.same(what+": tickets that are ready", got(w.TicketCount(w.ctx, "a", w.exam.ID))(w).Ready, 3+n)
		w.same(what+": what her mocks are like", got(w.MockPattern(w.ctx, one.EnrolmentID))(w).ID, like)
		w.same(what+": her address leads nowhere", got(w.SittingScope(w.ctx, one.ID))(w).Unpublished, !mine)
		set := got(w.SetUp(w.ctx, "a", w.exam.ID, true))(w)
		w.same(what+": staff's count", set.Seated[w.session.ID], exam.SeatCount{Seated: 4, Unpublished: 1 - n})
		w.same(what+": staff's list", set.Entrants[1].Seats, []exam.Seat{{SittingID: one.ID, SessionID: w.session.ID, Order: one.Order, Phase: exam.PhaseAssigned, Unpublished: !mine}})
		w.same(what+": the sitting", got(w.Sitting(w.ctx, one.ID))(w).Unpublished, !mine)
	}
	see("kept", false)
	theirs := w.found("b", 1).sitting[0]
	w.no(w.plans(exam.SetUpChange{Publish: []string{one.ID, theirs.ID}}))
	see("published", true)
	again := w.hides(2)
	_, err := w.Change(w.ctx, again.ID, func(s *exam.Sitting, _ exam.Session) error {
		return s.MarkAbsent(w.steward, "没有来", w.clock.Now())
	})
	w.no(err)
	w.same("a step of hers publishes nothing", got(w.Sitting(w.ctx, again.ID))(w).Unpublished, true)
}

func placeUnheard(w *world) {
	told := func() map[string]bool {
		w.t.Helper()
		events, ids := got(w.TakeOutbox(w.ctx, 1000))(w), map[string]bool{}
		var seqs []int64
		for _, e := range events {
			seqs = append(seqs, e.Seq)
			ids[e.EnrolmentID+e.SittingID] = true
		}
		w.no(w.MarkPublished(w.ctx, seqs))
		return ids
	}
	one := w.hides(1)
	w.same("that her old place is gone", told()[one.EnrolmentID], true)
	w.texts(exam.SMSSession)
	in := w.session
	in.StartsAt = in.StartsAt.Add(time.Minute)
	w.no(w.plans(exam.SetUpChange{Sessions: []exam.Session{in}, Shown: []string{in.ID}}))
	heard := told()
	w.same("of another time", []bool{heard[one.EnrolmentID], heard[w.sitting[0].EnrolmentID]}, []bool{false, true})
	w.same("messages", len(w.messages()), 3)
	other := one
	other.ID = "other"
	w.no(w.plans(exam.SetUpChange{Unseat: []exam.Unseat{{SittingID: one.ID, EnrolmentID: one.EnrolmentID}}, Seat: []exam.Sitting{other}}))
	w.same("of another place that is not published either", len(told()), 0)
	w.no(w.plans(exam.SetUpChange{Publish: []string{other.ID}, Shown: []string{w.session.ID}}))
	w.same("of her place", told()[one.EnrolmentID], true)
}

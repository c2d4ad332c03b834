package storetest

import (
	"errors"
	"fmt"
	"time"

	"kaochang/internal/exam"
	ops "kaochang/internal/operation"
)

var togetherStories = []story{
	{"of many who hand in at once each has her own receipt, and a refusal is only one's own", handInsTogether},
	{"what is handed in twice at once has one receipt", handInTwice},
	{"who sits before a paper is told at once, unless she is paused", seatedAtOnce},
	{"changes that come together keep who asked for them", askersTogether},
}

func (w *world) submits(n int) error {
	_, err := w.ChangeAnswer(w.ctx, w.sitting[n].ID, func(s *exam.Sitting, in exam.Session, counted map[string]string) error {
		return s.Submit(w.candidate(n), counted, in, w.clock.Now())
	})
	return err
}

func (w *world) receipts(n int) (found []exam.LedgerEntry) {
	for _, e := range got(w.LedgerOf(w.ctx, w.sitting[n].ID))(w) {
		if e.Kind == "sitting.submitted" {
			found = append(found, e)
		}
	}
	return found
}

func handInsTogether(w *world) {
	w.onScreen(3)
	for n := range 3 {
		for seq := range n + 1 {
			w.no(w.saves(n, typed(int64(seq+1), fmt.Sprint(seq), "甲")))
		}
	}
	no := errors.New("no")
	errs := together(4, func(n int) error {
		if n < 3 {
			return w.submits(n)
		}
		_, err := w.Change(w.ctx, w.sitting[0].ID, func(*exam.Sitting, exam.Session) error { return no })
		return err
	})
	for n := range 3 {
		w.no(errs[n])
		receipts := w.receipts(n)
		w.same("receipts", len(receipts), 1)
		w.same("what was handed in", receipts[0].Data["ops"], fmt.Sprint(n+1))
		w.same("phase", w.reread(n).Phase, exam.PhaseSubmitted)
		w.refused(w.saves(n, typed(9, "9", "后")), exam.CodeConflict)
	}
	w.same("the refusal comes back as it is", errs[3], no)
}

func handInTwice(w *world) {
	w.onScreen(1)
	w.no(w.saves(0, typed(1, "a", "甲")))
	for _, err := range together(30, func(int) error { return w.submits(0) }) {
		w.no(err)
	}
	w.same("receipts", len(w.receipts(0)), 1)
}

func askersTogether(w *world) {
	w.onScreen(3)
	errs := together(3, func(n int) error {
		ctx := ops.WithCaller(w.ctx, ops.Caller{Addr: fmt.Sprint("10.0.0.", n)})
		_, err := w.ChangeAnswer(ctx, w.sitting[n].ID, func(s *exam.Sitting, in exam.Session, counted map[string]string) error {
			return s.Submit(w.candidate(n), counted, in, w.clock.Now())
		})
		return err
	})
	for n, err := range errs {
		w.no(err)
		w.same("address", w.receipts(n)[0].Addr, fmt.Sprint("10.0.0.", n))
	}
}

func seatedAtOnce(w *world) {
	w.writes()
	w.paper("p", exam.PaperPDF)
	w.grants(0, exam.Accommodation{ExtraMinutes: 30})
	for n := range 2 {
		w.sits(n)
	}
	w.change(0, func(s *exam.Sitting, in exam.Session) error {
		return s.GiveTime(w.proctor(), 5, "断电", in, w.clock.Now())
	})
	w.change(1, func(s *exam.Sitting, _ exam.Session) error { return s.PauseTime(w.proctor(), "断电", w.clock.Now()) })
	w.answers(2, w.readies("p", time.Time{}))
	seated := got(w.Seated(w.ctx, w.session.ID))(w)
	w.same("how many", len(seated), 1)
	one, whole := seated[0], w.reread(0)
	in := got(w.Timetable(w.ctx, w.session.ID))(w).Session
	w.same("who", []any{one.ID, one.Phase, one.Devices[0].LoginID}, []any{whole.ID, whole.Phase, w.candidate(0).LoginID})
	w.same("her end", one.Deadline(in), whole.Deadline(in))
}

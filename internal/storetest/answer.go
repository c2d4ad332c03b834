package storetest

import (
	"fmt"
	"time"

	"kaochang/internal/exam"
)

var answerStories = []story{
	{"an operation is kept once, in order", opsKept},
	{"sending again is no error, another operation of the number is", opsAgain},
	{"nothing is kept outside of answering, after the end, or from another page", opsGuarded},
	{"nothing is kept during a break, and it outlasts a restart", opsOnBreak},
	{"nothing is kept during a pause, and it outlasts a restart", opsPaused},
	{"of many that save at once all are kept, and each only its own", opsTogether},
	{"what was acknowledged is in what is handed in", opsAndSubmission},
	{"it is counted how many items are answered", opsCounted},
}

func (w *world) onScreen(n int) {
	w.t.Helper()
	w.writes()
	w.paper("p", exam.PaperOnline)
	p := w.readies("p", time.Time{})
	for i := range n {
		w.answers(i, p)
		w.change(i, func(s *exam.Sitting, _ exam.Session) error {
			return s.Write(w.candidate(i), "tab", false, w.clock.Now())
		})
	}
}

func opsOnBreak(w *world) {
	w.grants(0, exam.Accommodation{Breaks: 2, BreakMinutes: 10})
	w.onScreen(1)
	w.no(w.saves(0, typed(1, "a", "甲")))
	w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.TakeBreak(w.candidate(0), w.clock.Now()) })
	resting := w.reread(0)
	w.same("the break is kept", []any{resting.Break.Since, resting.Break.Until.Sub(resting.Break.Since), resting.BreaksTaken, resting.BreakTime}, []any{w.now(), 10 * time.Minute, 1, 10 * time.Minute})
	w.refused(w.saves(0, typed(2, "a", "乙")), exam.CodeConflict)
	w.clock.turn(4 * time.Minute)
	w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.ReturnFromBreak(w.candidate(0), w.clock.Now()) })
	w.no(w.saves(0, typed(2, "a", "乙"))) // what was refused is sent again
	back := w.reread(0)
	w.same("four minutes are given back", []any{back.Break == nil, back.BreakTime}, []any{true, 4 * time.Minute})
	w.grants(0, exam.Accommodation{ExtraMinutes: 30, BreakTotal: 20})
	w.same("what is granted meanwhile counts at once", w.reread(0).WritesUntil.Sub(back.WritesUntil), 30*time.Minute)
	w.same("and the sum is kept", w.reread(0).Accommodation.BreakTotal, 20)
}

func opsPaused(w *world) {
	w.onScreen(2)
	w.no(w.saves(0, typed(1, "a", "甲")))
	before := w.reread(0).WritesUntil
	w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.PauseTime(w.proctor(), "断电", w.clock.Now()) })
	paused := w.reread(0)
	w.same("the pause is kept", *paused.Pause, exam.Pause{Since: w.now(), Until: w.now().Add(exam.MaxPause), Reason: "断电"})
	w.refused(w.saves(0, typed(2, "a", "乙")), exam.CodeConflict)
	w.no(w.saves(0, typed(1, "a", "甲"))) // what was kept before stays kept
	w.no(w.saves(1, typed(1, "a", "甲"))) // another goes on
	w.clock.turn(7 * time.Minute)
	w.change(0, func(s *exam.Sitting, in exam.Session) error {
		return s.ResumeTime(w.proctor(), "来电", in, w.clock.Now())
	})
	w.no(w.saves(0, typed(2, "a", "乙"))) // what was refused is sent again
	after := w.reread(0)
	w.same("its length is given back", []any{after.Pause == nil, after.PausedTime, after.WritesUntil.Sub(before)}, []any{true, 7 * time.Minute, 7 * time.Minute})
}

func typed(seq int64, item, value string) exam.AnswerOp {
	return exam.AnswerOp{Seq: seq, ID: fmt.Sprintf("op-%s-%d", item, seq), Item: item, Value: value}
}

func (w *world) saves(n int, ops ...exam.AnswerOp) error {
	return w.AppendOps(w.ctx, w.sitting[n].ID, exam.WriterOf(w.candidate(n), "tab"), ops, w.now())
}

func opsKept(w *world) {
	w.onScreen(1)
	w.no(w.saves(0, typed(1, "a", "甲 🙂 \"' ?"), typed(2, "b", "乙")))
	w.no(w.saves(0, typed(3, "a", "丙")))
	ops := got(w.Ops(w.ctx, w.sitting[0].ID))(w)
	var values []string
	for _, op := range ops {
		values = append(values, op.Value)
	}
	w.same("values", values, []string{"甲 🙂 \"' ?", "乙", "丙"})
	w.same("last", got(w.LastOp(w.ctx, w.sitting[0].ID))(w), int64(3))
	w.same("last of nobody", got(w.LastOp(w.ctx, "none"))(w), int64(0))
	w.same("saved at", ops[2].At, w.now())
}

func opsAgain(w *world) {
	w.onScreen(1)
	w.no(w.saves(0, typed(1, "a", "甲")))
	w.no(w.saves(0, typed(1, "a", "甲"), typed(2, "a", "乙")))
	other := typed(2, "a", "丙")
	other.ID = "another device's"
	w.refused(w.saves(0, other), exam.CodeConflict)
	w.same("operations", len(got(w.Ops(w.ctx, w.sitting[0].ID))(w)), 2)
}

func opsGuarded(w *world) {
	w.onScreen(1)
	w.refused(w.AppendOps(w.ctx, w.sitting[0].ID, exam.WriterOf(w.candidate(0), "other tab"), []exam.AnswerOp{typed(1, "a", "甲")}, w.now()), exam.CodeOtherWriter)
	w.refused(w.saves(1, typed(1, "a", "甲")), exam.CodeConflict) // she has not come
	w.no(w.saves(0, typed(1, "a", "甲")))
	w.clock.turn(w.reread(0).WritesUntil.Sub(w.clock.Now()) - time.Second)
	w.no(w.saves(0, typed(2, "a", "乙")))
	w.clock.turn(time.Second)
	w.refused(w.saves(0, typed(3, "a", "丙")), exam.CodeTimeUp)
	w.no(w.saves(0, typed(2, "a", "乙"))) // it was kept in time
	w.same("operations", len(got(w.Ops(w.ctx, w.sitting[0].ID))(w)), 2)
}

func opsTogether(w *world) {
	w.onScreen(3)
	const each = 60
	errs := together(3*each, func(i int) error { return w.saves(i%3, typed(int64(i/3+1), "a", fmt.Sprint("answer ", i))) })
	w.same("saved", codes(errs), map[exam.Code]int{"": 3 * each})
	for n := range 3 {
		ops := got(w.Ops(w.ctx, w.sitting[n].ID))(w)
		w.same("operations", len(ops), each)
		for i, op := range ops {
			w.same("value", op.Value, fmt.Sprint("answer ", i*3+n))
		}
	}
}

func opsAndSubmission(w *world) {
	w.onScreen(1)
	acked := make([]bool, 40)
	errs := together(len(acked)+1, func(i int) error {
		if i == len(acked) {
			_, err := w.ChangeAnswer(w.ctx, w.sitting[0].ID, func(s *exam.Sitting, in exam.Session, counted map[string]string) error {
				return s.Submit(w.candidate(0), counted, in, w.clock.Now())
			})
			return err
		}
		err := w.saves(0, typed(int64(i+1), "a", "x"))
		acked[i] = err == nil
		return err
	})
	w.no(errs[len(acked)])
	count := 0
	for _, ok := range acked {
		if ok {
			count++
		}
	}
	ops := got(w.Ops(w.ctx, w.sitting[0].ID))(w)
	w.same("operations", len(ops), count)
	entries := got(w.LedgerOf(w.ctx, w.sitting[0].ID))(w)
	last := entries[len(entries)-1]
	if count > 0 && last.Data["ops"] != fmt.Sprint(count) {
		w.t.Errorf("%s operations were handed in, %d were acknowledged", last.Data["ops"], count)
	}
}

func opsCounted(w *world) {
	w.onScreen(2)
	w.no(w.saves(0, typed(1, "a", "甲"), typed(2, "b", "乙"), typed(3, "a", " "), typed(4, "c", "丙")))
	w.same("counts", got(w.AnswerCounts(w.ctx, w.session.ID))(w), map[string]exam.AnswerCount{w.sitting[0].ID: {Items: 2, SavedAt: w.now()}})
}

package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/store"
)

var paperStories = []story{
	{"a written sitting is read back as it was changed", wholeWritten},
	{"papers are numbered, changed and told of", papersKept},
	{"a paper that is ready is not removed", readyPaperStays},
	{"a planned release has its timer", releaseTimer},
	{"a whole session is released in one go, and each only once", releasedTogether},
	{"who writes in a written exam is busy elsewhere", writesElsewhere},
	{"a session that ends later gives who answers more time", sessionMoved},
}

// writes adds a written session at the same place, with a sitting of each of its
// enrolments, and makes them the world's.
func (w *world) writes() {
	w.t.Helper()
	w.sitsFor(exam.TypeWritten, "writes")
}

// sitsFor adds a session of an exam type at the same place, with a sitting of each of
// its enrolments, and makes them the world's.
func (w *world) sitsFor(kind exam.Type, does string) {
	w.t.Helper()
	subject := exam.Subject{ID: w.school.ID + "-subject-" + does, SchoolID: w.school.ID, ExamID: w.exam.ID, Name: does, Type: kind}
	in := w.session
	in.ID, in.SubjectID, in.Type = w.school.ID+"-"+string(kind), subject.ID, kind
	w.no(w.Seed(w.ctx, func(tx store.Setup) error {
		if err := tx.CreateSubject(w.ctx, subject); err != nil {
			return err
		}
		if err := tx.CreateSession(w.ctx, in); err != nil {
			return err
		}
		for n := range w.sitting {
			one := &w.sitting[n]
			one.ID, one.SessionID, one.Type = fmt.Sprintf("%s-%s-%04d", w.school.ID, does, n+1), in.ID, kind
			if err := tx.CreateSitting(w.ctx, *one); err != nil {
				return err
			}
		}
		return nil
	}))
	w.session = in
}

func (w *world) paper(id string, kind exam.PaperKind) exam.Paper {
	w.t.Helper()
	p := exam.Paper{
		ID: id, SchoolID: w.school.ID, SessionID: w.session.ID, Title: "语文", Kind: kind, State: exam.PaperDraft, FileID: "file", Content: "sealed", Items: 3,
		MaxPages: 9, Grace: 10 * time.Minute, ChangedAt: w.now(), ChangedBy: "李",
	}
	w.no(w.CreatePaper(w.ctx, p, w.staffFact("paper.made")))
	p.Number = got(w.Paper(w.ctx, id))(w).Number
	return p
}

func (w *world) readies(id string, at time.Time) exam.Paper {
	w.t.Helper()
	return got(w.ChangePaper(w.ctx, id, func(p *exam.Paper) (exam.Fact, error) {
		p.State, p.SealedSHA256, p.SealedBytes, p.Key, p.ReleaseAt = exam.PaperReady, "sum", 12, "key", at
		return w.staffFact("paper.ready"), nil
	}))(w)
}

// proctor may release papers here.
func (w *world) proctor() exam.Actor { return w.chair }

func (w *world) sits(n int) {
	w.t.Helper()
	w.join(n, w.candidate(n), exam.FirstPosition)
	w.change(n, func(s *exam.Sitting, in exam.Session) error { return s.TakeSeat(w.candidate(n), in, w.clock.Now()) })
}

// answers brings the n-th sitting to its paper.
func (w *world) answers(n int, p exam.Paper) {
	w.t.Helper()
	w.sits(n)
	w.change(n, func(s *exam.Sitting, in exam.Session) error {
		return s.ReleasePaper(w.proctor(), fmt.Sprintf("release-%d", n), p, in, w.clock.Now())
	})
}

func wholeWritten(w *world) {
	w.writes()
	w.paper("p", exam.PaperPDF)
	papers := func() int { return got(w.SetUp(w.ctx, "a", w.exam.ID, false))(w).Seated[w.session.ID].Papers }
	w.same("papers that are ready, of a draft", papers(), 0)
	p := w.readies("p", time.Time{})
	w.same("papers that are ready", papers(), 1)
	step := func(what string, fn func(*exam.Sitting, exam.Session) error) {
		w.t.Helper()
		changed := w.change(0, fn)
		w.same(what, w.reread(0), changed)
		w.clock.turn(1234567 * time.Microsecond)
	}
	c, now := w.candidate(0), w.clock.Now
	w.join(0, c, exam.FirstPosition)
	w.join(0, w.second(0), exam.SecondPosition)
	step("seated", func(s *exam.Sitting, in exam.Session) error { return s.TakeSeat(c, in, now()) })
	step("released", func(s *exam.Sitting, in exam.Session) error { return s.ReleasePaper(w.proctor(), "r1", p, in, now()) })
	step("opened", func(s *exam.Sitting, _ exam.Session) error { return s.OpenPaper(c, "r1", now()) })
	step("withdrawn", func(s *exam.Sitting, _ exam.Session) error {
		return s.WithdrawPaper(w.proctor(), "p", "发错了", now())
	})
	step("released again", func(s *exam.Sitting, in exam.Session) error { return s.ReleasePaper(w.proctor(), "r2", p, in, now()) })
	step("given time", func(s *exam.Sitting, in exam.Session) error { return s.GiveTime(w.proctor(), 5, "断网", in, now()) })
	step("handed in", func(s *exam.Sitting, in exam.Session) error { return s.Submit(c, nil, in, now()) })
	step("let go", func(s *exam.Sitting, _ exam.Session) error { return s.LetGo(w.proctor(), now()) })
	step("reopened", func(s *exam.Sitting, in exam.Session) error {
		return s.ReopenAnswer(w.proctor(), 5, "误交", in, now())
	})
	w.same("papers", len(w.reread(0).Papers), 2)
}

func papersKept(w *world) {
	w.writes()
	first, second := w.paper("p1", exam.PaperPDF), w.paper("p2", exam.PaperOnline)
	w.same("numbers", []int{first.Number, second.Number}, []int{1, 2})
	w.same("papers", got(w.Papers(w.ctx, w.session.ID))(w), []exam.Paper{first, second})
	w.same("papers of another", len(got(w.Papers(w.ctx, "none"))(w)), 0)
	_, err := w.Paper(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
	changed := w.readies("p1", w.now().Add(time.Hour))
	w.same("changed", got(w.Paper(w.ctx, "p1"))(w), changed)
	w.no(w.RemovePaper(w.ctx, "p2", w.staffFact("paper.removed")))
	w.same("papers left", got(w.Papers(w.ctx, w.session.ID))(w), []exam.Paper{changed})
	w.same("number after a removal", w.paper("p3", exam.PaperPDF).Number, 2)
	kinds := map[string]int{}
	list, _, err := w.Ledger(w.ctx, exam.LedgerFilter{SchoolID: "a", Kind: "paper.", Limit: 10})
	w.no(err)
	for _, e := range list {
		kinds[e.Kind]++
	}
	w.same("ledger", kinds, map[string]int{"paper.made": 3, "paper.ready": 1, "paper.removed": 1})
}

func readyPaperStays(w *world) {
	w.writes()
	w.paper("p", exam.PaperPDF)
	w.readies("p", time.Time{})
	w.refused(w.RemovePaper(w.ctx, "p", w.staffFact("paper.removed")), exam.CodeConflict)
	w.refused(w.RemovePaper(w.ctx, "none", w.staffFact("paper.removed")), exam.CodeNotFound)
}

func releaseTimer(w *world) {
	w.writes()
	w.paper("p", exam.PaperPDF)
	var asked []string
	w.SetEnqueue(func(_ context.Context, _ *sql.Tx, timers []exam.TimerOf) error {
		for _, t := range timers {
			asked = append(asked, fmt.Sprint(t.Kind, " ", t.SittingID, t.SessionID, " ", t.At.Sub(w.now())))
		}
		return nil
	})
	w.readies("p", w.now().Add(time.Hour))
	w.readies("p", w.now().Add(time.Hour))
	w.readies("p", w.now().Add(2*time.Hour))
	w.same("timers", asked, []string{"release " + w.session.ID + " 1h0m0s", "release " + w.session.ID + " 2h0m0s"})
}

func releasedTogether(w *world) {
	w.writes()
	w.paper("p", exam.PaperPDF)
	p := w.readies("p", time.Time{})
	for n := range 3 {
		w.sits(n)
	}
	var asked []int
	w.SetEnqueue(func(_ context.Context, _ *sql.Tx, timers []exam.TimerOf) error {
		asked = append(asked, len(timers))
		return nil
	})
	release := func() int {
		return got(w.ChangeMany(w.ctx, w.session.ID, exam.PhaseSeated, func(s *exam.Sitting, in exam.Session) error {
			if s.ID == w.sitting[2].ID {
				return exam.Errorf(exam.CodeConflict, "not her")
			}
			return s.ReleasePaper(w.proctor(), "r-"+s.ID, p, in, w.clock.Now())
		}))(w)
	}
	w.same("released", release(), 2)
	w.same("released again", release(), 0)
	w.same("timers of each commit", asked, []int{2})
	var seen []any
	for n := range w.sitting {
		one := w.reread(n)
		seen = append(seen, one.Phase, len(one.Papers))
	}
	w.same("phases and papers", seen, []any{exam.PhaseAnswering, 1, exam.PhaseAnswering, 1, exam.PhaseSeated, 0, exam.PhaseAssigned, 0})
	w.same("ledger of the first", len(got(w.LedgerOf(w.ctx, w.sitting[0].ID))(w)), 5)
}

func writesElsewhere(w *world) {
	interview := w.sitting[0].ID
	w.writes()
	w.paper("p", exam.PaperPDF)
	w.answers(0, w.readies("p", time.Time{}))
	w.same("active elsewhere", len(got(w.ActiveElsewhere(w.ctx, interview))(w)), 1)
	w.change(0, func(s *exam.Sitting, in exam.Session) error { return s.Submit(w.candidate(0), nil, in, w.clock.Now()) })
	w.same("after handing in", len(got(w.ActiveElsewhere(w.ctx, interview))(w)), 0)
}

func sessionMoved(w *world) {
	w.writes()
	w.paper("p", exam.PaperPDF)
	w.answers(0, w.readies("p", time.Time{}))
	before := w.reread(0).WritesUntil
	later := w.session
	later.EndsAt = later.EndsAt.Add(15 * time.Minute)
	w.no(w.ChangeSetUp(w.ctx, "a", w.exam.ID, false, func(exam.SetUp) (exam.SetUpChange, error) {
		return exam.SetUpChange{Sessions: []exam.Session{later}}, nil
	}))
	w.same("more time", w.reread(0).WritesUntil.Sub(before), 15*time.Minute)
}

package storetest

import (
	"errors"
	"fmt"
	"time"

	"kaochang/internal/exam"
)

var sittingStories = []story{
	{"a whole interview is read back as it was changed", wholeInterview},
	{"an error of a rule comes back as it is and changes nothing", ruleRefuses},
	{"a rule that changes nothing costs no version", nothingChanges},
	{"a rule that panics frees the sitting", rulePanics},
	{"a sitting that does not exist is not found", noSuchSitting},
	{"a session's sittings come in queue order with their parts", queueOrder},
	{"sittings are counted and listed by phase", byPhase},
	{"a hall holds the other sittings of the session and no others", hall},
	{"a candidate active in another room is found there", elsewhere},
	{"many who look at once, before any other has, each see their own", firstLooks},
	{"five thousand sittings come in three queries", manySittings},
}

func wholeInterview(w *world) {
	w.question("q1")
	step := func(what string, changed exam.Sitting) exam.Sitting {
		w.t.Helper()
		w.same(what, w.reread(0), changed)
		w.clock.turn(1234567 * time.Microsecond)
		return changed
	}
	c, now := w.candidate(0), w.clock.Now
	step("joined", w.join(0, c, exam.FirstPosition))
	step("second camera", w.join(0, w.second(0), exam.SecondPosition))
	step("waiting", w.change(0, func(s *exam.Sitting, in exam.Session) error { return s.EnterWaiting(c, in, now()) }))
	step("called", w.changeInHall(0, func(s *exam.Sitting, in exam.Hall) error { return s.StartCall(w.steward, in, now()) }))
	step("muted", w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.MuteCall(w.steward, true, now()) }))
	step("deferred", w.changeInHall(0, func(s *exam.Sitting, in exam.Hall) error { return s.Defer(w.chair, "later", in, now()) }))
	step("invited", w.changeInHall(0, func(s *exam.Sitting, in exam.Hall) error { return s.Invite(w.chair, in, now()) }))
	step("declined", w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.Decline(c, now()) }))
	step("invited again", w.changeInHall(0, func(s *exam.Sitting, in exam.Hall) error { return s.Invite(w.chair, in, now()) }))
	step("accepted", w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.Accept(c, now()) }))
	step("released", w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.ReleaseQuestion(w.chair, "r1", "q1", now()) }))
	step("opened", w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.OpenQuestion(c, "r1", now()) }))
	step("withdrawn", w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.WithdrawQuestion(w.chair, "r1", now()) }))
	end := step("ended", w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.End(w.chair, "done", now()) }))
	w.same("version after fourteen changes", end.Version, int64(15))
	w.same("phase", end.Phase, exam.PhaseFinished)
}

func ruleRefuses(w *world) {
	w.waits(0)
	before, meant := w.reread(0), errors.New("meant")
	_, err := w.Change(w.ctx, before.ID, func(s *exam.Sitting, in exam.Session) error {
		if err := s.MarkAbsent(w.chair, "gone", w.clock.Now()); err != nil {
			return err
		}
		return meant
	})
	w.same("error is the rule's own", err, meant)
	w.same("sitting", w.reread(0), before)
	w.same("ledger entries", len(got(w.LedgerOf(w.ctx, before.ID))(w)), 3) // entered, joined, waiting
}

func nothingChanges(w *world) {
	w.join(0, w.candidate(0), exam.FirstPosition)
	before := w.reread(0)
	w.same("sitting joined again", w.join(0, w.candidate(0), exam.FirstPosition), before)
	w.same("sitting", w.reread(0), before)
}

func rulePanics(w *world) {
	func() {
		defer func() { w.same("panic", recover(), any("oh")) }()
		_, _ = w.Change(w.ctx, w.sitting[0].ID, func(*exam.Sitting, exam.Session) error { panic("oh") })
	}()
	w.waits(0)
}

func noSuchSitting(w *world) {
	_, err := w.Sitting(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
	_, err = w.Change(w.ctx, "none", func(*exam.Sitting, exam.Session) error { return nil })
	w.refused(err, exam.CodeNotFound)
	_, err = w.ChangeInHall(w.ctx, "none", func(*exam.Sitting, exam.Hall) error { return nil })
	w.refused(err, exam.CodeNotFound)
	_, err = w.SittingScope(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
	w.same("sittings of no session", len(got(w.SittingsOf(w.ctx, "none"))(w)), 0)
}

func queueOrder(w *world) {
	for n := range w.sitting {
		w.waits(n)
	}
	w.join(1, w.second(1), exam.SecondPosition)
	w.changeInHall(0, func(s *exam.Sitting, in exam.Hall) error { return s.Defer(w.chair, "later", in, w.clock.Now()) })
	all := got(w.SittingsOf(w.ctx, w.session.ID))(w)
	var order []string
	for _, one := range all {
		order = append(order, one.ID)
		w.same("sitting of the list", one, got(w.Sitting(w.ctx, one.ID))(w))
	}
	w.same("order", order, []string{w.sitting[1].ID, w.sitting[2].ID, w.sitting[3].ID, w.sitting[0].ID})
	w.same("devices of the first", len(all[0].Devices), 2)
	w.changeInHall(2, func(s *exam.Sitting, in exam.Hall) error { return s.StartCall(w.steward, in, w.clock.Now()) })
	queue := got(w.Queue(w.ctx, w.session.ID))(w)
	w.same("places in the queue", exam.Ahead(queue), exam.Ahead(got(w.SittingsOf(w.ctx, w.session.ID))(w)))
	for _, one := range queue {
		w.same("called of "+one.ID, one.Call != nil, one.ID == w.sitting[2].ID)
	}
}

func byPhase(w *world) {
	w.waits(0)
	w.join(1, w.candidate(1), exam.FirstPosition)
	w.found("b", 2)
	counts := got(w.PhaseCounts(w.ctx, []string{w.session.ID, "b-session", "none"}))(w)
	w.same("counts", counts, map[string]map[exam.Phase]int{
		w.session.ID: {exam.PhaseWaiting: 1, exam.PhaseCheckIn: 1, exam.PhaseAssigned: 2}, "b-session": {exam.PhaseAssigned: 2},
	})
	w.same("counts of nothing", got(w.PhaseCounts(w.ctx, nil))(w), map[string]map[exam.Phase]int{})
	devices := func(one exam.Sitting) exam.Sitting {
		return exam.Sitting{ID: one.ID, SchoolID: one.SchoolID, SessionID: one.SessionID, Type: one.Type, Phase: one.Phase, Devices: one.Devices}
	}
	w.same("live", got(w.LiveSittings(w.ctx))(w), []exam.Sitting{devices(w.reread(0))})
	enrolmentID, phase, err := w.Standing(w.ctx, w.sitting[1].ID)
	w.no(err)
	w.same("standing", []string{enrolmentID, string(phase)}, []string{w.sitting[1].EnrolmentID, "check_in"})
	_, _, err = w.Standing(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
	w.same("entered", got(w.EnteredSittings(w.ctx, []string{w.sitting[1].ID, w.sitting[2].ID}))(w), []exam.Sitting{devices(w.reread(1))})
}

func hall(w *world) {
	w.found("b", 2)
	w.waits(1)
	w.changeInHall(1, func(s *exam.Sitting, in exam.Hall) error { return s.StartCall(w.steward, in, w.clock.Now()) })
	var seen exam.Hall
	w.changeInHall(0, func(_ *exam.Sitting, in exam.Hall) error { seen = in; return nil })
	w.same("session", seen.Session, w.session)
	peers := map[string]exam.Peer{}
	for _, p := range seen.Peers {
		peers[p.ID] = p
	}
	w.same("peers", peers, map[string]exam.Peer{
		w.sitting[1].ID: {ID: w.sitting[1].ID, Phase: exam.PhaseWaiting, QueueRank: 2, CallBy: w.steward.StaffID},
		w.sitting[2].ID: {ID: w.sitting[2].ID, Phase: exam.PhaseAssigned, QueueRank: 3},
		w.sitting[3].ID: {ID: w.sitting[3].ID, Phase: exam.PhaseAssigned, QueueRank: 4},
	})
}

// firstLooks asks what pages ask, by more at once than there are connections, while no
// statement of these is known to the database.
func firstLooks(w *world) {
	ids := make([]string, len(w.sitting))
	for n, one := range w.sitting {
		ids[n] = one.ID
	}
	errs := together(64, func(i int) error {
		id := ids[i%len(ids)]
		one, err := w.Sitting(w.ctx, id)
		if err != nil {
			return err
		}
		scope, err := w.SittingScope(w.ctx, id)
		if err != nil {
			return err
		}
		t, err := w.Timetable(w.ctx, one.SessionID)
		if err == nil && (one.ID != id || scope.SittingID != id || scope.SchoolID != one.SchoolID || t.Session.ID != one.SessionID) {
			err = fmt.Errorf("%s sees %s, %+v and session %s", id, one.ID, scope, t.Session.ID)
		}
		return err
	})
	w.no(errors.Join(errs...))
}

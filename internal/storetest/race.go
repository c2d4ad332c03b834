package storetest

import (
	"fmt"
	"sync/atomic"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/store"
)

var raceStories = []story{
	{"two examiners invite two candidates at once: one wins, the other finds the panel busy", invitesRace},
	{"two stewards call one candidate at once: one wins", callsRace},
	{"one steward calls two candidates at once: one call", stewardRace},
	{"twenty devices want one position at once: one holds it", joinsRace},
	{"acceptance and expiry of an invitation at once: one wins", answerRace},
	{"changes on an old version are refused and none is lost", versionsRace},
	{"readers see a sitting whole while it changes", readersRace},
	{"changes of many sittings in every order all end", crossing},
}

func invitesRace(w *world) {
	w.waits(0)
	w.waits(1)
	errs := together(2, func(n int) error {
		_, err := w.ChangeInHall(w.ctx, w.sitting[n].ID, func(s *exam.Sitting, in exam.Hall) error { return s.Invite(w.chair, in, w.clock.Now()) })
		return err
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 1, exam.CodePanelBusy: 1})
	w.same("invited", got(w.PhaseCounts(w.ctx, []string{w.session.ID}))(w)[w.session.ID][exam.PhaseInvited], 1)
}

func callsRace(w *world) {
	w.waits(0)
	other := w.staff("other", exam.RoleSteward)
	errs := together(2, func(n int) error {
		by := []exam.Actor{w.steward, other}[n]
		_, err := w.ChangeInHall(w.ctx, w.sitting[0].ID, func(s *exam.Sitting, in exam.Hall) error { return s.StartCall(by, in, w.clock.Now()) })
		return err
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 1, exam.CodeConflict: 1})
}

func stewardRace(w *world) {
	w.waits(0)
	w.waits(1)
	errs := together(2, func(n int) error {
		_, err := w.ChangeInHall(w.ctx, w.sitting[n].ID, func(s *exam.Sitting, in exam.Hall) error { return s.StartCall(w.steward, in, w.clock.Now()) })
		return err
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 1, exam.CodeStewardBusy: 1})
}

func joinsRace(w *world) {
	errs := together(20, func(n int) error {
		by := exam.Actor{Kind: exam.ActorCandidate, LoginID: fmt.Sprintf("login-%d", n), Phone: phone(1)}
		_, err := w.Change(w.ctx, w.sitting[0].ID, func(s *exam.Sitting, in exam.Session) error {
			return s.Join(by, exam.FirstPosition, false, "phone", in, w.clock.Now())
		})
		return err
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 1, exam.CodePositionTaken: 19})
	one := w.reread(0)
	w.same("devices", len(one.Devices), 1)
	w.same("version", one.Version, int64(2))
}

func answerRace(w *world) {
	w.invited(0)
	late := w.clock.Now().Add(time.Minute)
	errs := together(2, func(n int) error {
		_, err := w.Change(w.ctx, w.sitting[0].ID, func(s *exam.Sitting, _ exam.Session) error {
			if n == 0 {
				return s.Accept(w.candidate(0), late.Add(-time.Millisecond))
			}
			return s.ExpireInvitation(late)
		})
		return err
	})
	w.no(errs[1])
	want := map[bool]exam.Phase{true: exam.PhaseInterviewing, false: exam.PhaseWaiting}[errs[0] == nil]
	w.same("phase after the answer's verdict", w.reread(0).Phase, want)
}

// versionsRace lets forty hands press on what they saw, over and over: each press
// either counts or is refused as outdated.
func versionsRace(w *world) {
	w.waits(0)
	from := w.reread(0).Version
	const hands, presses = 10, 4
	var refused atomic.Int64
	errs := together(hands, func(int) error {
		for done := 0; done < presses; {
			seen, err := w.Sitting(w.ctx, w.sitting[0].ID)
			if err != nil {
				return err
			}
			_, err = w.ChangeInHall(w.ctx, seen.ID, func(s *exam.Sitting, in exam.Hall) error {
				if s.Version != seen.Version {
					return exam.Errorf(exam.CodeConflict, "this has changed meanwhile")
				}
				return s.Defer(w.chair, "later", in, w.clock.Now())
			})
			switch exam.CodeOf(err) {
			case "":
				done++
			case exam.CodeConflict:
				refused.Add(1)
			default:
				return err
			}
		}
		return nil
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": hands})
	after := w.reread(0)
	w.same("version", after.Version, from+hands*presses)
	w.same("deferrals", after.Deferrals, hands*presses)
	w.t.Logf("%d of %d presses were outdated", refused.Load(), refused.Load()+hands*presses)
}

// readersRace releases questions one by one while others read: the version says
// how many releases a reader must find.
func readersRace(w *world) {
	const questions = 30
	for n := range questions {
		w.question(fmt.Sprint("q", n))
	}
	from := w.interviewed(0).Version
	var done atomic.Bool
	errs := together(4, func(hand int) error {
		if hand == 0 {
			defer done.Store(true)
			for n := range questions {
				_, err := w.Change(w.ctx, w.sitting[0].ID, func(s *exam.Sitting, _ exam.Session) error {
					return s.ReleaseQuestion(w.chair, fmt.Sprint("r", n), fmt.Sprint("q", n), w.clock.Now())
				})
				if err != nil {
					return err
				}
			}
			return nil
		}
		for !done.Load() {
			all, err := w.SittingsOf(w.ctx, w.session.ID)
			if err != nil {
				return err
			}
			if one := all[0]; int64(len(one.Releases)) != one.Version-from {
				return fmt.Errorf("version %d has %d releases, want %d", one.Version, len(one.Releases), one.Version-from)
			}
		}
		return nil
	})
	for _, err := range errs {
		w.no(err)
	}
}

// crossing changes all sittings from many hands, with and without the hall, while
// questions, messages and pieces of recordings are kept: nothing may wait forever
// and nothing may be lost.
func crossing(w *world) {
	for n := range w.sitting {
		w.waits(n)
	}
	errs := together(8, func(hand int) error {
		for round := range 6 {
			n := (hand + round*(1+hand%3)) % len(w.sitting)
			if err := cross(w, hand, round, n); err != nil {
				return err
			}
		}
		return nil
	})
	for _, err := range errs {
		w.no(err)
	}
	deferrals := 0
	for n := range w.sitting {
		deferrals += w.reread(n).Deferrals
	}
	w.same("deferrals", deferrals, 8*6)
}

func cross(w *world, hand, round, n int) error {
	id, at := fmt.Sprintf("x-%d-%d", hand, round), w.clock.Now()
	if _, err := w.ChangeInHall(w.ctx, w.sitting[n].ID, func(s *exam.Sitting, in exam.Hall) error { return s.Defer(w.chair, "later", in, at) }); err != nil {
		return err
	}
	if _, err := w.Change(w.ctx, w.sitting[n].ID, func(s *exam.Sitting, in exam.Session) error {
		by := exam.Actor{Kind: exam.ActorDevice, LoginID: id, SittingID: s.ID}
		return s.Join(by, exam.SecondPosition, true, id, in, at)
	}); err != nil {
		return err
	}
	if err := w.CreateMessage(w.ctx, exam.Message{ID: id, SchoolID: w.school.ID, SittingID: w.sitting[n].ID, Text: "hello", At: at}, w.session.ID); err != nil {
		return err
	}
	if err := w.AddSegment(w.ctx, exam.Segment{ID: id, SchoolID: w.school.ID, SittingID: w.sitting[n].ID, Source: "1", File: id, StartedAt: at}); err != nil {
		return err
	}
	_, err := w.CreateQuestion(w.ctx, exam.Question{ID: id, SchoolID: w.school.ID, SessionID: w.session.ID, Title: id})
	return err
}

func elsewhere(w *world) {
	second := w.session
	second.ID, second.StartsAt = "a-session-2", second.StartsAt.Add(time.Minute)
	one := exam.Sitting{
		ID: "a-sitting-x", SchoolID: "a", SessionID: second.ID, EnrolmentID: w.sitting[0].EnrolmentID,
		Type: exam.TypeInterview, Phase: exam.PhaseAssigned, Order: 1, QueueRank: 1,
	}
	w.no(w.Seed(w.ctx, func(tx store.Setup) error {
		if err := tx.CreateSession(w.ctx, second); err != nil {
			return err
		}
		return tx.CreateSitting(w.ctx, one)
	}))
	w.same("before she enters", len(got(w.ActiveElsewhere(w.ctx, one.ID))(w)), 0)
	w.join(0, w.candidate(0), exam.FirstPosition)
	active := got(w.ActiveElsewhere(w.ctx, one.ID))(w)
	if len(active) != 1 || active[0].Sitting.ID != w.sitting[0].ID || active[0].Timetabled.Room.Name != w.room.Name {
		w.t.Errorf("active elsewhere = %+v, want the sitting in %s", active, w.room.Name)
	}
	w.same("the room she is in", len(got(w.ActiveElsewhere(w.ctx, w.sitting[0].ID))(w)), 0)
	w.same("another candidate", len(got(w.ActiveElsewhere(w.ctx, w.sitting[1].ID))(w)), 0)
	w.change(0, func(s *exam.Sitting, _ exam.Session) error { s.Leave(w.candidate(0), w.clock.Now()); return nil })
	w.same("after her device left", len(got(w.ActiveElsewhere(w.ctx, one.ID))(w)), 0)
	placed := got(w.SittingsOfEnrolment(w.ctx, one.EnrolmentID))(w)
	w.same("sittings, soonest first", []string{placed[0].Sitting.ID, placed[1].Sitting.ID}, []string{w.sitting[0].ID, one.ID})
	w.same("where", placed[1].Timetabled.Session, second)
}

func manySittings(w *world) {
	const many = 5000
	w.no(w.Seed(w.ctx, func(tx store.Setup) error {
		for n := len(w.sitting); n < many; n++ {
			if _, err := w.enrol(w.ctx, tx, n+1); err != nil {
				return err
			}
		}
		return nil
	}))
	w.waits(0)
	all := got(w.SittingsOf(w.ctx, w.session.ID))(w)
	w.same("sittings", len(all), many)
	w.same("first", all[0], w.reread(0))
	w.same("choices", len(got(w.ChoicesOfSession(w.ctx, w.session.ID))(w)), many)
}

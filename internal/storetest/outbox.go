package storetest

import (
	"errors"
	"fmt"
	"sync"

	"kaochang/internal/exam"
)

var outboxStories = []story{
	{"events come out in the order of commits, with the version", outboxOrder},
	{"events of one sitting keep its order when many hands press", outboxUnderLoad},
	{"events of one change come once each", outboxDistinct},
	{"a device that was replaced is told by its login", outboxReplaced},
	{"nothing is published of what was refused", outboxRefused},
	{"what is published does not come again, and is forgotten in time", outboxPublished},
	{"a poke follows each commit that left events, and none other", outboxPoke},
}

func outboxOrder(w *world) {
	w.invited(0)
	w.no(w.CreateMessage(w.ctx, exam.Message{ID: "m", SchoolID: w.school.ID, SittingID: w.sitting[0].ID, Text: "hello", At: w.clock.Now()}, w.session.ID))
	w.question("q")
	events := got(w.TakeOutbox(w.ctx, 100))(w)
	var lines []string
	for _, e := range events {
		lines = append(lines, fmt.Sprint(e.Kind, " ", e.SittingID, " ", e.SessionID, " ", e.Version))
		w.same("time", e.At.UnixMilli(), w.clock.Now().UnixMilli())
	}
	s := " " + w.sitting[0].ID + " " + w.session.ID + " "
	w.same("events", lines, []string{"sitting" + s + "2", "sitting" + s + "3", "sitting" + s + "4", "message" + s + "0", "session  " + w.session.ID + " 0"})
	first := got(w.TakeOutbox(w.ctx, 2))(w)
	w.same("at most two", first, events[:2])
}

// outboxUnderLoad publishes while others change, as a server does.
func outboxUnderLoad(w *world) {
	for n := range w.sitting {
		w.waits(n)
	}
	const hands, rounds = 6, 15
	done, seen := make(chan struct{}), map[string]int64{}
	var published sync.WaitGroup
	drain := func() int {
		events := got(w.TakeOutbox(w.ctx, 7))(w)
		var seqs []int64
		for _, e := range events {
			if e.Version != seen[e.SittingID]+1 && seen[e.SittingID] > 0 {
				w.t.Errorf("sitting %s: version %d was published after %d", e.SittingID, e.Version, seen[e.SittingID])
			}
			seen[e.SittingID], seqs = e.Version, append(seqs, e.Seq)
		}
		w.no(w.MarkPublished(w.ctx, seqs))
		return len(events)
	}
	published.Go(func() {
		for {
			if drain() > 0 {
				continue
			}
			select {
			case <-done:
				if drain() == 0 {
					return
				}
			case <-w.Committed():
			}
		}
	})
	errs := together(hands, func(hand int) error {
		for round := range rounds {
			_, err := w.ChangeInHall(w.ctx, w.sitting[(hand+round)%len(w.sitting)].ID, func(s *exam.Sitting, in exam.Hall) error {
				return s.Defer(w.chair, "later", in, w.clock.Now())
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	close(done)
	published.Wait()
	w.same("verdicts", codes(errs), map[exam.Code]int{"": hands})
	for n := range w.sitting {
		w.same("last version published", seen[w.sitting[n].ID], w.reread(n).Version)
	}
}

func outboxDistinct(w *world) {
	w.join(0, w.candidate(0), exam.FirstPosition) // enters and joins: two facts, one event
	w.same("events", len(got(w.TakeOutbox(w.ctx, 100))(w)), 1)
	w.same("facts", len(got(w.LedgerOf(w.ctx, w.sitting[0].ID))(w)), 2)
}

func outboxReplaced(w *world) {
	w.join(0, w.candidate(0), exam.FirstPosition)
	other := w.candidate(0)
	other.LoginID = "new phone"
	w.change(0, func(s *exam.Sitting, in exam.Session) error {
		return s.Join(other, exam.FirstPosition, true, "new", in, w.clock.Now())
	})
	events := got(w.TakeOutbox(w.ctx, 100))(w)
	w.same("kind and login", [2]string{events[1].Kind, events[1].LoginID}, [2]string{"replaced", w.candidate(0).LoginID})
	w.same("second event", events[2].Kind, "sitting")
}

func outboxRefused(w *world) {
	_, err := w.Change(w.ctx, w.sitting[0].ID, func(s *exam.Sitting, in exam.Session) error {
		return errors.Join(s.Join(w.candidate(0), exam.FirstPosition, false, "", in, w.clock.Now()), errors.New("meant"))
	})
	w.same("refused", err != nil, true)
	w.same("events", len(got(w.TakeOutbox(w.ctx, 100))(w)), 0)
}

func outboxPublished(w *world) {
	w.waits(0)
	events := got(w.TakeOutbox(w.ctx, 100))(w)
	w.no(w.MarkPublished(w.ctx, []int64{events[0].Seq}))
	w.no(w.MarkPublished(w.ctx, nil))
	w.same("left", got(w.TakeOutbox(w.ctx, 100))(w), events[1:])
	w.clock.turn(1e9)
	w.no(w.PurgeOutbox(w.ctx, w.clock.Now()))
	w.same("left after the purge: what is not published stays", got(w.TakeOutbox(w.ctx, 100))(w), events[1:])
}

func outboxPoke(w *world) {
	poked := func() bool {
		select {
		case <-w.Committed():
			return true
		default:
			return false
		}
	}
	w.same("poke after set-up", poked(), false)
	w.waits(0)
	w.same("poke after changes", poked(), true)
	w.same("pokes do not pile up", poked(), false)
	w.join(0, w.candidate(0), exam.FirstPosition)
	w.same("poke after nothing changed", poked(), false)
	w.same("poke after a lease", len(got(w.LeaseRecorders(w.ctx, []string{w.sitting[0].ID}, "me", w.clock.Now()))(w)) == 1 && poked(), false)
}

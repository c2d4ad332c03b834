//go:build linux

package faults

import (
	"errors"
	"fmt"

	"kaochang/internal/exam"
	"kaochang/internal/store"
)

// cutPower lets the machine lose its power while candidates type, repairs what its disk
// had by then, and starts it again.
func cutPower(w *world) error {
	if err := w.powerOff(); err != nil {
		return err
	}
	return w.powerOn()
}

// powerOff cuts the disk off first: at that moment the machine is dead. What runs on
// for the moment until it is killed can write nothing more.
func (w *world) powerOff() error {
	if err := w.volume.cut(); err != nil {
		return err
	}
	w.server.kill()
	if w.pg != nil {
		w.pg.kill()
	}
	return w.volume.repair()
}

func (w *world) powerOn() error {
	if w.pg != nil {
		w.pg.start()
	}
	w.server.start()
	return nil
}

// lostByPower is what the next power cut has lost. It sets back those who have lost
// something, since a page counts on from its own journal.
func (w *world) lostByPower() (t tally, err error) {
	t.Rounds = 1
	w.ackedMore(3 * typists)
	if err := w.powerOff(); err != nil {
		return t, err
	}
	t.AckedAnswers = w.newlyAcked()
	if w.pg != nil {
		w.pg.start()
	}
	w.withDB(func(db *store.Store) {
		for _, one := range w.typists {
			typed, acked := one.now()
			kept := w.ops(db, one.sitting)
			t.add(compare(typed, acked, kept, now()))
			one.setBack(len(kept))
		}
	})
	w.counted = w.acked() // what is left
	w.server.start()
	return t, nil
}

// codeOf returns the code of a refusal, "" for anything else.
func codeOf(err error) exam.Code {
	var no *refusal
	if errors.As(err, &no) {
		return no.code
	}
	return ""
}

var errNoVolume = errors.New("this machine mounts no disk of our own")

func skipped(why error) string { return fmt.Sprintf("%v: %v", errNoVolume, why) }

//go:build linux

package faults

import (
	"fmt"
	"math/rand/v2"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/store"
)

// fault is one kind of what can happen.
type fault struct {
	kind string
	// share of the rounds on SQLite and on PostgreSQL; 0 for never.
	sqlite, postgres int
	// volume says that it takes a disk of the harness's own.
	volume bool
	// bites says that requests must have failed, or it was no fault.
	bites bool
	// happen does it and makes it good again.
	happen func(w *world) error
}

var faultKinds = []fault{
	{kind: "server_killed", sqlite: 25, postgres: 20, bites: true, happen: killServer},
	{kind: "line_cut", sqlite: 25, postgres: 15, bites: true, happen: cutLine},
	{kind: "disk_full", sqlite: 15, postgres: 10, volume: true, bites: true, happen: fillDisk},
	{kind: "device_clock", sqlite: 10, postgres: 10, happen: moveClocks},
	{kind: "database_restarted", postgres: 30, bites: true, happen: restartDatabase},
	{kind: "power_cut", sqlite: 25, postgres: 15, volume: true, bites: true, happen: cutPower},
}

func (f fault) share(database string) int {
	if database == "sqlite" {
		return f.sqlite
	}
	return f.postgres
}

// round lets candidates type, lets a fault happen to them, and waits until all that was
// typed by the time it was over is acknowledged.
func (w *world) round(f fault) (t tally) {
	w.Helper()
	t.Rounds = 1
	w.ackedMore(3 * typists)
	time.Sleep(rand.N(60 * time.Millisecond)) // at no particular moment of a commit
	failed := w.failures()
	if err := f.happen(w); err != nil {
		w.Fatalf("%s: %v", f.kind, err)
	}
	if f.bites {
		w.waits("a request that failed by "+f.kind, func() bool { return w.failures() > failed })
	}
	for _, one := range w.typists {
		typed, _ := one.now()
		w.waits("the acknowledgement of what was typed until "+f.kind+" was over", func() bool {
			_, acked := one.now()
			return acked >= len(typed) || one.given() != nil
		})
	}
	t.AckedAnswers = w.newlyAcked()
	return t
}

// check compares the sheets of candidates with what was acknowledged.
func (w *world) check(of []*typist) (t tally) {
	w.Helper()
	w.withDB(func(db *store.Store) {
		for _, one := range of {
			_, acked := one.now() // before the sheet is read
			kept := w.ops(db, one.sitting)
			sheet, err := one.sheet(w.Context(), w.server.url)
			w.must(err)
			typed, _ := one.now() // after it
			t.add(compare(typed, acked, kept, now()))
			t.add(compareSheet(typed, acked, sheet))
			if err := one.given(); err != nil {
				t.says("she was refused: %v", err)
			}
		}
	})
	return t
}

func (w *world) ops(db *store.Store, sitting string) []exam.AnswerOp {
	w.Helper()
	var kept []exam.AnswerOp
	w.waits("what is kept of sitting "+sitting, func() bool {
		var err error
		kept, err = db.Ops(w.Context(), sitting)
		return err == nil
	})
	return kept
}

func (w *world) acked() (n int) {
	for _, one := range w.typists {
		_, acked := one.now()
		n += acked
	}
	return n
}

// newlyAcked returns how many were acknowledged since it was asked last.
func (w *world) newlyAcked() int {
	before := w.counted
	w.counted = w.acked()
	return w.counted - before
}

func (w *world) failures() (n int) {
	for _, one := range w.typists {
		n += one.failures()
	}
	return n
}

func (w *world) ackedMore(more int) {
	w.Helper()
	from := w.acked()
	w.waits(fmt.Sprint(more, " acknowledgements"), func() bool { return w.acked() >= from+more })
}

// waits waits for something, and fails the test when it does not come.
func (w *world) waits(what string, come func() bool) {
	w.Helper()
	for until := time.Now().Add(patience); !come(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(until) {
			w.Fatalf("waited %v in vain for %s", patience, what)
		}
	}
}

// until waits for something that need not come.
func until(at time.Time, come func() bool) bool {
	for !come() {
		if time.Now().After(at) {
			return false
		}
		time.Sleep(2 * time.Millisecond)
	}
	return true
}

func killServer(w *world) error {
	w.server.kill()
	w.server.start()
	return nil
}

// cutLine cuts the line until somebody has felt it.
func cutLine(w *world) error {
	failed := w.failures()
	mend, err := w.line.cut()
	if err != nil {
		return err
	}
	w.waits("a request that failed by a cut line", func() bool { return w.failures() > failed })
	time.Sleep(rand.N(50 * time.Millisecond))
	return mend()
}

// fillDisk fills the disk until saving fails, and gives it room again. SQLite writes on
// in place for a while: it may take some megabytes of answers.
func fillDisk(w *world) error {
	if err := w.volume.fill(); err != nil {
		return err
	}
	failed := w.failures()
	w.waits("a full disk to be felt", func() bool { return w.failures() > failed+typists })
	if err := w.volume.free(); err != nil {
		return err
	}
	if w.pg != nil { // it gives up, at once or some moments later
		from := w.acked()
		w.waits("PostgreSQL to take answers again", func() bool {
			w.pg.revive()
			return w.acked() > from+3*typists
		})
	}
	return nil
}

// restartDatabase stops PostgreSQL as a crash does and starts it again; the server
// lives on.
func restartDatabase(w *world) error {
	w.pg.stop()
	w.pg.start()
	return nil
}

// moveClocks sets every device's clock hours wrong while they type: what they type is
// kept at the server's time. Whose time is over is refused whatever her clock says.
func moveClocks(w *world) error {
	for _, one := range w.typists {
		one.moveClock(time.Duration(rand.IntN(97)-48) * time.Hour)
	}
	w.ackedMore(3 * typists)
	op := exam.AnswerOp{Seq: 1, ID: "late", Item: "6", Value: "迟到的", TypedAt: now().Add(-5 * time.Hour)}
	err := w.late.save(w.Context(), w.server.url, []typedOp{{op, now()}})
	if code := codeOf(err); code != exam.CodeTimeUp && code != exam.CodeConflict {
		return fmt.Errorf("an answer after the end, typed before it by the device's clock: %w", err)
	}
	return nil
}

package storetest

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"kaochang/internal/exam"
)

var ledgerStories = []story{
	{"every fact has its ledger entry: who, what, when and why", everyFact},
	{"a ledger entry's hash can be taken again from the entry", hashesAgain},
}

func everyFact(w *world) {
	w.waits(0)
	at := w.clock.Now().Truncate(time.Millisecond)
	w.changeInHall(0, func(s *exam.Sitting, in exam.Hall) error {
		return s.Defer(w.chair, "broken microphone", in, w.clock.Now())
	})
	w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.MarkAbsent(w.steward, "left", w.clock.Now()) })
	ledger := got(w.LedgerOf(w.ctx, w.sitting[0].ID))(w)
	type line struct{ kind, by, reason, from, to string }
	var lines []line
	for _, e := range ledger {
		lines = append(lines, line{e.Kind, string(e.ActorKind) + " " + e.ActorID, e.Reason, string(e.From), string(e.To)})
		w.same("school", e.SchoolID, w.school.ID)
		w.same("time", e.At, at)
	}
	c := "candidate " + w.candidate(0).LoginID
	w.same("ledger", lines, []line{
		{"sitting.entered", c, "", "assigned", "check_in"},
		{"device.joined", c, "", "check_in", "check_in"},
		{"sitting.waiting", c, "", "check_in", "waiting"},
		{"sitting.deferred", "staff " + w.chair.StaffID, "broken microphone", "waiting", "waiting"},
		{"sitting.absent", "staff " + w.steward.StaffID, "left", "waiting", "absent"},
	})
	w.same("particulars", ledger[1].Data["position"], "1")
	w.same("name", ledger[3].ActorName, "chair")
	w.same("in order", slices.IsSortedFunc(ledger, func(a, b exam.LedgerEntry) int { return int(a.Seq - b.Seq) }), true)
}

// hashesAgain takes the hashes from what is read, by the leaf's written form.
func hashesAgain(w *world) {
	w.finished(0)
	w.same("entries", hashesOf(w, 0), 6)
}

// hashesOf checks the hashes of a sitting's entries and returns how many there are.
func hashesOf(w *world, n int) int {
	w.t.Helper()
	ledger := got(w.LedgerOf(w.ctx, w.sitting[n].ID))(w)
	for _, e := range ledger {
		text := fmt.Sprintf(`{"school_id":%q,"sitting_id":%q,"kind":%q,"actor_kind":%q,"actor_id":%q`, e.SchoolID, e.SittingID, e.Kind, e.ActorKind, e.ActorID)
		if e.Reason != "" {
			text += fmt.Sprintf(`,"reason":%q`, e.Reason)
		}
		text += fmt.Sprintf(`,"from":%q,"to":%q,"at":%q`, e.From, e.To, e.At.UTC().Format(time.RFC3339Nano))
		if len(e.Data) > 0 {
			data, err := json.Marshal(e.Data)
			w.no(err)
			text += `,"data":` + string(data)
		}
		hash := tlog.RecordHash([]byte(text + "}"))
		w.same("hash of "+e.Kind, e.Hash, hex.EncodeToString(hash[:]))
	}
	return len(ledger)
}

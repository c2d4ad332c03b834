package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"kaochang/internal/exam"
)

var walkStories = []story{
	{"no sequence of operations leaves the phase table (walk 1)", func(w *world) { walk(w, 1) }},
	{"no sequence of operations leaves the phase table (walk 2)", func(w *world) { walk(w, 2) }},
	{"no sequence of operations leaves the phase table (walk 3)", func(w *world) { walk(w, 3) }},
}

// steps is how many operations a walk tries.
const steps = 250

// walk does random operations by random people on a session's sittings, and after
// each compares what is kept with what the rules allow.
func walk(w *world, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 0))
	for n := range 3 {
		w.question(fmt.Sprint("q", n))
	}
	kinds, taken := map[string]int{}, 0
	for i := range steps {
		w.clock.turn(time.Duration(r.IntN(25_000)) * time.Millisecond)
		n := r.IntN(len(w.sitting))
		before, entries := w.reread(n), len(got(w.LedgerOf(w.ctx, w.sitting[n].ID))(w))
		op := randomOperation(w, r, n, i, before.Phase)
		after, err := w.ChangeInHall(w.ctx, w.sitting[n].ID, func(s *exam.Sitting, in exam.Hall) error { return op.do(s, in, w.clock.Now()) })
		kinds[op.name+" "+string(exam.CodeOf(err))]++
		if err != nil {
			w.same(op.name+" was refused and yet changed", w.reread(n), before)
			continue
		}
		ledger := got(w.LedgerOf(w.ctx, w.sitting[n].ID))(w)
		w.same(op.name+" is read back", w.reread(n), after)
		checkChange(w, op, before, after, ledger[entries:])
		checkSession(w, op.name)
		if after.Phase != before.Phase {
			taken++
		}
		if w.t.Failed() {
			w.t.Fatalf("operation %d of walk %d: %s by %s on %s in %s", i, seed, op.name, op.by.Name, before.ID, before.Phase)
		}
	}
	if taken < steps/20 {
		w.t.Errorf("the walk took %d steps only, so it shows little: %v", taken, kinds)
	}
}

// operation is one thing that somebody tries on a sitting.
type operation struct {
	name   string
	by     exam.Actor
	reason string
	do     func(*exam.Sitting, exam.Hall, time.Time) error
}

// randomOperation draws who does what: half the time what comes next in the
// phase, by who may, and half the time anything by anybody.
func randomOperation(w *world, r *rand.Rand, n, i int, phase exam.Phase) operation {
	people := []exam.Actor{w.candidate(n), w.candidate(n), w.second(n), w.chair, w.chair, w.steward, exam.Clock(), w.staff("inspector", exam.RoleInspector)}
	d := draw{
		by: people[r.IntN(len(people))], reason: []string{"", "a reason"}[r.IntN(2)], position: exam.Position(r.IntN(4)), yes: r.IntN(2) == 0,
		question: fmt.Sprint("q", r.IntN(3)), release: fmt.Sprint("r", i), old: fmt.Sprint("r", r.IntN(i+1)),
	}
	if r.IntN(2) == 0 {
		all := operations(d)
		return all[r.IntN(len(all))]
	}
	d.reason, d.position = "a reason", exam.FirstPosition
	next := map[exam.Phase][]string{
		exam.PhaseAssigned: {"join"}, exam.PhaseCheckIn: {"join", "wait"}, exam.PhaseWaiting: {"invite", "invite", "call", "defer"},
		exam.PhaseInvited: {"accept", "accept", "decline", "call back", "expire"}, exam.PhaseInterviewing: {"release", "withdraw", "open", "end"},
		exam.PhaseFinished: {"reopen"}, exam.PhaseAbsent: {"reopen"},
	}[phase]
	name := next[r.IntN(len(next))]
	switch name {
	case "join", "wait", "accept", "decline", "open":
		d.by = w.candidate(n)
	case "call":
		d.by = w.steward
	default:
		d.by = w.chair
	}
	all := operations(d)
	return all[slices.IndexFunc(all, func(o operation) bool { return o.name == name })]
}

// draw is what an operation is done with.
type draw struct {
	by                     exam.Actor
	reason                 string
	position               exam.Position
	yes                    bool
	question, release, old string
}

func operations(d draw) []operation {
	return []operation{
		{"join", d.by, "", func(s *exam.Sitting, in exam.Hall, now time.Time) error {
			return s.Join(d.by, d.position, d.yes, "phone", in.Session, now)
		}},
		{"leave", d.by, "", func(s *exam.Sitting, _ exam.Hall, now time.Time) error { s.Leave(d.by, now); return nil }},
		{"wait", d.by, "", func(s *exam.Sitting, in exam.Hall, now time.Time) error { return s.EnterWaiting(d.by, in.Session, now) }},
		{"invite", d.by, "", func(s *exam.Sitting, in exam.Hall, now time.Time) error { return s.Invite(d.by, in, now) }},
		{"accept", d.by, "", func(s *exam.Sitting, _ exam.Hall, now time.Time) error { return s.Accept(d.by, now) }},
		{"decline", d.by, "", func(s *exam.Sitting, _ exam.Hall, now time.Time) error { return s.Decline(d.by, now) }},
		{"call back", d.by, "", func(s *exam.Sitting, _ exam.Hall, now time.Time) error { return s.CallBack(d.by, now) }},
		{"expire", exam.Clock(), "", func(s *exam.Sitting, _ exam.Hall, now time.Time) error { return s.ExpireInvitation(now) }},
		{"defer", d.by, d.reason, func(s *exam.Sitting, in exam.Hall, now time.Time) error { return s.Defer(d.by, d.reason, in, now) }},
		{"absent", d.by, d.reason, func(s *exam.Sitting, _ exam.Hall, now time.Time) error { return s.MarkAbsent(d.by, d.reason, now) }},
		{"reopen", d.by, d.reason, func(s *exam.Sitting, _ exam.Hall, now time.Time) error { return s.Reopen(d.by, d.reason, now) }},
		{"end", d.by, d.reason, func(s *exam.Sitting, _ exam.Hall, now time.Time) error { return s.End(d.by, d.reason, now) }},
		{"close session", exam.Clock(), "session_end", func(s *exam.Sitting, in exam.Hall, now time.Time) error { return s.CloseSession(in.Session, now) }},
		{"call", d.by, "", func(s *exam.Sitting, in exam.Hall, now time.Time) error { return s.StartCall(d.by, in, now) }},
		{"hang up", d.by, "", func(s *exam.Sitting, _ exam.Hall, now time.Time) error { return s.EndCall(d.by, now) }},
		{"mute", d.by, "", func(s *exam.Sitting, _ exam.Hall, now time.Time) error { return s.MuteCall(d.by, d.yes, now) }},
		{"release", d.by, "", func(s *exam.Sitting, _ exam.Hall, now time.Time) error {
			return s.ReleaseQuestion(d.by, d.release, d.question, now)
		}},
		{"withdraw", d.by, "", func(s *exam.Sitting, _ exam.Hall, now time.Time) error { return s.WithdrawQuestion(d.by, d.old, now) }},
		{"open", d.by, "", func(s *exam.Sitting, _ exam.Hall, now time.Time) error { return s.OpenQuestion(d.by, d.old, now) }},
	}
}

// checkChange compares one change with the phase table and with its ledger entries.
func checkChange(w *world, op operation, before, after exam.Sitting, entries []exam.LedgerEntry) {
	w.t.Helper()
	if after.Phase != before.Phase && !slices.ContainsFunc(exam.Steps(before.Type), func(s exam.Step) bool {
		return s.From == before.Phase && s.To == after.Phase && slices.Contains(s.By, partyOf(op.by)) && (!s.OwesReason || op.reason != "")
	}) {
		w.t.Errorf("%s by %s moved %s to %s, which the table does not allow", op.name, partyOf(op.by), before.Phase, after.Phase)
	}
	grown := int64(0)
	if len(entries) > 0 {
		grown = 1
	}
	w.same(op.name+": version grows by one where something happened", after.Version-before.Version, grown)
	phase := before.Phase
	for _, e := range entries {
		w.same("ledger goes on from", e.From, phase)
		phase = e.To
	}
	w.same("ledger ends with", phase, after.Phase)
}

func partyOf(by exam.Actor) exam.Party {
	switch {
	case by.Kind == exam.ActorCandidate, by.Kind == exam.ActorDevice:
		return exam.PartyCandidate
	case by.Kind == exam.ActorClock:
		return exam.PartyClock
	case by.Has(exam.RoleSteward):
		return exam.PartySteward
	case by.Has(exam.RoleChair):
		return exam.PartyPanel
	}
	return ""
}

// checkSession checks what must hold over all sittings of the session.
func checkSession(w *world, op string) {
	w.t.Helper()
	panel, calls := 0, map[string]int{}
	for _, s := range got(w.SittingsOf(w.ctx, w.session.ID))(w) {
		if s.Phase == exam.PhaseInvited || s.Phase == exam.PhaseInterviewing {
			panel++
		}
		w.same(op+": an invitation is open in "+string(s.Phase), s.Invitation != nil, s.Phase == exam.PhaseInvited)
		if s.Call != nil {
			calls[s.Call.StaffID]++
			w.same(op+": a call goes on in "+string(s.Phase), s.Phase == exam.PhaseWaiting || s.Phase == exam.PhaseInvited, true)
		}
		if len(s.Devices) == 2 && (s.Devices[0].Position == s.Devices[1].Position || s.Devices[0].LoginID == s.Devices[1].LoginID) || len(s.Devices) > 2 {
			w.t.Errorf("%s: devices %+v share a position or a login", op, s.Devices)
		}
	}
	if panel > 1 {
		w.t.Errorf("%s: %d candidates are with the panel", op, panel)
	}
	for by, n := range calls {
		if n > 1 {
			w.t.Errorf("%s: %s talks with %d candidates at once", op, by, n)
		}
	}
}

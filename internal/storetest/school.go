package storetest

import (
	"errors"
	"slices"

	"kaochang/internal/exam"
	"kaochang/internal/store"
)

var schoolStories = []story{
	{"a school is found by its slug, or without one where it is the only", schoolBySlug},
	{"what is there already is a conflict", duplicates},
	{"a set-up is kept whole or not at all", seedWhole},
	{"a second migration changes nothing", migrateTwice},
	{"a store that is open answers", ping},
}

func schoolBySlug(w *world) {
	w.same("only school", got(w.SchoolBySlug(w.ctx, ""))(w), w.school)
	b := w.found("b", 0)
	w.same("by slug", got(w.SchoolBySlug(w.ctx, "school-b"))(w), b.school)
	w.same("by ID", got(w.School(w.ctx, "b"))(w), b.school)
	_, err := w.SchoolBySlug(w.ctx, "")
	w.refused(err, exam.CodeNotFound)
	_, err = w.SchoolBySlug(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
	_, err = w.School(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
}

func duplicates(w *world) {
	for what, create := range map[string]func(store.Setup) error{
		"slug":     func(tx store.Setup) error { s := w.school; s.ID = "z"; return tx.CreateSchool(w.ctx, s) },
		"room":     func(tx store.Setup) error { return tx.CreateRoom(w.ctx, w.room) },
		"session":  func(tx store.Setup) error { return tx.CreateSession(w.ctx, w.session) },
		"username": func(tx store.Setup) error { s := staffOf(w.chair); s.ID = "z"; return tx.CreateStaff(w.ctx, s) },
		"number": func(tx store.Setup) error {
			return tx.CreateCandidate(w.ctx, exam.Candidate{ID: "z", SchoolID: "a", Number: "a-number-0001"})
		},
		"enrolment": func(tx store.Setup) error {
			return tx.CreateEnrolment(w.ctx, exam.Enrolment{ID: "z", SchoolID: "a", CandidateID: "a-candidate-0001", MajorID: w.major.ID})
		},
		"sitting": func(tx store.Setup) error { s := w.sitting[0]; s.ID = "z"; return tx.CreateSitting(w.ctx, s) },
	} {
		if err := w.Seed(w.ctx, create); exam.CodeOf(err) != exam.CodeConflict {
			w.t.Errorf("a second %s: error %v, want a conflict", what, err)
		}
	}
}

func seedWhole(w *world) {
	p, meant := w.plan("b"), errors.New("meant")
	err := w.Seed(w.ctx, func(tx store.Setup) error { return errors.Join(p.keep(w.ctx, tx), meant) })
	w.same("error", errors.Is(err, meant), true)
	_, err = w.School(w.ctx, "b")
	w.refused(err, exam.CodeNotFound)
}

func migrateTwice(w *world) {
	w.waits(0)
	before := w.reread(0)
	w.no(w.Migrate(w.ctx))
	w.same("sitting", w.reread(0), before)
}

func ping(w *world) { w.no(w.Ping(w.ctx)) }

var questionStories = []story{
	{"questions are numbered from one, also when many are written at once", questionNumbers},
	{"messages come oldest first, with a ledger entry each", messages},
}

func questionNumbers(w *world) {
	first := w.question("q0")
	w.same("number", first.Number, 1)
	errs := together(12, func(n int) error {
		_, err := w.CreateQuestion(w.ctx, exam.Question{ID: "q" + string(rune('a'+n)), SchoolID: "a", SessionID: w.session.ID, Title: "t", FileID: "f"})
		return err
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 12})
	all := got(w.Questions(w.ctx, w.session.ID))(w)
	for i, q := range all {
		w.same("number in the list", q.Number, i+1)
	}
	w.same("questions", len(all), 13)
	w.same("first", got(w.Question(w.ctx, "q0"))(w), first)
	_, err := w.Question(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
	_, err = w.CreateQuestion(w.ctx, exam.Question{ID: "x", SchoolID: "a", SessionID: "none"})
	w.refused(err, exam.CodeNotFound)
	// A set-up numbers on, too.
	w.no(w.Seed(w.ctx, func(tx store.Setup) error {
		q, err := tx.CreateQuestion(w.ctx, exam.Question{ID: "seeded", SchoolID: "a", SessionID: w.session.ID})
		w.same("number of the seeded", q.Number, 14)
		return err
	}))
}

func messages(w *world) {
	at := w.clock.Now().Truncate(1e6)
	m := exam.Message{ID: "m1", SchoolID: "a", SittingID: w.sitting[0].ID, FromStaffID: w.steward.StaffID, FromName: "王老师", Text: "请把第二机位放在身后", At: at}
	later := m
	later.ID, later.At = "m0", at.Add(1e9)
	w.no(w.CreateMessage(w.ctx, later, w.session.ID))
	w.no(w.CreateMessage(w.ctx, m, w.session.ID))
	w.same("messages", got(w.Messages(w.ctx, m.SittingID))(w), []exam.Message{m, later})
	w.same("of another", len(got(w.Messages(w.ctx, w.sitting[1].ID))(w)), 0)
	entry := got(w.LedgerOf(w.ctx, m.SittingID))(w)[1]
	w.same("ledger", []string{entry.Kind, entry.ActorID, entry.Data["text"]}, []string{"message.sent", w.steward.StaffID, m.Text})
	w.refused(w.CreateMessage(w.ctx, m, w.session.ID), exam.CodeConflict)
	w.same("ledger after a refusal", len(got(w.LedgerOf(w.ctx, m.SittingID))(w)), 2)
}

var interruptionStories = []story{
	{"an outage that lasts is opened once, also by many", outageOnce},
	{"an outage is closed once and another may follow", outageAgain},
}

func (w *world) outage(id string, n int, p exam.Position) exam.Interruption {
	return exam.Interruption{ID: id, SchoolID: "a", SittingID: w.sitting[n].ID, Position: p, StartedAt: w.clock.Now().Truncate(1e6)}
}

// outages says which of some interruptions are new.
func (w *world) outages(gone ...exam.Interruption) []exam.Interruption {
	return got(w.BeginInterruptions(w.ctx, gone))(w)
}

func outageOnce(w *world) {
	opened := make([][]exam.Interruption, 20)
	errs := together(20, func(n int) (err error) {
		opened[n], err = w.BeginInterruptions(w.ctx, []exam.Interruption{w.outage("i"+string(rune('a'+n)), 0, exam.FirstPosition)})
		return err
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 20})
	w.same("opened", len(slices.Concat(opened...)), 1)
	others := []exam.Interruption{w.outage("other", 0, exam.SecondPosition), w.outage("third", 1, exam.FirstPosition)}
	w.same("another position, another sitting", w.outages(w.outage("again", 0, exam.FirstPosition), others[0], others[1]), others)
	w.same("open in the session", len(got(w.OpenInterruptions(w.ctx, w.session.ID))(w)), 3)
}

func outageAgain(w *world) {
	first, other := w.outage("i1", 0, exam.FirstPosition), w.outage("i3", 0, exam.SecondPosition)
	other.StartedAt = first.StartedAt.Add(1e9)
	w.outages(first, other)
	w.clock.turn(3e9)
	first.EndedAt = w.clock.Now().Truncate(1e6)
	w.no(w.EndInterruptions(w.ctx, []exam.Interruption{first, w.outage("", 1, exam.FirstPosition)}, w.clock.Now()))
	w.clock.turn(3e9)
	w.no(w.EndInterruptions(w.ctx, []exam.Interruption{first}, w.clock.Now())) // none is open
	second := w.outage("i2", 0, exam.FirstPosition)
	w.same("opened", w.outages(second), []exam.Interruption{second})
	w.same("all", got(w.Interruptions(w.ctx, first.SittingID))(w), []exam.Interruption{first, other, second})
	w.same("open", got(w.OpenInterruptions(w.ctx, w.session.ID))(w), []exam.Interruption{other, second})
}

var textStories = []story{
	{"text is kept sign by sign, whatever it is", oddText},
	{"a sign that no database can keep is replaced and harms nothing", nulText},
}

func oddText(w *world) {
	for i, text := range []string{
		"", "'; DROP TABLE sitting; --", `back\slash \' "quote"`, "? ?0 ?name {?}", "$1 $$x$$", "换行\n制表\t", "𠮷 👩‍🎓 é", "%_ LIKE", "x'00'",
	} {
		id := "m" + string(rune('a'+i))
		m := exam.Message{ID: id, SchoolID: "a", SittingID: w.sitting[0].ID, FromName: text, Text: text, At: w.clock.Now().Truncate(1e6)}
		w.clock.turn(1e6)
		w.no(w.CreateMessage(w.ctx, m, w.session.ID))
		all := got(w.Messages(w.ctx, m.SittingID))(w)
		w.same("message", all[len(all)-1], m)
		_, err := w.LoginByToken(w.ctx, text)
		w.refused(err, exam.CodeNotFound)
	}
	w.waits(0)
}

func nulText(w *world) {
	w.no(w.CreateMessage(w.ctx, exam.Message{ID: "m", SchoolID: "a", SittingID: w.sitting[0].ID, Text: "a\x00b", At: w.clock.Now()}, w.session.ID))
	w.same("text", got(w.Messages(w.ctx, w.sitting[0].ID))(w)[0].Text, "a\uFFFDb")
	_, err := w.StaffByUsername(w.ctx, "a", "chair\x00")
	w.refused(err, exam.CodeNotFound)
	w.waits(1)
	w.change(1, func(s *exam.Sitting, _ exam.Session) error { return s.MarkAbsent(w.chair, "gone\x00", w.clock.Now()) })
	hashesOf(w, 1)
}

package storetest

import (
	"fmt"
	"time"

	"kaochang/internal/exam"
)

var photoStories = []story{
	{"a set of pages takes the place of the one before, which stays", pagesReplaced},
	{"a page that is asked for stays so until it is gone", pageAsked},
	{"pages of another sitting, or that never came, are not found", pagesOfAnother},
	{"what is handed in is counted at that moment", answerCounted},
}

// sends keeps uploads of a sitting.
func (w *world) sends(n int, ids ...string) {
	w.t.Helper()
	for _, id := range ids {
		w.no(w.CreateTicket(w.ctx, exam.Ticket{ID: "t-" + id, SchoolID: "a", Purpose: exam.PurposePhotoPage, OwnerID: w.sitting[n].ID, ExpiresAt: w.clock.Now().Add(time.Hour)}))
		w.no(w.FinishTicket(w.ctx, "t-"+id, exam.File{
			ID: id, SchoolID: "a", OwnerID: w.sitting[n].ID, Purpose: exam.PurposePhotoPage, Name: id, Type: "image/jpeg", SHA256: "sum-" + id, Bytes: 1, CreatedAt: w.now(),
		}))
	}
}

func (w *world) hands(n int, set string, files ...string) error {
	return w.KeepPages(w.ctx, w.sitting[n].ID, exam.PageSet{ID: set, FileIDs: files}, func(s *exam.Sitting, p *exam.PageSet) error {
		return s.SendPages(w.candidate(n), p, w.now())
	})
}

func (w *world) onPaper(n int) {
	w.t.Helper()
	w.writes()
	w.paper("p", exam.PaperPDF)
	p := w.readies("p", time.Time{})
	for i := range n {
		w.answers(i, p)
	}
}

func pagesReplaced(w *world) {
	w.onPaper(2)
	w.sends(0, "f1", "f2", "f3")
	w.no(w.hands(0, "s1", "f1", "f2"))
	w.no(w.hands(0, "s2", "f3", "f1"))
	sets := got(w.PageSets(w.ctx, w.sitting[0].ID))(w)
	w.same("sets", len(sets), 2)
	w.same("last", sets[1], exam.PageSet{
		ID: "s2", SchoolID: "a", SittingID: w.sitting[0].ID, Version: 2, FileIDs: []string{"f3", "f1"}, SentAt: w.now(), LoginID: w.candidate(0).LoginID,
	})
	w.same("of the session", got(w.PagesOfSession(w.ctx, w.session.ID))(w), map[string]exam.PageSet{w.sitting[0].ID: sets[1]})
	errs := together(4, func(i int) error { return w.hands(0, fmt.Sprint("t", i), "f1") })
	w.same("sent at once", codes(errs), map[exam.Code]int{"": 4})
	w.same("sets after", len(got(w.PageSets(w.ctx, w.sitting[0].ID))(w)), 6)
}

func pageAsked(w *world) {
	w.onPaper(1)
	ask := func(file string) error {
		return w.ChangePages(w.ctx, w.sitting[0].ID, func(s *exam.Sitting, p *exam.PageSet) error {
			return s.AskPage(w.proctor(), p, file, exam.FlawBlurred, w.now())
		})
	}
	w.refused(ask("f1"), exam.CodeNotFound) // nothing was sent
	w.sends(0, "f1", "f2", "f3")
	w.no(w.hands(0, "s1", "f1", "f2"))
	w.no(ask("f2"))
	w.refused(ask("f3"), exam.CodeNotFound)
	asked := func() []exam.PageAsk {
		return got(w.PagesOfSession(w.ctx, w.session.ID))(w)[w.sitting[0].ID].Asked
	}
	w.same("asked", asked(), []exam.PageAsk{{FileID: "f2", Flaw: exam.FlawBlurred, At: w.now()}})
	w.no(w.hands(0, "s2", "f2", "f1"))
	w.same("another order changes nothing", len(asked()), 1)
	w.no(w.hands(0, "s3", "f1", "f3"))
	w.same("a new page in its place does", len(asked()), 0)
	sets := got(w.PageSets(w.ctx, w.sitting[0].ID))(w)
	w.same("the record keeps what was asked", len(sets[1].Asked), 1)
}

func pagesOfAnother(w *world) {
	w.onPaper(2)
	w.sends(0, "f1")
	w.refused(w.hands(1, "s1", "f1"), exam.CodeNotFound)
	w.refused(w.hands(0, "s1", "f1", "none"), exam.CodeNotFound)
	w.same("sets", len(got(w.PageSets(w.ctx, w.sitting[0].ID))(w)), 0)
	w.refused(w.hands(2, "s1", "f1"), exam.CodeDeviceReplaced) // she has not come
}

func answerCounted(w *world) {
	w.onPaper(1)
	w.sends(0, "f1", "f2")
	w.no(w.hands(0, "s1", "f1"))
	w.no(w.hands(0, "s2", "f2", "f1"))
	_, err := w.ChangeAnswer(w.ctx, w.sitting[0].ID, func(s *exam.Sitting, in exam.Session, counted map[string]string) error {
		return s.Submit(w.candidate(0), counted, in, w.clock.Now())
	})
	w.no(err)
	entries := got(w.LedgerOf(w.ctx, w.sitting[0].ID))(w)
	want := exam.PageSet{Version: 2, FileIDs: []string{"f2", "f1"}}.Counted([]string{"sum-f2", "sum-f1"})
	w.same("in the ledger", entries[len(entries)-1].Data, want)
	w.refused(w.hands(0, "s3", "f1"), exam.CodeConflict)
}

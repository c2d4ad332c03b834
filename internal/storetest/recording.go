package storetest

import (
	"fmt"
	"time"

	"kaochang/internal/exam"
)

var recordingStories = []story{
	{"pieces are kept in the order they began, each with its hash in the ledger", pieces},
	{"a piece that comes twice is kept once", pieceTwice},
	{"a source has one recording, from its first piece to its joined file", recordingLife},
	{"sittings that are over and not joined are found", unjoined},
	{"one recorder at a time holds a sitting's lease", leases},
}

func (w *world) piece(n int, source string, seq int) exam.Segment {
	at := w.clock.Now().Truncate(time.Millisecond).Add(time.Duration(seq) * 10 * time.Second)
	id := fmt.Sprintf("%d-%s-%d", n, source, seq)
	return exam.Segment{
		ID: id, SchoolID: "a", SittingID: w.sitting[n].ID, Source: source, Run: 1, Seq: seq, File: id + ".webm",
		StartedAt: at, EndedAt: at.Add(10 * time.Second), Bytes: 1 << 40, SHA256: "abc" + id, HasVideo: true,
	}
}

func pieces(w *world) {
	a, b, c := w.piece(0, "1", 0), w.piece(0, "staff:x", 1), w.piece(0, "1", 2)
	for _, p := range []exam.Segment{c, a, b} {
		w.no(w.AddSegment(w.ctx, p))
	}
	w.same("pieces", got(w.Segments(w.ctx, a.SittingID))(w), []exam.Segment{a, b, c})
	ledger := got(w.LedgerOf(w.ctx, a.SittingID))(w)
	w.same("entries", len(ledger), 3)
	w.same("entry", []string{ledger[0].Kind, ledger[0].Data["sha256"]}, []string{"recording.segment", c.SHA256})
	w.same("sources", len(got(w.Recordings(w.ctx, a.SittingID))(w)), 2)
}

func pieceTwice(w *world) {
	p := w.piece(0, "1", 0)
	errs := together(5, func(n int) error {
		again := p
		again.ID = fmt.Sprint("again-", n)
		return w.AddSegment(w.ctx, again)
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 5})
	w.same("pieces", len(got(w.Segments(w.ctx, p.SittingID))(w)), 1)
	w.same("entries", len(got(w.LedgerOf(w.ctx, p.SittingID))(w)), 1)
}

func recordingLife(w *world) {
	p := w.piece(0, "1", 0)
	w.no(w.AddSegment(w.ctx, p))
	one := got(w.Recordings(w.ctx, p.SittingID))(w)[0]
	w.same("running", []any{one.Status, one.StartedAt, one.Source}, []any{exam.RecordingRunning, p.StartedAt, "1"})
	one.Status, one.File, one.Duration, one.Gaps = exam.RecordingReady, "joined.webm", 90*time.Minute, 3*time.Second
	one.Bytes, one.SHA256 = 1<<40, "def"
	w.no(w.SaveRecording(w.ctx, one))
	w.same("ready", got(w.Recording(w.ctx, one.ID))(w), one)
	// Another instance that joined the same source saves into the same recording.
	other := one
	other.ID, other.SHA256 = "other", "ghi"
	w.no(w.SaveRecording(w.ctx, other))
	other.ID = one.ID
	w.same("recordings", got(w.Recordings(w.ctx, p.SittingID))(w), []exam.Recording{other})
	ledger := got(w.LedgerOf(w.ctx, p.SittingID))(w)
	w.same("ledger", []string{ledger[1].Kind, ledger[1].Data["sha256"], ledger[1].Data["gaps_ms"]}, []string{"recording.ready", "def", "3000"})
	w.no(w.AddSegment(w.ctx, w.piece(0, "1", 1)))
	w.same("a late piece makes it run again", got(w.Recording(w.ctx, one.ID))(w).Status, exam.RecordingRunning)
	_, err := w.Recording(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
}

func unjoined(w *world) {
	w.no(w.AddSegment(w.ctx, w.piece(0, "1", 0)))
	w.no(w.AddSegment(w.ctx, w.piece(0, "2", 0)))
	w.same("while it runs", len(got(w.UnjoinedSittings(w.ctx))(w)), 0)
	w.finished(0)
	w.same("when it is over", got(w.UnjoinedSittings(w.ctx))(w), []string{w.sitting[0].ID})
	for _, r := range got(w.Recordings(w.ctx, w.sitting[0].ID))(w) {
		r.Status = exam.RecordingReady
		w.no(w.SaveRecording(w.ctx, r))
	}
	w.same("when it is joined", len(got(w.UnjoinedSittings(w.ctx))(w)), 0)
}

func leases(w *world) {
	id, until := w.sitting[0].ID, w.clock.Now().Add(30*time.Second)
	lease := func(owner string) bool {
		w.t.Helper()
		return len(got(w.LeaseRecorders(w.ctx, []string{id}, owner, until))(w)) == 1
	}
	taken := make([]bool, 10)
	errs := together(10, func(n int) error {
		mine, err := w.LeaseRecorders(w.ctx, []string{id}, fmt.Sprint("owner-", n), until)
		taken[n] = len(mine) == 1
		return err
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 10})
	owner, count := "", 0
	for n, ok := range taken {
		if ok {
			owner, count = fmt.Sprint("owner-", n), count+1
		}
	}
	w.same("leases taken", count, 1)
	w.same("renewed by its owner", lease(owner), true)
	w.same("by another", lease("other"), false)
	w.no(w.ReleaseRecorder(w.ctx, id, "other"))
	w.same("after another gave it back", lease("other"), false)
	w.no(w.ReleaseRecorder(w.ctx, id, owner))
	w.same("after its owner gave it back", lease("other"), true)
	w.clock.turn(30 * time.Second)
	w.same("when its owner died", got(w.LeaseRecorders(w.ctx, []string{id}, "third", until.Add(time.Minute)))(w), []string{id})
	second := w.sitting[1].ID
	w.same("of several those that are to be had", got(w.LeaseRecorders(w.ctx, []string{id, second}, "fourth", until))(w), []string{second})
	w.same("of none", len(got(w.LeaseRecorders(w.ctx, nil, "fourth", until))(w)), 0)
}

var uploadStories = []story{
	{"a ticket is used up once, also by many", ticketOnce},
	{"tickets are used up together, each once", ticketsTogether},
	{"a refused ticket stays refused", ticketRefused},
}

func (w *world) ticket(purpose exam.UploadPurpose, owner string) exam.Ticket {
	w.t.Helper()
	t := exam.Ticket{
		ID: "t", SchoolID: "a", Purpose: purpose, OwnerID: owner, ByLoginID: "l", Name: "照片.jpg", Type: "image/jpeg",
		MaxBytes: 5 << 30, ExpiresAt: w.clock.Now().Truncate(time.Millisecond).Add(time.Hour),
	}
	w.no(w.CreateTicket(w.ctx, t))
	w.same("ticket", got(w.Ticket(w.ctx, "t"))(w), t)
	return t
}

func ticketOnce(w *world) {
	t := w.ticket(exam.PurposePhoto, "a-candidate-0001")
	f := exam.File{
		SchoolID: "a", OwnerID: t.OwnerID, Purpose: t.Purpose, Name: t.Name, Type: t.Type, SHA256: "abc", Bytes: 1 << 33, CreatedAt: w.clock.Now().Truncate(time.Millisecond),
	}
	errs := together(8, func(n int) error {
		mine := f
		mine.ID = fmt.Sprint("f", n)
		return w.FinishTicket(w.ctx, t.ID, mine)
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 1, exam.CodeConflict: 7})
	f.ID = got(w.Ticket(w.ctx, t.ID))(w).FileID
	w.same("file", got(w.File(w.ctx, f.ID))(w), f)
	w.same("photo", got(w.Candidate(w.ctx, t.OwnerID))(w).PhotoID, f.ID)
	w.no(w.RefuseTicket(w.ctx, t.ID, exam.CodeWrongType, "late"))
	w.same("a finished ticket is not refused", got(w.Ticket(w.ctx, t.ID))(w).RefusedCode, exam.Code(""))
	_, err := w.File(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
}

// ticketsTogether lets many pages be taken at once, one of them twice for other files and
// one that is not there: each has what it is due, whoever shares a commit with it.
func ticketsTogether(w *world) {
	const n = 12
	name := func(i int) string { return fmt.Sprint("page-", min(i, n-1)) } // the last one three times
	for i := range n {
		w.no(w.CreateTicket(w.ctx, exam.Ticket{
			ID: name(i), SchoolID: "a", Purpose: exam.PurposePhotoPage, OwnerID: "s", ByLoginID: "l", Name: "1.jpg", Type: "image/jpeg", MaxBytes: 100, ExpiresAt: w.clock.Now().Add(time.Hour),
		}))
	}
	file := func(i int) exam.File {
		return exam.File{ID: fmt.Sprint("file-", i), SchoolID: "a", OwnerID: "s", Purpose: exam.PurposePhotoPage, Name: "1.jpg", Type: "image/jpeg", SHA256: fmt.Sprint(i), Bytes: 7, CreatedAt: w.clock.Now().Truncate(time.Millisecond)}
	}
	errs := together(n+3, func(i int) error {
		if i == n+2 {
			return w.FinishTicket(w.ctx, "none", file(i))
		}
		return w.FinishTicket(w.ctx, name(i), file(i))
	})
	w.same("verdicts", codes(errs), map[exam.Code]int{"": n, exam.CodeConflict: 3})
	for i, err := range errs[:n+2] {
		if err == nil {
			w.same("file", got(w.File(w.ctx, file(i).ID))(w), file(i))
			w.same("its ticket", got(w.Ticket(w.ctx, name(i)))(w).FileID, file(i).ID)
			w.no(w.FinishTicket(w.ctx, name(i), file(i))) // as after a commit whose word got lost
		}
	}
}

func ticketRefused(w *world) {
	t := w.ticket(exam.PurposeQuestionFile, w.session.ID)
	w.no(w.RefuseTicket(w.ctx, t.ID, exam.CodeWrongType, "not a picture"))
	w.no(w.RefuseTicket(w.ctx, t.ID, exam.CodeTooLarge, "again"))
	t.RefusedCode, t.RefusedWhy = exam.CodeWrongType, "not a picture"
	w.same("ticket", got(w.Ticket(w.ctx, t.ID))(w), t)
	w.refused(w.FinishTicket(w.ctx, t.ID, exam.File{ID: "f", SchoolID: "a"}), exam.CodeConflict)
	_, err := w.Ticket(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
}

package storetest

import (
	"time"

	"kaochang/internal/exam"
)

var blobStories = []story{
	{"a blob that was let go of waits from the last time on", blobsWait},
	{"of two who let go of the same bytes at once, none leaves them for good", lastTwo},
	{"what has come whole takes the place of what had come of it", wholeInPlace},
	{"a track that is joined again lets go of the one before", joinedAgain},
	{"a candidate's practice lets go of all it has", practiceLetsGo},
	{"a room's practice lets go of what was sent in it", roomLetsGo},
	{"a candidate's files go with her", filesGo},
}

// hasFile keeps a file of an owner with a hash.
func (w *world) hasFile(id, owner, sum string) {
	w.t.Helper()
	w.no(w.CreateTicket(w.ctx, exam.Ticket{ID: "t-" + id, SchoolID: "a", Purpose: exam.PurposeMaterial, OwnerID: owner}))
	w.no(w.FinishTicket(w.ctx, "t-"+id, exam.File{ID: id, SchoolID: "a", OwnerID: owner, Purpose: exam.PurposeMaterial, SHA256: sum, Bytes: 1}))
}

// freed lists what was let go of by now.
func (w *world) freed() []string {
	w.t.Helper()
	return got(w.FreedBlobs(w.ctx, w.now(), 100))(w)
}

func blobsWait(w *world) {
	for id, sum := range map[string]string{"f1": "same", "f2": "same", "f3": "other"} {
		w.hasFile(id, "a", sum)
	}
	w.same("at first", len(w.freed()), 0)
	w.no(w.RemoveFile(w.ctx, "f1"))
	first := w.now()
	w.same("another names it", got(w.BlobNamed(w.ctx, "same"))(w), true)
	w.clock.turn(time.Minute)
	w.no(w.RemoveFile(w.ctx, "f3"))
	w.same("the first comes first", w.freed(), []string{"same", "other"})
	w.same("so many", got(w.FreedBlobs(w.ctx, w.now(), 1))(w), []string{"same"})
	w.clock.turn(time.Minute)
	w.no(w.RemoveFile(w.ctx, "f2"))
	w.same("again", w.freed(), []string{"other", "same"})
	w.same("nothing names it", got(w.BlobNamed(w.ctx, "same"))(w), false)
	w.refused(w.RemoveFile(w.ctx, "f2"), exam.CodeNotFound)

	w.no(w.SettleBlob(w.ctx, "same", first))
	w.no(w.PutBlobOff(w.ctx, "same", first))
	w.same("who looked before it was let go of again", w.freed(), []string{"other", "same"})
	w.clock.turn(time.Minute)
	w.no(w.PutBlobOff(w.ctx, "other", w.now()))
	w.same("put off", w.freed(), []string{"same", "other"})
	w.no(w.SettleBlob(w.ctx, "same", w.now()))
	w.same("settled", w.freed(), []string{"other"})
}

func lastTwo(w *world) {
	w.hasFile("f0", "a", "same")
	w.hasFile("f1", "a", "same")
	for _, err := range together(2, func(n int) error { return w.RemoveFile(w.ctx, []string{"f0", "f1"}[n]) }) {
		w.no(err)
	}
	w.same("let go of", w.freed(), []string{"same"})
	w.same("named", got(w.BlobNamed(w.ctx, "same"))(w), false)
}

func wholeInPlace(w *world) {
	w.sitsFor(exam.TypeVideo, "films")
	w.films(0, "take-1")
	w.begins(0, "take-1", "g1")
	w.change(0, func(s *exam.Sitting, _ exam.Session) error {
		return s.KeepSegment(exam.Clock(), exam.TakeSegment{ID: "g1", Bytes: 3, SHA256: "half"}, w.now())
	})
	w.same("nothing lay there", len(w.freed()), 0)
	w.keepsAs(0, "g1", "whole")
	w.same("let go of", w.freed(), []string{"half"})
}

// track is one camera's of a take of the n-th sitting.
func (w *world) track(n int, take, sum string) exam.Track {
	return exam.Track{
		TakeID: take, SchoolID: w.school.ID, SittingID: w.sitting[n].ID, Position: exam.FirstPosition, State: exam.TrackReady, MIME: "video/webm",
		SHA256: sum, Thumb: sum + "-thumb", FirstAt: w.now(), JoinedAt: w.now(),
	}
}

func joinedAgain(w *world) {
	w.sitsFor(exam.TypeVideo, "films")
	w.films(0, "take-1")
	fact := exam.Fact{Kind: "track.joined", Actor: exam.Clock(), At: w.now()}
	w.no(w.KeepTrack(w.ctx, w.track(0, "take-1", "first"), w.session.ID, fact))
	w.same("nothing was there", len(w.freed()), 0)
	w.no(w.KeepTrack(w.ctx, w.track(0, "take-1", "second"), w.session.ID, fact))
	w.same("let go of", w.freed(), []string{"first", "first-thumb"})
}

func practiceLetsGo(w *world) {
	w.sitsFor(exam.TypeVideo, "films")
	like := got(w.Timetable(w.ctx, w.session.ID))(w).Session
	in, one := w.window().Mock(like, "m-session", "m-sitting", w.sitting[0].EnrolmentID, w.now())
	q := exam.Question{ID: "m-question", SchoolID: "a", SessionID: in.ID, Title: "练习", Body: "介绍你自己"}
	p := exam.Paper{ID: "m-paper", SchoolID: "a", SessionID: in.ID, Kind: exam.PaperPDF, State: exam.PaperReady, SealedSHA256: "paper", ChangedAt: w.now()}
	w.no(w.CreateMock(w.ctx, in, one, q, &p, exam.Fact{Kind: "mock.begun", Actor: w.candidate(0), At: w.now()}))
	w.sitting[0] = one
	w.films(0, "take-m")
	for _, id := range []string{"kept", "open"} {
		w.clock.turn(time.Second)
		w.begins(0, "take-m", id)
	}
	w.keepsAs(0, "kept", "piece")
	w.no(w.KeepTrack(w.ctx, w.track(0, "take-m", "track"), in.ID, exam.Fact{Kind: "track.joined", Actor: exam.Clock(), At: w.now()}))
	w.hasFile("page", "m-sitting", "page")
	w.hasFile("hers", "elsewhere", "stays")
	w.no(w.RemoveCandidate(w.ctx, "a", "a-candidate-0001", w.staffFact("candidate.removed")))
	w.same("let go of", w.freed(), []string{"page", "paper", "piece", "track", "track-thumb"})
	for _, sum := range w.freed() {
		w.same(sum+" is named", got(w.BlobNamed(w.ctx, sum))(w), false)
	}
}

func roomLetsGo(w *world) {
	w.mocks(1, "n")
	w.hasFile("page", "n-sitting", "page")
	w.hasFile("real", w.sitting[1].ID, "stays")
	var gone []exam.Unseat
	for _, one := range w.sitting {
		gone = append(gone, exam.Unseat{SittingID: one.ID, EnrolmentID: one.EnrolmentID})
	}
	for _, c := range []exam.SetUpChange{{RemoveSession: w.session.ID, Unseat: gone}, {RemoveRoom: w.room.ID}} {
		w.no(w.ChangeSetUp(w.ctx, "a", w.exam.ID, false, func(exam.SetUp) (exam.SetUpChange, error) { return c, nil }))
	}
	w.same("let go of", w.freed(), []string{"page"})
}

func filesGo(w *world) {
	w.requires("q", "")
	for id, owner := range map[string]string{
		"photo": "a-candidate-0001", "asked": w.sitting[0].EnrolmentID, "draft": exam.MaterialOwner(w.sitting[0].EnrolmentID, "q"),
		"other": "a-candidate-0002", "another's": exam.MaterialOwner(w.sitting[1].EnrolmentID, "q"),
	} {
		w.hasFile(id, owner, id)
	}
	w.no(w.RemoveCandidate(w.ctx, "a", "a-candidate-0001", w.staffFact("candidate.removed")))
	w.same("let go of", w.freed(), []string{"asked", "draft", "photo"})
	_, err := w.File(w.ctx, "photo")
	w.refused(err, exam.CodeNotFound)
	w.same("another's photo", got(w.File(w.ctx, "other"))(w).SHA256, "other")
}

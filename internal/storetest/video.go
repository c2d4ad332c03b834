package storetest

import (
	"slices"
	"time"

	"kaochang/internal/exam"
)

var videoStories = []story{
	{"a video sitting is read back as it was changed", wholeVideo},
	{"a session keeps how it is recorded", videoRuleKept},
	{"reports of devices are kept, and what changes is told", reportsKept},
	{"a silent device that records is found once", silentFound},
	{"what is left of pieces is found when all is over", leftFound},
	{"tracks are kept once they are joined", tracksKept},
	{"practice takes are forgotten, and what others have of them stays", practiceForgotten},
}

// films brings the n-th sitting of a video session to a take, of the first camera.
func (w *world) films(n int, take string) {
	w.t.Helper()
	w.join(n, w.candidate(n), exam.FirstPosition)
	ready := int64(20)
	w.change(n, func(s *exam.Sitting, in exam.Session) error {
		return s.GetReady(w.candidate(n), exam.QuestionDraw{}, in, w.now())
	})
	w.reports(n, exam.DeviceReport{Recorder: exam.RecorderReady, ClockError: &ready})
	got(w.ChangeVideo(w.ctx, w.sitting[n].ID, func(s *exam.Sitting, in exam.Session, reports []exam.DeviceReport) error {
		return s.StartTake(w.candidate(n), take, reports, in, w.now())
	}))(w)
}

// reports keeps a report of the n-th candidate's first camera.
func (w *world) reports(n int, r exam.DeviceReport) (was exam.DeviceReport) {
	w.t.Helper()
	r.SittingID, r.SchoolID, r.Position, r.LoginID, r.At = w.sitting[n].ID, w.school.ID, exam.FirstPosition, w.candidate(n).LoginID, w.now()
	w.no(w.KeepReport(w.ctx, r, func(s *exam.Sitting, before exam.DeviceReport) {
		if was = before; was.Problem != r.Problem {
			s.NoteProblem(w.candidate(n), r.Position, was.Problem, r.Problem, w.now())
		}
	}))
	return was
}

// sends adds a piece to a take of the n-th sitting.
func (w *world) begins(n int, take, id string) {
	w.t.Helper()
	w.change(n, func(s *exam.Sitting, _ exam.Session) error {
		_, err := s.AddSegment(w.candidate(n), take, exam.TakeSegment{ID: id, MIME: "video/webm", FirstAt: w.now()}, w.now())
		return err
	})
}

func (w *world) keeps(n int, id string) {
	w.t.Helper()
	w.keepsAs(n, id, "sum-"+id)
}

func (w *world) keepsAs(n int, id, sum string) {
	w.t.Helper()
	w.change(n, func(s *exam.Sitting, _ exam.Session) error {
		return s.KeepSegment(w.candidate(n), exam.TakeSegment{ID: id, Bytes: 7, SHA256: sum, Complete: true, Duration: 90 * time.Second}, w.now())
	})
}

func wholeVideo(w *world) {
	w.sitsFor(exam.TypeVideo, "films")
	w.films(0, "take-1")
	w.begins(0, "take-1", "g1")
	w.keeps(0, "g1")
	w.clock.turn(time.Minute)
	for _, do := range []func(s *exam.Sitting, in exam.Session) error{
		func(s *exam.Sitting, in exam.Session) error {
			return s.StopTake(w.candidate(0), "take-1", "", in, w.clock.Now())
		},
		func(s *exam.Sitting, in exam.Session) error {
			return s.RecordAgain(w.candidate(0), "take-1", in, w.clock.Now())
		},
		func(s *exam.Sitting, _ exam.Session) error { return s.GiveTry(w.chair, "noise", w.clock.Now()) },
	} {
		changed := got(w.Change(w.ctx, w.sitting[0].ID, do))(w)
		w.same("read back", got(w.Sitting(w.ctx, changed.ID))(w), changed)
	}
	one := got(w.Sitting(w.ctx, w.sitting[0].ID))(w)
	w.same("the take", one.Takes[0].State, exam.TakeDiscarded)
	w.same("its piece", one.Takes[0].Segments[0].Duration, 90*time.Second)
	w.same("tries", one.GivenTries, 1)
	w.same("of all", len(got(w.VideoSittings(w.ctx))(w)), 1)
	sitting, piece, err := w.TakeSegment(w.ctx, "g1")
	w.no(err)
	w.same("whose piece", []string{sitting, piece.SHA256}, []string{one.ID, "sum-g1"})
	_, _, err = w.TakeSegment(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
}

func videoRuleKept(w *world) {
	w.sitsFor(exam.TypeVideo, "films")
	w.same("at first", got(w.Timetable(w.ctx, w.session.ID))(w).Session.Video, exam.VideoRule{})
	r := exam.DefaultVideoRule()
	r.Tries, r.DrawQuestion, r.ChangedAt, r.ChangedBy = 5, true, w.now(), "李"
	w.no(w.SetVideoRule(w.ctx, w.session.ID, r, w.staffFact("video_rule.set")))
	w.same("then", got(w.Timetable(w.ctx, w.session.ID))(w).Session.Video, r)
	w.refused(w.SetVideoRule(w.ctx, "none", r, w.staffFact("video_rule.set")), exam.CodeNotFound)
}

func reportsKept(w *world) {
	w.sitsFor(exam.TypeVideo, "films")
	w.films(0, "take-1")
	free := int64(1 << 30)
	w.refused(second(w.LastReport(w.ctx, w.sitting[0].ID, "nobody")), exam.CodeDeviceReplaced)
	was := w.reports(0, exam.DeviceReport{Recorder: exam.RecorderRecording, Problem: exam.CameraPageHidden, ProblemSince: w.now(), StorageFree: &free})
	w.same("before", was.Recorder, exam.RecorderReady)
	last := got(w.LastReport(w.ctx, w.sitting[0].ID, w.candidate(0).LoginID))(w)
	w.same("problem", last.Problem, exam.CameraPageHidden)
	w.same("storage", *last.StorageFree, free)
	w.same("the take", got(w.Sitting(w.ctx, w.sitting[0].ID))(w).Takes[0].Broken, true)

	w.clock.turn(time.Second)
	next, stale := last, last
	next.At, next.Unsent, stale.At, stale.Problem = w.now(), 99, w.now(), exam.CameraFine
	w.no(w.RefreshReports(w.ctx, []exam.DeviceReport{next, stale}))
	w.same("refreshed", got(w.Reports(w.ctx, w.sitting[0].ID))(w), []exam.DeviceReport{next})
	w.same("of the session", got(w.ReportsOfSession(w.ctx, w.session.ID))(w), map[string][]exam.DeviceReport{w.sitting[0].ID: {next}})
}

// second returns the error of two results.
func second[T any](_ T, err error) error { return err }

func silentFound(w *world) {
	w.sitsFor(exam.TypeVideo, "films")
	w.films(0, "take-1")
	w.same("not yet", len(got(w.Silent(w.ctx, w.now().Add(-time.Second)))(w)), 0)
	w.clock.turn(4 * time.Second)
	silent := got(w.Silent(w.ctx, w.now().Add(-exam.DeviceSilence)))(w)
	w.same("silent", len(silent), 1)
	w.reports(0, exam.DeviceReport{Recorder: exam.RecorderReady, Problem: exam.CameraGone})
	w.clock.turn(time.Minute)
	w.same("told already", len(got(w.Silent(w.ctx, w.now()))(w)), 0)
}

func leftFound(w *world) {
	w.sitsFor(exam.TypeVideo, "films")
	w.films(0, "take-1")
	w.begins(0, "take-1", "g1")
	w.clock.turn(time.Second)
	w.begins(0, "take-1", "g2")
	w.keeps(0, "g1")
	w.same("while it goes on", len(got(w.LeftSegments(w.ctx, 10))(w)), 0)
	w.clock.turn(time.Minute)
	w.change(0, func(s *exam.Sitting, in exam.Session) error {
		return s.StopTake(w.candidate(0), "take-1", "", in, w.now())
	})
	w.change(0, func(s *exam.Sitting, in exam.Session) error {
		return s.UseTake(w.candidate(0), "take-1", in, w.now())
	})
	w.same("nobody sends", got(w.Sending(w.ctx, w.now()))(w), false)
	w.reports(0, exam.DeviceReport{Recorder: exam.RecorderStopped, Unsent: 1})
	w.same("sends", got(w.Sending(w.ctx, w.now()))(w), true)
	w.same("fell silent", got(w.Sending(w.ctx, w.now().Add(time.Second)))(w), false)
	w.clock.turn(4 * time.Hour)
	w.change(0, func(s *exam.Sitting, in exam.Session) error { return s.SettleVideo(nil, in, w.now()) })
	w.same("left", got(w.LeftSegments(w.ctx, 10))(w), []string{"g2"})
	w.same("to join", got(w.ToJoin(w.ctx, w.now(), 10))(w), []string{w.sitting[0].ID})
	w.same("handed in by then", len(got(w.ToJoin(w.ctx, w.now().Add(-time.Second), 10))(w)), 0)
}

func tracksKept(w *world) {
	w.sitsFor(exam.TypeVideo, "films")
	w.films(0, "take-1")
	k := exam.Track{
		TakeID: "take-1", SchoolID: w.school.ID, SittingID: w.sitting[0].ID, Position: exam.FirstPosition, State: exam.TrackFailed, MIME: "video/webm",
		FirstAt: w.now(), Failure: "torn", JoinedAt: w.now(),
	}
	fact := exam.Fact{Kind: "track.joined", Actor: exam.Clock(), At: w.now()}
	w.no(w.KeepTrack(w.ctx, k, w.session.ID, fact))
	k.State, k.SHA256, k.Bytes, k.Duration, k.Thumb, k.Failure = exam.TrackReady, "sum", 99, 3*time.Minute, "thumb", ""
	k.Gaps = []exam.Gap{{From: time.Second, To: 3 * time.Second}}
	w.no(w.KeepTrack(w.ctx, k, w.session.ID, fact))
	w.same("tracks", got(w.Tracks(w.ctx, w.sitting[0].ID))(w), []exam.Track{k})
	w.same("of the session", got(w.TracksOfSession(w.ctx, w.session.ID))(w), []exam.Track{k})
	entries := got(w.LedgerOf(w.ctx, w.sitting[0].ID))(w)
	w.same("in the ledger", slices.ContainsFunc(entries, func(e exam.LedgerEntry) bool { return e.Kind == "track.joined" }), true)
	w.begins(0, "take-1", "g1")
	w.keeps(0, "g1")
	for _, sum := range []string{k.SHA256, k.Thumb, "sum-g1"} { // a candidate may send what she has of her take as a material, and drop it
		w.no(w.CreateTicket(w.ctx, exam.Ticket{ID: sum, SchoolID: "a", Purpose: exam.PurposeMaterial, OwnerID: "a"}))
		w.no(w.FinishTicket(w.ctx, sum, exam.File{ID: sum, SchoolID: "a", Purpose: exam.PurposeMaterial, SHA256: sum, Bytes: 1}))
		w.no(w.RemoveFile(w.ctx, sum))
		w.same("the take still has "+sum, got(w.BlobNamed(w.ctx, sum))(w), true)
	}
}

func practiceForgotten(w *world) {
	w.sitsFor(exam.TypeVideo, "films")
	w.films(1, "take-real")
	w.begins(1, "take-real", "real")
	w.keeps(1, "real")

	like := got(w.Timetable(w.ctx, w.sitting[0].SessionID))(w).Session
	in, one := w.window().Mock(like, "m-session", "m-sitting", w.sitting[0].EnrolmentID, w.now())
	q := exam.Question{ID: "m-question", SchoolID: w.school.ID, SessionID: in.ID, Title: "练习", Body: "介绍你自己"}
	w.no(w.CreateMock(w.ctx, in, one, q, nil, exam.Fact{Kind: "mock.begun", Actor: w.candidate(0), At: w.now()}))
	w.sitting[0] = one
	w.films(0, "take-m")
	for i, sum := range []string{"sum-m", "sum-real"} {
		id := []string{"m-own", "m-same"}[i]
		w.clock.turn(time.Second)
		w.begins(0, "take-m", id)
		w.keepsAs(0, id, sum)
	}
	w.clock.turn(time.Minute)
	w.no(w.ForgetPractice(w.ctx, w.now(), 10))
	w.same("while it goes on", len(w.freed()), 0)
	w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.EndMock("practice done", w.now()) })
	ended := w.now()
	w.clock.turn(time.Hour)
	w.no(w.ForgetPractice(w.ctx, ended.Add(-time.Second), 10))
	w.same("not so soon", len(w.freed()), 0)
	w.no(w.ForgetPractice(w.ctx, ended, 10))
	w.same("then", w.freed(), []string{"sum-m", "sum-real"})
	w.same("nobody else has it", got(w.BlobNamed(w.ctx, "sum-m"))(w), false)
	w.same("another has it", got(w.BlobNamed(w.ctx, "sum-real"))(w), true)
	w.clock.turn(time.Hour)
	w.no(w.ForgetPractice(w.ctx, w.now(), 10))
	w.same("once", len(got(w.FreedBlobs(w.ctx, w.now().Add(-time.Hour), 10))(w)), 2)
	_, piece, err := w.TakeSegment(w.ctx, "m-own")
	w.no(err)
	w.same("nothing is left", []any{piece.Kept(), piece.Bytes}, []any{true, int64(0)})
	_, piece, err = w.TakeSegment(w.ctx, "real")
	w.no(err)
	w.same("the real one", piece.SHA256, "sum-real")
}

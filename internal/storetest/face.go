package storetest

import (
	"fmt"
	"time"

	"kaochang/internal/exam"
)

var faceStories = []story{
	{"a school's face rule is the default until it is set", faceRules},
	{"consent, challenge, frames and verdict are kept together", faceChecks},
	{"a frame that was seen before is refused", frameReplays},
	{"checks are looked at in the order they came, by one worker each", faceQueue},
	{"of workers at once each has its own check", faceWorkers},
	{"a flag is told once and counted on", faceFlags},
	{"an ID check is kept with the step, or neither", idChecks},
	{"pictures go when their time is over, and the ledger has the proof", picturesGo},
	{"lines of the four databases stand with the candidate of their school", databaseLines},
}

func faceRules(w *world) {
	w.same("default", got(w.FaceRule(w.ctx, "a"))(w), exam.DefaultFaceRule("a"))
	set := func(change func(*exam.FaceRule)) {
		w.no(w.ChangeFaceRule(w.ctx, "a", func(was exam.FaceRule) (exam.FaceRule, exam.Fact, error) {
			change(&was)
			was.ChangedAt, was.ChangedBy = w.now(), "赵"
			return was, w.staffFact("face.rule_kept"), nil
		}))
	}
	set(func(r *exam.FaceRule) { r.Provider, r.RetainDays, r.Notice = exam.FaceDevice, 7, "告知" })
	set(func(r *exam.FaceRule) { r.Similarity = 61 })
	r := got(w.FaceRule(w.ctx, "a"))(w)
	w.same("kept", []any{r.Provider, r.RetainDays, r.Notice, r.Similarity, r.Version, r.ChangedBy, r.ChangedAt}, []any{exam.FaceDevice, 7, "告知", 61, 2, "赵", w.now()})
	w.same("another school's", got(w.FaceRule(w.ctx, "b"))(w).Provider, exam.FaceOff)
}

// atFace brings a candidate to a face check and lets her agree.
func (w *world) atFace(n int) {
	w.t.Helper()
	w.flows("", exam.FlowStep{Kind: exam.StepFaceCheck, Tries: 3})
	w.join(n, w.candidate(n), exam.FirstPosition)
	w.face(n, func(s *exam.Sitting, _ exam.FaceFile) (exam.FaceChange, error) {
		return exam.FaceChange{Consent: &exam.FaceConsent{
			ID: w.id("consent", n), SchoolID: "a", SittingID: s.ID, Agreed: true, SHA256: "hash", Language: "zh-CN", LoginID: w.candidate(n).LoginID, Device: "phone", At: w.now(),
		}}, nil
	})
}

func (w *world) id(kind string, n int) string {
	return fmt.Sprintf("%s-%d-%d", kind, n, w.clock.Now().UnixMilli())
}

func (w *world) face(n int, fn func(*exam.Sitting, exam.FaceFile) (exam.FaceChange, error)) exam.Sitting {
	w.t.Helper()
	return got(w.ChangeFace(w.ctx, w.sitting[n].ID, fn))(w)
}

func (w *world) file(n int) exam.FaceFile {
	w.t.Helper()
	return got(w.FaceFile(w.ctx, "a", w.sitting[n].ID))(w)
}

// challenged gives a candidate a challenge of two actions.
func (w *world) challenged(n int) exam.FaceChallenge {
	w.t.Helper()
	c := exam.FaceChallenge{
		ID: w.id("challenge", n), SchoolID: "a", SittingID: w.sitting[n].ID, LoginID: w.candidate(n).LoginID, NonceHash: "nonce",
		Actions: []exam.FaceAction{exam.FaceStraight, exam.FaceNod}, IssuedAt: w.now(), ExpiresAt: w.now().Add(exam.FaceChallengeTTL),
	}
	w.face(n, func(s *exam.Sitting, f exam.FaceFile) (exam.FaceChange, error) {
		return exam.FaceChange{Challenge: &c}, s.AskFace(w.candidate(n), f)
	})
	return c
}

// sendsFrame keeps one frame of a challenge.
func (w *world) sendsFrame(n int, c exam.FaceChallenge, place int, sum string) error {
	_, err := w.ChangeFace(w.ctx, w.sitting[n].ID, func(s *exam.Sitting, _ exam.FaceFile) (exam.FaceChange, error) {
		return exam.FaceChange{Picture: &exam.FacePicture{
			ID: w.id("picture-"+sum, n), SchoolID: "a", SittingID: s.ID, Kind: exam.FaceFrame, ChallengeID: c.ID, Place: place, Action: c.Actions[place],
			SHA256: sum, Bytes: 10, Blob: "blob-" + sum, TakenAt: w.now(), LoginID: w.candidate(n).LoginID, RetainUntil: w.now().Add(24 * time.Hour),
		}}, nil
	})
	return err
}

// handsFaceIn hands a challenge with two frames in.
func (w *world) handsFaceIn(n int) exam.FaceCheck {
	w.t.Helper()
	c := w.challenged(n)
	w.no(w.sendsFrame(n, c, 0, c.ID+"x"))
	w.no(w.sendsFrame(n, c, 1, c.ID+"y"))
	check := exam.FaceCheck{ID: w.id("check", n), SchoolID: "a", SittingID: w.sitting[n].ID, ChallengeID: c.ID, State: exam.FaceQueued, SubmittedAt: w.now()}
	w.face(n, func(s *exam.Sitting, f exam.FaceFile) (exam.FaceChange, error) {
		used := c
		used.UsedAt = w.now()
		return exam.FaceChange{Challenge: &used, Check: &check}, s.HandFaceIn(w.candidate(n), f, c, true, "", w.now())
	})
	return check
}

func (w *world) decides(check exam.FaceCheck, n int, v exam.FaceVerdict, reasons ...exam.FaceReason) exam.Sitting {
	w.t.Helper()
	check.State, check.Verdict, check.Reasons, check.Similarity, check.Provider, check.DecidedAt = exam.FaceDecided, v, reasons, 44, exam.FaceLocal, w.now()
	return w.face(n, func(s *exam.Sitting, f exam.FaceFile) (exam.FaceChange, error) {
		f.Checks = append(f.Checks[:len(f.Checks)-1:len(f.Checks)-1], check)
		s.SettleFace(check, f, w.now())
		return exam.FaceChange{Check: &check}, nil
	})
}

func faceChecks(w *world) {
	w.atFace(0)
	version := w.reread(0).Version
	check := w.handsFaceIn(0)
	w.same("frames alone change no sitting", w.reread(0).Version, version+1)
	f := w.file(0)
	w.same("consent", []any{len(f.Consents), f.Agreed(), f.Consents[0].Device, f.Consents[0].At}, []any{1, true, "phone", w.now()})
	w.same("challenge", []any{f.Challenges[0].Actions, f.Challenges[0].UsedAt, f.Challenges[0].NonceHash}, []any{[]exam.FaceAction{exam.FaceStraight, exam.FaceNod}, w.now(), "nonce"})
	w.same("frames", []any{len(f.Frames(check.ChallengeID)), f.Pictures[1].Action, f.Pictures[1].RetainUntil}, []any{2, exam.FaceNod, w.now().Add(24 * time.Hour)})
	w.same("queued", f.Queued().ID, check.ID)
	done := w.decides(check, 0, exam.FaceFailed, exam.FaceUnlike, exam.FaceTooDark)
	w.same("still hers", done.NextStep(), exam.StepFaceCheck)
	w.clock.turn(time.Minute)
	done = w.decides(w.handsFaceIn(0), 0, exam.FacePassed)
	w.same("passed", done.NextStep(), exam.StepKind(""))
	f = w.file(0)
	w.same("tries", []any{f.Failed(), f.Checks[0].Reasons, f.Checks[0].Similarity, f.Checks[1].Verdict}, []any{1, []exam.FaceReason{exam.FaceUnlike, exam.FaceTooDark}, 44, exam.FacePassed})
	var told []string
	for _, e := range got(w.LedgerOf(w.ctx, w.sitting[0].ID))(w) {
		if e.Data["step"] != "" {
			told = append(told, e.Kind+" "+e.Data["verdict"])
		}
	}
	w.same("ledger", told, []string{"face.submitted ", "face.decided failed", "face.submitted ", "face.decided passed", "step.done "})
	w.same("another school's file", len(got(w.FaceFile(w.ctx, "b", w.sitting[0].ID))(w).Checks), 0)
	w.refused(func() error { _, err := w.ChangeFace(w.ctx, "nobody", nil); return err }(), exam.CodeNotFound)
}

func frameReplays(w *world) {
	w.atFace(0)
	w.atFace(1)
	one, other := w.challenged(0), w.challenged(1)
	w.no(w.sendsFrame(0, one, 0, "same"))
	w.refused(w.sendsFrame(0, one, 0, "same"), exam.CodeConflict)      // twice by a bad line: kept once
	w.refused(w.sendsFrame(0, one, 0, "else"), exam.CodeConflict)      // its place is taken
	w.refused(w.sendsFrame(0, one, 1, "same"), exam.CodeFrameReplayed) // for two movements
	w.refused(w.sendsFrame(1, other, 0, "same"), exam.CodeFrameReplayed)
	w.clock.turn(time.Minute)
	w.refused(w.sendsFrame(0, w.challenged(0), 0, "same"), exam.CodeFrameReplayed) // of a challenge before
	errs := together(4, func(n int) error { return w.sendsFrame(n%2, []exam.FaceChallenge{one, other}[n%2], 1, "raced") })
	w.same("at once", codes(errs)[""], 1)
	w.same("kept", len(w.file(0).Pictures)+len(w.file(1).Pictures), 2)
}

func faceQueue(w *world) {
	_, err := w.ClaimFace(w.ctx, w.now(), w.now().Add(time.Minute))
	w.refused(err, exam.CodeNotFound)
	var checks []exam.FaceCheck
	for n := range 3 {
		w.atFace(n)
		checks = append(checks, w.handsFaceIn(n))
		w.clock.turn(time.Second)
	}
	for n, c := range checks {
		w.same("ahead", got(w.FaceAhead(w.ctx, c))(w), n)
	}
	until := w.now().Add(time.Minute)
	w.same("first", got(w.ClaimFace(w.ctx, w.now(), until))(w).ID, checks[0].ID)
	w.same("second", got(w.ClaimFace(w.ctx, w.now(), until))(w).ID, checks[1].ID)
	w.decides(checks[0], 0, exam.FaceFailed, exam.FaceNoFace)
	w.same("one less ahead", got(w.FaceAhead(w.ctx, checks[2]))(w), 1)
	w.same("third", got(w.ClaimFace(w.ctx, w.now(), until))(w).ID, checks[2].ID)
	_, err = w.ClaimFace(w.ctx, w.now(), until)
	w.refused(err, exam.CodeNotFound)
	w.clock.turn(2 * time.Minute) // a worker died
	w.same("again", got(w.ClaimFace(w.ctx, w.now(), w.now().Add(time.Minute)))(w).ID, checks[1].ID)
}

func faceWorkers(w *world) {
	for n := range 4 {
		w.atFace(n)
		w.handsFaceIn(n)
	}
	claimed := make([]string, 4)
	errs := together(4, func(n int) error {
		c, err := w.ClaimFace(w.ctx, w.now(), w.now().Add(time.Minute))
		claimed[n] = c.ID
		return err
	})
	w.same("outcomes", codes(errs), map[exam.Code]int{"": 4})
	distinct := map[string]bool{}
	for _, id := range claimed {
		distinct[id] = true
	}
	w.same("each its own", len(distinct), 4)
}

func faceFlags(w *world) {
	w.atFace(0)
	before := len(got(w.LedgerOf(w.ctx, w.sitting[0].ID))(w))
	for range 3 {
		w.no(w.FlagFace(w.ctx, w.sitting[0].ID, exam.FlagReplay, exam.Fact{Kind: "face.flagged", Actor: w.candidate(0), At: w.now(), Data: map[string]string{"flag": "frame_replayed"}}))
		w.clock.turn(time.Second)
	}
	w.no(w.FlagFace(w.ctx, w.sitting[0].ID, exam.FlagClaimed, exam.Fact{Kind: "face.flagged", Actor: w.candidate(0), At: w.now()}))
	f := w.file(0)
	w.same("flags", []any{len(f.Flags), f.Flags[0].Kind, f.Flags[0].Count, f.Flags[0].LastAt.Sub(f.Flags[0].FirstAt)}, []any{2, exam.FlagReplay, 3, 2 * time.Second})
	w.same("told", len(got(w.LedgerOf(w.ctx, w.sitting[0].ID))(w))-before, 2)
	w.same("on the board", []int{w.reread(0).FaceFlags, w.reread(1).FaceFlags}, []int{4, 0})
	w.refused(w.FlagFace(w.ctx, "nobody", exam.FlagReplay, exam.Fact{At: w.now()}), exam.CodeNotFound)
}

func (w *world) faceMark(n int) exam.StepMark {
	w.t.Helper()
	one := w.reread(n)
	return one.Mark(exam.StepFaceCheck)
}

func idChecks(w *world) {
	w.atFace(0)
	check := func(id string, confirmed bool, reason string) error {
		_, err := w.ChangeFace(w.ctx, w.sitting[0].ID, func(s *exam.Sitting, _ exam.FaceFile) (exam.FaceChange, error) {
			c := exam.IDCheck{ID: id, SchoolID: "a", SittingID: s.ID, Confirmed: confirmed, Reason: reason, DocumentID: "doc", StaffID: w.steward.StaffID, By: w.steward.Name, At: w.now()}
			return exam.FaceChange{IDCheck: &c}, s.CheckIdentity(w.steward, c, w.now())
		})
		return err
	}
	w.refused(check("i1", false, " "), exam.CodeInvalid)
	w.same("refused, so not kept", len(w.file(0).IDChecks), 0)
	w.no(check("i1", false, "不是本人"))
	w.same("rejected", w.faceMark(0).Reason, "不是本人")
	w.clock.turn(time.Second)
	w.no(check("i2", true, ""))
	f := w.file(0)
	w.same("both are kept", []any{len(f.IDChecks), f.Rejected(), f.IDChecks[0].Reason, f.IDChecks[1].By, f.IDChecks[1].DocumentID}, []any{2, false, "不是本人", w.steward.Name, "doc"})
	w.same("step", w.faceMark(0).State, exam.MarkDone)
}

func picturesGo(w *world) {
	w.atFace(0)
	w.atFace(1)
	w.handsFaceIn(0)
	taken := w.challenged(1)
	w.same("in their time", len(got(w.PicturesPast(w.ctx, w.now(), 10))(w)), 0)
	w.clock.turn(24 * time.Hour)
	past := got(w.PicturesPast(w.ctx, w.now(), 10))(w)
	w.same("past", []any{len(past), past[0].Blob != ""}, []any{2, true})
	w.same("by blob", got(w.PictureBlobs(w.ctx, []string{past[0].Blob, "nobody's", past[1].Blob}))(w), map[string]bool{past[0].Blob: true, past[1].Blob: true})
	w.same("a few at a time", len(got(w.PicturesPast(w.ctx, w.now(), 1))(w)), 1)
	proof := exam.Fact{Kind: "biometric.deleted", Actor: exam.Clock(), At: w.now(), Data: map[string]string{"count": "2"}}
	w.no(w.PicturesDeleted(w.ctx, past, proof))
	w.no(w.PicturesDeleted(w.ctx, past, proof)) // by another instance: told once
	w.same("none is left", len(got(w.PicturesPast(w.ctx, w.now(), 10))(w)), 0)
	p := w.file(0).Pictures[0]
	w.same("the row stays", []any{p.Blob, p.DeletedAt, p.SHA256}, []any{"", w.now(), past[0].SHA256})
	proofs := 0
	for _, e := range got(w.LedgerOf(w.ctx, w.sitting[0].ID))(w) {
		if e.Kind == "biometric.deleted" {
			proofs++
		}
	}
	w.same("proof", proofs, 1)

	w.no(w.sendsFrame(1, taken, 0, "taken back"))
	w.face(1, func(s *exam.Sitting, _ exam.FaceFile) (exam.FaceChange, error) {
		return exam.FaceChange{Forget: true, Consent: &exam.FaceConsent{ID: "no", SchoolID: "a", SittingID: s.ID, At: w.now()}}, nil
	})
	w.same("with her consent goes the time of her frames", len(got(w.PicturesPast(w.ctx, w.now(), 10))(w)), 1)
}

func databaseLines(w *world) {
	w.found("b", 1)
	found := got(w.CandidatesByNumber(w.ctx, "a", []string{"a-number-0001", "a-number-0002", "b-number-0001", "nobody"}))(w)
	w.same("by number", len(found), 2)
	id := found["a-number-0001"]
	line := func(d exam.Database, r exam.DatabaseResult, note string) exam.DatabaseLine {
		return exam.DatabaseLine{SchoolID: "a", CandidateID: id, Database: d, Result: r, Note: note, ImportedAt: w.now(), ImportedBy: "赵"}
	}
	keep := func(lines ...exam.DatabaseLine) {
		w.no(w.KeepDatabaseLines(w.ctx, "a", lines, w.staffFact("database.imported")))
	}
	keep(line(exam.DatabaseApplication, exam.DatabaseMatches, ""), line(exam.DatabasePopulation, exam.DatabaseDiffers, "姓名不一致"))
	keep(line(exam.DatabasePopulation, exam.DatabaseMatches, "已更正"))
	w.same("lines", got(w.DatabaseLines(w.ctx, "a", id))(w), []exam.DatabaseLine{line(exam.DatabaseApplication, exam.DatabaseMatches, ""), line(exam.DatabasePopulation, exam.DatabaseMatches, "已更正")})
	w.same("of another school", len(got(w.DatabaseLines(w.ctx, "b", id))(w)), 0)
	list, counts, err := w.ComparedCandidates(w.ctx, exam.ComparedFilter{SchoolID: "a", Query: "number-0001"})
	w.no(err)
	w.same("compared", []any{len(list), list[0].Number, len(list[0].Lines), exam.ComparisonOf(list[0].Lines), counts}, []any{1, "a-number-0001", 2, exam.DatabaseMissing, map[exam.DatabaseResult]int{exam.DatabaseMissing: 1}})
	keep(line(exam.DatabaseEducation, exam.DatabaseMatches, ""), line(exam.DatabaseIntegrity, exam.DatabaseMatches, ""))
	list, counts, err = w.ComparedCandidates(w.ctx, exam.ComparedFilter{SchoolID: "a", Result: exam.DatabaseMatches, Limit: 5})
	w.no(err)
	w.same("all four", []any{len(list), list[0].CandidateID, counts[exam.DatabaseMatches]}, []any{1, id, 1})
	w.no(w.RemoveCandidate(w.ctx, "a", id, w.staffFact("candidate.removed")))
	w.same("gone with her", len(got(w.DatabaseLines(w.ctx, "a", id))(w)), 0)
}

package storetest

import (
	"fmt"
	"slices"
	"time"

	"kaochang/internal/exam"
)

var flowStories = []story{
	{"a sitting has its subject's flow, else its exam's, else none", flowsReach},
	{"an accommodation changes one candidate's flow", accommodations},
	{"steps of check-in are kept with who, when and by which device", stepsKept},
	{"a published pledge stays, a new one takes its place", pledges},
	{"a signature is kept with the step, or neither", signatures},
	{"of two who change a flow at once one is heard", flowRace},
}

// flows gives the exam, or one subject of it, steps.
func (w *world) flows(subjectID string, steps ...exam.FlowStep) {
	w.t.Helper()
	w.no(w.ChangeFlow(w.ctx, "a", w.exam.ID, subjectID, func(*exam.Flow, *exam.PledgeText) (*exam.Flow, exam.Fact, error) {
		return &exam.Flow{ID: "flow" + subjectID, Steps: steps, ChangedAt: w.now(), ChangedBy: "赵"}, w.staffFact("flow.kept"), nil
	}))
}

func (w *world) now() time.Time { return w.clock.Now().UTC().Truncate(time.Millisecond) }

func stepKinds(s exam.Sitting) (all []exam.StepKind) {
	for _, step := range s.Flow {
		all = append(all, step.Kind)
	}
	return all
}

var scan = exam.FlowStep{Kind: exam.StepRoomScan, Tick: true, SecondCamera: true}

func flowsReach(w *world) {
	w.same("without a flow", w.reread(0).Flow, []exam.FlowStep(nil))
	w.flows("", exam.FlowStep{Kind: exam.StepDeviceCheck}, scan)
	w.same("the exam's", w.reread(0).Flow, []exam.FlowStep{{Kind: exam.StepDeviceCheck}, scan})
	w.flows(w.subject.ID, exam.FlowStep{Kind: exam.StepFaceCheck, Tries: 3})
	w.same("the subject's", stepKinds(w.reread(0)), []exam.StepKind{exam.StepFaceCheck})
	w.flows(w.subject.ID)
	w.same("the subject's, emptied", stepKinds(w.reread(0)), []exam.StepKind(nil))
	list := got(w.Flows(w.ctx, "a", w.exam.ID))(w)
	w.same("flows", []any{len(list), list[0].SubjectID, list[0].Version, list[1].SubjectID, list[1].Version, list[1].ChangedAt}, []any{2, "", 1, w.subject.ID, 2, w.now()})
	b := w.found("b", 1)
	w.same("another school's sitting", got(w.Sitting(w.ctx, b.sitting[0].ID))(w).Flow, []exam.FlowStep(nil))
	nothing := func(*exam.Flow, *exam.PledgeText) (*exam.Flow, exam.Fact, error) {
		return nil, w.staffFact("flow.removed"), nil
	}
	w.refused(w.ChangeFlow(w.ctx, "b", w.exam.ID, "", nothing), exam.CodeNotFound)
	w.refused(w.ChangeFlow(w.ctx, "a", w.exam.ID, b.subject.ID, nothing), exam.CodeNotFound)
	w.no(w.ChangeFlow(w.ctx, "a", w.exam.ID, w.subject.ID, nothing))
	w.same("the exam's again", len(w.reread(0).Flow), 2)
}

func (w *world) grants(n int, a exam.Accommodation) {
	w.t.Helper()
	a.ID, a.SchoolID, a.EnrolmentID, a.Reason, a.ApprovedBy, a.ApprovedAt = "acc", "a", w.sitting[n].EnrolmentID, "残疾证 3301", "赵", w.now()
	w.no(w.GrantAccommodation(w.ctx, a, w.staffFact("accommodation.granted")))
}

func accommodations(w *world) {
	w.flows("", exam.FlowStep{Kind: exam.StepFaceCheck, Tries: 3}, scan)
	w.grants(0, exam.Accommodation{NoFaceCheck: true})
	w.grants(0, exam.Accommodation{NoFaceCheck: true, OneCamera: true, ExtraPercent: 30, Breaks: 2, BreakMinutes: 5})
	w.same("hers", w.reread(0).Flow, []exam.FlowStep{{Kind: exam.StepRoomScan, Tick: true}})
	w.same("what else is different", w.reread(0).Accommodation.ExtraPercent, 30)
	w.same("another's", stepKinds(w.reread(1)), []exam.StepKind{exam.StepFaceCheck, exam.StepRoomScan})
	for what, c := range map[string]struct {
		f     exam.AccommodationFilter
		total int
	}{
		"all candidates":      {exam.AccommodationFilter{}, 4},
		"of the exam":         {exam.AccommodationFilter{ExamID: w.exam.ID}, 4},
		"of another":          {exam.AccommodationFilter{ExamID: "b-exam"}, 0},
		"for whom it differs": {exam.AccommodationFilter{Granted: true}, 1},
		"by number":           {exam.AccommodationFilter{Query: "number-0002"}, 1},
		"of her college":      {exam.AccommodationFilter{Colleges: []string{w.college.ID}}, 4},
		"of no college":       {exam.AccommodationFilter{Colleges: []string{}}, 0},
	} {
		c.f.SchoolID, c.f.Limit = "a", 10
		list, total, err := w.Accommodations(w.ctx, c.f)
		w.no(err)
		w.same(what, []int{len(list), total}, []int{c.total, c.total})
	}
	own := got(w.AccommodationOf(w.ctx, w.sitting[0].EnrolmentID))(w)
	w.same("of her enrolment", []any{own.OneCamera, own.Reason, own.ApprovedBy, own.ApprovedAt}, []any{true, "残疾证 3301", "赵", w.now()})
	w.refused(w.EndAccommodation(w.ctx, "b", own.EnrolmentID, w.staffFact("accommodation.ended")), exam.CodeNotFound)
	w.no(w.RemoveCandidate(w.ctx, "a", "a-candidate-0001", w.staffFact("candidate.removed"))) // she may still go from the roster
	w.refused(w.EndAccommodation(w.ctx, "a", own.EnrolmentID, w.staffFact("accommodation.ended")), exam.CodeNotFound)
}

func stepsKept(w *world) {
	w.flows("", exam.FlowStep{Kind: exam.StepDeviceCheck}, scan)
	w.join(0, w.candidate(0), exam.FirstPosition)
	_, err := w.Change(w.ctx, w.sitting[0].ID, func(s *exam.Sitting, in exam.Session) error { return s.EnterWaiting(w.candidate(0), in, w.clock.Now()) })
	w.refused(err, exam.CodeStepsOwed)
	w.change(0, func(s *exam.Sitting, _ exam.Session) error {
		return s.CheckDevices(w.candidate(0), map[string]string{"camera": "FaceTime"}, w.clock.Now())
	})
	w.join(0, w.second(0), exam.SecondPosition)
	w.clock.turn(time.Minute)
	w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.ScanRoom(w.candidate(0), w.clock.Now()) })
	w.change(0, func(s *exam.Sitting, _ exam.Session) error {
		return s.AskAgain(w.steward, exam.StepRoomScan, "看不到桌面", w.clock.Now())
	})
	w.change(0, func(s *exam.Sitting, _ exam.Session) error { return s.ScanRoom(w.candidate(0), w.clock.Now()) })
	done := w.change(0, func(s *exam.Sitting, _ exam.Session) error {
		return s.TickStep(w.steward, exam.StepRoomScan, w.clock.Now())
	})
	w.same("read back", w.reread(0), done)
	w.same("marks", done.Marks, []exam.StepMark{
		{Kind: exam.StepDeviceCheck, State: exam.MarkDone, At: w.now().Add(-time.Minute), LoginID: w.candidate(0).LoginID, Label: "phone"},
		{Kind: exam.StepRoomScan, State: exam.MarkDone, At: w.now(), LoginID: w.candidate(0).LoginID, Label: "phone", StaffID: w.steward.StaffID, By: w.steward.Name},
	})
	w.change(0, func(s *exam.Sitting, in exam.Session) error { return s.EnterWaiting(w.candidate(0), in, w.clock.Now()) })
	var told []string
	for _, e := range got(w.LedgerOf(w.ctx, w.sitting[0].ID))(w) {
		if e.Data["step"] != "" {
			told = append(told, e.Kind+" "+e.Data["step"]+" "+e.Reason)
		}
	}
	w.same("ledger", told, []string{
		"step.done device_check ", "step.shown room_scan ", "step.asked_again room_scan 看不到桌面", "step.shown room_scan ", "step.ticked room_scan ",
	})
}

func (w *world) publishes(id, examID, body string) (exam.PledgeText, error) {
	p := exam.PledgeText{ID: id, SchoolID: "a", ExamID: examID, Title: "承诺书", Body: body, PublishedAt: w.now(), PublishedBy: "赵"}
	p.SHA256 = p.Hash()
	return w.PublishPledge(w.ctx, p, func(exam.PledgeText) exam.Fact { return w.staffFact("pledge.published") })
}

func pledges(w *world) {
	_, err := w.CurrentPledge(w.ctx, "a", w.exam.ID)
	w.refused(err, exam.CodeNotFound)
	one := got(w.publishes("p1", "", "我承诺。"))(w)
	two := got(w.publishes("p2", "", "我郑重承诺。"))(w)
	w.same("versions", []int{one.Version, two.Version}, []int{1, 2})
	_, err = w.publishes("p3", "", "我郑重承诺。")
	w.refused(err, exam.CodeConflict)
	w.same("the school's", got(w.CurrentPledge(w.ctx, "a", w.exam.ID))(w), two)
	own := got(w.publishes("p4", w.exam.ID, "本考试的承诺。"))(w)
	w.same("the exam's", got(w.CurrentPledge(w.ctx, "a", w.exam.ID))(w), own)
	w.same("another exam's", got(w.CurrentPledge(w.ctx, "a", "other"))(w), two)
	w.same("the old one stays", got(w.Pledge(w.ctx, "a", "p1"))(w), one)
	w.same("list", got(w.Pledges(w.ctx, "a", ""))(w), []exam.PledgeText{two, one})
	_, err = w.Pledge(w.ctx, "b", "p1")
	w.refused(err, exam.CodeNotFound)
	_, err = w.publishes("p5", "b-exam", "不是本校的考试。")
	w.refused(err, exam.CodeNotFound)
	errs := together(4, func(n int) error {
		_, err := w.publishes("r"+string(rune('0'+n)), "", "同时 "+string(rune('0'+n)))
		return err
	})
	w.same("at once", codes(errs), map[exam.Code]int{"": 4})
	versions := got(w.Pledges(w.ctx, "a", ""))(w)
	w.same("count on", []int{versions[0].Version, len(versions)}, []int{6, 6})
}

func (w *world) signs(n int, text exam.PledgeText, g exam.Signature) error {
	g.ID, g.PledgeID, g.SHA256 = fmt.Sprintf("signature-%d-%s", n, text.ID), text.ID, text.SHA256
	_, err := w.SignPledge(w.ctx, w.sitting[n].ID, func(s *exam.Sitting, current exam.PledgeText, name string) (exam.Signature, error) {
		signed := g
		return signed, s.Sign(w.candidate(n), current, &signed, name, w.clock.Now())
	})
	return err
}

func signatures(w *world) {
	w.flows("", exam.FlowStep{Kind: exam.StepPledge})
	w.join(0, w.candidate(0), exam.FirstPosition)
	hand := exam.Signature{Kind: exam.SignedByHand, Strokes: []exam.Stroke{{{100, 100}, {300, 200}}, {{320, 80}, {340, 260}, {360, 300}}}}
	w.refused(w.signs(0, exam.PledgeText{}, hand), exam.CodeNotFound) // no text is published
	old := got(w.publishes("p1", "", "旧文本。"))(w)
	text := got(w.publishes("p2", "", "新文本。"))(w)
	w.refused(w.signs(0, old, hand), exam.CodeConflict)
	w.refused(w.signs(0, text, exam.Signature{Kind: exam.SignedTyped, Typed: "别人"}), exam.CodeInvalid)
	_, err := w.SignatureOf(w.ctx, w.sitting[0].ID)
	w.refused(err, exam.CodeNotFound)
	w.same("refused, so not done", len(w.reread(0).Marks), 0)
	w.no(w.signs(0, text, hand))
	kept := got(w.SignatureOf(w.ctx, w.sitting[0].ID))(w)
	w.same("kept", []any{kept.Strokes, kept.Version, kept.LoginID, kept.Device, kept.At, kept.EnrolmentID}, []any{
		hand.Strokes, 2, w.candidate(0).LoginID, "phone", w.now(), w.sitting[0].EnrolmentID,
	})
	w.refused(w.signs(0, text, hand), exam.CodeConflict) // once
	last := slices.MaxFunc(got(w.LedgerOf(w.ctx, w.sitting[0].ID))(w), func(a, b exam.LedgerEntry) int { return int(a.Seq - b.Seq) })
	w.same("ledger", []string{last.Kind, last.Data["sha256"], last.Data["version"], last.Data["signature_sha256"]}, []string{"step.done", text.Hash(), "2", hand.Hash()})
	w.join(1, w.candidate(1), exam.FirstPosition)
	w.no(w.signs(1, exam.PledgeText{ID: "p2", SHA256: text.SHA256, Version: 2}, exam.Signature{Kind: exam.SignedTyped, Typed: " 考 生 "}))
}

func flowRace(w *world) {
	errs := together(5, func(n int) error {
		return w.ChangeFlow(w.ctx, "a", w.exam.ID, "", func(was *exam.Flow, _ *exam.PledgeText) (*exam.Flow, exam.Fact, error) {
			if was != nil {
				return nil, exam.Fact{}, exam.Errorf(exam.CodeConflict, "changed")
			}
			return &exam.Flow{ID: string(rune('f' + n)), ChangedAt: w.now()}, w.staffFact("flow.kept"), nil
		})
	})
	w.same("outcomes", codes(errs), map[exam.Code]int{"": 1, exam.CodeConflict: 4})
}

package storetest

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"kaochang/internal/exam"
)

var smsStories = []story{
	{"nothing goes by SMS before the school wants it", smsOff},
	{"an announcement is spread once, from its time on, over those of an open exam", smsSpread},
	{"a rejection and its message are one transaction", smsRejected},
	{"a changed session is told to those who still have to sit it", smsSession},
	{"a message keeps its tries and loses its number", smsTried},
	{"the log is its school's alone, and of colleges", smsLog},
}

// texts switches kinds on and returns the jobs that are asked for from now on.
func (w *world) texts(kinds ...exam.SMSKind) *[]exam.SMSJob {
	w.t.Helper()
	w.no(w.KeepSMSKinds(w.ctx, "a", kinds, w.staffFact("school.sms_changed")))
	var asked []exam.SMSJob
	w.SetEnqueueSMS(func(_ context.Context, _ *sql.Tx, all []exam.SMSJob) error {
		asked = append(asked, all...)
		return nil
	})
	return &asked
}

func (w *world) messages() []exam.SMSMessage {
	w.t.Helper()
	list, total, err := w.SMSLog(w.ctx, exam.SMSFilter{SchoolID: "a", Limit: 100})
	w.no(err)
	w.same("total", total, len(list))
	return list
}

func smsOff(w *world) {
	w.same("kinds", got(w.SMSKinds(w.ctx, "a"))(w), []exam.SMSKind(nil))
	w.requires("q", "")
	w.handsIn("q", "m1")
	w.no(w.judges("m1", false))
	w.announces("one", exam.ForSchool, "a", nil)
	w.no(w.SpreadAnnouncement(w.ctx, "one"))
	in := w.session
	in.StartsAt = in.StartsAt.Add(time.Minute)
	w.no(w.plans(exam.SetUpChange{Sessions: []exam.Session{in}}))
	w.same("messages", len(w.messages()), 0)
	_, err := w.SMSKinds(w.ctx, "none")
	w.refused(err, exam.CodeNotFound)
}

func smsSpread(w *world) {
	asked := w.texts(exam.SMSAnnouncement)
	w.same("kinds", got(w.SMSKinds(w.ctx, "a"))(w), []exam.SMSKind{exam.SMSAnnouncement})
	var at time.Time
	w.announces("later", exam.ForSchool, "a", func(a *exam.Announcement) { a.VisibleFrom = a.VisibleFrom.Add(time.Hour); at = a.VisibleFrom })
	w.same("is to be spread", *asked, []exam.SMSJob{{NoticeID: "later", At: at}})
	w.no(w.SpreadAnnouncement(w.ctx, "later"))
	w.same("before its time", len(w.messages()), 0)
	w.clock.turn(time.Hour)
	for range 2 { // a job may come twice
		w.no(w.SpreadAnnouncement(w.ctx, "later"))
	}
	all := w.messages()
	w.same("messages", len(all), 4)
	w.same("jobs", len(*asked), 5)
	w.same("says", all[0].SMSNotice, exam.AnnouncementSMS("学校 a", "标题 later"))
	w.same("stands", []any{all[0].State, all[0].Tries, all[0].NoticeID}, []any{exam.SMSWaiting, 0, "later"})
	w.announces("elsewhere", exam.ForCollege, "other", nil)
	w.no(w.SpreadAnnouncement(w.ctx, "elsewhere"))
	w.announces("gone", exam.ForSchool, "a", func(a *exam.Announcement) { a.WithdrawnAt = a.CreatedAt })
	w.no(w.SpreadAnnouncement(w.ctx, "gone"))
	closed := w.exam
	closed.Open = false
	w.no(w.plans(exam.SetUpChange{Exam: &closed}))
	w.announces("closed", exam.ForSchool, "a", nil)
	w.no(w.SpreadAnnouncement(w.ctx, "closed"))
	w.same("messages", len(w.messages()), 4)
	w.refused(w.SpreadAnnouncement(w.ctx, "none"), exam.CodeNotFound)
}

func smsRejected(w *world) {
	w.texts(exam.SMSRejection)
	w.requires("q", "")
	w.handsIn("q", "m1")
	meant := errors.New("queue is full")
	w.SetEnqueueSMS(func(context.Context, *sql.Tx, []exam.SMSJob) error { return meant })
	w.same("refused by its queue", errors.Is(w.judges("m1", false), meant), true)
	w.same("messages", len(w.messages()), 0)
	w.same("material", got(w.MaterialsOf(w.ctx, "a", w.sitting[0].EnrolmentID))(w)[0].State, exam.MaterialPending)
	asked := w.texts(exam.SMSRejection)
	w.no(w.judges("m1", false))
	w.same("messages", w.messages()[0].SMSNotice, exam.RejectionSMS("学校 a", "材料 q"))
	w.same("jobs", *asked, []exam.SMSJob{{NoticeID: "m1", CandidateID: w.messages()[0].CandidateID}})
	w.handsIn("q", "m2")
	w.no(w.judges("m2", true))
	w.same("a pass is not told", len(w.messages()), 1)
}

func smsSession(w *world) {
	w.texts(exam.SMSSession)
	w.waits(0)
	w.change(1, func(s *exam.Sitting, _ exam.Session) error {
		return s.MarkAbsent(w.steward, "没有来", w.clock.Now())
	})
	in := w.session
	in.StartsAt = time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)
	w.no(w.plans(exam.SetUpChange{Sessions: []exam.Session{in}}))
	all := w.messages()
	w.same("not to whom it does not matter any more", len(all), 3)
	w.same("says", all[0].SMSNotice, exam.SessionSMS("学校 a", "面试", "改为11月24日 16:30"))
	w.no(w.plans(exam.SetUpChange{Sessions: []exam.Session{in}}))
	w.same("nothing has changed", len(w.messages()), 3)
	w.no(w.plans(exam.SetUpChange{Unseat: []exam.Unseat{{SittingID: w.sitting[2].ID, EnrolmentID: w.sitting[2].EnrolmentID}}}))
	all = w.messages()
	w.same("messages", len(all), 4)
	cancelled := slices.IndexFunc(all, func(m exam.SMSMessage) bool { return m.Values[2].Text == "已取消" })
	w.same("says", all[cancelled].SMSNotice, exam.SessionSMS("学校 a", "面试", "已取消"))
}

func smsTried(w *world) {
	w.texts(exam.SMSAnnouncement)
	w.announces("one", exam.ForSchool, "a", nil)
	w.no(w.SpreadAnnouncement(w.ctx, "one"))
	id := w.messages()[0].CandidateID
	m := got(w.SMS(w.ctx, "one", id))(w)
	whole := m.Phone
	w.same("the log masks", w.messages()[0].Phone, exam.Masked(whole))
	now := w.clock.Now().UTC().Truncate(time.Millisecond)
	m.Tried(exam.SMSFailure{Why: exam.SMSAway, ProviderCode: "isp.SYSTEM_ERROR"}, now)
	w.no(w.KeepSMS(w.ctx, m))
	w.same("waits again", got(w.SMS(w.ctx, "one", id))(w), m)
	m.Tried(exam.SMSFailure{}, now)
	w.no(w.KeepSMS(w.ctx, m))
	sent := got(w.SMS(w.ctx, "one", id))(w)
	w.same("sent", []any{sent.State, sent.Tries, sent.Phone, sent.SMSFailure}, []any{exam.SMSSent, 2, exam.Masked(whole), exam.SMSFailure{}})
	_, err := w.SMS(w.ctx, "one", "nobody")
	w.refused(err, exam.CodeNotFound)
	w.no(w.RemoveCandidate(w.ctx, "a", id, w.staffFact("candidate.removed")))
	_, err = w.SMS(w.ctx, "one", id)
	w.refused(err, exam.CodeNotFound)
}

func smsLog(w *world) {
	w.texts(exam.SMSAnnouncement)
	w.announces("one", exam.ForSchool, "a", nil)
	w.no(w.SpreadAnnouncement(w.ctx, "one"))
	first := w.messages()[0]
	for what, row := range map[string]struct {
		f     exam.SMSFilter
		total int
	}{
		"all":                {exam.SMSFilter{SchoolID: "a"}, 4},
		"a page":             {exam.SMSFilter{SchoolID: "a", Offset: 3}, 4},
		"of another school":  {exam.SMSFilter{SchoolID: "b"}, 0},
		"of her college":     {exam.SMSFilter{SchoolID: "a", Colleges: []string{w.college.ID}}, 4},
		"of no college":      {exam.SMSFilter{SchoolID: "a", Colleges: []string{}}, 0},
		"sent":               {exam.SMSFilter{SchoolID: "a", State: exam.SMSSent}, 0},
		"waiting":            {exam.SMSFilter{SchoolID: "a", State: exam.SMSWaiting}, 4},
		"of another kind":    {exam.SMSFilter{SchoolID: "a", Kind: exam.SMSSession}, 0},
		"by number":          {exam.SMSFilter{SchoolID: "a", Query: first.Number}, 1},
		"by what is no name": {exam.SMSFilter{SchoolID: "a", Query: "%"}, 0},
	} {
		row.f.Limit = 2
		list, total, err := w.SMSLog(w.ctx, row.f)
		w.no(err)
		w.same(what, []int{total, len(list)}, []int{row.total, min(2, row.total-row.f.Offset)})
	}
}

package storetest

import (
	"time"

	"kaochang/internal/exam"
)

var announceStories = []story{
	{"an announcement is read by those whom it is for, from its time until it is withdrawn", announced},
	{"a changed announcement is unread again", announcedAgain},
	{"who has not read an announcement is found", readers},
	{"a question keeps its words and finds its staff", enquired},
	{"a school keeps answers of its own", cannedAnswers},
}

func (w *world) announces(id string, kind exam.AnnouncementKind, scopeID string, change func(*exam.Announcement)) {
	w.t.Helper()
	now := w.clock.Now().UTC().Truncate(time.Millisecond)
	a := exam.Announcement{ID: id, SchoolID: "a", Kind: kind, ScopeID: scopeID, Title: "标题 " + id, Body: "正文", VisibleFrom: now, ByName: "赵", CreatedAt: now}
	if change != nil {
		change(&a)
	}
	w.no(w.KeepAnnouncement(w.ctx, a, w.staffFact("announcement.kept")))
}

func (w *world) readsOf(n int) (ids []string) {
	w.t.Helper()
	for _, a := range got(w.AnnouncementsFor(w.ctx, w.sitting[n].EnrolmentID, w.clock.Now()))(w) {
		ids = append(ids, a.ID)
	}
	return ids
}

func announced(w *world) {
	w.announces("college", exam.ForCollege, w.college.ID, nil)
	w.announces("elsewhere", exam.ForCollege, "other", nil)
	w.announces("exam", exam.ForExam, w.exam.ID, func(a *exam.Announcement) { a.Important = true })
	w.announces("later", exam.ForMajor, w.major.ID, func(a *exam.Announcement) { a.VisibleFrom = a.VisibleFrom.Add(time.Hour) })
	w.announces("school", exam.ForSchool, "a", nil)
	w.announces("gone", exam.ForSchool, "a", func(a *exam.Announcement) { a.WithdrawnAt = a.CreatedAt })
	w.same("she reads", w.readsOf(0), []string{"exam", "college", "school"})
	w.clock.turn(time.Hour)
	w.same("an hour later", w.readsOf(0), []string{"exam", "later", "college", "school"})
	b := w.found("b", 1)
	w.same("another school's candidate", len(got(w.AnnouncementsFor(w.ctx, b.sitting[0].EnrolmentID, w.clock.Now()))(w)), 0)
	w.no(w.MarkRead(w.ctx, "a", "school", w.sitting[0].EnrolmentID, w.clock.Now()))
	w.no(w.MarkRead(w.ctx, "a", "school", w.sitting[0].EnrolmentID, w.clock.Now()))
	for _, a := range got(w.Announcements(w.ctx, "a"))(w) {
		if a.ID == "school" {
			w.same("read by", []int{a.Reads, a.People}, []int{1, 4})
		}
		if a.ID == "college" {
			w.same("for", []any{a.ScopeName, a.People}, []any{w.college.Name, 4})
		}
		if a.ID == "elsewhere" {
			w.same("for nobody", a.People, 0)
		}
	}
	hinted := 0
	for _, e := range got(w.TakeOutbox(w.ctx, 100))(w) {
		if e.Kind == "announcement" && e.ExamID == w.exam.ID {
			hinted++
		}
	}
	w.same("the exam is hinted", hinted, 6)
	for kind, id := range map[exam.AnnouncementKind]string{exam.ForSchool: "a", exam.ForCollege: w.college.ID, exam.ForExam: w.exam.ID, exam.ForMajor: w.major.ID} {
		w.same("school of the target", got(w.TargetScope(w.ctx, "a", kind, id))(w).SchoolID, "a")
		_, err := w.TargetScope(w.ctx, "b", kind, id)
		w.refused(err, exam.CodeNotFound)
	}
}

func announcedAgain(w *world) {
	w.announces("one", exam.ForSchool, "a", func(a *exam.Announcement) { a.FileIDs = []string{"f1", "f2"} })
	read := func() bool { return got(w.AnnouncementsFor(w.ctx, w.sitting[0].EnrolmentID, w.clock.Now()))(w)[0].Read }
	w.same("new", read(), false)
	w.no(w.MarkRead(w.ctx, "a", "one", w.sitting[0].EnrolmentID, w.clock.Now()))
	w.same("read", read(), true)
	w.clock.turn(time.Minute)
	a := got(w.Announcement(w.ctx, "a", "one"))(w)
	w.same("files", a.FileIDs, []string{"f1", "f2"})
	a.Title, a.ChangedAt = "改了", w.clock.Now()
	w.no(w.KeepAnnouncement(w.ctx, a, w.staffFact("announcement.kept")))
	w.same("changed", read(), false)
	w.same("read since", got(w.Announcements(w.ctx, "a"))(w)[0].Reads, 0)
	_, err := w.Announcement(w.ctx, "b", "one")
	w.refused(err, exam.CodeNotFound)
}

func enquired(w *world) {
	now := w.clock.Now().UTC().Truncate(time.Millisecond)
	e := exam.Enquiry{ID: "q", SchoolID: "a", EnrolmentID: w.sitting[0].EnrolmentID, Subject: "换时间", CreatedAt: now}
	w.no(e.Ask("w1", "可以吗？👩‍🎓", now, "f1", "f2"))
	w.no(w.KeepEnquiry(w.ctx, e, nil))
	w.same("kept", got(w.EnquiriesOf(w.ctx, "a", e.EnrolmentID))(w), []exam.Enquiry{e})
	w.same("one", got(w.Enquiry(w.ctx, "a", "q"))(w), e)
	_, err := w.Enquiry(w.ctx, "b", "q")
	w.refused(err, exam.CodeNotFound)
	w.no(w.ChangeEnquiry(w.ctx, "q", func(e *exam.Enquiry) (*exam.Fact, error) {
		f := w.staffFact("enquiry.answered")
		return &f, e.Answer(w.chair, "w2", "可以。", now)
	}))
	answered := got(w.EnquiriesOf(w.ctx, "a", e.EnrolmentID))(w)[0]
	w.same("answered", []any{answered.State, answered.Unread, len(answered.Words)}, []any{exam.EnquiryAnswered, true, 2})
	for what, c := range map[string]struct {
		state    exam.EnquiryState
		colleges []string
		total    int
	}{
		"all": {"", nil, 1}, "answered": {exam.EnquiryAnswered, nil, 1}, "open": {exam.EnquiryOpen, nil, 0},
		"of her college": {"", []string{w.college.ID}, 1}, "of another": {"", []string{"none"}, 0},
	} {
		list, total, err := w.Enquiries(w.ctx, "a", c.state, c.colleges, 10, 0)
		w.no(err)
		w.same(what, []int{len(list), total}, []int{c.total, c.total})
	}
	var total int
	_, total, err = w.Enquiries(w.ctx, "b", "", nil, 10, 0)
	w.no(err)
	w.same("of another school", total, 0)
	w.refused(w.ChangeEnquiry(w.ctx, "none", func(*exam.Enquiry) (*exam.Fact, error) { return nil, nil }), exam.CodeNotFound)
}

func cannedAnswers(w *world) {
	w.found("b", 1)
	fact := w.staffFact("enquiry.canned_kept")
	b, a := exam.CannedAnswer{ID: "2", SchoolID: "a", Title: "时间", Text: "以页面为准。"}, exam.CannedAnswer{ID: "1", SchoolID: "a", Title: "地点", Text: "网络"}
	for _, one := range []exam.CannedAnswer{a, b} {
		w.no(w.KeepCannedAnswer(w.ctx, one, fact))
	}
	a.Text = "全程网络"
	w.no(w.KeepCannedAnswer(w.ctx, a, fact))
	stolen := a
	stolen.SchoolID, stolen.Text = "b", "别的学校"
	w.no(w.KeepCannedAnswer(w.ctx, stolen, fact))
	w.same("by title", len(got(w.CannedAnswers(w.ctx, "a"))(w)), 2)
	for _, one := range got(w.CannedAnswers(w.ctx, "a"))(w) {
		w.same("kept", one, map[string]exam.CannedAnswer{"1": a, "2": b}[one.ID])
	}
	w.same("of another school", len(got(w.CannedAnswers(w.ctx, "b"))(w)), 0)
	w.refused(w.RemoveCannedAnswer(w.ctx, "b", "1", fact), exam.CodeNotFound)
	w.no(w.RemoveCannedAnswer(w.ctx, "a", "1", fact))
	w.same("left", got(w.CannedAnswers(w.ctx, "a"))(w), []exam.CannedAnswer{b})
}

func readers(w *world) {
	w.announces("one", exam.ForMajor, w.major.ID, nil)
	w.announces("other", exam.ForCollege, "other", nil)
	w.no(w.MarkRead(w.ctx, "a", "one", w.sitting[1].EnrolmentID, w.clock.Now()))
	all, _, err := w.Readers(w.ctx, exam.ReaderFilter{SchoolID: "a", AnnouncementID: "one", Limit: 10})
	w.no(err)
	w.same("all", len(all), 4)
	w.same("by number", all[0].Number < all[1].Number, true)
	for what, row := range map[string]struct {
		f     exam.ReaderFilter
		total int
	}{
		"read":              {exam.ReaderFilter{SchoolID: "a", AnnouncementID: "one", Read: "yes"}, 1},
		"not read":          {exam.ReaderFilter{SchoolID: "a", AnnouncementID: "one", Read: "no"}, 3},
		"by number":         {exam.ReaderFilter{SchoolID: "a", AnnouncementID: "one", Query: all[2].Number}, 1},
		"for nobody":        {exam.ReaderFilter{SchoolID: "a", AnnouncementID: "other"}, 0},
		"of another school": {exam.ReaderFilter{SchoolID: "b", AnnouncementID: "one"}, 0},
	} {
		row.f.Limit = 2
		list, total, err := w.Readers(w.ctx, row.f)
		w.no(err)
		w.same(what, []int{total, len(list)}, []int{row.total, min(2, row.total)})
		for _, r := range list {
			if row.f.Read != "" {
				w.same(what, !r.ReadAt.IsZero(), row.f.Read == "yes")
			}
		}
	}
}

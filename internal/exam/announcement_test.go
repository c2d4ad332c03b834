package exam_test

import (
	"strings"
	"testing"
	"time"

	"kaochang/internal/exam"
)

func TestAnAnnouncementSaysSomethingToSomebody(t *testing.T) {
	right := exam.Announcement{Kind: exam.ForSchool, Title: "考前须知", Body: "请提前调试设备。"}
	for rule, change := range map[string]func(*exam.Announcement){
		"no title":       func(a *exam.Announcement) { a.Title = " " },
		"no text":        func(a *exam.Announcement) { a.Body = "\n" },
		"a book":         func(a *exam.Announcement) { a.Body = strings.Repeat("长", 20001) },
		"for nobody":     func(a *exam.Announcement) { a.Kind = "friends" },
		"too many files": func(a *exam.Announcement) { a.FileIDs = make([]string, exam.MaxAttachments+1) },
	} {
		a := right
		change(&a)
		if err := a.Check(); exam.CodeOf(err) != exam.CodeInvalid {
			t.Errorf("%s: %v", rule, err)
		}
	}
	if err := right.Check(); err != nil {
		t.Error(err)
	}
}

func TestAQuestionGoesToAndFro(t *testing.T) {
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	chen, li := exam.Actor{StaffID: "chen", Name: "陈"}, exam.Actor{StaffID: "li", Name: "李"}
	var e exam.Enquiry
	if err := e.Ask("1", " ", now); exam.CodeOf(err) != exam.CodeInvalid || len(e.Words) != 0 {
		t.Errorf("an empty question: %v", err)
	}
	if err := e.Ask("1", "可以换时间吗？", now); err != nil || e.State != exam.EnquiryOpen {
		t.Errorf("%v, %s", err, e.State)
	}
	if err := e.Claim(chen, now); err != nil {
		t.Error(err)
	}
	if err := e.Claim(li, now); exam.CodeOf(err) != exam.CodeConflict {
		t.Errorf("two see to it: %v", err)
	}
	if err := e.Answer(chen, "2", "可以。", now); err != nil || e.State != exam.EnquiryAnswered || !e.Unread || e.ClaimedBy != "" {
		t.Errorf("%v, %+v", err, e)
	}
	if e.Close(now); e.State != exam.EnquiryClosed {
		t.Errorf("closed, and %s", e.State)
	}
	if err := e.Ask("3", "谢谢，几点？", now); err != nil || e.State != exam.EnquiryOpen || len(e.Words) != 3 {
		t.Errorf("%v, %+v", err, e)
	}
}

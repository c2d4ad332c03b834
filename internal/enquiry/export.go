package enquiry

import (
	"context"
	"strconv"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

type exportEnquiriesInput struct {
	State exam.EnquiryState `query:"state" enum:"open,answered,closed,"`
}

var exportHeader = []string{"考号 Number", "姓名 Name", "考试 Exam", "主题 Subject", "状态 State", "时间 When", "谁 Who", "内容 Text", "照片 Photos"}

var stateWords = map[exam.EnquiryState]string{
	exam.EnquiryOpen: "待回复 open", exam.EnquiryAnswered: "已回复 answered", exam.EnquiryClosed: "已结束 closed",
}

// handleExport writes a row for each word that was said.
func (s *Service) handleExport(ctx context.Context, in *exportEnquiriesInput) (*operation.Stream, error) {
	by := operation.ActorFrom(ctx)
	list, total, err := s.List(ctx, by, in.State, operation.MaxExport, 0)
	if err != nil {
		return nil, err
	}
	export, err := operation.BeginExport(ctx, s.store, by, s.now())
	if err != nil {
		return nil, err
	}
	t := operation.Table{Name: "考生提问 Questions", Header: exportHeader}
	for _, e := range list {
		for _, w := range e.Words {
			who := e.Name
			if w.FromStaff {
				who = w.FromName
			}
			t.Rows = append(t.Rows, []string{e.Number, e.Name, e.ExamName, e.Subject, stateWords[e.State], export.Time(w.At), who, w.Text, strconv.Itoa(len(w.PhotoIDs))})
		}
	}
	return export.Write(ctx, s.Write, t, max(total, len(t.Rows)), "enquiry", "state", string(in.State))
}

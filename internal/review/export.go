package review

import (
	"context"
	"strconv"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// QueueQuery chooses materials.
type QueueQuery struct {
	ExamID        string             `query:"exam_id"`
	RequirementID string             `query:"requirement_id"`
	State         exam.MaterialState `query:"state" enum:"pending,passed,rejected,"`
	Query         string             `query:"q" maxLength:"100"`
}

func (q QueueQuery) filter() exam.MaterialFilter {
	return exam.MaterialFilter{ExamID: q.ExamID, RequirementID: q.RequirementID, State: q.State, Query: q.Query}
}

var exportHeader = []string{
	"考号 Number", "姓名 Name", "考试 Exam", "专业 Major", "材料 Material", "第几次 Version", "状态 State", "提交时间 Handed in", "审核人 Judged by", "审核时间 Judged at", "驳回理由 Reason", "文件 Files",
}

var stateWords = map[exam.MaterialState]string{
	exam.MaterialPending: "待审 pending", exam.MaterialPassed: "通过 passed", exam.MaterialRejected: "驳回 rejected",
}

func (s *Service) handleExport(ctx context.Context, in *QueueQuery) (*operation.Stream, error) {
	by := operation.ActorFrom(ctx)
	f := in.filter()
	f.Limit = operation.MaxExport
	list, total, err := s.Queue(ctx, by, f)
	if err != nil {
		return nil, err
	}
	export, err := operation.BeginExport(ctx, s.store, by, s.now())
	if err != nil {
		return nil, err
	}
	t := operation.Table{Name: "材料审核 Materials", Header: exportHeader}
	for _, m := range list {
		var files []string
		for _, one := range m.Files {
			files = append(files, one.Name)
		}
		t.Rows = append(t.Rows, []string{
			m.Number, m.Name, m.ExamName, m.MajorName, m.RequirementName, strconv.Itoa(m.Version), stateWords[m.State], export.Time(m.HandedAt), m.JudgedBy,
			export.Time(m.JudgedAt), m.Reason, strings.Join(files, "\n"),
		})
	}
	return export.Write(ctx, s.Write, t, total, "material", "exam", f.ExamID, "requirement", f.RequirementID, "state", string(f.State), "query", f.Query)
}

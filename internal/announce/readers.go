package announce

import (
	"context"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// Readers returns a page of those whom an announcement is for, and how many the
// filter chooses: who may write it sees who has not read it yet.
func (s *Service) Readers(ctx context.Context, by exam.Actor, f exam.ReaderFilter) ([]exam.Reader, int, error) {
	a, err := s.store.Announcement(ctx, by.SchoolID, f.AnnouncementID)
	if err != nil {
		return nil, 0, err
	}
	if err := s.may(ctx, by, a.Kind, a.ScopeID); err != nil {
		return nil, 0, err
	}
	f.SchoolID, f.Query = by.SchoolID, strings.ToLower(strings.TrimSpace(f.Query))
	return s.store.Readers(ctx, f)
}

// ReadersQuery chooses readers.
type ReadersQuery struct {
	AnnouncementID string `path:"announcement_id"`
	Read           string `query:"read" enum:"yes,no," doc:"Only who has read it, or only who has not"`
	Query          string `query:"q" maxLength:"100" doc:"Part of a name or number"`
}

func (q ReadersQuery) filter() exam.ReaderFilter {
	return exam.ReaderFilter{AnnouncementID: q.AnnouncementID, Read: q.Read, Query: q.Query}
}

type readersInput struct {
	ReadersQuery
	Offset int `query:"offset" minimum:"0"`
	Limit  int `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// ReaderView is somebody whom an announcement is for.
type ReaderView struct {
	EnrolmentID string     `json:"enrolment_id"`
	Number      string     `json:"number"`
	Name        string     `json:"name"`
	Phone       string     `json:"phone"`
	Exam        string     `json:"exam"`
	Major       string     `json:"major"`
	ReadAt      *time.Time `json:"read_at,omitempty" doc:"Since it was written or changed"`
}

type readersOutput struct {
	Body struct {
		Total   int          `json:"total"`
		Readers []ReaderView `json:"readers" doc:"By candidate number"`
	}
}

func (s *Service) registerReaders(api huma.API) {
	op := func(path, id, summary string) operation.Op {
		return operation.Op{Method: "GET", Path: "/api/announcements/{announcement_id}/readers" + path, ID: id, Summary: summary, Tag: tag, Action: exam.ActionAnnounce}
	}
	operation.Register(api, op("", "list-readers", "Who has read an announcement, and who has not"), s.handleReaders)
	operation.Register(api, op("/export", "export-readers", "The same as a workbook"), s.handleExportReaders)
}

func (s *Service) handleReaders(ctx context.Context, in *readersInput) (*readersOutput, error) {
	f := in.filter()
	f.Offset, f.Limit = in.Offset, in.Limit
	list, total, err := s.Readers(ctx, operation.ActorFrom(ctx), f)
	out := &readersOutput{}
	out.Body.Total, out.Body.Readers = total, make([]ReaderView, len(list))
	for i, r := range list {
		v := ReaderView{EnrolmentID: r.EnrolmentID, Number: r.Number, Name: r.Name, Phone: r.Phone, Exam: r.ExamName, Major: r.MajorName}
		if !r.ReadAt.IsZero() {
			v.ReadAt = &r.ReadAt
		}
		out.Body.Readers[i] = v
	}
	return out, err
}

var readersHeader = []string{"考号 Number", "姓名 Name", "手机 Phone", "考试 Exam", "专业 Major", "阅读时间 Read at"}

func (s *Service) handleExportReaders(ctx context.Context, in *ReadersQuery) (*operation.Stream, error) {
	by := operation.ActorFrom(ctx)
	f := in.filter()
	f.Limit = operation.MaxExport
	list, total, err := s.Readers(ctx, by, f)
	if err != nil {
		return nil, err
	}
	export, err := operation.BeginExport(ctx, s.store, by, s.now())
	if err != nil {
		return nil, err
	}
	t := operation.Table{Name: "公告阅读 Readers", Header: readersHeader}
	for _, r := range list {
		t.Rows = append(t.Rows, []string{r.Number, r.Name, r.Phone, r.ExamName, r.MajorName, export.Time(r.ReadAt)})
	}
	return export.Write(ctx, s.Write, t, total, "readers", "announcement", f.AnnouncementID, "read", f.Read, "query", f.Query)
}

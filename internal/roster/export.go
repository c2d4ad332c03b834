package roster

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"kaochang/internal/exam"
)

// templateHeader names the columns of template and export, as they are read.
var templateHeader = []string{"考生编号", "姓名", "手机号", "考试业务", "学院", "专业", "身份证号", "出生日期", "备注"}

var templateNotes = []string{
	"名单模板：第一张工作表为名单，本页不会被导入。",
	"必填：考生编号、姓名、手机号、专业。只有一个考试业务时“考试业务”可以不填；专业名称不重复时“学院”可以不填。",
	"同一考生报考多个专业：每个专业一行，编号、姓名、手机号相同。",
	"身份证号加密保存，界面只显示首尾，到期自动删除；不需要时请删去整列。",
	"列的顺序不限，可以增加其他列（会被忽略）；编号与身份证号请用文本格式。",
	"",
	"Roster template: the first sheet is the roster; this page is not imported.",
	"Required: 考生编号 (candidate number), 姓名 (name), 手机号 (mobile), 专业 (major). 考试业务 (exam) and 学院 (college) only where the major alone is not clear.",
	"One row per major; the columns may stand in any order and may have English headings.",
	"身份证号 (identity number) is optional, kept encrypted, shown masked, and deleted after its retention date.",
}

// Template writes the table to fill in, as "xlsx" or "csv". With sample it has
// rows of made-up people enrolled in what the school has, the last of them with
// a wrong phone, to try an import.
func (s *Service) Template(ctx context.Context, by exam.Actor, format string, sample bool) ([]byte, error) {
	if _, err := reachOf(by); err != nil {
		return nil, err
	}
	t := Table{Name: "名单", Header: templateHeader, Notes: templateNotes}
	if sample {
		rows, err := s.sampleRows(ctx, by.SchoolID)
		if err != nil {
			return nil, err
		}
		t.Rows = rows
	}
	return s.write(format, t)
}

// samplePeople are made up; their numbers are of no network.
var samplePeople = []string{"陈思远", "李沐阳", "吾尔开西·艾力", "欧阳雪", "𠮷田美穗", "Zhang Wei", "周子涵", "黄若曦", "徐嘉懿", "马文静", "林小满", "何一诺"}

func (s *Service) sampleRows(ctx context.Context, schoolID string) ([][]string, error) {
	base, err := s.Store.RosterPlaces(ctx, schoolID)
	if err != nil {
		return nil, fmt.Errorf("read roster of school %s: %w", schoolID, err)
	}
	if len(base.Majors) == 0 {
		return nil, exam.Errorf(exam.CodeNotFound, "the school has no major yet that a sample could name")
	}
	m := base.Majors[0]
	examName, college := "", ""
	for _, e := range base.Exams {
		if e.ID == m.ExamID {
			examName = e.Name
		}
	}
	for _, c := range base.Colleges {
		if c.ID == m.CollegeID {
			college = c.Name
		}
	}
	var rows [][]string
	for i, name := range samplePeople {
		phone := fmt.Sprintf("1990000%04d", i+1)
		if i == len(samplePeople)-1 {
			phone = phone[:9]
		}
		rows = append(rows, []string{fmt.Sprintf("20269%05d", i+1), name, phone, examName, college, m.Name, "", fmt.Sprintf("2008/%d/%d", i%12+1, i+1), ""})
	}
	return rows, nil
}

// Export writes the candidates that a filter chooses, one row an enrolment, as
// "xlsx" or "csv". Identity numbers are masked. That it was done is in the ledger.
func (s *Service) Export(ctx context.Context, by exam.Actor, format string, f exam.RosterFilter) ([]byte, error) {
	f.Limit, f.Offset = 0, 0
	list, _, err := s.List(ctx, by, f)
	if err != nil {
		return nil, err
	}
	t := Table{Name: "名单", Header: templateHeader}
	for _, c := range list {
		masked := ""
		if c.Sealed != "" {
			number, err := s.openIdentity(c.RosterCandidate)
			if err != nil {
				return nil, err
			}
			masked = exam.MaskIdentity(number)
		}
		enrolled := c.Enrolled
		if len(enrolled) == 0 {
			enrolled = []exam.EnrolledIn{{}}
		}
		for _, e := range enrolled {
			t.Rows = append(t.Rows, []string{c.Number, c.Name, c.Phone, e.ExamName, e.CollegeName, e.MajorName, masked, c.BirthDate, c.Note})
		}
	}
	out, err := s.write(format, t)
	if err != nil {
		return nil, err
	}
	return out, s.Store.KeepFact(ctx, by.SchoolID, exam.Fact{Kind: "roster.exported", Actor: by, At: s.Now(), Data: map[string]string{
		"format": format, "rows": strconv.Itoa(len(t.Rows)), "query": f.Query, "exam": f.ExamID, "major": f.MajorID,
	}})
}

func (s *Service) write(format string, t Table) ([]byte, error) {
	var out bytes.Buffer
	if err := s.Sheets.Write(&out, format, t); err != nil {
		return nil, fmt.Errorf("write table: %w", err)
	}
	return out.Bytes(), nil
}

// contentOf names the bytes of a table for a browser.
func contentOf(format, name string, at time.Time) (mediaType, file string) {
	mediaType = "text/csv; charset=utf-8"
	if format == "xlsx" {
		mediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return mediaType, fmt.Sprintf("%s-%s.%s", name, at.Format("20060102-1504"), format)
}

// bytesCloser lets bytes be streamed with ranges.
type bytesCloser struct{ *bytes.Reader }

// Close does nothing.
func (bytesCloser) Close() error { return nil }

var _ io.ReadSeekCloser = bytesCloser{}

package flow

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
)

// Accommodations returns a page of the enrolments within the asker's reach with what
// is different for each, and how many there are (FEATURES K3).
func (s *Service) Accommodations(ctx context.Context, by exam.Actor, f exam.AccommodationFilter) ([]exam.Accommodated, int, error) {
	f.SchoolID, f.Query = by.SchoolID, strings.ToLower(strings.TrimSpace(f.Query))
	if exam.Can(by, exam.ActionAccommodate, exam.Scope{SchoolID: by.SchoolID}) != nil {
		f.Colleges = []string{}
		for _, b := range by.Bindings {
			if b.Kind == exam.ScopeCollege && exam.Can(by, exam.ActionAccommodate, exam.Scope{SchoolID: by.SchoolID, CollegeID: b.ScopeID}) == nil {
				f.Colleges = append(f.Colleges, b.ScopeID)
			}
		}
	}
	return s.Store.Accommodations(ctx, f)
}

// Grant keeps what is different for a candidate's enrolment, in place of what was.
func (s *Service) Grant(ctx context.Context, enrolmentID string, a exam.Accommodation) error {
	by, err := operation.OnEnrolment(ctx, s.Store, exam.ActionAccommodate, enrolmentID)
	if err != nil {
		return err
	}
	a.ID, a.SchoolID, a.EnrolmentID, a.Reason = ident.New(), by.SchoolID, enrolmentID, strings.TrimSpace(a.Reason)
	a.ApprovedBy, a.ApprovedAt = by.Name, s.Now()
	if err := a.Check(); err != nil {
		return err
	}
	return s.Store.GrantAccommodation(ctx, a, s.fact(by, "accommodation.granted", a.Reason, "enrolment", enrolmentID, "accommodation", Words(a)))
}

// End takes away what was different for a candidate's enrolment, for a reason.
func (s *Service) End(ctx context.Context, enrolmentID, reason string) error {
	by, err := operation.OnEnrolment(ctx, s.Store, exam.ActionAccommodate, enrolmentID)
	if err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return exam.Errorf(exam.CodeInvalid, "a reason is needed").With("field", "reason")
	}
	return s.Store.EndAccommodation(ctx, by.SchoolID, enrolmentID, s.fact(by, "accommodation.ended", reason, "enrolment", enrolmentID))
}

// Own returns what is different for the candidate's own enrolment; the reason is hers,
// too, to see. It is the zero value for nothing.
func (s *Service) Own(ctx context.Context, enrolmentID string) (exam.Accommodation, error) {
	if _, err := operation.OnEnrolment(ctx, s.Store, exam.ActionOwnEnrolment, enrolmentID); err != nil {
		return exam.Accommodation{}, err
	}
	return s.Store.AccommodationOf(ctx, enrolmentID)
}

// Words writes an accommodation for the ledger.
func Words(a exam.Accommodation) string {
	var words []string
	add := func(is bool, word string) {
		if is {
			words = append(words, word)
		}
	}
	add(a.NoFaceCheck, "no_face_check")
	add(a.OneCamera, "one_camera")
	add(a.ExtraPercent > 0, "extra_percent="+strconv.Itoa(a.ExtraPercent))
	add(a.ExtraMinutes > 0, "extra_minutes="+strconv.Itoa(a.ExtraMinutes))
	add(a.Breaks > 0, fmt.Sprintf("breaks=%dx%dmin", a.Breaks, a.BreakMinutes))
	add(a.BreakTotal > 0, "break_total="+strconv.Itoa(a.BreakTotal))
	return strings.Join(words, " ")
}

// exportHeader names the columns of the exported list.
var exportHeader = []string{"考生编号", "姓名", "考试业务", "专业", "免人脸识别", "单机位", "加时（%）", "加时（分钟）", "休息次数", "每次休息（分钟）", "休息总时长（分钟）", "理由", "批准人", "批准时间（UTC）"}

// Export writes the accommodations within the asker's reach as "xlsx" or "csv". That
// it was done is in the ledger.
func (s *Service) Export(ctx context.Context, by exam.Actor, format string, f exam.AccommodationFilter) ([]byte, error) {
	f.Limit, f.Offset, f.Granted = 0, 0, true
	list, _, err := s.Accommodations(ctx, by, f)
	if err != nil {
		return nil, err
	}
	yes := map[bool]string{true: "是"}
	t := Table{Name: "合理便利", Header: exportHeader}
	for _, a := range list {
		t.Rows = append(t.Rows, []string{
			a.Number, a.Name, a.ExamName, a.MajorName, yes[a.NoFaceCheck], yes[a.OneCamera], number(a.ExtraPercent), number(a.ExtraMinutes),
			number(a.Breaks), number(a.BreakMinutes), number(a.BreakTotal), a.Reason, a.ApprovedBy, a.ApprovedAt.UTC().Format("2006-01-02 15:04"),
		})
	}
	var out bytes.Buffer
	if err := s.Sheets.Write(&out, format, t); err != nil {
		return nil, fmt.Errorf("write accommodations: %w", err)
	}
	return out.Bytes(), s.Store.KeepFact(ctx, by.SchoolID, s.fact(by, "accommodation.exported", "", "format", format, "rows", strconv.Itoa(len(t.Rows))))
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

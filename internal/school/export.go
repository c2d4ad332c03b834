package school

import (
	"context"
	"io"
	"slices"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

type exportStaffInput struct {
	Query string `query:"q" maxLength:"100" doc:"Part of a name or sign-in name"`
}

var staffHeader = []string{"姓名 Name", "登录名 Sign-in name", "角色 Roles", "状态 State", "两步验证 Second factor"}

var roleWords = map[exam.Role]string{
	exam.RoleSchoolAdmin: "学校管理员", exam.RoleCollegeAdmin: "学院管理员", exam.RoleSteward: "候考官", exam.RoleExaminer: "考官", exam.RoleChair: "主考官", exam.RoleSecretary: "秘书",
	exam.RoleProctor: "监考", exam.RoleInspector: "巡考", exam.RoleMarker: "阅卷", exam.RoleReviewer: "审核员", exam.RoleSupport: "技术支持",
}

// handleExportStaff writes a row for each member of staff.
func (s *Service) handleExportStaff(ctx context.Context, in *exportStaffInput) (*operation.Stream, error) {
	by := operation.ActorFrom(ctx)
	list, places, err := s.Staff(ctx, by)
	if err != nil {
		return nil, err
	}
	export, err := operation.BeginExport(ctx, s.Store, by, s.Now())
	if err != nil {
		return nil, err
	}
	wanted := strings.ToLower(strings.TrimSpace(in.Query))
	list = slices.DeleteFunc(list, func(one exam.Staff) bool {
		return !strings.Contains(strings.ToLower(one.Name+" "+one.Username), wanted)
	})
	names := placeNames(places)
	t := operation.Table{Name: "人员 Staff", Header: staffHeader}
	for _, one := range list {
		var roles []string
		for _, b := range one.Bindings {
			role := roleWords[b.Role] + " " + string(b.Role)
			if name := names[b.ScopeID]; name != "" {
				role += " · " + name
			}
			roles = append(roles, role)
		}
		t.Rows = append(t.Rows, []string{one.Name, one.Username, strings.Join(roles, "\n"), staffState(one), factorWord(one)})
	}
	write := func(w io.Writer, t operation.Table) error { return s.Write(w, Table(t)) }
	return export.Write(ctx, write, t, len(list), "staff", "query", wanted)
}

// placeNames names what roles are bound to; the school itself needs no name.
func placeNames(p exam.Places) map[string]string {
	names := map[string]string{}
	for _, c := range p.Colleges {
		names[c.ID] = c.Name
	}
	for _, e := range p.Exams {
		names[e.ID] = e.Name
	}
	for _, r := range p.Rooms {
		names[r.ID] = r.Name
	}
	return names
}

func staffState(one exam.Staff) string {
	switch {
	case !one.DisabledAt.IsZero():
		return "停用 disabled"
	case one.MustChange:
		return "未设密码 no password of her own"
	}
	return "正常 active"
}

func factorWord(one exam.Staff) string {
	if one.HasSecondFactor() {
		return "有 yes"
	}
	return "无 no"
}

package school

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// Register adds the operations of a school.
func (s *Service) Register(api huma.API) {
	op := func(method, path, id, summary string, a exam.Action) operation.Op {
		return operation.Op{Method: method, Path: "/api" + path, ID: id, Summary: summary, Tag: tag, Action: a}
	}
	manage := exam.ActionManageSchool
	operation.Register(api, op("POST", "/public/setup", "found-school", "Make the first school, by the link that the server printed", exam.ActionPublic), s.handleFound)
	operation.Register(api, op("GET", "/school", "get-own-school", "The school and its colleges", manage), s.handleOwn)
	operation.Register(api, op("PUT", "/school", "change-school", "Set the school's name, contact and time zone", manage), s.handleChange)
	operation.Register(api, op("POST", "/colleges", "keep-college", "Make a college or rename it", manage), s.handleCollege)
	operation.Register(api, op("DELETE", "/colleges/{college_id}", "remove-college", "Take away a college without majors", manage),
		func(ctx context.Context, in *removeCollegeInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.RemoveCollege(ctx, operation.ActorFrom(ctx), in.CollegeID)
		})
	operation.Register(api, op("GET", "/staff", "list-staff", "The school's staff, and what roles can be bound to", manage), s.handleStaff)
	operation.Register(api, op("GET", "/staff/export", "export-staff", "The school's staff as a workbook", manage), s.handleExportStaff)
	operation.Register(api, op("POST", "/staff", "add-staff", "Add a member of staff", manage), s.handleAdd)
	const one = "/staff/{staff_id}"
	operation.Register(api, op("PUT", one, "change-staff", "Set a member's name and roles", manage), s.handleChangeStaff)
	operation.Register(api, op("POST", one+"/password", "reset-staff-password", "A new first password, shown once", manage), s.handleReset)
	operation.Register(api, op("PUT", one+"/disabled", "disable-staff", "Let a member sign in no more, or again", manage),
		func(ctx context.Context, in *disableInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.Disable(ctx, operation.ActorFrom(ctx), in.StaffID, in.Body.Disabled, in.Body.Reason)
		})
	operation.Register(api, op("GET", one+"/logins", "list-staff-logins", "Where a member is signed in", manage), s.handleLogins)
	operation.Register(api, op("POST", one+"/logins/end", "end-staff-logins", "End one of a member's logins, or all", manage),
		func(ctx context.Context, in *endLoginsInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.EndLogins(ctx, operation.ActorFrom(ctx), in.StaffID, in.Body.LoginID, in.Body.Reason)
		})
	s.registerLedger(api)
}

func (s *Service) handleFound(ctx context.Context, in *setupInput) (*operation.NoContent, error) {
	b := in.Body
	return &operation.NoContent{}, s.Found(ctx, operation.CallerFrom(ctx).Addr, b.Token, Founding{
		Slug: b.Slug, Name: b.Name, Contact: b.Contact, Username: b.Username, Admin: b.Admin, Password: b.Password,
	})
}

func (s *Service) handleOwn(ctx context.Context, _ *operation.Empty) (*ownSchoolOutput, error) {
	school, colleges, err := s.Own(ctx, operation.ActorFrom(ctx))
	v := OwnSchool{
		ID: school.ID, Slug: school.Slug, Name: school.Name, Intro: school.Intro, Contact: school.Contact, TimeZone: school.TimeZone,
		SecondFactor: school.SecondFactor, Colleges: []CollegeView{},
	}
	for _, c := range colleges {
		v.Colleges = append(v.Colleges, CollegeView{c.ID, c.Name, c.Majors})
	}
	return &ownSchoolOutput{v}, err
}

func (s *Service) handleChange(ctx context.Context, in *changeSchoolInput) (*operation.NoContent, error) {
	b := in.Body
	return &operation.NoContent{}, s.Change(ctx, operation.ActorFrom(ctx), exam.School{
		Name: b.Name, Intro: b.Intro, Contact: b.Contact, TimeZone: b.TimeZone, SecondFactor: b.SecondFactor,
	})
}

func (s *Service) handleCollege(ctx context.Context, in *collegeInput) (*collegeOutput, error) {
	out := &collegeOutput{}
	var err error
	out.Body.ID, err = s.KeepCollege(ctx, operation.ActorFrom(ctx), in.Body.ID, in.Body.Name)
	return out, err
}

func (s *Service) handleStaff(ctx context.Context, _ *operation.Empty) (*staffListOutput, error) {
	by := operation.ActorFrom(ctx)
	list, places, err := s.Staff(ctx, by)
	out := &staffListOutput{}
	out.Body.Staff = make([]StaffView, len(list))
	for i, one := range list {
		v := StaffView{
			ID: one.ID, Username: one.Username, Name: one.Name, Disabled: !one.DisabledAt.IsZero(), MustChange: one.MustChange,
			SecondFactor: one.HasSecondFactor(), Roles: []BindingView{},
		}
		for _, b := range one.Bindings {
			v.Roles = append(v.Roles, BindingView{b.Role, b.Kind, b.ScopeID})
		}
		out.Body.Staff[i] = v
	}
	out.Body.Places = []PlaceView{}
	for _, c := range places.Colleges {
		out.Body.Places = append(out.Body.Places, PlaceView{exam.ScopeCollege, c.ID, c.Name})
	}
	for _, e := range places.Exams {
		out.Body.Places = append(out.Body.Places, PlaceView{exam.ScopeExam, e.ID, e.Name})
	}
	for _, r := range places.Rooms {
		out.Body.Places = append(out.Body.Places, PlaceView{exam.ScopeRoom, r.ID, r.Name})
	}
	return out, err
}

func bindingsOf(views []BindingView) []exam.Binding {
	var all []exam.Binding
	for _, v := range views {
		all = append(all, exam.Binding{Role: v.Role, Kind: v.ScopeKind, ScopeID: v.ScopeID})
	}
	return all
}

func (s *Service) handleAdd(ctx context.Context, in *addStaffInput) (*firstPasswordOutput, error) {
	out := &firstPasswordOutput{}
	var err error
	out.Body.ID, out.Body.Password, err = s.AddStaff(ctx, operation.ActorFrom(ctx), Member{in.Body.Username, in.Body.Name, bindingsOf(in.Body.Roles)})
	return out, err
}

func (s *Service) handleChangeStaff(ctx context.Context, in *changeStaffInput) (*operation.NoContent, error) {
	return &operation.NoContent{}, s.ChangeStaff(ctx, operation.ActorFrom(ctx), in.StaffID, Member{Name: in.Body.Name, Bindings: bindingsOf(in.Body.Roles)})
}

func (s *Service) handleReset(ctx context.Context, in *staffReasonInput) (*firstPasswordOutput, error) {
	out := &firstPasswordOutput{}
	out.Body.ID = in.StaffID
	var err error
	out.Body.Password, err = s.ResetPassword(ctx, operation.ActorFrom(ctx), in.StaffID, in.Body.Reason)
	return out, err
}

func (s *Service) handleLogins(ctx context.Context, in *staffLoginsInput) (*staffLoginsOutput, error) {
	list, err := s.Logins(ctx, operation.ActorFrom(ctx), in.StaffID)
	out := &staffLoginsOutput{}
	out.Body.Logins = make([]StaffLogin, len(list))
	for i, l := range list {
		out.Body.Logins[i] = StaffLogin{l.ID, l.Label, l.Addr, l.CreatedAt}
	}
	return out, err
}

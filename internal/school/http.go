package school

import (
	"time"

	"kaochang/internal/exam"
)

const tag = "School"

type setupInput struct {
	Body struct {
		Token    string `json:"token" maxLength:"100"`
		Name     string `json:"name" maxLength:"200"`
		Slug     string `json:"slug" maxLength:"64" doc:"Stands in the school's links"`
		Contact  string `json:"contact,omitempty" maxLength:"500"`
		Admin    string `json:"admin" maxLength:"200" doc:"The administrator's own name"`
		Username string `json:"username" maxLength:"64"`
		Password string `json:"password" maxLength:"256"`
	}
}

// OwnSchool is a school as its administrators see it.
type OwnSchool struct {
	ID       string `json:"id"`
	Slug     string `json:"slug"`
	Name     string `json:"name"`
	Intro    string `json:"intro"`
	Contact  string `json:"contact"`
	TimeZone string `json:"time_zone"`
	// SecondFactor is the same as that of what changes it.
	SecondFactor bool          `json:"second_factor" doc:"Staff may do nothing before they have a second factor"`
	Colleges     []CollegeView `json:"colleges"`
}

// CollegeView is a college with how many majors it has.
type CollegeView struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Majors int    `json:"majors"`
}

type ownSchoolOutput struct{ Body OwnSchool }

type changeSchoolInput struct {
	Body struct {
		Name         string `json:"name" maxLength:"200"`
		Intro        string `json:"intro,omitempty" maxLength:"4000"`
		Contact      string `json:"contact,omitempty" maxLength:"500"`
		TimeZone     string `json:"time_zone" maxLength:"64" doc:"IANA name"`
		SecondFactor bool   `json:"second_factor,omitempty" doc:"Staff may do nothing before they have a second factor"`
	}
}

type collegeInput struct {
	Body struct {
		ID   string `json:"id,omitempty" doc:"Empty for a new one"`
		Name string `json:"name" maxLength:"200"`
	}
}

type collegeOutput struct {
	Body struct {
		ID string `json:"id"`
	}
}

type removeCollegeInput struct {
	CollegeID string `path:"college_id"`
}

// StaffView is a member of staff as administrators see her.
type StaffView struct {
	ID           string        `json:"id"`
	Username     string        `json:"username"`
	Name         string        `json:"name"`
	Disabled     bool          `json:"disabled"`
	MustChange   bool          `json:"must_change" doc:"Has not signed in with a password of her own yet"`
	SecondFactor bool          `json:"second_factor" doc:"An app or a passkey"`
	Roles        []BindingView `json:"roles"`
}

// BindingView is a role with what it is bound to.
type BindingView struct {
	Role      exam.Role      `json:"role"`
	ScopeKind exam.ScopeKind `json:"scope_kind" enum:"school,college,exam,room"`
	ScopeID   string         `json:"scope_id"`
}

// PlaceView is something that a role can be bound to.
type PlaceView struct {
	Kind exam.ScopeKind `json:"kind" enum:"school,college,exam,room"`
	ID   string         `json:"id"`
	Name string         `json:"name"`
}

type staffListOutput struct {
	Body struct {
		Staff  []StaffView `json:"staff"`
		Places []PlaceView `json:"places"`
	}
}

type addStaffInput struct {
	Body struct {
		Username string        `json:"username" maxLength:"64"`
		Name     string        `json:"name" maxLength:"200"`
		Roles    []BindingView `json:"roles" maxItems:"100"`
	}
}

type changeStaffInput struct {
	StaffID string `path:"staff_id"`
	Body    struct {
		Name  string        `json:"name" maxLength:"200"`
		Roles []BindingView `json:"roles" maxItems:"100"`
	}
}

type firstPasswordOutput struct {
	Body struct {
		ID       string `json:"id"`
		Password string `json:"password" doc:"Shown this once; must be changed at the first sign-in"`
	}
}

type staffReasonInput struct {
	StaffID string `path:"staff_id"`
	Body    struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type disableInput struct {
	StaffID string `path:"staff_id"`
	Body    struct {
		Disabled bool   `json:"disabled"`
		Reason   string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type staffLoginsInput struct {
	StaffID string `path:"staff_id"`
}

// StaffLogin is where a member of staff is signed in.
type StaffLogin struct {
	ID        string    `json:"id"`
	Label     string    `json:"label"`
	Addr      string    `json:"addr"`
	CreatedAt time.Time `json:"created_at"`
}

type staffLoginsOutput struct {
	Body struct {
		Logins []StaffLogin `json:"logins"`
	}
}

type endLoginsInput struct {
	StaffID string `path:"staff_id"`
	Body    struct {
		LoginID string `json:"login_id,omitempty" doc:"Empty for all"`
		Reason  string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

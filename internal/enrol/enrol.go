// Package enrol is how a candidate finds what she sits: school, college, exam
// and major, of those whose roster holds her number, and then the room
// (manual 1.2-1.5, 1.8; FEATURES A3-A5, A13).
package enrol

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// Store is what enrol needs from storage.
type Store interface {
	ChoicesByPhone(ctx context.Context, phone string) ([]exam.Choice, error)
	Choice(ctx context.Context, enrolmentID string) (exam.Choice, error)
	SittingsOfEnrolment(ctx context.Context, enrolmentID string) ([]exam.Placed, error)
	SchoolBySlug(ctx context.Context, slug string) (exam.School, error)
}

// Service holds the use cases of choosing.
type Service struct {
	store Store
	now   func() time.Time
}

// New returns the service.
func New(store Store, now func() time.Time) *Service { return &Service{store: store, now: now} }

// School is a school with those of its colleges that the candidate is enrolled in.
type School struct {
	ID       string           `json:"id"`
	Slug     string           `json:"slug"`
	Name     string           `json:"name"`
	Colleges []snapshot.Named `json:"colleges"`
}

// Schools lists the schools, with colleges, whose roster holds the phone number.
// It is empty, not an error, for a number that is on no roster.
func (s *Service) Schools(ctx context.Context, by exam.Actor) ([]School, error) {
	choices, err := s.store.ChoicesByPhone(ctx, by.Phone)
	if err != nil {
		return nil, fmt.Errorf("list choices: %w", err)
	}
	schools, at, seen := []School{}, map[string]int{}, map[string]bool{}
	for _, c := range choices {
		i, known := at[c.School.ID]
		if !known {
			i = len(schools)
			at[c.School.ID] = i
			schools = append(schools, School{ID: c.School.ID, Slug: c.School.Slug, Name: c.School.Name})
		}
		if !seen[c.College.ID] {
			seen[c.College.ID] = true
			schools[i].Colleges = append(schools[i].Colleges, snapshot.Named{ID: c.College.ID, Name: c.College.Name})
		}
	}
	return schools, nil
}

// Exam is an exam with the majors that the candidate enrolled for.
type Exam struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Open   bool    `json:"open"`
	Majors []Major `json:"majors"`
}

// Major is a major with the candidate's enrolment in it.
type Major struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	EnrolmentID string `json:"enrolment_id"`
}

// Exams lists the exams of a school and college that the phone number is enrolled in.
func (s *Service) Exams(ctx context.Context, by exam.Actor, schoolID, collegeID string) ([]Exam, error) {
	choices, err := s.store.ChoicesByPhone(ctx, by.Phone)
	if err != nil {
		return nil, fmt.Errorf("list choices: %w", err)
	}
	exams, at := []Exam{}, map[string]int{}
	for _, c := range choices {
		if c.School.ID != schoolID || c.College.ID != collegeID {
			continue
		}
		i, known := at[c.Exam.ID]
		if !known {
			i = len(exams)
			at[c.Exam.ID] = i
			exams = append(exams, Exam{ID: c.Exam.ID, Name: c.Exam.Name, Open: c.Exam.Open})
		}
		exams[i].Majors = append(exams[i].Majors, Major{c.Major.ID, c.Major.Name, c.EnrolmentID})
	}
	return exams, nil
}

// Enrolment is what a candidate sees before she enters: who she is, what she
// sits where and when, and whom to call.
type Enrolment struct {
	ID         string             `json:"id"`
	Candidate  snapshot.Person    `json:"candidate"`
	School     School             `json:"school"`
	College    snapshot.Named     `json:"college"`
	Exam       snapshot.Named     `json:"exam"`
	Major      snapshot.Named     `json:"major"`
	Contact    string             `json:"contact"`
	ServerTime time.Time          `json:"server_time"`
	Sittings   []EnrolmentSitting `json:"sittings"`
}

// EnrolmentSitting is one entry of the candidate's timetable.
type EnrolmentSitting struct {
	ID      string           `json:"id"`
	Phase   exam.Phase       `json:"phase"`
	Subject snapshot.Subject `json:"subject"`
	Room    snapshot.Room    `json:"room"`
	Contact string           `json:"contact"`
	snapshot.Times
	Entry snapshot.Entry `json:"entry"`
}

// Enrolment returns an enrolment of the candidate's own, else CodeNotFound.
func (s *Service) Enrolment(ctx context.Context, by exam.Actor, enrolmentID string) (*Enrolment, error) {
	c, err := s.store.Choice(ctx, enrolmentID)
	if err != nil {
		return nil, err
	}
	if err := exam.Can(by, exam.ActionChoose, exam.Scope{SchoolID: c.School.ID, Phone: c.Candidate.Phone}); err != nil {
		return nil, err
	}
	placed, err := s.store.SittingsOfEnrolment(ctx, enrolmentID)
	if err != nil {
		return nil, fmt.Errorf("list sittings of enrolment %s: %w", enrolmentID, err)
	}
	view := &Enrolment{
		ID: c.EnrolmentID, Candidate: snapshot.PersonOf(c.Candidate, ""), School: School{c.School.ID, c.School.Slug, c.School.Name, []snapshot.Named{{ID: c.College.ID, Name: c.College.Name}}},
		College: snapshot.Named{ID: c.College.ID, Name: c.College.Name}, Exam: snapshot.Named{ID: c.Exam.ID, Name: c.Exam.Name},
		Major: snapshot.Named{ID: c.Major.ID, Name: c.Major.Name}, Contact: c.School.Contact, ServerTime: s.now(), Sittings: []EnrolmentSitting{},
	}
	for _, p := range placed {
		t := p.Timetabled
		t.Session.SecondCamera = p.Sitting.CameraPolicy(t.Session)
		view.Sittings = append(view.Sittings, EnrolmentSitting{
			ID: p.Sitting.ID, Phase: p.Sitting.Phase, Subject: snapshot.SubjectOf(t.Subject), Room: snapshot.RoomOf(t.Room),
			Contact: snapshot.ContactOf(t.Room, c.School), Times: snapshot.TimesFor(t.Session, &p.Sitting), Entry: snapshot.EntryOf(t.Session.For(&p.Sitting), p.Sitting.Phase, view.ServerTime),
		})
	}
	return view, nil
}

// PublicSchool is a school's head for its sign-in page.
type PublicSchool struct {
	ID      string `json:"id"`
	Slug    string `json:"slug"`
	Name    string `json:"name"`
	Intro   string `json:"intro"`
	Contact string `json:"contact"`
}

const tag = "Enrolment"

type schoolsOutput struct {
	Body struct {
		Schools []School `json:"schools"`
	}
}

type examsInput struct {
	SchoolID  string `query:"school_id" required:"true"`
	CollegeID string `query:"college_id" required:"true"`
}

type examsOutput struct {
	Body struct {
		Exams []Exam `json:"exams"`
	}
}

type enrolmentInput struct {
	EnrolmentID string `path:"enrolment_id"`
}

type enrolmentOutput struct{ Body *Enrolment }

type publicSchoolInput struct {
	Slug string `query:"slug"`
}

type publicSchoolOutput struct{ Body PublicSchool }

// Register adds the operations of choosing.
func (s *Service) Register(api huma.API) {
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/public/school", ID: "get-public-school",
		Summary: "A school's name and contact, for its sign-in page", Tag: tag, Action: exam.ActionPublic},
		func(ctx context.Context, in *publicSchoolInput) (*publicSchoolOutput, error) {
			sc, err := s.store.SchoolBySlug(ctx, in.Slug)
			return &publicSchoolOutput{PublicSchool{sc.ID, sc.Slug, sc.Name, sc.Intro, sc.Contact}}, err
		})
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/my/schools", ID: "list-my-schools",
		Summary: "Schools and colleges whose roster holds the number", Tag: tag, Action: exam.ActionChoose},
		func(ctx context.Context, _ *operation.Empty) (*schoolsOutput, error) {
			out := &schoolsOutput{}
			var err error
			out.Body.Schools, err = s.Schools(ctx, operation.ActorFrom(ctx))
			return out, err
		})
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/my/exams", ID: "list-my-exams",
		Summary: "Exams and majors within a college", Tag: tag, Action: exam.ActionChoose},
		func(ctx context.Context, in *examsInput) (*examsOutput, error) {
			out := &examsOutput{}
			var err error
			out.Body.Exams, err = s.Exams(ctx, operation.ActorFrom(ctx), in.SchoolID, in.CollegeID)
			return out, err
		})
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/enrolments/{enrolment_id}", ID: "get-enrolment",
		Summary: "What is sat where and when", Tag: tag, Action: exam.ActionChoose},
		func(ctx context.Context, in *enrolmentInput) (*enrolmentOutput, error) {
			view, err := s.Enrolment(ctx, operation.ActorFrom(ctx), in.EnrolmentID)
			return &enrolmentOutput{Body: view}, err
		})
}

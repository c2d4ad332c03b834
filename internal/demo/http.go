package demo

import (
	"context"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/sms"
)

// Guide says who can sign in where. A demo that was started empty has nobody, and a
// school without a slug.
type Guide struct {
	School     GuideSchool     `json:"school"`
	Candidates []DemoCandidate `json:"candidates"`
	Staff      []DemoStaff     `json:"staff"`
	Links      []Link          `json:"links"`
}

// GuideSchool is the demo school.
type GuideSchool struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// Link is a page to open.
type Link struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Links returns the pages of a demo at an origin.
func Links(origin string) []Link {
	return []Link{
		{"考生 Candidate", origin + "/s/" + Slug},
		{"工作人员 Staff", origin + "/staff/"},
		{"短信收件箱 SMS inbox", origin + "/demo/inbox"},
		{"演示指南 Guide", origin + "/demo"},
	}
}

type inboxInput struct {
	Phone string `query:"phone" doc:"Only messages to this number"`
}

type inboxOutput struct {
	Body struct {
		Messages []sms.Text `json:"messages" doc:"Newest first"`
	}
}

type guideOutput struct{ Body Guide }

type cohortInput struct {
	Body struct {
		Type       exam.Type `json:"type" enum:"interview,written,video"`
		Candidates int       `json:"candidates" minimum:"1" maximum:"10000"`
		PerRoom    int       `json:"per_room,omitempty" minimum:"1" default:"2"`
	}
}

type cohortOutput struct {
	Body struct {
		Sessions []Cohort `json:"sessions"`
	}
}

const inboxShown = 50

// Register adds the demo's operations.
func Register(api huma.API, store Store, inbox *sms.Inbox, cashier Cashier, now func() time.Time) {
	registerCashier(api, cashier)
	op := func(method, path, id, summary string, a exam.Action) operation.Op {
		return operation.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: "Demo", Action: a}
	}
	operation.Register(api, op("GET", "/api/demo/inbox", "get-inbox", "SMS codes that were not sent", exam.ActionReadCodes),
		func(_ context.Context, in *inboxInput) (*inboxOutput, error) {
			out := &inboxOutput{}
			out.Body.Messages = inbox.Latest(in.Phone, inboxShown)
			return out, nil
		})
	operation.Register(api, op("GET", "/api/demo/guide", "get-guide", "Who can sign in where", exam.ActionReadCodes),
		func(ctx context.Context, _ *operation.Empty) (*guideOutput, error) {
			school, err := store.SchoolBySlug(ctx, Slug)
			if exam.CodeOf(err) == exam.CodeNotFound {
				return &guideOutput{Guide{Candidates: []DemoCandidate{}, Staff: []DemoStaff{}, Links: Links(operation.CallerFrom(ctx).Origin)[1:3]}}, nil
			}
			return &guideOutput{Guide{
				School: GuideSchool{school.Slug, school.Name}, Candidates: slices.Concat(people, []DemoCandidate{undecided, payer, stepper}, writers, filmed), Staff: slices.Concat(members, stepMembers, []DemoStaff{writtenProctor, videoProctor}),
				Links: Links(operation.CallerFrom(ctx).Origin),
			}}, err
		})
	operation.Register(api, op("POST", "/api/demo/cohorts", "make-cohorts", "Make rooms for a rehearsal", exam.ActionSetUpRehearsal),
		func(ctx context.Context, in *cohortInput) (*cohortOutput, error) {
			out := &cohortOutput{}
			var err error
			out.Body.Sessions, err = MakeCohorts(ctx, store, in.Body.Type, in.Body.Candidates, max(1, in.Body.PerRoom), now())
			return out, err
		})
}

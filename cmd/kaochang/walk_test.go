package main

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/store"
)

const lin = "13800000001"

// schema is as much of a JSON schema as making a smallest valid body takes.
type schema struct {
	Ref        string            `json:"$ref"`
	Type       any               `json:"type"`
	Enum       []any             `json:"enum"`
	Properties map[string]schema `json:"properties"`
	Required   []string          `json:"required"`
	Minimum    *float64          `json:"minimum"`
	MinLength  int               `json:"minLength"`
	Pattern    string            `json:"pattern"`
	Format     string            `json:"format"`
}

type described struct {
	OperationID string           `json:"operationId"`
	Action      string           `json:"x-action"`
	Kinds       []exam.ActorKind `json:"x-kinds"`
	Roles       []exam.Role      `json:"x-roles"`
	RequestBody *struct {
		Content map[string]struct {
			Schema schema `json:"schema"`
		} `json:"content"`
	} `json:"requestBody"`
}

type description struct {
	Paths      map[string]map[string]described `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

// body returns the smallest valid body of an operation, nil for none.
func (d description) body(op described) any {
	if op.RequestBody == nil {
		return nil
	}
	content, ok := op.RequestBody.Content["application/json"]
	if !ok {
		return []byte("no picture") // of another type
	}
	return d.value(content.Schema)
}

func (d description) value(s schema) any {
	if s.Ref != "" {
		return d.value(d.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]])
	}
	if len(s.Enum) > 0 {
		return s.Enum[0]
	}
	kind := s.Type
	if several, ok := kind.([]any); ok {
		kind = several[0]
	}
	switch kind {
	case "object":
		out := map[string]any{}
		for _, name := range s.Required {
			out[name] = d.value(s.Properties[name])
		}
		return out
	case "array":
		return []any{}
	case "integer", "number":
		if s.Minimum != nil {
			return *s.Minimum
		}
		return 1
	case "boolean":
		return false
	}
	if s.Format == "date-time" {
		return "2026-06-01T09:00:00Z"
	}
	return strings.Repeat("x", max(1, s.MinLength))
}

// person is one who tries every operation.
type person struct {
	name    string
	login   exam.Login
	roles   []exam.Role // of staff, where they are bound
	foreign bool        // nothing of the demo's room is theirs to know
}

func (p person) may(op described) bool {
	if !slices.Contains(op.Kinds, p.login.Kind) {
		return false
	}
	if p.login.Kind != exam.ActorStaff || slices.Contains(op.Kinds, exam.ActorStranger) {
		return true
	}
	return slices.ContainsFunc(p.roles, func(r exam.Role) bool { return slices.Contains(op.Roles, r) })
}

// TestNobodyGetsMoreThanTheOperationNames walks the OpenAPI with everybody.
func TestNobodyGetsMoreThanTheOperationNames(t *testing.T) {
	w := newWorld(t, true)
	d := into[description](w, w.as(nil, "GET", "/api/openapi.json", nil))
	placed := w.sittingOf(lin)
	people := w.everybody(placed)
	tried := 0
	for path, methods := range d.Paths {
		for method, op := range methods {
			if op.Action == "" || len(op.Kinds) == 0 {
				t.Errorf("%s %s names nobody who may call it", method, path)
			}
			for _, p := range people {
				w.try(d, strings.ToUpper(method), path, op, p, placed)
				tried++
			}
		}
	}
	if tried < 1000 {
		t.Errorf("%d calls were tried, want every operation by everybody", tried)
	}
}

func (w *world) try(d description, method, path string, op described, p person, placed exam.Placed) {
	w.Helper()
	var cookie *http.Cookie
	if p.login.Kind != exam.ActorStranger {
		cookie = w.login(p.login)
	}
	filled, scoped := fill(path, placed)
	a := w.as(cookie, method, filled, d.body(op))
	what := fmt.Sprintf("%s %s by %s: %d %.200s", method, path, p.name, a.status, a.body)
	refused := a.status == http.StatusUnauthorized || a.status == http.StatusForbidden || a.status == http.StatusNotFound
	switch {
	case p.may(op) && !(p.foreign && scoped):
		// What else the rules say is theirs; a server error is nobody's.
		if a.status >= 500 && a.status != http.StatusServiceUnavailable {
			w.Errorf("%s, want no server error", what)
		}
		return
	case slices.Contains(op.Kinds, exam.ActorStranger) && !p.foreign:
		return
	case !refused && a.status != http.StatusUnprocessableEntity:
		w.Errorf("%s, want a refusal", what)
	case a.status == http.StatusUnprocessableEntity && !slices.Contains(op.Kinds, exam.ActorStranger):
		w.Errorf("%s, want the refusal before the body is judged", what)
	case p.foreign && scoped && p.may(op) && a.status != http.StatusNotFound:
		w.Errorf("%s, want 404: not even existence is told", what)
	case refused && a.code == "":
		w.Errorf("%s, want a code", what)
	}
	for _, secret := range []string{"林晓雨", lin, "2026100001", "请用三分钟"} {
		if refused && strings.Contains(string(a.body), secret) {
			w.Errorf("%s tells %s", what, secret)
		}
	}
}

var pathParameter = regexp.MustCompile(`\{[^}]+\}`)

// fill puts identifiers of the demo's room into a path. scoped is false for
// paths that have none of them.
func fill(path string, placed exam.Placed) (filled string, scoped bool) {
	own := map[string]string{
		"{sitting_id}": placed.Sitting.ID, "{session_id}": placed.Timetabled.Session.ID, "{enrolment_id}": placed.Sitting.EnrolmentID,
		"{position}": "1", "{place}": "0",
	}
	for name, id := range own {
		if strings.Contains(path, name) {
			path, scoped = strings.ReplaceAll(path, name, id), scoped || name != "{position}" && name != "{place}"
		}
	}
	return pathParameter.ReplaceAllStringFunc(path, func(string) string { return ident.New() }), scoped
}

// everybody returns a stranger, candidates, devices, and staff of each role: in
// the demo's room, in another room, and in another school.
func (w *world) everybody(placed exam.Placed) []person {
	w.Helper()
	school, room := placed.Sitting.SchoolID, placed.Timetabled.Room.ID
	other, otherRoom := ident.New(), ident.New()
	people := []person{
		{name: "a stranger", foreign: true},
		{name: "the candidate", login: exam.Login{Kind: exam.ActorCandidate, Phone: lin}},
		{name: "another candidate", login: exam.Login{Kind: exam.ActorCandidate, Phone: "13900009999"}, foreign: true},
		{name: "her second phone", login: exam.Login{Kind: exam.ActorDevice, SchoolID: school, SittingID: placed.Sitting.ID, Position: 2}},
		{name: "another's second phone", login: exam.Login{Kind: exam.ActorDevice, SchoolID: school, SittingID: w.sittingOf("13800000002").Sitting.ID, Position: 2}, foreign: true},
	}
	err := w.db.Seed(w.Context(), func(tx store.Setup) error {
		if err := tx.CreateSchool(w.Context(), exam.School{ID: other, Slug: "other", Name: "另一所大学"}); err != nil {
			return err
		}
		if err := tx.CreateRoom(w.Context(), exam.Room{ID: otherRoom, SchoolID: school, ExamID: placed.Timetabled.Exam.ID, Name: "别的考场"}); err != nil {
			return err
		}
		for _, role := range exam.Roles() {
			for _, at := range []struct {
				name, school string
				bound        exam.Binding
				foreign      bool
			}{
				{"in the room", school, exam.Binding{Role: role, Kind: exam.ScopeRoom, ScopeID: room}, false},
				{"of another room", school, exam.Binding{Role: role, Kind: exam.ScopeRoom, ScopeID: otherRoom}, true},
				{"of another school", other, exam.Binding{Role: role, Kind: exam.ScopeSchool, ScopeID: other}, true},
			} {
				member := exam.Staff{ID: ident.New(), SchoolID: at.school, Username: string(role) + " " + at.name, Name: "某人", Bindings: []exam.Binding{at.bound}}
				if err := tx.CreateStaff(w.Context(), member); err != nil {
					return err
				}
				people = append(people, person{
					name: member.Username, login: exam.Login{Kind: exam.ActorStaff, StaffID: member.ID, SchoolID: at.school},
					roles: []exam.Role{role}, foreign: at.foreign,
				})
			}
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return people
}

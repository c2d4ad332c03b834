package roster_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kaochang/internal/exam"
	"kaochang/internal/server"
)

// serves puts the roster behind the real server; the cookie names who asks.
func (w *world) serves() func(who, method, path, body string) (int, string) {
	w.t.Helper()
	examiner := exam.Actor{Kind: exam.ActorStaff, StaffID: "e", SchoolID: "s", Bindings: []exam.Binding{{Role: exam.RoleExaminer, Kind: exam.ScopeSchool, ScopeID: "s"}}}
	foreign := w.admin
	foreign.SchoolID, foreign.Bindings = "b", []exam.Binding{{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: "b"}}
	people := map[string]exam.Actor{
		"admin": w.admin, "artist": w.artist, "examiner": examiner, "foreign": foreign, "candidate": {Kind: exam.ActorCandidate, Phone: "13800000001"},
	}
	handler, _ := server.New(server.Parts{
		Actor:      func(_ context.Context, token string) (exam.Actor, error) { return people[token], nil },
		CookieName: "kc", Register: w.Register, Version: "test",
	})
	srv := httptest.NewServer(handler)
	w.t.Cleanup(srv.Close)
	return func(who, method, path, body string) (int, string) {
		w.t.Helper()
		req, err := http.NewRequestWithContext(w.ctx, method, srv.URL+path, strings.NewReader(body))
		w.no(err)
		req.Header.Set("X-Kaochang", "1")
		req.Header.Set("Content-Type", "application/json")
		if who != "" {
			req.AddCookie(&http.Cookie{Name: "kc", Value: who})
		}
		res, err := http.DefaultClient.Do(req)
		w.no(err)
		defer func() { _ = res.Body.Close() }()
		text, err := io.ReadAll(res.Body)
		w.no(err)
		return res.StatusCode, string(text)
	}
}

func TestOperations(t *testing.T) {
	w := newWorld(t)
	w.found("b")
	ask := w.serves()
	file := w.sends(exam.PurposeRosterSheet, "a.csv", []byte(header+"\n1,张三,13800000001,,声乐,11010519491231002X,\n2,李四,x,,声乐,,"))
	status, text := ask("admin", "POST", "/api/roster/plans", `{"file_id":"`+file.ID+`"}`)
	var started struct {
		PlanID string `json:"plan_id"`
	}
	if err := json.Unmarshal([]byte(text), &started); status != 200 || err != nil {
		t.Fatalf("check: %d %s", status, text)
	}
	w.wait()
	plan := "/api/roster/plans/" + started.PlanID
	for _, c := range []struct {
		rule, who, method, path, body string
		status                        int
		has                           string
	}{
		{"the plan", "admin", "GET", plan, "", 200, `"counts":{"new":1,"changed":0,"unchanged":0,"wrong":1}`},
		{"its wrong rows", "admin", "GET", plan + "/rows?verdict=wrong", "", 200, `"reason":"phone_form"`},
		{"past its end", "admin", "GET", plan + "/rows?offset=9", "", 200, `"rows":[]`},
		{"another's plan", "artist", "GET", plan, "", 404, "not_found"},
		{"another school's", "foreign", "GET", plan, "", 404, "not_found"},
		{"a stranger", "", "GET", plan, "", 401, "unauthenticated"},
		{"a candidate", "candidate", "GET", "/api/candidates", "", 403, "forbidden"},
		{"an examiner", "examiner", "GET", "/api/candidates", "", 403, "forbidden"},
		{"an import with wrong rows", "admin", "POST", plan + "/import", `{}`, 422, `"why":"wrong_rows"`},
		{"another's import", "artist", "POST", plan + "/import", `{"leave_out_wrong":true}`, 404, "not_found"},
		{"an import without them", "admin", "POST", plan + "/import", `{"leave_out_wrong":true}`, 200, `"state":"imported"`},
		{"the same again", "admin", "POST", plan + "/import", `{"leave_out_wrong":true}`, 200, `"state":"imported"`},
		{"the list shows a mask", "admin", "GET", "/api/candidates?q=%E5%BC%A0", "", 200, `"id_number":"110***********002X"`},
		{"another school's list", "foreign", "GET", "/api/candidates", "", 200, `"total":0`},
		{"a file that is not there", "admin", "POST", "/api/roster/photos", `{"file_id":"x"}`, 404, "not_found"},
		{"the catalogue within reach", "artist", "GET", "/api/roster/catalogue", "", 200, `"majors":[{"id":"s-song"`},
		{"a template", "admin", "GET", "/api/roster/template?format=csv", "", 200, "考生编号"},
		{"an export", "admin", "GET", "/api/candidates/export?format=csv", "", 200, "张三"},
		{"no reason, no code", "admin", "POST", "/api/candidates/x/sign-in-code", `{"reason":""}`, 422, "reason"},
		{"an identity number for the college", "artist", "POST", "/api/candidates/x/identity", `{"reason":"x"}`, 403, "forbidden"},
		{"a candidate by hand", "admin", "POST", "/api/candidates", `{"number":"1","name":"李四","phone":"13800000002","major_id":"s-song"}`, 409, "conflict"},
		{"a wrong name", "admin", "POST", "/api/candidates", `{"number":"7","name":"7","phone":"13800000002","major_id":"s-song"}`, 422, `"field":"name"`},
	} {
		status, text := ask(c.who, c.method, c.path, c.body)
		if status != c.status || !strings.Contains(text, c.has) {
			t.Errorf("%s: %d %s, want %d with %s", c.rule, status, text, c.status, c.has)
		}
	}
	id := w.list()[0].ID
	for _, c := range []struct{ who, method, path, body, has string }{
		{"admin", "PUT", "/api/candidates/" + id, `{"name":"张叁","phone":"13800000009","reason":"更正"}`, ""},
		{"admin", "POST", "/api/candidates/" + id + "/sign-in-code", `{"reason":"短信未到"}`, `"phone":"13800000009"`},
		{"admin", "POST", "/api/candidates/" + id + "/identity", `{"reason":"核对"}`, "11010519491231002X"},
		{"admin", "DELETE", "/api/candidates/" + id + "?reason=x", "", ""},
	} {
		if status, text := ask("foreign", c.method, c.path, c.body); status != 404 {
			t.Errorf("another school: %s %s: %d %s, want 404", c.method, c.path, status, text)
		}
		if status, text := ask(c.who, c.method, c.path, c.body); status > 204 || !strings.Contains(text, c.has) {
			t.Errorf("%s %s: %d %s", c.method, c.path, status, text)
		}
	}
	want := "roster.imported roster.exported candidate.changed candidate.code_handed candidate.identity_seen candidate.removed"
	if got := strings.Join(w.kinds(), " "); got != want {
		t.Errorf("ledger %q, want %q", got, want)
	}
}

func TestAPlanWhoseServerWasStoppedSaysSo(t *testing.T) {
	w := newWorld(t)
	w.no(w.store.CreateRosterPlan(w.ctx, exam.RosterPlan{ID: "p", SchoolID: "s", StaffID: w.admin.StaffID, Kind: "sheet", State: exam.RosterChecking, CreatedAt: w.now, UpdatedAt: w.now}))
	if v, err := w.View(w.ctx, w.admin, "p"); err != nil || v.State != exam.RosterChecking {
		t.Errorf("a fresh plan is %s with %v", v.State, err)
	}
	w.now = w.now.Add(2 * 60e9)
	if v, err := w.View(w.ctx, w.admin, "p"); err != nil || v.State != exam.RosterFailed || v.Code != exam.CodeUnavailable {
		t.Errorf("a plan without a sign of life is %s with %v", v.State, err)
	}
	w.refused("its import", w.Import(w.ctx, w.admin, "p", true), exam.CodeConflict)
}

package exam_test

import (
	"testing"
	"time"

	"kaochang/internal/exam"
)

func TestARequirementCanBeMet(t *testing.T) {
	right := exam.Requirement{Name: "身份证", Kind: exam.RequireImage, Least: 1, Most: 2, MaxBytes: 10 << 20, Deadline: time.Now()}
	for rule, change := range map[string]func(*exam.Requirement){
		"no name":          func(r *exam.Requirement) { r.Name = "" },
		"of no kind":       func(r *exam.Requirement) { r.Kind = "song" },
		"no file":          func(r *exam.Requirement) { r.Least = 0 },
		"more than most":   func(r *exam.Requirement) { r.Least = 3 },
		"a hundred files":  func(r *exam.Requirement) { r.Most = 100 },
		"of no size":       func(r *exam.Requirement) { r.MaxBytes = 1 },
		"with no deadline": func(r *exam.Requirement) { r.Deadline = time.Time{} },
	} {
		r := right
		change(&r)
		if err := r.Check(); exam.CodeOf(err) != exam.CodeInvalid {
			t.Errorf("%s: %v", rule, err)
		}
	}
	if err := right.Check(); err != nil {
		t.Error(err)
	}
	for rule, ids := range map[string][]string{"none": nil, "three": {"a", "b", "c"}, "one twice": {"a", "a"}} {
		if err := right.CheckFiles(ids); exam.CodeOf(err) != exam.CodeInvalid {
			t.Errorf("%s: %v", rule, err)
		}
	}
	if err := right.CheckFiles([]string{"b", "a"}); err != nil {
		t.Error(err)
	}
}

func TestWhenSomethingMayBeHandedIn(t *testing.T) {
	deadline := time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	r := exam.Requirement{Deadline: deadline}
	rejected := func(at time.Time) *exam.Material {
		return &exam.Material{State: exam.MaterialRejected, JudgedAt: at}
	}
	for _, c := range []struct {
		rule string
		last *exam.Material
		at   time.Duration // from the deadline
		want exam.Code
	}{
		{"the first, in time", nil, -time.Second, ""},
		{"the first, at the deadline", nil, 0, exam.CodeConflict},
		{"while one waits", &exam.Material{State: exam.MaterialPending}, -time.Hour, exam.CodeConflict},
		{"once one has passed", &exam.Material{State: exam.MaterialPassed}, -time.Hour, exam.CodeConflict},
		{"after a rejection, in time", rejected(deadline.Add(-48 * time.Hour)), -time.Hour, ""},
		{"rejected just before the deadline", rejected(deadline.Add(-time.Hour)), 10 * time.Hour, ""},
		{"rejected after the deadline", rejected(deadline.Add(time.Hour)), 24 * time.Hour, ""},
		{"a day after the rejection", rejected(deadline.Add(-time.Hour)), 23 * time.Hour, exam.CodeConflict},
	} {
		if err := r.CheckHandIn(c.last, deadline.Add(c.at)); exam.CodeOf(err) != c.want && !(err == nil && c.want == "") {
			t.Errorf("%s: %v, want %q", c.rule, err, c.want)
		}
	}
}

func TestJudgingOnce(t *testing.T) {
	now := time.Now()
	m := exam.Material{State: exam.MaterialPending}
	if err := m.Judge(false, " ", "李", now); exam.CodeOf(err) != exam.CodeInvalid || m.State != exam.MaterialPending {
		t.Errorf("rejected with no reason: %v", err)
	}
	if err := m.Judge(false, "看不清", "李", now); err != nil || m.State != exam.MaterialRejected || m.Reason != "看不清" {
		t.Errorf("%v, %+v", err, m)
	}
	if err := m.Judge(true, "", "陈", now); exam.CodeOf(err) != exam.CodeConflict || m.JudgedBy != "李" {
		t.Errorf("judged twice: %v, %+v", err, m)
	}
}

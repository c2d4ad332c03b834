package storetest

import (
	"time"

	"kaochang/internal/exam"
)

var materialStories = []story{
	{"what is asked for is an exam's, or one major's", requirements},
	{"a later handing-in takes the place of the one before, which stays", handIns},
	{"of reviewers that judge at once one is heard", judgedOnce},
}

func (w *world) requires(id, majorID string) exam.Requirement {
	w.t.Helper()
	r := exam.Requirement{
		ID: id, SchoolID: "a", ExamID: w.exam.ID, MajorID: majorID, Name: "材料 " + id, Hint: "提示", Kind: exam.RequireImage, Least: 1, Most: 2, MaxBytes: 1 << 20,
		Deadline: w.clock.Now().UTC().Truncate(time.Millisecond).Add(time.Hour),
	}
	w.no(w.KeepRequirement(w.ctx, r, w.staffFact("requirement.kept")))
	return r
}

func (w *world) handsIn(requirement, id string, files ...string) {
	w.t.Helper()
	w.no(w.HandIn(w.ctx, "a", w.sitting[0].EnrolmentID, requirement, func(*exam.Material) (exam.Material, error) {
		return exam.Material{ID: id, State: exam.MaterialPending, FileIDs: files, HandedAt: w.clock.Now().UTC().Truncate(time.Millisecond)}, nil
	}))
}

func (w *world) judges(id string, pass bool) error {
	return w.JudgeMaterial(w.ctx, "a", id, func(m *exam.Material) (exam.Fact, error) {
		return w.staffFact("material.judged"), m.Judge(pass, "看不清", "李", w.clock.Now())
	})
}

func requirements(w *world) {
	all, own := w.requires("all", ""), w.requires("own", w.major.ID)
	w.requires("other", "another-major")
	w.same("of the exam", len(got(w.Requirements(w.ctx, "a", w.exam.ID))(w)), 3)
	w.same("of another school", len(got(w.Requirements(w.ctx, "b", w.exam.ID))(w)), 0)
	w.same("of the enrolment", got(w.RequirementsOf(w.ctx, w.sitting[0].EnrolmentID))(w), []exam.Requirement{all, own})
	w.handsIn("all", "m1")
	w.refused(w.RemoveRequirement(w.ctx, "a", w.exam.ID, "all", w.staffFact("requirement.removed")), exam.CodeConflict)
	w.refused(w.RemoveRequirement(w.ctx, "b", w.exam.ID, "own", w.staffFact("requirement.removed")), exam.CodeNotFound)
	w.no(w.RemoveRequirement(w.ctx, "a", w.exam.ID, "own", w.staffFact("requirement.removed")))
}

func handIns(w *world) {
	w.requires("q", "")
	for _, id := range []string{"f1", "f2"} {
		w.no(w.CreateTicket(w.ctx, exam.Ticket{ID: "t-" + id, SchoolID: "a", Purpose: exam.PurposeMaterial, OwnerID: "e/q", ExpiresAt: w.clock.Now().Add(time.Hour)}))
		w.no(w.FinishTicket(w.ctx, "t-"+id, exam.File{ID: id, SchoolID: "a", OwnerID: "e/q", Purpose: exam.PurposeMaterial, Name: id, Type: "image/png", SHA256: id, Bytes: 1, CreatedAt: w.clock.Now()}))
	}
	w.same("files of the owner", len(got(w.FilesOf(w.ctx, "a", "e/q"))(w)), 2)
	w.handsIn("q", "m1", "f1")
	w.no(w.judges("m1", false))
	w.handsIn("q", "m2", "f1", "f2")
	versions := got(w.MaterialsOf(w.ctx, "a", w.sitting[0].EnrolmentID))(w)
	w.same("versions", []any{len(versions), versions[0].ID, versions[0].Version, versions[1].State, versions[1].Reason}, []any{2, "m2", 2, exam.MaterialRejected, "看不清"})
	w.refused(w.judges("m1", true), exam.CodeNotFound) // it was replaced
	for what, c := range map[string]struct {
		filter exam.MaterialFilter
		total  int
	}{
		"all":            {exam.MaterialFilter{}, 1},
		"waiting":        {exam.MaterialFilter{State: exam.MaterialPending}, 1},
		"rejected":       {exam.MaterialFilter{State: exam.MaterialRejected}, 0},
		"of the exam":    {exam.MaterialFilter{ExamID: w.exam.ID, RequirementID: "q"}, 1},
		"by number":      {exam.MaterialFilter{Query: "number-0001"}, 1},
		"of her college": {exam.MaterialFilter{Colleges: []string{w.college.ID}}, 1},
		"of an exam":     {exam.MaterialFilter{Exams: []string{w.exam.ID}}, 1},
		"of another":     {exam.MaterialFilter{Colleges: []string{"none"}}, 0},
	} {
		c.filter.SchoolID, c.filter.Limit = "a", 10
		list, total, err := w.Materials(w.ctx, c.filter)
		w.no(err)
		w.same(what, []int{len(list), total}, []int{c.total, c.total})
	}
	one := got(w.Material(w.ctx, "a", "m2"))(w)
	w.same("files", []any{len(one.Files), one.Files[1].Name, one.RequirementName, one.MajorName}, []any{2, "f2", "材料 q", w.major.Name})
	_, err := w.Material(w.ctx, "b", "m2")
	w.refused(err, exam.CodeNotFound)
}

func judgedOnce(w *world) {
	w.requires("q", "")
	w.handsIn("q", "m")
	errs := together(6, func(n int) error { return w.judges("m", n%2 == 0) })
	w.same("verdicts", codes(errs), map[exam.Code]int{"": 1, exam.CodeConflict: 5})
}

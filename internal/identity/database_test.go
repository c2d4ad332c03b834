package identity

import (
	"slices"
	"testing"

	"kaochang/internal/exam"
)

func TestCellsAreRead(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]struct {
		result exam.DatabaseResult
		note   string
	}{
		"一致": {exam.DatabaseMatches, ""}, "不一致": {exam.DatabaseDiffers, ""}, "不一致：姓名、性别": {exam.DatabaseDiffers, "姓名、性别"},
		"无记录(已申请认证)": {exam.DatabaseMissing, "已申请认证"}, "Matches": {exam.DatabaseMatches, ""}, "未通过": {exam.DatabaseDiffers, ""}, "通过": {exam.DatabaseMatches, ""},
		"大概": {}, "0": {},
	} {
		result, note, ok := resultOf(cell)
		if result != want.result || note != want.note || ok != (want.result != "") {
			t.Errorf("%q = %s %q %v, want %s %q", cell, result, note, ok, want.result, want.note)
		}
	}
}

func TestTablesAreRead(t *testing.T) {
	t.Parallel()
	rows := []Row{
		{1, []string{"比对结果"}}, {2, []string{"准考证号", "学历库", "姓名", "公安库"}},
		{3, []string{"1", "一致", "甲", "不符"}}, {4, []string{"2"}}, {5, []string{"1", "一致", "甲"}}, {6, nil}, {7, []string{"3", "一致", "丙", "？"}},
	}
	table, err := tableOf(rows)
	if err != nil {
		t.Fatal(err)
	}
	lines, out := table.read(map[string]string{"1": "one", "2": "two", "3": "three"})
	want := []exam.DatabaseLine{
		{CandidateID: "one", Database: exam.DatabaseEducation, Result: exam.DatabaseMatches}, {CandidateID: "one", Database: exam.DatabasePopulation, Result: exam.DatabaseDiffers},
	}
	if !slices.Equal(lines, want) {
		t.Errorf("lines %+v, want %+v", lines, want)
	}
	wrong := []WrongRow{{4, "2", "empty", ""}, {5, "1", "twice", ""}, {7, "3", "unknown_result", "？"}}
	if out.Rows != 4 || out.LeftOut != 3 || !slices.Equal(out.Wrong, wrong) {
		t.Errorf("%+v, want %+v", out, wrong)
	}
	if _, err := tableOf(rows[2:]); exam.CodeOf(err) != exam.CodeInvalid {
		t.Errorf("a table without its header: %v, want it refused", err)
	}
}

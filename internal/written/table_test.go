package written

import (
	"reflect"
	"strings"
	"testing"

	"kaochang/internal/exam"
)

// rowsOf is what a reader of tables makes of one that was written.
func rowsOf(t Table) []Row {
	rows := []Row{{1, t.Header}}
	for i, cells := range t.Rows {
		rows = append(rows, Row{i + 2, cells})
	}
	return rows
}

var everyKind = exam.PaperContent{
	Sections: []exam.PaperSection{
		{Title: "一、客观题", ShuffleItems: true, ShuffleOptions: true, Items: []exam.PaperItem{
			{ID: "1", Kind: exam.ItemSingle, Text: "看图 ![图 1](fig-1.png)，选出 $x^2$", Options: []string{"= 甲", "乙", "![丙](c.jpg)"}, Answer: "B", Points: 5},
			{ID: "m", Kind: exam.ItemMultiple, Text: "多选\n第二行", Options: []string{"唱", "念"}, Answer: "A,B", Points: 0},
			{ID: "3", Kind: exam.ItemTrue, Text: "对不对", Answer: "F", Points: 1},
			{ID: "4", Kind: exam.ItemBlanks, Text: "甲 ____ 乙 ___", Blanks: 2, Answer: "一\n二", Points: 10},
		}},
		{Title: "二、主观题", Items: []exam.PaperItem{
			{ID: "5", Kind: exam.ItemShort, Text: "简答", Answer: "要点", Points: 15},
			{ID: "6", Kind: exam.ItemEssay, Text: "论述", Words: 800, Points: 60},
			{ID: "7", Kind: exam.ItemFormula, Text: "公式", Answer: "x^2", Points: 1},
			{ID: "8", Kind: exam.ItemDrawing, Text: "作图", Points: 1},
			{ID: "9", Kind: exam.ItemPhoto, Text: "拍照", Points: 1},
		}},
	},
	Media: []exam.PaperMedia{{Name: "fig-1.png", Type: "image/png"}, {Name: "c.jpg", Type: "image/jpeg"}},
}

// FEATURES: J5
func TestAPaperGoesThroughATableAndBack(t *testing.T) {
	for _, english := range []bool{false, true} {
		f := readTable(rowsOf(writeTable(everyKind, english)), everyKind.Media)
		if f.Blocked() > 0 || !reflect.DeepEqual(f.Content, everyKind) {
			t.Errorf("english %v: %+v\n got %+v\nwant %+v", english, f.Flaws, f.Content, everyKind)
		}
		for _, row := range f.Rows {
			if len(row.Flaws) > 0 {
				t.Errorf("row %d: %+v", row.Row, row.Flaws)
			}
		}
		f = readTable(rowsOf(writeTable(templateContent(english), english)), nil)
		if f.Blocked() > 0 || f.Content.Items() != 5 {
			t.Errorf("the template itself is refused: %+v %+v", f.Flaws, f.Rows)
		}
	}
}

// FEATURES: J5
func TestATableIsJudgedRowByRow(t *testing.T) {
	head := []string{"题型*", "题干", "选项A", "选项B", "正确答案", "分值", "难度"}
	for _, c := range []struct {
		name  string
		cells []string
		flaw  string // column and why, "" for none
	}{
		{"as it should be", []string{"单选", "问", "甲", "乙", "b", "5 分"}, ""},
		{"an unknown type", []string{"连线题", "问", "甲", "乙", "A", "5"}, "kind kind"},
		{"no text", []string{"单选题", " ", "甲", "乙", "A", "5"}, "text text"},
		{"one option", []string{"单选题", "问", "甲", "", "A", "5"}, "options options"},
		{"a gap among the options", []string{"多选题", "问", "", "乙", "B", "5"}, "options options"},
		{"an answer that is no option", []string{"单选题", "问", "甲", "乙", "C", "5"}, "answer answer"},
		{"several answers to one choice", []string{"单选题", "问", "甲", "乙", "AB", "5"}, "answer answer"},
		{"several answers without commas", []string{"多选题", "问", "甲", "乙", "BA", "5"}, ""},
		{"a word for true", []string{"判断题", "问", "", "", "√", "5"}, ""},
		{"no word for true", []string{"判断题", "问", "", "", "也许", "5"}, "answer answer"},
		{"points that are no number", []string{"简答题", "问", "", "", "", "五"}, "points no_number"},
		{"half a point", []string{"简答题", "问", "", "", "", "2.5"}, "points no_number"},
		{"too many points", []string{"简答题", "问", "", "", "", "1001"}, "points points"},
		{"an image that is not there", []string{"简答题", "![图](no.png)", "", "", "", "1"}, "text media_missing"},
		{"blanks counted by their gaps", []string{"填空题", "___ 和 ____", "", "", "一|二", "1"}, ""},
		{"more answers than blanks", []string{"填空题", "___", "", "", "一\n二", "1"}, "answer answer"},
	} {
		f := readTable([]Row{{1, []string{"期末试卷"}}, {3, head}, {7, c.cells}}, nil)
		if len(f.Rows) != 1 || f.Rows[0].Row != 7 {
			t.Errorf("%s: rows %+v", c.name, f.Rows)
			continue
		}
		got := ""
		for _, flaw := range f.Rows[0].Flaws {
			got = strings.TrimSpace(got + " " + flaw.Column + " " + flaw.Why)
		}
		if got != c.flaw || (f.Blocked() > 0) != (c.flaw != "") {
			t.Errorf("%s: %q, want %q", c.name, got, c.flaw)
		}
		if len(f.Flaws) != 1 || f.Flaws[0].Why != "column_unknown" || f.Flaws[0].Blocks {
			t.Errorf("%s: the unknown column is told as %+v", c.name, f.Flaws)
		}
	}
	if f := readTable([]Row{{1, []string{"姓名", "电话"}}}, nil); f.Blocked() != 1 || f.Flaws[0].Why != "no_header" {
		t.Errorf("no paper at all: %+v", f.Flaws)
	}
	twice := []string{"简答题", "问", "", "", "", "1"}
	f := readTable([]Row{{1, append([]string{"编号"}, head...)}, {2, append([]string{"x"}, twice...)}, {3, append([]string{"x"}, twice...)}}, nil)
	if len(f.Rows[1].Flaws) != 1 || f.Rows[1].Flaws[0].Why != "twice" {
		t.Errorf("a number that stands twice: %+v", f.Rows)
	}
}

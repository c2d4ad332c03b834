package exam_test

import (
	"testing"
	"time"

	"kaochang/internal/exam"
)

func TestAnOnlinePaperCanBeAnswered(t *testing.T) {
	good := func() exam.PaperItem {
		return exam.PaperItem{ID: "1", Kind: exam.ItemSingle, Text: "选一个", Options: []string{"甲", "乙"}, Points: 2}
	}
	for _, c := range []struct {
		rule   string
		change func(*exam.PaperItem)
		want   string // field, "" for none
	}{
		{"a choice of two", func(*exam.PaperItem) {}, ""},
		{"a choice of one", func(i *exam.PaperItem) { i.Options = i.Options[:1] }, "options"},
		{"an empty option", func(i *exam.PaperItem) { i.Options[1] = " " }, "options"},
		{"no text", func(i *exam.PaperItem) { i.Text = " " }, "text"},
		{"no name", func(i *exam.PaperItem) { i.ID = "" }, "id"},
		{"another kind", func(i *exam.PaperItem) { i.Kind = "hotspot" }, "kind"},
		{"a drawing", func(i *exam.PaperItem) { i.Kind = exam.ItemDrawing }, ""},
		{"a drawing with a right answer", func(i *exam.PaperItem) { i.Kind, i.Answer = exam.ItemDrawing, "x" }, "answer"},
		{"an answer that is an option", func(i *exam.PaperItem) { i.Answer = "B" }, ""},
		{"an answer that is none", func(i *exam.PaperItem) { i.Answer = "C" }, "answer"},
		{"several answers in order", func(i *exam.PaperItem) { i.Kind, i.Answer = exam.ItemMultiple, "A,B" }, ""},
		{"several answers out of order", func(i *exam.PaperItem) { i.Kind, i.Answer = exam.ItemMultiple, "B,A" }, "answer"},
		{"an answer twice", func(i *exam.PaperItem) { i.Kind, i.Answer = exam.ItemMultiple, "A,A" }, "answer"},
		{"true", func(i *exam.PaperItem) { i.Kind, i.Answer = exam.ItemTrue, "T" }, ""},
		{"neither true nor false", func(i *exam.PaperItem) { i.Kind, i.Answer = exam.ItemTrue, "A" }, "answer"},
		{"more answers than blanks", func(i *exam.PaperItem) { i.Kind, i.Blanks, i.Answer = exam.ItemBlanks, 1, "一\n二" }, "answer"},
		{"an image that is not there", func(i *exam.PaperItem) { i.Options[0] = "![图](fig.png)" }, "media"},
		{"blanks without any", func(i *exam.PaperItem) { i.Kind = exam.ItemBlanks }, "blanks"},
		{"two blanks", func(i *exam.PaperItem) { i.Kind, i.Blanks = exam.ItemBlanks, 2 }, ""},
		{"an essay of no length", func(i *exam.PaperItem) { i.Kind = exam.ItemEssay }, ""},
		{"an essay of less than nothing", func(i *exam.PaperItem) { i.Kind, i.Words = exam.ItemEssay, -1 }, "words"},
		{"points below nothing", func(i *exam.PaperItem) { i.Points = -1 }, "points"},
	} {
		item := good()
		c.change(&item)
		err := exam.PaperContent{Sections: []exam.PaperSection{{Items: []exam.PaperItem{item}}}}.Check()
		if c.want == "" {
			must(t, err)
		} else if got := extras(t, err)["field"]; got != c.want {
			t.Errorf("%s: field %v, want %s", c.rule, got, c.want)
		}
	}
	refused(t, "no items", exam.PaperContent{}.Check(), exam.CodeInvalid)
	refused(t, "one name twice", exam.PaperContent{Sections: []exam.PaperSection{{Items: []exam.PaperItem{good(), good()}}}}.Check(), exam.CodeInvalid)
}

func TestCandidatesGetNothingOfWhatIsRight(t *testing.T) {
	c := exam.PaperContent{Sections: []exam.PaperSection{{Items: []exam.PaperItem{{ID: "1", Kind: exam.ItemTrue, Text: "对吗", Answer: "T"}}}}}
	if asked := c.Asked(); asked.Sections[0].Items[0].Answer != "" || c.Sections[0].Items[0].Answer != "T" {
		t.Errorf("asked %+v of %+v", asked, c)
	}
}

func TestMediaOfAPaperHaveBounds(t *testing.T) {
	item := exam.PaperItem{ID: "1", Kind: exam.ItemShort, Text: "听 ![录音](a.mp3) 再看 ![图](b.png)"}
	paper := func(media ...exam.PaperMedia) exam.PaperContent {
		return exam.PaperContent{Sections: []exam.PaperSection{{Items: []exam.PaperItem{item}}}, Media: media}
	}
	sound, image := exam.PaperMedia{Name: "a.mp3", Type: "audio/mpeg", Bytes: 1}, exam.PaperMedia{Name: "b.png", Type: "image/png", Bytes: 1}
	must(t, paper(sound, image).Check())
	refused(t, "one that is missing", paper(sound).Check(), exam.CodeInvalid)
	refused(t, "one name twice", paper(sound, image, image).Check(), exam.CodeInvalid)
	image.Bytes = exam.MaxPaperMediaBytes
	refused(t, "too many bytes", paper(sound, image).Check(), exam.CodeTooLarge)
	image.Type = "image/svg+xml"
	refused(t, "another type", paper(sound, image).Check(), exam.CodeInvalid)
	if used := paper(sound, exam.PaperMedia{Name: "unused.png"}).Used(); len(used.Media) != 1 || used.Media[0].Name != "a.mp3" {
		t.Errorf("used %+v", used.Media)
	}
	for name, want := range map[string]string{"图 1(a).png": "图_1_a_.png", "../../x": "_.._x", "a/b\\c": "a_b_c"} {
		if got := exam.MediaName(name); got != want {
			t.Errorf("MediaName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTheSheetHoldsTheLastValueOfEachItem(t *testing.T) {
	ops := []exam.AnswerOp{{Seq: 3, Item: "b", Value: "新"}, {Seq: 1, Item: "a", Value: "甲"}, {Seq: 2, Item: "b", Value: "旧"}, {Seq: 4, Item: "a", Value: " "}}
	sheet := exam.Sheet(ops)
	if len(sheet) != 1 || sheet[0].Item != "b" || sheet[0].Value != "新" || sheet[0].Seq != 3 {
		t.Errorf("sheet %+v, want b with its last value alone", sheet)
	}
	counted := exam.CountedSheet(ops, len(ops))
	if counted["ops"] != "4" || counted["items"] != "1" || len(counted["digest"]) != 64 {
		t.Errorf("counted %v", counted)
	}
	other := exam.CountedSheet([]exam.AnswerOp{{Seq: 1, Item: "b新", Value: ""}, {Seq: 2, Item: "b", Value: "新 "}}, 2)
	if other["digest"] == counted["digest"] {
		t.Error("two sheets have one digest")
	}
}

func TestOnePageWrites(t *testing.T) {
	s := sits(t, exam.PhaseAnswering, exam.PaperOnline)
	must(t, s.Write(candidate, "tab-1", false, nine))
	must(t, s.Write(candidate, "tab-1", false, nine))
	refused(t, "a second tab is asked", s.Write(candidate, "tab-2", false, nine), exam.CodeOtherWriter)
	refused(t, "the second camera does not write", s.Write(second, "tab", true, nine), exam.CodeDeviceReplaced)
	must(t, s.Write(candidate, "tab-2", true, nine))
	refused(t, "the first tab no longer writes", s.AnswerRefusal(exam.WriterOf(candidate, "tab-1"), nine), exam.CodeOtherWriter)
	refused(t, "nor the second after the end", s.AnswerRefusal(exam.WriterOf(candidate, "tab-2"), nine.Add(2*time.Hour)), exam.CodeTimeUp)
	refused(t, "nobody after handing in", sits(t, exam.PhaseSubmitted, exam.PaperOnline).Write(candidate, "tab", false, nine), exam.CodeConflict)
}

func TestOperationsHaveBounds(t *testing.T) {
	good := exam.AnswerOp{Seq: 1, ID: "op", Item: "1", Value: "甲"}
	must(t, exam.CheckOps([]exam.AnswerOp{good}))
	long := make([]rune, exam.MaxAnswerRunes+1)
	for rule, ops := range map[string][]exam.AnswerOp{
		"none":         nil,
		"too many":     make([]exam.AnswerOp, exam.MaxOps+1),
		"no number":    {{ID: "op", Item: "1"}},
		"no name":      {{Seq: 1, Item: "1"}},
		"no item":      {{Seq: 1, ID: "op"}},
		"a long value": {{Seq: 1, ID: "op", Item: "1", Value: string(long)}},
	} {
		refused(t, rule, exam.CheckOps(ops), exam.CodeInvalid)
	}
}

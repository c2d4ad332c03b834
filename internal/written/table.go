package written

import (
	"slices"
	"strconv"
	"strings"

	"kaochang/internal/exam"
)

// Row is one row of a table: its number as the spreadsheet shows it, from 1, and its
// cells.
type Row struct {
	Number int
	Cells  []string
}

// Table is a table to write, with notes on a second sheet.
type Table struct {
	Name   string
	Header []string
	Rows   [][]string
	Notes  []string
}

// column is what a column of a paper's table holds; those of options are "A" to "L".
type column string

const (
	columnID      column = "id"
	columnSection column = "section"
	columnShuffle column = "shuffle"
	columnKind    column = "kind"
	columnText    column = "text"
	columnAnswer  column = "answer"
	columnPoints  column = "points"
	columnBlanks  column = "blanks"
	columnWords   column = "words"
)

// columns are in the order of an exported table, each with the names that stand
// above it: the first in Chinese, the second in English.
var columns = []struct {
	column column
	names  []string
}{
	{columnID, []string{"编号", "ID", "题号", "number", "item"}},
	{columnSection, []string{"分区", "Section", "大题", "部分"}},
	{columnShuffle, []string{"乱序", "Shuffle"}},
	{columnKind, []string{"题型", "Type", "试题类型", "类型", "kind", "itemtype"}},
	{columnText, []string{"题干", "Question", "题目", "试题", "题目内容", "text", "stem"}},
	{columnAnswer, []string{"答案", "Answer", "正确答案", "参考答案", "key"}},
	{columnPoints, []string{"分值", "Points", "分数", "得分", "score"}},
	{columnBlanks, []string{"空数", "Blanks", "填空数"}},
	{columnWords, []string{"字数", "Words", "最少字数"}},
}

// kindNames are what stands for a kind: the first in Chinese, the second in English.
var kindNames = map[exam.ItemKind][]string{
	exam.ItemSingle:   {"单选题", "Single choice", "单选", "单项选择题", "选择题", "single", "choice", "multiplechoice"},
	exam.ItemMultiple: {"多选题", "Multiple answers", "多选", "多项选择题", "不定项选择题", "multiple", "multipleresponse"},
	exam.ItemTrue:     {"判断题", "True or false", "判断", "是非题", "truefalse", "true_false", "true/false"},
	exam.ItemBlanks:   {"填空题", "Blanks", "填空", "blank", "fillintheblank", "fillin"},
	exam.ItemShort:    {"简答题", "Short answer", "简答", "名词解释", "short", "shorttext"},
	exam.ItemEssay:    {"论述题", "Essay", "论述", "作文", "问答题"},
	exam.ItemFormula:  {"公式题", "Formula", "公式"},
	exam.ItemDrawing:  {"作图题", "Drawing", "作图", "画图题"},
	exam.ItemPhoto:    {"拍照题", "Photo", "拍照", "上传题", "upload"},
}

// shuffleNames are what stands for what is shuffled.
var shuffleNames = map[string][2]bool{ // items, options
	"": {}, "否": {}, "no": {}, "题目": {true, false}, "items": {true, false}, "选项": {false, true}, "options": {false, true},
	"题目和选项": {true, true}, "itemsandoptions": {true, true}, "both": {true, true}, "是": {true, true}, "yes": {true, true},
}

var tidied = strings.NewReplacer(" ", "", "\t", "", "\n", "", "\r", "", "*", "", "：", "", ":", "", "-", "", "　", "", "\u00a0", "", "\ufeff", "")

func tidy(text string) string { return strings.ToLower(tidied.Replace(text)) }

// columnOf recognises a heading.
func columnOf(heading string) (column, bool) {
	heading = tidy(heading)
	for _, c := range columns {
		if slices.ContainsFunc(c.names, func(name string) bool { return tidy(name) == heading }) {
			return c.column, true
		}
	}
	key := strings.ToUpper(strings.TrimPrefix(strings.TrimPrefix(heading, "选项"), "option"))
	if len(key) == 1 && key[0] >= 'A' && key[0] < 'A'+exam.MaxOptions {
		return column(key), true
	}
	return "", false
}

// headerWithin is how many rows may stand above the headings.
const headerWithin = 20

// readTable makes a paper of a table: the first row that names a type and a question
// is its header, each row below an item. What cannot be is told row by row; media
// are those that texts may refer to.
func readTable(rows []Row, media []exam.PaperMedia) exam.PaperFile {
	f := exam.PaperFile{Format: exam.FormatXLSX, Content: exam.PaperContent{Sections: []exam.PaperSection{}, Media: media}}
	for i, row := range rows[:min(len(rows), headerWithin)] {
		at := map[column]int{}
		var unknown []string
		for n, heading := range row.Cells {
			c, known := columnOf(heading)
			if _, twice := at[c]; known && !twice {
				at[c] = n
			} else if strings.TrimSpace(heading) != "" {
				unknown = append(unknown, strings.TrimSpace(heading))
			}
		}
		_, kind := at[columnKind]
		if _, text := at[columnText]; !kind || !text {
			continue
		}
		for _, heading := range unknown {
			f.Flaws = append(f.Flaws, exam.ImportFlaw{Column: heading, Why: "column_unknown", What: heading})
		}
		t := tableReader{file: &f, at: at}
		for _, below := range rows[i+1:] {
			t.read(below)
		}
		break
	}
	if len(f.Rows) == 0 {
		f.Flaws = append(f.Flaws, exam.ImportFlaw{Why: "no_header", Blocks: true})
		return f
	}
	f.Judge()
	return f
}

// tableReader reads the rows below a header.
type tableReader struct {
	file *exam.PaperFile
	at   map[column]int
	row  Row
	bad  []exam.ImportFlaw
}

// cell returns the trimmed text of a column in the row being read. An apostrophe
// that keeps a text from being a formula comes off.
func (t *tableReader) cell(c column) string {
	n, there := t.at[c]
	if !there || n >= len(t.row.Cells) {
		return ""
	}
	text := strings.TrimSpace(strings.ReplaceAll(t.row.Cells[n], "\r\n", "\n"))
	if len(text) > 1 && text[0] == '\'' && strings.ContainsRune("=+-@\t", rune(text[1])) {
		text = text[1:]
	}
	return text
}

func (t *tableReader) flaw(c column, why, what string) {
	t.bad = append(t.bad, exam.ImportFlaw{Column: string(c), Why: why, What: what, Blocks: true})
}

// number returns a whole number, 0 for an empty cell; "5 分" is 5.
func (t *tableReader) number(c column) int {
	text := strings.TrimSpace(strings.TrimRight(t.cell(c), "分字个空 "))
	if text == "" {
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n != float64(int(n)) {
		t.flaw(c, "no_number", t.cell(c))
		return 0
	}
	return int(n)
}

func (t *tableReader) read(row Row) {
	t.row, t.bad = row, nil
	item := exam.PaperItem{ID: t.cell(columnID), Text: t.cell(columnText), Points: t.number(columnPoints), Words: t.number(columnWords)}
	if item.ID == "" {
		item.ID = strconv.Itoa(len(t.file.Rows) + 1)
	}
	item.Kind = t.kind()
	if item.Kind.Chosen() {
		item.Options = t.options()
	}
	if item.Kind == exam.ItemBlanks {
		if item.Blanks = t.number(columnBlanks); item.Blanks == 0 {
			item.Blanks = max(1, countGaps(item.Text))
		}
	}
	item.Answer = t.answer(item)
	section := t.section()
	section.Items = append(section.Items, item)
	t.file.Rows = append(t.file.Rows, exam.RowOf(row.Number, section.Title, item, t.bad))
}

func (t *tableReader) kind() exam.ItemKind {
	text := tidy(t.cell(columnKind))
	for kind, names := range kindNames {
		if slices.ContainsFunc(names, func(name string) bool { return tidy(name) == text }) {
			return kind
		}
	}
	t.flaw(columnKind, "kind", t.cell(columnKind))
	return ""
}

// options returns the options up to the last that is not empty.
func (t *tableReader) options() (options []string) {
	last := 0
	for n := range exam.MaxOptions {
		options = append(options, t.cell(column(rune('A'+n))))
		if options[n] != "" {
			last = n + 1
		}
	}
	return options[:last]
}

// answer returns the right answer as candidates write it.
func (t *tableReader) answer(item exam.PaperItem) string {
	text := t.cell(columnAnswer)
	switch item.Kind {
	case exam.ItemSingle:
		return strings.ToUpper(text)
	case exam.ItemMultiple:
		keys := strings.FieldsFunc(strings.ToUpper(text), func(sign rune) bool { return strings.ContainsRune(",，、;； \n", sign) })
		if len(keys) == 1 {
			keys = strings.Split(keys[0], "")
		}
		slices.Sort(keys)
		return strings.Join(keys, ",")
	case exam.ItemTrue:
		switch tidy(text) {
		case "":
			return ""
		case "t", "true", "yes", "对", "正确", "是", "√", "✓", "1":
			return "T"
		case "f", "false", "no", "错", "错误", "否", "×", "✗", "0":
			return "F"
		}
		t.flaw(columnAnswer, "answer", text)
		return ""
	case exam.ItemBlanks:
		if parts := strings.FieldsFunc(text, func(sign rune) bool { return sign == '|' || sign == '｜' }); !strings.Contains(text, "\n") && len(parts) == item.Blanks {
			return strings.Join(parts, "\n")
		}
	}
	return text
}

// section returns the one that the row belongs to: the last, or a new one where its
// title is another.
func (t *tableReader) section() *exam.PaperSection {
	title, sections := t.cell(columnSection), &t.file.Content.Sections
	if n := len(*sections); n == 0 || (title != "" && (*sections)[n-1].Title != title) {
		*sections = append(*sections, exam.PaperSection{Title: title})
	}
	section := &(*sections)[len(*sections)-1]
	shuffle, known := shuffleNames[tidy(t.cell(columnShuffle))]
	if !known {
		t.flaw(columnShuffle, "shuffle", t.cell(columnShuffle))
	}
	section.ShuffleItems, section.ShuffleOptions = section.ShuffleItems || shuffle[0], section.ShuffleOptions || shuffle[1]
	return section
}

// countGaps returns how many gaps a text has, each of three or more underscores.
func countGaps(text string) (n int) {
	run := 0
	for _, sign := range text + " " {
		if sign == '_' {
			run++
			continue
		}
		if run >= 3 {
			n++
		}
		run = 0
	}
	return n
}

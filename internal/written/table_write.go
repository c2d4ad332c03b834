package written

import (
	"strconv"

	"kaochang/internal/exam"
)

// writeTable returns a paper as a table that [readTable] reads to the same paper; in
// English or in Chinese.
func writeTable(c exam.PaperContent, english bool) Table {
	language := 0
	if english {
		language = 1
	}
	t := Table{Name: [2]string{"试题", "Items"}[language], Header: headings(language), Notes: tableNotes[language]}
	for _, s := range c.Sections {
		for _, item := range s.Items {
			t.Rows = append(t.Rows, tableRow(s, item, language))
		}
	}
	return t
}

func headings(language int) (header []string) {
	for _, c := range columns {
		header = append(header, c.names[language])
		if c.column != columnText {
			continue
		}
		for n := range exam.MaxOptions {
			header = append(header, [2]string{"选项", "Option "}[language]+string(rune('A'+n)))
		}
	}
	return header
}

func tableRow(s exam.PaperSection, item exam.PaperItem, language int) (cells []string) {
	values := map[column]string{
		columnID: item.ID, columnSection: s.Title, columnKind: kindNames[item.Kind][language], columnText: item.Text,
		columnPoints: strconv.Itoa(item.Points), columnAnswer: item.Answer,
	}
	values[columnShuffle] = shuffleWords[language][[2]bool{s.ShuffleItems, s.ShuffleOptions}]
	if item.Kind == exam.ItemTrue && item.Answer != "" {
		values[columnAnswer] = map[string][2]string{"T": {"正确", "true"}, "F": {"错误", "false"}}[item.Answer][language]
	}
	for c, n := range map[column]int{columnBlanks: item.Blanks, columnWords: item.Words} {
		if n > 0 {
			values[c] = strconv.Itoa(n)
		}
	}
	for _, c := range columns {
		cells = append(cells, values[c.column])
		if c.column != columnText {
			continue
		}
		options := make([]string, exam.MaxOptions)
		copy(options, item.Options)
		cells = append(cells, options...)
	}
	return cells
}

var shuffleWords = [2]map[[2]bool]string{
	{{true, false}: "题目", {false, true}: "选项", {true, true}: "题目和选项"},
	{{true, false}: "items", {false, true}: "options", {true, true}: "both"},
}

var tableNotes = [2][]string{{
	"每行一道试题。题型：单选题、多选题、判断题、填空题、简答题、论述题、公式题、作图题、拍照题。",
	"分区相同的相邻试题为同一大题；分区留空则与上一行相同。乱序：题目、选项、题目和选项，留空为不乱序。",
	"答案：单选填 A，多选填 A,C，判断填 正确 或 错误，填空每空一行（或用 | 隔开）。答案只供阅卷，不发给考生。",
	"填空题题干中用三个以上下划线表示空；空数留空时按题干中的空计算。",
	"公式写在两个 $ 之间，如 $x^2$。图片和声音先上传到考卷，再写 ![说明](文件名)。",
}, {
	"One item a row. Types: Single choice, Multiple answers, True or false, Blanks, Short answer, Essay, Formula, Drawing, Photo.",
	"Neighbouring rows with the same section are one section; an empty one is that of the row above. Shuffle: items, options, both, or empty.",
	"Answer: A for a single choice, A,C for a multiple one, true or false, one line for each blank (or | between them). Answers are for marking; candidates never get them.",
	"Three or more underscores in a question are a blank; an empty number of blanks is counted from them.",
	"A formula stands between $ signs, as $x^2$. Add images and sound to the paper first, then write ![description](file name).",
}}

// templateContent is what the template to download shows: one item of each kind.
func templateContent(english bool) exam.PaperContent {
	items := []exam.PaperItem{
		{ID: "1", Kind: exam.ItemSingle, Text: "下列哪一个是质数？", Options: []string{"4", "6", "7", "9"}, Answer: "C", Points: 5},
		{ID: "2", Kind: exam.ItemMultiple, Text: "下列哪些是偶数？", Options: []string{"2", "3", "4", "5"}, Answer: "A,C", Points: 5},
		{ID: "3", Kind: exam.ItemTrue, Text: "$\\sqrt{2}$ 是有理数。", Answer: "F", Points: 5},
		{ID: "4", Kind: exam.ItemBlanks, Text: "中国古代四大发明中，____ 与 ____ 用于传播文字。", Blanks: 2, Answer: "造纸术\n印刷术", Points: 10},
		{ID: "5", Kind: exam.ItemEssay, Text: "谈谈你对“形式与内容”的理解。", Words: 800, Points: 30},
	}
	if english {
		for i, text := range []string{"Which of these is a prime number?", "Which of these are even?", "$\\sqrt{2}$ is rational.", "Of the four great inventions, ____ and ____ spread the written word.", "Discuss form and content."} {
			items[i].Text = text
		}
		items[3].Answer = "paper\nprinting"
		return exam.PaperContent{Sections: []exam.PaperSection{{Title: "Part 1", Items: items[:4], ShuffleOptions: true}, {Title: "Part 2", Items: items[4:]}}}
	}
	return exam.PaperContent{Sections: []exam.PaperSection{{Title: "一、客观题", Items: items[:4], ShuffleOptions: true}, {Title: "二、主观题", Items: items[4:]}}}
}

package qti

import (
	"slices"
	"strconv"
	"strings"

	"kaochang/internal/exam"
)

// itemReader makes an item of a document.
type itemReader struct {
	*reader
	name         string // of the file
	root         *node
	ours         bool // we wrote it
	shuffled     bool
	flaws        []exam.ImportFlaw
	interactions []*node
	alone        map[*node]bool // fields without a gap of their own in the text
}

func (r *itemReader) refuse(why, what string) { r.say(why, what, true) }
func (r *itemReader) remark(why, what string) { r.say(why, what, false) }

func (r *itemReader) say(why, what string, blocks bool) {
	flaw := exam.ImportFlaw{Column: r.name, Why: why, What: what, Blocks: blocks}
	if !slices.Contains(r.flaws, flaw) {
		r.flaws = append(r.flaws, flaw)
	}
}

func (r *itemReader) read(weight float64) exam.PaperItem {
	item := exam.PaperItem{ID: r.id()}
	if r.root.attr("adaptive") == "true" {
		r.refuse("element", "adaptive")
	}
	for _, n := range r.root.Children {
		switch n.Name {
		case "templateDeclaration", "templateProcessing":
			r.refuse("element", n.Name)
		case "modalFeedback", "stylesheet", "apipAccessibility", "catalogInfo", "companionMaterialsInfo":
			r.remark("ignored", n.Name)
		}
	}
	body := r.root.child("itemBody")
	r.findAlone(body)
	words := &flow{item: r}
	words.add(body)
	item.Text = words.String()
	item.Points = r.points(weight)
	r.answered(&item)
	return item
}

// id returns an identifier that no item before has.
func (r *itemReader) id() string {
	id := r.root.attr("identifier")
	if r.ours {
		id, _ = identified(id)
	}
	if id == "" || len(id) > 60 || r.ids[id] {
		id = strconv.Itoa(len(r.file.Rows) + 1)
		for r.ids[id] {
			id += "-2"
		}
	}
	r.ids[id] = true
	return id
}

// findAlone finds the fields that [packed.blanks] puts below a text.
func (r *itemReader) findAlone(body *node) {
	r.alone = map[*node]bool{}
	for _, p := range body.Children {
		if p.attr("class") != fieldsClass {
			continue
		}
		for _, field := range p.all("textEntryInteraction") {
			r.alone[field] = true
		}
	}
}

// points returns the most that an item is worth: MAXSCORE, or the normal maximum of
// SCORE (QTI 2.2, 3.0: "Outcome declaration"), or its weight in the test.
func (r *itemReader) points(weight float64) int {
	found := ""
	for _, d := range r.root.all("outcomeDeclaration") {
		switch d.attr("identifier") {
		case "MAXSCORE":
			found = strings.TrimSpace(d.child("defaultValue").text())
		case "SCORE":
			if found == "" {
				found = d.attr("normalMaximum")
			}
		}
	}
	if found == "" {
		if weight != float64(int(weight)) || weight < 1 {
			r.remark("no_points", "1")
			return 1
		}
		return int(weight)
	}
	if weight != 0 && weight != 1 {
		r.remark("weight", strconv.FormatFloat(weight, 'g', -1, 64))
	}
	points, err := strconv.ParseFloat(found, 64)
	if err != nil || points != float64(int(points)) {
		r.refuse("no_number", found)
		return 0
	}
	return int(points)
}

// answered settles how an item is answered, by its interactions.
func (r *itemReader) answered(item *exam.PaperItem) {
	if len(r.interactions) == 0 {
		r.refuse("no_interaction", "")
		return
	}
	first := r.interactions[0]
	for _, n := range r.interactions[1:] {
		if first.Name != "textEntryInteraction" || n.Name != first.Name {
			r.refuse("several_interactions", n.Name)
			return
		}
	}
	switch first.Name {
	case "choiceInteraction":
		r.choice(item, first)
	case "textEntryInteraction":
		r.blanks(item)
	case "extendedTextInteraction":
		r.extended(item, first)
	case "drawingInteraction":
		item.Kind = exam.ItemDrawing
		r.background(item, first)
	case "uploadInteraction":
		item.Kind = exam.ItemPhoto
	default:
		r.refuse("interaction", first.Name)
	}
}

// declared returns what a response's declaration calls right, and its cardinality.
func (r *itemReader) declared(response string) (right []string, cardinality string) {
	for _, d := range r.root.all("responseDeclaration") {
		if d.attr("identifier") != response {
			continue
		}
		if len(d.all("mapping", "areaMapping")) > 0 {
			r.remark("mapping", response)
		}
		for _, value := range d.child("correctResponse").all("value") {
			right = append(right, value.text())
		}
		return right, d.attr("cardinality")
	}
	return nil, ""
}

func (r *itemReader) choice(item *exam.PaperItem, n *node) {
	right, cardinality := r.declared(n.attr("responseIdentifier"))
	item.Kind = exam.ItemSingle
	if cardinality == "multiple" || cardinality == "" && n.attr("maxChoices") != "1" && n.attr("maxChoices") != "" {
		item.Kind = exam.ItemMultiple
		if most, err := strconv.Atoi(n.attr("maxChoices")); err == nil && most > 1 && most < len(n.all("simpleChoice")) {
			r.remark("max_choices", n.attr("maxChoices"))
		}
	}
	var ids []string
	for _, choice := range n.all("simpleChoice") {
		words := &flow{item: r}
		words.addAll(choice)
		if choice.attr("fixed") == "true" && n.attr("shuffle") == "true" {
			r.remark("fixed", choice.attr("identifier"))
		}
		item.Options, ids = append(item.Options, words.String()), append(ids, choice.attr("identifier"))
	}
	keys := item.Keys()
	if yes := r.trueFalse(item, ids); yes >= 0 {
		item.Kind, item.Options = exam.ItemTrue, nil
		keys = []string{"F", "F"}
		keys[yes] = "T"
	} else if n.attr("shuffle") == "true" {
		r.shuffled = true
	}
	var answer []string
	for _, value := range right {
		if at := slices.Index(ids, strings.TrimSpace(value)); at >= 0 {
			answer = append(answer, keys[at])
		} else {
			r.refuse("answer", short(value))
		}
	}
	slices.Sort(answer)
	item.Answer = strings.Join(answer, ",")
}

var yesNo = [][2]string{{"正确", "错误"}, {"对", "错"}, {"是", "否"}, {"√", "×"}, {"true", "false"}, {"t", "f"}, {"yes", "no"}, {"right", "wrong"}}

// trueFalse returns which of two options says true, -1 where they say something else.
func (r *itemReader) trueFalse(item *exam.PaperItem, ids []string) int {
	if item.Kind != exam.ItemSingle || len(ids) != 2 {
		return -1
	}
	if r.ours {
		return slices.Index([]bool{ids[0] == "T" && ids[1] == "F"}, true)
	}
	for _, pair := range yesNo {
		for yes := range 2 {
			if strings.EqualFold(strings.Trim(item.Options[yes], " .。"), pair[0]) && strings.EqualFold(strings.Trim(item.Options[1-yes], " .。"), pair[1]) {
				return yes
			}
		}
	}
	return -1
}

func (r *itemReader) blanks(item *exam.PaperItem) {
	item.Kind, item.Blanks = exam.ItemBlanks, len(r.interactions)
	right := make([]string, item.Blanks)
	for n, field := range r.interactions {
		values, _ := r.declared(field.attr("responseIdentifier"))
		if len(values) > 1 {
			r.remark("answers", short(strings.Join(values[1:], ", ")))
		}
		if len(values) > 0 {
			right[n] = strings.TrimSpace(values[0])
		}
	}
	item.Answer = strings.TrimRight(strings.Join(right, "\n"), "\n")
	if item.Text == "" {
		item.Text = strings.Repeat("____ ", item.Blanks)
	}
}

func (r *itemReader) extended(item *exam.PaperItem, n *node) {
	right, cardinality := r.declared(n.attr("responseIdentifier"))
	if cardinality == "multiple" || cardinality == "ordered" {
		r.refuse("several_answers", n.attr("responseIdentifier"))
	}
	if len(right) > 0 {
		item.Answer = strings.TrimSpace(right[0])
	}
	lines, _ := strconv.Atoi(n.attr("expectedLines")) // no number is none
	length, _ := strconv.Atoi(n.attr("expectedLength"))
	class := " " + n.attr("class") + " "
	item.Kind = exam.ItemShort
	switch {
	case strings.Contains(class, " "+formulaClass+" "):
		item.Kind = exam.ItemFormula
	case length > 0 || lines > 1 || strings.Contains(class, " qti-height-lines-"):
		item.Kind, item.Words = exam.ItemEssay, min(max(length, 0), 20_000)
	}
}

// background takes over the picture that is to be drawn on: it stands below the text.
func (r *itemReader) background(item *exam.PaperItem, n *node) {
	for _, one := range n.all("object", "img", "picture") {
		href := one.attr("data") + one.attr("src")
		if strings.HasSuffix(href, canvasFile) && r.ours {
			return
		}
		words := &flow{item: r}
		words.medium(one)
		item.Text = strings.TrimSpace(item.Text + "\n" + words.String())
		r.remark("background", href)
	}
}

package qti

import (
	"regexp"
	"strconv"
	"strings"
)

// flow gathers the text of a document's elements, a line for each block.
type flow struct {
	item  *itemReader
	lines []string
	line  strings.Builder
	exact bool // within pre: spaces and line ends count
}

// String returns the lines without empty ones before and after.
func (f *flow) String() string {
	f.end(false)
	for len(f.lines) > 0 && f.lines[0] == "" {
		f.lines = f.lines[1:]
	}
	for len(f.lines) > 0 && f.lines[len(f.lines)-1] == "" {
		f.lines = f.lines[:len(f.lines)-1]
	}
	return strings.Join(f.lines, "\n")
}

// end ends a line; one without anything only counts where it is asked for.
func (f *flow) end(empty bool) {
	line := f.line.String()
	f.line.Reset()
	if !f.exact {
		line = strings.TrimRight(line, " ")
	}
	if line != "" || empty {
		f.lines = append(f.lines, line)
	}
}

// words adds text; outside of pre white space is one space (XHTML 1.0, 3.2).
func (f *flow) words(s string) {
	if f.exact {
		for n, part := range strings.Split(s, "\n") {
			if n > 0 {
				f.end(true)
			}
			f.line.WriteString(part)
		}
		return
	}
	const white = " \t\r\n"
	fields := strings.FieldsFunc(s, func(sign rune) bool { return strings.ContainsRune(white, sign) })
	soFar := f.line.String()
	if strings.IndexAny(s, white) == 0 && soFar != "" && !strings.HasSuffix(soFar, " ") {
		f.line.WriteByte(' ')
	}
	f.line.WriteString(strings.Join(fields, " "))
	if len(fields) > 0 && strings.ContainsRune(white, rune(s[len(s)-1])) {
		f.line.WriteByte(' ')
	}
}

// inlineElements stand within a line.
var inlineElements = map[string]bool{
	"span": true, "a": true, "b": true, "i": true, "em": true, "strong": true, "u": true, "small": true, "big": true, "tt": true, "code": true, "kbd": true, "samp": true,
	"var": true, "cite": true, "dfn": true, "abbr": true, "acronym": true, "q": true, "sub": true, "sup": true, "bdi": true, "bdo": true, "label": true, "mark": true, "s": true,
	"ruby": true, "rb": true, "rt": true, "rp": true, "rbc": true, "rtc": true,
}

// formatting is lost: texts are plain.
var formatting = map[string]bool{
	"b": true, "i": true, "em": true, "strong": true, "u": true, "s": true, "mark": true, "ul": true, "ol": true, "table": true, "ruby": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
}

// plainScript is what sub and sup may hold to become a formula.
var plainScript = regexp.MustCompile(`^[0-9A-Za-z+\-=() ]{1,20}$`)

// add adds an element and what it holds.
func (f *flow) add(n *node) {
	if formatting[n.Name] {
		f.item.remark("formatting", n.Name)
	}
	switch n.Name {
	case "":
		f.words(n.Text)
	case "br":
		f.end(true)
	case "img", "object", "audio", "video", "picture":
		f.medium(n)
	case "math":
		f.math(n)
	case "sub", "sup":
		f.script(n)
	case "td", "th":
		f.addAll(n)
		f.line.WriteString(" | ")
	case "hr", "col", "colgroup", "param", "track", "source":
	case "rubricBlock", "feedbackInline", "feedbackBlock", "infoControl", "stylesheet":
		f.item.remark("ignored", n.Name)
	case "pre":
		f.end(false)
		f.exact = true
		f.addAll(n)
		f.end(false)
		f.exact = false
	default:
		f.rest(n)
	}
}

// rest adds an interaction, an element of HTML, or refuses what is neither.
func (f *flow) rest(n *node) {
	switch {
	case strings.HasSuffix(n.Name, "Interaction"):
		f.interaction(n)
	case inlineElements[n.Name]:
		f.addAll(n)
	case html[n.Name] || n.Name == "itemBody" || n.Name == "prompt":
		f.end(len(n.Children) == 0 && n.Name == "p")
		f.addAll(n)
		f.end(false)
	default:
		f.item.refuse("element", n.Name)
	}
}

func (f *flow) addAll(n *node) {
	for _, child := range n.Children {
		f.add(child)
	}
}

func (f *flow) interaction(n *node) {
	f.item.interactions = append(f.item.interactions, n)
	switch n.Name {
	case "textEntryInteraction":
		if f.item.alone[n] {
			return
		}
		width, err := strconv.Atoi(n.attr("expectedLength"))
		if err != nil || width < 3 || width > 40 {
			width = 4
		}
		f.line.WriteString(strings.Repeat("_", width))
	default:
		f.end(false)
		for _, prompt := range n.all("prompt") {
			f.add(prompt)
		}
	}
}

func (f *flow) medium(n *node) {
	href, description := n.attr("src"), n.attr("alt")
	switch n.Name {
	case "object":
		href, description = n.attr("data"), strings.TrimSpace(n.text())
	case "audio", "video", "picture":
		description = n.attr("aria-label")
		for _, source := range n.all("source", "img") {
			if href == "" {
				href = source.attr("src")
			}
		}
	}
	name, err := f.item.medium(f.item.name, href)
	if err != nil {
		f.item.flaws = append(f.item.flaws, flawOf(err, f.item.name))
		return
	}
	description = strings.NewReplacer("[", "(", "]", ")", "\n", " ").Replace(description)
	f.line.WriteString("![" + description + "](" + name + ")")
}

// math takes a formula over where its TeX stands beside it.
func (f *flow) math(n *node) {
	for _, note := range n.all("annotation") {
		if strings.Contains(strings.ToLower(note.attr("encoding")), "tex") {
			f.line.WriteString("$" + strings.TrimSpace(note.text()) + "$")
			return
		}
	}
	f.item.refuse("mathml", short(n.text()))
}

func (f *flow) script(n *node) {
	inner := strings.TrimSpace(n.text())
	if !plainScript.MatchString(inner) || f.exact {
		f.item.remark("formatting", n.Name)
		f.addAll(n)
		return
	}
	sign := "_"
	if n.Name == "sup" {
		sign = "^"
	}
	f.line.WriteString("$" + sign + "{" + inner + "}$")
}

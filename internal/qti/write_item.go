package qti

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"kaochang/internal/exam"
)

// formulaClass marks a text that is asked for as a formula: neither version has an
// interaction of its own for that.
const formulaClass = "kaochang-formula"

// fieldsClass marks a paragraph of fields that have no gap of their own in the text.
const fieldsClass = "kaochang-fields"

// gap is where a blank stands in a text.
var gap = regexp.MustCompile(`_{3,}`)

func (p *packed) item(item exam.PaperItem, shuffle bool) *node {
	body := el("itemBody", nil)
	root := el("assessmentItem", p.root("identifier", identifier(item.ID), "title", titleOf(item), "adaptive", "false", "timeDependent", "false", "toolName", tool, "toolVersion", "1"))
	root.Children = append(declarations(item),
		el("outcomeDeclaration", []string{"identifier", "SCORE", "cardinality", "single", "baseType", "float"}, defaultOf("0")),
		el("outcomeDeclaration", []string{"identifier", "MAXSCORE", "cardinality", "single", "baseType", "float"}, defaultOf(strconv.Itoa(item.Points))),
		body)
	if item.Kind == exam.ItemBlanks {
		body.Children = p.blanks(item)
	} else {
		body.Children = append(p.blocks(item.Text, nil), p.interaction(item, shuffle))
	}
	if processing := processingOf(item); processing != nil {
		root.Children = append(root.Children, processing)
	}
	return root
}

func defaultOf(value string) *node {
	return el("defaultValue", nil, el("value", nil, text(value)))
}

// titleOf is the beginning of an item's text, or its identifier.
func titleOf(item exam.PaperItem) string {
	if title := short(exam.MediaReference.ReplaceAllString(item.Text, "$1")); title != "" {
		return title
	}
	return item.ID
}

// declarations declare the responses of an item and what is right.
func declarations(item exam.PaperItem) (all []*node) {
	declare := func(id, cardinality, base string, right ...string) {
		d := el("responseDeclaration", []string{"identifier", id, "cardinality", cardinality, "baseType", base})
		if len(right) > 0 && right[0] != "" {
			correct := el("correctResponse", nil)
			for _, value := range right {
				correct.Children = append(correct.Children, el("value", nil, text(value)))
			}
			d.Children = append(d.Children, correct)
		}
		all = append(all, d)
	}
	switch item.Kind {
	case exam.ItemSingle, exam.ItemTrue:
		declare("RESPONSE", "single", "identifier", item.Answer)
	case exam.ItemMultiple:
		declare("RESPONSE", "multiple", "identifier", strings.Split(item.Answer, ",")...)
	case exam.ItemBlanks:
		right := strings.Split(item.Answer, "\n")
		for n := range item.Blanks {
			value := ""
			if n < len(right) {
				value = right[n]
			}
			declare(blank(n), "single", "string", value)
		}
	case exam.ItemDrawing, exam.ItemPhoto:
		declare("RESPONSE", "single", "file")
	default:
		declare("RESPONSE", "single", "string", item.Answer)
	}
	return all
}

func blank(n int) string { return "RESPONSE" + strconv.Itoa(n+1) }

// interaction is how an item is answered, for every kind but blanks.
func (p *packed) interaction(item exam.PaperItem, shuffle bool) *node {
	response := []string{"responseIdentifier", "RESPONSE"}
	switch item.Kind {
	case exam.ItemSingle, exam.ItemMultiple:
		limit := "1"
		if item.Kind == exam.ItemMultiple {
			limit = "0"
		}
		choice := el("choiceInteraction", append(response, "shuffle", strconv.FormatBool(shuffle), "maxChoices", limit))
		for n, option := range item.Options {
			choice.Children = append(choice.Children, el("simpleChoice", []string{"identifier", item.Keys()[n]}, p.option(option)...))
		}
		return choice
	case exam.ItemTrue:
		return el("choiceInteraction", append(response, "shuffle", "false", "maxChoices", "1"),
			el("simpleChoice", []string{"identifier", "T"}, text("正确")), el("simpleChoice", []string{"identifier", "F"}, text("错误")))
	case exam.ItemDrawing:
		p.canvas = true
		return el("drawingInteraction", response,
			el("object", []string{"data", "../" + canvasFile, "type", "image/png", "width", strconv.Itoa(canvasWidth), "height", strconv.Itoa(canvasHeight)}))
	case exam.ItemPhoto:
		return el("uploadInteraction", append(response, "type", "image/jpeg"))
	case exam.ItemEssay:
		length := ""
		if item.Words > 0 {
			length = strconv.Itoa(item.Words)
		}
		return el("extendedTextInteraction", append(response, "expectedLength", length, "expectedLines", "10"))
	case exam.ItemFormula:
		return el("extendedTextInteraction", append([]string{"class", formulaClass}, append(response, "expectedLines", "1")...))
	}
	return el("extendedTextInteraction", append(response, "expectedLines", "1"))
}

// blanks returns the text of an item with a field in place of each gap; where there
// are as many gaps as blanks. Otherwise the fields stand below it.
func (p *packed) blanks(item exam.PaperItem) []*node {
	gaps := gap.FindAllString(item.Text, -1)
	fields := make([]*node, item.Blanks)
	for n := range fields {
		fields[n] = el("textEntryInteraction", []string{"responseIdentifier", blank(n)})
		if len(gaps) == item.Blanks && len(gaps[n]) != 4 {
			fields[n].Attrs = append(fields[n].Attrs, attr{"expectedLength", strconv.Itoa(len(gaps[n]))})
		}
	}
	if len(gaps) == item.Blanks {
		return p.blocks(item.Text, fields)
	}
	return append(p.blocks(item.Text, nil), el("p", []string{"class", fieldsClass}, fields...))
}

// blocks returns a text as a paragraph for each line. Fields, if any, take the place
// of its gaps.
func (p *packed) blocks(s string, fields []*node) (blocks []*node) {
	for _, line := range strings.Split(s, "\n") {
		name := "p"
		if exact(line) {
			name = "pre"
		}
		block := el(name, nil)
		block.Children, fields = p.inline(line, fields)
		blocks = append(blocks, block)
	}
	return blocks
}

// exact reports whether the spaces of a line must be kept as they are.
func exact(line string) bool {
	return !exam.MediaReference.MatchString(line) && (strings.Contains(line, "  ") || strings.Contains(line, "\t") || strings.TrimSpace(line) != line)
}

func (p *packed) option(s string) []*node {
	if strings.Contains(s, "\n") || exact(s) {
		return p.blocks(s, nil)
	}
	inline, _ := p.inline(s, nil)
	return inline
}

// inline returns a line with its media, and the fields that are left after it.
func (p *packed) inline(line string, fields []*node) (parts []*node, left []*node) {
	words := func(s string) {
		for s != "" {
			at := gap.FindStringIndex(s)
			if at == nil || len(fields) == 0 {
				parts = append(parts, text(s))
				return
			}
			if at[0] > 0 {
				parts = append(parts, text(s[:at[0]]))
			}
			parts, fields, s = append(parts, fields[0]), fields[1:], s[at[1]:]
		}
	}
	rest := line
	for {
		at := exam.MediaReference.FindStringSubmatchIndex(rest)
		if at == nil {
			words(rest)
			return parts, fields
		}
		words(rest[:at[0]])
		description, name := rest[at[2]:at[3]], rest[at[4]:at[5]]
		parts = append(parts, p.medium(description, name))
		rest = rest[at[1]:]
	}
}

// medium shows an image or plays a sound: QTI 2.2 has object for that, 3.0 audio.
func (p *packed) medium(description, name string) *node {
	m, there := p.media[name]
	if !there {
		return text("![" + description + "](" + name + ")")
	}
	href := "../" + mediaFolder + url.PathEscape(name)
	switch {
	case !m.Sound():
		img := el("img", []string{"src", href, "alt", description})
		if description == "" {
			img.Attrs = append(img.Attrs, attr{"alt", ""}) // required
		}
		return img
	case p.format == exam.FormatQTI22:
		return el("object", []string{"data", href, "type", m.Type}, text(description))
	}
	return el("audio", []string{"controls", "controls", "aria-label", description}, el("source", []string{"src", href, "type", m.Type}))
}

// processingOf gives an item's points to who answers it rightly, where a machine can
// tell; else it is nil, for a person to mark.
func processingOf(item exam.PaperItem) *node {
	if item.Answer == "" || (!item.Kind.Chosen() && item.Kind != exam.ItemTrue) {
		return nil
	}
	match := el("match", nil, el("variable", []string{"identifier", "RESPONSE"}), el("correct", []string{"identifier", "RESPONSE"}))
	score := el("setOutcomeValue", []string{"identifier", "SCORE"}, el("variable", []string{"identifier", "MAXSCORE"}))
	return el("responseProcessing", nil, el("responseCondition", nil, el("responseIf", nil, match, score)))
}

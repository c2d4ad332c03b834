package exam

import (
	"slices"
	"strings"
)

// ItemKind is how an item of an online paper is answered.
type ItemKind string

// The kinds.
const (
	ItemSingle   ItemKind = "single"   // one of several options; the answer is its key
	ItemMultiple ItemKind = "multiple" // some of them; keys with a comma between, in order
	ItemTrue     ItemKind = "true_false"
	ItemBlanks   ItemKind = "blanks" // as many lines as there are blanks
	ItemShort    ItemKind = "short"
	ItemEssay    ItemKind = "essay"   // with a count of its words
	ItemFormula  ItemKind = "formula" // LaTeX
	ItemDrawing  ItemKind = "drawing" // strokes, see [Drawing]
	ItemPhoto    ItemKind = "photo"   // uploads of the candidate's, an identifier a line
)

// ItemKinds lists every kind, in the editor's order.
func ItemKinds() []ItemKind {
	return []ItemKind{ItemSingle, ItemMultiple, ItemTrue, ItemBlanks, ItemShort, ItemEssay, ItemFormula, ItemDrawing, ItemPhoto}
}

// Chosen reports whether one or several of an item's options are its answer.
func (k ItemKind) Chosen() bool { return k == ItemSingle || k == ItemMultiple }

// PaperItem is one item (试题). ID is unique in its paper.
type PaperItem struct {
	ID      string   `json:"id" maxLength:"64"`
	Kind    ItemKind `json:"kind" enum:"single,multiple,true_false,blanks,short,essay,formula,drawing,photo"`
	Text    string   `json:"text" doc:"Formulas stand between $ signs, media as ![description](name)"`
	Options []string `json:"options,omitempty" doc:"Of choices; the keys are A, B, C… whatever order they are shown in"`
	Blanks  int      `json:"blanks,omitempty" doc:"How many lines blanks ask"`
	Words   int      `json:"words,omitempty" doc:"The least length of an essay, 0 for none"`
	Points  int      `json:"points"`
	Answer  string   `json:"answer,omitempty" doc:"What is right, written as candidates answer; never sent to them"`
}

// PaperSection is a part of a paper (大题).
type PaperSection struct {
	Title          string      `json:"title"`
	Items          []PaperItem `json:"items"`
	ShuffleItems   bool        `json:"shuffle_items,omitempty" doc:"Each candidate has her own order of the items"`
	ShuffleOptions bool        `json:"shuffle_options,omitempty" doc:"Each candidate has her own order of the options"`
}

// PaperContent is what an online paper asks.
type PaperContent struct {
	Sections []PaperSection `json:"sections"`
	Media    []PaperMedia   `json:"media,omitempty" doc:"What items show or play"`
}

// The bounds of an online paper.
const (
	MaxItems      = 300
	MaxOptions    = 12
	maxItemRunes  = 20_000
	maxItemPoints = 1000
)

// Items returns how many items there are.
func (c PaperContent) Items() (n int) {
	for _, s := range c.Sections {
		n += len(s.Items)
	}
	return n
}

// Item returns an item by its identifier.
func (c PaperContent) Item(id string) (PaperItem, bool) {
	for _, s := range c.Sections {
		for _, item := range s.Items {
			if item.ID == id {
				return item, true
			}
		}
	}
	return PaperItem{}, false
}

// Asked returns what candidates may have of a paper: everything but what is right.
func (c PaperContent) Asked() PaperContent {
	sections := make([]PaperSection, len(c.Sections))
	for i, s := range c.Sections {
		s.Items = slices.Clone(s.Items)
		for n := range s.Items {
			s.Items[n].Answer = ""
		}
		sections[i] = s
	}
	c.Sections = sections
	return c
}

// Check refuses a paper without items, with too many, or with one that cannot be
// answered, as CodeInvalid with "field" and, for an item, its "item".
func (c PaperContent) Check() error {
	if n := c.Items(); n < 1 || n > MaxItems {
		return wrongField("sections", "have no items, or too many")
	}
	if err := c.checkMedia(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, section := range c.Sections {
		if err := checkText("title", section.Title, 0, maxIntro); err != nil {
			return err
		}
		for _, item := range section.Items {
			field, why := item.Wrong()
			if field == "" && seen[item.ID] {
				field, why = "id", "stands twice"
			}
			if name := c.missing(item); field == "" && name != "" {
				field, why = "media", "of this name are not with the paper: "+name
			}
			if field != "" {
				return Errorf(CodeInvalid, "%s: %s", field, why).With("field", field).With("item", item.ID)
			}
			seen[item.ID] = true
		}
	}
	return nil
}

// Wrong returns the field of an item that cannot be and why, "" for none.
func (i PaperItem) Wrong() (field, why string) {
	switch {
	case i.ID == "" || len(i.ID) > 64:
		return "id", "is missing or too long"
	case !slices.Contains(ItemKinds(), i.Kind):
		return "kind", "is no kind of item"
	case strings.TrimSpace(i.Text) == "" || len([]rune(i.Text)) > maxItemRunes:
		return "text", "is empty or too long"
	case i.Kind.Chosen() && (len(i.Options) < 2 || len(i.Options) > MaxOptions || slices.ContainsFunc(i.Options, func(o string) bool { return strings.TrimSpace(o) == "" })):
		return "options", "are not between 2 and 12, or one is empty"
	case i.Kind == ItemBlanks && (i.Blanks < 1 || i.Blanks > 20):
		return "blanks", "are not between 1 and 20"
	case i.Words < 0 || i.Words > 20_000:
		return "words", "are not between 0 and 20000"
	case i.Points < 0 || i.Points > maxItemPoints:
		return "points", "are not between 0 and 1000"
	case !i.answerable():
		return "answer", "is none that a candidate could give"
	}
	return "", ""
}

// answerable reports whether the right answer, if there is one, can be given.
func (i PaperItem) answerable() bool {
	if i.Answer == "" {
		return true
	}
	switch i.Kind {
	case ItemSingle:
		return slices.Contains(i.Keys(), i.Answer)
	case ItemMultiple:
		keys := strings.Split(i.Answer, ",")
		return slices.IsSorted(keys) && len(slices.Compact(slices.Clone(keys))) == len(keys) && !slices.ContainsFunc(keys, func(k string) bool { return !slices.Contains(i.Keys(), k) })
	case ItemTrue:
		return i.Answer == "T" || i.Answer == "F"
	case ItemBlanks:
		return strings.Count(i.Answer, "\n") < i.Blanks
	case ItemDrawing, ItemPhoto:
		return false
	}
	return len([]rune(i.Answer)) <= maxItemRunes
}

// Keys returns the keys of an item's options: A, B, C… They name the options in
// answers, whatever order a candidate sees them in.
func (i PaperItem) Keys() []string {
	keys := make([]string, len(i.Options))
	for n := range keys {
		keys[n] = string(rune('A' + n))
	}
	return keys
}

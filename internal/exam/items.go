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
	ItemEssay    ItemKind = "essay" // with a count of its words
)

// ItemKinds lists every kind, in the editor's order.
func ItemKinds() []ItemKind {
	return []ItemKind{ItemSingle, ItemMultiple, ItemTrue, ItemBlanks, ItemShort, ItemEssay}
}

// PaperItem is one item (试题). ID is unique in its paper.
type PaperItem struct {
	ID      string   `json:"id" maxLength:"64"`
	Kind    ItemKind `json:"kind" enum:"single,multiple,true_false,blanks,short,essay"`
	Text    string   `json:"text"`
	Options []string `json:"options,omitempty" doc:"Of choices; the keys are A, B, C…"`
	Blanks  int      `json:"blanks,omitempty" doc:"How many lines blanks ask"`
	Words   int      `json:"words,omitempty" doc:"The least length of an essay, 0 for none"`
	Points  int      `json:"points"`
}

// PaperSection is a part of a paper (大题).
type PaperSection struct {
	Title string      `json:"title"`
	Items []PaperItem `json:"items"`
}

// PaperContent is what an online paper asks.
type PaperContent struct {
	Sections []PaperSection `json:"sections"`
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

// Check refuses a paper without items, with too many, or with one that cannot be
// answered, as CodeInvalid with "field" and, for an item, its "item".
func (c PaperContent) Check() error {
	if n := c.Items(); n < 1 || n > MaxItems {
		return wrongField("sections", "have no items, or too many")
	}
	seen := map[string]bool{}
	for _, section := range c.Sections {
		if err := checkText("title", section.Title, 0, maxIntro); err != nil {
			return err
		}
		for _, item := range section.Items {
			field, why := item.wrong()
			if field == "" && seen[item.ID] {
				field, why = "id", "stands twice"
			}
			if field != "" {
				return Errorf(CodeInvalid, "%s: %s", field, why).With("field", field).With("item", item.ID)
			}
			seen[item.ID] = true
		}
	}
	return nil
}

// wrong returns what of an item cannot be, "" for nothing.
func (i PaperItem) wrong() (field, why string) {
	choice := i.Kind == ItemSingle || i.Kind == ItemMultiple
	switch {
	case i.ID == "" || len(i.ID) > 64:
		return "id", "is missing or too long"
	case !slices.Contains(ItemKinds(), i.Kind):
		return "kind", "is no kind of item"
	case strings.TrimSpace(i.Text) == "" || len([]rune(i.Text)) > maxItemRunes:
		return "text", "is empty or too long"
	case choice && (len(i.Options) < 2 || len(i.Options) > MaxOptions || slices.ContainsFunc(i.Options, func(o string) bool { return strings.TrimSpace(o) == "" })):
		return "options", "are not between 2 and 12, or one is empty"
	case i.Kind == ItemBlanks && (i.Blanks < 1 || i.Blanks > 20):
		return "blanks", "are not between 1 and 20"
	case i.Words < 0 || i.Words > 20_000:
		return "words", "are not between 0 and 20000"
	case i.Points < 0 || i.Points > maxItemPoints:
		return "points", "are not between 0 and 1000"
	}
	return "", ""
}

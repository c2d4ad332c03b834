package exam

// PaperFormat is how a paper is exchanged with other systems.
type PaperFormat string

// The formats.
const (
	FormatXLSX  PaperFormat = "xlsx"
	FormatQTI22 PaperFormat = "qti22" // 1EdTech QTI 2.2 in a content package
	FormatQTI30 PaperFormat = "qti30" // 1EdTech QTI 3.0 in a content package
)

// PaperFormats lists every format.
func PaperFormats() []PaperFormat { return []PaperFormat{FormatXLSX, FormatQTI22, FormatQTI30} }

// PaperFile is a paper as it is exchanged. The media of its content carry their
// bytes.
type PaperFile struct {
	Format  PaperFormat
	Title   string
	Content PaperContent
	// Rows says of each item where it stood and what is wrong with it; Flaws are
	// about the file as a whole.
	Rows  []ImportRow
	Flaws []ImportFlaw
}

// ImportFlaw is one thing that an import found. Why is a word that clients put into
// sentences; What is what it is about, such as an element's name or a cell's text.
type ImportFlaw struct {
	Column string `json:"column,omitempty" doc:"The column of a table, or the file within a package"`
	Why    string `json:"why"`
	What   string `json:"what,omitempty"`
	Blocks bool   `json:"blocks" doc:"Nothing is imported while it stands; otherwise only a remark"`
}

// ImportRow is what an import makes of one row of a table, or of one item of a
// package.
type ImportRow struct {
	Row     int          `json:"row" doc:"Of a table as the spreadsheet counts; of a package the item's place, from 1"`
	Section string       `json:"section"`
	Item    string       `json:"item"`
	Kind    ItemKind     `json:"kind,omitempty"`
	Text    string       `json:"text"`
	Points  int          `json:"points"`
	Flaws   []ImportFlaw `json:"flaws"`
}

// maxRowText bounds the text of an item in a report, in bytes.
const maxRowText = 240

// RowOf returns an item's row of a report.
func RowOf(n int, section string, item PaperItem, flaws []ImportFlaw) ImportRow {
	return ImportRow{n, section, item.ID, item.Kind, clip(item.Text, maxRowText), item.Points, flaws}
}

// Blocked returns how many flaws stand against an import.
func (f PaperFile) Blocked() (n int) {
	for _, flaw := range f.Flaws {
		if flaw.Blocks {
			n++
		}
	}
	for _, row := range f.Rows {
		for _, flaw := range row.Flaws {
			if flaw.Blocks {
				n++
			}
		}
	}
	return n
}

// Judge adds to the rows of a file what [PaperContent.Check] would refuse. Rows and
// items are in the same order.
func (f *PaperFile) Judge() {
	n, seen := 0, map[string]bool{}
	for _, s := range f.Content.Sections {
		for _, item := range s.Items {
			row := &f.Rows[n]
			n++
			field, why := item.Wrong()
			switch {
			case len(row.Flaws) > 0 && row.blocked():
			case field != "":
				row.Flaws = append(row.Flaws, ImportFlaw{Column: field, Why: field, What: why, Blocks: true})
			case seen[item.ID]:
				row.Flaws = append(row.Flaws, ImportFlaw{Column: "id", Why: "twice", What: item.ID, Blocks: true})
			case f.Content.missing(item) != "":
				row.Flaws = append(row.Flaws, ImportFlaw{Column: "text", Why: "media_missing", What: f.Content.missing(item), Blocks: true})
			}
			seen[item.ID] = true
		}
	}
	if f.Blocked() > 0 {
		return
	}
	if err := f.Content.Check(); err != nil {
		f.Flaws = append(f.Flaws, ImportFlaw{Why: "content", What: err.Error(), Blocks: true})
	}
}

func (r ImportRow) blocked() bool {
	for _, flaw := range r.Flaws {
		if flaw.Blocks {
			return true
		}
	}
	return false
}

package qti

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"kaochang/internal/exam"
)

// Read reads a package, or the document of one item, of QTI 2.1, 2.2 or 3.0. What it
// cannot take over is named in the rows and flaws of the paper that it returns; a file
// that is no such package, or would harm, is CodeWrongType or CodeTooLarge with "why".
func Read(data []byte) (exam.PaperFile, error) {
	if len(data) > maxFile {
		return exam.PaperFile{}, exam.Errorf(exam.CodeTooLarge, "a package has at most %d MiB", maxFile>>20).With("why", "large")
	}
	r := &reader{file: exam.PaperFile{Format: exam.FormatQTI30, Content: exam.PaperContent{Sections: []exam.PaperSection{}}}, media: map[string]string{}, ids: map[string]bool{}}
	if !bytes.HasPrefix(data, []byte("PK")) {
		return r.single(data)
	}
	var err error
	if r.pack, err = openPack(data); err != nil {
		return exam.PaperFile{}, err
	}
	name, there := r.manifest()
	if !there {
		return exam.PaperFile{}, exam.Errorf(exam.CodeWrongType, "this package has no %s", manifestFile).With("why", "no_manifest")
	}
	manifest, _, err := r.document(name)
	if err != nil {
		return exam.PaperFile{}, refusal(err, name)
	}
	r.resources(name, manifest)
	r.file.Judge()
	return r.file, nil
}

// refusal refuses a whole file for what one document of it is.
func refusal(err error, name string) error {
	flaw := flawOf(err, name)
	code := exam.CodeWrongType
	if flaw.Why == "large" {
		code = exam.CodeTooLarge
	}
	return exam.Errorf(code, "%s cannot be read: %s %s", name, flaw.Why, flaw.What).With("why", flaw.Why).With("what", flaw.What)
}

// reader makes a paper of a package.
type reader struct {
	*pack
	file  exam.PaperFile
	media map[string]string // names of the paper's media by their files
	ids   map[string]bool
}

// single reads the document of one item.
func (r *reader) single(data []byte) (exam.PaperFile, error) {
	const name = "item.xml"
	if len(data) > maxXML {
		return exam.PaperFile{}, exam.Errorf(exam.CodeTooLarge, "a document has at most %d MiB", maxXML>>20).With("why", "large")
	}
	r.pack = &pack{}
	root, space, err := parse(data)
	if err != nil {
		return exam.PaperFile{}, refusal(err, name)
	}
	if root.Name != "assessmentItem" {
		return exam.PaperFile{}, exam.Errorf(exam.CodeWrongType, "this is no item of QTI: <%.60s>; a test needs its items, in a package", root.Name).With("why", "no_item")
	}
	r.file.Title = root.attr("title")
	section := exam.PaperSection{}
	r.item(&section, name, root, space, 0)
	r.file.Content.Sections = append(r.file.Content.Sections, section)
	r.file.Judge()
	return r.file, nil
}

// resources reads the test that a manifest names, or all its items where it names none.
func (r *reader) resources(manifest string, root *node) {
	var tests, items []string
	for _, one := range root.child("resources").all("resource") {
		kind, href := one.attr("type"), one.attr("href")
		isTest, isItem := strings.HasPrefix(kind, "imsqti_test"), strings.HasPrefix(kind, "imsqti_item")
		if !isTest && !isItem {
			continue
		}
		name, ok := resolve(manifest, href)
		if !ok {
			r.flaw(manifest, "path", href, true)
			continue
		}
		if isTest {
			tests = append(tests, name)
		} else {
			items = append(items, name)
		}
	}
	for _, other := range tests[min(1, len(tests)):] {
		r.flaw(other, "several_tests", other, false)
	}
	if len(tests) > 0 {
		r.test(tests[0])
		return
	}
	section := exam.PaperSection{}
	for _, name := range items {
		r.reference(&section, name, 0)
	}
	if len(items) == 0 {
		r.flaw(manifest, "no_items", "", true)
		return
	}
	r.file.Content.Sections = append(r.file.Content.Sections, section)
}

func (r *reader) flaw(file, why, what string, blocks bool) {
	flaw := exam.ImportFlaw{Column: file, Why: why, What: what, Blocks: blocks}
	if !slices.Contains(r.file.Flaws, flaw) {
		r.file.Flaws = append(r.file.Flaws, flaw)
	}
}

func (r *reader) test(name string) {
	root, _, err := r.document(name)
	if err != nil {
		r.file.Flaws = append(r.file.Flaws, flawOf(err, name))
		return
	}
	if root.Name != "assessmentTest" {
		r.flaw(name, "no_test", root.Name, true)
		return
	}
	if title := root.attr("title"); title != "" {
		r.file.Title = title
	}
	for _, part := range root.all("testPart") {
		for _, section := range part.Children {
			r.section(name, section, "")
		}
	}
	if len(r.file.Content.Sections) == 0 {
		r.flaw(name, "no_items", "", true)
	}
}

// ignored are parts of a test or a section that a paper has no place for; what they
// would do is told as a remark.
var ignored = []string{"timeLimits", "itemSessionControl", "rubricBlock", "testFeedback", "outcomeProcessing", "stylesheet"}

// section takes over a section; one within another is a section of its own, with both
// titles.
func (r *reader) section(file string, n *node, above string) {
	switch {
	case n.Name == "":
		return
	case n.Name == "assessmentSectionRef" || n.Name == "include":
		r.flaw(file, "element", n.Name, true)
		return
	case n.Name != "assessmentSection":
		if oneOf(n.Name, ignored) {
			r.flaw(file, "ignored", n.Name, false)
		}
		return
	}
	title := n.attr("title")
	if above != "" && title != "" {
		title = above + " / " + title
	} else if above != "" {
		title = above
	}
	section := exam.PaperSection{Title: title, ShuffleItems: n.child("ordering").attr("shuffle") == "true"}
	flush := func() {
		if len(section.Items) > 0 {
			r.file.Content.Sections = append(r.file.Content.Sections, section)
			section.Items, section.ShuffleOptions = nil, false
		}
	}
	for _, child := range n.Children {
		switch child.Name {
		case "assessmentItemRef":
			r.itemRef(&section, file, child)
		case "assessmentSection", "assessmentSectionRef", "include":
			flush()
			r.section(file, child, title)
		case "selection", "adaptiveSelection", "branchRule", "preCondition":
			r.flaw(file, "element", child.Name, true)
		default:
			if oneOf(child.Name, ignored) {
				r.flaw(file, "ignored", child.Name, false)
			}
		}
	}
	flush()
}

func (r *reader) itemRef(section *exam.PaperSection, file string, ref *node) {
	for _, child := range ref.all("branchRule", "preCondition") {
		r.flaw(file, "element", child.Name, true)
	}
	weight := 0.0
	for _, w := range ref.all("weight") {
		_, _ = fmt.Sscan(w.attr("value"), &weight) // what is no number weighs nothing
	}
	name, ok := resolve(file, ref.attr("href"))
	if !ok {
		r.missing(section, ref.attr("identifier"), exam.ImportFlaw{Column: file, Why: "path", What: ref.attr("href"), Blocks: true})
		return
	}
	r.reference(section, name, weight)
}

// reference reads an item of the package.
func (r *reader) reference(section *exam.PaperSection, name string, weight float64) {
	root, space, err := r.document(name)
	if err == nil && root.Name != "assessmentItem" {
		err = unfit{"no_item", root.Name}
	}
	if err != nil {
		r.missing(section, path.Base(name), flawOf(err, name))
		return
	}
	r.item(section, name, root, space, weight)
}

// missing keeps the place of an item that cannot be read.
func (r *reader) missing(section *exam.PaperSection, id string, flaw exam.ImportFlaw) {
	item := exam.PaperItem{ID: id}
	section.Items = append(section.Items, item)
	r.file.Rows = append(r.file.Rows, exam.RowOf(len(r.file.Rows)+1, section.Title, item, []exam.ImportFlaw{flaw}))
}

// item takes over an item.
func (r *reader) item(section *exam.PaperSection, file string, root *node, space string, weight float64) {
	switch {
	case strings.Contains(space, "imsqtiasi_v3"):
	case strings.Contains(space, "imsqti_v2"):
		r.file.Format = exam.FormatQTI22
	default:
		r.flaw(file, "version", space, false)
	}
	one := itemReader{reader: r, name: file, root: root, ours: root.attr("toolName") == tool}
	item := one.read(weight)
	if one.shuffled {
		section.ShuffleOptions = true
	}
	section.Items = append(section.Items, item)
	r.file.Rows = append(r.file.Rows, exam.RowOf(len(r.file.Rows)+1, section.Title, item, one.flaws))
}

// medium takes an image or a sound into the paper and returns its name there.
func (r *reader) medium(from, href string) (string, error) {
	name, ok := resolve(from, href)
	if !ok {
		return "", unfit{"path", href}
	}
	if known, there := r.media[name]; there {
		return known, nil
	}
	data, err := r.read(name, maxMedium)
	if err != nil {
		return "", err
	}
	kind := mediaType(data)
	if kind == "" {
		return "", unfit{"media_type", path.Base(name)}
	}
	own := exam.MediaName(path.Base(name))
	for n := 2; slices.ContainsFunc(r.file.Content.Media, func(m exam.PaperMedia) bool { return m.Name == own }) || own == ""; n++ {
		own = fmt.Sprintf("%d-%s", n, exam.MediaName(path.Base(name)))
	}
	r.media[name] = own
	r.file.Content.Media = append(r.file.Content.Media, exam.PaperMedia{Name: own, Type: kind, Bytes: int64(len(data)), Data: data})
	return own, nil
}

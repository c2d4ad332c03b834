package qti

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/url"
	"strconv"
	"strings"

	"kaochang/internal/exam"
)

// The files of a package that is written.
const (
	manifestFile = "imsmanifest.xml"
	testFile     = "assessment.xml"
	itemFolder   = "items/"
	mediaFolder  = "media/"
	canvasFile   = mediaFolder + "kaochang-canvas.png" // what a drawing is drawn on
)

// tool names us in what we write, so that what we read back is known as ours.
const tool = "kaochang"

const schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"

// Write writes a paper as a content package of QTI 2.2 or 3.0: imsmanifest.xml, the
// test, a document for each item, and the media that the items name.
func Write(w io.Writer, f exam.PaperFile) error {
	v, known := versions[f.Format]
	if !known {
		return fmt.Errorf("%q is no version of QTI", f.Format)
	}
	pack := zip.NewWriter(w)
	p := packed{version: v, media: map[string]exam.PaperMedia{}}
	for _, m := range f.Content.Media {
		p.media[m.Name] = m
	}
	files := []file{{manifestFile, nil}, {testFile, v.document(p.test(f))}}
	for _, s := range f.Content.Sections {
		for _, item := range s.Items {
			files = append(files, file{itemFolder + identifier(item.ID) + ".xml", v.document(p.item(item, s.ShuffleOptions))})
		}
	}
	for _, m := range f.Content.Media {
		files = append(files, file{mediaFolder + m.Name, m.Data})
	}
	if p.canvas {
		files = append(files, file{canvasFile, canvas()})
	}
	files[0].data = v.document(p.manifest(f))
	for _, one := range files {
		out, err := pack.Create(one.name)
		if err == nil {
			_, err = out.Write(one.data)
		}
		if err != nil {
			return fmt.Errorf("pack %s: %w", one.name, err)
		}
	}
	if err := pack.Close(); err != nil {
		return fmt.Errorf("pack paper: %w", err)
	}
	return nil
}

type file struct {
	name string
	data []byte
}

// packed is a paper on its way into a package.
type packed struct {
	version
	media  map[string]exam.PaperMedia
	canvas bool // a drawing needs something to be drawn on
}

// identifier returns an item's identifier as QTI has them: a letter first, then
// letters, digits, _ and -; anything else as its code point between dots.
func identifier(id string) string {
	var out strings.Builder
	out.WriteString("item-")
	for _, sign := range id {
		if sign == '_' || sign == '-' || sign < 128 && (sign >= '0' && sign <= '9' || sign >= 'a' && sign <= 'z' || sign >= 'A' && sign <= 'Z') {
			out.WriteRune(sign)
		} else {
			fmt.Fprintf(&out, ".%x.", sign)
		}
	}
	return out.String()
}

// identified is the way back from [identifier]; ok is false for what it did not write.
func identified(written string) (id string, ok bool) {
	rest, ok := strings.CutPrefix(written, "item-")
	parts := strings.Split(rest, ".")
	if !ok || len(parts)%2 == 0 {
		return written, false
	}
	for i := 1; i < len(parts); i += 2 {
		sign, err := strconv.ParseUint(parts[i], 16, 21)
		if err != nil {
			return written, false
		}
		parts[i] = string(rune(sign))
	}
	return strings.Join(parts, ""), true
}

func (p *packed) root(attrs ...string) []string {
	return append([]string{"xmlns", p.ns, "xmlns:xsi", schemaInstance, "xsi:schemaLocation", p.ns + " " + p.nsSchema}, attrs...)
}

func (p *packed) test(f exam.PaperFile) *node {
	part := el("testPart", []string{"identifier", "part-1", "navigationMode", "nonlinear", "submissionMode", "simultaneous"})
	for n, s := range f.Content.Sections {
		section := el("assessmentSection", []string{"identifier", fmt.Sprintf("section-%d", n+1), "title", s.Title, "visible", "true"})
		if s.Title == "" {
			section.Attrs = append(section.Attrs, attr{"title", ""}) // required
		}
		if s.ShuffleItems {
			section.Children = append(section.Children, el("ordering", []string{"shuffle", "true"}))
		}
		for _, item := range s.Items {
			id := identifier(item.ID)
			section.Children = append(section.Children, el("assessmentItemRef", []string{"identifier", id, "href", itemFolder + id + ".xml"}))
		}
		part.Children = append(part.Children, section)
	}
	title := f.Title
	if title == "" {
		title = "Paper"
	}
	return el("assessmentTest", p.root("identifier", "test", "title", title, "toolName", tool, "toolVersion", "1"), part)
}

func (p *packed) manifest(f exam.PaperFile) *node {
	test := el("resource", []string{"identifier", "res-test", "type", p.testType, "href", testFile}, el("file", []string{"href", testFile}))
	resources := el("resources", nil, test)
	for _, s := range f.Content.Sections {
		for _, item := range s.Items {
			id := identifier(item.ID)
			test.Children = append(test.Children, el("dependency", []string{"identifierref", "res-" + id}))
			one := el("resource", []string{"identifier", "res-" + id, "type", p.itemType, "href", itemFolder + id + ".xml"}, el("file", []string{"href", itemFolder + id + ".xml"}))
			names := map[string]bool{}
			for _, text := range append([]string{item.Text}, item.Options...) {
				for _, name := range exam.MediaNames(text) {
					if _, there := p.media[name]; there && !names[name] {
						one.Children = append(one.Children, el("file", []string{"href", mediaFolder + url.PathEscape(name)}))
					}
					names[name] = true
				}
			}
			if item.Kind == exam.ItemDrawing {
				one.Children = append(one.Children, el("file", []string{"href", canvasFile}))
			}
			resources.Children = append(resources.Children, one)
		}
	}
	return el("manifest", []string{"xmlns", p.cp, "xmlns:xsi", schemaInstance, "xsi:schemaLocation", p.cp + " " + p.cpSchema, "identifier", "manifest"},
		el("metadata", nil, el("schema", nil, text(p.schema)), el("schemaversion", nil, text(p.schemaVersion))), el("organizations", nil), resources)
}

// canvasWidth and canvasHeight are the size of what is drawn on, in pixels.
const (
	canvasWidth  = 800
	canvasHeight = 600
)

// canvas is an empty picture.
func canvas() []byte {
	picture := image.NewPaletted(image.Rect(0, 0, canvasWidth, canvasHeight), color.Palette{color.White})
	var out bytes.Buffer
	_ = png.Encode(&out, picture) // into memory
	return out.Bytes()
}

package material

import (
	"fmt"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"kaochang/internal/exam"
)

// maxPages of a PDF that a candidate sends.
const maxPages = 200

func init() { model.ConfigPath = "disable" } // pdfcpu keeps no files of its own

// forbidden are the keys of a PDF's dictionaries that make it do something: run a
// script, start a program, carry other files (ISO 32000-1, 12.6.4, 7.11.4).
var forbidden = []string{"JS", "JavaScript", "Launch", "EmbeddedFiles", "EmbeddedFile", "RichMedia"}

// checkPDF refuses, with CodeWrongType, what cannot be opened as a PDF, is locked,
// has no page or more than 200, or would do something.
func checkPDF(src io.ReadSeeker) (err error) {
	defer func() {
		if v := recover(); v != nil { // a broken file must not end the request
			err = exam.Errorf(exam.CodeWrongType, "this PDF is broken")
		}
	}()
	doc, err := api.ReadAndValidate(src, model.NewDefaultConfiguration())
	if err != nil {
		return exam.Errorf(exam.CodeWrongType, "this PDF cannot be opened; save it again and try once more")
	}
	if doc.PageCount < 1 || doc.PageCount > maxPages {
		return exam.Errorf(exam.CodeWrongType, "a PDF has 1 to %d pages, this one %d", maxPages, doc.PageCount)
	}
	for _, entry := range doc.Table {
		if entry == nil || entry.Free {
			continue
		}
		if key := acts(entry.Object); key != "" {
			return exam.Errorf(exam.CodeWrongType, "this PDF holds a script, a program or other files (%s); save it as a plain PDF", key)
		}
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("rewind: %w", err)
	}
	return nil
}

// acts returns the first forbidden key within an object, "" for none. References
// are looked at where they lead.
func acts(object types.Object) string {
	switch o := object.(type) {
	case types.Dict:
		return actsDict(o)
	case types.StreamDict:
		return actsDict(o.Dict)
	case *types.StreamDict:
		return actsDict(o.Dict)
	case types.Array:
		for _, one := range o {
			if key := acts(one); key != "" {
				return key
			}
		}
	}
	return ""
}

func actsDict(d types.Dict) string {
	for _, key := range forbidden {
		if _, there := d[key]; there {
			return key
		}
		if name, is := d["S"].(types.Name); is && string(name) == key {
			return key
		}
	}
	for _, value := range d {
		if key := acts(value); key != "" {
			return key
		}
	}
	return ""
}

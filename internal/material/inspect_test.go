package material

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"

	"kaochang/internal/exam"
	"kaochang/internal/pdftest"
)

func tinyPNG(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPDFsThatDoSomethingAreRefused(t *testing.T) {
	for rule, c := range map[string]struct {
		content []byte
		want    exam.Code
	}{
		"a plain one":                   {pdftest.Page(""), ""},
		"a script when it is opened":    {pdftest.Page("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), exam.CodeWrongType},
		"a script by name":              {pdftest.Page("/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(1)>>]>>>>"), exam.CodeWrongType},
		"a program":                     {pdftest.Page("/OpenAction<</S/Launch/F(calc.exe)>>"), exam.CodeWrongType},
		"one that is cut":               {pdftest.Page("")[:60], exam.CodeWrongType},
		"the first bytes of one, alone": {[]byte("%PDF-1.7 nothing else %%EOF"), exam.CodeWrongType},
	} {
		if err := checkPDF(bytes.NewReader(c.content)); exam.CodeOf(err) != c.want && !(err == nil && c.want == "") {
			t.Errorf("%s: %v, want %q", rule, err, c.want)
		}
	}
}

func TestContentIsWhatCountsNotItsName(t *testing.T) {
	film := func(brand string) []byte { return append([]byte("\x00\x00\x00\x18ftyp"+brand), make([]byte, 600)...) }
	webm := append([]byte("\x1a\x45\xdf\xa3\x93\x42\x82\x88webm"), make([]byte, 600)...)
	for rule, c := range map[string]struct {
		content []byte
		kind    exam.RequirementKind
		want    string // "" where it is refused
	}{
		"a picture":                     {tinyPNG(t), exam.RequireImage, "image/png"},
		"a drawing that may run":        {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`), exam.RequireImage, ""},
		"a page that says it is one":    {[]byte("<html><img src=x onerror=1>"), exam.RequireImage, ""},
		"a pack":                        {[]byte("PK\x03\x04" + strings.Repeat("x", 600)), exam.RequireFile, ""},
		"a film of a phone":             {film("isom"), exam.RequireVideo, "video/mp4"},
		"a film of an iPhone":           {film("qt  "), exam.RequireVideo, "video/quicktime"},
		"a film of a browser":           {webm, exam.RequireVideo, "video/webm"},
		"a film where a picture is due": {film("isom"), exam.RequireImage, ""},
		"a program":                     {append([]byte("MZ"), make([]byte, 600)...), exam.RequireVideo, ""},
		"a document":                    {pdftest.Page(""), exam.RequireFile, "application/pdf"},
	} {
		clean, got, err := inspect(bytes.NewReader(c.content), c.kind.MediaTypes())
		switch {
		case c.want == "" && exam.CodeOf(err) != exam.CodeWrongType:
			t.Errorf("%s: %v, want it refused", rule, err)
		case c.want != "" && (err != nil || got != c.want):
			t.Errorf("%s: %s (%v), want %s", rule, got, err, c.want)
		case c.want != "":
			if n, err := io.Copy(io.Discard, clean); err != nil || n == 0 {
				t.Errorf("%s: %d bytes (%v)", rule, n, err)
			}
		}
	}
}

// breaking is a source that cannot be read from a byte on, as when the bucket that
// holds it goes away.
type breaking struct {
	*bytes.Reader
	from int64
	why  error
}

func (b *breaking) Read(p []byte) (int, error) {
	at := b.Size() - int64(b.Len())
	if at >= b.from {
		return 0, b.why
	}
	return b.Reader.Read(p[:min(int64(len(p)), b.from-at)])
}

func TestASourceThatBreaksIsNoWrongFile(t *testing.T) {
	away := exam.Errorf(exam.CodeUnavailable, "the file store is away")
	for name, row := range map[string]struct {
		content   []byte
		mediaType string
		from      int64
	}{
		"at the first byte":       {tinyPNG(t), "image/png", 0},
		"in the midst of a photo": {tinyPNG(t), "image/png", 60},
		"in the midst of a PDF":   {append(pdftest.Page(""), bytes.Repeat([]byte("\n"), 2000)...), "application/pdf", 700},
	} {
		ticket := exam.Ticket{Purpose: exam.PurposeMaterial, Type: row.mediaType}
		_, _, err := examine(ticket, &breaking{bytes.NewReader(row.content), row.from, away})
		if exam.CodeOf(err) != exam.CodeUnavailable || !exam.Passing(err) {
			t.Errorf("%s: %v with code %q, want what broke it, not a refusal", name, err, exam.CodeOf(err))
		}
		whole := bytes.NewReader(row.content)
		clean, got, err := examine(ticket, whole)
		if err != nil || got != row.mediaType || (row.mediaType == "application/pdf") != (clean == io.Reader(whole)) {
			t.Errorf("%s, unbroken: %s, %v, want it taken; a PDF as the very source", name, got, err)
		}
	}
}

package pdf_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"kaochang/internal/pdf"
)

func TestATextTakesAsManySheetsAsItNeeds(t *testing.T) {
	model.ConfigPath = "disable"
	for rule, c := range map[string]struct {
		paragraphs []string
		pages      int
	}{
		"a short one has one":                  {[]string{"一、默写", "二、作文"}, 1},
		"a long one more, none of it cut away": {strings.Split(strings.Repeat("请写一篇不少于八百字的文章。|", 60), "|"), 4},
	} {
		var out bytes.Buffer
		if err := pdf.Text(&out, "语文", c.paragraphs); err != nil {
			t.Fatalf("%s: %v", rule, err)
		}
		doc, err := api.ReadAndValidate(bytes.NewReader(out.Bytes()), model.NewDefaultConfiguration())
		if err != nil {
			t.Fatalf("%s: %v", rule, err)
		}
		if doc.PageCount != c.pages {
			t.Errorf("%s: %d pages, want %d", rule, doc.PageCount, c.pages)
		}
	}
}

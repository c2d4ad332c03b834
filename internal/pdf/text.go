package pdf

import (
	"fmt"
	"io"
	"strings"

	"github.com/tdewolff/canvas"
	"github.com/tdewolff/canvas/renderers/pdf"
)

// Text writes a document of a title and paragraphs, on as many sheets as it needs.
func Text(w io.Writer, title string, paragraphs []string) error {
	busy.Lock()
	defer busy.Unlock()
	doc := pdf.New(w, paperWidth, paperHeight, &pdf.Options{Compress: true, SubsetFonts: true})
	doc.SetInfo(title, "", "", "", "kaochang")
	doc.SetLang("zh-CN")
	sheet := canvas.New(paperWidth, paperHeight)
	p := &page{ctx: canvas.NewContext(sheet)}
	p.turn = func() *canvas.Context {
		sheet.RenderTo(doc)
		doc.NewPage(paperWidth, paperHeight)
		sheet = canvas.New(paperWidth, paperHeight)
		return canvas.NewContext(sheet)
	}
	y := margin + p.text(margin, margin, inner, title, style{size: 20, colour: black, align: canvas.Center}) + 8
	for _, one := range paragraphs {
		b := p.set(inner, strings.TrimSpace(one), style{size: 12, colour: black})
		y = p.room(y, b.high)
		y += p.draw(margin, y, b) + 5
	}
	if p.err != nil {
		return fmt.Errorf("draw %s: %w", title, p.err)
	}
	sheet.RenderTo(doc)
	if err := doc.Close(); err != nil {
		return fmt.Errorf("close document: %w", err)
	}
	return nil
}

package pdf

import (
	"image"
	"image/color"
	"strings"

	"github.com/skip2/go-qrcode"
	"github.com/tdewolff/canvas"
)

// The paper is A4; all lengths are millimetres, x from the left edge and y from
// the top.
const (
	paperWidth, paperHeight = 210.0, 297.0
	margin                  = 18.0
	inner                   = paperWidth - 2*margin
)

var (
	black = canvas.Black
	grey  = color.RGBA{R: 0x55, G: 0x55, B: 0x55, A: 0xff}
	rule  = color.RGBA{R: 0xaa, G: 0xaa, B: 0xaa, A: 0xff}
)

// page draws on one sheet of paper. The first error stays; drawing after it does
// nothing.
type page struct {
	ctx *canvas.Context
	err error
	// turn gives a new sheet in place of a full one.
	turn func() *canvas.Context
}

// floor is how low text may go: what is below it is of the code and the foot.
const floor = paperHeight - margin - codeSide - 4

// room returns where something of a height can stand: here, or at the top of a
// new sheet.
func (p *page) room(y, height float64) float64 {
	if y+height <= floor {
		return y
	}
	p.ctx = p.turn()
	return margin
}

// style is how a text is set: its size in points and its colour.
type style struct {
	size   float64
	colour color.RGBA
	align  canvas.TextAlign
}

// block is a text that is set and not yet drawn.
type block struct {
	lines []setLine
	high  float64
}

type setLine struct {
	text        *canvas.Text
	right, down float64
}

// set sets a text for a column of a width. Its lines are its own and, where one
// is too long, break at the column's edge.
func (p *page) set(width float64, s string, as style) block {
	var b block
	if s == "" {
		return b
	}
	for line := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		if p.err != nil {
			return b
		}
		if line == "" {
			line = " "
		}
		var text *canvas.RichText
		if text, p.err = rich(line, as); p.err != nil {
			return b
		}
		one := setLine{text: text.ToText(0, 0, canvas.Left, canvas.Top, nil), down: b.high}
		wide, high := one.text.Size()
		switch {
		case wide > width:
			one.text = text.ToText(width, 0, as.align, canvas.Top, nil)
			_, high = one.text.Size()
		case as.align == canvas.Center:
			one.right = (width - wide) / 2
		}
		b.high += high
		b.lines = append(b.lines, one)
	}
	return b
}

// draw draws a block from its top and returns how high it is.
func (p *page) draw(x, y float64, b block) float64 {
	for _, line := range b.lines {
		p.ctx.DrawText(x+line.right, paperHeight-y-line.down, line.text)
	}
	return b.high
}

// text sets and draws in one.
func (p *page) text(x, y, width float64, s string, as style) float64 {
	return p.draw(x, y, p.set(width, s, as))
}

func rich(line string, as style) (*canvas.RichText, error) {
	pieces, err := runs(line)
	if err != nil {
		return nil, err
	}
	if err := fonts["han"].load("han"); err != nil {
		return nil, err
	}
	face := func(name string) *canvas.FontFace { return fonts[name].family.Face(as.size, as.colour) }
	text := canvas.NewRichText(face("han"))
	for _, one := range pieces {
		text.WriteFace(face(one.font), one.text)
	}
	return text, nil
}

// line draws a rule.
func (p *page) line(x, y, width float64) {
	p.ctx.SetFillColor(rule)
	p.ctx.DrawPath(x, paperHeight-y, canvas.Rectangle(width, 0.25))
}

// box draws the edge of a rectangle.
func (p *page) box(x, y, width, height float64) {
	p.ctx.SetFillColor(canvas.Transparent)
	p.ctx.SetStrokeColor(rule)
	p.ctx.SetStrokeWidth(0.25)
	p.ctx.DrawPath(x, paperHeight-y-height, canvas.Rectangle(width, height))
	p.ctx.SetStrokeColor(canvas.Transparent)
}

// picture fits an image into a rectangle, in its middle.
func (p *page) picture(x, y, width, height float64, img image.Image) {
	size := img.Bounds().Size()
	if size.X == 0 || size.Y == 0 {
		return
	}
	dots := max(float64(size.X)/width, float64(size.Y)/height) // per millimetre
	w, h := float64(size.X)/dots, float64(size.Y)/dots
	p.ctx.DrawImage(x+(width-w)/2, paperHeight-y-height+(height-h)/2, img, canvas.DPMM(dots))
}

// code draws a QR code as squares, so that it is sharp on every printer.
func (p *page) code(x, y, side float64, content string) {
	if p.err != nil {
		return
	}
	qr, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		p.err = err
		return
	}
	bits := qr.Bitmap() // with the quiet zone that readers need
	cell := side / float64(len(bits))
	squares := &canvas.Path{}
	for row, line := range bits {
		for col := 0; col < len(line); col++ {
			from := col
			for col < len(line) && line[col] {
				col++
			}
			if col > from {
				squares = squares.Append(canvas.Rectangle(float64(col-from)*cell, cell).Translate(float64(from)*cell, side-float64(row+1)*cell))
			}
		}
	}
	p.ctx.SetFillColor(black)
	p.ctx.DrawPath(x, paperHeight-y-side, squares)
}

package pdf

import (
	"fmt"
	"image"
	"io"
	"iter"
	"strings"
	"sync"
	"time"

	"github.com/tdewolff/canvas"
	"github.com/tdewolff/canvas/renderers/pdf"

	"kaochang/internal/exam"
)

// Printed is a ticket with what only the printer needs: the photo, nil for none,
// and what the QR code says.
type Printed struct {
	exam.AdmissionTicket
	Photo image.Image
	Link  string
}

// busy lets one document be drawn at a time: shapers of fonts are not to be
// shared, and a document of thousands of pages keeps a core busy.
var busy sync.Mutex

// Tickets writes a document with a page for each ticket. It returns the first
// error of the list, or of writing; what was written is then no document.
func Tickets(w io.Writer, title string, list iter.Seq2[Printed, error]) error {
	busy.Lock()
	defer busy.Unlock()
	doc := pdf.New(w, paperWidth, paperHeight, &pdf.Options{Compress: true, SubsetFonts: true, ImageEncoding: canvas.Lossy})
	doc.SetInfo(title, "", "", "", "kaochang")
	doc.SetLang("zh-CN")
	first := true
	for one, err := range list {
		if err != nil {
			return err
		}
		if !first {
			doc.NewPage(paperWidth, paperHeight)
		}
		first = false
		if err := draw(doc, one); err != nil {
			return err
		}
	}
	if err := doc.Close(); err != nil {
		return fmt.Errorf("close document: %w", err)
	}
	return nil
}

// draw draws a ticket on as many sheets as it needs.
func draw(doc *pdf.PDF, one Printed) error {
	sheet := canvas.New(paperWidth, paperHeight)
	p := &page{ctx: canvas.NewContext(sheet)}
	p.turn = func() *canvas.Context {
		sheet.RenderTo(doc)
		doc.NewPage(paperWidth, paperHeight)
		sheet = canvas.New(paperWidth, paperHeight)
		return canvas.NewContext(sheet)
	}
	p.ticket(one)
	if p.err != nil {
		return fmt.Errorf("draw ticket of %s: %w", one.EnrolmentID, p.err)
	}
	sheet.RenderTo(doc)
	return nil
}

// The sizes of a passport photo and of the QR code.
const (
	photoWidth, photoHeight = 35.0, 45.0
	codeSide                = 38.0
)

var (
	title   = style{20, black, canvas.Center}
	heading = style{13, black, canvas.Center}
	label   = style{9, grey, canvas.Left}
	value   = style{13, black, canvas.Left}
	small   = style{10, black, canvas.Left}
	tiny    = style{8, grey, canvas.Left}
)

func (p *page) ticket(t Printed) {
	p.foot(t)
	y := margin
	y += p.text(margin, y, inner, t.School, heading) + 2
	y += p.text(margin, y, inner, t.Exam, heading) + 4
	y += p.text(margin, y, inner, "准考证  Admission ticket", title) + 7
	y = max(p.person(t, y), y+photoHeight) + 8
	y = p.timetable(t, y) + 7
	if t.Notes == "" {
		return
	}
	y = p.room(y, 12)
	y += p.text(margin, y, inner, "注意事项  Notes", label) + 1.5
	for line := range strings.Lines(t.Notes) {
		set := p.set(inner, strings.TrimRight(line, "\r\n"), small)
		y = p.room(y, set.high)
		y += max(p.draw(margin, y, set), 2)
	}
}

// foot draws the code and what it is for.
func (p *page) foot(t Printed) {
	p.code(paperWidth-margin-codeSide, paperHeight-margin-codeSide, codeSide, t.Link)
	left := inner - codeSide - 4
	y := paperHeight - margin - 9
	if t.Contact != "" {
		contact := p.set(left, "联系学校 Contact: "+t.Contact, tiny)
		p.draw(margin, y-contact.high-3, contact)
	}
	p.text(margin, y, left, "扫描二维码可核验本证，并查看最新的时间与考场。\nThe QR code verifies this ticket and shows the present timetable.", tiny)
}

// person draws who the candidate is, with her photo on the right; it returns
// where the text ends.
func (p *page) person(t Printed, y float64) float64 {
	x := paperWidth - margin - photoWidth
	if t.Photo != nil {
		p.picture(x, y, photoWidth, photoHeight, t.Photo)
	} else {
		p.text(x, y+photoHeight/2-3, photoWidth, "无照片 No photo", style{9, grey, canvas.Center})
	}
	p.box(x, y, photoWidth, photoHeight)
	width := inner - photoWidth - 8
	for _, line := range [][2]string{{"姓名 Name", t.Name}, {"考生号 Number", t.Number}, {"学院 College", t.College}, {"专业 Major", t.Major}} {
		p.text(margin, y+1, 32, line[0], label)
		y += max(p.text(margin+34, y, width-34, line[1], value), 6) + 4
	}
	return y
}

// columns are the timetable's: where each begins and how wide it is.
var columns = [...]struct {
	x, width float64
	name     string
}{
	{margin, 44, "科目 Subject"}, {margin + 46, 46, "考试时间 Time"}, {margin + 94, 38, "入场时间 Entry"}, {margin + 134, inner - 134, "考场 Room"},
}

func (p *page) timetable(t Printed, y float64) float64 {
	zone, err := time.LoadLocation(t.TimeZone)
	if err != nil {
		p.err = fmt.Errorf("load time zone %s: %w", t.TimeZone, err)
		return y
	}
	for _, c := range columns {
		p.text(c.x, y, c.width, c.name, label)
	}
	y += 6
	for _, line := range t.Lines {
		from, to := line.StartsAt.In(zone), line.EndsAt.In(zone)
		cells := [...]string{
			line.Subject + "\n" + typeNames[line.Type],
			from.Format("2006-01-02\n") + span(from, to),
			span(line.EntryOpensAt.In(zone), line.EntryClosesAt.In(zone)),
			line.Room,
		}
		if line.Order > 0 {
			cells[3] += fmt.Sprintf("\n顺序 No. %d", line.Order)
		}
		var row [len(columns)]block
		high := 0.0
		for i, c := range columns {
			row[i] = p.set(c.width, cells[i], small)
			high = max(high, row[i].high)
		}
		y = p.room(y, high+5)
		p.line(margin, y, inner)
		for i, c := range columns {
			p.draw(c.x, y+2, row[i])
		}
		y += high + 5
	}
	p.line(margin, y, inner)
	p.text(margin, y+1.5, inner, "时间按 Times of: "+t.TimeZone, tiny)
	return y + 6
}

// span words two times of a day; the second has its date when it is another day.
func span(from, to time.Time) string {
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return from.Format("15:04") + "-" + to.Format("15:04")
	}
	return from.Format("15:04") + " -\n" + to.Format("2006-01-02 15:04")
}

var typeNames = map[exam.Type]string{
	exam.TypeInterview: "面试 Interview", exam.TypeWritten: "笔试 Written", exam.TypeProctored: "监考 Proctored", exam.TypeVideo: "上传视频 Video",
}

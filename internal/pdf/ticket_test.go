package pdf_test

import (
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/skip2/go-qrcode"
	"golang.org/x/text/unicode/norm"

	"kaochang/internal/exam"
	"kaochang/internal/pdf"
)

// ticket is one of a candidate with a name.
func ticket(name string) pdf.Printed {
	start := time.Date(2027, 1, 5, 1, 0, 0, 0, time.UTC)
	photo := image.NewRGBA(image.Rect(0, 0, 295, 413))
	for i := range photo.Pix {
		photo.Pix[i] = 0xc0
	}
	photo.Set(3, 3, color.Black)
	return pdf.Printed{
		AdmissionTicket: exam.AdmissionTicket{
			EnrolmentID: "e1", School: "山河大学", College: "艺术学院", Exam: "2027 年推免面试", Major: "作曲与作曲技术理论", Number: "2027900001", Name: name,
			Contact: "010-12345678", Notes: "请提前 30 分钟入场。\n请携带身份证。", TimeZone: "Asia/Shanghai",
			Lines: []exam.TicketLine{{
				Subject: "专业面试", Room: "第一考场", Type: exam.TypeInterview, Order: 3, StartsAt: start, EndsAt: start.Add(3 * time.Hour),
				EntryOpensAt: start.Add(-time.Hour), EntryClosesAt: start.Add(2 * time.Hour),
			}},
		},
		Photo: photo, Link: "https://exam.example.edu.cn/t/AbCdEf0123456789",
	}
}

// file prints tickets into a valid document and returns its path.
func file(t *testing.T, all ...pdf.Printed) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tickets.pdf")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	err = pdf.Tickets(out, "准考证", func(yield func(pdf.Printed, error) bool) {
		for _, one := range all {
			if !yield(one, nil) {
				return
			}
		}
	})
	if err := errors.Join(err, out.Close()); err != nil {
		t.Fatal(err)
	}
	if err := api.ValidateFile(path, nil); err != nil {
		t.Fatalf("the document is not valid: %v", err)
	}
	return path
}

// document prints tickets and returns the text that a reader finds in each page.
func document(t *testing.T, all ...pdf.Printed) []string {
	t.Helper()
	path := file(t, all...)
	text, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Fatalf("read the document (Debian: poppler-utils): %v", err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
}

// plain undoes what readers add: direction marks, Arabic letters in the form in
// which they were drawn, spaces.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}

func TestEveryNameIsPrinted(t *testing.T) {
	names := []struct{ name, want string }{
		{"欧阳晴", "欧阳晴"},
		{"𠮷田晴", "𠮷田晴"}, // extension B
		{"𠀋𪚥", "𠀋𪚥"},   // its last characters
		{"䶮", "䶮"},     // extension A
		{"阿卜杜拉·买买提", "阿卜杜拉·买买提"},
		{"⽥⼀", "田一"}, // radicals that look like characters
		{"محمد علي", "محمد"},
		{"李 محمد 𠮷", "محمد"},
		{"דוד לוי", "דודלוי"},
		{"Zoë Müller", "ZoëMüller"},
		{"小明🎻", "小明🎻"},
		{"ཀ", "[U+0F40]"}, // no font has it
	}
	all := make([]pdf.Printed, len(names))
	for i, c := range names {
		all[i] = ticket(c.name)
	}
	pages := document(t, all...)
	if len(pages) != len(names) {
		t.Fatalf("%d pages for %d tickets", len(pages), len(names))
	}
	for i, c := range names {
		if got := plain(pages[i]); !strings.Contains(got, plain(c.want)) {
			t.Errorf("the page of %q has no %q: %s", c.name, c.want, pages[i])
		}
	}
}

func TestATicketSaysWhenAndWhere(t *testing.T) {
	got := plain(document(t, ticket("欧阳晴"))[0])
	for _, want := range []string{
		"山河大学", "2027年推免面试", "艺术学院", "作曲与作曲技术理论", "2027900001", "专业面试", "面试Interview", "2027-01-05", "09:00-12:00", "08:00-11:00",
		"第一考场", "No.3", "Asia/Shanghai", "请提前30分钟入场。", "010-12345678",
	} {
		if !strings.Contains(got, plain(want)) {
			t.Errorf("no %q in: %s", want, got)
		}
	}
}

// TestTheCodeCanBeScanned compares the printed code, square by square, with what
// it is to say: upright, black on white, in the corner where it belongs.
func TestTheCodeCanBeScanned(t *testing.T) {
	one := ticket("欧阳晴")
	const dpi, side = 300, 38.0
	picture := filepath.Join(t.TempDir(), "page")
	if out, err := exec.Command("pdftoppm", "-r", strconv.Itoa(dpi), "-singlefile", "-png", file(t, one), picture).CombinedOutput(); err != nil {
		t.Fatalf("draw the page (Debian: poppler-utils): %v %s", err, out)
	}
	src, err := os.Open(picture + ".png")
	if err != nil {
		t.Fatal(err)
	}
	page, err := png.Decode(src)
	if err := errors.Join(err, src.Close()); err != nil {
		t.Fatal(err)
	}
	want, err := qrcode.New(one.Link, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	bits := want.Bitmap()
	cell := side / float64(len(bits))
	left, top := 210-18-side, 297-18-side
	dot := func(mm float64) int { return int(mm * dpi / 25.4) }
	for row, line := range bits {
		for col, black := range line {
			grey, _, _, _ := page.At(dot(left+(float64(col)+0.5)*cell), dot(top+(float64(row)+0.5)*cell)).RGBA()
			if (grey < 0x8000) != black {
				t.Fatalf("square %d, %d of %d is black: %t, want %t", row, col, len(bits), grey < 0x8000, black)
			}
		}
	}
}

func TestALongTicketGoesOnOnANewSheet(t *testing.T) {
	one := ticket("欧阳晴")
	for range 11 {
		one.Lines = append(one.Lines, one.Lines[0])
	}
	one.Notes = strings.Repeat("长", exam.MaxTicketNotes-3) + "完毕。"
	pages := document(t, one)
	all := plain(strings.Join(pages, ""))
	if n := strings.Count(all, "第一考场"); len(pages) < 2 || n != 12 || !strings.Contains(all, "完毕。") {
		t.Errorf("%d pages with %d sessions and notes to the end: %t", len(pages), n, strings.Contains(all, "完毕。"))
	}
}

func TestAnErrorOfTheListIsToldAtOnce(t *testing.T) {
	gone := errors.New("gone")
	err := pdf.Tickets(io.Discard, "", func(yield func(pdf.Printed, error) bool) { yield(pdf.Printed{}, gone) })
	if !errors.Is(err, gone) {
		t.Errorf("%v, want %v", err, gone)
	}
}

func BenchmarkTickets(b *testing.B) {
	one := ticket("𠮷田晴")
	for b.Loop() {
		err := pdf.Tickets(io.Discard, "", func(yield func(pdf.Printed, error) bool) {
			for range 100 {
				yield(one, nil)
			}
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

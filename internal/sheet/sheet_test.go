package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"kaochang/internal/exam"
	"kaochang/internal/sheet"
)

// odd is text that tables have broken on: CJK Extension B, an emoji of several
// signs, right to left, a comma, a quote, a line end, signs of formulas.
var odd = []string{"𠮷田𪚥", "👩‍🎓考生", "محمد علي", `a,"b"`, "x\ny", "=1+1", "+85291234567", "-5", "@cmd", "\tx", "  x "}

// neutral is odd as it is read back: what a spreadsheet would calculate has an
// apostrophe before it.
var neutral = []string{"𠮷田𪚥", "👩‍🎓考生", "محمد علي", `a,"b"`, "x\ny", "'=1+1", "'+85291234567", "'-5", "'@cmd", "'\tx", "  x "}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	for format, write := range map[string]func(io.Writer, sheet.Table) error{"xlsx": sheet.WriteXLSX, "csv": sheet.WriteCSV} {
		var out bytes.Buffer
		if err := write(&out, sheet.Table{Name: "名单", Header: make([]string, 0), Rows: [][]string{odd, {"00123"}}, Notes: []string{"note"}}); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		b, err := sheet.Read(bytes.NewReader(out.Bytes()), "")
		if err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		want := []sheet.Row{{2, neutral}, {3, []string{"00123"}}}
		if !reflect.DeepEqual(b.Rows, want) {
			t.Errorf("%s: rows\n got %+v\nwant %+v", format, b.Rows, want)
		}
		if format == "xlsx" && !reflect.DeepEqual(b.Sheets, []string{"名单", "说明 Notes"}) {
			t.Errorf("sheets %q", b.Sheets)
		}
	}
}

func encoded(t *testing.T, text string, enc interface{ Bytes([]byte) ([]byte, error) }) []byte {
	t.Helper()
	out, err := enc.Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCSVInTheEncodingsOfOffices(t *testing.T) {
	const text = "姓名,手机\r\n张三丰,13800000001\r\n\r\n𠮷野,13800000002\r\n"
	want := []sheet.Row{{1, []string{"姓名", "手机"}}, {2, []string{"张三丰", "13800000001"}}, {4, []string{"𠮷野", "13800000002"}}}
	utf16 := func(e unicode.Endianness) []byte {
		return encoded(t, text, unicode.UTF16(e, unicode.UseBOM).NewEncoder())
	}
	for name, raw := range map[string][]byte{
		"UTF-8":                        []byte(text),
		"UTF-8 with a byte order mark": []byte("\xef\xbb\xbf" + text),
		"GB18030":                      encoded(t, text, simplifiedchinese.GB18030.NewEncoder()),
		"UTF-16, little end first":     utf16(unicode.LittleEndian),
		"UTF-16, big end first":        utf16(unicode.BigEndian),
		"tabs":                         []byte(strings.ReplaceAll(text, ",", "\t")),
		"semicolons":                   []byte(strings.ReplaceAll(text, ",", ";")),
	} {
		b, err := sheet.Read(bytes.NewReader(raw), "")
		if err != nil || !reflect.DeepEqual(b.Rows, want) {
			t.Errorf("%s: rows %+v with %v, want %+v", name, b.Rows, err, want)
		}
		if b.Exact {
			t.Errorf("%s: a csv's numbers are said to be exact", name)
		}
	}
	gbk := encoded(t, "姓名,学院\n张三,艺术学院\n", simplifiedchinese.GBK.NewEncoder())
	if b, err := sheet.Read(bytes.NewReader(gbk), ""); err != nil || b.Rows[1].Cells[1] != "艺术学院" {
		t.Errorf("GBK: %+v with %v", b.Rows, err)
	}
}

func TestRowsHaveTheSpreadsheetsNumbers(t *testing.T) {
	b, err := sheet.Read(strings.NewReader("sep=;\na;\"two\nlines\"\n\nb;c\n"), "")
	want := []sheet.Row{{2, []string{"a", "two\nlines"}}, {4, []string{"b", "c"}}}
	if err != nil || !reflect.DeepEqual(b.Rows, want) {
		t.Errorf("rows %+v with %v, want %+v", b.Rows, err, want)
	}
}

// workbook returns a workbook that fill has filled.
func workbook(t *testing.T, fill func(*excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWorkbooks(t *testing.T) {
	raw := workbook(t, func(f *excelize.File) error {
		date1904 := true
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &date1904}); err != nil {
			return err
		}
		if _, err := f.NewSheet("名单"); err != nil {
			return err
		}
		for cell, v := range map[string]any{"A1": 13800000001, "B1": 1.38e10, "C1": 45000.5, "A3": "末行", "A900": " "} {
			if err := f.SetCellValue("名单", cell, v); err != nil {
				return err
			}
		}
		f.SetActiveSheet(1)
		return f.SetSheetVisible("Sheet1", false)
	})
	b, err := sheet.Read(bytes.NewReader(raw), "")
	if err != nil {
		t.Fatal(err)
	}
	want := []sheet.Row{{1, []string{"13800000001", b.Rows[0].Cells[1], "45000.5"}}, {3, []string{"末行"}}}
	if !reflect.DeepEqual(b.Rows, want) || !b.Exact || !b.Date1904 || !reflect.DeepEqual(b.Sheets, []string{"名单"}) {
		t.Errorf("book %+v, want rows %+v of the only visible sheet, from 1904", b, want)
	}
	if _, err := sheet.Read(bytes.NewReader(raw), "Sheet1"); exam.CodeOf(err) != exam.CodeNotFound {
		t.Errorf("a hidden sheet: %v, want not_found", err)
	}
}

// bomb is a workbook whose sheet unfolds to a thousand times its size.
func bomb(t *testing.T) []byte {
	t.Helper()
	sound := workbook(t, func(f *excelize.File) error { return f.SetCellStr("Sheet1", "A1", "x") })
	src, err := zip.NewReader(bytes.NewReader(sound), int64(len(sound)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	dst := zip.NewWriter(&out)
	for _, f := range src.File {
		w, err := dst.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name != "xl/worksheets/sheet1.xml" {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(w, r); err != nil {
				t.Fatal(err)
			}
			continue
		}
		blank := bytes.Repeat([]byte(" "), 1<<20)
		for range 600 {
			if _, err := w.Write(blank); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := dst.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	manyRows := strings.Repeat("a,b\n", sheet.MaxRows+1)
	for name, c := range map[string]struct {
		raw  []byte
		want exam.Code
	}{
		"a workbook that unfolds to 600 MiB": {bomb(t), exam.CodeTooLarge},
		"a zip that is no workbook":          {[]byte("PK\x03\x04 and then nothing"), exam.CodeWrongType},
		"an old xls":                         {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00\x00"), exam.CodeWrongType},
		"too many rows":                      {[]byte(manyRows), exam.CodeTooLarge},
		"too many columns":                   {[]byte(strings.Repeat("x,", 300) + "x\n"), exam.CodeTooLarge},
		"bytes of no encoding":               {[]byte("a,\xff\xff\xff\n"), exam.CodeWrongType},
	} {
		if b, err := sheet.Read(bytes.NewReader(c.raw), ""); exam.CodeOf(err) != c.want {
			t.Errorf("%s: %d rows with %v, want %s", name, len(b.Rows), err, c.want)
		}
	}
	if b, err := sheet.Read(strings.NewReader(""), ""); err != nil || len(b.Rows) != 0 {
		t.Errorf("an empty file: %v with %v", b.Rows, err)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("姓名,手机\n"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Add([]byte("\"a\n\",b\r\n;"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if bytes.HasPrefix(raw, []byte("PK")) {
			return
		}
		b, err := sheet.Read(bytes.NewReader(raw), "")
		if err != nil && exam.CodeOf(err) == exam.CodeInternal {
			t.Errorf("%q is refused without a code: %v", raw, err)
		}
		last := 0
		for _, r := range b.Rows {
			if r.Number <= last || len(r.Cells) == 0 {
				t.Errorf("%q: row %d after %d with %d cells", raw, r.Number, last, len(r.Cells))
			}
			last = r.Number
		}
	})
}

func ExampleWriteCSV() {
	var out bytes.Buffer
	err := sheet.WriteCSV(&out, sheet.Table{Header: []string{"姓名"}, Rows: [][]string{{"=SUM(A1)"}}})
	fmt.Printf("%q %v", out.String(), err)
	// Output: "\ufeff姓名\r\n'=SUM(A1)\r\n" <nil>
}

package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"kaochang/internal/exam"
)

// maxCSV bounds a csv file: 64 MiB.
const maxCSV = 64 << 20

func readCSV(src io.Reader) (Book, error) {
	raw, err := io.ReadAll(io.LimitReader(src, maxCSV+1))
	if err != nil {
		return Book{}, fmt.Errorf("read csv: %w", err)
	}
	if len(raw) > maxCSV {
		return Book{}, exam.Errorf(exam.CodeTooLarge, "a csv file has at most %d MiB", maxCSV>>20)
	}
	text, err := decode(raw)
	if err != nil {
		return Book{}, err
	}
	b := Book{Sheets: []string{""}}
	b.Rows, err = splitCSV(text)
	return b, err
}

// decode returns text as UTF-8: by its byte order mark, else UTF-8 where it is
// that, else GB18030, which GBK and GB 2312 are parts of (GB 18030-2022).
func decode(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return "", exam.Errorf(exam.CodeWrongType, "this text is neither UTF-8, UTF-16 nor GB18030")
		}
		raw = text
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", exam.Errorf(exam.CodeWrongType, "this is no table: neither xlsx nor csv. Save an old .xls as .xlsx")
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", exam.Errorf(exam.CodeWrongType, "this text is neither UTF-8, UTF-16 nor GB18030")
	}
	return string(text), nil
}

// splitCSV reads rows (RFC 4180) with the separator that the first line has
// most of: comma, tab or semicolon.
func splitCSV(text string) ([]Row, error) {
	first, rest, _ := strings.Cut(text, "\n")
	skipped := 0
	separator := separatorOf(first)
	if sign, ok := strings.CutPrefix(strings.TrimSpace(first), "sep="); ok && len(sign) == 1 {
		separator, text, skipped = rune(sign[0]), rest, 1
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator, -1, true
	var all []Row
	within := 0 // line ends within cells so far: they make no row
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, exam.Errorf(exam.CodeWrongType, "this csv cannot be read: %v", err)
		}
		line, _ := r.FieldPos(0)
		number := line - within + skipped
		for _, c := range cells {
			within += strings.Count(c, "\n")
		}
		if all, err = keep(all, number, cells); err != nil {
			return nil, err
		}
	}
}

func separatorOf(line string) rune {
	best, most := ',', 0
	for _, sign := range []rune{',', '\t', ';', '，'} {
		if n := strings.Count(line, string(sign)); n > most {
			best, most = sign, n
		}
	}
	return best
}

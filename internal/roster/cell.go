package roster

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/width"
)

// invisible are signs that come along when text is copied from pages and chats.
var invisible = strings.NewReplacer("\u200b", "", "\u200e", "", "\u200f", "", "\u2060", "", "\ufeff", "", "\u202a", "", "\u202c", "", "\u202d", "", "\u00a0", " ", "\u3000", " ", "\t", " ", "\r", " ", "\n", " ")

// tidy returns a cell's text with its spaces made plain and an apostrophe that
// only marked it as text taken off.
func tidy(cell string) string {
	text := strings.Join(strings.Fields(invisible.Replace(cell)), " ")
	if rest, ok := strings.CutPrefix(text, "'"); ok && rest != "" {
		text = strings.TrimSpace(rest)
	}
	return text
}

// tidyName returns a name: spaces within one that is all Chinese only fill its
// width (张　三) and go; others stay.
func tidyName(cell string) string {
	name := tidy(strings.NewReplacer("\u200e", "", "\u200f", "").Replace(cell))
	for _, r := range name {
		if r != ' ' && r != '·' && !unicode.Is(unicode.Han, r) {
			return name
		}
	}
	return strings.ReplaceAll(name, " ", "")
}

// tidyCode returns a number, phone or identity number without spaces, in plain
// digits and letters: １３８ becomes 138.
func tidyCode(cell string) string {
	return strings.ReplaceAll(width.Fold.String(tidy(cell)), " ", "")
}

var (
	scientific = regexp.MustCompile(`^(\d)(?:\.(\d+))?[eE]\+?(\d{1,3})$`)
	withZeros  = regexp.MustCompile(`^(\d+)\.0+$`)
)

// maxExactDigits is how many digits of a number spreadsheets keep.
const maxExactDigits = 15

// wholeNumber returns the digits of a number that a spreadsheet kept as such:
// 1.3800000001E10, 13800000001.0. ok is false where digits were lost: more than
// 15 were there, or the text is what the spreadsheet showed and not what it kept.
func wholeNumber(text string, exact bool) (digits string, ok bool) {
	if m := withZeros.FindStringSubmatch(text); m != nil {
		return m[1], true
	}
	m := scientific.FindStringSubmatch(text)
	if m == nil {
		return text, true
	}
	exponent, err := strconv.Atoi(m[3])
	if err != nil || exponent > 40 {
		return text, true
	}
	value, fine := new(big.Rat).SetString(text)
	if !fine || !value.IsInt() {
		return text, true
	}
	digits = value.Num().String()
	return digits, exact && len(digits) <= maxExactDigits
}

var chineseDate = regexp.MustCompile(`^(\d{4})[/.\-年](\d{1,2})(?:[/.\-月](\d{1,2})日?)?(?:[ T]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$`)

// parseDate reads a day as offices write it: 2008/3/5, 2008-03-05, 2008.3.5,
// 2008年3月5日, 20080305, or the day number of a spreadsheet. It returns it as
// 2008-03-05, or ok false.
func parseDate(cell string, date1904 bool) (day string, ok bool) {
	text := width.Fold.String(tidy(cell))
	if m := chineseDate.FindStringSubmatch(strings.ReplaceAll(text, "年 ", "年")); m != nil && m[3] != "" {
		return realDay(m[1], m[2], m[3])
	}
	if len(text) == 8 && strings.Trim(text, "0123456789") == "" {
		return realDay(text[:4], text[4:6], text[6:])
	}
	serial, err := strconv.ParseFloat(text, 64)
	if err != nil || serial < 1 || serial > 80000 {
		return "", false
	}
	return dayOfSerial(int(serial), date1904), true
}

func realDay(y, m, d string) (string, bool) {
	day, err := time.Parse("2006-1-2", fmt.Sprintf("%s-%s-%s", y, strings.TrimLeft(m, "0"), strings.TrimLeft(d, "0")))
	if err != nil || day.Year() < 1900 || day.Year() > 2100 {
		return "", false
	}
	return day.Format(time.DateOnly), true
}

// dayOfSerial counts days from 1900, where spreadsheets hold 1900-02-29 for a
// day that was, or from 1904 (ECMA-376, 18.17.4.1).
func dayOfSerial(serial int, date1904 bool) string {
	if date1904 {
		return time.Date(1904, 1, 1+serial, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	if serial < 60 {
		serial++
	}
	return time.Date(1899, 12, 30+serial, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// cellError reports whether a cell holds what a spreadsheet shows for a formula
// that failed.
func cellError(text string) bool {
	switch text {
	case "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!":
		return true
	}
	return false
}

package exam_test

import (
	"strings"
	"testing"

	"kaochang/internal/exam"
)

func TestCheckResidentID(t *testing.T) {
	for _, c := range []struct {
		rule, number string
		want         exam.ResidentIDProblem
	}{
		{"the standard's own example is right", "11010519491231002X", ""},
		{"a small x is an X", "11010519491231002x", ""},
		{"a man's example of the standard, with a digit", "440524188001010014", ""},
		{"another check sign is wrong", "110105194912310021", exam.ResidentIDCheck},
		{"two digits changed places", "11010519491213002X", exam.ResidentIDCheck},
		{"a month that is none", "11010519491331002X", exam.ResidentIDBirth},
		{"the 30th of February", "11010520000230002X", exam.ResidentIDBirth},
		{"fifteen digits are of before 1999", "110105491231002", exam.ResidentIDForm},
		{"an X may only be last", "1101051949123100X2", exam.ResidentIDForm},
		{"letters", "A1010519491231002X", exam.ResidentIDForm},
		{"full width digits are not tidied here", "１１０１０５", exam.ResidentIDForm},
		{"nothing", "", exam.ResidentIDForm},
	} {
		if got := exam.CheckResidentID(c.number); got != c.want {
			t.Errorf("%s: %q is %q, want %q", c.rule, c.number, got, c.want)
		}
	}
}

func TestMaskIdentity(t *testing.T) {
	for number, want := range map[string]string{
		"11010519491231002X": "110***********002X", "H12345678": "*********", "": "", "AB12345678": "AB1***5678",
	} {
		if got := exam.MaskIdentity(number); got != want {
			t.Errorf("%q masked is %q, want %q", number, got, want)
		}
	}
}

func TestNormalPhone(t *testing.T) {
	for typed, want := range map[string]string{
		"13800000001": "13800000001", "+86 138-0000-0001": "13800000001", "0086 13800000001": "13800000001", "8613800000001": "13800000001",
		"138　0000　0001": "13800000001", "+852 9123 4567": "+85291234567",
		"12800000001": "", "1380000000": "", "138000000012": "", "+1": "", "": "", "abc": "", "+8613800": "",
	} {
		got, err := exam.NormalPhone(typed)
		if got != want || (want == "") != (exam.CodeOf(err) == exam.CodeInvalid) {
			t.Errorf("%q is %q with %v, want %q", typed, got, err, want)
		}
	}
}

func FuzzCheckResidentID(f *testing.F) {
	f.Add("11010519491231002X")
	f.Fuzz(func(t *testing.T, number string) {
		if exam.CheckResidentID(number) == "" && exam.CheckResidentID(strings.ToLower(number)) != "" {
			t.Errorf("%q is right and its small form is not", number)
		}
	})
}

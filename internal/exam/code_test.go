package exam_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"kaochang/internal/exam"
)

func code() *exam.SignInCode {
	return &exam.SignInCode{ID: "c", Hash: "right", SentAt: nine, ExpiresAt: nine.Add(exam.CodeTTL), TriesLeft: exam.CodeTries}
}

func TestSignInCode(t *testing.T) {
	type entry struct {
		hash string
		at   time.Time
		want exam.Code
	}
	last := nine.Add(exam.CodeTTL - time.Millisecond)
	for _, c := range []struct {
		rule    string
		entries []entry
	}{
		{"the right code signs in", []entry{{"right", nine, ""}}},
		{"at the last moment, too", []entry{{"right", last, ""}}},
		{"after five minutes it has expired", []entry{{"right", nine.Add(exam.CodeTTL), exam.CodeCodeExpired}}},
		{"it signs in once", []entry{{"right", nine, ""}, {"right", nine, exam.CodeCodeExpired}}},
		{"four wrong entries leave one", []entry{
			{"wrong", nine, exam.CodeCodeWrong}, {"wrong", nine, exam.CodeCodeWrong}, {"wrong", nine, exam.CodeCodeWrong}, {"wrong", nine, exam.CodeCodeWrong}, {"right", nine, ""},
		}},
		{"the fifth wrong entry uses it up", []entry{
			{"wrong", nine, exam.CodeCodeWrong}, {"wrong", nine, exam.CodeCodeWrong}, {"wrong", nine, exam.CodeCodeWrong}, {"wrong", nine, exam.CodeCodeWrong},
			{"wrong", nine, exam.CodeCodeUsedUp}, {"right", nine, exam.CodeCodeUsedUp},
		}},
		{"a wrong entry too late costs no try", []entry{{"wrong", nine.Add(exam.CodeTTL), exam.CodeCodeExpired}, {"right", nine, ""}}},
	} {
		one := code()
		for i, e := range c.entries {
			refused(t, fmt.Sprintf("%s (entry %d)", c.rule, i+1), one.Enter(e.hash, e.at), e.want)
		}
	}
	err := code().Enter("wrong", nine)
	if left := extras(t, err)["tries_left"]; left != exam.CodeTries-1 {
		t.Errorf("tries_left = %v, want %d", left, exam.CodeTries-1)
	}
}

func TestPairing(t *testing.T) {
	p := exam.Pairing{ExpiresAt: nine.Add(exam.PairingTTL)}
	refused(t, "two minutes later it has expired", p.Claim(nine.Add(exam.PairingTTL)), exam.CodePairingExpired)
	refused(t, "it joins one device", p.Claim(nine.Add(exam.PairingTTL-time.Millisecond)), "")
	refused(t, "and no other", p.Claim(nine), exam.CodePairingUsed)
	refused(t, "used is said before expired", p.Claim(nine.Add(time.Hour)), exam.CodePairingUsed)
}

func TestErrorsHaveCodes(t *testing.T) {
	meant := exam.Errorf(exam.CodeConflict, "no %s", "way")
	more := meant.With("a", 1).With("b", 2)
	for _, c := range []struct {
		rule string
		err  error
		want exam.Code
	}{
		{"no error has no code", nil, ""},
		{"a refusal has its own", meant, exam.CodeConflict},
		{"a wrapped refusal keeps it", fmt.Errorf("save: %w", meant), exam.CodeConflict},
		{"any other error is internal", errors.New("disk"), exam.CodeInternal},
	} {
		refused(t, c.rule, c.err, c.want)
	}
	if len(meant.Extras) != 0 || more.Extras["a"] != 1 || more.Extras["b"] != 2 || more.Error() != "no way" {
		t.Errorf("extras: first %v, copy %v", meant.Extras, more.Extras)
	}
}

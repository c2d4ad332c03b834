package exam

import (
	"regexp"
	"strings"
)

// phoneForm is a mainland mobile number, or a number from abroad with its plus.
var phoneForm = regexp.MustCompile(`^(1[3-9]\d{9}|\+[1-9]\d{6,14})$`)

// NormalPhone returns a phone number as the roster keeps it: without spaces and
// hyphens, and without +86 for mainland numbers (FEATURES A2, A19). It returns
// CodeInvalid for what cannot be a mobile number.
func NormalPhone(typed string) (string, error) {
	p := strings.NewReplacer(" ", "", "-", "", "　", "", "\u00a0", "", "(", "", ")", "").Replace(typed)
	p = strings.TrimPrefix(strings.TrimPrefix(p, "+86"), "0086")
	if len(p) == 13 && strings.HasPrefix(p, "86") {
		p = p[2:]
	}
	if !phoneForm.MatchString(p) {
		return "", Errorf(CodeInvalid, "this is not a mobile phone number").With("field", "phone")
	}
	return p, nil
}

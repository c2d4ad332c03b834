package exam

import (
	"strings"
	"time"
)

// ResidentIDProblem is why a resident identity number cannot be right.
type ResidentIDProblem string

// The problems of a resident identity number; "" is none.
const (
	ResidentIDForm  ResidentIDProblem = "id_number_form"  // not 17 digits and a digit or X
	ResidentIDBirth ResidentIDProblem = "id_number_birth" // digits 7 to 14 are no day
	ResidentIDCheck ResidentIDProblem = "id_number_check" // the last sign is not that of the other 17
)

// CheckResidentID returns what is wrong with a resident identity number of the
// People's Republic of China by its form, the day of birth within it and its
// check sign (GB 11643-1999, ISO 7064 MOD 11-2), "" for nothing. The last sign
// may be a small x.
func CheckResidentID(number string) ResidentIDProblem {
	number = strings.ToUpper(number)
	if len(number) != 18 || strings.Trim(number[:17], "0123456789") != "" || strings.Trim(number[17:], "0123456789X") != "" {
		return ResidentIDForm
	}
	if _, err := time.Parse("20060102", number[6:14]); err != nil {
		return ResidentIDBirth
	}
	if number[17] != residentCheckSign(number[:17]) {
		return ResidentIDCheck
	}
	return ""
}

// residentCheckSign returns the check sign of 17 digits.
func residentCheckSign(digits string) byte {
	sum := 0
	for i := range digits {
		weight := 1
		for range 17 - i {
			weight = weight * 2 % 11
		}
		sum += int(digits[i]-'0') * weight
	}
	return "10X98765432"[sum%11]
}

// MaskIdentity hides all of an identity number but its first three and last
// four signs; a short one is hidden whole.
func MaskIdentity(number string) string {
	signs := []rune(number)
	if len(signs) < 10 {
		return strings.Repeat("*", len(signs))
	}
	return string(signs[:3]) + strings.Repeat("*", len(signs)-7) + string(signs[len(signs)-4:])
}

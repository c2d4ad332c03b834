package admission

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"kaochang/internal/exam"
)

// macBytes is how much of the HMAC a code carries: 96 bits.
const macBytes = 12

// Code returns what the ticket of an enrolment is known by. It is the same each
// time, and only who has the key can make it (HMAC-SHA-256, RFC 2104).
func (s *Service) Code(enrolmentID string) string {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte("admission ticket\x00" + enrolmentID))
	return enrolmentID + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:macBytes])
}

// enrolmentOf returns whose ticket a code is of; false for one that we have not made.
func (s *Service) enrolmentOf(code string) (string, bool) {
	enrolmentID, _, found := strings.Cut(code, ".")
	return enrolmentID, found && enrolmentID != "" && hmac.Equal([]byte(s.Code(enrolmentID)), []byte(code))
}

// link is what the ticket's QR code says: the page that verifies it.
func (s *Service) link(t exam.AdmissionTicket, origin string) string {
	return origin + "/ticket/" + s.Code(t.EnrolmentID)
}

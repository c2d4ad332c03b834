package exam

import (
	"slices"
	"strings"
	"time"
)

// SMSKind is what candidates are told by SMS besides sign-in codes, where their
// school wants it (FEATURES A10, A11, A13).
type SMSKind string

// The kinds.
const (
	SMSAnnouncement SMSKind = "announcement" // an announcement is for her, from its time on
	SMSRejection    SMSKind = "rejection"    // what she handed in was rejected
	SMSSession      SMSKind = "session"      // a session of hers has another time or room, or is not held
)

// SMSKinds lists every kind, in the console's order.
func SMSKinds() []SMSKind { return []SMSKind{SMSAnnouncement, SMSRejection, SMSSession} }

// CheckSMSKinds returns the kinds in order and once each; CodeInvalid for one that
// is not known.
func CheckSMSKinds(kinds []SMSKind) ([]SMSKind, error) {
	for _, k := range kinds {
		if !slices.Contains(SMSKinds(), k) {
			return nil, wrongField("kinds", "has one that is not known")
		}
	}
	return slices.DeleteFunc(SMSKinds(), func(k SMSKind) bool { return !slices.Contains(kinds, k) }), nil
}

// SMSValue is a variable of a provider's template: by name at Aliyun, by its place
// at Tencent Cloud.
type SMSValue struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// SMSNotice is what a message says: its kind's template with these values, in the
// template's order. Providers take no other text.
type SMSNotice struct {
	Kind   SMSKind
	Values []SMSValue
}

// maxSMSValue bounds a value, in characters: a message over 70 is paid for as
// several.
const maxSMSValue = 20

func smsNotice(kind SMSKind, namesAndTexts ...string) SMSNotice {
	n := SMSNotice{Kind: kind}
	for i := 0; i+1 < len(namesAndTexts); i += 2 {
		text := []rune(strings.Join(strings.Fields(namesAndTexts[i+1]), " "))
		if len(text) > maxSMSValue {
			text = append(text[:maxSMSValue-1:maxSMSValue-1], '…')
		}
		n.Values = append(n.Values, SMSValue{namesAndTexts[i], string(text)})
	}
	return n
}

// AnnouncementSMS says that a school has an announcement: "school", "title".
func AnnouncementSMS(school, title string) SMSNotice {
	return smsNotice(SMSAnnouncement, "school", school, "title", title)
}

// RejectionSMS says that a material was rejected: "school", "material". The reason
// stands where she hands in again.
func RejectionSMS(school, material string) SMSNotice {
	return smsNotice(SMSRejection, "school", school, "material", material)
}

// SessionSMS says what has changed in a session: "school", "subject", "change".
func SessionSMS(school, subject, change string) SMSNotice {
	return smsNotice(SMSSession, "school", school, "subject", subject, "change", change)
}

// SMSState is where a message stands.
type SMSState string

// The states of a message.
const (
	SMSWaiting SMSState = "waiting" // for its first try or the next
	SMSSent    SMSState = "sent"    // the provider has taken it
	SMSFailed  SMSState = "failed"  // it will not be tried again
)

// SMSWhy says why a message did not go out.
type SMSWhy string

// The reasons.
const (
	SMSLimit      SMSWhy = "limit"       // the provider sends no more for now, to this number or for us
	SMSNumber     SMSWhy = "number"      // no message can reach this number
	SMSRefused    SMSWhy = "refused"     // the provider refuses our account, signature or template
	SMSAway       SMSWhy = "away"        // no answer, or one that says nothing: it may have gone out
	SMSNone       SMSWhy = "none"        // this server has no provider
	SMSNoTemplate SMSWhy = "no_template" // this server has no template of the kind
)

// SMSFailure says why a message did not go out, with the provider's own code; the
// zero value is a message that did.
type SMSFailure struct {
	Why          SMSWhy
	ProviderCode string
}

// SMSMessage is one notice's message to one candidate; there is never a second.
type SMSMessage struct {
	SMSNotice
	SchoolID, NoticeID, CandidateID string
	Phone                           string // in full while it waits, then masked
	State                           SMSState
	Tries                           int
	SMSFailure                      // of the last try
	CreatedAt, ChangedAt            time.Time
	Number, Name                    string // the candidate's; set where staff list it
}

// smsWaits are the pauses after each try that failed; after the last there is none.
// A daily limit outlasts them, an outage or an empty account mostly does not.
var smsWaits = []time.Duration{time.Minute, 5 * time.Minute, 20 * time.Minute, time.Hour, 3 * time.Hour}

// Tried keeps how a try went and returns how long to wait for the next, 0 for none.
// What is not a matter of time is not tried again: a number that no message
// reaches, a server without provider or template.
func (m *SMSMessage) Tried(f SMSFailure, now time.Time) time.Duration {
	m.Tries++
	m.SMSFailure, m.ChangedAt = f, now
	switch {
	case f.Why == "":
		m.State = SMSSent
	case f.Why == SMSNumber || f.Why == SMSNone || f.Why == SMSNoTemplate || m.Tries > len(smsWaits):
		m.State = SMSFailed
	default:
		m.State = SMSWaiting
		return smsWaits[m.Tries-1]
	}
	m.Phone = Masked(m.Phone)
	return 0
}

// SMSJob asks for a message to be sent, or, with no candidate, for an announcement
// to be spread over those whom it is for.
type SMSJob struct {
	NoticeID, CandidateID string
	At                    time.Time // zero for at once
}

// SMSFilter chooses messages of a school; zero fields choose all.
type SMSFilter struct {
	SchoolID string
	State    SMSState
	Kind     SMSKind
	Query    string   // part of a name or number, in small letters
	Colleges []string // when not nil, only candidates of these
	Limit    int
	Offset   int
}

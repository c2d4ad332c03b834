package exam

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// FaceProvider is who looks at the pictures of a face check (FEATURES B7).
type FaceProvider string

// The providers. Whatever a provider says is advice: a person may always compare
// the candidate with her document.
const (
	FaceOff    FaceProvider = "off"    // no engine: a person compares the pictures
	FaceDevice FaceProvider = "device" // no picture leaves the phone; a person compares her with her document
	FaceLocal  FaceProvider = "local"  // our own engine on our own server
	// The pictures and the reference photo leave to a third party, which says how like
	// they are; our own engine looks at the movements, else a person does.
	FaceTencent FaceProvider = "tencent" // Tencent Cloud
	FaceAliyun  FaceProvider = "aliyun"
)

// FaceProviders lists all providers.
func FaceProviders() []FaceProvider {
	return []FaceProvider{FaceOff, FaceDevice, FaceLocal, FaceTencent, FaceAliyun}
}

// Leaves reports whether pictures leave to a third party.
func (p FaceProvider) Leaves() bool { return p == FaceTencent || p == FaceAliyun }

// FaceRule is how a school checks faces. Percentages are whole numbers.
type FaceRule struct {
	SchoolID string
	Provider FaceProvider
	// Similarity is the least likeness to the reference photo, in percent. Default 50.
	Similarity int
	// TurnDegrees is how far a head must turn to a side. Default 15.
	TurnDegrees int
	// NodDegrees is how far a head must be lowered. Default 10.
	NodDegrees int
	// EyesPercent is how far eyes may be open, in percent of the first frame, to count
	// as closed. Default 60.
	EyesPercent int
	// MouthPercent is how far a mouth must be open, in percent of its width. Default 25.
	MouthPercent int
	// RetainDays is how long pictures are kept, 1 to 365. Default 30.
	RetainDays int
	// Notice is read before a face is checked; "" is the built-in text.
	Notice    string
	Version   int // 0 for the defaults
	ChangedAt time.Time
	ChangedBy string // name
}

// DefaultFaceRule is a school's that has set nothing.
func DefaultFaceRule(schoolID string) FaceRule {
	return FaceRule{SchoolID: schoolID, Provider: FaceOff, Similarity: 50, TurnDegrees: 15, NodDegrees: 10, EyesPercent: 60, MouthPercent: 25, RetainDays: 30}
}

// Check refuses a rule that is out of bounds, as CodeInvalid with "field".
func (r FaceRule) Check() error {
	for _, one := range []struct {
		field              string
		value, least, most int
	}{
		{"similarity", r.Similarity, 1, 99}, {"turn_degrees", r.TurnDegrees, 5, 45}, {"nod_degrees", r.NodDegrees, 3, 40},
		{"eyes_percent", r.EyesPercent, 10, 95}, {"mouth_percent", r.MouthPercent, 5, 90}, {"retain_days", r.RetainDays, 1, 365},
	} {
		if one.value < one.least || one.value > one.most {
			return Errorf(CodeInvalid, "%s is not between %d and %d", one.field, one.least, one.most).With("field", one.field)
		}
	}
	if !slices.Contains(FaceProviders(), r.Provider) {
		return wrongField("provider", "does not exist")
	}
	return checkText("notice", r.Notice, 0, maxBody)
}

// For returns the rule as a sitting has it: its exam's flow may name a provider of
// its own.
func (r FaceRule) For(s *Sitting) FaceRule {
	if step := s.Step(StepFaceCheck); step != nil && step.Provider != "" {
		r.Provider = step.Provider
	}
	return r
}

// Retain returns until when a picture that was taken at a moment is kept.
func (r FaceRule) Retain(taken time.Time) time.Time { return taken.AddDate(0, 0, r.RetainDays) }

// NoticeHash returns the SHA-256 of a notice in hex; it is what a consent names.
func NoticeHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// FaceConsent is a candidate's answer to the notice: consent of its own, apart from
// the pledge, or a refusal. The latest counts (FEATURES B10).
type FaceConsent struct {
	ID, SchoolID, SittingID string
	Agreed                  bool
	SHA256                  string // of the notice that she read
	Language                string
	LoginID, Device         string
	At                      time.Time
}

// FaceAction is what a challenge asks the candidate to do before the camera.
type FaceAction string

// The actions. Straight comes first in every challenge: it is the frame that is
// compared with the reference photo and that the others are measured by.
const (
	FaceStraight  FaceAction = "straight"
	FaceTurnLeft  FaceAction = "turn_left" // her own left
	FaceTurnRight FaceAction = "turn_right"
	FaceBlink     FaceAction = "blink"
	FaceOpenMouth FaceAction = "open_mouth"
	FaceNod       FaceAction = "nod"
)

// The bounds of a challenge and of what is sent for it.
const (
	FaceChallengeTTL  = 90 * time.Second
	FaceMoves         = 3         // actions besides the straight look
	MaxFaceFrameBytes = 300 << 10 // of one frame
	MinFaceFrameSide  = 240       // pixels
	MaxFaceFrameSide  = 2048
)

// FaceChallenge is a random order of actions that one device has 90 seconds to do,
// once (DESIGN.md, "Face check").
type FaceChallenge struct {
	ID, SchoolID, SittingID string
	LoginID                 string
	NonceHash               string
	Actions                 []FaceAction
	IssuedAt, ExpiresAt     time.Time
	UsedAt                  time.Time // zero until it was handed in
}

// FaceActions returns the actions of a new challenge: the straight look, then
// [FaceMoves] different ones in the order that pick gives. pick(n) is a random
// number from 0 to n-1.
func FaceActions(pick func(n int) int) []FaceAction {
	left := []FaceAction{FaceTurnLeft, FaceTurnRight, FaceBlink, FaceOpenMouth, FaceNod}
	actions := []FaceAction{FaceStraight}
	for range FaceMoves {
		i := pick(len(left))
		actions = append(actions, left[i])
		left = slices.Delete(left, i, i+1)
	}
	return actions
}

// FacePictureKind is what a picture shows.
type FacePictureKind string

// The kinds of picture.
const (
	FaceFrame    FacePictureKind = "frame"    // of a challenge
	FaceDocument FacePictureKind = "document" // the candidate with her document
)

// FacePicture is a picture of a candidate's face or document, sealed at rest. The
// row stays when the picture is deleted: it is the proof of what was kept.
type FacePicture struct {
	ID, SchoolID, SittingID string
	Kind                    FacePictureKind
	ChallengeID             string // of a frame
	Place                   int    // of a frame within its challenge, from 0
	Action                  FaceAction
	SHA256                  string // of the JPEG as drawn anew
	Bytes                   int64
	Blob                    string // of the sealed bytes
	TakenAt                 time.Time
	LoginID                 string
	StaffID                 string // who took it, where staff did
	RetainUntil             time.Time
	DeletedAt               time.Time
}

// IDCheck is a person's comparison of the candidate with her document (人证比对).
type IDCheck struct {
	ID, SchoolID, SittingID string
	Confirmed               bool
	Reason                  string // owed where she was not confirmed
	DocumentID              string // the picture that was looked at, "" for none
	StaffID, By             string
	At                      time.Time
}

// FaceFlagKind is what a rule found odd about a face check; a person settles it.
type FaceFlagKind string

// The flags.
const (
	FlagReplay       FaceFlagKind = "frame_replayed"
	FlagWrongNonce   FaceFlagKind = "challenge_wrong"
	FlagOldChallenge FaceFlagKind = "challenge_expired"
	FlagUsedTwice    FaceFlagKind = "challenge_used"
	FlagClaimed      FaceFlagKind = "verdict_claimed"
	FlagTooLarge     FaceFlagKind = "too_large"
	FlagNoPicture    FaceFlagKind = "wrong_type"
	FlagTooMany      FaceFlagKind = "rate_limited"
)

// FaceFlag counts how often one thing was odd in a sitting.
type FaceFlag struct {
	SchoolID, SittingID string
	Kind                FaceFlagKind
	Count               int
	FirstAt, LastAt     time.Time
}

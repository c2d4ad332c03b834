package exam

import (
	"crypto/subtle"
	"slices"
	"time"
)

// FaceState is where a check stands.
type FaceState string

// The states of a check.
const (
	FaceQueued  FaceState = "queued"  // a worker: look at it
	FaceDecided FaceState = "decided" // nobody: final
)

// FaceVerdict is what came out of a check. It is advice, never proof.
type FaceVerdict string

// The verdicts.
const (
	FacePassed FaceVerdict = "passed"
	FaceFailed FaceVerdict = "failed" // try again, or go on to a person
	FacePerson FaceVerdict = "person" // for a person to check
)

// FaceReason says why a check did not pass, in words that help to do better.
type FaceReason string

// The reasons.
const (
	FaceNoEngine      FaceReason = "no_engine"      // nobody but a person decides here
	FaceNoPhoto       FaceReason = "no_photo"       // there is no reference photo, or no face in it
	FaceEngineFailed  FaceReason = "engine_failed"  // a fault of ours costs no try
	FaceNoFace        FaceReason = "no_face"        // in a frame
	FaceTwoFaces      FaceReason = "two_faces"      // or more
	FaceTooDark       FaceReason = "too_dark"       //
	FaceTooFar        FaceReason = "too_far"        //
	FaceActionMissing FaceReason = "action_missing" // a frame does not show what was asked for
	FaceAnother       FaceReason = "another"        // frames show different people
	FaceUnlike        FaceReason = "unlike"         // the reference photo
	FaceUnseen        FaceReason = "unseen"         // no machine looked at the movements
)

// FaceCheck is one try: a challenge that was handed in, and what came of it.
type FaceCheck struct {
	ID, SchoolID, SittingID string
	ChallengeID             string
	State                   FaceState
	Verdict                 FaceVerdict // "" while queued
	Reasons                 []FaceReason
	Similarity              int          // percent, 0 where nobody measured it
	Provider                FaceProvider // who decided
	SubmittedAt, DecidedAt  time.Time
}

// FaceFile is all that is known of a candidate's face check, oldest first.
type FaceFile struct {
	Consents   []FaceConsent
	Challenges []FaceChallenge
	Checks     []FaceCheck
	Pictures   []FacePicture
	IDChecks   []IDCheck
	Flags      []FaceFlag
}

// Agreed reports whether the candidate's latest answer is consent.
func (f FaceFile) Agreed() bool {
	return len(f.Consents) > 0 && f.Consents[len(f.Consents)-1].Agreed
}

// AgreedTo reports whether the candidate's latest answer is consent to one of the
// notices, by their hashes.
func (f FaceFile) AgreedTo(notices ...string) bool {
	return f.Agreed() && slices.Contains(notices, f.Consents[len(f.Consents)-1].SHA256)
}

// Failed counts the tries that did not pass; a fault of ours is none.
func (f FaceFile) Failed() int {
	n := 0
	for _, c := range f.Checks {
		if c.Verdict == FaceFailed {
			n++
		}
	}
	return n
}

// Queued returns the check that waits to be looked at, or nil.
func (f FaceFile) Queued() *FaceCheck {
	for i := range f.Checks {
		if f.Checks[i].State == FaceQueued {
			return &f.Checks[i]
		}
	}
	return nil
}

// Rejected reports whether the latest ID check did not confirm her.
func (f FaceFile) Rejected() bool {
	return len(f.IDChecks) > 0 && !f.IDChecks[len(f.IDChecks)-1].Confirmed
}

// Document returns the latest picture of a document that is still kept, or nil.
func (f FaceFile) Document() *FacePicture {
	for i := len(f.Pictures) - 1; i >= 0; i-- {
		if p := &f.Pictures[i]; p.Kind == FaceDocument && p.DeletedAt.IsZero() {
			return p
		}
	}
	return nil
}

// Frames returns the pictures of a challenge, by their place.
func (f FaceFile) Frames(challengeID string) []FacePicture {
	var frames []FacePicture
	for _, p := range f.Pictures {
		if p.Kind == FaceFrame && p.ChallengeID == challengeID {
			frames = append(frames, p)
		}
	}
	return frames
}

// TriesLeft returns how often a candidate may still try a step, 0 for never.
func (f FaceFile) TriesLeft(step FlowStep) int { return max(0, step.Tries-f.Failed()) }

// AskFace says whether the asking device may have a challenge now. It returns the
// refusals of [Sitting.CheckStep]; CodeConsentOwed where the candidate has not
// agreed to the notice; CodeConflict while a check is being looked at or a person
// is asked for; and CodeTriesUsedUp.
func (s *Sitting) AskFace(by Actor, f FaceFile) error {
	if err := s.CheckStep(by, StepFaceCheck); err != nil {
		return err
	}
	if !f.Agreed() {
		return Errorf(CodeConsentOwed, "agree to the notice first, or ask for a person")
	}
	if f.Queued() != nil {
		return Errorf(CodeConflict, "your last try is still being looked at").With("why", "queued")
	}
	if state := s.Mark(StepFaceCheck).State; state != MarkOpen {
		return Errorf(CodeConflict, "a person will look at this").With("state", string(state))
	}
	if f.TriesLeft(*s.Step(StepFaceCheck)) == 0 {
		return Errorf(CodeTriesUsedUp, "all tries are used up; a person will compare you with your document")
	}
	return nil
}

// CheckNonce says whether what a device sends belongs to this challenge: CodeChallengeWrong
// for another nonce or another device, CodeChallengeUsed once it was handed in, and
// CodeChallengeExpired after its 90 seconds.
func (c FaceChallenge) CheckNonce(by Actor, nonceHash string, now time.Time) error {
	switch {
	case c.LoginID != by.LoginID || subtle.ConstantTimeCompare([]byte(c.NonceHash), []byte(nonceHash)) != 1:
		return Errorf(CodeChallengeWrong, "this does not belong to the challenge that you were given")
	case !c.UsedAt.IsZero():
		return Errorf(CodeChallengeUsed, "this challenge was handed in already")
	case now.After(c.ExpiresAt):
		return Errorf(CodeChallengeExpired, "the time for these movements is over; begin again")
	}
	return nil
}

// CheckFrames refuses a challenge of which not every frame has come, as CodeInvalid
// with "missing".
func (c FaceChallenge) CheckFrames(frames []FacePicture) error {
	there := map[int]bool{}
	for _, p := range frames {
		there[p.Place] = true
	}
	for place := range c.Actions {
		if !there[place] {
			return Errorf(CodeInvalid, "a frame has not come yet").With("field", "frames").With("missing", place)
		}
	}
	return nil
}

// FlagOf returns the flag that a refusal raises, "" for none: an honest page does
// not come to these, except that its time may run out.
func FlagOf(c Code) FaceFlagKind {
	switch c {
	case CodeFrameReplayed:
		return FlagReplay
	case CodeChallengeWrong:
		return FlagWrongNonce
	case CodeChallengeUsed:
		return FlagUsedTwice
	case CodeChallengeExpired:
		return FlagOldChallenge
	case CodeVerdictClaimed:
		return FlagClaimed
	case CodeTooLarge:
		return FlagTooLarge
	case CodeWrongType:
		return FlagNoPicture
	case CodeRateLimited:
		return FlagTooMany
	}
	return ""
}

package exam

// FaceChange is what one step adds to a candidate's face file; nil and "" for
// nothing.
type FaceChange struct {
	Consent   *FaceConsent
	Challenge *FaceChallenge // new, or handed in
	Check     *FaceCheck     // new, or decided
	Picture   *FacePicture
	IDCheck   *IDCheck
	// Forget ends the time of all frames that are kept, so that they are deleted with
	// the next purge: consent was withdrawn.
	Forget bool
}

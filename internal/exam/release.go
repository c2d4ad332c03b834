package exam

import "time"

// ReleaseQuestion shows a question to this candidate during the interview
// (FEATURES C11). A question that is already shown changes nothing; one that
// was withdrawn may be released again. releaseID is the new release's identifier.
func (s *Sitting) ReleaseQuestion(by Actor, releaseID, questionID string, now time.Time) error {
	if !by.isAny([]Party{PartyPanel}) && !s.playedBy(by) {
		return Errorf(CodeForbidden, "only the panel releases questions")
	}
	if s.Phase != PhaseInterviewing {
		return Errorf(CodeConflict, "questions are released during the interview").With("phase", string(s.Phase))
	}
	for _, r := range s.Releases {
		if r.QuestionID == questionID && r.WithdrawnAt.IsZero() {
			return nil
		}
	}
	s.Releases = append(s.Releases, Release{ID: releaseID, QuestionID: questionID, ReleasedAt: now})
	s.note("question.released", "release", by, now, map[string]string{"question": questionID, "release": releaseID})
	return nil
}

// WithdrawQuestion takes a released question back. It returns CodeNotFound for a
// release that this sitting does not have; a second withdrawal changes nothing.
func (s *Sitting) WithdrawQuestion(by Actor, releaseID string, now time.Time) error {
	if !by.isAny([]Party{PartyPanel}) {
		return Errorf(CodeForbidden, "only the panel withdraws questions")
	}
	if s.Phase != PhaseInterviewing {
		return Errorf(CodeConflict, "questions are withdrawn during the interview").With("phase", string(s.Phase))
	}
	r, err := s.release(releaseID)
	if err != nil || !r.WithdrawnAt.IsZero() {
		return err
	}
	r.WithdrawnAt = now
	s.note("question.withdrawn", "release", by, now, map[string]string{"release": releaseID})
	return nil
}

// OpenQuestion records when the candidate first looked at a released question.
// Only the first camera opens; a withdrawn question is CodeNotFound.
func (s *Sitting) OpenQuestion(by Actor, releaseID string, now time.Time) error {
	if err := s.CheckHolds(by, FirstPosition); err != nil {
		return err
	}
	r, err := s.release(releaseID)
	if err != nil {
		return err
	}
	if s.Phase != PhaseInterviewing || !r.WithdrawnAt.IsZero() {
		return Errorf(CodeNotFound, "this question is no longer shown")
	}
	if !r.OpenedAt.IsZero() {
		return nil
	}
	r.OpenedAt = now
	s.note("question.opened", "release", by, now, map[string]string{"release": releaseID})
	return nil
}

// Shown returns the releases that the candidate may see now: those not
// withdrawn, during the interview only.
func (s *Sitting) Shown() []Release {
	if s.Phase != PhaseInterviewing {
		return nil
	}
	var shown []Release
	for _, r := range s.Releases {
		if r.WithdrawnAt.IsZero() {
			shown = append(shown, r)
		}
	}
	return shown
}

func (s *Sitting) release(id string) (*Release, error) {
	for i := range s.Releases {
		if s.Releases[i].ID == id {
			return &s.Releases[i], nil
		}
	}
	return nil, Errorf(CodeNotFound, "no such release")
}

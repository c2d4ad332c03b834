package exam

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// ReleaseQuestion shows a question to this candidate during the interview
// (FEATURES C11). A question that is already shown changes nothing; one that
// was withdrawn may be released again. releaseID is the new release's identifier.
func (s *Sitting) ReleaseQuestion(by Actor, releaseID, questionID string, now time.Time) error {
	if err := s.checkRelease(by); err != nil {
		return err
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

func (s *Sitting) checkRelease(by Actor) error {
	if !by.isAny([]Party{PartyPanel}) && !s.playedBy(by) {
		return Errorf(CodeForbidden, "only the panel releases questions")
	}
	if s.Phase != PhaseInterviewing {
		return Errorf(CodeConflict, "questions are released during the interview").With("phase", string(s.Phase))
	}
	return nil
}

// DrawQuestion releases one question by lot, by the rules of [Sitting.ReleaseQuestion]
// (FEATURES C11): [DrawnOf] chooses by the seed among [Sitting.QuestionPool]. The
// ledger has seed and pool, so that anybody can draw again. It is CodeConflict with
// "why" "none_left" where the candidate has had every question.
func (s *Sitting) DrawQuestion(by Actor, releaseID, seed string, questions []Question, given map[string]int, now time.Time) error {
	if err := s.checkRelease(by); err != nil {
		return err
	}
	pool := s.QuestionPool(questions, given)
	if len(pool) == 0 {
		return Errorf(CodeConflict, "this candidate has had every question").With("why", "none_left").With("phase", string(s.Phase))
	}
	drawn := pool[DrawnOf(seed, s.ID, len(pool))]
	s.note("question.drawn", "release", by, now, map[string]string{"seed": seed, "from": strings.Join(pool, " "), "drawn": drawn})
	return s.ReleaseQuestion(by, releaseID, drawn, now)
}

// QuestionPool returns what may be drawn for this candidate, by number: of a session's
// questions that she has not been given, withdrawn ones being given too, those that
// were given to the fewest of the session's others. given counts them by question.
func (s *Sitting) QuestionPool(questions []Question, given map[string]int) []string {
	left := slices.DeleteFunc(slices.Clone(questions), func(q Question) bool {
		return slices.ContainsFunc(s.Releases, func(r Release) bool { return r.QuestionID == q.ID })
	})
	slices.SortStableFunc(left, func(a, b Question) int {
		return cmp.Or(cmp.Compare(given[a.ID], given[b.ID]), cmp.Compare(a.Number, b.Number))
	})
	var pool []string
	for _, q := range left {
		if given[q.ID] == given[left[0].ID] {
			pool = append(pool, q.ID)
		}
	}
	return pool
}

// GivenQuestions counts in how many sittings each question was released, withdrawn or not.
func GivenQuestions(sittings []Sitting) map[string]int {
	given := map[string]int{}
	for _, one := range sittings {
		seen := map[string]bool{}
		for _, r := range one.Releases {
			if !seen[r.QuestionID] {
				seen[r.QuestionID] = true
				given[r.QuestionID]++
			}
		}
	}
	return given
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
	if s.Phase != PhaseInterviewing && (s.Type != TypeVideo || !s.Phase.Entered()) {
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

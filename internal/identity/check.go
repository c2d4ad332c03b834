package identity

import (
	"context"
	"crypto/rand"
	"log/slog"
	"math/big"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// Own is a candidate's face check as she is told of it.
type Own struct {
	Notice    Notice
	Rule      exam.FaceRule
	File      exam.FaceFile
	Step      exam.FlowStep
	Mark      exam.StepMark
	TriesLeft int
	Place     int // in line, from 1; 0 when nothing of hers waits
}

// own is who asks for a sitting of her own, with the sitting.
func (s *Service) own(ctx context.Context, sittingID string) (exam.Actor, exam.Sitting, error) {
	by, err := operation.OnSitting(ctx, s.Store, exam.ActionSit, sittingID)
	if err != nil {
		return by, exam.Sitting{}, err
	}
	one, err := s.Store.Sitting(ctx, sittingID)
	return by, one, err
}

// View returns where a candidate's face check stands. Where the step does not exist
// for her it is CodeNotFound.
func (s *Service) View(ctx context.Context, sittingID, language string) (own Own, err error) {
	_, one, err := s.own(ctx, sittingID)
	if err != nil {
		return own, err
	}
	step := one.Step(exam.StepFaceCheck)
	if step == nil {
		return own, exam.Errorf(exam.CodeNotFound, "there is no such step")
	}
	own.Step, own.Mark = *step, one.Mark(exam.StepFaceCheck)
	if own.Rule, err = s.ruleOf(ctx, &one); err != nil {
		return own, err
	}
	if own.File, err = s.Store.FaceFile(ctx, one.SchoolID, sittingID); err != nil {
		return own, err
	}
	own.Notice, own.TriesLeft = noticeOf(own.Rule, language), own.File.TriesLeft(*step)
	if queued := own.File.Queued(); queued != nil {
		ahead, err := s.Store.FaceAhead(ctx, *queued)
		if err != nil {
			return own, err
		}
		own.Place = ahead + 1
	}
	return own, nil
}

// Consent keeps the candidate's answer to the notice that she read in a language.
// Another text than the present one is CodeNoticeChanged. A refusal after a consent
// takes it back: her frames are deleted at once, and what was found stays. It never ends the exam for her.
func (s *Service) Consent(ctx context.Context, sittingID, language, sha256 string, agreed bool) error {
	by, one, err := s.own(ctx, sittingID)
	if err != nil {
		return err
	}
	rule, err := s.ruleOf(ctx, &one)
	if err != nil {
		return err
	}
	if sha256 != noticeOf(rule, language).SHA256 {
		return exam.Errorf(exam.CodeNoticeChanged, "the notice has a new text; read it again")
	}
	_, err = s.Store.ChangeFace(ctx, sittingID, func(one *exam.Sitting, f exam.FaceFile) (exam.FaceChange, error) {
		if n := len(f.Consents); n > 0 && agreed == f.Agreed() && (!agreed || f.AgreedTo(sha256)) {
			return exam.FaceChange{}, nil // once more by a bad line
		}
		c := exam.FaceConsent{ID: ident.New(), SHA256: sha256, Language: language, Agreed: agreed}
		err := one.AnswerNotice(by, &c, s.Now())
		return exam.FaceChange{Consent: &c, Forget: !agreed}, err
	})
	if err == nil && !agreed {
		poke(s.forgotten)
	}
	return err
}

// Challenged is a new challenge with its nonce, which is told once.
type Challenged struct {
	exam.FaceChallenge
	Nonce string
}

// Challenge gives the candidate's first device a random order of movements, for 90
// seconds and once. The refusals are those of [exam.Sitting.AskFace], and
// CodeRateLimited, which is flagged.
func (s *Service) Challenge(ctx context.Context, sittingID string) (Challenged, error) {
	by, one, err := s.own(ctx, sittingID)
	if err != nil {
		return Challenged{}, err
	}
	rule, err := s.ruleOf(ctx, &one)
	if err != nil {
		return Challenged{}, err
	}
	if err := s.challenges.Take(sittingID); err != nil {
		return Challenged{}, s.flagged(ctx, by, sittingID, err)
	}
	nonce, now := ident.Token(), s.Now()
	c := exam.FaceChallenge{
		ID: ident.New(), SittingID: sittingID, LoginID: by.LoginID, NonceHash: ident.Hash(nonce), Actions: exam.FaceActions(pick),
		IssuedAt: now, ExpiresAt: now.Add(exam.FaceChallengeTTL),
	}
	_, err = s.Store.ChangeFace(ctx, sittingID, func(one *exam.Sitting, f exam.FaceFile) (exam.FaceChange, error) {
		c.SchoolID = one.SchoolID
		if rule.Provider.Leaves() && f.Agreed() && !agreedToThis(f, rule) {
			return exam.FaceChange{}, exam.Errorf(exam.CodeConsentOwed, "the notice has a new text; agree to it first, or ask for a person")
		}
		return exam.FaceChange{Challenge: &c}, one.AskFace(by, f)
	})
	return Challenged{c, nonce}, err
}

// pick returns a random number from 0 to n-1 that nobody can foresee.
func pick(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // never fails (crypto/rand)
	}
	return int(i.Int64())
}

// challengeOf returns a challenge of a file; another's is CodeChallengeWrong, like a
// wrong nonce: which of both it was is not told.
func challengeOf(f exam.FaceFile, id string) (exam.FaceChallenge, error) {
	for _, c := range f.Challenges {
		if c.ID == id {
			return c, nil
		}
	}
	return exam.FaceChallenge{}, exam.Errorf(exam.CodeChallengeWrong, "this does not belong to the challenge that you were given")
}

// HandIn hands a challenge in to be looked at. A device cannot say what came of it:
// a claim is CodeVerdictClaimed and flagged, except where no picture leaves the
// phone, where it is written down and a person decides all the same.
func (s *Service) HandIn(ctx context.Context, sittingID, challengeID, nonce, claim string) error {
	by, one, err := s.own(ctx, sittingID)
	if err != nil {
		return err
	}
	rule, err := s.ruleOf(ctx, &one)
	if err != nil {
		return err
	}
	if err := s.frames.Take(sittingID); err != nil {
		return s.flagged(ctx, by, sittingID, err)
	}
	onDevice := rule.Provider == exam.FaceDevice
	if claim != "" && !onDevice {
		return s.flagged(ctx, by, sittingID, exam.Errorf(exam.CodeVerdictClaimed, "the server decides what the pictures show"))
	}
	_, err = s.Store.ChangeFace(ctx, sittingID, func(one *exam.Sitting, f exam.FaceFile) (exam.FaceChange, error) {
		c, err := challengeOf(f, challengeID)
		if err != nil {
			return exam.FaceChange{}, err
		}
		now := s.Now()
		if err := c.CheckNonce(by, ident.Hash(nonce), now); err != nil {
			return exam.FaceChange{}, err
		}
		if err := one.HandFaceIn(by, f, c, !onDevice, claim, now); err != nil {
			return exam.FaceChange{}, err
		}
		c.UsedAt = now
		check := exam.FaceCheck{ID: ident.New(), SchoolID: one.SchoolID, SittingID: one.ID, ChallengeID: c.ID, State: exam.FaceQueued, SubmittedAt: now}
		if onDevice {
			check.State, check.Verdict, check.Reasons, check.Provider, check.DecidedAt = exam.FaceDecided, exam.FacePerson, []exam.FaceReason{exam.FaceNoEngine}, rule.Provider, now
			f.Checks = append(f.Checks, check)
			one.SettleFace(check, f, now)
		}
		return exam.FaceChange{Challenge: &c, Check: &check}, nil
	})
	if err != nil {
		return s.flagged(ctx, by, sittingID, err)
	}
	s.kick()
	return nil
}

// AskPerson is the candidate who wants or needs a person ([exam.Sitting.AskPerson]).
func (s *Service) AskPerson(ctx context.Context, sittingID string) (*snapshot.Sitting, error) {
	by, _, err := s.own(ctx, sittingID)
	if err != nil {
		return nil, err
	}
	_, err = s.Store.ChangeFace(ctx, sittingID, func(one *exam.Sitting, f exam.FaceFile) (exam.FaceChange, error) {
		return exam.FaceChange{}, one.AskPerson(by, f, s.Now())
	})
	if err != nil {
		return nil, err
	}
	return s.Snapshots.Sitting(ctx, by, sittingID)
}

// flagged raises the flag of a refusal for the room's staff and returns the refusal.
func (s *Service) flagged(ctx context.Context, by exam.Actor, sittingID string, refusal error) error {
	kind := exam.FlagOf(exam.CodeOf(refusal))
	if kind == "" || kind == exam.FlagTooMany && s.flags.Take(sittingID) != nil {
		return refusal
	}
	if err := s.Store.FlagFace(ctx, sittingID, kind, s.fact(by, "face.flagged", "flag", string(kind))); err != nil {
		slog.ErrorContext(ctx, "face check not flagged", "sitting", sittingID, "flag", kind, "error", err)
	}
	return refusal
}

package identity

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"kaochang/internal/exam"
)

// The times of the queue.
const (
	inspectTime = 30 * time.Second // for one check; then a person decides
	leaseTime   = 2 * inspectTime  // after which another worker takes a check of one that died
	lookAgain   = 3 * time.Second  // for what other instances left
)

// kick wakes a worker.
func (s *Service) kick() { poke(s.kicked) }

// poke wakes who waits for a channel.
func poke(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default: // one is woken already
	}
}

// Run looks at checks in the order in which they were handed in, [Parts.Workers] at
// once, until ctx ends. In a herd nobody is overtaken: who tries again begins at
// the end of the line.
func (s *Service) Run(ctx context.Context) {
	var wait sync.WaitGroup
	for range s.Workers {
		wait.Go(func() { s.work(ctx) })
	}
	wait.Wait()
}

func (s *Service) work(ctx context.Context) {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for ctx.Err() == nil {
		worked, err := s.Work(ctx)
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "face check not looked at", "error", err)
		}
		if worked && err == nil {
			s.kick() // there may be more for another worker
			continue
		}
		select {
		case <-ctx.Done():
		case <-s.kicked:
		case <-tick.C:
		}
	}
}

// Work looks at the check that waits longest and settles it; worked is false when
// none waits.
func (s *Service) Work(ctx context.Context) (worked bool, err error) {
	now := s.Now()
	check, err := s.Store.ClaimFace(ctx, now, now.Add(leaseTime))
	if exam.CodeOf(err) == exam.CodeNotFound {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("claim face check: %w", err)
	}
	one, err := s.Store.Sitting(ctx, check.SittingID)
	if err != nil {
		return true, err
	}
	rule, err := s.ruleOf(ctx, &one)
	if err != nil {
		return true, err
	}
	check.Provider = exam.FaceOff
	check.Verdict, check.Reasons = exam.FacePerson, []exam.FaceReason{exam.FaceNoEngine}
	if rule.Provider == exam.FaceLocal && s.Engine != nil || s.Clouds[rule.Provider] != nil {
		check.Provider = rule.Provider
		if err := s.judge(ctx, rule, &check); err != nil {
			if ctx.Err() != nil {
				return true, ctx.Err() // stopping: another worker takes it when the lease is over
			}
			slog.ErrorContext(ctx, "face check failed; a person decides", "sitting", check.SittingID, "error", err)
			check.Verdict, check.Reasons, check.Similarity = exam.FacePerson, []exam.FaceReason{exam.FaceEngineFailed}, 0
		}
	}
	return true, s.settle(ctx, check)
}

// judge lets the engine look at a check's frames and judges what it found.
func (s *Service) judge(ctx context.Context, rule exam.FaceRule, check *exam.FaceCheck) error {
	f, err := s.Store.FaceFile(ctx, check.SchoolID, check.SittingID)
	if err != nil {
		return err
	}
	c, err := challengeOf(f, check.ChallengeID)
	if err != nil {
		return err
	}
	frames := make([][]byte, len(c.Actions))
	for _, p := range f.Frames(c.ID) {
		if frames[p.Place], err = s.open(ctx, p); err != nil {
			return err
		}
	}
	reference, err := s.reference(ctx, check.SittingID)
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, inspectTime)
	defer cancel()
	var found exam.FaceFinding
	if rule.Provider.Leaves() {
		if !agreedToThis(f, rule) { // the provider changed after she agreed: nothing leaves
			return nil
		}
		found, err = s.compareThere(limited, s.Clouds[rule.Provider], reference, frames, c.Actions)
	} else {
		found, err = s.Engine.Inspect(limited, reference, frames)
	}
	if err != nil {
		return fmt.Errorf("inspect frames of challenge %s: %w", c.ID, err)
	}
	check.Verdict, check.Reasons, check.Similarity = exam.JudgeFace(rule, c.Actions, found)
	return nil
}

// reference returns the candidate's reference photo, nil for none.
func (s *Service) reference(ctx context.Context, sittingID string) (photo []byte, err error) {
	choice, err := s.Store.ChoiceOfSitting(ctx, sittingID)
	if err != nil || choice.Candidate.PhotoID == "" {
		return nil, err
	}
	file, err := s.Store.File(ctx, choice.Candidate.PhotoID)
	if err != nil {
		return nil, err
	}
	src, err := s.Photos.Open(ctx, file.SHA256)
	if err != nil {
		return nil, fmt.Errorf("open reference photo of sitting %s: %w", sittingID, err)
	}
	photo, err = io.ReadAll(src)
	return photo, errors.Join(err, src.Close())
}

// settle keeps a verdict with what it does to the step, once.
func (s *Service) settle(ctx context.Context, check exam.FaceCheck) error {
	_, err := s.Store.ChangeFace(ctx, check.SittingID, func(one *exam.Sitting, f exam.FaceFile) (exam.FaceChange, error) {
		for i := range f.Checks {
			if f.Checks[i].ID != check.ID || f.Checks[i].State != exam.FaceQueued {
				continue
			}
			now := s.Now()
			check.State, check.DecidedAt = exam.FaceDecided, now
			f.Checks[i] = check
			one.SettleFace(check, f, now)
			return exam.FaceChange{Check: &check}, nil
		}
		return exam.FaceChange{}, nil // another worker was faster
	})
	return err
}

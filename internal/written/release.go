package written

import (
	"context"
	"fmt"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// Release gives a paper to every candidate of its session who sits before it, and to
// those who come later (FEATURES D3, D8).
func (s *Service) Release(ctx context.Context, paperID string) (PaperView, error) {
	_, by, err := s.onPaper(ctx, exam.ActionProctor, paperID)
	if err != nil {
		return PaperView{}, err
	}
	p, err := s.releaseAll(ctx, by, paperID)
	return paperView(p), err
}

// releaseAll marks a paper as released before it gives it to anybody, so that whom a
// killed server left out gets it when she looks ([Service.releaseIfDue]).
func (s *Service) releaseAll(ctx context.Context, by exam.Actor, paperID string) (exam.Paper, error) {
	p, err := s.store.ChangePaper(ctx, paperID, func(p *exam.Paper) (exam.Fact, error) {
		if p.State != exam.PaperReady {
			return exam.Fact{}, exam.Errorf(exam.CodeConflict, "this paper is not ready").With("why", "not_ready")
		}
		if p.ReleasedAt.IsZero() {
			p.ReleasedAt = s.now()
		}
		return s.fact("paper.released_to_session", by, *p, nil), nil
	})
	if err != nil {
		return p, err
	}
	_, err = s.store.ChangeMany(ctx, p.SessionID, exam.PhaseSeated, func(one *exam.Sitting, in exam.Session) error {
		return one.ReleasePaper(by, ident.New(), p, in, s.now())
	})
	if err != nil {
		return p, fmt.Errorf("release paper %s: %w", paperID, err)
	}
	return p, nil
}

// ReleaseTo gives a paper to one candidate.
func (s *Service) ReleaseTo(ctx context.Context, paperID, sittingID string) (*snapshot.BoardSitting, error) {
	p, _, err := s.onPaper(ctx, exam.ActionProctor, paperID)
	if err != nil {
		return nil, err
	}
	return s.byStaff(ctx, sittingID, 0, func(one *exam.Sitting, in exam.Session, by exam.Actor, now time.Time) error {
		if one.SessionID != p.SessionID {
			return exam.Errorf(exam.CodeNotFound, "no such candidate in this session")
		}
		return one.ReleasePaper(by, ident.New(), p, in, now)
	})
}

// Withdraw takes a wrong paper back from everybody who has it, with a reason that they
// read; it can be released again.
func (s *Service) Withdraw(ctx context.Context, paperID, reason string) (PaperView, error) {
	_, by, err := s.onPaper(ctx, exam.ActionProctor, paperID)
	if err != nil {
		return PaperView{}, err
	}
	p, err := s.store.ChangePaper(ctx, paperID, func(p *exam.Paper) (exam.Fact, error) {
		p.ReleasedAt, p.ReleaseAt = time.Time{}, time.Time{}
		fact := s.fact("paper.withdrawn_from_session", by, *p, nil)
		fact.Reason = reason
		if reason == "" {
			return fact, exam.Errorf(exam.CodeInvalid, "reason: must not be empty").With("field", "reason")
		}
		return fact, nil
	})
	if err != nil {
		return PaperView{}, err
	}
	_, err = s.store.ChangeMany(ctx, p.SessionID, exam.PhaseAnswering, func(one *exam.Sitting, _ exam.Session) error {
		return one.WithdrawPaper(by, paperID, reason, s.now())
	})
	if err != nil {
		return PaperView{}, fmt.Errorf("withdraw paper %s: %w", paperID, err)
	}
	return paperView(p), nil
}

// WithdrawFrom takes a paper back from one candidate.
func (s *Service) WithdrawFrom(ctx context.Context, paperID, sittingID, reason string) (*snapshot.BoardSitting, error) {
	return s.byStaff(ctx, sittingID, 0, func(one *exam.Sitting, _ exam.Session, by exam.Actor, now time.Time) error {
		return one.WithdrawPaper(by, paperID, reason, now)
	})
}

// ReleaseDue is the timed job of a planned release: it gives out every paper of a
// session whose moment has come.
func (s *Service) ReleaseDue(ctx context.Context, sessionID string) error {
	papers, err := s.store.Papers(ctx, sessionID)
	if err != nil {
		return err
	}
	for _, p := range papers {
		if !p.Due(s.now()) || !p.ReleasedAt.IsZero() {
			continue
		}
		if _, err := s.releaseAll(ctx, exam.Clock(), p.ID); err != nil {
			return err
		}
	}
	return nil
}

// releaseIfDue gives a candidate who sits without a paper the one that her session
// has by now: the release was before she came, or its job is late.
func (s *Service) releaseIfDue(ctx context.Context, sittingID string) error {
	one, err := s.store.Sitting(ctx, sittingID)
	if err != nil || one.Phase != exam.PhaseSeated {
		return err
	}
	papers, err := s.store.Papers(ctx, one.SessionID)
	if err != nil {
		return err
	}
	for _, p := range papers {
		if !p.Due(s.now()) {
			continue
		}
		_, err := s.store.Change(ctx, sittingID, func(one *exam.Sitting, in exam.Session) error {
			if one.Phase != exam.PhaseSeated {
				return nil // another request was first
			}
			return one.ReleasePaper(exam.Clock(), ident.New(), p, in, s.now())
		})
		if code := exam.CodeOf(err); code == exam.CodeSittingOver {
			return nil
		}
		return err
	}
	return nil
}

// Sealed answers with the sealed bytes of a ready paper of the candidate's session,
// from when she sits to the end.
func (s *Service) Sealed(ctx context.Context, sittingID, paperID string) (*operation.Stream, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return nil, err
	}
	one, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return nil, err
	}
	p, err := s.store.Paper(ctx, paperID)
	if err != nil || p.SessionID != one.SessionID || p.State != exam.PaperReady {
		return nil, exam.Errorf(exam.CodeNotFound, "no such paper")
	}
	if err := one.CheckHolds(by, exam.FirstPosition); err != nil {
		return nil, err
	}
	if one.Phase != exam.PhaseSeated && one.Phase != exam.PhaseAnswering {
		return nil, exam.Errorf(exam.CodeConflict, "papers are for who sits before them").With("phase", string(one.Phase))
	}
	src, err := s.blobs.Open(ctx, p.SealedSHA256)
	if err != nil {
		return nil, fmt.Errorf("open sealed paper %s: %w", paperID, err)
	}
	return operation.StreamOf(src, operation.Content{Type: "application/octet-stream", ModTime: p.ChangedAt}), nil
}

// OpenPaper records that the candidate's page showed the paper.
func (s *Service) OpenPaper(ctx context.Context, sittingID, releaseID string) error {
	_, err := s.byCandidate(ctx, sittingID, func(one *exam.Sitting, _ exam.Session, by exam.Actor, now time.Time) error {
		return one.OpenPaper(by, releaseID, now)
	})
	return err
}

package written

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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
// killed server left out gets it when she looks ([Service.giveIfDue]). Then it tells
// the key to all who sit before it, and writes into the record that they have it.
func (s *Service) releaseAll(ctx context.Context, by exam.Actor, paperID string) (exam.Paper, error) {
	s.releasing.RLock()
	defer s.releasing.RUnlock()
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
	if err := s.tellKey(ctx, p); err != nil { // the record tells it, too, a little later
		slog.ErrorContext(ctx, "key of a paper not told", "paper", p.ID, "error", err)
	}
	_, err = s.store.ChangeMany(ctx, p.SessionID, exam.PhaseSeated, func(one *exam.Sitting, in exam.Session) error {
		return one.ReleasePaper(by, releaseID(p, one.ID), p, in, s.now())
	})
	if err != nil {
		return p, fmt.Errorf("release paper %s: %w", paperID, err)
	}
	return p, nil
}

// ToldPaper is a released paper as the first camera of a candidate who sits before it is
// told of it at once, with its key. The record says the same a little later.
type ToldPaper struct {
	Kind       string      `json:"kind"` // "paper"
	SittingID  string      `json:"sitting_id"`
	At         int64       `json:"at"` // ms since 1970
	ServerTime time.Time   `json:"server_time"`
	EndsAt     time.Time   `json:"ends_at"`
	Paper      *GivenPaper `json:"paper"`
	// SpreadMS is within how long the pages of all who are told are to ask for what comes
	// next, each after a time that it chooses at random: they can be read meanwhile.
	SpreadMS int64 `json:"spread_ms"`
}

// askedWithin is how much longer the pages have to come back for each who is told: a server
// on two cores answers some 1,500 of them a second, and those who come first would else
// keep the others from being told.
const askedWithin = 650 * time.Microsecond

// spreadOf is within how long the pages of so many are to ask on.
func spreadOf(told int) time.Duration { return time.Duration(told) * askedWithin }

// tellKey sends the key of a released paper to the first camera's login of each
// candidate who is to have it now; to nobody else (FEATURES D3;
// docs/decisions/0045-the-common-minute.md).
func (s *Service) tellKey(ctx context.Context, p exam.Paper) error {
	t, err := s.store.Timetable(ctx, p.SessionID)
	if err != nil {
		return err
	}
	seated, err := s.store.Seated(ctx, p.SessionID)
	if err != nil {
		return err
	}
	key, err := s.key(p)
	if err != nil {
		return err
	}
	spread := spreadOf(len(seated))
	var failed []error
	for i := range seated {
		one, now := &seated[i], s.now()
		if one.CheckPaper(p, t.Session, now) != nil {
			continue
		}
		r := exam.PaperRelease{ID: releaseID(p, one.ID), PaperID: p.ID, Kind: p.Kind, MaxPages: p.MaxPages, Grace: p.Grace, ReleasedAt: p.ReleasedAt}
		told := ToldPaper{"paper", one.ID, now.UnixMilli(), now, one.Deadline(t.Session), givenPaper(p, r, one.ID), spread.Milliseconds()}
		told.Paper.Key = key
		failed = append(failed, s.phones.Tell(ctx, one.Devices[0].LoginID, told))
	}
	return errors.Join(failed...)
}

// releaseID names what a released paper's session gives to one candidate: the same
// however it comes to her.
func releaseID(p exam.Paper, sittingID string) string {
	if p.ReleasedAt.IsZero() {
		return ident.New()
	}
	return ident.Of(p.ReleasedAt, p.ID, sittingID)
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
	s.releasing.Lock()
	defer s.releasing.Unlock()
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

// giveIfDue gives a candidate who sits without a paper the one that her session has by
// now: the release was before she came, or its job is late. The sitting was just read or
// changed. It reports whether she was seated and has one now.
func (s *Service) giveIfDue(ctx context.Context, one exam.Sitting) (given bool, err error) {
	if one.Phase != exam.PhaseSeated {
		return one.Phase == exam.PhaseAnswering, nil
	}
	s.releasing.RLock()
	defer s.releasing.RUnlock()
	p, due, err := s.duePaper(ctx, one)
	if err != nil || !due {
		return false, err
	}
	_, err = s.store.Change(ctx, one.ID, func(one *exam.Sitting, in exam.Session) error {
		if one.Phase != exam.PhaseSeated {
			return nil // another request was first
		}
		return one.ReleasePaper(exam.Clock(), releaseID(p, one.ID), p, in, s.now())
	})
	if exam.CodeOf(err) == exam.CodeSittingOver {
		return false, nil
	}
	return err == nil, err
}

// duePaper returns the paper that a seated candidate's session has by now, if any.
func (s *Service) duePaper(ctx context.Context, one exam.Sitting) (p exam.Paper, due bool, err error) {
	if one.Phase != exam.PhaseSeated {
		return p, false, nil
	}
	papers, err := s.store.Papers(ctx, one.SessionID)
	if err != nil {
		return p, false, err
	}
	for _, p := range papers {
		if p.Due(s.now()) {
			return p, true, nil
		}
	}
	return p, false, nil
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
	return s.withPaper(ctx, sittingID, func(one *exam.Sitting, _ exam.Session, by exam.Actor, now time.Time) error {
		return one.OpenPaper(by, releaseID, now)
	})
}

package exam

import (
	"strings"
	"time"
)

// PaperKind is how a paper is answered (FEATURES D1).
type PaperKind string

// The two kinds.
const (
	PaperPDF    PaperKind = "pdf"    // on paper; the answer is photographed
	PaperOnline PaperKind = "online" // on the first camera's screen
)

// PaperState is where a paper stands.
type PaperState string

// The states.
const (
	PaperDraft PaperState = "draft" // it can be changed; no candidate has a byte of it
	PaperReady PaperState = "ready" // sealed; candidates may fetch the sealed bytes
)

// The bounds of a paper's settings.
const (
	DefaultMaxPages = 9 // manual 2.2.1a (d)
	MaxMaxPages     = 50
	MaxGrace        = 60 * time.Minute
)

// Paper is what a written session asks (考卷). What it asks is kept sealed: FileID
// is the sealed upload of a PDF, Content the sealed items of an online paper. Once
// ready, SealedSHA256 names the bytes that candidates' pages fetch before the start,
// encrypted with the paper's own Key, which is itself kept sealed.
type Paper struct {
	ID, SchoolID, SessionID string
	Number                  int // from 1 in its session
	Title                   string
	Kind                    PaperKind
	State                   PaperState
	FileID, Content         string
	Items                   int // of an online paper
	SealedSHA256            string
	SealedBytes             int64
	Key                     string
	MaxPages                int           // of the photographed answer
	Grace                   time.Duration // for late pages
	ReleaseAt               time.Time     // by the clock, zero for by hand only
	ReleasedAt              time.Time     // to the whole session, zero while not
	ChangedAt               time.Time
	ChangedBy               string // name
}

// Check refuses a paper whose title or settings are out of bounds, as CodeInvalid
// with "field".
func (p Paper) Check() error {
	switch {
	case p.MaxPages < 1 || p.MaxPages > MaxMaxPages:
		return wrongField("max_pages", "is not between 1 and 50")
	case p.Grace < 0 || p.Grace > MaxGrace:
		return wrongField("grace_minutes", "is not between 0 and 60")
	}
	return checkText("title", strings.TrimSpace(p.Title), 1, maxName)
}

// CheckDraft refuses to change or remove a paper that is no draft, with
// CodeConflict and its "state".
func (p Paper) CheckDraft() error {
	if p.State != PaperDraft {
		return Errorf(CodeConflict, "this paper is ready; candidates may hold its sealed copy already").With("state", string(p.State))
	}
	return nil
}

// Due reports whether a ready paper is for the whole session now: released by hand,
// or by the clock.
func (p Paper) Due(now time.Time) bool {
	return p.State == PaperReady && (!p.ReleasedAt.IsZero() || !p.ReleaseAt.IsZero() && !now.Before(p.ReleaseAt))
}

// PaperRelease is a paper given to one candidate. OpenedAt is when her first camera
// first showed it; the times after ReleasedAt are zero until they happen.
type PaperRelease struct {
	ID, PaperID                       string
	Kind                              PaperKind
	MaxPages                          int
	Grace                             time.Duration
	ReleasedAt, WithdrawnAt, OpenedAt time.Time
	Reason                            string // why it was withdrawn
}

// Paper returns the paper that is before the candidate now, nil for none.
func (s *Sitting) Paper() *PaperRelease {
	for i := range s.Papers {
		if s.Papers[i].WithdrawnAt.IsZero() {
			return &s.Papers[i]
		}
	}
	return nil
}

// ReleasePaper gives a paper to this candidate (下发; FEATURES D3) and lets her
// answer. A paper that she has already changes nothing; while she has another one it
// is CodeConflict with "why" "other_paper", and CodeConflict with "why" "not_ready"
// for a draft. releaseID is the new release's identifier.
func (s *Sitting) ReleasePaper(by Actor, releaseID string, p Paper, in Session, now time.Time) error {
	if !by.isAny([]Party{PartyProctor, PartyClock}) {
		return Errorf(CodeForbidden, "only proctors release papers")
	}
	if has := s.Paper(); has != nil && has.PaperID == p.ID && s.Phase == PhaseAnswering {
		return nil
	}
	if err := s.CheckPaper(p, in, now); err != nil {
		return err
	}
	s.Papers = append(s.Papers, PaperRelease{ID: releaseID, PaperID: p.ID, Kind: p.Kind, MaxPages: p.MaxPages, Grace: p.Grace, ReleasedAt: now})
	s.note("paper.released", "release", by, now, map[string]string{"paper": p.ID, "release": releaseID, "sealed_sha256": p.SealedSHA256, "seed": ShuffleSeed(p.ID, s.ID)})
	if s.Phase == PhaseSeated {
		if err := s.move(PhaseAnswering, by, "", now, "sitting.answering"); err != nil {
			return err
		}
		s.StartedAt = now
	}
	s.setDeadline(in)
	return nil
}

// CheckPaper refuses a paper that this candidate is not to have now, as
// [Sitting.ReleasePaper] says; she has none and sits before it else. The key of a paper
// goes only to whom it does not refuse.
func (s *Sitting) CheckPaper(p Paper, in Session, now time.Time) error {
	switch {
	case s.Phase != PhaseSeated && s.Phase != PhaseAnswering:
		return Errorf(CodeConflict, "a paper is released to who sits before it").With("phase", string(s.Phase))
	case p.State != PaperReady:
		return Errorf(CodeConflict, "this paper is not ready").With("why", "not_ready")
	case s.Paper() != nil:
		return Errorf(CodeConflict, "she has another paper; withdraw that first").With("why", "other_paper")
	case !now.Before(s.Deadline(in)):
		return Errorf(CodeSittingOver, "her time ended at %s", stamp(s.Deadline(in)))
	}
	return nil
}

// WithdrawPaper takes the paper back that is before the candidate (收回), for a
// reason that she reads; who had opened it stays known. Without one it changes
// nothing.
func (s *Sitting) WithdrawPaper(by Actor, paperID, reason string, now time.Time) error {
	if !by.isAny([]Party{PartyProctor}) {
		return Errorf(CodeForbidden, "only proctors withdraw papers")
	}
	reason = strings.TrimSpace(reason)
	if err := checkText("reason", reason, 1, maxIntro); err != nil {
		return err
	}
	r := s.Paper()
	if r == nil || r.PaperID != paperID {
		return nil
	}
	r.WithdrawnAt, r.Reason = now, reason
	opened := "no"
	if !r.OpenedAt.IsZero() {
		opened = stamp(r.OpenedAt)
	}
	s.note("paper.withdrawn", "release", by, now, map[string]string{"paper": paperID, "release": r.ID, "opened": opened})
	s.facts[len(s.facts)-1].Reason = reason
	return nil
}

// OpenPaper records when the candidate's first camera first showed the paper.
func (s *Sitting) OpenPaper(by Actor, releaseID string, now time.Time) error {
	if err := s.CheckHolds(by, FirstPosition); err != nil {
		return err
	}
	r := s.Paper()
	if r == nil || r.ID != releaseID {
		return Errorf(CodeNotFound, "this paper is not before you")
	}
	if !r.OpenedAt.IsZero() {
		return nil
	}
	r.OpenedAt = now
	s.note("paper.opened", "release", by, now, map[string]string{"paper": r.PaperID, "release": releaseID})
	return nil
}

// SealedFile says what the sealed file of a paper is about, so that it cannot be
// moved to another place.
func SealedFile(fileID string) string { return "paper file " + fileID }

// SealedContent is [SealedFile] for the items of an online paper.
func SealedContent(paperID string) string { return "paper content " + paperID }

// SealedKey is [SealedFile] for a paper's own key.
func SealedKey(paperID string) string { return "paper key " + paperID }

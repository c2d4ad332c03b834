package written

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// PaperView is a paper as staff see it, without what it asks.
type PaperView struct {
	ID           string          `json:"id"`
	Number       int             `json:"number"`
	Title        string          `json:"title"`
	Kind         exam.PaperKind  `json:"kind" enum:"pdf,online"`
	State        exam.PaperState `json:"state" enum:"draft,ready"`
	Items        int             `json:"items"`
	MaxPages     int             `json:"max_pages"`
	GraceMinutes int             `json:"grace_minutes"`
	ReleaseAt    *time.Time      `json:"release_at,omitempty" doc:"By the clock"`
	ReleasedAt   *time.Time      `json:"released_at,omitempty" doc:"To the whole session"`
	SealedSHA256 string          `json:"sealed_sha256,omitempty"`
	ChangedAt    time.Time       `json:"changed_at"`
	ChangedBy    string          `json:"changed_by"`
}

func paperView(p exam.Paper) PaperView {
	return PaperView{
		ID: p.ID, Number: p.Number, Title: p.Title, Kind: p.Kind, State: p.State, Items: p.Items, MaxPages: p.MaxPages, GraceMinutes: int(p.Grace / time.Minute),
		ReleaseAt: timeOf(p.ReleaseAt), ReleasedAt: timeOf(p.ReleasedAt), SealedSHA256: p.SealedSHA256, ChangedAt: p.ChangedAt, ChangedBy: p.ChangedBy,
	}
}

func timeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// SealedPaper is a paper that a page may fetch before it can be read.
type SealedPaper struct {
	PaperID string `json:"paper_id"`
	URL     string `json:"url"`
	SHA256  string `json:"sha256" doc:"Of the sealed bytes"`
	Bytes   int64  `json:"bytes"`
}

// GivenPaper is the paper before a candidate.
type GivenPaper struct {
	ReleaseID  string         `json:"release_id"`
	PaperID    string         `json:"paper_id"`
	Kind       exam.PaperKind `json:"kind" enum:"pdf,online"`
	Title      string         `json:"title"`
	ReleasedAt time.Time      `json:"released_at"`
	OpenedAt   *time.Time     `json:"opened_at,omitempty"`
	MaxPages   int            `json:"max_pages"`
	Seed       string         `json:"seed" doc:"Of the order in which she sees items and options"`
	Key        string         `json:"key,omitempty" doc:"Base64; for the first camera while she answers and is neither on a break nor paused"`
}

// TakenBack is a paper that was withdrawn.
type TakenBack struct {
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// WrittenState is what a written exam adds to a sitting.
type WrittenState struct {
	ServerTime  time.Time      `json:"server_time"`
	Phase       exam.Phase     `json:"phase" enum:"assigned,check_in,waiting,invited,interviewing,seated,answering,submitted,finished,absent"`
	EndsAt      time.Time      `json:"ends_at" doc:"Of answering, for this candidate"`
	ClosesAt    *time.Time     `json:"closes_at,omitempty" doc:"When what is saved is handed in by the clock"`
	GivenMin    int            `json:"given_minutes" doc:"Extra time given for an incident"`
	Break       *BreakState    `json:"break,omitempty" doc:"Where breaks were granted"`
	Pause       *PauseState    `json:"pause,omitempty" doc:"While staff have stopped her time"`
	Sealed      []SealedPaper  `json:"sealed" doc:"What the first camera may fetch ahead"`
	Paper       *GivenPaper    `json:"paper,omitempty"`
	Withdrawn   *TakenBack     `json:"withdrawn,omitempty" doc:"The last paper was taken back and none came in its place"`
	Pages       *PhotoPages    `json:"pages,omitempty" doc:"Those that count"`
	SubmittedAt *time.Time     `json:"submitted_at,omitempty"`
	Receipt     *AnswerReceipt `json:"receipt,omitempty"`
}

// State returns what stands in a written sitting. A paper that is due by now is given
// first, so that no late job holds it back.
func (s *Service) State(ctx context.Context, sittingID string) (*WrittenState, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSeeSitting, sittingID)
	if err != nil {
		return nil, err
	}
	one, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return nil, err
	}
	if one.Phase == exam.PhaseSeated {
		if given, err := s.giveIfDue(ctx, one); err != nil {
			return nil, err
		} else if given {
			if one, err = s.store.Sitting(ctx, sittingID); err != nil {
				return nil, err
			}
		}
	}
	return s.stateOf(ctx, by, one)
}

// stateOf words a sitting that was just read or changed.
func (s *Service) stateOf(ctx context.Context, by exam.Actor, one exam.Sitting) (*WrittenState, error) {
	if one.Type != exam.TypeWritten {
		return nil, exam.Errorf(exam.CodeNotFound, "this is no written exam")
	}
	t, err := s.store.Timetable(ctx, one.SessionID)
	if err != nil {
		return nil, err
	}
	papers, err := s.store.Papers(ctx, one.SessionID)
	if err != nil {
		return nil, err
	}
	view := &WrittenState{
		ServerTime: s.now(), Phase: one.Phase, EndsAt: endOf(&one, t.Session, s.now()), ClosesAt: timeOf(closesAt(&one, s.now())), GivenMin: int(one.Extra / time.Minute),
		Sealed: []SealedPaper{}, SubmittedAt: timeOf(one.SubmittedAt), Withdrawn: takenBack(&one), Break: breakState(&one), Pause: pauseState(&one, t.Session, s.now()),
	}
	sets, err := s.store.PageSets(ctx, one.ID)
	if err != nil {
		return nil, err
	}
	if n := len(sets); n > 0 {
		view.Pages = pagesView(one.ID, sets[n-1])
	}
	if view.Receipt, err = s.receipt(ctx, &one); err != nil {
		return nil, err
	}
	return view, s.addPapers(view, by, &one, papers)
}

func (s *Service) addPapers(view *WrittenState, by exam.Actor, one *exam.Sitting, papers []exam.Paper) error {
	first := by.Kind != exam.ActorStaff && one.PositionOf(by.LoginID) == exam.FirstPosition
	given := one.Paper()
	for _, p := range papers {
		if first && p.State == exam.PaperReady && (one.Phase == exam.PhaseSeated || one.Phase == exam.PhaseAnswering) {
			view.Sealed = append(view.Sealed, SealedPaper{p.ID, "/api/sittings/" + one.ID + "/papers/" + p.ID + "/sealed", p.SealedSHA256, p.SealedBytes})
		}
		if given == nil || given.PaperID != p.ID {
			continue
		}
		view.Paper = givenPaper(p, *given, one.ID)
		if first && one.Phase == exam.PhaseAnswering && !one.Stands() {
			key, err := s.key(p)
			if err != nil {
				return err
			}
			view.Paper.Key = key
		}
	}
	return nil
}

func givenPaper(p exam.Paper, r exam.PaperRelease, sittingID string) *GivenPaper {
	return &GivenPaper{
		ReleaseID: r.ID, PaperID: p.ID, Kind: p.Kind, Title: p.Title, ReleasedAt: r.ReleasedAt, OpenedAt: timeOf(r.OpenedAt), MaxPages: r.MaxPages, Seed: exam.ShuffleSeed(p.ID, sittingID),
	}
}

// key returns a paper's own key, in base64.
func (s *Service) key(p exam.Paper) (string, error) {
	key, err := s.box.Open(p.Key, exam.SealedKey(p.ID))
	if err != nil {
		return "", fmt.Errorf("open key of paper %s: %w", p.ID, err)
	}
	return base64.StdEncoding.EncodeToString(key), nil
}

// Papers lists a session's papers for its staff.
func (s *Service) Papers(ctx context.Context, sessionID string) ([]PaperView, error) {
	if _, err := operation.OnSession(ctx, s.store, exam.ActionSeePapers, sessionID); err != nil {
		return nil, err
	}
	papers, err := s.store.Papers(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	views := make([]PaperView, len(papers))
	for i, p := range papers {
		views[i] = paperView(p)
	}
	return views, nil
}

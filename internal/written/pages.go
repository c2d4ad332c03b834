package written

import (
	"bytes"
	"context"
	"slices"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
)

// PageFile is one photographed page.
type PageFile struct {
	ID    string     `json:"id"`
	URL   string     `json:"url" doc:"?small=true for a thumbnail"`
	Asked *AskedPage `json:"asked,omitempty" doc:"While staff want it photographed again"`
}

// PhotoPages are the photographed pages that count.
type PhotoPages struct {
	Version int        `json:"version"`
	SentAt  time.Time  `json:"sent_at"`
	Late    bool       `json:"late" doc:"After the end of answering"`
	Files   []PageFile `json:"files"`
}

func pagesView(sittingID string, set exam.PageSet) *PhotoPages {
	view := &PhotoPages{Version: set.Version, SentAt: set.SentAt, Late: set.Late, Files: []PageFile{}}
	for _, id := range set.FileIDs {
		view.Files = append(view.Files, PageFile{id, "/api/sittings/" + sittingID + "/pages/" + id, askedOf(set, id)})
	}
	return view
}

// SendPages keeps uploaded pages as the answer, in order, in place of those before.
func (s *Service) SendPages(ctx context.Context, sittingID string, fileIDs []string) (*WrittenState, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return nil, err
	}
	err = s.store.KeepPages(ctx, sittingID, exam.PageSet{ID: ident.New(), FileIDs: fileIDs}, func(one *exam.Sitting, set *exam.PageSet) error {
		return one.SendPages(by, set, s.now())
	})
	if err != nil {
		return nil, err
	}
	return s.State(ctx, sittingID)
}

// Page answers with one page of an answer, or its thumbnail: to the candidate's
// devices and to who minds or reads. Only pages of a set are shown; to candidates
// those of the one that counts.
func (s *Service) Page(ctx context.Context, sittingID, fileID string, small bool) (*operation.Stream, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSeePages, sittingID)
	if err != nil {
		return nil, err
	}
	sets, err := s.store.PageSets(ctx, sittingID)
	if err != nil {
		return nil, err
	}
	if by.Kind != exam.ActorStaff && len(sets) > 1 {
		sets = sets[len(sets)-1:]
	}
	if !slices.ContainsFunc(sets, func(set exam.PageSet) bool { return slices.Contains(set.FileIDs, fileID) }) {
		return nil, exam.Errorf(exam.CodeNotFound, "no such page")
	}
	file, err := s.store.File(ctx, fileID)
	if err != nil {
		return nil, err
	}
	return s.photo(ctx, file, small), nil
}

// photo answers with a candidate's photograph, or a small one of it.
func (s *Service) photo(ctx context.Context, file exam.File, small bool) *operation.Stream {
	shown := operation.Content{Type: file.Type, Name: file.Name, ModTime: file.CreatedAt, Inline: true}
	draw := s.drawn
	if small {
		shown.Type, draw = "image/jpeg", s.thumb
	}
	return operation.StreamOf(&drawing{draw: func() (*bytes.Reader, error) { return draw(ctx, file) }}, shown)
}

// Submit hands the candidate's answer in for good.
func (s *Service) Submit(ctx context.Context, sittingID string) (*WrittenState, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return nil, err
	}
	one, err := s.store.ChangeAnswer(ctx, sittingID, func(one *exam.Sitting, in exam.Session, counted map[string]string) error {
		return one.Submit(by, counted, in, s.now())
	})
	if err != nil {
		return nil, err
	}
	return s.stateOf(ctx, by, one)
}

// AnswerReceipt says what was handed in; it stays as it is in the ledger.
type AnswerReceipt struct {
	At     time.Time `json:"at"`
	By     string    `json:"by" enum:"candidate,device,staff,clock" doc:"Who handed it in"`
	Pages  string    `json:"pages,omitempty"`
	Items  string    `json:"items,omitempty" doc:"How many were answered"`
	Digest string    `json:"digest,omitempty" doc:"SHA-256 of what was handed in"`
	Number string    `json:"number" doc:"The hash of its entry in the ledger"`
}

// receipt returns the last handing-in of a sitting, nil before one.
func (s *Service) receipt(ctx context.Context, one *exam.Sitting) (*AnswerReceipt, error) {
	if one.SubmittedAt.IsZero() {
		return nil, nil
	}
	entries, err := s.store.LedgerOf(ctx, one.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range slices.Backward(entries) {
		if e.Kind == "sitting.submitted" {
			return &AnswerReceipt{e.At, string(e.ActorKind), e.Data["pages"], e.Data["items"], e.Data["digest"], e.Hash}, nil
		}
	}
	return nil, nil
}

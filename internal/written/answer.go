package written

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// SentOp is an operation as a page sends it.
type SentOp struct {
	Seq     int64     `json:"seq" minimum:"1" doc:"Counts in the sitting, from 1"`
	ID      string    `json:"id" maxLength:"64" doc:"The operation's own name"`
	Item    string    `json:"item" maxLength:"64"`
	Value   string    `json:"value"`
	TypedAt time.Time `json:"typed_at"`
}

// Acked says which operations are on the disk.
type Acked struct {
	ServerTime time.Time `json:"server_time"`
	Seqs       []int64   `json:"seqs"`
	SavedAt    time.Time `json:"saved_at"`
}

// Save keeps operations of the page that writes. When it returns them they are on the
// disk, and never lost (FEATURES D9).
func (s *Service) Save(ctx context.Context, sittingID, page string, sent []SentOp) (*Acked, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return nil, err
	}
	ops, acked := make([]exam.AnswerOp, len(sent)), &Acked{Seqs: make([]int64, len(sent))}
	for i, op := range sent {
		ops[i] = exam.AnswerOp{Seq: op.Seq, ID: op.ID, Item: op.Item, Value: op.Value, TypedAt: op.TypedAt}
		acked.Seqs[i] = op.Seq
	}
	if err := exam.CheckOps(ops); err != nil {
		return nil, err
	}
	acked.SavedAt = s.now()
	if err := s.store.AppendOps(ctx, sittingID, exam.WriterOf(by, page), ops, acked.SavedAt); err != nil {
		return nil, err
	}
	acked.ServerTime = s.now()
	return acked, nil
}

// SavedAnswer is one item's answer as the server has it.
type SavedAnswer struct {
	Item    string    `json:"item"`
	Value   string    `json:"value"`
	Seq     int64     `json:"seq"`
	SavedAt time.Time `json:"saved_at"`
	TypedAt time.Time `json:"typed_at"`
}

// AnswerSheet is all that the server has of an answer.
type AnswerSheet struct {
	ServerTime time.Time     `json:"server_time"`
	LastSeq    int64         `json:"last_seq" doc:"Of the operations; the next one is one more"`
	Answers    []SavedAnswer `json:"answers"`
}

// Write makes a page the one that writes and returns what the server has, to go on
// from. Another that writes is CodeOtherWriter unless takeOver is set.
func (s *Service) Write(ctx context.Context, sittingID, page string, takeOver bool) (*AnswerSheet, error) {
	err := s.withPaper(ctx, sittingID, func(one *exam.Sitting, _ exam.Session, by exam.Actor, now time.Time) error {
		return one.Write(by, page, takeOver, now)
	})
	if err != nil {
		return nil, err
	}
	return s.sheet(ctx, sittingID)
}

// Sheet returns what the server has of an answer: to the candidate's devices and to
// who may read answers.
func (s *Service) Sheet(ctx context.Context, sittingID string) (*AnswerSheet, error) {
	if _, err := operation.OnSitting(ctx, s.store, exam.ActionSeeAnswers, sittingID); err != nil {
		return nil, err
	}
	return s.sheet(ctx, sittingID)
}

func (s *Service) sheet(ctx context.Context, sittingID string) (*AnswerSheet, error) {
	ops, err := s.store.Ops(ctx, sittingID)
	if err != nil {
		return nil, err
	}
	sheet := &AnswerSheet{ServerTime: s.now(), Answers: []SavedAnswer{}}
	if n := len(ops); n > 0 {
		sheet.LastSeq = ops[n-1].Seq
	}
	for _, a := range exam.Sheet(ops) {
		sheet.Answers = append(sheet.Answers, SavedAnswer{a.Item, a.Value, a.Seq, a.At, a.TypedAt})
	}
	return sheet, nil
}

// Content returns what an online paper asks, for who writes papers.
func (s *Service) Content(ctx context.Context, paperID string) (exam.PaperContent, error) {
	p, _, err := s.onPaper(ctx, exam.ActionSetPapers, paperID)
	if err != nil {
		return exam.PaperContent{}, err
	}
	return s.content(p)
}

func (s *Service) content(p exam.Paper) (c exam.PaperContent, err error) {
	if p.Kind != exam.PaperOnline {
		return c, exam.Errorf(exam.CodeNotFound, "this paper has no items")
	}
	if p.Content == "" {
		return exam.PaperContent{Sections: []exam.PaperSection{}}, nil
	}
	text, err := s.box.Open(p.Content, exam.SealedContent(p.ID))
	if err != nil {
		return c, fmt.Errorf("open content of paper %s: %w", p.ID, err)
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("decode content of paper %s: %w", p.ID, err)
	}
	return c, nil
}

// SetContent changes what an online draft asks; it is kept sealed.
func (s *Service) SetContent(ctx context.Context, paperID string, c exam.PaperContent) (PaperView, error) {
	known, _, err := s.onPaper(ctx, exam.ActionSetPapers, paperID)
	if err != nil {
		return PaperView{}, err
	}
	if err := s.settleMedia(ctx, known.SessionID, &c); err != nil {
		return PaperView{}, err
	}
	if err := c.Check(); err != nil {
		return PaperView{}, err
	}
	text, err := json.Marshal(c)
	if err != nil {
		return PaperView{}, fmt.Errorf("encode content of paper %s: %w", paperID, err)
	}
	return s.change(ctx, exam.ActionSetPapers, paperID, func(p *exam.Paper, by exam.Actor) (exam.Fact, error) {
		if p.Kind != exam.PaperOnline {
			return exam.Fact{}, exam.Errorf(exam.CodeNotFound, "this paper has no items")
		}
		if err := p.CheckDraft(); err != nil {
			return exam.Fact{}, err
		}
		p.Content, p.Items = s.box.Seal(text, exam.SealedContent(p.ID)), c.Items()
		return s.fact("paper.written", by, *p, nil), nil
	})
}

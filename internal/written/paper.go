package written

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
)

// PaperSettings are what staff settle about a paper besides what it asks.
type PaperSettings struct {
	Title        string     `json:"title" maxLength:"200"`
	MaxPages     int        `json:"max_pages,omitempty" minimum:"0" doc:"Photographed pages of an answer; 0 for 9"`
	GraceMinutes int        `json:"grace_minutes" minimum:"0" doc:"How long after the end pages may still come, marked late"`
	ReleaseAt    *time.Time `json:"release_at,omitempty" doc:"By the clock; absent for by hand"`
}

func (in PaperSettings) settle(p *exam.Paper) error {
	p.Title, p.MaxPages, p.Grace, p.ReleaseAt = strings.TrimSpace(in.Title), in.MaxPages, time.Duration(in.GraceMinutes)*time.Minute, time.Time{}
	if p.MaxPages == 0 {
		p.MaxPages = exam.DefaultMaxPages
	}
	if in.ReleaseAt != nil {
		p.ReleaseAt = in.ReleaseAt.UTC().Truncate(time.Millisecond)
	}
	return p.Check()
}

func (s *Service) fact(kind string, by exam.Actor, p exam.Paper, data map[string]string) exam.Fact {
	all := map[string]string{"paper": p.ID, "session": p.SessionID, "title": p.Title}
	for k, v := range data {
		all[k] = v
	}
	return exam.Fact{Kind: kind, Actor: by, At: s.now(), Data: all}
}

// AddPaper adds a draft to a written session: of a PDF that was uploaded for it, or an
// online one without items.
func (s *Service) AddPaper(ctx context.Context, sessionID string, kind exam.PaperKind, fileID string, in PaperSettings) (PaperView, error) {
	by, err := operation.OnSession(ctx, s.store, exam.ActionSetPapers, sessionID)
	if err != nil {
		return PaperView{}, err
	}
	t, err := s.store.Timetable(ctx, sessionID)
	if err != nil {
		return PaperView{}, err
	}
	if t.Session.Type != exam.TypeWritten {
		return PaperView{}, exam.Errorf(exam.CodeConflict, "papers are for written exams").With("why", "type")
	}
	p := exam.Paper{ID: ident.New(), SchoolID: by.SchoolID, SessionID: sessionID, Kind: kind, State: exam.PaperDraft, ChangedAt: s.now(), ChangedBy: by.Name}
	if err := in.settle(&p); err != nil {
		return PaperView{}, err
	}
	if kind == exam.PaperPDF {
		file, err := s.store.File(ctx, fileID)
		if err != nil || file.OwnerID != sessionID || file.Purpose != exam.PurposePaperFile {
			return PaperView{}, exam.Errorf(exam.CodeNotFound, "no such file for this session")
		}
		p.FileID = file.ID
	}
	if err := s.store.CreatePaper(ctx, p, s.fact("paper.made", by, p, map[string]string{"kind": string(kind)})); err != nil {
		return PaperView{}, fmt.Errorf("keep paper of session %s: %w", sessionID, err)
	}
	p, err = s.store.Paper(ctx, p.ID)
	return paperView(p), err
}

// onPaper returns a paper with who asks, when she may take the action in its session.
func (s *Service) onPaper(ctx context.Context, a exam.Action, paperID string) (exam.Paper, exam.Actor, error) {
	p, err := s.store.Paper(ctx, paperID)
	if err != nil {
		return p, exam.Actor{}, err
	}
	by, err := operation.OnSession(ctx, s.store, a, p.SessionID)
	return p, by, err
}

// change changes a paper on behalf of who writes papers.
func (s *Service) change(ctx context.Context, a exam.Action, paperID string, do func(p *exam.Paper, by exam.Actor) (exam.Fact, error)) (PaperView, error) {
	_, by, err := s.onPaper(ctx, a, paperID)
	if err != nil {
		return PaperView{}, err
	}
	p, err := s.store.ChangePaper(ctx, paperID, func(p *exam.Paper) (exam.Fact, error) {
		p.ChangedAt, p.ChangedBy = s.now(), by.Name
		return do(p, by)
	})
	return paperView(p), err
}

// Settle changes a paper's settings. Of one that is ready only the moment of release
// can change, and only before it came.
func (s *Service) Settle(ctx context.Context, paperID string, in PaperSettings) (PaperView, error) {
	return s.change(ctx, exam.ActionSetPapers, paperID, func(p *exam.Paper, by exam.Actor) (exam.Fact, error) {
		was := *p
		if err := in.settle(p); err != nil {
			return exam.Fact{}, err
		}
		if p.Title != was.Title || p.MaxPages != was.MaxPages || p.Grace != was.Grace {
			if err := was.CheckDraft(); err != nil {
				return exam.Fact{}, err
			}
		}
		if !was.ReleasedAt.IsZero() {
			return exam.Fact{}, exam.Errorf(exam.CodeConflict, "this paper is released").With("why", "released")
		}
		return s.fact("paper.changed", by, *p, map[string]string{"release_at": stampOf(p.ReleaseAt)}), nil
	})
}

func stampOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// RemovePaper takes a draft away.
func (s *Service) RemovePaper(ctx context.Context, paperID string) error {
	p, by, err := s.onPaper(ctx, exam.ActionSetPapers, paperID)
	if err != nil {
		return err
	}
	return s.store.RemovePaper(ctx, paperID, s.fact("paper.removed", by, p, nil))
}

// MakeReady seals a draft with a key of its own. From then on candidates' pages may
// fetch the sealed bytes, and it cannot be changed any more.
func (s *Service) MakeReady(ctx context.Context, paperID string) (PaperView, error) {
	p, _, err := s.onPaper(ctx, exam.ActionSetPapers, paperID)
	if err != nil {
		return PaperView{}, err
	}
	if err := p.CheckDraft(); err != nil {
		return PaperView{}, err
	}
	plain, err := s.plain(ctx, p)
	if err != nil {
		return PaperView{}, err
	}
	sealed, err := s.seal(ctx, p, plain)
	if err != nil {
		return PaperView{}, err
	}
	seen := p
	return s.change(ctx, exam.ActionSetPapers, paperID, func(p *exam.Paper, by exam.Actor) (exam.Fact, error) {
		if err := p.CheckDraft(); err != nil {
			return exam.Fact{}, err
		}
		if p.Content != seen.Content || p.FileID != seen.FileID {
			return exam.Fact{}, exam.Errorf(exam.CodeConflict, "this has changed meanwhile; look again").With("why", "changed")
		}
		p.State, p.SealedSHA256, p.SealedBytes, p.Key = sealed.State, sealed.SealedSHA256, sealed.SealedBytes, sealed.Key
		return s.fact("paper.ready", by, *p, map[string]string{"sealed_sha256": p.SealedSHA256}), nil
	})
}

// seal returns a paper that is ready: what it asks lies among the blobs under a key of
// its own.
func (s *Service) seal(ctx context.Context, p exam.Paper, plain []byte) (exam.Paper, error) {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	sealed, err := sealPaper(key, p.ID, plain)
	if err != nil {
		return p, err
	}
	sum, size, err := s.blobs.Put(ctx, bytes.NewReader(sealed))
	if err != nil {
		return p, fmt.Errorf("keep sealed paper %s: %w", p.ID, err)
	}
	p.State, p.SealedSHA256, p.SealedBytes, p.Key = exam.PaperReady, sum, size, s.box.Seal(key, exam.SealedKey(p.ID))
	return p, nil
}

// plain returns what a paper asks: the PDF, or the items as JSON.
func (s *Service) plain(ctx context.Context, p exam.Paper) ([]byte, error) {
	if p.Kind == exam.PaperOnline {
		c, err := s.content(p)
		if err != nil {
			return nil, err
		}
		if c.Items() == 0 {
			return nil, exam.Errorf(exam.CodeConflict, "this paper asks nothing yet").With("why", "empty")
		}
		if c, err = s.withData(ctx, p.SessionID, c); err != nil {
			return nil, err
		}
		return json.Marshal(c.Asked())
	}
	file, err := s.store.File(ctx, p.FileID)
	if err != nil {
		return nil, fmt.Errorf("find file of paper %s: %w", p.ID, err)
	}
	return s.unsealed(ctx, file)
}

// sealPaper encrypts a paper: AES-256-GCM (NIST SP 800-38D) with a nonce of 12 bytes
// before the ciphertext and the paper's identifier as additional data, as the
// candidate's page opens it (W3C Web Cryptography, AES-GCM).
func sealPaper(key []byte, paperID string, plain []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("seal paper %s: %w", paperID, err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("seal paper %s: %w", paperID, err)
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	_, _ = rand.Read(nonce) // never fails (crypto/rand)
	return aead.Seal(nonce, nonce, plain, []byte(paperID)), nil
}

// Preview answers with a paper's PDF for who writes papers.
func (s *Service) Preview(ctx context.Context, paperID string) (*operation.Stream, error) {
	p, _, err := s.onPaper(ctx, exam.ActionSetPapers, paperID)
	if err != nil {
		return nil, err
	}
	if p.Kind != exam.PaperPDF {
		return nil, exam.Errorf(exam.CodeNotFound, "this paper has no file")
	}
	plain, err := s.plain(ctx, p)
	if err != nil {
		return nil, err
	}
	return operation.StreamOf(readCloser{bytes.NewReader(plain)}, operation.Content{Type: "application/pdf", Name: p.Title + ".pdf", ModTime: p.ChangedAt, Inline: true}), nil
}

type readCloser struct{ io.ReadSeeker }

// Close does nothing: the bytes are in memory.
func (readCloser) Close() error { return nil }

package written

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// Export answers with a zip of a session's answers: answers.csv with a line for each
// candidate and item, and a folder for each candidate with her pages in order.
func (s *Service) Export(ctx context.Context, sessionID string) (*operation.Stream, error) {
	if _, err := operation.OnSession(ctx, s.store, exam.ActionReadAnswers, sessionID); err != nil {
		return nil, err
	}
	sittings, err := s.store.SittingsOf(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	choices, err := s.store.ChoicesOfSession(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	pages, err := s.store.PagesOfSession(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	return &operation.Stream{Body: func(h huma.Context) {
		h.SetHeader("Content-Type", "application/zip")
		h.SetHeader("Content-Disposition", `attachment; filename="answers.zip"`)
		if err := s.writeExport(ctx, h.BodyWriter(), sittings, choices, pages); err != nil {
			slog.ErrorContext(ctx, "export of answers cut", "session", sessionID, "error", err)
		}
	}}, nil
}

func (s *Service) writeExport(ctx context.Context, w io.Writer, sittings []exam.Sitting, choices map[string]exam.Choice, pages map[string]exam.PageSet) error {
	pack := zip.NewWriter(w)
	var table bytes.Buffer
	table.WriteString("\ufeff") // so that spreadsheets read it as UTF-8
	lines := csv.NewWriter(&table)
	_ = lines.Write([]string{"number", "name", "item", "answer", "saved_at", "pages", "late", "submitted_at"}) // into memory
	for _, one := range sittings {
		c := choices[one.ID].Candidate
		set := pages[one.ID]
		last := []string{fmt.Sprint(len(set.FileIDs)), fmt.Sprint(set.Late), stampOf(one.SubmittedAt)}
		ops, err := s.store.Ops(ctx, one.ID)
		if err != nil {
			return err
		}
		sheet := exam.Sheet(ops)
		for _, a := range sheet {
			_ = lines.Write(append([]string{inert(c.Number), inert(c.Name), inert(a.Item), inert(a.Value), stampOf(a.At)}, last...)) // into memory
		}
		if len(sheet) == 0 {
			_ = lines.Write(append([]string{inert(c.Number), inert(c.Name), "", "", ""}, last...)) // into memory
		}
		if err := s.exportPages(ctx, pack, c, set); err != nil {
			return err
		}
	}
	lines.Flush()
	out, err := pack.CreateHeader(&zip.FileHeader{Name: "answers.csv", Method: zip.Deflate, Modified: s.now()})
	if err != nil {
		return fmt.Errorf("add answers.csv: %w", err)
	}
	if _, err := out.Write(table.Bytes()); err != nil {
		return fmt.Errorf("write answers.csv: %w", err)
	}
	return pack.Close()
}

func (s *Service) exportPages(ctx context.Context, pack *zip.Writer, c exam.Candidate, set exam.PageSet) error {
	for n, id := range set.FileIDs {
		file, err := s.store.File(ctx, id)
		if err != nil {
			return err
		}
		src, err := s.blobs.Open(ctx, file.SHA256)
		if err != nil {
			return fmt.Errorf("open page %s: %w", id, err)
		}
		ending := map[string]string{"image/png": "png"}[file.Type]
		if ending == "" {
			ending = "jpg"
		}
		name := fmt.Sprintf("%s %s/%02d.%s", plainName(c.Number), plainName(c.Name), n+1, ending)
		out, err := pack.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: file.CreatedAt.In(time.UTC)})
		if err == nil {
			_, err = io.Copy(out, src)
		}
		_ = src.Close() // only read
		if err != nil {
			return fmt.Errorf("add page %s: %w", id, err)
		}
	}
	return nil
}

// plainName is a text as part of a file's name: nothing that leads elsewhere.
func plainName(text string) string {
	return strings.Map(func(sign rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, sign) || sign < ' ' {
			return '_'
		}
		return sign
	}, strings.Trim(text, ". "))
}

// inert is a cell that no spreadsheet takes for a formula (OWASP, CSV injection).
func inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

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

// exporting writes one zip of answers.
type exporting struct {
	*Service
	pack  *zip.Writer
	lines *csv.Writer
	items map[string]exam.PaperContent // of online papers
}

func (s *Service) writeExport(ctx context.Context, w io.Writer, sittings []exam.Sitting, choices map[string]exam.Choice, pages map[string]exam.PageSet) error {
	var table bytes.Buffer
	table.WriteString("\ufeff") // so that spreadsheets read it as UTF-8
	e := &exporting{s, zip.NewWriter(w), csv.NewWriter(&table), map[string]exam.PaperContent{}}
	_ = e.lines.Write([]string{"number", "name", "item", "answer", "saved_at", "pages", "late", "submitted_at"}) // into memory
	for i := range sittings {
		if err := e.sitting(ctx, &sittings[i], choices[sittings[i].ID].Candidate, pages[sittings[i].ID]); err != nil {
			return err
		}
	}
	e.lines.Flush()
	if err := e.add("answers.csv", s.now(), &table); err != nil {
		return err
	}
	return e.pack.Close()
}

// sitting writes a line for each answer of a candidate, and the files that belong to it.
func (e *exporting) sitting(ctx context.Context, one *exam.Sitting, c exam.Candidate, set exam.PageSet) error {
	last := []string{fmt.Sprint(len(set.FileIDs)), fmt.Sprint(set.Late), stampOf(one.SubmittedAt)}
	ops, err := e.store.Ops(ctx, one.ID)
	if err != nil {
		return err
	}
	asked, err := e.asked(ctx, one)
	if err != nil {
		return err
	}
	folder := plainName(c.Number) + " " + plainName(c.Name) + "/"
	sheet := exam.Sheet(ops)
	for _, a := range sheet {
		item, _ := asked.Item(a.Item)
		text, err := e.answer(ctx, one.ID, folder, item.Kind, a)
		if err != nil {
			return err
		}
		_ = e.lines.Write(append([]string{inert(c.Number), inert(c.Name), inert(a.Item), inert(text), stampOf(a.At)}, last...)) // into memory
	}
	if len(sheet) == 0 {
		_ = e.lines.Write(append([]string{inert(c.Number), inert(c.Name), "", "", ""}, last...)) // into memory
	}
	for n, id := range set.FileIDs {
		file, err := e.store.File(ctx, id)
		if err != nil {
			return err
		}
		if err := e.file(ctx, fmt.Sprintf("%s%02d.%s", folder, n+1, endingOf(file)), file); err != nil {
			return err
		}
	}
	return nil
}

// asked returns what the candidate's last paper asks, nothing where it has no items.
func (e *exporting) asked(ctx context.Context, one *exam.Sitting) (exam.PaperContent, error) {
	if len(one.Papers) == 0 {
		return exam.PaperContent{}, nil
	}
	given := one.Papers[len(one.Papers)-1]
	if c, known := e.items[given.PaperID]; known || given.Kind != exam.PaperOnline {
		return c, nil
	}
	p, err := e.store.Paper(ctx, given.PaperID)
	if err != nil {
		return exam.PaperContent{}, err
	}
	e.items[p.ID], err = e.content(p)
	return e.items[p.ID], err
}

// answer returns what stands in the table for an answer: of drawings and photographs
// the names of the files that it adds.
func (e *exporting) answer(ctx context.Context, sittingID, folder string, kind exam.ItemKind, a exam.SheetAnswer) (string, error) {
	name := folder + "item-" + plainName(a.Item)
	switch kind {
	case exam.ItemDrawing:
		d, err := exam.ParseDrawing(a.Value)
		if err != nil {
			return a.Value, nil //nolint:nilerr // what is no drawing is exported as it is
		}
		return name + ".svg", e.add(name+".svg", a.At, strings.NewReader(d.SVG()))
	case exam.ItemPhoto:
		var names []string
		for n, id := range photosOf(a.Value) {
			file, err := e.answerPhoto(ctx, sittingID, id)
			if err != nil {
				continue // not hers, or no upload at all
			}
			names = append(names, fmt.Sprintf("%s-%d.%s", name, n+1, endingOf(file)))
			if err := e.file(ctx, names[len(names)-1], file); err != nil {
				return "", err
			}
		}
		return strings.Join(names, "\n"), nil
	}
	return a.Value, nil
}

func endingOf(file exam.File) string {
	if file.Type == "image/png" {
		return "png"
	}
	return "jpg"
}

// file adds a photograph; pictures are packed already.
func (e *exporting) file(ctx context.Context, name string, file exam.File) error {
	src, err := e.drawn(ctx, file)
	if err != nil {
		return err
	}
	out, err := e.pack.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: file.CreatedAt.In(time.UTC)})
	if err == nil {
		_, err = io.Copy(out, src)
	}
	if err != nil {
		return fmt.Errorf("add %s: %w", name, err)
	}
	return nil
}

func (e *exporting) add(name string, at time.Time, src io.Reader) error {
	out, err := e.pack.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at.In(time.UTC)})
	if err == nil {
		_, err = io.Copy(out, src)
	}
	if err != nil {
		return fmt.Errorf("add %s: %w", name, err)
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

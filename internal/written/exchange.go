package written

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/picture"
)

// Packages read and write papers as other systems have them, as package qti does.
type Packages interface {
	// Read returns CodeWrongType or CodeTooLarge for a file that is none, or would harm.
	Read(data []byte) (exam.PaperFile, error)
	Write(w io.Writer, f exam.PaperFile) error
}

// Tables read and write tables, as package sheet does.
type Tables interface {
	// Read returns the first table of an xlsx or csv file.
	Read(src io.ReadSeeker) ([]Row, error)
	WriteXLSX(w io.Writer, t Table) error
}

// Keeper keeps an image or a sound of a session's paper as if the asker had sent it.
type Keeper func(ctx context.Context, sessionID, name, mediaType string, data []byte) (fileID string, err error)

// PaperImportView says what an import makes of a file, or has made.
type PaperImportView struct {
	Format   exam.PaperFormat  `json:"format" enum:"xlsx,qti22,qti30"`
	Title    string            `json:"title"`
	Items    int               `json:"items"`
	Points   int               `json:"points"`
	Media    int               `json:"media" doc:"Images and sounds"`
	Blocked  int               `json:"blocked" doc:"Flaws that stand against an import"`
	Imported bool              `json:"imported"`
	Rows     []exam.ImportRow  `json:"rows"`
	Flaws    []exam.ImportFlaw `json:"flaws" doc:"Of the file as a whole"`
}

func importView(f exam.PaperFile) *PaperImportView {
	v := &PaperImportView{Format: f.Format, Title: f.Title, Items: f.Content.Items(), Media: len(f.Content.Media), Blocked: f.Blocked(), Rows: f.Rows, Flaws: f.Flaws}
	for i, row := range v.Rows {
		v.Points += row.Points
		if row.Flaws == nil {
			v.Rows[i].Flaws = []exam.ImportFlaw{}
		}
	}
	if v.Flaws == nil {
		v.Flaws = []exam.ImportFlaw{}
	}
	return v
}

// Import reads an uploaded xlsx, csv or QTI file into an online draft, in place of
// what it asked. Nothing is imported while anything stands against it, or in a dry
// run: then it only says what it would do, item by item.
func (s *Service) Import(ctx context.Context, paperID, fileID string, dryRun bool) (*PaperImportView, error) {
	p, by, err := s.onPaper(ctx, exam.ActionSetPapers, paperID)
	if err != nil {
		return nil, err
	}
	was, err := s.content(p)
	if err != nil {
		return nil, err
	}
	if err := p.CheckDraft(); err != nil {
		return nil, err
	}
	data, err := s.uploaded(ctx, p.SessionID, fileID, exam.PurposePaperImport)
	if err != nil {
		return nil, err
	}
	f, err := s.read(data, was.Media)
	if err != nil {
		return nil, err
	}
	checkPictures(&f)
	view := importView(f)
	if dryRun || view.Blocked > 0 {
		return view, nil
	}
	if err := s.keepMedia(ctx, p.SessionID, &f.Content); err != nil {
		return nil, err
	}
	if _, err := s.SetContent(ctx, paperID, f.Content); err != nil {
		return nil, err
	}
	view.Imported = true
	return view, s.store.KeepFact(ctx, p.SchoolID, s.fact("paper.imported", by, p, map[string]string{"format": string(f.Format), "items": strconv.Itoa(view.Items), "file": fileID}))
}

// uploaded returns the bytes of a sealed upload for a session.
func (s *Service) uploaded(ctx context.Context, sessionID, fileID string, purpose exam.UploadPurpose) ([]byte, error) {
	file, err := s.store.File(ctx, fileID)
	if err != nil || file.OwnerID != sessionID || file.Purpose != purpose {
		return nil, exam.Errorf(exam.CodeNotFound, "no such file for this session")
	}
	return s.unsealed(ctx, file)
}

func (s *Service) unsealed(ctx context.Context, file exam.File) ([]byte, error) {
	src, err := s.blobs.Open(ctx, file.SHA256)
	if err != nil {
		return nil, fmt.Errorf("open file %s: %w", file.ID, err)
	}
	sealed, err := io.ReadAll(src)
	if err := errors.Join(err, src.Close()); err != nil {
		return nil, fmt.Errorf("read file %s: %w", file.ID, err)
	}
	plain, err := s.box.Open(string(sealed), exam.SealedFile(file.ID))
	if err != nil {
		return nil, fmt.Errorf("open sealed file %s: %w", file.ID, err)
	}
	return plain, nil
}

// read reads a file by what it is. Tables refer to the media that the draft has.
func (s *Service) read(data []byte, media []exam.PaperMedia) (exam.PaperFile, error) {
	if isPackage(data) {
		return s.packages.Read(data)
	}
	rows, err := s.tables.Read(bytes.NewReader(data))
	if err != nil {
		return exam.PaperFile{}, err
	}
	return readTable(rows, media), nil
}

// isPackage tells QTI from a table: a zip without the content types that every
// workbook has (ECMA-376, part 2), or a document of XML.
func isPackage(data []byte) bool {
	if !bytes.HasPrefix(data, []byte("PK")) {
		return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n"), []byte("<"))
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return true
	}
	for _, f := range z.File {
		if f.Name == "[Content_Types].xml" {
			return false
		}
	}
	return true
}

// checkPictures finds images that cannot be drawn anew before anything is kept.
func checkPictures(f *exam.PaperFile) {
	for _, m := range f.Content.Media {
		if m.Sound() || m.Data == nil {
			continue
		}
		if _, err := picture.Redraw(bytes.NewReader(m.Data), m.Type); err != nil {
			f.Flaws = append(f.Flaws, exam.ImportFlaw{Column: m.Name, Why: "picture", What: m.Name, Blocks: true})
		}
	}
}

// keepMedia keeps the media that came with a content as uploads.
func (s *Service) keepMedia(ctx context.Context, sessionID string, c *exam.PaperContent) error {
	for i := range c.Media {
		m := &c.Media[i]
		if m.Data == nil {
			continue
		}
		id, err := s.keep(ctx, sessionID, m.Name, m.Type, m.Data)
		if err != nil {
			return fmt.Errorf("keep %s: %w", m.Name, err)
		}
		m.FileID, m.Data = id, nil
	}
	return nil
}

// settleMedia makes the media of a content what their uploads are, so that nobody
// names another session's file.
func (s *Service) settleMedia(ctx context.Context, sessionID string, c *exam.PaperContent) error {
	for i, m := range c.Media {
		file, err := s.store.File(ctx, m.FileID)
		if err != nil || file.OwnerID != sessionID || file.Purpose != exam.PurposePaperMedia {
			return exam.Errorf(exam.CodeNotFound, "no such file for this session: %s", m.Name).With("field", "media")
		}
		c.Media[i] = exam.PaperMedia{Name: m.Name, Type: file.Type, Bytes: file.Bytes, FileID: m.FileID}
	}
	return nil
}

// withData returns a content whose media carry their bytes; those that no item names
// stay behind.
func (s *Service) withData(ctx context.Context, sessionID string, c exam.PaperContent) (exam.PaperContent, error) {
	c = c.Used()
	for i, m := range c.Media {
		data, err := s.uploaded(ctx, sessionID, m.FileID, exam.PurposePaperMedia)
		if err != nil {
			return c, fmt.Errorf("read %s: %w", m.Name, err)
		}
		c.Media[i] = exam.PaperMedia{Name: m.Name, Type: m.Type, Bytes: int64(len(data)), Data: data}
	}
	return c, nil
}

// Medium answers with an image or a sound of an online paper, for who writes papers.
func (s *Service) Medium(ctx context.Context, paperID, name string) (*operation.Stream, error) {
	c, err := s.Content(ctx, paperID)
	if err != nil {
		return nil, err
	}
	p, err := s.store.Paper(ctx, paperID)
	if err != nil {
		return nil, err
	}
	for _, m := range c.Media {
		if m.Name != name {
			continue
		}
		data, err := s.uploaded(ctx, p.SessionID, m.FileID, exam.PurposePaperMedia)
		if err != nil {
			return nil, err
		}
		return operation.StreamOf(readCloser{bytes.NewReader(data)}, operation.Content{Type: m.Type, Name: m.Name, ModTime: p.ChangedAt, Inline: true, NoStore: true}), nil
	}
	return nil, exam.Errorf(exam.CodeNotFound, "no such image or sound")
}

// ExportPaper answers with an online paper in a format, in the order in which it was
// written. A table has no bytes of media; it names them.
func (s *Service) ExportPaper(ctx context.Context, paperID string, format exam.PaperFormat, english bool) (*operation.Stream, error) {
	p, by, err := s.onPaper(ctx, exam.ActionSetPapers, paperID)
	if err != nil {
		return nil, err
	}
	c, err := s.content(p)
	if err != nil {
		return nil, err
	}
	if c.Items() == 0 {
		return nil, exam.Errorf(exam.CodeConflict, "this paper asks nothing yet").With("why", "empty")
	}
	var out bytes.Buffer
	if format == exam.FormatXLSX {
		err = s.tables.WriteXLSX(&out, writeTable(c, english))
	} else if c, err = s.withData(ctx, p.SessionID, c); err == nil {
		err = s.packages.Write(&out, exam.PaperFile{Format: format, Title: p.Title, Content: c})
	}
	if err != nil {
		return nil, fmt.Errorf("export paper %s: %w", paperID, err)
	}
	if err := s.store.KeepFact(ctx, p.SchoolID, s.fact("paper.exported", by, p, map[string]string{"format": string(format)})); err != nil {
		return nil, err
	}
	return s.download(out.Bytes(), p.Title, format), nil
}

// Template answers with a table to fill in.
func (s *Service) Template(english bool) (*operation.Stream, error) {
	var out bytes.Buffer
	if err := s.tables.WriteXLSX(&out, writeTable(templateContent(english), english)); err != nil {
		return nil, fmt.Errorf("write template of a paper: %w", err)
	}
	return s.download(out.Bytes(), [2]string{"考卷模板", "paper-template"}[boolToInt(english)], exam.FormatXLSX), nil
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *Service) download(data []byte, title string, format exam.PaperFormat) *operation.Stream {
	c := operation.Content{Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Name: plainName(title) + ".xlsx", ModTime: s.now(), NoStore: true}
	if format != exam.FormatXLSX {
		c.Type, c.Name = "application/zip", plainName(title)+"-"+string(format)+".zip"
	}
	return operation.StreamOf(readCloser{bytes.NewReader(data)}, c)
}

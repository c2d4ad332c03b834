package main

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"kaochang/internal/demo"
	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/pdf"
	"kaochang/internal/qti"
	"kaochang/internal/seal"
	"kaochang/internal/sheet"
	"kaochang/internal/written"
)

// makeWritten joins written exams with what they keep; box seals papers at rest.
func (b *builder) makeWritten(box *seal.Box) {
	b.material.SealWith(box.Seal)
	b.written = written.New(written.Parts{
		Store: b.store, Snapshots: b.room, Blobs: b.blobs, Box: box, Phones: b.hub, Packages: packages{}, Tables: paperTables{},
		Keep: b.keepForPaper, Print: pdf.Text, Now: now,
	})
}

// packages gives written exams the formats of package qti.
type packages struct{}

// Read reads a package or an item of QTI.
func (packages) Read(data []byte) (exam.PaperFile, error) { return qti.Read(data) }

// Write writes a package of QTI.
func (packages) Write(w io.Writer, f exam.PaperFile) error { return qti.Write(w, f) }

// paperTables gives written exams the tables of package sheet.
type paperTables struct{}

// Read reads the first table of an xlsx or csv file.
func (paperTables) Read(src io.ReadSeeker) ([]written.Row, error) {
	book, err := sheet.Read(src, "")
	rows := make([]written.Row, len(book.Rows))
	for i, row := range book.Rows {
		rows[i] = written.Row(row)
	}
	return rows, err
}

// WriteXLSX writes a table as a workbook.
func (paperTables) WriteXLSX(w io.Writer, t written.Table) error {
	return sheet.WriteXLSX(w, sheet.Table(t))
}

// keepForPaper keeps an image or a sound by the road that uploads take.
func (b *builder) keepForPaper(ctx context.Context, sessionID, name, mediaType string, data []byte) (string, error) {
	return b.upload(ctx, exam.PurposePaperMedia, sessionID, name, mediaType, data)
}

func (b *builder) upload(ctx context.Context, purpose exam.UploadPurpose, ownerID, name, mediaType string, data []byte) (fileID string, err error) {
	ticket, err := b.material.Ask(ctx, purpose, ownerID, name, mediaType, int64(len(data)))
	if err != nil {
		return "", err
	}
	if err := b.material.Finish(ctx, ticket.ID, bytes.NewReader(data)); err != nil {
		return "", err
	}
	ticket, err = b.store.Ticket(ctx, ticket.ID)
	return ticket.FileID, err
}

// seedPapers gives the demo's written sessions their papers, as staff do.
func (b *builder) seedPapers() error {
	school, err := b.store.SchoolBySlug(b.ctx, demo.Slug)
	if err != nil {
		return err
	}
	admin := exam.Actor{
		Kind: exam.ActorStaff, LoginID: "demo", SchoolID: school.ID, Name: "赵教务",
		Bindings: []exam.Binding{{Role: exam.RoleSchoolAdmin, Kind: exam.ScopeSchool, ScopeID: school.ID}},
	}
	sessions, err := b.store.SessionsFor(b.ctx, school.ID, admin.Bindings)
	if err != nil {
		return err
	}
	ctx := operation.WithActor(b.ctx, admin)
	for _, t := range sessions {
		if t.Session.Type != exam.TypeWritten || t.Exam.Name != demo.WrittenExam {
			continue
		}
		papers, err := b.store.Papers(ctx, t.Session.ID)
		if err == nil && len(papers) == 0 {
			err = b.seedPaper(ctx, t)
		}
		if err != nil {
			return fmt.Errorf("make demo paper: %w", err)
		}
	}
	return nil
}

func (b *builder) seedPaper(ctx context.Context, t exam.Timetabled) error {
	if t.Subject.Name == demo.OnlineSubject {
		return b.seedOnline(ctx, t.Session.ID)
	}
	return b.seedPDF(ctx, t.Session.ID)
}

func (b *builder) seedOnline(ctx context.Context, sessionID string) error {
	p, err := b.written.AddPaper(ctx, sessionID, exam.PaperOnline, "", written.PaperSettings{Title: demo.OnlineTitle})
	if err != nil {
		return err
	}
	if _, err := b.written.SetContent(ctx, p.ID, demo.OnlineContent()); err != nil {
		return err
	}
	_, err = b.written.MakeReady(ctx, p.ID)
	return err
}

func (b *builder) seedPDF(ctx context.Context, sessionID string) error {
	var file bytes.Buffer
	if err := pdf.Text(&file, demo.PaperTitle, demo.PaperText()); err != nil {
		return err
	}
	fileID, err := b.upload(ctx, exam.PurposePaperFile, sessionID, demo.PaperTitle+".pdf", "application/pdf", file.Bytes())
	if err != nil {
		return err
	}
	p, err := b.written.AddPaper(ctx, sessionID, exam.PaperPDF, fileID, written.PaperSettings{Title: demo.PaperTitle, GraceMinutes: 10})
	if err != nil {
		return err
	}
	_, err = b.written.MakeReady(ctx, p.ID)
	return err
}

package main

import (
	"bytes"
	"context"
	"fmt"

	"kaochang/internal/demo"
	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/pdf"
	"kaochang/internal/seal"
	"kaochang/internal/written"
)

// makeWritten joins written exams with what they keep; box seals papers at rest.
func (b *builder) makeWritten(box *seal.Box) {
	b.material.SealWith(box.Seal)
	b.written = written.New(written.Parts{Store: b.store, Snapshots: b.room, Blobs: b.blobs, Box: box, Now: now})
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
	ticket, err := b.material.Ask(ctx, exam.PurposePaperFile, sessionID, demo.PaperTitle+".pdf", "application/pdf", int64(file.Len()))
	if err != nil {
		return err
	}
	if err := b.material.Finish(ctx, ticket.ID, bytes.NewReader(file.Bytes())); err != nil {
		return err
	}
	if ticket, err = b.store.Ticket(ctx, ticket.ID); err != nil {
		return err
	}
	p, err := b.written.AddPaper(ctx, sessionID, exam.PaperPDF, ticket.FileID, written.PaperSettings{Title: demo.PaperTitle, GraceMinutes: 10})
	if err != nil {
		return err
	}
	_, err = b.written.MakeReady(ctx, p.ID)
	return err
}

// Package announce is the school's word to its candidates: announcements of the
// school, a college, an exam or a major, from a time on, with files, and who has
// read them (manual 1.6; FEATURES A10).
package announce

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
)

// Store is what announce needs from storage.
type Store interface {
	operation.EnrolmentScopes
	Announcements(ctx context.Context, schoolID string) ([]exam.Announcement, error)
	Announcement(ctx context.Context, schoolID, id string) (exam.Announcement, error)
	Readers(ctx context.Context, f exam.ReaderFilter) ([]exam.Reader, int, error)
	AnnouncementsFor(ctx context.Context, enrolmentID string, now time.Time) ([]exam.Announcement, error)
	KeepAnnouncement(ctx context.Context, a exam.Announcement, fact exam.Fact) error
	MarkRead(ctx context.Context, schoolID, announcementID, enrolmentID string, now time.Time) error
	TargetScope(ctx context.Context, schoolID string, kind exam.AnnouncementKind, id string) (exam.Scope, error)
	Places(ctx context.Context, schoolID string) (exam.Places, error)
	File(ctx context.Context, fileID string) (exam.File, error)
	operation.ExportStore
}

// Blobs open kept bytes by their SHA-256.
type Blobs interface {
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// Service holds the use cases of announcements.
type Service struct {
	// Write writes lists that are exported; it is set before they are.
	Write operation.WriteTable

	store Store
	blobs Blobs
	now   func() time.Time
}

// New returns the service.
func New(store Store, blobs Blobs, now func() time.Time) *Service {
	return &Service{store: store, blobs: blobs, now: now}
}

// Own lists what the asker's own enrolment may read: important ones first.
func (s *Service) Own(ctx context.Context, enrolmentID string) ([]exam.Announcement, error) {
	if _, err := operation.OnEnrolment(ctx, s.store, exam.ActionOwnEnrolment, enrolmentID); err != nil {
		return nil, err
	}
	return s.store.AnnouncementsFor(ctx, enrolmentID, s.now())
}

// own returns one of those, else CodeNotFound.
func (s *Service) own(ctx context.Context, enrolmentID, id string) (exam.Announcement, error) {
	list, err := s.Own(ctx, enrolmentID)
	if err != nil {
		return exam.Announcement{}, err
	}
	at := slices.IndexFunc(list, func(a exam.Announcement) bool { return a.ID == id })
	if at < 0 {
		return exam.Announcement{}, exam.Errorf(exam.CodeNotFound, "no such announcement")
	}
	return list[at], nil
}

// Read keeps that the asker has read one.
func (s *Service) Read(ctx context.Context, enrolmentID, id string) error {
	a, err := s.own(ctx, enrolmentID, id)
	if err != nil || a.Read {
		return err
	}
	return s.store.MarkRead(ctx, a.SchoolID, id, enrolmentID, s.now())
}

// OwnFile opens a file of an announcement that the asker may read.
func (s *Service) OwnFile(ctx context.Context, enrolmentID, id, fileID string) (exam.File, io.ReadSeekCloser, error) {
	a, err := s.own(ctx, enrolmentID, id)
	if err != nil {
		return exam.File{}, nil, err
	}
	return s.file(ctx, a, fileID)
}

func (s *Service) file(ctx context.Context, a exam.Announcement, fileID string) (exam.File, io.ReadSeekCloser, error) {
	if !slices.Contains(a.FileIDs, fileID) {
		return exam.File{}, nil, exam.Errorf(exam.CodeNotFound, "no such file")
	}
	f, err := s.store.File(ctx, fileID)
	if err != nil {
		return f, nil, err
	}
	src, err := s.blobs.Open(ctx, f.SHA256)
	if err != nil {
		return f, nil, fmt.Errorf("open file %s: %w", fileID, err)
	}
	return f, src, nil
}

// Files returns what is known of an announcement's files.
func (s *Service) Files(ctx context.Context, a exam.Announcement) ([]exam.File, error) {
	var files []exam.File
	for _, id := range a.FileIDs {
		f, err := s.store.File(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("find file of announcement %s: %w", a.ID, err)
		}
		files = append(files, f)
	}
	return files, nil
}

// List returns the school's announcements that the asker may write, newest first.
func (s *Service) List(ctx context.Context, by exam.Actor) ([]exam.Announcement, error) {
	all, err := s.store.Announcements(ctx, by.SchoolID)
	if err != nil {
		return nil, err
	}
	var list []exam.Announcement
	for _, a := range all {
		if s.may(ctx, by, a.Kind, a.ScopeID) == nil {
			list = append(list, a)
		}
	}
	return list, nil
}

func (s *Service) may(ctx context.Context, by exam.Actor, kind exam.AnnouncementKind, scopeID string) error {
	scope, err := s.store.TargetScope(ctx, by.SchoolID, kind, scopeID)
	if err != nil {
		return err
	}
	return exam.Can(by, exam.ActionAnnounce, scope)
}

// Targets lists whom the asker may write to.
func (s *Service) Targets(ctx context.Context, by exam.Actor) (exam.Places, bool, error) {
	places, err := s.store.Places(ctx, by.SchoolID)
	if err != nil {
		return places, false, err
	}
	places.Rooms = nil
	places.Colleges = slices.DeleteFunc(places.Colleges, func(c exam.College) bool { return s.may(ctx, by, exam.ForCollege, c.ID) != nil })
	places.Exams = slices.DeleteFunc(places.Exams, func(e exam.Exam) bool { return s.may(ctx, by, exam.ForExam, e.ID) != nil })
	return places, s.may(ctx, by, exam.ForSchool, by.SchoolID) == nil, nil
}

// Keep makes an announcement, or changes the one that has the identifier: whoever
// had read it finds it unread. Who may not write to the target, or to whom the old
// one was for, gets the refusals of [exam.Can].
func (s *Service) Keep(ctx context.Context, by exam.Actor, a exam.Announcement) (string, error) {
	if err := s.may(ctx, by, a.Kind, a.ScopeID); err != nil {
		return "", err
	}
	a.Title, a.Body = strings.TrimSpace(a.Title), strings.TrimSpace(a.Body)
	if err := a.Check(); err != nil {
		return "", err
	}
	for _, id := range a.FileIDs {
		if f, err := s.store.File(ctx, id); err != nil || f.SchoolID != by.SchoolID || f.Purpose != exam.PurposeAnnouncementFile {
			return "", exam.Errorf(exam.CodeNotFound, "no such file")
		}
	}
	now := s.now()
	if a.ID == "" {
		a.ID, a.ByName, a.CreatedAt = ident.New(), by.Name, now
	} else {
		before, err := s.store.Announcement(ctx, by.SchoolID, a.ID)
		if err != nil {
			return "", err
		}
		if err := s.may(ctx, by, before.Kind, before.ScopeID); err != nil {
			return "", err
		}
		a.ByName, a.CreatedAt, a.WithdrawnAt, a.ChangedAt = before.ByName, before.CreatedAt, before.WithdrawnAt, now
	}
	a.SchoolID = by.SchoolID
	if a.VisibleFrom.Before(a.CreatedAt) {
		a.VisibleFrom = a.CreatedAt
	}
	return a.ID, s.store.KeepAnnouncement(ctx, a, s.fact(by, "announcement.kept", "", a))
}

// Withdraw takes an announcement out of sight, with a reason.
func (s *Service) Withdraw(ctx context.Context, by exam.Actor, id, reason string) error {
	a, err := s.store.Announcement(ctx, by.SchoolID, id)
	if err != nil {
		return err
	}
	if err := s.may(ctx, by, a.Kind, a.ScopeID); err != nil {
		return err
	}
	if !a.WithdrawnAt.IsZero() {
		return exam.Errorf(exam.CodeConflict, "it is withdrawn already")
	}
	a.WithdrawnAt = s.now()
	return s.store.KeepAnnouncement(ctx, a, s.fact(by, "announcement.withdrawn", reason, a))
}

func (s *Service) fact(by exam.Actor, kind, reason string, a exam.Announcement) exam.Fact {
	return exam.Fact{Kind: kind, Actor: by, At: s.now(), Reason: reason, Data: map[string]string{
		"announcement": a.ID, "title": a.Title, "for": string(a.Kind), "visible_from": a.VisibleFrom.UTC().Format(time.RFC3339),
	}}
}

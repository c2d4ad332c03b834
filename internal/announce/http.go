package announce

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

const tag = "Announcements"

// AnnouncementView is an announcement. Reads, people and the withdrawal are told
// to staff only, "read" to the candidate.
type AnnouncementView struct {
	ID          string                `json:"id"`
	Kind        exam.AnnouncementKind `json:"kind" enum:"school,college,exam,major"`
	ScopeID     string                `json:"scope_id"`
	ScopeName   string                `json:"scope_name"`
	Title       string                `json:"title"`
	Body        string                `json:"body" doc:"Plain text"`
	Important   bool                  `json:"important"`
	VisibleFrom time.Time             `json:"visible_from"`
	ChangedAt   *time.Time            `json:"changed_at,omitempty"`
	WithdrawnAt *time.Time            `json:"withdrawn_at,omitempty"`
	By          string                `json:"by,omitempty"`
	Read        bool                  `json:"read"`
	Reads       int                   `json:"reads"`
	People      int                   `json:"people" doc:"How many it is for"`
	Files       []AttachmentView      `json:"files"`
}

// AttachmentView is a file of an announcement.
type AttachmentView struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Type  string `json:"type"`
	Bytes int64  `json:"bytes"`
}

func (s *Service) view(ctx context.Context, a exam.Announcement) (AnnouncementView, error) {
	v := AnnouncementView{
		ID: a.ID, Kind: a.Kind, ScopeID: a.ScopeID, ScopeName: a.ScopeName, Title: a.Title, Body: a.Body, Important: a.Important, VisibleFrom: a.VisibleFrom,
		Read: a.Read, Reads: a.Reads, People: a.People, Files: []AttachmentView{},
	}
	if a.Kind == exam.ForSchool {
		v.ScopeName = a.SchoolName
	}
	if !a.ChangedAt.IsZero() {
		v.ChangedAt = &a.ChangedAt
	}
	files, err := s.Files(ctx, a)
	for _, f := range files {
		v.Files = append(v.Files, AttachmentView{f.ID, f.Name, f.Type, f.Bytes})
	}
	return v, err
}

type enrolmentAnnouncementsInput struct {
	EnrolmentID string `path:"enrolment_id"`
}

type announcementsOutput struct {
	Body struct {
		Announcements []AnnouncementView `json:"announcements"`
	}
}

type ownAnnouncementInput struct {
	EnrolmentID    string `path:"enrolment_id"`
	AnnouncementID string `path:"announcement_id"`
}

type ownAnnouncementFileInput struct {
	EnrolmentID    string `path:"enrolment_id"`
	AnnouncementID string `path:"announcement_id"`
	FileID         string `path:"file_id"`
}

// TargetView is somebody to write to.
type TargetView struct {
	Kind exam.AnnouncementKind `json:"kind" enum:"school,college,exam,major"`
	ID   string                `json:"id"`
	Name string                `json:"name"`
}

type staffAnnouncementsOutput struct {
	Body struct {
		Announcements []AnnouncementView `json:"announcements"`
		Targets       []TargetView       `json:"targets"`
	}
}

type keepAnnouncementInput struct {
	Body struct {
		ID          string                `json:"id,omitempty" doc:"Empty for a new one"`
		Kind        exam.AnnouncementKind `json:"kind" enum:"school,college,exam,major"`
		ScopeID     string                `json:"scope_id"`
		Title       string                `json:"title" maxLength:"400"`
		Body        string                `json:"body" maxLength:"40000"`
		Important   bool                  `json:"important,omitempty"`
		VisibleFrom *time.Time            `json:"visible_from,omitempty" doc:"Default now"`
		FileIDs     []string              `json:"file_ids,omitempty" maxItems:"10"`
	}
}

type keptAnnouncementOutput struct {
	Body struct {
		ID string `json:"id"`
	}
}

type withdrawInput struct {
	AnnouncementID string `path:"announcement_id"`
	Body           struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

// maxBytes of an announcement, whose text may have four bytes a character.
const maxBytes = 256 << 10

// Register adds the operations of announcements.
func (s *Service) Register(api huma.API) {
	op := func(method, path, id, summary string, a exam.Action) operation.Op {
		return operation.Op{Method: method, Path: "/api" + path, ID: id, Summary: summary, Tag: tag, Action: a, MaxBodyBytes: maxBytes}
	}
	own, write := exam.ActionOwnEnrolment, exam.ActionAnnounce
	const mine = "/enrolments/{enrolment_id}/announcements"
	operation.Register(api, op("GET", mine, "list-own-announcements", "What one may read, important ones first", own), s.handleOwn)
	operation.Register(api, op("POST", mine+"/{announcement_id}/reads", "read-announcement", "Say that one has read it", own),
		func(ctx context.Context, in *ownAnnouncementInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.Read(ctx, in.EnrolmentID, in.AnnouncementID)
		})
	operation.Register(api, op("GET", mine+"/{announcement_id}/files/{file_id}", "get-announcement-file", "A file of an announcement", own),
		func(ctx context.Context, in *ownAnnouncementFileInput) (*operation.Stream, error) {
			f, src, err := s.OwnFile(ctx, in.EnrolmentID, in.AnnouncementID, in.FileID)
			if err != nil {
				return nil, err
			}
			return operation.StreamOf(src, operation.Content{Type: f.Type, Name: f.Name, ModTime: f.CreatedAt}), nil
		})
	operation.Register(api, op("GET", "/announcements", "list-announcements", "All that one may write, with how many have read it", write), s.handleList)
	operation.Register(api, op("POST", "/announcements", "keep-announcement", "Write or change an announcement", write), s.handleKeep)
	operation.Register(api, op("POST", "/announcements/{announcement_id}/withdrawal", "withdraw-announcement", "Take it out of sight", write),
		func(ctx context.Context, in *withdrawInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.Withdraw(ctx, operation.ActorFrom(ctx), in.AnnouncementID, in.Body.Reason)
		})
	s.registerReaders(api)
}

func (s *Service) handleOwn(ctx context.Context, in *enrolmentAnnouncementsInput) (*announcementsOutput, error) {
	list, err := s.Own(ctx, in.EnrolmentID)
	if err != nil {
		return nil, err
	}
	out := &announcementsOutput{}
	out.Body.Announcements = make([]AnnouncementView, len(list))
	for i, a := range list {
		if out.Body.Announcements[i], err = s.view(ctx, a); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) handleList(ctx context.Context, _ *operation.Empty) (*staffAnnouncementsOutput, error) {
	by := operation.ActorFrom(ctx)
	list, err := s.List(ctx, by)
	if err != nil {
		return nil, err
	}
	places, whole, err := s.Targets(ctx, by)
	if err != nil {
		return nil, err
	}
	out := &staffAnnouncementsOutput{}
	out.Body.Announcements, out.Body.Targets = make([]AnnouncementView, len(list)), []TargetView{}
	for i, a := range list {
		v, err := s.view(ctx, a)
		if err != nil {
			return nil, err
		}
		v.By = a.ByName
		if !a.WithdrawnAt.IsZero() {
			v.WithdrawnAt = &a.WithdrawnAt
		}
		out.Body.Announcements[i] = v
	}
	if whole {
		out.Body.Targets = append(out.Body.Targets, TargetView{exam.ForSchool, by.SchoolID, ""})
	}
	for _, c := range places.Colleges {
		out.Body.Targets = append(out.Body.Targets, TargetView{exam.ForCollege, c.ID, c.Name})
	}
	for _, e := range places.Exams {
		out.Body.Targets = append(out.Body.Targets, TargetView{exam.ForExam, e.ID, e.Name})
	}
	return out, nil
}

func (s *Service) handleKeep(ctx context.Context, in *keepAnnouncementInput) (*keptAnnouncementOutput, error) {
	b := in.Body
	a := exam.Announcement{ID: b.ID, Kind: b.Kind, ScopeID: b.ScopeID, Title: b.Title, Body: b.Body, Important: b.Important, FileIDs: b.FileIDs}
	if b.VisibleFrom != nil {
		a.VisibleFrom = *b.VisibleFrom
	}
	out := &keptAnnouncementOutput{}
	var err error
	out.Body.ID, err = s.Keep(ctx, operation.ActorFrom(ctx), a)
	return out, err
}

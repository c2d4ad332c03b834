// Package notice is what goes to candidates by SMS besides sign-in codes:
// announcements, rejected materials and changed sessions, each where the school
// wants it; how messages are tried, and the log of them (FEATURES A10, A11, A13).
// What happened and its messages are written in one transaction by whoever writes
// the former.
package notice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// Store is what notice needs from storage.
type Store interface {
	SMSKinds(ctx context.Context, schoolID string) ([]exam.SMSKind, error)
	KeepSMSKinds(ctx context.Context, schoolID string, kinds []exam.SMSKind, fact exam.Fact) error
	SpreadAnnouncement(ctx context.Context, announcementID string) error
	SMS(ctx context.Context, noticeID, candidateID string) (exam.SMSMessage, error)
	KeepSMS(ctx context.Context, m exam.SMSMessage) error
	SMSLog(ctx context.Context, f exam.SMSFilter) ([]exam.SMSMessage, int, error)
	School(ctx context.Context, schoolID string) (exam.School, error)
	KeepFact(ctx context.Context, schoolID string, f exam.Fact) error
}

// Sender sends messages.
type Sender interface {
	// SendNotice sends a message at most once and says why it did not go out.
	SendNotice(ctx context.Context, phone string, n exam.SMSNotice) exam.SMSFailure
	// Missing says why no message of a kind can be sent, "" where it can.
	Missing(kind exam.SMSKind) exam.SMSWhy
}

// Parts are what the service is made of.
type Parts struct {
	Store  Store
	Sender Sender
	Write  operation.WriteTable
	Now    func() time.Time
}

// Service holds the use cases of notices.
type Service struct{ Parts }

// New returns the service.
func New(p Parts) *Service { return &Service{p} }

// Setting is how a school stands to a kind of notice.
type Setting struct {
	Kind exam.SMSKind
	On   bool
	// Why says why it cannot be sent on this server, "" where it can.
	Why exam.SMSWhy
}

// Settings lists every kind, for administrators of the school.
func (s *Service) Settings(ctx context.Context, by exam.Actor) ([]Setting, error) {
	if err := exam.Can(by, exam.ActionManageSchool, exam.Scope{SchoolID: by.SchoolID}); err != nil {
		return nil, err
	}
	on, err := s.Store.SMSKinds(ctx, by.SchoolID)
	if err != nil {
		return nil, err
	}
	var list []Setting
	for _, k := range exam.SMSKinds() {
		list = append(list, Setting{k, slices.Contains(on, k), s.Sender.Missing(k)})
	}
	return list, nil
}

// Change sets which kinds go by SMS. A kind that this server cannot send is not
// switched on: CodeConflict with "why"; one that is on already may stay so.
func (s *Service) Change(ctx context.Context, by exam.Actor, kinds []exam.SMSKind) error {
	before, err := s.Settings(ctx, by)
	if err != nil {
		return err
	}
	if kinds, err = exam.CheckSMSKinds(kinds); err != nil {
		return err
	}
	var was, is []string
	for _, one := range before {
		wanted := slices.Contains(kinds, one.Kind)
		if wanted && !one.On && one.Why != "" {
			return exam.Errorf(exam.CodeConflict, "this server cannot send messages of this kind (%s)", one.Kind).With("why", "sms_"+string(one.Why)).With("kind", string(one.Kind))
		}
		if one.On {
			was = append(was, string(one.Kind))
		}
		if wanted {
			is = append(is, string(one.Kind))
		}
	}
	return s.Store.KeepSMSKinds(ctx, by.SchoolID, kinds, exam.Fact{Kind: "school.sms_changed", Actor: by, At: s.Now(), Data: map[string]string{
		"kinds": strings.Join(was, " ") + " → " + strings.Join(is, " "),
	}})
}

// Spread makes an announcement's messages; what is gone meanwhile has none.
func (s *Service) Spread(ctx context.Context, announcementID string) error {
	err := s.Store.SpreadAnnouncement(ctx, announcementID)
	if exam.CodeOf(err) == exam.CodeNotFound {
		return nil
	}
	return err
}

// Send tries to send a message that waits and returns how long to wait for the next
// try, 0 for none. A message that was taken is not sent again; one whose try was
// cut off before its outcome was kept may be.
func (s *Service) Send(ctx context.Context, noticeID, candidateID string) (again time.Duration, err error) {
	m, err := s.Store.SMS(ctx, noticeID, candidateID)
	switch {
	case exam.CodeOf(err) == exam.CodeNotFound: // the candidate was removed
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("find message %s: %w", noticeID, err)
	case m.State != exam.SMSWaiting:
		return 0, nil
	}
	again = m.Tried(s.Sender.SendNotice(ctx, m.Phone, m.SMSNotice), s.Now())
	// The message has gone out whether or not the server is being stopped.
	return again, s.Store.KeepSMS(context.WithoutCancel(ctx), m)
}

// Log returns a page of the messages within the asker's reach, newest first, and how
// many there are. Phones are masked.
func (s *Service) Log(ctx context.Context, by exam.Actor, f exam.SMSFilter) ([]exam.SMSMessage, int, error) {
	f.SchoolID, f.Query = by.SchoolID, strings.ToLower(strings.TrimSpace(f.Query))
	f.Colleges = exam.CollegesFor(by, exam.ActionSeeSMS)
	return s.Store.SMSLog(ctx, f)
}

// Package video is the video exam: both cameras are recorded on the devices, at the
// same moment, and every slice of the recording comes to the server at once (manual
// 2.4; FEATURES F1-F11; DESIGN.md, "The two cameras of a video exam").
package video

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// Store is what video needs from storage.
type Store interface {
	operation.Scopes
	Change(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Session) error) (exam.Sitting, error)
	ChangeVideo(ctx context.Context, sittingID string, fn func(one *exam.Sitting, in exam.Session, reports []exam.DeviceReport) error) (exam.Sitting, error)
	Sitting(ctx context.Context, sittingID string) (exam.Sitting, error)
	SittingsOf(ctx context.Context, sessionID string) ([]exam.Sitting, error)
	VideoSittings(ctx context.Context) ([]exam.Sitting, error)
	Timetable(ctx context.Context, sessionID string) (exam.Timetabled, error)
	Questions(ctx context.Context, sessionID string) ([]exam.Question, error)
	SetVideoRule(ctx context.Context, sessionID string, r exam.VideoRule, fact exam.Fact) error
	LastReport(ctx context.Context, sittingID, loginID string) (exam.DeviceReport, error)
	Reports(ctx context.Context, sittingID string) ([]exam.DeviceReport, error)
	ReportsOfSession(ctx context.Context, sessionID string) (map[string][]exam.DeviceReport, error)
	KeepReport(ctx context.Context, r exam.DeviceReport, fn func(one *exam.Sitting, was exam.DeviceReport)) error
	RefreshReports(ctx context.Context, all []exam.DeviceReport) error
	Silent(ctx context.Context, since time.Time) ([]exam.DeviceReport, error)
	BeginInterruptions(ctx context.Context, gone []exam.Interruption) (begun []exam.Interruption, err error)
	EndInterruptions(ctx context.Context, back []exam.Interruption, when time.Time) error
	TakeSegment(ctx context.Context, segmentID string) (sittingID string, g exam.TakeSegment, err error)
	LeftSegments(ctx context.Context, limit int) ([]string, error)
	ForgetPractice(ctx context.Context, by time.Time, limit int) error
	Tracks(ctx context.Context, sittingID string) ([]exam.Track, error)
	TracksOfSession(ctx context.Context, sessionID string) ([]exam.Track, error)
	KeepTrack(ctx context.Context, t exam.Track, sessionID string, fact exam.Fact) error
	ToJoin(ctx context.Context, by time.Time, limit int) ([]string, error)
	Sending(ctx context.Context, since time.Time) (bool, error)
	KeepSittingFact(ctx context.Context, schoolID, sittingID string, fact exam.Fact) error
}

// Snapshots words what stands after a change.
type Snapshots interface {
	BoardSitting(ctx context.Context, sitting exam.Sitting) (*snapshot.BoardSitting, error)
}

// Blobs keep bytes by their SHA-256.
type Blobs interface {
	Put(ctx context.Context, src io.Reader) (sha256 string, size int64, err error)
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// Uploads are what has arrived of segments.
type Uploads interface {
	// Have returns how many bytes have arrived.
	Have(ctx context.Context, id string) (int64, error)
	// Open opens what has arrived.
	Open(ctx context.Context, id string) (io.ReadSeekCloser, error)
	// Take hands what has arrived to [Service.Finish] if it is size bytes, or
	// whatever it is for -1.
	Take(ctx context.Context, id string, size int64) (have int64, taken bool, err error)
	// Alone lets one of several servers do something at a time.
	Alone(ctx context.Context, id string) (done func(), err error)
}

// Service holds the use cases of video exams.
type Service struct {
	store     Store
	snapshots Snapshots
	blobs     Blobs
	uploads   Uploads
	now       func() time.Time
	pending   pending
	looks     operation.Looks
	putOff    putOff
}

// Parts are what the service is built from.
type Parts struct {
	Store     Store
	Snapshots Snapshots
	Blobs     Blobs
	Now       func() time.Time
}

// New returns the service; [Service.Use] names its uploads.
func New(p Parts) *Service {
	return &Service{store: p.Store, snapshots: p.Snapshots, blobs: p.Blobs, now: p.Now, pending: pending{reports: map[place]exam.DeviceReport{}}}
}

// Use names where segments arrive: uploads ask the service whether they may.
func (s *Service) Use(u Uploads) { s.uploads = u }

// rule changes a sitting on behalf of who asks.
type rule func(one *exam.Sitting, in exam.Session, reports []exam.DeviceReport, by exam.Actor, now time.Time) error

// byCandidate lets one of the candidate's devices take a step, after what is due by
// the clock, and returns what stands then.
func (s *Service) byCandidate(ctx context.Context, sittingID string, do rule) (*VideoState, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return nil, err
	}
	if _, err := s.change(ctx, sittingID, by, do); err != nil {
		return nil, err
	}
	return s.state(ctx, sittingID)
}

// byStaff lets staff take a step.
func (s *Service) byStaff(ctx context.Context, sittingID string, do rule) (*snapshot.BoardSitting, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionProctor, sittingID)
	if err != nil {
		return nil, err
	}
	one, err := s.change(ctx, sittingID, by, do)
	if err != nil {
		return nil, err
	}
	return s.snapshots.BoardSitting(ctx, one)
}

func (s *Service) change(ctx context.Context, sittingID string, by exam.Actor, do rule) (exam.Sitting, error) {
	return s.store.ChangeVideo(ctx, sittingID, func(one *exam.Sitting, in exam.Session, reports []exam.DeviceReport) error {
		if one.Type != exam.TypeVideo {
			return exam.Errorf(exam.CodeNotFound, "this is no video exam")
		}
		if err := do(one, in, reports, by, s.now()); err != nil {
			return err
		}
		return one.SettleVideo(reports, in, s.now())
	})
}

// GetReady takes the first camera from check-in to where it may record, with the
// questions that are shown or drawn.
func (s *Service) GetReady(ctx context.Context, sittingID string) (*VideoState, error) {
	one, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return nil, err
	}
	questions, err := s.store.Questions(ctx, one.SessionID)
	if err != nil {
		return nil, err
	}
	seed := make([]byte, 16)
	if _, err := rand.Read(seed); err != nil {
		return nil, fmt.Errorf("make seed: %w", err)
	}
	d := exam.QuestionDraw{Seed: hex.EncodeToString(seed)}
	for _, q := range questions {
		d.Questions, d.Releases = append(d.Questions, q.ID), append(d.Releases, ident.New())
	}
	return s.byCandidate(ctx, sittingID, func(one *exam.Sitting, in exam.Session, _ []exam.DeviceReport, by exam.Actor, now time.Time) error {
		return one.GetReady(by, d, in, now)
	})
}

// Start starts a take on both cameras; see [exam.Sitting.StartTake].
func (s *Service) Start(ctx context.Context, sittingID string) (*VideoState, error) {
	if err := s.flush(ctx); err != nil {
		return nil, err
	}
	return s.byCandidate(ctx, sittingID, func(one *exam.Sitting, in exam.Session, reports []exam.DeviceReport, by exam.Actor, now time.Time) error {
		return one.StartTake(by, ident.New(), reports, in, now)
	})
}

// Stop ends a take on both cameras.
func (s *Service) Stop(ctx context.Context, sittingID, takeID string) (*VideoState, error) {
	return s.byCandidate(ctx, sittingID, func(one *exam.Sitting, in exam.Session, _ []exam.DeviceReport, by exam.Actor, now time.Time) error {
		return one.StopTake(by, takeID, "", in, now)
	})
}

// Again puts a take aside for another one.
func (s *Service) Again(ctx context.Context, sittingID, takeID string) (*VideoState, error) {
	return s.byCandidate(ctx, sittingID, func(one *exam.Sitting, in exam.Session, _ []exam.DeviceReport, by exam.Actor, now time.Time) error {
		return one.RecordAgain(by, takeID, in, now)
	})
}

// UseTake makes a take the answer.
func (s *Service) UseTake(ctx context.Context, sittingID, takeID string) (*VideoState, error) {
	return s.byCandidate(ctx, sittingID, func(one *exam.Sitting, in exam.Session, _ []exam.DeviceReport, by exam.Actor, now time.Time) error {
		return one.UseTake(by, takeID, in, now)
	})
}

// Settle does what is due in a sitting by the clock; it is the timed job of takes.
func (s *Service) Settle(ctx context.Context, sittingID string) error {
	_, err := s.store.ChangeVideo(ctx, sittingID, func(one *exam.Sitting, in exam.Session, reports []exam.DeviceReport) error {
		return one.SettleVideo(reports, in, s.now())
	})
	if err != nil {
		return fmt.Errorf("settle sitting %s: %w", sittingID, err)
	}
	return nil
}

// settleDue settles all sittings in which something is due. It looks first, since
// mostly nothing is and a database may have only one writer.
func (s *Service) settleDue(ctx context.Context) error {
	all, err := s.store.VideoSittings(ctx)
	if err != nil {
		return err
	}
	sessions, failed := map[string]exam.Session{}, []error(nil)
	for _, one := range all {
		in, known := sessions[one.SessionID]
		if !known {
			t, err := s.store.Timetable(ctx, one.SessionID)
			if err != nil {
				return err
			}
			in = t.Session
			sessions[one.SessionID] = in
		}
		id := one.ID
		reports, err := s.store.Reports(ctx, id)
		if err == nil && one.SettleVideo(reports, in, s.now()) == nil && one.Changed() {
			err = s.Settle(ctx, id)
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

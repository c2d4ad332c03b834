// Package flow is the ordered list of steps that a candidate takes in check-in:
// which steps an exam has, the pledge that is signed, the room that is shown, what
// is different for one candidate, and what staff tick, ask again or let pass
// (manual 2.1.2-2.1.5; FEATURES B3, B4, B11, K3). The rules are in [exam.Sitting];
// the face check is a step like any other, done by its own package.
package flow

import (
	"context"
	"io"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// Store is what flow needs from storage. Every change is written with its facts in
// one transaction.
type Store interface {
	operation.Scopes
	operation.EnrolmentScopes
	Change(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Session) error) (exam.Sitting, error)
	Sitting(ctx context.Context, sittingID string) (exam.Sitting, error)
	Choice(ctx context.Context, enrolmentID string) (exam.Choice, error)
	SetUp(ctx context.Context, schoolID, examID string, people bool) (exam.SetUp, error)

	Flows(ctx context.Context, schoolID, examID string) ([]exam.Flow, error)
	// ChangeFlow runs fn on a flow, nil for none yet, with the pledge that the exam's
	// candidates sign, nil for none, and keeps what it returns; nil takes the flow away.
	ChangeFlow(ctx context.Context, schoolID, examID, subjectID string, fn func(was *exam.Flow, pledge *exam.PledgeText) (*exam.Flow, exam.Fact, error)) error

	Pledges(ctx context.Context, schoolID, examID string) ([]exam.PledgeText, error)
	Pledge(ctx context.Context, schoolID, id string) (exam.PledgeText, error)
	CurrentPledge(ctx context.Context, schoolID, examID string) (exam.PledgeText, error)
	// PublishPledge numbers the version on from the last one.
	PublishPledge(ctx context.Context, p exam.PledgeText, fact func(exam.PledgeText) exam.Fact) (exam.PledgeText, error)
	SignPledge(ctx context.Context, sittingID string, fn func(one *exam.Sitting, current exam.PledgeText, name string) (exam.Signature, error)) (exam.Sitting, error)
	SignatureOf(ctx context.Context, sittingID string) (exam.Signature, error)

	Accommodations(ctx context.Context, f exam.AccommodationFilter) ([]exam.Accommodated, int, error)
	AccommodationOf(ctx context.Context, enrolmentID string) (exam.Accommodation, error)
	GrantAccommodation(ctx context.Context, a exam.Accommodation, fact exam.Fact) error
	EndAccommodation(ctx context.Context, schoolID, enrolmentID string, fact exam.Fact) error
	KeepFact(ctx context.Context, schoolID string, fact exam.Fact) error
}

// Snapshots words what stands after a change.
type Snapshots interface {
	Sitting(ctx context.Context, by exam.Actor, sittingID string) (*snapshot.Sitting, error)
	BoardSitting(ctx context.Context, sitting exam.Sitting) (*snapshot.BoardSitting, error)
}

// Table is what is written: a header and rows of text.
type Table struct {
	Name   string
	Header []string
	Rows   [][]string
	Notes  []string
}

// Sheets write tables, as "xlsx" or "csv".
type Sheets interface {
	Write(w io.Writer, format string, t Table) error
}

// Parts are what the service is made of.
type Parts struct {
	Store     Store
	Snapshots Snapshots
	Sheets    Sheets
	Now       func() time.Time
}

// Service holds the use cases of the flow.
type Service struct{ Parts }

// New returns the service.
func New(p Parts) *Service { return &Service{p} }

// fact returns an entry for the ledger; data are keys and values in turn.
func (s *Service) fact(by exam.Actor, kind, reason string, data ...string) exam.Fact {
	f := exam.Fact{Kind: kind, Actor: by, At: s.Now(), Reason: reason, Data: map[string]string{}}
	for i := 0; i+1 < len(data); i += 2 {
		f.Data[data[i]] = data[i+1]
	}
	return f
}

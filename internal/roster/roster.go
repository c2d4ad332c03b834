// Package roster is the list of who may sit what: its import from the tables
// that offices keep, with a dry run that says row by row what would happen, the
// photos that go with it, and the list itself (FEATURES A19, the staff's side of
// A2 and A3). Nothing of a sheet is written until somebody says so, and then all
// of it or nothing.
package roster

import (
	"context"
	"io"
	"sync"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/seal"
)

// Store is what roster needs from storage. Every change is written with its
// facts in one transaction.
type Store interface {
	RosterBase(ctx context.Context, schoolID string) (exam.RosterBase, error)
	// RosterPlaces is RosterBase without the candidates.
	RosterPlaces(ctx context.Context, schoolID string) (exam.RosterBase, error)
	// ImportRoster runs fn on what the school has, which nobody else changes
	// meanwhile, and does what it returns; plan is kept with it. A plan that is
	// not ready is CodeConflict.
	ImportRoster(ctx context.Context, schoolID, planID string, fn func(exam.RosterBase) (exam.RosterChange, exam.RosterPlan, error)) error
	CreateRosterPlan(ctx context.Context, p exam.RosterPlan) error
	SaveRosterPlan(ctx context.Context, p exam.RosterPlan) error
	TouchRosterPlan(ctx context.Context, planID string) error
	RosterPlan(ctx context.Context, schoolID, planID string) (exam.RosterPlan, error)
	ForgetRosterPlans(ctx context.Context, before time.Time) error

	File(ctx context.Context, fileID string) (exam.File, error)
	RemoveFile(ctx context.Context, fileID string) error
	// SetPhotos keeps reference photos, each its candidate's.
	SetPhotos(ctx context.Context, photos []exam.File, facts []exam.Fact) error

	Roster(ctx context.Context, f exam.RosterFilter) (list []exam.Listed, total int, err error)
	AddCandidate(ctx context.Context, c exam.Candidate, e exam.Enrolment, fact exam.Fact) error
	ChangeCandidate(ctx context.Context, schoolID, candidateID string, fn func(*exam.Candidate) (exam.Fact, error)) error
	RemoveCandidate(ctx context.Context, schoolID, candidateID string, fact exam.Fact) error
	KeepHandedCode(ctx context.Context, schoolID string, c exam.SignInCode, fact exam.Fact) error
	SeeIdentity(ctx context.Context, schoolID, candidateID string, fact exam.Fact) (sealed string, err error)
	KeepFact(ctx context.Context, schoolID string, fact exam.Fact) error
	PurgeIdentities(ctx context.Context, now time.Time) (int, error)
}

// Blobs keep the bytes of what was sent, by their SHA-256.
type Blobs interface {
	Put(ctx context.Context, src io.Reader) (sha256 string, size int64, err error)
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// Table is what is written: a header, rows of text, and for a workbook notes on
// a second sheet.
type Table struct {
	Name   string
	Header []string
	Rows   [][]string
	Notes  []string
}

// Sheets read and write tables.
type Sheets interface {
	// Read returns a table of an xlsx or csv file, "" is its first one. Meant
	// refusals are CodeWrongType, CodeTooLarge, CodeNotFound and CodeInvalid.
	Read(src io.ReadSeeker, name string) (Sheet, error)
	// Write writes a table as "xlsx" or "csv", so that no cell is a formula.
	Write(w io.Writer, format string, t Table) error
}

// Codes make sign-in codes.
type Codes interface {
	// NewCode returns a code for a phone number with its digits, kept nowhere.
	NewCode(phone string, ttl time.Duration) (exam.SignInCode, string)
}

// Parts are what the service is made of.
type Parts struct {
	Store  Store
	Blobs  Blobs
	Sheets Sheets
	Codes  Codes
	Box    *seal.Box
	// Background runs work that outlives a request, until the server stops.
	Background func(func(ctx context.Context))
	Now        func() time.Time
	// RetainIdentities is how long an identity number is kept after its import.
	// Defaults to 365 days.
	RetainIdentities time.Duration
}

// Service holds the use cases of the roster.
type Service struct {
	Parts
	mu      sync.Mutex
	running map[string]*progress // by plan, of this process
}

// New returns the service.
func New(p Parts) *Service {
	if p.RetainIdentities == 0 {
		p.RetainIdentities = 365 * 24 * time.Hour
	}
	return &Service{Parts: p, running: map[string]*progress{}}
}

// planTTL is how long the dry run of a sheet may be looked at and imported.
const planTTL = 24 * time.Hour

// purgeEvery is how often identity numbers past their date are looked for.
const purgeEvery = time.Hour

// Purge deletes identity numbers whose retention has ended and dry runs that
// are a day old, once an hour until ctx ends. failed is told what went wrong.
func (s *Service) Purge(ctx context.Context, failed func(error)) {
	tick := time.NewTicker(purgeEvery)
	defer tick.Stop()
	for {
		if _, err := s.Store.PurgeIdentities(ctx, s.Now()); err != nil && ctx.Err() == nil {
			failed(err)
		}
		if err := s.Store.ForgetRosterPlans(ctx, s.Now().Add(-planTTL)); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// reachOf returns where somebody may change the roster of her school. It is
// CodeForbidden for who may nowhere: an exam's or a room's role does not reach
// the roster.
func reachOf(by exam.Actor) (reach, error) {
	var r reach
	for _, b := range by.Bindings {
		switch {
		case b.Role == exam.RoleSchoolAdmin && b.Kind == exam.ScopeSchool && b.ScopeID == by.SchoolID:
			r.all = true
		case b.Role == exam.RoleCollegeAdmin && b.Kind == exam.ScopeCollege, b.Role == exam.RoleSchoolAdmin && b.Kind == exam.ScopeCollege:
			r.colleges = append(r.colleges, b.ScopeID)
		}
	}
	if !r.all && len(r.colleges) == 0 {
		return r, exam.Errorf(exam.CodeForbidden, "your role does not reach the roster")
	}
	return r, nil
}

// filter returns the colleges of a list; nil is all.
func (r reach) filter() []string {
	if r.all {
		return nil
	}
	return r.colleges
}

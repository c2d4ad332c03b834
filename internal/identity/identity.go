// Package identity is about who sits before the camera: the notice and a consent
// of its own, the challenge that shows a living face, the frames that the server
// itself judges, the person who compares a candidate with her document, and the
// lines of the four databases beside it (manual 2.1.5; FEATURES B7-B10, G8). An
// engine's verdict is advice; without one, or without consent, a person decides.
// Pictures are sealed, kept apart, and deleted when their time is over.
package identity

import (
	"context"
	"io"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/limit"
	"kaochang/internal/operation"
	"kaochang/internal/seal"
	"kaochang/internal/snapshot"
)

// Store is what identity needs from storage. Every change is written with its facts
// in one transaction.
type Store interface {
	operation.Scopes
	Sitting(ctx context.Context, sittingID string) (exam.Sitting, error)
	ChoiceOfSitting(ctx context.Context, sittingID string) (exam.Choice, error)
	File(ctx context.Context, fileID string) (exam.File, error)

	FaceRule(ctx context.Context, schoolID string) (exam.FaceRule, error)
	ChangeFaceRule(ctx context.Context, schoolID string, fn func(was exam.FaceRule) (exam.FaceRule, exam.Fact, error)) error
	FaceFile(ctx context.Context, schoolID, sittingID string) (exam.FaceFile, error)
	// ChangeFace runs fn on a sitting and its file and keeps what it returns. A frame
	// that was seen before is CodeFrameReplayed.
	ChangeFace(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.FaceFile) (exam.FaceChange, error)) (exam.Sitting, error)
	FlagFace(ctx context.Context, sittingID string, kind exam.FaceFlagKind, fact exam.Fact) error
	KeepSittingFact(ctx context.Context, schoolID, sittingID string, fact exam.Fact) error

	// ClaimFace gives the oldest check that nobody looks at to the asker until a
	// moment, else CodeNotFound.
	ClaimFace(ctx context.Context, now, until time.Time) (exam.FaceCheck, error)
	FaceAhead(ctx context.Context, c exam.FaceCheck) (int, error)

	PicturesPast(ctx context.Context, now time.Time, limit int) ([]exam.FacePicture, error)
	PictureBlobs(ctx context.Context, blobs []string) (map[string]bool, error)
	PicturesDeleted(ctx context.Context, pictures []exam.FacePicture, fact exam.Fact) error

	CandidatesByNumber(ctx context.Context, schoolID string, numbers []string) (map[string]string, error)
	KeepDatabaseLines(ctx context.Context, schoolID string, lines []exam.DatabaseLine, fact exam.Fact) error
	DatabaseLines(ctx context.Context, schoolID, candidateID string) ([]exam.DatabaseLine, error)
	ComparedCandidates(ctx context.Context, f exam.ComparedFilter) ([]exam.Compared, map[exam.DatabaseResult]int, error)
	KeepFact(ctx context.Context, schoolID string, fact exam.Fact) error
}

// Pictures keep sealed bytes, apart from all other files.
type Pictures interface {
	Put(ctx context.Context, src io.Reader) (sha256 string, size int64, err error)
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
	Remove(ctx context.Context, sha256 string) error
	// Older lists what was put before a moment.
	Older(ctx context.Context, than time.Time) ([]string, error)
}

// Photos open reference photos.
type Photos interface {
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// Engine looks at pictures. It sees JPEGs and knows nothing of whose they are.
type Engine interface {
	// Inspect says what is in a reference photo, nil for none, and in frames, the first
	// of which looks straight into the camera.
	Inspect(ctx context.Context, reference []byte, frames [][]byte) (exam.FaceFinding, error)
}

// Comparer asks a third party how like two faces are. It sees JPEGs and knows nothing
// of whose they are.
type Comparer interface {
	// Compare returns a likeness from 0 to 1. A picture without a face is CodeInvalid.
	Compare(ctx context.Context, a, b []byte) (float64, error)
}

// Snapshots word what stands after a change.
type Snapshots interface {
	Sitting(ctx context.Context, by exam.Actor, sittingID string) (*snapshot.Sitting, error)
	BoardSitting(ctx context.Context, sitting exam.Sitting) (*snapshot.BoardSitting, error)
}

// Row is one row of a table: its number as the spreadsheet shows it, and its cells.
type Row struct {
	Number int
	Cells  []string
}

// Table is what is written: a header, rows of text, and for a workbook notes on a
// second sheet.
type Table struct {
	Name   string
	Header []string
	Rows   [][]string
	Notes  []string
}

// Tables read the first table of an xlsx or csv file, and write one as "xlsx" or "csv".
type Tables interface {
	ReadTable(src io.ReadSeeker) ([]Row, error)
	WriteTable(w io.Writer, format string, t Table) error
}

// Parts are what the service is made of.
type Parts struct {
	Store     Store
	Snapshots Snapshots
	Pictures  Pictures
	Photos    Photos
	Tables    Tables
	Box       *seal.Box                      // of the key that seals pictures
	Engine    Engine                         // nil: a person decides
	Clouds    map[exam.FaceProvider]Comparer // those that this server has an account at
	Workers   int                            // that look at checks at once. Defaults to 2.
	Now       func() time.Time
}

// Service holds the use cases of identity.
type Service struct {
	Parts
	challenges *limit.Limiter // by sitting
	frames     *limit.Limiter // by sitting
	flags      *limit.Limiter // by sitting
	kicked     chan struct{}
	forgotten  chan struct{}
}

// New returns the service.
func New(p Parts) *Service {
	if p.Workers == 0 {
		p.Workers = 2
	}
	return &Service{
		Parts: p, kicked: make(chan struct{}, 1), forgotten: make(chan struct{}, 1),
		challenges: limit.New(6, 20*time.Second, p.Now), frames: limit.New(40, 2*time.Second, p.Now), flags: limit.New(3, 10*time.Second, p.Now),
	}
}

// fact returns an entry for the ledger; data are keys and values in turn.
func (s *Service) fact(by exam.Actor, kind string, data ...string) exam.Fact {
	f := exam.Fact{Kind: kind, Actor: by, At: s.Now(), Data: map[string]string{}}
	for i := 0; i+1 < len(data); i += 2 {
		f.Data[data[i]] = data[i+1]
	}
	return f
}

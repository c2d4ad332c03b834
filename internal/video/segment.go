package video

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/operation"
)

// uploadPrefix begins the names of uploads that are segments of takes.
const uploadPrefix = "segment-"

// IsSegment reports whether an upload is a segment of a take.
func IsSegment(uploadID string) bool { return strings.HasPrefix(uploadID, uploadPrefix) }

func uploadOf(segmentID string) string { return uploadPrefix + segmentID }

// mimes are the containers that recorders make and the server can join.
var mimes = []string{"video/webm", "video/mp4"}

// Begin notes that the asking device has begun to record a piece of a take; it returns
// the piece and the ticket of its upload. The same first frame is the same piece.
func (s *Service) Begin(ctx context.Context, sittingID, takeID, mime string, firstAt time.Time) (exam.TakeSegment, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return exam.TakeSegment{}, err
	}
	container, _, _ := strings.Cut(mime, ";")
	if container != mimes[0] && container != mimes[1] {
		return exam.TakeSegment{}, exam.Errorf(exam.CodeWrongType, "allowed types are %v, got %q", mimes, mime).With("types", mimes)
	}
	g := exam.TakeSegment{ID: ident.New(), MIME: mime, FirstAt: firstAt.UTC().Truncate(time.Millisecond)}
	_, err = s.store.Change(ctx, sittingID, func(one *exam.Sitting, _ exam.Session) (err error) {
		g, err = one.AddSegment(by, takeID, g, s.now())
		return err
	})
	return g, err
}

// Said is what a device says of a piece that it has recorded to its end.
type Said struct {
	Bytes    int64
	SHA256   string // hex
	Duration time.Duration
	FirstAt  time.Time // zero where it is as it was said at the beginning
}

// Verdict is whether the server has what the device has.
type Verdict struct {
	Verified  bool  `json:"verified" doc:"The server has exactly these bytes; the device may forget them"`
	HaveBytes int64 `json:"have_bytes" doc:"How many bytes the server has"`
}

type saidKey struct{}

// Complete ends a piece: verified only when the server has exactly the bytes that were
// said, with their hash, on its disk. With other bytes of the same number the upload
// begins anew.
func (s *Service) Complete(ctx context.Context, sittingID, segmentID string, said Said) (*Verdict, error) {
	if _, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID); err != nil {
		return nil, err
	}
	of, g, err := s.store.TakeSegment(ctx, segmentID)
	if err == nil && of != sittingID {
		err = exam.Errorf(exam.CodeNotFound, "no such segment")
	}
	if err != nil {
		return nil, err
	}
	if g.Kept() && g.Bytes == 0 && said.Bytes > 0 { // nothing of it came before all was over, or it was practice
		return nil, exam.Errorf(exam.CodeSittingOver, "this piece is taken no more")
	}
	if g.Kept() {
		return &Verdict{g.Complete && g.SHA256 == said.SHA256 && g.Bytes == said.Bytes, g.Bytes}, nil
	}
	have, taken, err := s.uploads.Take(context.WithValue(ctx, saidKey{}, said), uploadOf(segmentID), said.Bytes)
	if exam.ExtraOf(err, "why") == "hash" {
		return &Verdict{}, nil
	}
	if err != nil || !taken {
		return &Verdict{HaveBytes: have}, err
	}
	return &Verdict{true, have}, s.Settle(ctx, sittingID)
}

// Admit lets a piece's upload begin: by a device of its candidate, while it is not
// kept.
func (s *Service) Admit(ctx context.Context, uploadID string, _ int64) error {
	g, err := s.own(ctx, uploadID)
	if err == nil && g.Kept() {
		err = exam.Errorf(exam.CodeConflict, "this piece is kept already")
	}
	return err
}

// Owns returns nil for a device of the candidate whose piece it is, with the bytes of
// one that is kept, else CodeNotFound.
func (s *Service) Owns(ctx context.Context, uploadID string) (settled int64, err error) {
	g, err := s.own(ctx, uploadID)
	if err != nil || !g.Kept() {
		return 0, err
	}
	return g.Bytes, nil
}

// own returns the piece of an upload to a device of its candidate, else CodeNotFound.
func (s *Service) own(ctx context.Context, uploadID string) (exam.TakeSegment, error) {
	sittingID, g, err := s.store.TakeSegment(ctx, strings.TrimPrefix(uploadID, uploadPrefix))
	if err != nil {
		return g, err
	}
	_, err = operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	return g, err
}

// settled is an upload whose hash is known without reading it.
type settled interface {
	Settled() (path, sha256 string)
}

// Finish keeps the bytes of a piece. What differs from what the device said is refused
// for good with "why" "hash".
func (s *Service) Finish(ctx context.Context, uploadID string, src io.ReadSeeker) error {
	segmentID := strings.TrimPrefix(uploadID, uploadPrefix)
	sittingID, _, err := s.store.TakeSegment(ctx, segmentID)
	if err != nil {
		return err
	}
	said, whole := ctx.Value(saidKey{}).(Said)
	if known, is := src.(settled); is && whole {
		if _, sum := known.Settled(); sum != said.SHA256 {
			return exam.Errorf(exam.CodeConflict, "the bytes are not those that were recorded").With("why", "hash")
		}
	}
	g := exam.TakeSegment{ID: segmentID, Complete: whole, Duration: said.Duration, FirstAt: said.FirstAt}
	if g.SHA256, g.Bytes, err = s.blobs.Put(ctx, src); err != nil {
		return fmt.Errorf("keep piece %s: %w", segmentID, err)
	}
	if whole && g.SHA256 != said.SHA256 {
		return exam.Errorf(exam.CodeConflict, "the bytes are not those that were recorded").With("why", "hash")
	}
	return s.keep(ctx, sittingID, g)
}

func (s *Service) keep(ctx context.Context, sittingID string, g exam.TakeSegment) error {
	by := operation.ActorFrom(ctx)
	if by.Kind == exam.ActorStranger {
		by = exam.Clock()
	}
	_, err := s.store.Change(ctx, sittingID, func(one *exam.Sitting, _ exam.Session) error {
		return one.KeepSegment(by, g, s.now())
	})
	return err
}

const (
	// practiceKept is how long what was recorded in practice is kept after its end: the
	// candidate has seen it by then, and nobody else does.
	practiceKept = time.Hour
	// forgottenAtOnce bounds how many pieces are forgotten in one go.
	forgottenAtOnce = 50
)

// ForgetPractice lets go of what practice takes left behind.
func (s *Service) ForgetPractice(ctx context.Context) error {
	return s.store.ForgetPractice(ctx, s.now().Add(-practiceKept), forgottenAtOnce)
}

// leftAtOnce bounds how many pieces are taken over in one go.
const leftAtOnce = 50

// TakeLeft takes over what has arrived of pieces whose sittings are over: it is
// incomplete, and all there is.
func (s *Service) TakeLeft(ctx context.Context) error {
	ids, err := s.store.LeftSegments(ctx, leftAtOnce)
	if err != nil {
		return err
	}
	for _, id := range ids {
		have, _, err := s.uploads.Take(ctx, uploadOf(id), -1)
		if err == nil && have == 0 {
			var sittingID string
			if sittingID, _, err = s.store.TakeSegment(ctx, id); err == nil {
				err = s.keep(ctx, sittingID, exam.TakeSegment{ID: id, SHA256: exam.NothingSHA256})
			}
		}
		if err != nil {
			return fmt.Errorf("take over piece %s: %w", id, err)
		}
	}
	return nil
}

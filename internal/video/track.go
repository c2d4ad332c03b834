package video

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// Track answers with one camera of a take: the joined file, and before there is one
// what has arrived of its first piece.
func (s *Service) Track(ctx context.Context, sittingID, takeID string, p exam.Position) (*operation.Stream, error) {
	one, track, err := s.trackOf(ctx, sittingID, takeID, p)
	if err != nil {
		return nil, err
	}
	take, err := one.TakeByID(takeID)
	if err != nil {
		return nil, err
	}
	if err := s.noteSeen(ctx, &one, take); err != nil {
		return nil, err
	}
	c := operation.Content{Inline: true, Name: "take" + strconv.Itoa(take.Number) + "-camera" + strconv.Itoa(int(p)), ModTime: take.StartsAt}
	if track.State == exam.TrackReady {
		c.Type, c.ModTime = container(track.MIME), track.JoinedAt
		return s.stream(ctx, c, func() (io.ReadSeekCloser, error) { return s.blobs.Open(ctx, track.SHA256) })
	}
	pieces := take.Of(p)
	if len(pieces) == 0 {
		return nil, exam.Errorf(exam.CodeNotFound, "this camera recorded nothing")
	}
	g := pieces[0]
	c.Type, c.NoStore = container(g.MIME), true
	return s.stream(ctx, c, func() (io.ReadSeekCloser, error) {
		if g.Kept() {
			return s.blobs.Open(ctx, g.SHA256)
		}
		return s.uploads.Open(ctx, uploadOf(g.ID))
	})
}

// Thumb answers with a picture of a joined track.
func (s *Service) Thumb(ctx context.Context, sittingID, takeID string, p exam.Position) (*operation.Stream, error) {
	one, track, err := s.trackOf(ctx, sittingID, takeID, p)
	if err != nil {
		return nil, err
	}
	take, err := one.TakeByID(takeID)
	if err != nil {
		return nil, err
	}
	if err := s.noteSeen(ctx, &one, take); err != nil {
		return nil, err
	}
	if track.Thumb == "" {
		return nil, exam.Errorf(exam.CodeNotFound, "there is no picture of this")
	}
	c := operation.Content{Type: "image/jpeg", ModTime: track.JoinedAt, Inline: true}
	return s.stream(ctx, c, func() (io.ReadSeekCloser, error) { return s.blobs.Open(ctx, track.Thumb) })
}

func (s *Service) stream(_ context.Context, c operation.Content, open func() (io.ReadSeekCloser, error)) (*operation.Stream, error) {
	src, err := open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", c.Name, err)
	}
	return operation.StreamOf(src, c), nil
}

// trackOf returns the sitting and the track of a camera, the zero one where nothing is
// joined yet.
func (s *Service) trackOf(ctx context.Context, sittingID, takeID string, p exam.Position) (exam.Sitting, exam.Track, error) {
	if _, err := operation.OnSitting(ctx, s.store, exam.ActionSeeTakes, sittingID); err != nil {
		return exam.Sitting{}, exam.Track{}, err
	}
	one, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return one, exam.Track{}, err
	}
	tracks, err := s.store.Tracks(ctx, sittingID)
	for _, k := range tracks {
		if k.TakeID == takeID && k.Position == p {
			return one, k, err
		}
	}
	return one, exam.Track{}, err
}

// container returns the media type without its parameters.
func container(mime string) string {
	base, _, _ := strings.Cut(mime, ";")
	return base
}

package main

import (
	"context"
	"io"
	"path/filepath"

	"kaochang/internal/material"
	"kaochang/internal/media"
	"kaochang/internal/video"
)

// makeVideo joins video exams with what they keep; where their pieces arrive is made
// later.
func (b *builder) makeVideo() {
	b.video = video.New(video.Parts{Store: b.store, Snapshots: b.room, Blobs: b.blobs, Now: now})
}

// tickets tell pieces of takes from files: each has its own rules.
type tickets struct {
	files *material.Service
	takes *video.Service
}

// owner is who decides on one upload.
type owner interface {
	Admit(ctx context.Context, id string, size int64) error
	Owns(ctx context.Context, id string) (int64, error)
	Finish(ctx context.Context, id string, src io.ReadSeeker) error
}

func (t tickets) of(id string) owner {
	if video.IsSegment(id) {
		return t.takes
	}
	return t.files
}

// Admit lets an upload begin.
func (t tickets) Admit(ctx context.Context, id string, size int64) error {
	return t.of(id).Admit(ctx, id, size)
}

// Owns says whose an upload is.
func (t tickets) Owns(ctx context.Context, id string) (int64, error) { return t.of(id).Owns(ctx, id) }

// Finish keeps what has arrived.
func (t tickets) Finish(ctx context.Context, id string, src io.ReadSeeker) error {
	return t.of(id).Finish(ctx, id, src)
}

// joiner joins takes by their container.
type joiner struct{}

// Join writes pieces of one camera into one file.
func (joiner) Join(ctx context.Context, container string, pieces []video.Piece, path string) (video.Joined, error) {
	parts := make([]media.TakePiece, len(pieces))
	for i, p := range pieces {
		parts[i] = media.TakePiece{Open: p.Open, At: p.At}
	}
	join := media.JoinWebM
	if container == "video/mp4" {
		join = media.JoinMP4
	}
	done, err := join(ctx, parts, path)
	return video.Joined{Duration: done.Duration, Gaps: done.Gaps, Thumb: done.Thumb, Torn: done.Torn}, err
}

// joinTakes joins what was handed in.
func (b *builder) joinTakes(ctx context.Context) {
	b.video.JoinLoop(ctx, joiner{}, b.blobs, filepath.Join(b.config.Data, "uploads"))
}

package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kaochang/internal/blob"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/material"
	"kaochang/internal/sweep"
	"kaochang/internal/upload"
)

// blobs keep bytes by their SHA-256, and the latest still of each camera: on this
// machine's disk or in a bucket.
type blobs interface {
	Put(ctx context.Context, src io.Reader) (sum string, size int64, err error)
	Open(ctx context.Context, sum string) (io.ReadSeekCloser, error)
	RemoveOlder(ctx context.Context, sum string, than time.Time) (gone bool, err error)
	PutStill(ctx context.Context, sittingID string, p exam.Position, jpeg []byte) error
	Still(ctx context.Context, sittingID string, p exam.Position) (io.ReadCloser, time.Time, error)
	StillTimes(ctx context.Context, sittingID string) (map[exam.Position]time.Time, error)
}

// openFiles opens the place of files and of uploads on their way, which the
// settings put into the data folder or into a bucket.
func (b *builder) openFiles() (err error) {
	c := b.config
	folder, uploads := filepath.Join(c.Data, "blobs"), filepath.Join(c.Data, "uploads")
	if c.S3Endpoint == "" {
		if b.blobs, err = blob.OpenDisk(folder); err != nil {
			return err
		}
		b.pieces, err = upload.OnDisk(uploads)
		return err
	}
	secret, err := os.ReadFile(c.S3SecretFile)
	if err != nil {
		return fmt.Errorf("read S3 secret: %w", err)
	}
	bucket, err := blob.OpenBucket(blob.PlaceOf(c.S3, strings.TrimSpace(string(secret))))
	if err != nil {
		return err
	}
	if err := b.tryBucket(bucket); err != nil {
		return err
	}
	if b.blobs, err = blob.NewS3(bucket, filepath.Join(folder, "tmp")); err != nil {
		return err
	}
	b.pieces, err = upload.InBucket(bucket, uploads)
	return err
}

// tryBucket refuses settings with which no file would ever be kept. A bucket that
// is only away keeps no server from starting: interviews go on without it, and
// uploads wait for it.
func (b *builder) tryBucket(bucket *blob.Bucket) error {
	ctx, cancel := context.WithTimeout(b.ctx, 10*time.Second)
	defer cancel()
	err := bucket.Probe(ctx)
	if blob.IsSettings(err) {
		return err
	}
	if err != nil {
		slog.WarnContext(ctx, "the file store is away; uploads wait for it", "error", err)
	}
	return nil
}

// sweepBlobs removes what nothing names any more.
func (b *builder) sweepBlobs(ctx context.Context) {
	sweep.New(b.store, b.blobs, now).Run(ctx, func(err error) {
		slog.ErrorContext(ctx, "a file that nobody needs was not removed; it is tried again in a quarter of an hour", "error", err)
	})
}

// maxUpload bounds every upload; tickets bound each purpose further.
const maxUpload = 2 << 30

// makeUploads joins the handler of uploads. Several servers share PostgreSQL, and
// there the right to write an upload; on SQLite there is one.
func (b *builder) makeUploads() (err error) {
	p := upload.Parts{Base: material.UploadsPath, MaxBytes: maxUpload, Pieces: b.pieces, Tickets: tickets{b.material, b.video}}
	if !strings.HasPrefix(b.config.Database, "sqlite:") {
		locks := upload.NewLocks(b.store, ident.New(), now)
		b.inBackground(locks.Run)
		p.Locks = locks
	}
	b.uploads, err = upload.Handler(p)
	b.video.Use(b.uploads)
	return err
}

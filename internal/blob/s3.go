package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/minio/minio-go/v7"

	"kaochang/internal/exam"
)

// S3 is a blob store in a bucket, with the promises of [Disk]. Several servers
// may share it.
type S3 struct {
	bucket *Bucket
	dir    string // of what is on its way
	seen   seen
}

// NewS3 returns the store in a bucket. What is on its way there lies in a folder
// meanwhile, which is made if need be.
func NewS3(bucket *Bucket, dir string) (*S3, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make folder of files on their way: %w", err)
	}
	return &S3{bucket: bucket, dir: dir, seen: seen{known: map[string]times{}}}, nil
}

func sumKey(sum string) string { return "sha256/" + sum[:2] + "/" + sum }

// Put keeps what it reads under its SHA-256 and returns that, in hex, with the
// size in bytes. The bucket has confirmed all of it when it returns; the same
// bytes are kept once. They travel there even so: nothing else tells
// [S3.RemoveOlder] that somebody has put them.
func (s *S3) Put(ctx context.Context, src io.Reader) (sum string, size int64, err error) {
	tmp, err := os.CreateTemp(s.dir, "put-*")
	if err != nil {
		return "", 0, fmt.Errorf("make temporary file: %w", err)
	}
	_ = os.Remove(tmp.Name()) // it goes with us, also when the server is killed; elsewhere than on Unix not yet
	defer func() { _, _ = tmp.Close(), os.Remove(tmp.Name()) }()
	hash := sha256.New()
	if size, err = io.Copy(io.MultiWriter(tmp, hash), src); err != nil {
		return "", 0, fmt.Errorf("write blob: %w", err)
	}
	sum = hex.EncodeToString(hash.Sum(nil))
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return "", 0, fmt.Errorf("rewind blob: %w", err)
	}
	if err := s.bucket.Put(ctx, sumKey(sum), tmp, size); err != nil {
		return "", 0, err
	}
	there, err := s.bucket.look(ctx, sumKey(sum))
	if err != nil {
		return "", 0, fmt.Errorf("confirm blob: %w", err)
	}
	if there.Size != size {
		return "", 0, fmt.Errorf("the bucket has %d bytes of blob %s, want %d", there.Size, sum, size)
	}
	return sum, size, nil
}

// Open opens a blob by its SHA-256, CodeNotFound when there is none. It may be
// read until ctx ends, also by io.ReaderAt.
func (s *S3) Open(ctx context.Context, sum string) (io.ReadSeekCloser, error) {
	if !sumForm.MatchString(sum) {
		return nil, exam.Errorf(exam.CodeNotFound, "no such file")
	}
	info, err := s.look(ctx, sum)
	if err != nil {
		return nil, err
	}
	open := func(ctx context.Context, from int64) (io.ReadCloser, error) {
		return s.bucket.Get(ctx, sumKey(sum), from)
	}
	return &object{ctx: ctx, open: open, size: info.Size}, nil
}

// look returns what the bucket knows of a blob, CodeNotFound when there is none.
func (s *S3) look(ctx context.Context, sum string) (minio.ObjectInfo, error) {
	info, err := s.bucket.look(ctx, sumKey(sum))
	if exam.CodeOf(err) == exam.CodeNotFound {
		err = errors.Join(s.bucket.there(ctx), err) // the first code counts
	}
	return info, err
}

// RemoveOlder deletes a blob unless somebody has put its bytes at a moment or later by
// the bucket's clock, and reports whether there is none any more. S3 has no removal that
// asks for an object's time: bytes that are put between the look and the removal, which
// follow one another, are lost.
func (s *S3) RemoveOlder(ctx context.Context, sum string, than time.Time) (gone bool, err error) {
	if !sumForm.MatchString(sum) {
		return false, exam.Errorf(exam.CodeNotFound, "no such file")
	}
	info, err := s.look(ctx, sum)
	if exam.CodeOf(err) == exam.CodeNotFound {
		return true, nil
	}
	if err != nil || !info.LastModified.Before(than) {
		return false, err
	}
	err = s.bucket.Remove(ctx, sumKey(sum))
	return err == nil, err
}

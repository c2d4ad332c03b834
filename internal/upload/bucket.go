package upload

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path"
	"strconv"
	"strings"

	"github.com/tus/tusd/v2/pkg/handler"

	"kaochang/internal/exam"
)

// Bucket is what uploads need of an S3 server. An object is there whole or not at
// all, and what was put is listed at once.
type Bucket interface {
	Put(ctx context.Context, key string, src io.ReadSeeker, size int64) error
	// Get opens an object from a byte on, CodeNotFound when there is none.
	Get(ctx context.Context, key string, from int64) (io.ReadCloser, error)
	// Keys lists keys in the order of their bytes, at most so many, or all for 0.
	Keys(ctx context.Context, prefix string, most int) ([]string, error)
	Remove(ctx context.Context, keys ...string) error
}

// bucket keeps each piece of an upload as an object of its own that is named by
// the bytes it holds. So there is no state that could tell anything else than the
// pieces do, any of several servers can take the next one, and a piece that comes
// twice or late holds what the other holds: the client's file does not change.
type bucket struct {
	bucket Bucket
	dir    string // of what is on its way
}

// pieceBytes is how large a piece becomes at most.
const pieceBytes = 16 << 20

// InBucket keeps pieces in a bucket that several servers may share. What is on its
// way there lies in a folder meanwhile, which is made if need be.
func InBucket(b Bucket, dir string) (Pieces, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make upload folder: %w", err)
	}
	if err := sweep(dir); err != nil {
		return nil, err
	}
	return &bucket{bucket: b, dir: dir}, nil
}

func folder(id string) string  { return "uploads/" + path.Base(id) + "/" }
func infoKey(id string) string { return folder(id) + "info" }
func pieces(id string) string  { return folder(id) + "p" }

// pieceKey names a piece so that the last one is listed first: one question tells
// how far an upload has come.
func pieceKey(id string, from, size int64) string {
	return fmt.Sprintf("%s%016x-%d", pieces(id), math.MaxInt64-from, size)
}

// span is the bytes that a piece holds.
type span struct {
	key      string
	from, to int64
}

func spanOf(key string) (span, error) {
	name := key[strings.LastIndex(key, "/")+1:]
	from, size, _ := strings.Cut(strings.TrimPrefix(name, "p"), "-")
	f, err := strconv.ParseInt(from, 16, 64)
	n, e := strconv.ParseInt(size, 10, 64)
	if err := errors.Join(err, e); err != nil {
		return span{}, fmt.Errorf("%s is no piece of an upload: %w", key, err)
	}
	return span{key, math.MaxInt64 - f, math.MaxInt64 - f + n}, nil
}

// NewUpload begins an upload, anew where it had begun.
func (b *bucket) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	said, err := json.Marshal(info)
	if err == nil {
		err = b.remove(ctx, info.ID)
	}
	if err == nil {
		err = b.bucket.Put(ctx, infoKey(info.ID), bytes.NewReader(said), int64(len(said)))
	}
	if err != nil {
		return nil, fmt.Errorf("begin upload %s: %w", info.ID, err)
	}
	return &bucketUpload{b, info}, nil
}

// GetUpload returns an upload that has begun.
func (b *bucket) GetUpload(ctx context.Context, id string) (handler.Upload, error) {
	u := &bucketUpload{bucket: b}
	src, err := b.bucket.Get(ctx, infoKey(id), 0)
	if exam.CodeOf(err) == exam.CodeNotFound {
		return nil, handler.ErrNotFound
	}
	if err == nil {
		err = errors.Join(json.NewDecoder(src).Decode(&u.info), src.Close())
	}
	if err == nil {
		u.info.Offset, err = b.arrived(ctx, id)
	}
	if err != nil {
		return nil, fmt.Errorf("read upload %s: %w", id, err)
	}
	return u, nil
}

// sameStart is how many pieces with one start are looked at: one, and in the rare
// case that a line broke or two servers wrote, some more.
const sameStart = 16

// arrived returns how many bytes there are: pieces are put one behind another, so
// the end of the last one is the end of all.
func (b *bucket) arrived(ctx context.Context, id string) (end int64, err error) {
	keys, err := b.bucket.Keys(ctx, pieces(id), sameStart)
	if err != nil {
		return 0, err
	}
	for _, key := range keys {
		one, err := spanOf(key)
		if err != nil {
			return 0, err
		}
		end = max(end, one.to)
	}
	return end, nil
}

// open opens an upload that has arrived whole.
func (b *bucket) open(ctx context.Context, id string) (io.ReadSeekCloser, error) {
	keys, err := b.bucket.Keys(ctx, pieces(id), 0)
	if err != nil {
		return nil, err
	}
	spans := make([]span, len(keys))
	for i, key := range keys {
		if spans[len(keys)-1-i], err = spanOf(key); err != nil {
			return nil, err
		}
	}
	return &joined{ctx: ctx, get: b.bucket.Get, spans: inRow(spans)}, nil
}

// hold has nothing to do: pieces are in the bucket, and what is said of them.
func (b *bucket) hold(context.Context, string) error { return nil }

// remove forgets an upload; one that is not there is no error.
func (b *bucket) remove(ctx context.Context, id string) error {
	keys, err := b.bucket.Keys(ctx, folder(id), 0)
	if err != nil || len(keys) == 0 {
		return err
	}
	return b.bucket.Remove(ctx, keys...)
}

// bucketUpload is one upload of [InBucket].
type bucketUpload struct {
	bucket *bucket
	info   handler.FileInfo
}

// GetInfo returns what the client said and how many bytes have arrived.
func (u *bucketUpload) GetInfo(context.Context) (handler.FileInfo, error) { return u.info, nil }

// GetReader is of no use to us: downloads are off.
func (u *bucketUpload) GetReader(ctx context.Context) (io.ReadCloser, error) {
	return u.bucket.open(ctx, u.info.ID)
}

// FinishUpload has nothing left to do: each piece is kept already.
func (u *bucketUpload) FinishUpload(context.Context) error { return nil }

// DeclareLength notes how long an upload becomes that did not say so at first.
func (u *bucketUpload) DeclareLength(ctx context.Context, length int64) error {
	info := declared(u.info, length)
	said, err := json.Marshal(info)
	if err == nil {
		err = u.bucket.bucket.Put(ctx, infoKey(info.ID), bytes.NewReader(said), int64(len(said)))
	}
	if err != nil {
		return fmt.Errorf("declare length of upload %s: %w", info.ID, err)
	}
	u.info = info
	return nil
}

// WriteChunk takes what arrives until it ends or breaks off; n bytes of it are
// kept. A piece that the bucket did not take is sent again by the client.
func (u *bucketUpload) WriteChunk(ctx context.Context, offset int64, src io.Reader) (n int64, err error) {
	piece, err := os.CreateTemp(u.bucket.dir, "piece-*")
	if err != nil {
		return 0, fmt.Errorf("make temporary file: %w", err)
	}
	_ = os.Remove(piece.Name()) // it goes with us, also when the server is killed; elsewhere than on Unix not yet
	defer func() { _, _ = piece.Close(), os.Remove(piece.Name()) }()
	for {
		size, err := fill(piece, src)
		if size > 0 && err == nil {
			err = u.bucket.bucket.Put(ctx, pieceKey(u.info.ID, offset+n, size), piece, size)
		}
		if err != nil {
			return n, fmt.Errorf("keep piece of upload %s: %w", u.info.ID, err)
		}
		n += size
		if size < pieceBytes {
			return n, nil
		}
	}
}

// fill makes a file hold the next piece of what arrives.
func fill(piece *os.File, src io.Reader) (int64, error) {
	if err := piece.Truncate(0); err != nil {
		return 0, err
	}
	if _, err := piece.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	size, err := io.Copy(piece, io.LimitReader(src, pieceBytes))
	if err != nil {
		return 0, err
	}
	_, err = piece.Seek(0, io.SeekStart)
	return size, err
}

package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"kaochang/internal/config"
	"kaochang/internal/exam"
)

// Place names a bucket of an S3 server and who may use it.
type Place struct {
	Endpoint string // http:// or https://, host and, if need be, port
	Bucket   string
	Region   string
	Prefix   string // before every key; "" for none
	// PathStyle puts the bucket into the path, as servers of one's own want it;
	// otherwise it stands before the host's name, as clouds want it.
	PathStyle bool
	KeyID     string
	Secret    string
}

// PlaceOf returns the place that settings name.
func PlaceOf(s config.S3, secret string) Place {
	return Place{
		Endpoint: s.S3Endpoint, Bucket: s.S3Bucket, Region: s.S3Region, Prefix: s.S3Prefix, PathStyle: s.S3PathStyle, KeyID: s.S3KeyID, Secret: secret,
	}
}

// Bucket keeps objects in a bucket of an S3 server. What the server does not do
// now is CodeUnavailable, is logged here, and leaves nothing behind by halves: an
// object is there whole or not at all.
type Bucket struct {
	core  minio.Core
	place Place
}

// retries is how often a request is tried, within about two seconds: after that
// the phone tries again, and knows better whether anybody still waits.
const retries = 4

// OpenBucket returns a bucket. It sends nothing; [Bucket.Probe] does.
func OpenBucket(p Place) (*Bucket, error) {
	at, err := url.Parse(p.Endpoint)
	if err != nil || at.Host == "" || (at.Scheme != "http" && at.Scheme != "https") {
		return nil, fmt.Errorf("S3 endpoint %q is not an address such as https://s3.example.edu.cn", p.Endpoint)
	}
	lookup := minio.BucketLookupDNS
	if p.PathStyle || net.ParseIP(at.Hostname()) != nil || at.Hostname() == "localhost" {
		lookup = minio.BucketLookupPath
	}
	client, err := minio.New(at.Host, &minio.Options{
		Creds: credentials.NewStaticV4(p.KeyID, p.Secret, ""), Secure: at.Scheme == "https", Region: p.Region, BucketLookup: lookup, MaxRetries: retries,
	})
	if err != nil {
		return nil, fmt.Errorf("set up S3 client for %s: %w", p.Endpoint, err)
	}
	return &Bucket{core: minio.Core{Client: client}, place: p}, nil
}

func (b *Bucket) key(key string) string { return b.place.Prefix + key }

// Put keeps size bytes under a key, in place of what was there.
func (b *Bucket) Put(ctx context.Context, key string, src io.ReadSeeker, size int64) error {
	_, err := b.core.Client.PutObject(ctx, b.place.Bucket, b.key(key), src, size, minio.PutObjectOptions{SendContentMd5: true, PartSize: partSize})
	return b.said(ctx, "put", key, err)
}

// partSize is how much one request carries at most, and how much memory a larger
// file takes on its way.
const partSize = 16 << 20

// Get opens what is kept under a key from a byte on, CodeNotFound when there is
// nothing.
func (b *Bucket) Get(ctx context.Context, key string, from int64) (io.ReadCloser, error) {
	body, _, err := b.get(ctx, key, from)
	return body, err
}

func (b *Bucket) get(ctx context.Context, key string, from int64) (io.ReadCloser, minio.ObjectInfo, error) {
	var opts minio.GetObjectOptions
	if from > 0 {
		if err := opts.SetRange(from, 0); err != nil {
			return nil, minio.ObjectInfo{}, fmt.Errorf("ask for bytes from %d on: %w", from, err)
		}
	}
	body, info, _, err := b.core.GetObject(ctx, b.place.Bucket, b.key(key), opts)
	if err != nil {
		return nil, info, b.said(ctx, "get", key, err)
	}
	return body, info, nil
}

// look returns what lies under a key, CodeNotFound when there is nothing.
func (b *Bucket) look(ctx context.Context, key string) (minio.ObjectInfo, error) {
	info, err := b.core.StatObject(ctx, b.place.Bucket, b.key(key), minio.StatObjectOptions{})
	return info, b.said(ctx, "look at", key, err)
}

// there returns CodeUnavailable where the bucket itself is gone, which a server
// does not tell of when it is asked for an object's size.
func (b *Bucket) there(ctx context.Context) error {
	exists, err := b.core.BucketExists(ctx, b.place.Bucket)
	if err == nil && !exists {
		err = minio.ErrorResponse{Code: minio.NoSuchBucket, StatusCode: http.StatusNotFound, Message: "there is no such bucket"}
	}
	return b.said(ctx, "find", "", err)
}

// Keys returns the keys that begin with prefix, in the order of their bytes; at
// most so many where most is not 0.
func (b *Bucket) Keys(ctx context.Context, prefix string, most int) ([]string, error) {
	found, err := b.list(ctx, prefix, most)
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(found))
	for i, one := range found {
		keys[i] = one.Key[len(b.place.Prefix):]
	}
	return keys, nil
}

func (b *Bucket) list(ctx context.Context, prefix string, most int) ([]minio.ObjectInfo, error) {
	within, enough := context.WithCancel(ctx)
	defer enough() // ends the listing where most is reached
	var found []minio.ObjectInfo
	for one := range b.core.Client.ListObjects(within, b.place.Bucket, minio.ListObjectsOptions{Prefix: b.key(prefix), Recursive: true, MaxKeys: most}) {
		if one.Err != nil {
			return nil, b.said(ctx, "list", prefix, one.Err)
		}
		found = append(found, one)
		if len(found) == most {
			break
		}
	}
	return found, nil
}

// Remove deletes what is kept under keys; one that has nothing is no error.
func (b *Bucket) Remove(ctx context.Context, keys ...string) error {
	if len(keys) == 1 {
		err := b.core.RemoveObject(ctx, b.place.Bucket, b.key(keys[0]), minio.RemoveObjectOptions{})
		return b.said(ctx, "remove", keys[0], err)
	}
	objects := make(chan minio.ObjectInfo, len(keys))
	for _, key := range keys {
		objects <- minio.ObjectInfo{Key: b.key(key)}
	}
	close(objects)
	var failed error
	for one := range b.core.RemoveObjects(ctx, b.place.Bucket, objects, minio.RemoveObjectsOptions{}) {
		if failed == nil {
			failed = b.said(ctx, "remove", one.ObjectName, one.Err)
		}
	}
	return failed
}

// said turns the server's word on a key into ours.
func (b *Bucket) said(ctx context.Context, doing, key string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s %s: %w", doing, key, ctx.Err())
	}
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return exam.Errorf(exam.CodeNotFound, "no such file")
	}
	slog.ErrorContext(ctx, "the file store did not "+doing+" an object", "bucket", b.place.Bucket, "key", b.key(key), "error", err)
	return fmt.Errorf("%s %s: %w", doing, key, errors.Join(exam.Errorf(exam.CodeUnavailable, "the file store does not answer just now; try again in a moment"), err))
}

package doctor

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"kaochang/internal/blob"
	"kaochang/internal/config"
)

// Bucket checks that the S3 bucket of the settings, if there is one, takes, gives
// back, lists and deletes. It leaves nothing behind.
func Bucket(c *config.Server) Check {
	return Check{"files", func(ctx context.Context) Finding {
		if c.S3Endpoint == "" {
			return ok("kept in the data folder; for several servers they belong into a bucket (--s3-endpoint)")
		}
		secret, err := os.ReadFile(c.S3SecretFile)
		if err != nil {
			return fail("let --s3-secret-file name a file that this user may read", "the S3 secret cannot be read: %v", err)
		}
		bucket, err := blob.OpenBucket(blob.PlaceOf(c.S3, strings.TrimSpace(string(secret))))
		if err != nil {
			return fail("check --s3-endpoint", "%v", err)
		}
		began := time.Now()
		err = bucket.Probe(ctx)
		var trouble *blob.Trouble
		if errors.As(err, &trouble) {
			return fail(trouble.Do, "%s", trouble.Found)
		}
		return ok("bucket %q at %s takes, gives back, lists and deletes; all four in %d ms", c.S3Bucket, c.S3Endpoint, time.Since(began).Milliseconds())
	}}
}

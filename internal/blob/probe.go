package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/minio/minio-go/v7"
)

// Trouble is why a bucket cannot be used, and what to do about it.
type Trouble struct {
	Found    string
	Do       string
	Settings bool // trying again does not help
}

// Error returns both as one sentence.
func (t *Trouble) Error() string { return t.Found + "; " + t.Do }

// Probe sees to it that the bucket keeps, gives back, lists and deletes: it does
// so with one small object of its own. It returns a [*Trouble], or nil.
func (b *Bucket) Probe(ctx context.Context) error {
	key, content := "probe/"+rand.Text(), []byte(rand.Text())
	name := b.key(key)
	if _, err := b.core.Client.PutObject(ctx, b.place.Bucket, name, bytes.NewReader(content), int64(len(content)), minio.PutObjectOptions{SendContentMd5: true}); err != nil {
		return b.trouble("put objects into", err)
	}
	err := b.readBack(ctx, key, content)
	if e := b.core.RemoveObject(ctx, b.place.Bucket, name, minio.RemoveObjectOptions{}); e != nil && err == nil {
		err = b.trouble("delete objects from", e)
	}
	if err != nil {
		return err
	}
	if _, err := b.core.StatObject(ctx, b.place.Bucket, name, minio.StatObjectOptions{}); err == nil {
		return &Trouble{Found: fmt.Sprintf("bucket %q still has what was deleted", b.place.Bucket), Do: "use a server whose deletions count at once", Settings: true}
	}
	return nil
}

// readBack looks whether a probe can be listed and read from its second byte on.
func (b *Bucket) readBack(ctx context.Context, key string, content []byte) error {
	for one := range b.core.Client.ListObjects(ctx, b.place.Bucket, minio.ListObjectsOptions{Prefix: b.key(key)}) {
		if one.Err != nil {
			return b.trouble("list the objects of", one.Err)
		}
	}
	var opts minio.GetObjectOptions
	_ = opts.SetRange(1, 0) // a range that there is
	body, _, _, err := b.core.GetObject(ctx, b.place.Bucket, b.key(key), opts)
	if err != nil {
		return b.trouble("read objects of", err)
	}
	defer func() { _ = body.Close() }()
	if got, err := io.ReadAll(body); err != nil || !bytes.Equal(got, content[1:]) {
		return &Trouble{Found: fmt.Sprintf("bucket %q gives back other bytes than it was given", b.place.Bucket), Do: "look at what stands between this machine and --s3-endpoint", Settings: true}
	}
	return nil
}

var unknownKey = struct{ found, do string }{"the key of bucket %[1]q is not known there", "check --s3-key-id and --s3-endpoint"}

// advice is what the codes of S3 servers mean for who sets a server up.
var advice = map[string]struct{ found, do string }{
	minio.NoSuchBucket:             {"there is no bucket %[1]q", "make it, or check --s3-bucket and --s3-region"},
	"InvalidAccessKeyId":           unknownKey,
	"XAdminUserNotFound":           unknownKey, // of a Versity gateway
	"SignatureDoesNotMatch":        {"the secret does not fit the key of bucket %[1]q", "check --s3-secret-file; a proxy must not rewrite host or path"},
	"AccessDenied":                 {"this key may not %[2]s bucket %[1]q", "let it put, get, list and delete objects there"},
	"AuthorizationHeaderMalformed": {"bucket %[1]q is in another region", "check --s3-region"},
	"PermanentRedirect":            {"bucket %[1]q is in another region", "check --s3-region and --s3-endpoint"},
	"RequestTimeTooSkewed":         {"this machine's clock and the S3 server's differ too much", "set this machine's clock by NTP"},
}

// trouble words why doing something with the bucket failed.
func (b *Bucket) trouble(doing string, err error) error {
	answer := minio.ToErrorResponse(err)
	if a, known := advice[answer.Code]; known {
		return &Trouble{Found: fmt.Sprintf(a.found, b.place.Bucket, doing), Do: a.do, Settings: true}
	}
	if answer.StatusCode == http.StatusUnauthorized || answer.StatusCode == http.StatusForbidden {
		return &Trouble{Found: fmt.Sprintf("the key of bucket %q is refused there: %s", b.place.Bucket, answer.Message), Do: "check --s3-key-id and --s3-secret-file", Settings: true}
	}
	var stranger x509.UnknownAuthorityError
	if errors.As(err, &stranger) {
		return &Trouble{Found: b.place.Endpoint + " has a certificate that this machine does not trust", Do: "add its authority to the system's, or name its file in SSL_CERT_FILE", Settings: true}
	}
	return &Trouble{Found: fmt.Sprintf("cannot %s bucket %q at %s: %v", doing, b.place.Bucket, b.place.Endpoint, err), Do: "check --s3-endpoint, the network, and that the server runs"}
}

// IsSettings reports whether an error of [Bucket.Probe] is one of the settings,
// which time does not heal.
func IsSettings(err error) bool {
	var t *Trouble
	return errors.As(err, &t) && t.Settings
}

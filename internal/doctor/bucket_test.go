package doctor_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kaochang/internal/blobtest"
	"kaochang/internal/config"
	"kaochang/internal/doctor"
)

func TestTheBucketIsLookedAt(t *testing.T) {
	t.Parallel()
	g := blobtest.NewGateway(t)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(g.Place.Secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	right := config.S3{
		S3Endpoint: g.Place.Endpoint, S3Bucket: g.Place.Bucket, S3Region: g.Place.Region, S3PathStyle: true, S3KeyID: g.Place.KeyID, S3SecretFile: secret,
	}
	with := func(change func(*config.S3)) config.S3 {
		s := right
		change(&s)
		return s
	}
	for _, row := range []struct {
		name    string
		bucket  config.S3
		verdict doctor.Verdict
		do      string // a part of what to do
	}{
		{"none", config.S3{}, doctor.OK, ""},
		{"one that is there", right, doctor.OK, ""},
		{"one that is not", with(func(s *config.S3) { s.S3Bucket = "no-such-bucket" }), doctor.Fail, "--s3-bucket"},
		{"a wrong key", with(func(s *config.S3) { s.S3KeyID = "nobody" }), doctor.Fail, "--s3-key-id"},
		{"no secret", with(func(s *config.S3) { s.S3SecretFile += ".not" }), doctor.Fail, "--s3-secret-file"},
		{"no address", with(func(s *config.S3) { s.S3Endpoint = "https://" }), doctor.Fail, "--s3-endpoint"},
		{"nobody there", with(func(s *config.S3) { s.S3Endpoint = "http://127.0.0.1:1" }), doctor.Fail, "--s3-endpoint"},
	} {
		f := doctor.Bucket(&config.Server{S3: row.bucket}).Look(t.Context())
		if f.Verdict != row.verdict || !strings.Contains(f.Do, row.do) || f.Found == "" {
			t.Errorf("%s: %s, %q, do %q, want %s with %q", row.name, f.Verdict, f.Found, f.Do, row.verdict, row.do)
		}
		if strings.Contains(f.Found+f.Do, g.Place.Secret) {
			t.Errorf("%s: the secret is said", row.name)
		}
	}
}

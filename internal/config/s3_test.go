package config

import "testing"

func TestABucketIsWholeOrNone(t *testing.T) {
	bucket := S3{S3Endpoint: "https://s3.example.edu.cn", S3Bucket: "exam", S3Region: "us-east-1", S3KeyID: "k", S3SecretFile: "f"}
	with := func(change func(*S3)) S3 {
		s := bucket
		change(&s)
		return s
	}
	for _, row := range []struct {
		name   string
		bucket S3
		fine   bool
	}{
		{"none at all", S3{S3Region: "us-east-1"}, true},
		{"a whole one", bucket, true},
		{"one of many in a bucket, by the path", with(func(s *S3) { s.S3Prefix, s.S3PathStyle = "kaochang/", true }), true},
		{"a server of one's own, without TLS", with(func(s *S3) { s.S3Endpoint = "http://127.0.0.1:9000" }), true},
		{"no bucket", with(func(s *S3) { s.S3Bucket = "" }), false},
		{"no key", with(func(s *S3) { s.S3KeyID = "" }), false},
		{"a secret is owed", with(func(s *S3) { s.S3SecretFile = "" }), false},
		{"a bucket without an endpoint", S3{S3Bucket: "exam"}, false},
		{"an endpoint that is no address", with(func(s *S3) { s.S3Endpoint = "s3.example.edu.cn" }), false},
		{"a prefix that is a path", with(func(s *S3) { s.S3Prefix = "/kaochang" }), false},
	} {
		if err := row.bucket.check(); (err == nil) != row.fine {
			t.Errorf("%s: %v, want fine %v", row.name, err, row.fine)
		}
	}
}

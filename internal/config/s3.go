package config

import (
	"fmt"
	"strings"
)

// S3 is the bucket that files are kept in instead of the data folder. With an
// endpoint all of it is set, without one nothing. The secret is in a file.
type S3 struct {
	S3Endpoint   string `name:"s3-endpoint" help:"S3: address of the server, such as https://s3.example.edu.cn. Default: files are kept in the data folder." default:"" env:"KAOCHANG_S3_ENDPOINT"`
	S3Bucket     string `name:"s3-bucket" help:"S3: bucket that files are kept in." default:"" env:"KAOCHANG_S3_BUCKET"`
	S3Region     string `name:"s3-region" help:"S3: region of the bucket. Default ${default}." default:"us-east-1" env:"KAOCHANG_S3_REGION"`
	S3Prefix     string `name:"s3-prefix" help:"S3: what keys begin with, such as kaochang/. Default nothing." default:"" env:"KAOCHANG_S3_PREFIX"`
	S3PathStyle  bool   `name:"s3-path-style" help:"S3: the bucket stands in the path, not before the host's name, as servers of one's own want it. Default no." env:"KAOCHANG_S3_PATH_STYLE"`
	S3KeyID      string `name:"s3-key-id" help:"S3: identifier of the access key." default:"" env:"KAOCHANG_S3_KEY_ID"`
	S3SecretFile string `name:"s3-secret-file" help:"S3: file that holds the access key's secret." default:"" env:"KAOCHANG_S3_SECRET_FILE" type:"path"`
}

// check refuses a bucket that is set in part.
func (s S3) check() error {
	needs := map[string]string{"--s3-bucket": s.S3Bucket, "--s3-key-id": s.S3KeyID, "--s3-secret-file": s.S3SecretFile}
	for name, value := range needs {
		switch {
		case s.S3Endpoint != "" && value == "":
			return fmt.Errorf("--s3-endpoint goes with %s", name)
		case s.S3Endpoint == "" && value != "":
			return fmt.Errorf("%s goes with --s3-endpoint", name)
		}
	}
	if s.S3Endpoint != "" && !strings.HasPrefix(s.S3Endpoint, "https://") && !strings.HasPrefix(s.S3Endpoint, "http://") {
		return fmt.Errorf("--s3-endpoint %q begins with neither https:// nor http://", s.S3Endpoint)
	}
	if strings.HasPrefix(s.S3Prefix, "/") {
		return fmt.Errorf("--s3-prefix %q begins with a slash", s.S3Prefix)
	}
	return nil
}

package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"kaochang/internal/blob"
	"kaochang/internal/exam"
	"kaochang/internal/face"
	"kaochang/internal/facecloud"
	"kaochang/internal/identity"
	"kaochang/internal/roster"
	"kaochang/internal/seal"
)

// makeIdentity joins the checks of identity with what they keep. Pictures of faces
// and documents lie in a folder of their own under a key of their own.
func (b *builder) makeIdentity() error {
	box, err := seal.New(b.secrets.BiometricKey)
	if err != nil {
		return err
	}
	pictures, err := blob.OpenDisk(filepath.Join(b.config.Data, "biometric"))
	if err != nil {
		return err
	}
	engine, err := faceEngine(b.config.FaceEngine)
	if err != nil {
		return err
	}
	clouds, err := b.faceClouds()
	if err != nil {
		return err
	}
	b.identity = identity.New(identity.Parts{
		Store: b.store, Snapshots: b.room, Pictures: pictures, Photos: b.blobs, Tables: identityTables{}, Box: box,
		Engine: engine, Clouds: clouds, Workers: b.config.FaceWorkers, Now: now,
	})
	return nil
}

// faceClouds opens the accounts that the settings name.
func (b *builder) faceClouds() (map[exam.FaceProvider]identity.Comparer, error) {
	c, clouds := b.config, map[exam.FaceProvider]identity.Comparer{}
	if c.FaceTencentKeyID != "" {
		secret, err := os.ReadFile(c.FaceTencentSecretFile)
		if err != nil {
			return nil, fmt.Errorf("read face secret: %w", err)
		}
		clouds[exam.FaceTencent] = facecloud.NewTencent(facecloud.Account{KeyID: c.FaceTencentKeyID, KeySecret: strings.TrimSpace(string(secret)), Region: c.FaceTencentRegion})
	}
	if c.FaceAliyunKeyID != "" {
		secret, err := os.ReadFile(c.FaceAliyunSecretFile)
		if err != nil {
			return nil, fmt.Errorf("read face secret: %w", err)
		}
		aliyun, err := facecloud.NewAliyun(facecloud.Account{KeyID: c.FaceAliyunKeyID, KeySecret: strings.TrimSpace(string(secret)), Scene: c.FaceAliyunScene})
		if err != nil {
			return nil, err
		}
		clouds[exam.FaceAliyun] = aliyun
	}
	return clouds, nil
}

// faceEngine opens the engine in a folder, or where none is named the one beside the
// program; nil where there is none.
func faceEngine(dir string) (identity.Engine, error) {
	if dir == "" {
		program, err := os.Executable()
		if err != nil || !face.Built {
			return nil, nil //nolint:nilnil // no engine is no fault: a person decides
		}
		dir = filepath.Join(filepath.Dir(program), "face")
		if _, err := os.Stat(dir); err != nil {
			return nil, nil //nolint:nilnil,nilerr // as above
		}
	}
	engine, err := face.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open face engine: %w", err)
	}
	return engine, nil
}

// identityTables reads tables by package sheet.
type identityTables struct{}

// ReadTable reads the first table of an xlsx or csv file.
func (identityTables) ReadTable(src io.ReadSeeker) ([]identity.Row, error) {
	s, err := sheets{}.Read(src, "")
	rows := make([]identity.Row, len(s.Rows))
	for i, row := range s.Rows {
		rows[i] = identity.Row(row)
	}
	return rows, err
}

// WriteTable writes a table as xlsx or csv.
func (identityTables) WriteTable(w io.Writer, format string, t identity.Table) error {
	return sheets{}.Write(w, format, roster.Table(t))
}

func picturesNotDeleted(err error) {
	slog.Error("pictures past their date were not deleted; it is tried again in ten minutes", "error", err)
}

package upload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/tus/tusd/v2/pkg/handler"
	xslog "golang.org/x/exp/slog"

	"kaochang/internal/problem"
)

// refusal words an error for tus clients: problem details, as everywhere.
func refusal(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	p := problem.From(ctx, err)
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("word refusal: %w", err)
	}
	return handler.Error{ErrorCode: string(p.Code), Message: p.Detail, HTTPResponse: handler.HTTPResponse{
		StatusCode: p.Status, Body: string(body), Header: handler.HTTPHeader{"Content-Type": "application/problem+json"},
	}}
}

// quiet is tusd's logger: its lines go nowhere, since refusals are answers and
// failures are logged by problem.
func quiet() *xslog.Logger { return xslog.New(xslog.NewTextHandler(io.Discard, nil)) }

// worded are pieces whose errors are worded for tus clients: tusd would print the
// text of a plain one.
type worded struct {
	Pieces
	lock func(ctx context.Context, id string) (unlock func(), err error)
}

// NewUpload begins an upload. Nobody writes or takes one of its name meanwhile: tusd
// locks only after it.
func (w worded) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	unlock, err := w.lock(ctx, info.ID)
	if err != nil {
		return nil, refusal(ctx, err)
	}
	defer unlock()
	u, err := w.Pieces.NewUpload(ctx, info)
	if err != nil {
		return nil, refusal(ctx, err)
	}
	return wordedUpload{u}, nil
}

// GetUpload returns an upload that has begun.
func (w worded) GetUpload(ctx context.Context, id string) (handler.Upload, error) {
	u, err := w.Pieces.GetUpload(ctx, id)
	if errors.Is(err, handler.ErrNotFound) {
		return nil, handler.ErrNotFound
	}
	if err != nil {
		return nil, refusal(ctx, err)
	}
	return wordedUpload{u}, nil
}

type wordedUpload struct{ handler.Upload }

// AsLengthDeclarableUpload returns an upload whose length may be said later.
func (w worded) AsLengthDeclarableUpload(u handler.Upload) handler.LengthDeclarableUpload {
	return declarable{u}
}

// declarable is an upload of ours, whose length may be said later.
type declarable struct{ handler.Upload }

// DeclareLength notes how long an upload becomes.
func (d declarable) DeclareLength(ctx context.Context, length int64) error {
	inner := d.Upload
	if w, is := inner.(wordedUpload); is {
		inner = w.Upload
	}
	ours, is := inner.(handler.LengthDeclarableUpload)
	if !is {
		return handler.ErrNotImplemented
	}
	return refusal(ctx, ours.DeclareLength(ctx, length))
}

// WriteChunk takes what arrives.
func (w wordedUpload) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	n, err := w.Upload.WriteChunk(ctx, offset, src)
	return n, refusal(ctx, err)
}

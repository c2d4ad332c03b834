package main

import (
	"context"
	"io"
	"time"

	"kaochang/internal/devicecheck"
	"kaochang/internal/mock"
	"kaochang/internal/sheet"
)

// makePractice joins what candidates try out before the day.
func (b *builder) makePractice() {
	b.devicecheck = devicecheck.New(devicecheck.Parts{
		Store: b.store, MediaToken: b.media.CheckToken, Write: writeReadiness, Now: now,
	})
	b.mock = mock.New(b.store, b.written, now)
}

func writeReadiness(w io.Writer, t devicecheck.Table) error {
	return sheet.WriteXLSX(w, sheet.Table(t))
}

// playMocks plays the panel of all mocks.
func (b *builder) playMocks(ctx context.Context) { b.mock.Run(ctx, time.Second) }

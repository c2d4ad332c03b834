package main

import (
	"context"
	"os"

	"kaochang/internal/media"
)

// sfuCommand is the media server: serve starts this binary again with it.
type sfuCommand struct{}

// Run is the media server until its standard input ends or ctx does.
func (sfuCommand) Run(ctx context.Context) error { return media.RunSFU(ctx, os.Stdin) }

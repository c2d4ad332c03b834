package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// Recover keeps what a killed server left in the recordings' folder: a piece that
// was half written is written anew from the frames that reached the disk, and a
// whole one of a sitting that is not joined yet is handed on again, which keep
// must take for nothing new if it knows the file. Call it before any recorder of
// this process starts. What cannot be kept stays where it is; the error says so.
func (f Files) Recover(ctx context.Context, keep func(context.Context, exam.Segment) error) error {
	folders, err := os.ReadDir(f.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was ever recorded
	}
	if err != nil {
		return fmt.Errorf("look through recordings: %w", err)
	}
	var failed []error
	for _, folder := range folders {
		failed = append(failed, f.recoverSitting(ctx, folder.Name(), keep))
	}
	return errors.Join(failed...)
}

func (f Files) recoverSitting(ctx context.Context, sittingID string, keep func(context.Context, exam.Segment) error) error {
	dir := filepath.Join(f.Dir, sittingID)
	files, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("look through recordings of sitting %s: %w", sittingID, err)
	}
	joined := slices.ContainsFunc(files, func(d fs.DirEntry) bool { return strings.HasPrefix(d.Name(), joinedPrefix) })
	var failed []error
	for _, d := range files {
		base, half := strings.CutSuffix(d.Name(), partSuffix)
		name, ok := parsePieceName(base)
		if !ok || (joined && !half) {
			continue
		}
		path := filepath.Join(dir, base)
		var piece *exam.Segment
		if half {
			piece, err = rescue(ctx, path, name)
		} else {
			piece, err = whole(path, name)
		}
		if err == nil && piece != nil {
			piece.ID, piece.SittingID, piece.File = ident.New(), sittingID, sittingID+"/"+base
			piece.Source, piece.Run, piece.Seq, piece.HasVideo, piece.HasAudio = name.Source, name.Run, name.Seq, name.Video, !name.Video
			err = keep(ctx, *piece)
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// rescue turns a half-written piece into a whole one; nil for one without a frame.
func rescue(ctx context.Context, path string, name pieceName) (*exam.Segment, error) {
	half, again := path+partSuffix, path+".rescued"
	text, err := os.ReadFile(half)
	if err != nil {
		return nil, fmt.Errorf("read half-written piece: %w", err)
	}
	entry, frames, err := readPiece(bytes.NewReader(text))
	if err != nil || len(frames) == 0 {
		slog.WarnContext(ctx, "half-written piece holds no frame", "file", filepath.Base(half), "error", err)
		return nil, os.Remove(half)
	}
	_ = os.Remove(again + partSuffix) // of a rescue that was killed itself
	g, err := openSegment(again, entry, name.StartedAt)
	if err != nil {
		return nil, err
	}
	for _, one := range frames {
		if err := g.write(one.data, one.key, name.StartedAt.Add(time.Duration(one.ms)*time.Millisecond)); err != nil {
			return nil, err
		}
	}
	piece, err := g.close()
	if err != nil {
		return nil, err
	}
	if err := os.Rename(again, path); err != nil {
		return nil, fmt.Errorf("place rescued piece: %w", err)
	}
	slog.InfoContext(ctx, "piece of a recording rescued", "file", filepath.Base(path), "frames", len(frames))
	return &piece, os.Remove(half)
}

// whole describes a piece that had been closed.
func whole(path string, name pieceName) (*exam.Segment, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read piece: %w", err)
	}
	_, frames, err := readPiece(bytes.NewReader(text))
	if err != nil || len(frames) == 0 {
		return nil, fmt.Errorf("read piece %s: %w", filepath.Base(path), errors.Join(err, errors.New("no frame")))
	}
	sum := sha256.Sum256(text)
	last := name.StartedAt.Add(time.Duration(frames[len(frames)-1].ms) * time.Millisecond)
	return &exam.Segment{StartedAt: name.StartedAt, EndedAt: last, Bytes: int64(len(text)), SHA256: hex.EncodeToString(sum[:])}, nil
}

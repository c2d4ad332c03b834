package checkin

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"io"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// Token returns a media token for what the asking login may be in the sitting's
// media room now ([exam.Sitting.Admits]).
func (s *Service) Token(ctx context.Context, sittingID string) (MediaToken, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionWatchSitting, sittingID)
	if err != nil {
		return MediaToken{}, err
	}
	sitting, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return MediaToken{}, err
	}
	role, err := sitting.Admits(by)
	if err != nil {
		return MediaToken{}, err
	}
	token, err := s.tokens.MediaToken(sittingID, role, by)
	if err != nil {
		return MediaToken{}, fmt.Errorf("mint media token for sitting %s: %w", sittingID, err)
	}
	token.URL = "ws" + strings.TrimPrefix(operation.CallerFrom(ctx).Origin, "http")
	return token, nil
}

// maxStillBytes and maxStillSide bound a still; a device sends one every 10 s.
const (
	maxStillBytes = 200 << 10
	maxStillSide  = 2048
)

// PutStill keeps a still of the position that the asking device holds, in place
// of the one before. It must be a JPEG of at most 200 KiB and 2048 pixels a side.
func (s *Service) PutStill(ctx context.Context, sittingID string, picture []byte) error {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return err
	}
	sitting, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return err
	}
	p := sitting.PositionOf(by.LoginID)
	if p == 0 || !sitting.Phase.Entered() {
		return exam.Errorf(exam.CodeDeviceReplaced, "this device holds no camera position")
	}
	if len(picture) > maxStillBytes {
		return exam.Errorf(exam.CodeTooLarge, "a still has at most %d bytes, got %d", maxStillBytes, len(picture))
	}
	head, err := jpeg.DecodeConfig(bytes.NewReader(picture))
	if err != nil || head.Width > maxStillSide || head.Height > maxStillSide {
		return exam.Errorf(exam.CodeWrongType, "a still is a JPEG of at most %d pixels a side", maxStillSide)
	}
	if err := s.stills.PutStill(ctx, sittingID, p, picture); err != nil {
		return fmt.Errorf("keep still of sitting %s: %w", sittingID, err)
	}
	return s.presence.Hint(ctx, sittingID, sitting.SessionID, "still")
}

// Still returns the latest still of a position for the candidate's own devices
// and the room's staff, else CodeNotFound.
func (s *Service) Still(ctx context.Context, sittingID string, p exam.Position) (io.ReadCloser, time.Time, error) {
	if _, err := operation.OnSitting(ctx, s.store, exam.ActionWatchSitting, sittingID); err != nil {
		return nil, time.Time{}, err
	}
	return s.stills.Still(ctx, sittingID, p)
}

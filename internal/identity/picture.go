package identity

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image/jpeg"
	"io"
	"strings"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/picture"
)

// Frame keeps one frame of a challenge, in the place of its movement. It must be a
// JPEG of at most 300 KiB and 240 to 2048 pixels a side, sent with the challenge's
// nonce within its time; and no picture that the school was ever sent before:
// CodeFrameReplayed. The same frame once more at its own place is nothing. Refusals
// that no honest page comes to are flagged.
func (s *Service) Frame(ctx context.Context, sittingID, challengeID, nonce string, place int, raw []byte) error {
	by, one, err := s.own(ctx, sittingID)
	if err != nil {
		return err
	}
	if err := s.frames.Take(sittingID); err != nil {
		return s.flagged(ctx, by, sittingID, err)
	}
	rule, err := s.ruleOf(ctx, &one)
	if err != nil {
		return err
	}
	if rule.Provider == exam.FaceDevice {
		return exam.Errorf(exam.CodeConflict, "no picture leaves the phone here").With("why", "device_only")
	}
	check := func(f exam.FaceFile) (exam.FaceAction, error) {
		c, err := challengeOf(f, challengeID)
		if err != nil {
			return "", err
		}
		if err := c.CheckNonce(by, ident.Hash(nonce), s.Now()); err != nil {
			return "", err
		}
		if place < 0 || place >= len(c.Actions) {
			return "", exam.Errorf(exam.CodeInvalid, "there is no such movement").With("field", "place")
		}
		return c.Actions[place], nil
	}
	f, err := s.Store.FaceFile(ctx, one.SchoolID, sittingID)
	if err != nil {
		return err
	}
	action, err := check(f)
	if err != nil {
		return s.flagged(ctx, by, sittingID, err)
	}
	p := exam.FacePicture{Kind: exam.FaceFrame, ChallengeID: challengeID, Place: place, Action: action, LoginID: by.LoginID}
	err = s.keep(ctx, one, rule, &p, raw, func(f exam.FaceFile) error { _, err := check(f); return err })
	return s.flagged(ctx, by, sittingID, err)
}

// Document keeps a picture of the candidate with her document, for the ID check. It
// is taken by her first device, in check-in; form and size are those of a frame.
func (s *Service) Document(ctx context.Context, sittingID string, raw []byte) error {
	by, one, err := s.own(ctx, sittingID)
	if err != nil {
		return err
	}
	if err := s.frames.Take(sittingID); err != nil {
		return s.flagged(ctx, by, sittingID, err)
	}
	if err := one.CheckStep(by, exam.StepFaceCheck); err != nil {
		return err
	}
	return s.document(ctx, one, exam.FacePicture{LoginID: by.LoginID}, raw)
}

func (s *Service) document(ctx context.Context, one exam.Sitting, p exam.FacePicture, raw []byte) error {
	rule, err := s.ruleOf(ctx, &one)
	if err != nil {
		return err
	}
	p.Kind = exam.FaceDocument
	return s.keep(ctx, one, rule, &p, raw, func(exam.FaceFile) error { return nil })
}

// keep draws a picture anew, seals it, and keeps it with its row; still is asked once
// more within the transaction.
func (s *Service) keep(ctx context.Context, one exam.Sitting, rule exam.FaceRule, p *exam.FacePicture, raw []byte, still func(exam.FaceFile) error) error {
	clean, err := redraw(raw)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(clean)
	p.ID, p.SchoolID, p.SittingID, p.TakenAt = ident.New(), one.SchoolID, one.ID, s.Now()
	p.SHA256, p.Bytes, p.RetainUntil = hex.EncodeToString(sum[:]), int64(len(clean)), rule.Retain(s.Now())
	if p.Blob, _, err = s.Pictures.Put(ctx, strings.NewReader(s.Box.Seal(clean, about(p.ID)))); err != nil {
		return fmt.Errorf("keep picture of sitting %s: %w", one.ID, err)
	}
	_, err = s.Store.ChangeFace(ctx, one.ID, func(_ *exam.Sitting, f exam.FaceFile) (exam.FaceChange, error) {
		return exam.FaceChange{Picture: p}, still(f)
	})
	if err == nil {
		return nil
	}
	if gone := s.Pictures.Remove(ctx, p.Blob); gone != nil {
		return fmt.Errorf("remove picture that was refused: %w", gone)
	}
	if exam.ExtraOf(err, "why") == "kept" {
		return nil
	}
	return err
}

// about binds sealed bytes to their row.
func about(pictureID string) string { return "face picture " + pictureID }

// redraw returns a JPEG decoded and encoded anew. Anything else, or one of the wrong
// size, is CodeWrongType; too many bytes are CodeTooLarge.
func redraw(raw []byte) ([]byte, error) {
	if len(raw) > exam.MaxFaceFrameBytes {
		return nil, tooLarge(int64(len(raw)))
	}
	head, err := jpeg.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, exam.Errorf(exam.CodeWrongType, "a frame is a JPEG")
	}
	if min(head.Width, head.Height) < exam.MinFaceFrameSide || max(head.Width, head.Height) > exam.MaxFaceFrameSide {
		return nil, exam.Errorf(exam.CodeWrongType, "a frame has %d to %d pixels a side, got %d x %d", exam.MinFaceFrameSide, exam.MaxFaceFrameSide, head.Width, head.Height)
	}
	clean, err := picture.Redraw(bytes.NewReader(raw), "image/jpeg")
	if err != nil {
		return nil, err
	}
	return io.ReadAll(clean)
}

func tooLarge(n int64) *exam.Error {
	return exam.Errorf(exam.CodeTooLarge, "a frame has at most %d bytes, got %d", exam.MaxFaceFrameBytes, n).With("max_bytes", exam.MaxFaceFrameBytes)
}

// open returns the bytes of a picture.
func (s *Service) open(ctx context.Context, p exam.FacePicture) ([]byte, error) {
	src, err := s.Pictures.Open(ctx, p.Blob)
	if err != nil {
		return nil, fmt.Errorf("open picture %s: %w", p.ID, err)
	}
	defer func() { _ = src.Close() }() // only read
	sealed, err := io.ReadAll(src)
	if err != nil {
		return nil, fmt.Errorf("read picture %s: %w", p.ID, err)
	}
	clean, err := s.Box.Open(string(sealed), about(p.ID))
	if err != nil {
		return nil, fmt.Errorf("open picture %s: %w", p.ID, err)
	}
	return clean, nil
}

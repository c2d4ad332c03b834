package flow

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

const tag = "Flow"

// SittingPath is the sitting that an address names.
type SittingPath struct {
	SittingID string `path:"sitting_id"`
}

// StepPath is the step of a sitting that an address names.
type StepPath struct {
	SittingID string        `path:"sitting_id"`
	Kind      exam.StepKind `path:"kind" doc:"pledge, device_check, face_check or room_scan"`
}

type stepReasonInput struct {
	StepPath
	Body struct {
		Reason string `json:"reason" maxLength:"2000"`
	}
}

type sittingOutput struct{ Body *snapshot.Sitting }

type rowOutput struct{ Body *snapshot.BoardSitting }

// PledgeView is a pledge as the candidate reads it.
type PledgeView struct {
	ID          string         `json:"id"`
	Version     int            `json:"version"`
	Title       string         `json:"title"`
	Body        string         `json:"body" doc:"Plain text"`
	SHA256      string         `json:"sha256" doc:"Of title, an empty line and body"`
	PublishedAt time.Time      `json:"published_at"`
	Signed      *SignatureView `json:"signed,omitempty" doc:"Where it has been signed"`
}

// SignatureView is a signature under a pledge.
type SignatureView struct {
	Kind    exam.SignatureKind `json:"kind" enum:"hand,typed"`
	Strokes []exam.Stroke      `json:"strokes" doc:"In a field of 1000 by 400"`
	Typed   string             `json:"typed,omitempty"`
	At      time.Time          `json:"at"`
	Device  string             `json:"device"`
}

func pledgeView(p exam.PledgeText, g *exam.Signature) PledgeView {
	v := PledgeView{ID: p.ID, Version: p.Version, Title: p.Title, Body: p.Body, SHA256: p.SHA256, PublishedAt: p.PublishedAt}
	if g != nil {
		v.Signed = &SignatureView{Kind: g.Kind, Strokes: g.Strokes, Typed: g.Typed, At: g.At, Device: g.Device}
	}
	return v
}

type pledgeOutput struct{ Body PledgeView }

type signPledgeInput struct {
	SittingPath
	Body struct {
		PledgeID string             `json:"pledge_id"`
		SHA256   string             `json:"sha256" doc:"Of the text that was read"`
		Read     bool               `json:"read_to_end"`
		Agreed   bool               `json:"agreed"`
		Kind     exam.SignatureKind `json:"kind" enum:"hand,typed"`
		Strokes  []exam.Stroke      `json:"strokes,omitempty" maxItems:"200" doc:"In a field of 1000 by 400"`
		Typed    string             `json:"typed,omitempty" maxLength:"100"`
	}
}

type checkDevicesInput struct {
	SittingPath
	Body struct {
		Camera     string `json:"camera,omitempty" maxLength:"200"`
		Width      int    `json:"width" minimum:"0" maximum:"10000"`
		Height     int    `json:"height" minimum:"0" maximum:"10000"`
		Microphone string `json:"microphone,omitempty" maxLength:"200"`
		Heard      bool   `json:"heard" doc:"A voice came through"`
		LatencyMs  int    `json:"latency_ms" minimum:"0" maximum:"600000"`
	}
}

// registerSitting adds the operations on one sitting: the candidate's and the staff's.
func (s *Service) registerSitting(api huma.API) {
	op := func(method, path, id, summary string, action exam.Action) operation.Op {
		return operation.Op{Method: method, Path: "/api/sittings/{sitting_id}" + path, ID: id, Summary: summary, Tag: tag, Action: action}
	}
	operation.Register(api, op("GET", "/pledge", "get-pledge", "The pledge to sign, or the signed one", exam.ActionSeeSitting),
		func(ctx context.Context, in *SittingPath) (*pledgeOutput, error) {
			text, signed, err := s.Text(ctx, in.SittingID)
			return &pledgeOutput{pledgeView(text, signed)}, err
		})
	sign := op("POST", "/signatures", "sign-pledge", "Sign the pledge", exam.ActionSit)
	sign.MaxBodyBytes = 256 << 10
	operation.Register(api, sign, s.handleSign)
	operation.Register(api, op("POST", "/device-checks", "check-devices", "The first device was tried out", exam.ActionSit),
		func(ctx context.Context, in *checkDevicesInput) (*sittingOutput, error) {
			b := in.Body
			view, err := s.CheckDevices(ctx, in.SittingID, Devices{b.Camera, b.Width, b.Height, b.Microphone, b.Heard, b.LatencyMs})
			return &sittingOutput{view}, err
		})
	operation.Register(api, op("POST", "/room-scans", "scan-room", "The room was shown", exam.ActionSit),
		func(ctx context.Context, in *SittingPath) (*sittingOutput, error) {
			view, err := s.ScanRoom(ctx, in.SittingID)
			return &sittingOutput{view}, err
		})
	operation.Register(api, op("POST", "/steps/{kind}/ticks", "tick-step", "A step was looked at and is good", exam.ActionSettleStep),
		func(ctx context.Context, in *StepPath) (*rowOutput, error) {
			row, err := s.Tick(ctx, in.SittingID, in.Kind)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", "/steps/{kind}/repeats", "ask-step-again", "Ask for a step again, with a reason", exam.ActionSettleStep),
		func(ctx context.Context, in *stepReasonInput) (*rowOutput, error) {
			row, err := s.AskAgain(ctx, in.SittingID, in.Kind, in.Body.Reason)
			return &rowOutput{row}, err
		})
	operation.Register(api, op("POST", "/steps/{kind}/overrides", "override-step", "Let a candidate pass a step, with a reason", exam.ActionSettleStep),
		func(ctx context.Context, in *stepReasonInput) (*rowOutput, error) {
			row, err := s.Override(ctx, in.SittingID, in.Kind, in.Body.Reason)
			return &rowOutput{row}, err
		})
}

func (s *Service) handleSign(ctx context.Context, in *signPledgeInput) (*sittingOutput, error) {
	b := in.Body
	view, err := s.Sign(ctx, in.SittingID, b.Read && b.Agreed, exam.Signature{PledgeID: b.PledgeID, SHA256: b.SHA256, Kind: b.Kind, Strokes: b.Strokes, Typed: b.Typed})
	return &sittingOutput{view}, err
}

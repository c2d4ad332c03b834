package checkin

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

const tag = "Check-in"

type joinInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		Position exam.Position `json:"position" enum:"1,2"`
		TakeOver bool          `json:"take_over,omitempty" doc:"Replace a device that holds the position"`
		Label    string        `json:"label,omitempty" maxLength:"200" doc:"What the browser calls itself"`
		// Device is what kind of device it says that it is.
		Device exam.DeviceKind `json:"device,omitempty" enum:"phone,pc" doc:"Asked for where only one kind may be the first camera"`
	}
}

type sittingOutput struct{ Body *snapshot.Sitting }

type sittingInput struct {
	SittingID string `path:"sitting_id"`
}

type pairingOutput struct{ Body Pairing }

type claimInput struct {
	Body struct {
		Code  string `json:"code" maxLength:"32"`
		Label string `json:"label,omitempty" maxLength:"200"`
	}
}

type claimOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Claimed
}

type tokenInput struct {
	SittingID string `path:"sitting_id"`
	Body      struct {
		Purpose string `json:"purpose,omitempty" maxLength:"20" doc:"For the log only; the phase decides what one may be"`
	}
}

type tokenOutput struct{ Body MediaToken }

type putStillInput struct {
	SittingID   string `path:"sitting_id"`
	ContentType string `header:"Content-Type"`
	RawBody     []byte `contentType:"image/jpeg"`
}

type stillInput struct {
	SittingID string        `path:"sitting_id"`
	Position  exam.Position `path:"position" minimum:"1" maximum:"2"`
}

// Register adds the operations of entry. cookie makes the cookie of a paired
// device's login.
func (s *Service) Register(api huma.API, cookie func(token string, expires time.Time) http.Cookie) {
	op := func(method, path, id, summary string, action exam.Action) operation.Op {
		return operation.Op{Method: method, Path: path, ID: id, Summary: summary, Tag: tag, Action: action}
	}
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/devices", "join-sitting", "Take a camera position", exam.ActionSit), s.handleJoin)
	operation.Register(api, op("DELETE", "/api/sittings/{sitting_id}/devices/current", "leave-sitting", "Free one's camera position", exam.ActionSit),
		func(ctx context.Context, in *sittingInput) (*operation.NoContent, error) {
			return nil, s.Leave(ctx, in.SittingID)
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/pairings", "pair-second-camera", "Make a QR code for the second camera", exam.ActionSit),
		func(ctx context.Context, in *sittingInput) (*pairingOutput, error) {
			p, err := s.Pair(ctx, in.SittingID)
			return &pairingOutput{Body: p}, err
		})
	operation.Register(api, op("POST", "/api/pairing-claims", "claim-pairing", "Join as the second camera by its code", exam.ActionPublic),
		func(ctx context.Context, in *claimInput) (*claimOutput, error) {
			claimed, login, token, err := s.Claim(ctx, in.Body.Code, in.Body.Label)
			if err != nil {
				return nil, err
			}
			return &claimOutput{SetCookie: cookie(token, login.ExpiresAt), Body: claimed}, nil
		})
	operation.Register(api, op("POST", "/api/sittings/{sitting_id}/media-tokens", "get-media-token", "Enter the media room", exam.ActionWatchSitting),
		func(ctx context.Context, in *tokenInput) (*tokenOutput, error) {
			token, err := s.Token(ctx, in.SittingID)
			return &tokenOutput{Body: token}, err
		})
	put := op("PUT", "/api/sittings/{sitting_id}/still", "put-still", "Send a still of one's camera", exam.ActionSit)
	put.MaxBodyBytes = maxStillBytes
	operation.Register(api, put, func(ctx context.Context, in *putStillInput) (*operation.NoContent, error) {
		return nil, s.PutStill(ctx, in.SittingID, in.RawBody)
	})
	operation.Register(api, op("GET", "/api/sittings/{sitting_id}/stills/{position}", "get-still", "The latest still of a camera", exam.ActionWatchSitting), s.handleStill)
}

func (s *Service) handleJoin(ctx context.Context, in *joinInput) (*sittingOutput, error) {
	view, err := s.Join(ctx, in.SittingID, Joining{
		Position: in.Body.Position, TakeOver: in.Body.TakeOver, Label: in.Body.Label, Device: in.Body.Device,
	})
	return &sittingOutput{Body: view}, err
}

func (s *Service) handleStill(ctx context.Context, in *stillInput) (*operation.Stream, error) {
	picture, at, err := s.Still(ctx, in.SittingID, in.Position)
	if err != nil {
		return nil, err
	}
	return operation.StreamOf(picture, operation.Content{Type: "image/jpeg", ModTime: at, Inline: true}), nil
}

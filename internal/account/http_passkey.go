package account

import (
	"context"
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

// PasskeyRequest is what a browser's passkey is asked.
type PasskeyRequest struct {
	Ceremony string         `json:"ceremony" doc:"Comes back with the answer"`
	Options  map[string]any `json:"options" doc:"For navigator.credentials, as WebAuthn's JSON"`
}

type askedOutput struct{ Body PasskeyRequest }

type addPasskeyInput struct {
	Body struct {
		Ceremony string         `json:"ceremony" maxLength:"100"`
		Name     string         `json:"name" maxLength:"200"`
		Answer   map[string]any `json:"answer" doc:"The credential as JSON"`
	}
}

type passkeySignInInput struct {
	Body struct {
		Ceremony    string         `json:"ceremony" maxLength:"100"`
		Answer      map[string]any `json:"answer" doc:"The credential as JSON"`
		DeviceLabel string         `json:"device_label,omitempty" maxLength:"200"`
	}
}

// OwnPasskey is one of the signed-in person's passkeys.
type OwnPasskey struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
}

type ownPasskeysOutput struct {
	Body struct {
		Passkeys []OwnPasskey `json:"passkeys"`
	}
}

type dropPasskeyInput struct {
	Body struct {
		PasskeyID string `json:"passkey_id" maxLength:"2000"`
		Password  string `json:"password" maxLength:"256"`
	}
}

// registerPasskeys adds the operations of passkeys.
func (s *Service) registerPasskeys(api huma.API) {
	op := func(method, path, id, summary string, a exam.Action) operation.Op {
		return operation.Op{Method: method, Path: "/api" + path, ID: id, Summary: summary, Tag: tag, Action: a}
	}
	own := exam.ActionOwnLogin
	operation.Register(api, op("POST", "/passkey-requests", "ask-passkey", "Ask the browser for a passkey to sign in with", exam.ActionPublic), s.handleAskPasskey)
	operation.Register(api, op("POST", "/passkey-logins", "sign-in-passkey", "Sign in as staff by a passkey", exam.ActionPublic), s.handleSignInPasskey)
	operation.Register(api, op("GET", "/me/passkeys", "list-own-passkeys", "One's passkeys", own), s.handleOwnPasskeys)
	operation.Register(api, op("POST", "/me/passkeys/request", "offer-passkey", "Ask the browser for a new passkey", own), s.handleOfferPasskey)
	operation.Register(api, op("POST", "/me/passkeys", "add-passkey", "Keep the passkey that the browser has made", own), s.handleAddPasskey)
	operation.Register(api, op("POST", "/me/passkeys/removal", "drop-passkey", "Take a passkey away", own),
		func(ctx context.Context, in *dropPasskeyInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.DropPasskey(ctx, operation.ActorFrom(ctx), in.Body.PasskeyID, in.Body.Password)
		})
}

func view(asked Asked, err error) (*askedOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &askedOutput{PasskeyRequest{Ceremony: asked.Ceremony}}
	return out, json.Unmarshal(asked.Options, &out.Body.Options)
}

func (s *Service) handleAskPasskey(ctx context.Context, _ *operation.Empty) (*askedOutput, error) {
	from := operation.CallerFrom(ctx)
	return view(s.AskPasskey(ctx, from.Addr, from.Origin))
}

func (s *Service) handleOfferPasskey(ctx context.Context, in *ownPasswordInput) (*askedOutput, error) {
	return view(s.OfferPasskey(ctx, operation.ActorFrom(ctx), operation.CallerFrom(ctx).Origin, in.Body.Password))
}

func (s *Service) handleAddPasskey(ctx context.Context, in *addPasskeyInput) (*recoveryOutput, error) {
	answer, err := json.Marshal(in.Body.Answer)
	if err != nil {
		return nil, err
	}
	out := &recoveryOutput{}
	out.Body.RecoveryCodes, err = s.AddPasskey(ctx, operation.ActorFrom(ctx), in.Body.Ceremony, in.Body.Name, answer)
	if out.Body.RecoveryCodes == nil {
		out.Body.RecoveryCodes = []string{}
	}
	return out, err
}

func (s *Service) handleSignInPasskey(ctx context.Context, in *passkeySignInInput) (*signedInOutput, error) {
	answer, err := json.Marshal(in.Body.Answer)
	if err != nil {
		return nil, err
	}
	signed, err := s.SignInPasskey(ctx, operation.CallerFrom(ctx).Addr, in.Body.Ceremony, answer, in.Body.DeviceLabel)
	if err != nil {
		return nil, err
	}
	return s.signedIn(ctx, signed)
}

func (s *Service) handleOwnPasskeys(ctx context.Context, _ *operation.Empty) (*ownPasskeysOutput, error) {
	list, err := s.OwnPasskeys(ctx, operation.ActorFrom(ctx))
	out := &ownPasskeysOutput{}
	out.Body.Passkeys = make([]OwnPasskey, len(list))
	for i, p := range list {
		out.Body.Passkeys[i] = OwnPasskey{p.ID, p.Name, p.CreatedAt}
	}
	return out, err
}

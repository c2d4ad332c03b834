package account

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

type passwordInput struct {
	Body struct {
		Old string `json:"old" maxLength:"256"`
		New string `json:"new" maxLength:"256"`
	}
}

type ownPasswordInput struct {
	Body struct {
		Password string `json:"password" maxLength:"256"`
	}
}

type totpOfferOutput struct{ Body TOTPOffer }

type setTOTPInput struct {
	Body struct {
		Secret string `json:"secret" maxLength:"128"`
		Code   string `json:"code" maxLength:"16"`
	}
}

type recoveryOutput struct {
	Body struct {
		RecoveryCodes []string `json:"recovery_codes" doc:"Shown this once"`
	}
}

// OwnLogin is one of the signed-in person's logins.
type OwnLogin struct {
	ID        string    `json:"id"`
	Label     string    `json:"label"`
	Addr      string    `json:"addr" doc:"The network address that it was opened from"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
	Current   bool      `json:"current"`
}

type ownLoginsOutput struct {
	Body struct {
		Logins []OwnLogin `json:"logins"`
	}
}

type ownLoginInput struct {
	LoginID string `path:"login_id"`
}

// registerOwn adds what staff do with their own sign-in.
func (s *Service) registerOwn(api huma.API) {
	op := func(method, path, id, summary string) operation.Op {
		return operation.Op{Method: method, Path: "/api/me" + path, ID: id, Summary: summary, Tag: tag, Action: exam.ActionOwnLogin}
	}
	operation.Register(api, op("PUT", "/password", "change-own-password", "Set one's password; other logins end"),
		func(ctx context.Context, in *passwordInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.ChangePassword(ctx, operation.ActorFrom(ctx), in.Body.Old, in.Body.New)
		})
	operation.Register(api, op("POST", "/second-factor", "offer-second-factor", "A secret for an app; not kept yet"),
		func(ctx context.Context, in *ownPasswordInput) (*totpOfferOutput, error) {
			offer, err := s.OfferTOTP(ctx, operation.ActorFrom(ctx), in.Body.Password)
			return &totpOfferOutput{offer}, err
		})
	operation.Register(api, op("PUT", "/second-factor", "set-second-factor", "Keep the secret, by a code of it"),
		func(ctx context.Context, in *setTOTPInput) (*recoveryOutput, error) {
			out := &recoveryOutput{}
			var err error
			out.Body.RecoveryCodes, err = s.SetTOTP(ctx, operation.ActorFrom(ctx), in.Body.Secret, in.Body.Code)
			return out, err
		})
	operation.Register(api, op("POST", "/second-factor/removal", "drop-second-factor", "Ask for the password only"),
		func(ctx context.Context, in *ownPasswordInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.DropTOTP(ctx, operation.ActorFrom(ctx), in.Body.Password)
		})
	operation.Register(api, op("GET", "/logins", "list-own-logins", "Where one is signed in"), s.handleOwnLogins)
	operation.Register(api, op("POST", "/logins/end-others", "end-other-logins", "End all of one's logins but this"),
		func(ctx context.Context, _ *operation.Empty) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.EndOtherLogins(ctx, operation.ActorFrom(ctx))
		})
	operation.Register(api, op("DELETE", "/logins/{login_id}", "end-own-login", "End one of one's logins"),
		func(ctx context.Context, in *ownLoginInput) (*operation.NoContent, error) {
			return &operation.NoContent{}, s.EndOwnLogin(ctx, operation.ActorFrom(ctx), in.LoginID)
		})
}

func (s *Service) handleOwnLogins(ctx context.Context, _ *operation.Empty) (*ownLoginsOutput, error) {
	by := operation.ActorFrom(ctx)
	list, err := s.OwnLogins(ctx, by)
	out := &ownLoginsOutput{}
	out.Body.Logins = make([]OwnLogin, len(list))
	for i, l := range list {
		out.Body.Logins[i] = OwnLogin{l.ID, l.Label, l.Addr, l.CreatedAt, l.ExpiresAt, l.ID == by.LoginID}
	}
	return out, err
}

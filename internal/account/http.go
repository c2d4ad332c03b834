package account

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
)

const tag = "Sign-in"

type sendCodeInput struct {
	Body struct {
		Phone string `json:"phone" maxLength:"32" doc:"Mobile number as typed"`
	}
}

type sendCodeOutput struct{ Body CodeSent }

type signInInput struct {
	Body struct {
		Phone       string `json:"phone" maxLength:"32"`
		Code        string `json:"code" maxLength:"16"`
		DeviceLabel string `json:"device_label,omitempty" maxLength:"200"`
	}
}

type staffSignInInput struct {
	Body struct {
		School      string `json:"school,omitempty" maxLength:"64" doc:"Slug; may be left out where the server has one school"`
		Username    string `json:"username" maxLength:"64"`
		Password    string `json:"password" maxLength:"256"`
		Code        string `json:"code,omitempty" maxLength:"32" doc:"Of the second factor, or a recovery code"`
		DeviceLabel string `json:"device_label,omitempty" maxLength:"200"`
	}
}

type signedInOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Me
}

type meOutput struct{ Body Me }

type signOutOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

// Register adds the operations of sign-in.
func (s *Service) Register(api huma.API) {
	operation.Register(api, operation.Op{Method: "POST", Path: "/api/sms-codes", ID: "send-sms-code",
		Summary: "Send a sign-in code by SMS", Tag: tag, Action: exam.ActionPublic}, s.handleSendCode)
	operation.Register(api, operation.Op{Method: "POST", Path: "/api/logins", ID: "sign-in",
		Summary: "Sign in as a candidate", Tag: tag, Action: exam.ActionPublic}, s.handleSignIn)
	operation.Register(api, operation.Op{Method: "POST", Path: "/api/staff-logins", ID: "sign-in-staff",
		Summary: "Sign in as staff", Tag: tag, Action: exam.ActionPublic}, s.handleSignInStaff)
	operation.Register(api, operation.Op{Method: "GET", Path: "/api/me", ID: "get-me",
		Summary: "Who is signed in", Tag: tag, Action: exam.ActionOwnLogin}, s.handleMe)
	operation.Register(api, operation.Op{Method: "DELETE", Path: "/api/logins/current", ID: "sign-out",
		Summary: "Sign out", Tag: tag, Action: exam.ActionOwnLogin}, s.handleSignOut)
	s.registerOwn(api)
	s.registerPasskeys(api)
}

func (s *Service) handleSendCode(ctx context.Context, in *sendCodeInput) (*sendCodeOutput, error) {
	sent, err := s.SendCode(ctx, operation.CallerFrom(ctx).Addr, in.Body.Phone)
	return &sendCodeOutput{Body: sent}, err
}

func (s *Service) handleSignIn(ctx context.Context, in *signInInput) (*signedInOutput, error) {
	signed, err := s.SignIn(ctx, operation.CallerFrom(ctx).Addr, in.Body.Phone, in.Body.Code, in.Body.DeviceLabel)
	if err != nil {
		return nil, err
	}
	return s.signedIn(ctx, signed)
}

func (s *Service) handleSignInStaff(ctx context.Context, in *staffSignInInput) (*signedInOutput, error) {
	b := in.Body
	signed, err := s.SignInStaff(ctx, operation.CallerFrom(ctx).Addr, b.School, b.Username, b.Password, b.Code, b.DeviceLabel)
	if err != nil {
		return nil, err
	}
	return s.signedIn(ctx, signed)
}

func (s *Service) signedIn(ctx context.Context, in SignedIn) (*signedInOutput, error) {
	by, err := s.Actor(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	me, err := s.Me(ctx, by)
	if err != nil {
		return nil, err
	}
	return &signedInOutput{SetCookie: s.Cookie(in.Token, in.Login.ExpiresAt), Body: me}, nil
}

func (s *Service) handleMe(ctx context.Context, _ *operation.Empty) (*meOutput, error) {
	me, err := s.Me(ctx, operation.ActorFrom(ctx))
	return &meOutput{Body: me}, err
}

func (s *Service) handleSignOut(ctx context.Context, _ *operation.Empty) (*signOutOutput, error) {
	if err := s.SignOut(ctx, operation.ActorFrom(ctx)); err != nil {
		return nil, err
	}
	return &signOutOutput{SetCookie: s.Cookie("", time.Unix(1, 0))}, nil
}

package identity

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

const tag = "Identity"

// SittingPath is the sitting that an address names.
type SittingPath struct {
	SittingID string `path:"sitting_id"`
}

// Language is the language of the notice.
type Language struct {
	Language string `query:"language" enum:"zh-CN,en" default:"zh-CN"`
}

// FaceView is a candidate's face check as she is told of it.
type FaceView struct {
	Notice     Notice         `json:"notice"`
	Agreed     *bool          `json:"agreed,omitempty" doc:"Her latest answer to the notice; absent before"`
	State      exam.MarkState `json:"state" enum:"open,shown,again,done,continued,overridden,rejected"`
	OnDevice   bool           `json:"on_device" doc:"No picture leaves the phone"`
	Strict     bool           `json:"strict" doc:"She waits until a person has compared her with her document"`
	Tries      int            `json:"tries"`
	TriesLeft  int            `json:"tries_left"`
	Check      *FaceCheckView `json:"check,omitempty" doc:"Her last try"`
	Documented bool           `json:"documented" doc:"A picture of her document is kept"`
	Rejected   string         `json:"rejected,omitempty" doc:"Why a person did not confirm her"`
	MaxBytes   int            `json:"max_bytes" doc:"Of one frame"`
}

// FaceCheckView is one try as the candidate is told of it.
type FaceCheckView struct {
	State       exam.FaceState    `json:"state" enum:"queued,decided"`
	Place       int               `json:"place,omitempty" doc:"In line, from 1, while it is queued"`
	Verdict     exam.FaceVerdict  `json:"verdict,omitempty" enum:"passed,failed,person"`
	Reasons     []exam.FaceReason `json:"reasons"`
	SubmittedAt time.Time         `json:"submitted_at"`
}

func faceView(o Own) FaceView {
	v := FaceView{
		Notice: o.Notice, State: o.Mark.State, OnDevice: o.Rule.Provider == exam.FaceDevice, Strict: o.Step.Strict, Tries: o.Step.Tries, TriesLeft: o.TriesLeft,
		Documented: o.File.Document() != nil, MaxBytes: exam.MaxFaceFrameBytes,
	}
	if len(o.File.Consents) > 0 {
		agreed := o.File.Agreed()
		if !agreed || !o.Rule.Provider.Leaves() || agreedToThis(o.File, o.Rule) { // else she is asked anew
			v.Agreed = &agreed
		}
	}
	if n := len(o.File.Checks); n > 0 {
		c := o.File.Checks[n-1]
		v.Check = &FaceCheckView{State: c.State, Place: o.Place, Verdict: c.Verdict, Reasons: append([]exam.FaceReason{}, c.Reasons...), SubmittedAt: c.SubmittedAt}
	}
	if o.Mark.State == exam.MarkRejected {
		v.Rejected = o.Mark.Reason
	}
	return v
}

type faceInput struct {
	SittingPath
	Language
}

type faceOutput struct{ Body FaceView }

type consentInput struct {
	SittingPath
	Language
	Body struct {
		Agreed bool   `json:"agreed"`
		SHA256 string `json:"sha256" doc:"Of the notice that was read"`
	}
}

// ChallengeView is a new challenge.
type ChallengeView struct {
	ID        string            `json:"id"`
	Nonce     string            `json:"nonce" doc:"Told once; it goes with every frame and with handing in"`
	Actions   []exam.FaceAction `json:"actions" doc:"One frame each, in this order"`
	ExpiresAt time.Time         `json:"expires_at"`
}

type challengeOutput struct{ Body ChallengeView }

type frameInput struct {
	SittingPath
	ChallengeID string `path:"challenge_id"`
	Place       int    `path:"place" minimum:"0" maximum:"9"`
	Nonce       string `header:"X-Face-Nonce"`
	ContentType string `header:"Content-Type"`
	RawBody     []byte `contentType:"image/jpeg"`
}

type handInInput struct {
	SittingPath
	Language
	Body struct {
		ChallengeID string `json:"challenge_id"`
		Nonce       string `json:"nonce"`
		Claim       string `json:"claim,omitempty" enum:"passed,failed" doc:"Only where no picture leaves the phone; it is written down and decides nothing"`
	}
}

type documentInput struct {
	SittingPath
	ContentType string `header:"Content-Type"`
	RawBody     []byte `contentType:"image/jpeg"`
}

type ownSittingOutput struct{ Body *snapshot.Sitting }

// Register adds the operations of identity.
func (s *Service) Register(api huma.API) {
	s.registerOwn(api)
	s.registerStaff(api)
	s.registerSchool(api)
	s.registerCompared(api)
}

func (s *Service) registerOwn(api huma.API) {
	op := func(method, path, id, summary string) operation.Op {
		return operation.Op{Method: method, Path: "/api/sittings/{sitting_id}" + path, ID: id, Summary: summary, Tag: tag, Action: exam.ActionSit}
	}
	operation.Register(api, op("GET", "/face", "get-face-check", "Where one's face check stands"), func(ctx context.Context, in *faceInput) (*faceOutput, error) {
		return s.viewed(ctx, in.SittingID, in.Language.Language, nil)
	})
	operation.Register(api, op("POST", "/face-consents", "answer-face-notice", "Agree to the notice, refuse, or take consent back"),
		func(ctx context.Context, in *consentInput) (*faceOutput, error) {
			err := s.Consent(ctx, in.SittingID, in.Language.Language, in.Body.SHA256, in.Body.Agreed)
			return s.viewed(ctx, in.SittingID, in.Language.Language, err)
		})
	operation.Register(api, op("POST", "/face-challenges", "begin-face-challenge", "Get movements to make, for 90 seconds and once"),
		func(ctx context.Context, in *SittingPath) (*challengeOutput, error) {
			c, err := s.Challenge(ctx, in.SittingID)
			return &challengeOutput{ChallengeView{c.ID, c.Nonce, c.Actions, c.ExpiresAt}}, err
		})
	frame := op("PUT", "/face-challenges/{challenge_id}/frames/{place}", "put-face-frame", "Send one frame of a challenge")
	frame.MaxBodyBytes, frame.Before = exam.MaxFaceFrameBytes, s.refuseHeavy
	operation.Register(api, frame, func(ctx context.Context, in *frameInput) (*operation.NoContent, error) {
		return nil, s.Frame(ctx, in.SittingID, in.ChallengeID, in.Nonce, in.Place, in.RawBody)
	})
	operation.Register(api, op("POST", "/face-checks", "hand-face-check-in", "Hand a challenge in to be looked at"),
		func(ctx context.Context, in *handInInput) (*faceOutput, error) {
			err := s.HandIn(ctx, in.SittingID, in.Body.ChallengeID, in.Body.Nonce, in.Body.Claim)
			return s.viewed(ctx, in.SittingID, in.Language.Language, err)
		})
	document := op("PUT", "/face-document", "put-face-document", "Send a picture of oneself with one's document")
	document.MaxBodyBytes, document.Before = exam.MaxFaceFrameBytes, s.refuseHeavy
	operation.Register(api, document, func(ctx context.Context, in *documentInput) (*operation.NoContent, error) {
		return nil, s.Document(ctx, in.SittingID, in.RawBody)
	})
	operation.Register(api, op("POST", "/face-persons", "ask-for-person", "Go on to a person instead of the face check"),
		func(ctx context.Context, in *SittingPath) (*ownSittingOutput, error) {
			view, err := s.AskPerson(ctx, in.SittingID)
			return &ownSittingOutput{view}, err
		})
}

// viewed answers with where the face check stands, or with the refusal.
func (s *Service) viewed(ctx context.Context, sittingID, language string, err error) (*faceOutput, error) {
	if err != nil {
		return nil, err
	}
	own, err := s.View(ctx, sittingID, language)
	return &faceOutput{faceView(own)}, err
}

// refuseHeavy refuses a picture by the size that is announced, before a byte of it is
// read, and flags it. Who may not send it at all is refused first.
func (s *Service) refuseHeavy(hc huma.Context) error {
	r, _ := humachi.Unwrap(hc)
	n := r.ContentLength
	if n >= 0 && n <= exam.MaxFaceFrameBytes {
		return nil
	}
	ctx, sittingID := hc.Context(), hc.Param("sitting_id")
	by, refusal := operation.OnSitting(ctx, s.Store, exam.ActionSit, sittingID)
	if refusal != nil {
		by, refusal = operation.OnSitting(ctx, s.Store, exam.ActionCompareFaces, sittingID)
	}
	if refusal != nil {
		return refusal
	}
	if n < 0 {
		return exam.Errorf(exam.CodeInvalid, "say with Content-Length how many bytes a picture has").With("field", "content_length")
	}
	if by.Kind == exam.ActorStaff {
		return tooLarge(n)
	}
	return s.flagged(ctx, by, sittingID, tooLarge(n))
}

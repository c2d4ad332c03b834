package identity

import (
	"bytes"
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"kaochang/internal/exam"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// FacePictureView is a picture of a candidate; a deleted one has no address.
type FacePictureView struct {
	ID          string          `json:"id"`
	URL         string          `json:"url,omitempty"`
	Action      exam.FaceAction `json:"action,omitempty"`
	SHA256      string          `json:"sha256"`
	TakenAt     time.Time       `json:"taken_at"`
	ByStaff     bool            `json:"by_staff"`
	RetainUntil time.Time       `json:"retain_until"`
	DeletedAt   *time.Time      `json:"deleted_at,omitempty"`
}

// FaceTryView is one try with all that is known of it.
type FaceTryView struct {
	State       exam.FaceState    `json:"state" enum:"queued,decided"`
	Verdict     exam.FaceVerdict  `json:"verdict,omitempty" enum:"passed,failed,person"`
	Reasons     []exam.FaceReason `json:"reasons"`
	Similarity  int               `json:"similarity" doc:"Percent, 0 where nobody measured it. Advice: no rate of error stands behind it"`
	Provider    exam.FaceProvider `json:"provider,omitempty" enum:"off,device,local,tencent,aliyun"`
	SubmittedAt time.Time         `json:"submitted_at"`
	DecidedAt   *time.Time        `json:"decided_at,omitempty"`
	Frames      []FacePictureView `json:"frames"`
}

// FaceConsentView is an answer to the notice.
type FaceConsentView struct {
	Agreed   bool      `json:"agreed"`
	At       time.Time `json:"at"`
	Device   string    `json:"device"`
	Language string    `json:"language"`
	SHA256   string    `json:"sha256" doc:"Of the notice that was read"`
}

// IDCheckView is what a person found.
type IDCheckView struct {
	Confirmed bool      `json:"confirmed"`
	Reason    string    `json:"reason"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
	Document  string    `json:"document,omitempty" doc:"Identifier of the picture that was looked at"`
}

// FaceFlagView is something odd that a rule found.
type FaceFlagView struct {
	Kind   exam.FaceFlagKind `json:"kind" enum:"frame_replayed,challenge_wrong,challenge_expired,challenge_used,verdict_claimed,too_large,wrong_type,rate_limited"`
	Count  int               `json:"count"`
	LastAt time.Time         `json:"last_at"`
}

// DatabaseLineView is the result of a comparison with one of the four databases.
type DatabaseLineView struct {
	Database   exam.Database       `json:"database" enum:"application,education,population,integrity"`
	Result     exam.DatabaseResult `json:"result" enum:"matches,differs,missing"`
	Note       string              `json:"note"`
	ImportedAt time.Time           `json:"imported_at"`
}

// IdentityRecord is all that staff see of who a candidate is.
type IdentityRecord struct {
	Candidate   snapshot.Person    `json:"candidate"`
	HasStep     bool               `json:"has_step" doc:"The face check exists for this candidate"`
	NoFaceCheck bool               `json:"no_face_check" doc:"Granted: a person compares her with her document"`
	Threshold   int                `json:"threshold" doc:"Percent of likeness that the school's rule asks for"`
	Consents    []FaceConsentView  `json:"consents"`
	Tries       []FaceTryView      `json:"tries"`
	Documents   []FacePictureView  `json:"documents"`
	IDChecks    []IDCheckView      `json:"id_checks"`
	Flags       []FaceFlagView     `json:"flags"`
	Databases   []DatabaseLineView `json:"databases"`
}

func recordView(r Record) IdentityRecord {
	v := IdentityRecord{
		Candidate: snapshot.PersonOf(r.Choice.Candidate, r.Sitting.ID), HasStep: r.Sitting.Step(exam.StepFaceCheck) != nil,
		NoFaceCheck: r.Sitting.Accommodation.NoFaceCheck, Threshold: r.Rule.Similarity,
		Consents: []FaceConsentView{}, Tries: []FaceTryView{}, Documents: []FacePictureView{}, IDChecks: []IDCheckView{}, Flags: []FaceFlagView{}, Databases: linesView(r.Databases),
	}
	for _, c := range r.File.Consents {
		v.Consents = append(v.Consents, FaceConsentView{c.Agreed, c.At, c.Device, c.Language, c.SHA256})
	}
	for _, c := range r.File.Checks {
		t := FaceTryView{
			State: c.State, Verdict: c.Verdict, Reasons: append([]exam.FaceReason{}, c.Reasons...), Similarity: c.Similarity, Provider: c.Provider,
			SubmittedAt: c.SubmittedAt, DecidedAt: timeOf(c.DecidedAt), Frames: []FacePictureView{},
		}
		for _, p := range r.File.Frames(c.ChallengeID) {
			t.Frames = append(t.Frames, pictureView(p))
		}
		v.Tries = append(v.Tries, t)
	}
	for _, p := range r.File.Pictures {
		if p.Kind == exam.FaceDocument {
			v.Documents = append(v.Documents, pictureView(p))
		}
	}
	for _, c := range r.File.IDChecks {
		v.IDChecks = append(v.IDChecks, IDCheckView{c.Confirmed, c.Reason, c.By, c.At, c.DocumentID})
	}
	for _, f := range r.File.Flags {
		v.Flags = append(v.Flags, FaceFlagView{f.Kind, f.Count, f.LastAt})
	}
	return v
}

func pictureView(p exam.FacePicture) FacePictureView {
	v := FacePictureView{
		ID: p.ID, Action: p.Action, SHA256: p.SHA256, TakenAt: p.TakenAt, ByStaff: p.StaffID != "", RetainUntil: p.RetainUntil, DeletedAt: timeOf(p.DeletedAt),
	}
	if p.DeletedAt.IsZero() {
		v.URL = "/api/sittings/" + p.SittingID + "/face-pictures/" + p.ID
	}
	return v
}

// timeOf returns nil for the zero time.
func timeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

type identityOutput struct{ Body IdentityRecord }

type facePictureInput struct {
	SittingPath
	PictureID string `path:"picture_id"`
}

type idCheckInput struct {
	SittingPath
	Body struct {
		Confirmed bool   `json:"confirmed"`
		Reason    string `json:"reason,omitempty" maxLength:"2000" doc:"Owed where she is not confirmed; she reads it"`
	}
}

type boardRowOutput struct{ Body *snapshot.BoardSitting }

// registerStaff adds the operations of the room's staff who check identities.
func (s *Service) registerStaff(api huma.API) {
	op := func(method, path, id, summary string) operation.Op {
		return operation.Op{Method: method, Path: "/api/sittings/{sitting_id}" + path, ID: id, Summary: summary, Tag: tag, Action: exam.ActionCompareFaces}
	}
	operation.Register(api, op("GET", "/identity", "get-identity-record", "What is known of who a candidate is"),
		func(ctx context.Context, in *SittingPath) (*identityOutput, error) {
			r, err := s.Record(ctx, in.SittingID)
			if err != nil {
				return nil, err
			}
			return &identityOutput{recordView(r)}, nil
		})
	operation.Register(api, op("GET", "/face-pictures/{picture_id}", "see-face-picture", "Look at a picture; each look is in the ledger"), s.handlePicture)
	still := op("PUT", "/document-still", "keep-document-still", "Keep a still of the candidate with her document")
	still.MaxBodyBytes, still.Before = exam.MaxFaceFrameBytes, s.refuseHeavy
	operation.Register(api, still, func(ctx context.Context, in *documentInput) (*operation.NoContent, error) {
		return nil, s.Still(ctx, in.SittingID, in.RawBody)
	})
	operation.Register(api, op("POST", "/id-checks", "check-identity", "Confirm or reject a candidate who was compared with her document"),
		func(ctx context.Context, in *idCheckInput) (*boardRowOutput, error) {
			row, err := s.Compare(ctx, in.SittingID, in.Body.Confirmed, in.Body.Reason)
			return &boardRowOutput{row}, err
		})
}

func (s *Service) handlePicture(ctx context.Context, in *facePictureInput) (*operation.Stream, error) {
	jpeg, at, err := s.Picture(ctx, in.SittingID, in.PictureID)
	if err != nil {
		return nil, err
	}
	return operation.StreamOf(file{bytes.NewReader(jpeg)}, operation.Content{Type: "image/jpeg", ModTime: at, Inline: true, NoStore: true}), nil
}

// file lets bytes be streamed.
type file struct{ *bytes.Reader }

// Close does nothing.
func (file) Close() error { return nil }

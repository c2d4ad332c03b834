package store

import (
	"strings"

	"github.com/uptrace/bun"

	"kaochang/internal/exam"
)

type faceRuleRow struct {
	bun.BaseModel `bun:"table:face_rule,alias:face_rule"`

	SchoolID                                                                   string `bun:",pk"`
	Provider                                                                   string
	Similarity, TurnDegrees, NodDegrees, EyesPercent, MouthPercent, RetainDays int
	Notice                                                                     string
	Version                                                                    int
	ChangedAt                                                                  int64
	ChangedBy                                                                  string
}

func (r faceRuleRow) rule() exam.FaceRule {
	return exam.FaceRule{
		SchoolID: r.SchoolID, Provider: exam.FaceProvider(r.Provider), Similarity: r.Similarity, TurnDegrees: r.TurnDegrees, NodDegrees: r.NodDegrees,
		EyesPercent: r.EyesPercent, MouthPercent: r.MouthPercent, RetainDays: r.RetainDays, Notice: r.Notice, Version: r.Version,
		ChangedAt: at(r.ChangedAt), ChangedBy: r.ChangedBy,
	}
}

type consentRow struct {
	bun.BaseModel `bun:"table:face_consent,alias:face_consent"`

	ID                  string `bun:",pk"`
	SchoolID, SittingID string
	Agreed              bool
	SHA256              string `bun:"sha256"`
	Language            string
	LoginID, Device     string
	At                  int64
}

func consentRowOf(c exam.FaceConsent) *consentRow {
	return &consentRow{
		ID: c.ID, SchoolID: c.SchoolID, SittingID: c.SittingID, Agreed: c.Agreed, SHA256: c.SHA256, Language: c.Language,
		LoginID: c.LoginID, Device: c.Device, At: ms(c.At),
	}
}

func (r consentRow) consent() exam.FaceConsent {
	return exam.FaceConsent{
		ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, Agreed: r.Agreed, SHA256: r.SHA256, Language: r.Language,
		LoginID: r.LoginID, Device: r.Device, At: at(r.At),
	}
}

type challengeRow struct {
	bun.BaseModel `bun:"table:face_challenge,alias:face_challenge"`

	ID                          string `bun:",pk"`
	SchoolID, SittingID         string
	LoginID, NonceHash          string
	Actions                     string
	IssuedAt, ExpiresAt, UsedAt int64
}

func challengeRowOf(c exam.FaceChallenge) *challengeRow {
	return &challengeRow{
		ID: c.ID, SchoolID: c.SchoolID, SittingID: c.SittingID, LoginID: c.LoginID, NonceHash: c.NonceHash, Actions: joined(c.Actions),
		IssuedAt: ms(c.IssuedAt), ExpiresAt: ms(c.ExpiresAt), UsedAt: ms(c.UsedAt),
	}
}

func (r challengeRow) challenge() exam.FaceChallenge {
	return exam.FaceChallenge{
		ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, LoginID: r.LoginID, NonceHash: r.NonceHash, Actions: parted[exam.FaceAction](r.Actions),
		IssuedAt: at(r.IssuedAt), ExpiresAt: at(r.ExpiresAt), UsedAt: at(r.UsedAt),
	}
}

type faceCheckRow struct {
	bun.BaseModel `bun:"table:face_check,alias:face_check"`

	ID                                   string `bun:",pk"`
	SchoolID, SittingID, ChallengeID     string
	State, Verdict, Reasons              string
	Similarity                           int
	Provider                             string
	SubmittedAt, DecidedAt, ClaimedUntil int64
}

func faceCheckRowOf(c exam.FaceCheck) *faceCheckRow {
	return &faceCheckRow{
		ID: c.ID, SchoolID: c.SchoolID, SittingID: c.SittingID, ChallengeID: c.ChallengeID, State: string(c.State), Verdict: string(c.Verdict),
		Reasons: joined(c.Reasons), Similarity: c.Similarity, Provider: string(c.Provider), SubmittedAt: ms(c.SubmittedAt), DecidedAt: ms(c.DecidedAt),
	}
}

func (r faceCheckRow) check() exam.FaceCheck {
	return exam.FaceCheck{
		ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, ChallengeID: r.ChallengeID, State: exam.FaceState(r.State), Verdict: exam.FaceVerdict(r.Verdict),
		Reasons: parted[exam.FaceReason](r.Reasons), Similarity: r.Similarity, Provider: exam.FaceProvider(r.Provider),
		SubmittedAt: at(r.SubmittedAt), DecidedAt: at(r.DecidedAt),
	}
}

type pictureRow struct {
	bun.BaseModel `bun:"table:face_picture,alias:face_picture"`

	ID                     string `bun:",pk"`
	SchoolID, SittingID    string
	Kind, ChallengeID      string
	Place                  int
	Action                 string
	SHA256                 string `bun:"sha256"`
	Bytes                  int64
	Blob                   string
	TakenAt                int64
	LoginID, StaffID       string
	RetainUntil, DeletedAt int64
}

func pictureRowOf(p exam.FacePicture) *pictureRow {
	return &pictureRow{
		ID: p.ID, SchoolID: p.SchoolID, SittingID: p.SittingID, Kind: string(p.Kind), ChallengeID: p.ChallengeID, Place: p.Place, Action: string(p.Action),
		SHA256: p.SHA256, Bytes: p.Bytes, Blob: p.Blob, TakenAt: ms(p.TakenAt), LoginID: p.LoginID, StaffID: p.StaffID,
		RetainUntil: ms(p.RetainUntil), DeletedAt: ms(p.DeletedAt),
	}
}

func (r pictureRow) picture() exam.FacePicture {
	return exam.FacePicture{
		ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, Kind: exam.FacePictureKind(r.Kind), ChallengeID: r.ChallengeID, Place: r.Place,
		Action: exam.FaceAction(r.Action), SHA256: r.SHA256, Bytes: r.Bytes, Blob: r.Blob, TakenAt: at(r.TakenAt), LoginID: r.LoginID, StaffID: r.StaffID,
		RetainUntil: at(r.RetainUntil), DeletedAt: at(r.DeletedAt),
	}
}

type idCheckRow struct {
	bun.BaseModel `bun:"table:id_check,alias:id_check"`

	ID                  string `bun:",pk"`
	SchoolID, SittingID string
	Confirmed           bool
	Reason, DocumentID  string
	StaffID, ByName     string
	At                  int64
}

func (r idCheckRow) check() exam.IDCheck {
	return exam.IDCheck{
		ID: r.ID, SchoolID: r.SchoolID, SittingID: r.SittingID, Confirmed: r.Confirmed, Reason: r.Reason, DocumentID: r.DocumentID,
		StaffID: r.StaffID, By: r.ByName, At: at(r.At),
	}
}

type flagRow struct {
	bun.BaseModel `bun:"table:face_flag,alias:face_flag"`

	SittingID       string `bun:",pk"`
	Kind            string `bun:",pk"`
	SchoolID        string
	Times           int
	FirstAt, LastAt int64
}

func (r flagRow) flag() exam.FaceFlag {
	return exam.FaceFlag{SchoolID: r.SchoolID, SittingID: r.SittingID, Kind: exam.FaceFlagKind(r.Kind), Count: r.Times, FirstAt: at(r.FirstAt), LastAt: at(r.LastAt)}
}

// joined writes words with spaces between; parted reads them.
func joined[T ~string](words []T) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	return strings.Join(all, " ")
}

func parted[T ~string](text string) (words []T) {
	for _, w := range strings.Fields(text) {
		words = append(words, T(w))
	}
	return words
}

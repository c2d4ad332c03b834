// Package checkin is the entry that every exam type shares: a device takes a
// camera position, a second one is paired by QR, media tokens are given out, and
// stills and outages of devices are kept (manual 2.1.1, 2.1.4, 2.1.7; FEATURES
// B1, B2, B5, C4-C6).
package checkin

import (
	"context"
	"fmt"
	"io"
	"time"

	"kaochang/internal/batch"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/limit"
	"kaochang/internal/operation"
	"kaochang/internal/snapshot"
)

// Store is what checkin needs from storage.
type Store interface {
	operation.Scopes
	Change(ctx context.Context, sittingID string, fn func(*exam.Sitting, exam.Session) error) (exam.Sitting, error)
	Sitting(ctx context.Context, sittingID string) (exam.Sitting, error)
	ActiveElsewhere(ctx context.Context, sittingID string) ([]exam.Placed, error)
	CreatePairing(ctx context.Context, p exam.Pairing) error
	ClaimPairing(ctx context.Context, hash string, now time.Time) (exam.Pairing, error)
	// LiveSittings returns all sittings that may have somebody in their media room, with
	// their devices.
	LiveSittings(ctx context.Context) ([]exam.Sitting, error)
	// Standing returns whose a sitting is and where it stands.
	Standing(ctx context.Context, sittingID string) (enrolmentID string, phase exam.Phase, err error)
	// EnteredSittings returns sittings that a device has entered, as LiveSittings does.
	EnteredSittings(ctx context.Context, ids []string) ([]exam.Sitting, error)
	BeginInterruptions(ctx context.Context, gone []exam.Interruption) (begun []exam.Interruption, err error)
	EndInterruptions(ctx context.Context, back []exam.Interruption, when time.Time) error
}

// Snapshots words what stands after a change.
type Snapshots interface {
	Sitting(ctx context.Context, by exam.Actor, sittingID string) (*snapshot.Sitting, error)
}

// Logins opens the login of a paired device and returns its token.
type Logins interface {
	OpenDeviceLogin(ctx context.Context, p exam.Pairing, label string) (exam.Login, string, error)
}

// Tokens gives out media tokens.
type Tokens interface {
	// MediaToken returns the token with which an identity enters a sitting's
	// media room in a role, for the login that asks.
	MediaToken(sittingID string, role exam.MediaRole, by exam.Actor) (MediaToken, error)
}

// MediaToken is what a browser needs to enter the media room.
type MediaToken struct {
	URL      string `json:"url" doc:"WebSocket address of the media server"`
	Token    string `json:"token"`
	Room     string `json:"room"`
	Identity string `json:"identity"`
}

// Stills keeps the latest still of each position.
type Stills interface {
	PutStill(ctx context.Context, sittingID string, p exam.Position, jpeg []byte) error
	Still(ctx context.Context, sittingID string, p exam.Position) (io.ReadCloser, time.Time, error)
}

// Presence says which logins are connected, and hints browsers to look again.
type Presence interface {
	Devices(ctx context.Context, sittingID string) (map[string]bool, error)
	Hint(ctx context.Context, sittingID, sessionID, kind string) error
}

// Service holds the use cases of entry.
type Service struct {
	store     Store
	snapshots Snapshots
	logins    Logins
	tokens    Tokens
	stills    Stills
	presence  Presence
	now       func() time.Time

	due func(ctx context.Context, enrolmentID string) error

	gone, back batch.Group[move]

	claims   *limit.Limiter // by address
	pairings *limit.Limiter // by sitting
}

// Parts are what the service is built from.
type Parts struct {
	Store     Store
	Snapshots Snapshots
	Logins    Logins
	Tokens    Tokens
	Stills    Stills
	Presence  Presence
	Now       func() time.Time
	// Due refuses who may not enter yet, such as for a fee that is due; nil refuses
	// nobody.
	Due func(ctx context.Context, enrolmentID string) error
	// ClaimsPerMinute limits pairing codes tried from one address. Default 30.
	ClaimsPerMinute int
}

// New returns the service.
func New(p Parts) *Service {
	if p.ClaimsPerMinute == 0 {
		p.ClaimsPerMinute = 30
	}
	return &Service{
		store: p.Store, snapshots: p.Snapshots, logins: p.Logins, tokens: p.Tokens, stills: p.Stills, presence: p.Presence, due: p.Due, now: p.Now,
		claims: limit.New(p.ClaimsPerMinute, time.Minute/time.Duration(p.ClaimsPerMinute), p.Now), pairings: limit.New(10, 6*time.Second, p.Now),
	}
}

// Joining is a device that wants a position.
type Joining struct {
	Position exam.Position
	TakeOver bool
	Label    string // what the browser calls itself
	Device   exam.DeviceKind
}

// Join puts the asking device at a position; the rules are [exam.Sitting.Join] and
// [exam.Session.CheckDevice]. A candidate who has a device in another room is refused with CodeElsewhere
// and that room's name (FEATURES, decision 7). A paired device may only take
// the position that it was paired for.
func (s *Service) Join(ctx context.Context, sittingID string, j Joining) (*snapshot.Sitting, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return nil, err
	}
	if by.Kind == exam.ActorDevice && by.Position != j.Position {
		return nil, exam.Errorf(exam.CodeForbidden, "this device was paired as camera %d", by.Position)
	}
	if err := s.join(ctx, by, sittingID, j); err != nil {
		return nil, err
	}
	return s.snapshots.Sitting(ctx, by, sittingID)
}

func (s *Service) join(ctx context.Context, by exam.Actor, sittingID string, j Joining) error {
	if err := s.admitted(ctx, sittingID); err != nil {
		return err
	}
	elsewhere, err := s.store.ActiveElsewhere(ctx, sittingID)
	if err != nil {
		return fmt.Errorf("look for other rooms of sitting %s: %w", sittingID, err)
	}
	if len(elsewhere) > 0 {
		room := elsewhere[0].Timetabled.Room.Name
		return exam.Errorf(exam.CodeElsewhere, "you are in another room: %s", room).With("room", room)
	}
	_, err = s.store.Change(ctx, sittingID, func(one *exam.Sitting, in exam.Session) error {
		if err := in.CheckDevice(j.Position, j.Device); err != nil {
			return err
		}
		return one.Join(by, j.Position, j.TakeOver, j.Label, in, s.now())
	})
	return err
}

// admitted refuses whoever has not entered yet and may not, such as for a fee that
// is due; who is in the room stays there.
func (s *Service) admitted(ctx context.Context, sittingID string) error {
	if s.due == nil {
		return nil
	}
	enrolmentID, phase, err := s.store.Standing(ctx, sittingID)
	if err != nil || phase != exam.PhaseAssigned {
		return err
	}
	return s.due(ctx, enrolmentID)
}

// Leave frees the position that the asking device holds.
func (s *Service) Leave(ctx context.Context, sittingID string) error {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return err
	}
	_, err = s.store.Change(ctx, sittingID, func(one *exam.Sitting, _ exam.Session) error {
		one.Leave(by, s.now())
		return nil
	})
	return err
}

// Pairing is a code for the second camera.
type Pairing struct {
	Code      string    `json:"code"`
	URL       string    `json:"url" doc:"What the QR code holds"`
	ExpiresAt time.Time `json:"expires_at"`
}

// pairingLength: 10 characters of 30 are 49 bits, for two minutes, at 30 tries
// an address.
const pairingLength = 10

// Pair makes a single-use code that joins one device as the second camera of
// this sitting within [exam.PairingTTL]. Only the first camera may.
func (s *Service) Pair(ctx context.Context, sittingID string) (Pairing, error) {
	by, err := operation.OnSitting(ctx, s.store, exam.ActionSit, sittingID)
	if err != nil {
		return Pairing{}, err
	}
	if err := s.pairings.Take(sittingID); err != nil {
		return Pairing{}, err
	}
	sitting, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		return Pairing{}, err
	}
	if err := sitting.CheckHolds(by, exam.FirstPosition); err != nil {
		return Pairing{}, err
	}
	code, now := ident.PairingCode(pairingLength), s.now()
	p := exam.Pairing{
		ID: ident.New(), SchoolID: sitting.SchoolID, SittingID: sittingID, Position: exam.SecondPosition,
		Hash: ident.Hash(code), ExpiresAt: now.Add(exam.PairingTTL),
	}
	if err := s.store.CreatePairing(ctx, p); err != nil {
		return Pairing{}, fmt.Errorf("keep pairing of sitting %s: %w", sittingID, err)
	}
	return Pairing{Code: code, URL: operation.CallerFrom(ctx).Origin + "/pair/" + code, ExpiresAt: p.ExpiresAt}, nil
}

// Claimed is a device that joined by a pairing code.
type Claimed struct {
	SittingID string        `json:"sitting_id"`
	Position  exam.Position `json:"position"`
}

// Claim uses a pairing code up and joins the asking browser, whoever it is, to
// its sitting. A second camera that is there is replaced: the first camera asked
// for it. It returns the new login's token.
func (s *Service) Claim(ctx context.Context, typed, label string) (Claimed, exam.Login, string, error) {
	fail := func(err error) (Claimed, exam.Login, string, error) { return Claimed{}, exam.Login{}, "", err }
	if err := s.claims.Take(operation.CallerFrom(ctx).Addr); err != nil {
		return fail(err)
	}
	p, err := s.store.ClaimPairing(ctx, ident.Hash(normalCode(typed)), s.now())
	if err != nil {
		return fail(err)
	}
	login, token, err := s.logins.OpenDeviceLogin(ctx, p, label)
	if err != nil {
		return fail(fmt.Errorf("open device login for sitting %s: %w", p.SittingID, err))
	}
	by := exam.Actor{Kind: exam.ActorDevice, LoginID: login.ID, SchoolID: p.SchoolID, SittingID: p.SittingID, Position: p.Position}
	if err := s.join(ctx, by, p.SittingID, Joining{Position: p.Position, TakeOver: true, Label: label}); err != nil {
		return fail(err)
	}
	return Claimed{SittingID: p.SittingID, Position: p.Position}, login, token, nil
}

// Package devicecheck is how a candidate finds out before the day whether her
// devices will do, and how staff see who has (FEATURES A16). A device measures
// itself and sends what it found; the server judges by [exam.Measured.Judge], keeps
// the verdict with its date and shows it. Whoever holds a check's token measures, so
// that a second phone needs no sign-in: it scans a QR code that holds the token.
package devicecheck

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
	"kaochang/internal/limit"
	"kaochang/internal/operation"
)

// Store is what device checks need from storage.
type Store interface {
	operation.EnrolmentScopes
	CreateDeviceCheck(ctx context.Context, c exam.DeviceCheck, tokenHash string) error
	DeviceCheckByToken(ctx context.Context, tokenHash string) (exam.DeviceCheck, error)
	ChangeDeviceCheck(ctx context.Context, tokenHash string, fn func(*exam.DeviceCheck) error) (exam.DeviceCheck, error)
	DeviceChecks(ctx context.Context, schoolID, enrolmentID string) ([]exam.DeviceCheck, error)
	Readiness(ctx context.Context, f exam.ReadinessFilter) ([]exam.Readiness, int, exam.ReadinessCounts, error)
	ReadinessPlaces(ctx context.Context, schoolID string, r exam.Reach) (exam.ReadinessPlaces, error)
	KeepFact(ctx context.Context, schoolID string, fact exam.Fact) error
}

// Table is what is written: a header and rows of text.
type Table struct {
	Name   string
	Header []string
	Rows   [][]string
	Notes  []string
}

// Parts are what the service is made of.
type Parts struct {
	Store Store
	// MediaToken returns the token and name of a check's own media room.
	MediaToken func(checkID string) (token, room string, err error)
	// Write writes a table as a workbook.
	Write func(w io.Writer, t Table) error
	Now   func() time.Time
}

// Service holds the use cases of device checks.
type Service struct {
	Parts
	begins *limit.Limiter // by enrolment
	moves  *limit.Limiter // of bytes, by check
	asks   *limit.Limiter // of tokens that are none, by address
}

// MaxBytes bounds what one request moves to measure a rate, either way.
const MaxBytes = 2 << 20

// New returns the service.
func New(p Parts) *Service {
	return &Service{
		Parts: p, begins: limit.New(20, 30*time.Second, p.Now), moves: limit.New(80, time.Second, p.Now), asks: limit.New(600, 100*time.Millisecond, p.Now),
	}
}

// Begun is a check that was begun, with what whoever measures needs.
type Begun struct {
	Token     string    `json:"token" doc:"Who holds it measures"`
	URL       string    `json:"url" doc:"The page that measures, for a QR code"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Begin begins a check of a camera of the candidate's own enrolment; it can be gone
// on with for [exam.CheckTTL].
func (s *Service) Begin(ctx context.Context, enrolmentID string, p exam.Position) (Begun, error) {
	by, err := operation.OnEnrolment(ctx, s.Store, exam.ActionOwnEnrolment, enrolmentID)
	if err != nil {
		return Begun{}, err
	}
	if err := s.begins.Take(enrolmentID); err != nil {
		return Begun{}, err
	}
	scope, err := s.Store.EnrolmentScope(ctx, enrolmentID)
	if err != nil {
		return Begun{}, err
	}
	token, now := ident.Token(), s.Now()
	c := exam.DeviceCheck{
		ID: ident.New(), SchoolID: scope.SchoolID, EnrolmentID: enrolmentID, Position: p, StartedAt: now, ExpiresAt: now.Add(exam.CheckTTL),
	}
	c.Findings, _ = c.Measured.Judge(p)
	if err := s.Store.CreateDeviceCheck(ctx, c, ident.Hash(token)); err != nil {
		return Begun{}, fmt.Errorf("begin device check of enrolment %s for login %s: %w", enrolmentID, by.LoginID, err)
	}
	return Begun{Token: token, URL: operation.CallerFrom(ctx).Origin + "/device-check/" + token, ExpiresAt: c.ExpiresAt}, nil
}

// Own returns the latest finished check of each camera of the candidate's own
// enrolment.
func (s *Service) Own(ctx context.Context, enrolmentID string) ([]exam.DeviceCheck, error) {
	if _, err := operation.OnEnrolment(ctx, s.Store, exam.ActionOwnEnrolment, enrolmentID); err != nil {
		return nil, err
	}
	scope, err := s.Store.EnrolmentScope(ctx, enrolmentID)
	if err != nil {
		return nil, err
	}
	return s.Store.DeviceChecks(ctx, scope.SchoolID, enrolmentID)
}

// Check returns the check of a token, else CodeNotFound.
func (s *Service) Check(ctx context.Context, token string) (exam.DeviceCheck, error) {
	if err := s.asks.Take(operation.CallerFrom(ctx).Addr); err != nil {
		return exam.DeviceCheck{}, err
	}
	return s.Store.DeviceCheckByToken(ctx, ident.Hash(token))
}

// open returns the check of a token that may still be gone on with.
func (s *Service) open(ctx context.Context, token string) (exam.DeviceCheck, error) {
	c, err := s.Check(ctx, token)
	if err != nil {
		return c, err
	}
	return c, c.CheckOpen(s.Now())
}

// Take keeps what a device has measured and returns the verdict on all of it. label
// is what the browser calls itself.
func (s *Service) Take(ctx context.Context, token, label string, m exam.Measured) (exam.DeviceCheck, error) {
	if _, err := s.open(ctx, token); err != nil {
		return exam.DeviceCheck{}, err
	}
	return s.Store.ChangeDeviceCheck(ctx, ident.Hash(token), func(c *exam.DeviceCheck) error { return c.Take(label, m, s.Now()) })
}

// Pass is what a browser needs to enter the check's own media room.
type Pass struct {
	URL   string `json:"url" doc:"WebSocket address of the media server"`
	Token string `json:"token"`
	Room  string `json:"room"`
}

// Media lets the holder of a token into the check's own media room, in which nobody
// else is and nothing is recorded.
func (s *Service) Media(ctx context.Context, token string) (Pass, error) {
	c, err := s.open(ctx, token)
	if err != nil {
		return Pass{}, err
	}
	pass := Pass{URL: "ws" + strings.TrimPrefix(operation.CallerFrom(ctx).Origin, "http")}
	if pass.Token, pass.Room, err = s.MediaToken(c.ID); err != nil {
		return Pass{}, fmt.Errorf("mint media token of device check %s: %w", c.ID, err)
	}
	return pass, nil
}

// Bytes returns n random bytes, which nothing on the way can make smaller, for the
// rate of the way down and, with one byte, the round trip. It admits bytes either
// way as [Service.Admit] says.
func (s *Service) Bytes(ctx context.Context, token string, n int64) (io.ReadCloser, error) {
	if err := s.Admit(ctx, token); err != nil {
		return nil, err
	}
	return io.NopCloser(io.LimitReader(rand.Reader, n)), nil
}

// Admit lets the holder of a token move bytes to measure a rate: at most 80 requests
// at once and one more a second.
func (s *Service) Admit(ctx context.Context, token string) error {
	c, err := s.open(ctx, token)
	if err != nil {
		return err
	}
	return s.moves.Take(c.ID)
}

// Readiness returns a page of the candidates within the asker's reach with how ready
// they are, how many the filter chooses, and how many stand where.
func (s *Service) Readiness(ctx context.Context, by exam.Actor, f exam.ReadinessFilter) ([]exam.Readiness, int, exam.ReadinessCounts, error) {
	f.SchoolID, f.Reach, f.Query = by.SchoolID, exam.ReachOf(by, exam.ActionSeeReadiness), strings.ToLower(strings.TrimSpace(f.Query))
	return s.Store.Readiness(ctx, f)
}

// Places lists what the asker's list may be narrowed to.
func (s *Service) Places(ctx context.Context, by exam.Actor) (exam.ReadinessPlaces, error) {
	return s.Store.ReadinessPlaces(ctx, by.SchoolID, exam.ReachOf(by, exam.ActionSeeReadiness))
}

// Export writes all that a filter chooses as a workbook. That it was done is in the
// ledger.
func (s *Service) Export(ctx context.Context, by exam.Actor, f exam.ReadinessFilter) ([]byte, error) {
	f.Limit, f.Offset = 0, 0
	list, total, _, err := s.Readiness(ctx, by, f)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := s.Write(&out, tableOf(list)); err != nil {
		return nil, fmt.Errorf("write readiness: %w", err)
	}
	fact := exam.Fact{Kind: "readiness.exported", Actor: by, At: s.Now(), Data: map[string]string{"rows": strconv.Itoa(total), "exam": f.ExamID, "college": f.CollegeID}}
	return out.Bytes(), s.Store.KeepFact(ctx, by.SchoolID, fact)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kaochang/internal/checkin"
	"kaochang/internal/exam"
	"kaochang/internal/media"
	"kaochang/internal/problem"
)

// mediaParts joins the media server, its rooms, the recorders and the folder of
// recordings to what the features ask of them.
type mediaParts struct {
	*media.Recorders
	media.Files
	supervisor *media.Supervisor
	rooms      *media.Rooms
	kept       func(ctx context.Context, piece exam.Segment) error // evidence, made later
	came       func()                                              // somebody comes to a room that was empty; evidence, too
}

// startMedia starts the media server and what watches over it.
func (b *builder) startMedia() error {
	port, err := media.FreePort(1)
	if err != nil {
		return err
	}
	c := media.SFUConfig{
		Key: b.secrets.MediaKey, Secret: b.secrets.MediaSecret, SignalPort: port,
		IP: b.config.MediaIP, TCPPort: b.config.MediaTCP, UDPPort: b.config.MediaUDP, TURNPort: b.config.MediaTURN,
	}
	restarts := prometheus.NewCounter(prometheus.CounterOpts{Name: "kaochang_media_restarts_total", Help: "Starts of the media server after it had ended by itself."})
	stalls := prometheus.NewCounter(prometheus.CounterOpts{Name: "kaochang_recording_stalls_total", Help: "Times that a recording stopped growing while its camera was on."})
	b.metrics.MustRegister(restarts, stalls)
	m := &mediaParts{
		Files:      media.Files{Dir: filepath.Join(b.config.Data, "recordings")},
		supervisor: &media.Supervisor{Config: c, Restarted: restarts.Inc},
		rooms:      media.NewRooms(c),
	}
	m.Recorders = &media.Recorders{
		SFU: c, Dir: m.Files.Dir, Now: now,
		Closed:  m.keep,
		Stalled: func(string, string) { stalls.Inc() },
	}
	b.media = m
	b.inBackground(m.supervisor.Run)
	b.onClose(func() error {
		ctx, cancel := context.WithTimeout(context.Background(), stopRecordersWithin)
		defer cancel()
		return m.StopAll(ctx)
	})
	return nil
}

const (
	stopRecordersWithin = 5 * time.Second
	keepTries           = 20
	keepAgainAfter      = 500 * time.Millisecond
)

// keep hands a closed piece to evidence, and again while the database is away: a
// piece on disk that nobody knows of would be a recording lost without a sound.
func (m *mediaParts) keep(ctx context.Context, piece exam.Segment) {
	var err error
	for range keepTries {
		if err = m.kept(ctx, piece); err == nil {
			return
		}
		time.Sleep(keepAgainAfter)
	}
	slog.ErrorContext(ctx, "piece of a recording is on disk but not in the record; the next start takes it in", "file", piece.File, "error", err)
}

// MediaToken returns the token of a role in a sitting's room; its URL is the
// caller's to fill in.
func (m *mediaParts) MediaToken(sittingID string, role exam.MediaRole, by exam.Actor) (checkin.MediaToken, error) {
	c := m.supervisor.Config
	g := media.Grant{SittingID: sittingID, Role: role, LoginID: by.LoginID, StaffID: by.StaffID, Name: by.Name}
	token, err := media.Mint(c.Key, c.Secret, g)
	if err != nil {
		return checkin.MediaToken{}, fmt.Errorf("mint media token: %w", err)
	}
	m.expect(sittingID)
	return checkin.MediaToken{Token: token, Room: media.RoomName(sittingID), Identity: g.Identity()}, nil
}

// expect lets a recorder come to a sitting's room: somebody has a token for it, or is
// let in with one from before this server started.
func (m *mediaParts) expect(sittingID string) {
	if m.Expect(sittingID) {
		m.came()
	}
}

// CheckToken returns the token and name of a device check's own room.
func (m *mediaParts) CheckToken(checkID string) (token, room string, err error) {
	c := m.supervisor.Config
	token, err = media.MintCheck(c.Key, c.Secret, checkID)
	return token, media.CheckRoomName(checkID), err
}

// healthy returns nil when the media server answers.
func (m *mediaParts) healthy(ctx context.Context) error { return m.supervisor.Healthy(ctx) }

// proxy passes signalling on for those whom the phase admits.
func (m *mediaParts) proxy(b *builder) http.Handler {
	handler, err := media.Proxy(m.supervisor.Config, func(ctx context.Context, who media.Bearer) error {
		if err := b.admits(ctx, who); err != nil {
			return err
		}
		if sittingID, ok := media.SittingOf(who.Room); ok {
			m.expect(sittingID)
		}
		return nil
	})
	if err != nil {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { problem.Write(w, r, err) })
	}
	return handler
}

// admits returns nil when a token's bearer may be in its room now, as what the
// token says.
func (b *builder) admits(ctx context.Context, who media.Bearer) error {
	if checkID, ok := media.CheckOf(who.Room); ok {
		check, err := b.store.DeviceCheck(ctx, checkID)
		if err != nil {
			return err
		}
		return check.CheckOpen(now())
	}
	sittingID, ok := media.SittingOf(who.Room)
	if !ok {
		return exam.Errorf(exam.CodeNotFound, "no such room")
	}
	scope, err := b.store.SittingScope(ctx, sittingID)
	if err != nil {
		return err
	}
	by, err := b.account.ActorOfLogin(ctx, who.LoginID)
	if err != nil {
		return err
	}
	if err := exam.Can(by, exam.ActionWatchSitting, scope); err != nil {
		return err
	}
	sitting, err := b.store.Sitting(ctx, sittingID)
	if err != nil {
		return err
	}
	role, err := sitting.Admits(by.In(scope))
	if err != nil {
		return err
	}
	g := media.Grant{SittingID: sittingID, Role: role, StaffID: by.StaffID}
	if g.Identity() != who.Identity {
		return exam.Errorf(exam.CodeForbidden, "this is another's token")
	}
	return nil
}

const (
	enforceTries      = 5
	enforceAgainAfter = 300 * time.Millisecond
)

// enforce puts out of a sitting's room whom the phase no longer admits; it tries
// again while the media server is away, for then nobody is in the room anyway.
func (b *builder) enforce(ctx context.Context, sittingID string) {
	var err error
	for range enforceTries {
		if err = b.clear(ctx, sittingID); err == nil || ctx.Err() != nil {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(enforceAgainAfter):
		}
	}
	slog.ErrorContext(ctx, "media room not cleared", "sitting", sittingID, "error", err)
}

func (b *builder) clear(ctx context.Context, sittingID string) error {
	inside, err := b.media.rooms.Bearers(ctx, media.RoomName(sittingID))
	if err != nil {
		return err
	}
	var failed []error
	for _, who := range inside {
		if who.IsRecorder() {
			continue
		}
		switch refusal := b.admits(ctx, who); exam.CodeOf(refusal) {
		case "":
		case exam.CodeInternal:
			failed = append(failed, refusal)
		default:
			failed = append(failed, b.media.rooms.Remove(ctx, who))
		}
	}
	return errors.Join(failed...)
}

package checkin

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// outageGrace is how long a device may be gone before it counts as an
// interruption; staff and candidate hear of it within 3 s (DESIGN.md, "Events").
const outageGrace = time.Second

// DeviceGone is told when a device's last connection to a sitting closed. After
// a grace it opens an interruption unless the device is back or no longer holds
// a position. It blocks for the grace.
func (s *Service) DeviceGone(ctx context.Context, sittingID, loginID string) {
	select {
	case <-time.After(outageGrace):
	case <-ctx.Done():
		return
	}
	sitting, err := s.store.Sitting(ctx, sittingID)
	if err == nil {
		err = s.checkDevices(ctx, sitting)
	}
	if err != nil && ctx.Err() == nil {
		slog.ErrorContext(ctx, "outage not recorded", "sitting", sittingID, "login", loginID, "error", err)
	}
}

// DeviceBack is told when a device has connected to a sitting.
func (s *Service) DeviceBack(ctx context.Context, sittingID, loginID string) {
	sitting, err := s.store.Sitting(ctx, sittingID)
	if err != nil {
		slog.ErrorContext(ctx, "return not recorded", "sitting", sittingID, "login", loginID, "error", err)
		return
	}
	p := sitting.PositionOf(loginID)
	if p == 0 {
		return
	}
	if err := s.store.CloseInterruption(ctx, sittingID, p, s.now()); err != nil {
		slog.ErrorContext(ctx, "return not recorded", "sitting", sittingID, "login", loginID, "error", err)
		return
	}
	if err := s.presence.Hint(ctx, sittingID, sitting.SessionID, "presence"); err != nil {
		slog.WarnContext(ctx, "presence hint not sent", "sitting", sittingID, "error", err)
	}
}

// WatchDevices looks after all live sittings every few seconds until ctx ends,
// so that an outage counts even if the server that held the connection died.
func (s *Service) WatchDevices(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		live, err := s.store.SittingsInPhases(ctx, exam.LivePhases()...)
		for i := 0; err == nil && i < len(live); i++ {
			err = s.checkDevices(ctx, live[i])
		}
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "devices not looked after", "error", err)
		}
	}
}

// checkDevices opens an interruption for each position of a live sitting whose
// device is not connected. The store keeps at most one open a position.
func (s *Service) checkDevices(ctx context.Context, sitting exam.Sitting) error {
	if !sitting.Phase.Live() {
		return nil
	}
	online, err := s.presence.Devices(ctx, sitting.ID)
	if err != nil {
		return fmt.Errorf("look for devices of sitting %s: %w", sitting.ID, err)
	}
	for _, d := range sitting.Devices {
		if online[d.LoginID] || s.now().Sub(d.JoinedAt) < 3*outageGrace {
			continue
		}
		gone := exam.Interruption{ID: ident.New(), SchoolID: sitting.SchoolID, SittingID: sitting.ID, Position: d.Position, StartedAt: s.now()}
		opened, err := s.store.OpenInterruption(ctx, gone)
		if err != nil {
			return fmt.Errorf("open interruption of sitting %s: %w", sitting.ID, err)
		}
		if !opened {
			continue
		}
		if err := s.closeIfBack(ctx, sitting.ID, d); err != nil {
			return err
		}
		if err := s.presence.Hint(ctx, sitting.ID, sitting.SessionID, "presence"); err != nil {
			return err
		}
	}
	return nil
}

// closeIfBack closes an interruption whose device came back while it was being
// opened: [Service.DeviceBack] had then nothing to close.
func (s *Service) closeIfBack(ctx context.Context, sittingID string, d exam.Device) error {
	online, err := s.presence.Devices(ctx, sittingID)
	if err != nil {
		return fmt.Errorf("look for devices of sitting %s: %w", sittingID, err)
	}
	if !online[d.LoginID] {
		return nil
	}
	if err := s.store.CloseInterruption(ctx, sittingID, d.Position, s.now()); err != nil {
		return fmt.Errorf("close interruption of sitting %s: %w", sittingID, err)
	}
	return nil
}

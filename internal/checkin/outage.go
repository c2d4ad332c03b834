package checkin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"kaochang/internal/batch"
	"kaochang/internal/exam"
	"kaochang/internal/ident"
)

// outageGrace is how long a device may be gone before it counts as an
// interruption; staff and candidate hear of it within 3 s (DESIGN.md, "Events").
const outageGrace = time.Second

// move is a device that came to a sitting or left it. A whole school comes and goes at
// once when its line is cut, or the server starts again: moves are looked at together.
type move struct {
	sittingID, loginID string
	done               chan struct{}
}

// DeviceGone is told when a device's last connection to a sitting closed. After
// a grace it opens an interruption unless the device is back or no longer holds
// a position. It blocks until that is done.
func (s *Service) DeviceGone(ctx context.Context, sittingID, loginID string) {
	select {
	case <-time.After(outageGrace):
		moved(ctx, &s.gone, move{sittingID: sittingID, loginID: loginID}, s.lookForGone)
	case <-ctx.Done():
	}
}

// DeviceBack is told when a device has connected to a sitting. It blocks until what
// lasted of an interruption is ended.
func (s *Service) DeviceBack(ctx context.Context, sittingID, loginID string) {
	moved(ctx, &s.back, move{sittingID: sittingID, loginID: loginID}, s.noteBack)
}

// moved lets do have a move, with others; where it fails on several, with each alone: what
// one of them cannot have says nothing of the others.
func moved(ctx context.Context, moves *batch.Group[move], m move, do func(context.Context, []move) error) {
	m.done = make(chan struct{})
	moves.Add(m, func(together []move) {
		failed := do(ctx, together)
		for i, one := range together {
			err := failed
			if err != nil && len(together) > 1 {
				err = do(ctx, together[i:i+1])
			}
			if err != nil && ctx.Err() == nil {
				slog.ErrorContext(ctx, "device that came or went not recorded", "sitting", one.sittingID, "login", one.loginID, "error", err)
			}
			close(one.done)
		}
	})
	<-m.done
}

// entered returns the sittings of moves.
func (s *Service) entered(ctx context.Context, moves []move) ([]exam.Sitting, error) {
	ids := make([]string, len(moves))
	for n, m := range moves {
		ids[n] = m.sittingID
	}
	slices.Sort(ids)
	return s.store.EnteredSittings(ctx, slices.Compact(ids))
}

func (s *Service) lookForGone(ctx context.Context, moves []move) error {
	sittings, err := s.entered(ctx, moves)
	if err != nil {
		return err
	}
	return s.checkDevices(ctx, sittings)
}

// noteBack ends the interruptions of devices that have come and hold a position.
func (s *Service) noteBack(ctx context.Context, moves []move) error {
	sittings, err := s.entered(ctx, moves)
	if err != nil {
		return err
	}
	var back []exam.Interruption
	var told []exam.Sitting
	for _, one := range sittings {
		before := len(back)
		for _, m := range moves {
			if p := one.PositionOf(m.loginID); m.sittingID == one.ID && p != 0 {
				back = append(back, exam.Interruption{SittingID: one.ID, Position: p})
			}
		}
		if len(back) > before {
			told = append(told, one)
		}
	}
	if len(back) == 0 {
		return nil
	}
	if err := s.store.EndInterruptions(ctx, back, s.now()); err != nil {
		return err
	}
	return s.hint(ctx, told)
}

// hint tells who looks at sittings that their devices have come or gone.
func (s *Service) hint(ctx context.Context, sittings []exam.Sitting) error {
	var failed []error
	for _, one := range sittings {
		failed = append(failed, s.presence.Hint(ctx, one.ID, one.SessionID, "presence"))
	}
	return errors.Join(failed...)
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
		live, err := s.store.LiveSittings(ctx)
		for some := range slices.Chunk(live, batch.Max) {
			err = errors.Join(err, s.checkDevices(ctx, some))
		}
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "devices not looked after", "error", err)
		}
	}
}

// checkDevices opens an interruption for each position of live sittings whose
// device is not connected. The store keeps at most one open a position.
func (s *Service) checkDevices(ctx context.Context, sittings []exam.Sitting) error {
	away, err := s.away(ctx, sittings)
	if err != nil || len(away) == 0 {
		return err
	}
	begun, err := s.store.BeginInterruptions(ctx, away)
	if err != nil || len(begun) == 0 {
		return err
	}
	of := func(list []exam.Interruption, one exam.Sitting) bool {
		return slices.ContainsFunc(list, func(i exam.Interruption) bool { return i.SittingID == one.ID })
	}
	sittings = slices.DeleteFunc(slices.Clone(sittings), func(one exam.Sitting) bool { return !of(begun, one) })
	return errors.Join(s.endIfBack(ctx, sittings, begun), s.hint(ctx, sittings))
}

// away returns an interruption of each position of live sittings whose device has had
// the time to connect and is not connected.
func (s *Service) away(ctx context.Context, sittings []exam.Sitting) (away []exam.Interruption, err error) {
	for _, one := range sittings {
		if !one.Live() {
			continue
		}
		online, err := s.presence.Devices(ctx, one.ID)
		if err != nil {
			return nil, fmt.Errorf("look for devices of sitting %s: %w", one.ID, err)
		}
		for _, d := range one.Devices {
			if !online[d.LoginID] && s.now().Sub(d.JoinedAt) >= 3*outageGrace {
				away = append(away, exam.Interruption{ID: ident.New(), SchoolID: one.SchoolID, SittingID: one.ID, Position: d.Position, StartedAt: s.now()})
			}
		}
	}
	return away, nil
}

// endIfBack ends those of the interruptions that have just begun whose devices came back
// meanwhile: [Service.DeviceBack] had then nothing to end.
func (s *Service) endIfBack(ctx context.Context, sittings []exam.Sitting, begun []exam.Interruption) error {
	still, err := s.away(ctx, sittings)
	if err != nil {
		return err
	}
	back := slices.DeleteFunc(slices.Clone(begun), func(i exam.Interruption) bool {
		return slices.ContainsFunc(still, func(a exam.Interruption) bool { return a.SittingID == i.SittingID && a.Position == i.Position })
	})
	if len(back) == 0 {
		return nil
	}
	return s.store.EndInterruptions(ctx, back, s.now())
}

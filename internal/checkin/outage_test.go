package checkin

import (
	"context"
	"testing"
	"time"

	"kaochang/internal/exam"
)

// devices holds one sitting, who is connected to it and its interruptions.
type devices struct {
	Store
	sitting exam.Sitting
	online  map[string]bool
	open    map[exam.Position]bool
	hints   int
	opening func() // happens just before an interruption is kept
}

func (d *devices) EnteredSittings(context.Context, []string) ([]exam.Sitting, error) {
	return []exam.Sitting{d.sitting}, nil
}

func (d *devices) BeginInterruptions(_ context.Context, gone []exam.Interruption) (begun []exam.Interruption, _ error) {
	d.opening()
	for _, i := range gone {
		if !d.open[i.Position] {
			begun = append(begun, i)
		}
		d.open[i.Position] = true
	}
	return begun, nil
}

func (d *devices) EndInterruptions(_ context.Context, back []exam.Interruption, _ time.Time) error {
	for _, i := range back {
		delete(d.open, i.Position)
	}
	return nil
}

func (d *devices) Devices(context.Context, string) (map[string]bool, error) { return d.online, nil }

func (d *devices) Hint(context.Context, string, string, string) error {
	d.hints++
	return nil
}

func TestOutages(t *testing.T) {
	t.Parallel()
	nine := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	nothing := func(*Service, *devices) {}
	for _, row := range []struct {
		rule    string
		phase   exam.Phase
		online  bool
		after   time.Duration // since the device joined
		opening func(*Service, *devices)
		open    bool
	}{
		{"a camera that is away is an interruption", exam.PhaseInterviewing, false, time.Minute, nothing, true},
		{"a camera that is there is none", exam.PhaseInterviewing, true, time.Minute, nothing, false},
		{"one that has just joined has time to connect", exam.PhaseWaiting, false, 2 * time.Second, nothing, false},
		{"before the waiting area nobody is missed", exam.PhaseCheckIn, false, time.Minute, nothing, false},
		{"after the end nobody is missed", exam.PhaseFinished, false, time.Minute, nothing, false},
		{"one that returns in that very moment is none", exam.PhaseWaiting, false, time.Minute, func(s *Service, d *devices) {
			d.online["phone"] = true
			s.DeviceBack(context.Background(), "sitting", "phone")
		}, false},
	} {
		t.Run(row.rule, func(t *testing.T) {
			t.Parallel()
			d := &devices{
				sitting: exam.Sitting{ID: "sitting", Phase: row.phase, Devices: []exam.Device{{Position: exam.FirstPosition, LoginID: "phone", JoinedAt: nine}}},
				online:  map[string]bool{"phone": row.online}, open: map[exam.Position]bool{},
			}
			s := New(Parts{Store: d, Presence: d, Now: func() time.Time { return nine.Add(row.after) }})
			d.opening = func() { row.opening(s, d) }
			for range 2 { // looked at again, it stays one
				if err := s.checkDevices(t.Context(), []exam.Sitting{d.sitting}); err != nil {
					t.Fatal(err)
				}
			}
			if d.open[exam.FirstPosition] != row.open {
				t.Errorf("an interruption is open: %v, want %v", d.open[exam.FirstPosition], row.open)
			}
			if row.open && d.hints != 1 {
				t.Errorf("%d hints, want one", d.hints)
			}
		})
	}
}

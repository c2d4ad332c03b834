package evidence

import (
	"context"
	"slices"
	"testing"
	"time"

	"kaochang/internal/exam"
)

// hall keeps live sittings and leases.
type hall struct {
	Store
	live  []exam.Sitting
	asked []string // whose leases were asked for
}

func (h *hall) LiveSittings(context.Context) ([]exam.Sitting, error) { return h.live, nil }

func (h *hall) LeaseRecorders(_ context.Context, sittingIDs []string, _ string, _ time.Time) ([]string, error) {
	h.asked = append(h.asked, sittingIDs...)
	return sittingIDs, nil
}

func (h *hall) ReleaseRecorder(context.Context, string, string) error { return nil }

// recorders run in the rooms that they were started for.
type recorders struct {
	came    map[string]bool
	running []string
}

func (r *recorders) Anybody() bool                  { return len(r.came) > 0 }
func (r *recorders) Expected(sittingID string) bool { return r.came[sittingID] }
func (r *recorders) Running() []string              { return slices.Clone(r.running) }

func (r *recorders) Start(_ context.Context, sittingID string) error {
	if !slices.Contains(r.running, sittingID) {
		r.running = append(r.running, sittingID)
	}
	return nil
}

func (r *recorders) Stop(_ context.Context, sittingID string) error {
	r.running = slices.DeleteFunc(r.running, func(id string) bool { return id == sittingID })
	return nil
}

func TestLook(t *testing.T) {
	t.Parallel()
	seated := func(id string) exam.Sitting {
		return exam.Sitting{ID: id, Type: exam.TypeWritten, Phase: exam.PhaseSeated, Devices: []exam.Device{{Position: exam.FirstPosition}}}
	}
	practice := seated("practice")
	practice.Mock = true
	h := &hall{live: []exam.Sitting{seated("a"), seated("b"), practice}}
	r := &recorders{came: map[string]bool{"practice": true}}
	s := New(h, r, nil, "this server", time.Now)
	steps := []struct {
		name   string
		change func()
		want   []string
	}{
		{"where nobody comes nothing is recorded", func() {}, nil},
		{"who comes to her room is recorded", func() { r.came["b"] = true }, []string{"b"}},
		{"and goes on to be", func() {}, []string{"b"}},
		{"until her sitting is over", func() { h.live = h.live[:1] }, nil},
	}
	for _, step := range steps {
		step.change()
		if err := s.look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(r.running, step.want) {
			t.Errorf("%s: recorders of %q run, want %q", step.name, r.running, step.want)
		}
	}
	if slices.Contains(h.asked, "a") || slices.Contains(h.asked, "practice") {
		t.Errorf("leases asked for %q, want none of those that need no recorder", h.asked)
	}
}

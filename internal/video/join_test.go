package video

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"kaochang/internal/exam"
)

// handedIn are sittings that wait to be joined, the first one first. One cannot be read.
type handedIn struct {
	Store
	mu      sync.Mutex
	waiting []string
	broken  string
	tried   int
	at      time.Time // when all of them were handed in
	sending bool
}

func (h *handedIn) Sending(context.Context, time.Time) (bool, error) { return h.sending, nil }

func (h *handedIn) ToJoin(_ context.Context, by time.Time, limit int) ([]string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.at.After(by) {
		return nil, nil
	}
	return slices.Clone(h.waiting[:min(limit, len(h.waiting))]), nil
}

func (h *handedIn) Sitting(_ context.Context, id string) (exam.Sitting, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if id == h.broken {
		h.tried++
		return exam.Sitting{}, errors.New("no such disk")
	}
	h.waiting = slices.DeleteFunc(h.waiting, func(one string) bool { return one == id })
	return exam.Sitting{ID: id}, nil
}

func (h *handedIn) Tracks(context.Context, string) ([]exam.Track, error) { return nil, nil }

// alone lets everybody.
type alone struct{ Uploads }

func (alone) Alone(context.Context, string) (func(), error) { return func() {}, nil }

func TestAStormIsJoinedAndOneThatFailsIsInNobodysWay(t *testing.T) {
	now := time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)
	h := &handedIn{broken: "s00"}
	for i := range 2*joinAtOnce + 5 {
		h.waiting = append(h.waiting, fmt.Sprintf("s%02d", i))
	}
	s := New(Parts{Store: h, Now: func() time.Time { return now }})
	s.Use(alone{})
	for round, want := range []struct {
		left int
		more bool
	}{{10, true}, {6, true}, {2, true}, {1, false}, {1, false}} {
		more, err := s.JoinDue(t.Context(), nil, nil, "")
		if len(h.waiting) != want.left || more != want.more || (err != nil) != (round == 0) {
			t.Errorf("round %d: %d are left, more %v, error %v; want %d, %v", round, len(h.waiting), more, err, want.left, want.more)
		}
	}
	now = now.Add(joinLater)
	_, _ = s.JoinDue(t.Context(), nil, nil, "")
	if h.tried != 2 {
		t.Errorf("what failed was tried %d times in a minute, want 2", h.tried)
	}
}

func TestJoiningWaitsForPhonesThatSendButNotForEver(t *testing.T) {
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	h := &handedIn{waiting: []string{"s"}, at: now, sending: true}
	s := New(Parts{Store: h, Now: func() time.Time { return now }})
	s.Use(alone{})
	joined := func() bool {
		if _, err := s.JoinDue(t.Context(), nil, nil, ""); err != nil {
			t.Fatal(err)
		}
		return len(h.waiting) == 0
	}
	now = now.Add(joinPatience - time.Second)
	if joined() {
		t.Error("a sitting is joined while a phone sends")
	}
	now = now.Add(time.Second)
	if !joined() {
		t.Error("a slow line keeps a sitting from being joined for more than ten minutes")
	}
	h.waiting, h.at, h.sending = []string{"s"}, now, false
	if !joined() {
		t.Error("nobody sends, and a sitting is not joined at once")
	}
}

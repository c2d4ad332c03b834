package rehearse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// open says that the paper is shown and asks to write, both at once, as the page does.
func (w *writer) open(ctx context.Context, p given) error {
	var shown, writes error
	var both sync.WaitGroup
	both.Go(func() {
		shown = w.call(ctx, "POST", w.path("/paper-openings"), map[string]any{"release_id": p.ReleaseID}, nil)
	})
	both.Go(func() {
		writes = w.call(ctx, "POST", w.path("/answer-writers"), map[string]any{"page": "rehearsal"}, nil)
	})
	both.Wait()
	return errors.Join(shown, writes)
}

// askEvery is how often a page asks whether or not it hears.
const askEvery = 5 * time.Second

// given is the paper before a candidate.
type given struct {
	ReleaseID string `json:"release_id"`
	PaperID   string `json:"paper_id"`
	Key       string `json:"key"`
	// SpreadMS is of a paper that was told to many at once; see [given.askAfter].
	SpreadMS int64 `json:"-"`
}

// askAfter is how long the page waits before it asks for what comes next, as it is told.
func (p given) askAfter() time.Duration {
	return rand.N(time.Duration(p.SpreadMS)*time.Millisecond + 1)
}

// reads waits for the key, which is told or, every five seconds, asked for, opens the
// paper with it and notes when that was done.
func (w *writer) reads(ctx context.Context, released time.Time) (p given, err error) {
	p, err = w.readable(ctx)
	if err != nil {
		return p, err
	}
	if _, err := unseal(w.sealed, p.Key, p.PaperID); err != nil {
		return p, err
	}
	w.r.times.add("release", time.Since(released))
	return p, nil
}

func (w *writer) readable(ctx context.Context) (given, error) {
	ctx, cancel := context.WithTimeout(ctx, stepWithin)
	defer cancel()
	ask := time.NewTicker(askEvery)
	defer ask.Stop()
	for {
		var state struct {
			Paper    *given `json:"paper"`
			SpreadMS int64  `json:"spread_ms"`
		}
		told, news := w.ear.last("paper")
		if told != nil {
			if err := json.Unmarshal(told, &state); err != nil {
				return given{}, fmt.Errorf("read the paper's key: %w", err)
			}
		}
		if state.Paper != nil {
			state.Paper.SpreadMS = state.SpreadMS
			return *state.Paper, nil
		}
		select {
		case <-news:
		case <-ask.C:
			if err := w.call(ctx, "GET", w.path("/written"), nil, &state); err != nil {
				return given{}, err
			}
			if state.Paper != nil && state.Paper.Key != "" {
				return *state.Paper, nil
			}
		case <-ctx.Done():
			return given{}, fmt.Errorf("no paper came: %w", ctx.Err())
		}
	}
}

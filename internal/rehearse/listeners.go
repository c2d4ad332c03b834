package rehearse

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

const (
	listenersPerRoom = 100
	signingInAtOnce  = 16
)

// fillHall signs the listeners in and connects each to the events of her own
// sitting. What it returns disconnects them; it may be called after an error, too.
func (r *rehearsal) fillHall(ctx context.Context) (hush func(), err error) {
	var mu sync.Mutex
	var ears []*ear
	hush = func() {
		for _, e := range ears {
			e.close()
		}
	}
	if r.Listeners == 0 {
		return hush, nil
	}
	rooms, err := r.browser().makeRooms(ctx, "interview", r.Listeners, listenersPerRoom)
	if err != nil {
		return hush, err
	}
	var failed []error
	var all sync.WaitGroup
	slots := make(chan struct{}, signingInAtOnce)
	for _, room := range rooms {
		for _, one := range room.Candidates {
			slots <- struct{}{}
			all.Go(func() {
				defer func() { <-slots }()
				e, err := r.listener(ctx, one)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					failed = append(failed, fmt.Errorf("listener %s: %w", one.Name, err))
					return
				}
				ears = append(ears, e)
			})
		}
	}
	all.Wait()
	r.say("%d listeners connected", len(ears))
	return hush, errors.Join(failed...)
}

func (r *rehearsal) listener(ctx context.Context, one candidate) (*ear, error) {
	ctx, cancel := context.WithTimeout(ctx, stepWithin)
	defer cancel()
	b := r.browser()
	if err := b.signIn(ctx, one.Phone); err != nil {
		return nil, err
	}
	return b.listen(ctx, one.SittingID)
}

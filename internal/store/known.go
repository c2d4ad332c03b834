package store

import (
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// A class that types asks who she is and whose the sitting is before each answer that it
// saves: two thirds of what a request costs. What was found is remembered for a while
// (docs/decisions/0063-who-asks-is-remembered.md).
const (
	// knownFor is how long. What this server changes counts at once; what another server
	// or a command changes, after this time at most.
	knownFor = 30 * time.Second
	// knownMost is how many of a kind are remembered.
	knownMost = 20_000
)

// known remembers what was found under a key. Its zero value is not ready; see newKnown.
type known[V any] struct {
	mu    sync.Mutex
	found *simplelru.LRU[string, remembered[V]]
	turn  uint64 // grows whenever anything is forgotten
}

type remembered[V any] struct {
	value V
	until time.Time
}

func newKnown[V any]() *known[V] {
	found, err := simplelru.NewLRU[string, remembered[V]](knownMost, nil)
	if err != nil {
		panic(err) // the size is above zero
	}
	return &known[V]{found: found}
}

// ask returns what is remembered at a moment, else the turn to learn it in.
func (k *known[V]) ask(key string, now time.Time) (value V, there bool, turn uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if one, ok := k.found.Get(key); ok && now.Before(one.until) {
		return one.value, true, k.turn
	}
	return value, false, k.turn
}

// learn remembers what was read since ask, unless something was forgotten meanwhile: then
// it may be what was so before.
func (k *known[V]) learn(key string, value V, until time.Time, turn uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if turn == k.turn {
		k.found.Add(key, remembered[V]{value, until})
	}
}

// forget forgets everything.
func (k *known[V]) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.turn++
	k.found.Purge()
}

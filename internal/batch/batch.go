// Package batch does together what waits together: with a disk that is waited for, a
// commit costs the same whatever is in it (docs/decisions/0045-the-common-minute.md).
package batch

import "sync"

// Max bounds how many share one go.
const Max = 256

// Group does one batch after the other. What comes first is done at once, what comes
// meanwhile is the next batch. Its zero value is ready.
type Group[W any] struct {
	mu      sync.Mutex
	waiting []W
	running bool
}

// Add lets do have w, with others that wait, at most [Max], after those that came before
// it, and returns at once. The same do must be given each time; it tells each of them what
// became of it, and must not panic.
func (g *Group[W]) Add(w W, do func(together []W)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, w)
	if !g.running {
		g.running = true
		go g.run(do)
	}
}

// run goes on until nothing waits.
func (g *Group[W]) run(do func(together []W)) {
	for {
		g.mu.Lock()
		n := min(len(g.waiting), Max)
		together := g.waiting[:n:n]
		g.waiting = g.waiting[n:]
		if n == 0 {
			g.waiting, g.running = nil, false
			g.mu.Unlock()
			return
		}
		g.mu.Unlock()
		do(together)
	}
}

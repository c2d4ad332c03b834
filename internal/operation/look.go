package operation

import (
	"maps"
	"sync"
	"time"
)

// lookLasts is how long after its last request a look at a film is over: a player asks
// for it range by range, and all that is one look.
const lookLasts = 10 * time.Minute

// look is a login that plays something.
type look struct{ loginID, what string }

// Looks are those that go on. Another server, or this one started again, notes a look
// anew: there may be too many in the ledger, never too few. The zero value is ready.
type Looks struct {
	mu    sync.Mutex
	going map[look]*going
}

// going is a look that goes on.
type going struct {
	noting sync.Mutex // held while it is noted
	noted  bool
	last   time.Time // its last request
}

// Once calls note for a look that is new, or comes after it was over, and returns its
// error: nothing may be sent then. It holds up the other requests of the same look
// meanwhile, since a player asks for several films at once, and none may be sent before.
func (l *Looks) Once(loginID, what string, now time.Time, note func() error) error {
	g := l.of(look{loginID, what}, now)
	g.noting.Lock()
	defer g.noting.Unlock()
	if g.noted {
		return nil
	}
	err := note()
	g.noted = err == nil
	return err
}

// of returns a look, a new one where none goes on.
func (l *Looks) of(k look, now time.Time) *going {
	l.mu.Lock()
	defer l.mu.Unlock()
	maps.DeleteFunc(l.going, func(_ look, g *going) bool { return now.Sub(g.last) > lookLasts })
	if l.going == nil {
		l.going = map[look]*going{}
	}
	if l.going[k] == nil {
		l.going[k] = &going{}
	}
	l.going[k].last = now
	return l.going[k]
}

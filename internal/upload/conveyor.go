package upload

import (
	"hash"
	"io"
	"math"
	"sync"
	"sync/atomic"
	"unsafe"
)

// conveyor carries bytes from the line to a file. Several trays are under way at once:
// while one is filled, those before it are hashed, in order, and written, in any.
type conveyor struct {
	f       *file
	next    int64  // where the next byte from the line belongs
	written int64  // all bytes before it are in the file
	state   []byte // of the hash after the bytes before written

	way    []*tray // filled, the oldest first
	hashed chan *tray
	ended  chan struct{}
}

// tray is what is carried at once.
type tray struct {
	bytes   *[]byte
	from    *kindOfTray
	at      int64
	n       int
	state   []byte // of the hash after it
	err     error
	working sync.WaitGroup
	left    atomic.Int32 // works that are not done
}

const (
	// trayBytes is large, so that a gigabyte is not a hundred thousand system calls.
	trayBytes = 256 << 10
	// smallTrayBytes is what everybody may have, a multiple of pageBytes.
	smallTrayBytes = 32 << 10
	// trays are under way of one upload at most; a slow line needs two.
	trays = 4
	// largeTrays are in use of all uploads together at most, 32 MB: where hundreds of
	// phones send at once, or hold a tray that their line fills slowly, the others go on
	// with small ones, and nobody waits.
	largeTrays = 128
	// pageBytes is what a direct write must be aligned to, in memory and in the file.
	pageBytes = 4096
)

// kindOfTray is trays of one size that are used again.
type kindOfTray struct {
	pool sync.Pool
	left atomic.Int64 // that may still be taken
}

// aligned are trays whose buffers begin at a page, of which so many may be in use.
func aligned(size int, most int64) *kindOfTray {
	k := &kindOfTray{pool: sync.Pool{New: func() any {
		b := make([]byte, size+pageBytes)
		skip := (pageBytes - int(uintptr(unsafe.Pointer(&b[0]))%pageBytes)) % pageBytes //nolint:gosec // only where it lies is asked
		b = b[skip : skip+size]
		return &b
	}}}
	k.left.Store(most)
	return k
}

var (
	large = aligned(trayBytes, largeTrays)
	small = aligned(smallTrayBytes, math.MaxInt64)
)

// emptyTray returns a large tray, or a small one while too many large ones are in use.
func emptyTray() *tray {
	k := large
	if k.left.Add(-1) < 0 {
		k.left.Add(1)
		k = small
		k.left.Add(-1)
	}
	return &tray{bytes: k.pool.Get().(*[]byte), from: k} //nolint:errcheck // the pool makes nothing else
}

// giveBack lets others use the tray's buffer.
func (t *tray) giveBack() {
	t.from.pool.Put(t.bytes)
	t.from.left.Add(1)
}

// newConveyor goes on at a byte of the file. h is used by nobody else until end.
func newConveyor(f *file, h hash.Hash, at int64) *conveyor {
	c := &conveyor{f: f, next: at, written: at, hashed: make(chan *tray, trays), ended: make(chan struct{})}
	go func() {
		defer close(c.ended)
		for t := range c.hashed {
			_, _ = h.Write((*t.bytes)[:t.n]) // a hash never fails
			t.state, _ = stateOf(h)          // nor does SHA-256's state
			t.done()
		}
	}()
	return c
}

func (t *tray) done() {
	t.left.Add(-1)
	t.working.Done()
}

// fill takes a tray from the line and sends it on its way; broke says that the line
// gave less than that. The first tray ends where a page does.
func (c *conveyor) fill(src io.Reader) (broke bool, err error) {
	if err := c.clear(); err != nil {
		return false, err
	}
	t := emptyTray()
	t.at = c.next
	size := int64(len(*t.bytes))
	n, ended := io.ReadFull(src, (*t.bytes)[:size-c.next%size])
	t.n, c.next = n, c.next+int64(n)
	c.way = append(c.way, t)
	t.working.Add(2)
	t.left.Store(2)
	c.hashed <- t
	go func() {
		defer t.done()
		t.err = c.f.put((*t.bytes)[:t.n], t.at)
	}()
	return ended != nil, nil
}

// clear takes what is done off the way, and waits for the oldest when all are busy.
func (c *conveyor) clear() error {
	for len(c.way) > 0 && (len(c.way) == trays || c.way[0].left.Load() == 0) {
		if err := c.takeOff(); err != nil {
			return err
		}
	}
	return nil
}

// settle waits until all that was filled is in the file.
func (c *conveyor) settle() error {
	for len(c.way) > 0 {
		if err := c.takeOff(); err != nil {
			return err
		}
	}
	return nil
}

// takeOff waits for the oldest tray.
func (c *conveyor) takeOff() error {
	t := c.way[0]
	t.working.Wait()
	c.way = c.way[1:]
	t.giveBack()
	if t.err != nil {
		return t.err
	}
	c.written, c.state = t.at+int64(t.n), t.state
	return nil
}

// end waits for everything that is under way, good or bad.
func (c *conveyor) end() {
	for len(c.way) > 0 {
		_ = c.takeOff() // who calls has the first error
	}
	close(c.hashed)
	<-c.ended
}

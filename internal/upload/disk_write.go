package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/tus/tusd/v2/pkg/handler"
)

// diskUpload is one upload of [OnDisk].
type diskUpload struct {
	disk    *disk
	info    handler.FileInfo
	arrived *arrived
}

// GetInfo returns what the client said and how many bytes have arrived.
func (u *diskUpload) GetInfo(context.Context) (handler.FileInfo, error) { return u.info, nil }

// GetReader is of no use to us: downloads are off.
func (u *diskUpload) GetReader(context.Context) (io.ReadCloser, error) {
	return os.Open(u.disk.path(u.info.ID, ""))
}

// FinishUpload has nothing left to do: the last piece was brought to the medium.
func (u *diskUpload) FinishUpload(context.Context) error { return nil }

// DeclareLength notes how long an upload becomes that did not say so at first.
func (u *diskUpload) DeclareLength(_ context.Context, length int64) error {
	info, before := declared(u.info, length), u.arrived.info.Load()
	u.arrived.info.Store(&info)
	if err := u.disk.note(u.arrived); err != nil {
		u.arrived.info.Store(before)
		return fmt.Errorf("declare length of upload %s: %w", info.ID, err)
	}
	u.info = info
	return nil
}

// WriteChunk takes what arrives until it ends or breaks off. An upload that has arrived
// whole, and all of one that has not said how long it becomes, is on the medium when it
// returns; others follow meanwhile.
func (u *diskUpload) WriteChunk(_ context.Context, offset int64, src io.Reader) (n int64, err error) {
	a := u.arrived
	if offset != a.size.Load() {
		return 0, fmt.Errorf("byte %d of upload %s does not follow on byte %d", offset, u.info.ID, a.size.Load())
	}
	if !u.disk.has(u.info.ID, a) { // it was begun anew between two requests
		return 0, fmt.Errorf("upload %s was begun anew", u.info.ID)
	}
	f, err := u.disk.openFile(u.info)
	if err != nil {
		return 0, fmt.Errorf("open upload %s: %w", u.info.ID, err)
	}
	n, err = u.take(f, src)
	if err == nil {
		err = u.settle(f)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		u.disk.doubt(u.info.ID) // what the file has is what its mark says
		return 0, fmt.Errorf("write upload %s: %w", u.info.ID, err)
	}
	return n, nil
}

// take writes what arrives and hashes it at the same time, and marks how far it has
// come as it goes.
func (u *diskUpload) take(f *file, src io.Reader) (int64, error) {
	a, began := u.arrived, u.arrived.size.Load()
	way := newConveyor(f, a.hash, began)
	defer way.end()
	for {
		broke, err := way.fill(src)
		if err != nil {
			return 0, err
		}
		if broke { // the end of the piece, or of the line: the handler tells them apart
			if err := way.settle(); err != nil {
				return 0, err
			}
		}
		a.size.Store(way.written)
		f.kick(a)
		if fresh := a.size.Load() - a.asked; broke && fresh >= markEvery || fresh >= markWithin && !a.busy() {
			err = u.markMeanwhile(way.state)
		}
		if err != nil || broke {
			return way.written - began, err
		}
	}
}

// settle brings to the medium what must be there when a request ends. Of an upload that
// is whole that is its bytes: it is taken at once, or held.
func (u *diskUpload) settle(f *file) error {
	a := u.arrived
	whole := !u.info.SizeIsDeferred && a.size.Load() == u.info.Size
	if whole {
		return errors.Join(a.await(), f.Sync())
	}
	if err := u.known(); err != nil || !u.info.SizeIsDeferred {
		return err
	}
	state, err := stateOf(a.hash)
	return errors.Join(err, a.await(), u.disk.mark(a, f.File, a.size.Load(), state))
}

// known lets the disk know what the upload is.
func (u *diskUpload) known() error {
	if u.arrived.noted {
		return nil
	}
	return u.disk.note(u.arrived)
}

// kickEvery is how many bytes arrive before the medium is set to work on them: it
// writes while the next ones arrive, and the wait at the end is short.
const kickEvery = 8 << 20

func (f *file) kick(a *arrived) {
	if size := a.size.Load(); size-a.kicked >= kickEvery {
		startWriting(f.File, a.kicked, size-a.kicked)
		a.kicked = size
	}
}

// markMeanwhile marks what has arrived, with the state that its hash had there, while
// more arrives.
func (u *diskUpload) markMeanwhile(state []byte) error {
	a := u.arrived
	size := a.size.Load()
	if err := errors.Join(a.await(), u.known()); err != nil {
		return err
	}
	f, err := os.OpenFile(u.disk.path(u.info.ID, ""), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	disk, m := u.disk, &marking{done: make(chan struct{})}
	a.asked = size
	a.marking.Store(m)
	go func() {
		defer close(m.done)
		m.err = errors.Join(disk.mark(a, f, size, state), f.Close())
	}()
	return nil
}

// marking is a mark that is being made.
type marking struct {
	done chan struct{}
	err  error // once it is done
}

// busy reports whether a mark is being made.
func (a *arrived) busy() bool {
	m := a.marking.Load()
	if m == nil {
		return false
	}
	select {
	case <-m.done:
		return false
	default:
		return true
	}
}

// await waits for the mark that is being made.
func (a *arrived) await() error {
	m := a.marking.Load()
	if m == nil {
		return nil
	}
	<-m.done
	return m.err
}

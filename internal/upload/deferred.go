package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"

	"kaochang/internal/exam"
)

// Have returns how many bytes of an upload have arrived, 0 for one that has not begun.
func (s *service) Have(ctx context.Context, id string) (int64, error) {
	u, err := s.Pieces.GetUpload(ctx, id)
	if errors.Is(err, handler.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	info, err := u.GetInfo(ctx)
	return info.Offset, err
}

// Open opens what has arrived of an upload so far, CodeNotFound where nothing has.
func (s *service) Open(ctx context.Context, id string) (io.ReadSeekCloser, error) {
	if n, err := s.Have(ctx, id); err != nil {
		return nil, err
	} else if n == 0 {
		return nil, exam.Errorf(exam.CodeNotFound, "nothing of this has arrived")
	}
	return s.Pieces.open(ctx, id)
}

// Take ends an upload that did not say how long it becomes: it hands on what has
// arrived ([Tickets.Finish]), if that is size bytes; with size -1 whatever it is. It
// returns how much there is, and taken false where that is something else than size.
// An upload that has not begun is 0 bytes and never taken.
func (s *service) Take(ctx context.Context, id string, size int64) (have int64, taken bool, err error) {
	unlock, err := s.lock(ctx, id)
	if err != nil {
		return 0, false, err
	}
	defer unlock()
	have, err = s.Have(ctx, id)
	if err != nil || have == 0 || (size >= 0 && have != size) {
		return have, false, err
	}
	return have, true, s.finish(ctx, id, have)
}

// Forget removes what has arrived of an upload, which then begins anew.
func (s *service) Forget(ctx context.Context, id string) error {
	unlock, err := s.lock(ctx, id)
	if err != nil {
		return err
	}
	defer unlock()
	return s.Pieces.remove(ctx, id)
}

// lock takes the right to write an upload.
func (s *service) lock(ctx context.Context, id string) (unlock func(), err error) {
	lock, err := s.Locks.NewLock(id)
	if err != nil {
		return nil, fmt.Errorf("lock upload %s: %w", id, err)
	}
	within, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := lock.Lock(within, func() {}); err != nil {
		return nil, exam.Errorf(exam.CodeUnavailable, "this upload is being taken; ask again in a moment")
	}
	return func() { _ = lock.Unlock() }, nil // it is ours
}

// declared returns what is said of an upload once its length is known.
func declared(info handler.FileInfo, length int64) handler.FileInfo {
	info.Size, info.SizeIsDeferred = length, false
	return info
}

// Alone lets one of several servers do something at a time that is no upload; the
// other ones wait, at most 20 s, and are CodeUnavailable then.
func (s *service) Alone(ctx context.Context, id string) (done func(), err error) {
	return s.lock(ctx, id)
}

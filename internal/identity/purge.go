package identity

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"kaochang/internal/exam"
)

// purgeEvery is how often pictures past their date are looked for, and purgeBatch
// how many are deleted at a time.
const (
	purgeEvery = 10 * time.Minute
	purgeBatch = 200
)

// PurgeLoop deletes pictures whose time is over, every ten minutes and at once when
// somebody takes her consent back, until ctx ends.
// failed is told what went wrong.
func (s *Service) PurgeLoop(ctx context.Context, failed func(error)) {
	tick := time.NewTicker(purgeEvery)
	defer tick.Stop()
	for {
		_, err := s.Purge(ctx)
		if err := errors.Join(err, s.Sweep(ctx)); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.forgotten:
		case <-tick.C:
		}
	}
}

// Purge deletes all pictures whose time is over and returns how many. First the
// bytes go; that they are gone is looked at; then each sitting's ledger gets the
// hashes of what was deleted (FEATURES B10, decision 12). What fails is tried
// again with the next purge.
func (s *Service) Purge(ctx context.Context) (deleted int, err error) {
	for {
		past, err := s.Store.PicturesPast(ctx, s.Now(), purgeBatch)
		if err != nil || len(past) == 0 {
			return deleted, err
		}
		bySitting, order := map[string][]exam.FacePicture{}, []string{}
		for _, p := range past {
			if bySitting[p.SittingID] == nil {
				order = append(order, p.SittingID)
			}
			bySitting[p.SittingID] = append(bySitting[p.SittingID], p)
		}
		for _, id := range order {
			if err := s.purge(ctx, bySitting[id]); err != nil {
				return deleted, err
			}
			deleted += len(bySitting[id])
		}
	}
}

// purge deletes pictures of one sitting.
func (s *Service) purge(ctx context.Context, pictures []exam.FacePicture) error {
	sums := make([]string, len(pictures))
	for i, p := range pictures {
		if err := s.Pictures.Remove(ctx, p.Blob); err != nil {
			return fmt.Errorf("delete picture %s: %w", p.ID, err)
		}
		src, err := s.Pictures.Open(ctx, p.Blob)
		if err == nil {
			_ = src.Close() // only looked at
			return fmt.Errorf("picture %s is still there after it was deleted", p.ID)
		}
		if exam.CodeOf(err) != exam.CodeNotFound {
			return fmt.Errorf("look whether picture %s is gone: %w", p.ID, err)
		}
		sums[i] = p.SHA256
	}
	return s.Store.PicturesDeleted(ctx, pictures, s.fact(exam.Clock(), "biometric.deleted", "count", strconv.Itoa(len(pictures)), "sha256", strings.Join(sums, " ")))
}

// sweepAfter is how old a sealed picture without a row is before it counts as left
// behind: by a server that was killed between keeping one and the other.
const sweepAfter = time.Hour

// Sweep deletes sealed pictures that belong to nobody, so that nothing outlives its
// date unseen.
func (s *Service) Sweep(ctx context.Context) error {
	old, err := s.Pictures.Older(ctx, s.Now().Add(-sweepAfter))
	if err != nil {
		return err
	}
	known, err := s.Store.PictureBlobs(ctx, old)
	if err != nil {
		return err
	}
	for _, b := range old {
		if known[b] {
			continue
		}
		if err := s.Pictures.Remove(ctx, b); err != nil {
			return fmt.Errorf("delete picture that was left behind: %w", err)
		}
		slog.InfoContext(ctx, "deleted a sealed picture that was left behind", "blob", b)
	}
	return nil
}

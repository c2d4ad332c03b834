// Package limit slows down whoever asks too often: token buckets by key, in
// memory, forgotten when idle.
package limit

import (
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"kaochang/internal/exam"
)

// Limiter holds one bucket a key. It is safe for concurrent use.
type Limiter struct {
	every time.Duration
	burst int
	now   func() time.Time

	mu      sync.Mutex
	buckets map[string]*bucket
	swept   time.Time
}

type bucket struct {
	*rate.Limiter
	used time.Time
}

// New returns a limiter that allows burst at once and one more every interval.
func New(burst int, every time.Duration, now func() time.Time) *Limiter {
	return &Limiter{every: every, burst: burst, now: now, buckets: map[string]*bucket{}}
}

// Take uses one token of a key. Without one left it returns CodeRateLimited
// with "retry_after_s", rounded up to whole seconds.
func (l *Limiter) Take(key string) error {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	b := l.buckets[key]
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(rate.Every(l.every), l.burst)}
		l.buckets[key] = b
	}
	b.used = now
	if b.AllowN(now, 1) {
		return nil
	}
	missing := 1 - b.TokensAt(now)
	wait := int(math.Ceil(missing * l.every.Seconds()))
	return exam.Errorf(exam.CodeRateLimited, "too many tries; wait %d s", wait).With("retry_after_s", wait)
}

// sweep forgets buckets that have been full again for long.
func (l *Limiter) sweep(now time.Time) {
	full := time.Duration(l.burst) * l.every
	if now.Sub(l.swept) < full {
		return
	}
	l.swept = now
	for key, b := range l.buckets {
		if now.Sub(b.used) > full {
			delete(l.buckets, key)
		}
	}
}

package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// oneLane returns n keys that wait for the same reads.
func oneLane(n int) []string {
	var keys []string
	for i := 0; len(keys) < n; i++ {
		if key := fmt.Sprint(i); laneOf(key) == 0 {
			keys = append(keys, key)
		}
	}
	return keys
}

// TestWhoAsksMeanwhileIsAnsweredByTheNextRead changes what is there while the first read
// is under way: whoever asks after the change must find it.
func TestWhoAsksMeanwhileIsAnsweredByTheNextRead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		keys := oneLane(3)
		holds := map[string][]int{keys[0]: {1}}
		var reads [][]string
		underWay := make(chan struct{})
		g := gatherLists(func(_ context.Context, asked []string) (map[string][]int, error) {
			reads = append(reads, asked)
			found := map[string][]int{}
			for _, key := range asked {
				if held, ok := holds[key]; ok {
					found[key] = slices.Clone(held)
				}
			}
			if len(reads) == 1 {
				<-underWay
			}
			return found, nil
		})
		answers := make([][]int, 5)
		ask := func(i int, key string, want bool) {
			go func() {
				var there bool
				var err error
				if answers[i], there, err = g.of(t.Context(), key); err != nil || there != want {
					t.Errorf("asker %d: there %v, %v; want %v", i, there, err, want)
				}
			}()
			synctest.Wait()
		}
		ask(0, keys[0], true)
		gone, goes := context.WithCancel(t.Context())
		goes()
		if _, _, err := g.of(gone, keys[1]); !errors.Is(err, context.Canceled) {
			t.Errorf("who has gone gets %v, want what her context says", err)
		}
		holds[keys[0]], holds[keys[1]] = []int{2}, []int{3}
		ask(1, keys[0], true)
		ask(2, keys[0], true)
		ask(3, keys[1], true)
		ask(4, keys[2], false)
		close(underWay)
		synctest.Wait()
		if want := [][]string{{keys[0]}, slices.Sorted(slices.Values(keys))}; !slices.EqualFunc(reads, want, slices.Equal) {
			t.Errorf("reads of %v, want %v", reads, want)
		}
		if want := [][]int{{1}, {2}, {2}, {3}, nil}; !slices.EqualFunc(answers, want, slices.Equal) {
			t.Errorf("answers %v, want %v", answers, want)
		}
		if answers[1][0] = 7; answers[2][0] != 2 {
			t.Error("two who asked for the same share it")
		}
	})
}

// TestADatabaseThatHangsIsWaitedForOnce lets several wait for a read that never ends.
func TestADatabaseThatHangsIsWaitedForOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g := gather(func(ctx context.Context, _ []string) (map[string]string, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		began := time.Now()
		var all sync.WaitGroup
		for _, key := range oneLane(9) {
			all.Go(func() {
				if _, _, err := g.of(t.Context(), key); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("who waits is told %v", err)
				}
			})
		}
		all.Wait()
		if took := time.Since(began); took > 2*readWithin { // the first alone, then the others
			t.Errorf("they waited %s, want %s at most", took, 2*readWithin)
		}
	})
}

// TestOneWhoCannotBeReadKeepsNobodyElse lets several wait for one read that one of their
// keys breaks.
func TestOneWhoCannotBeReadKeepsNobodyElse(t *testing.T) {
	t.Parallel()
	broken := errors.New("no such text")
	for what, fails := range map[string]func() error{
		"fails":  func() error { return broken },
		"panics": func() error { panic(broken) },
	} {
		synctest.Test(t, func(t *testing.T) {
			keys := oneLane(4)
			underWay, first := make(chan struct{}), true
			g := gather(func(_ context.Context, asked []string) (map[string]string, error) {
				if first {
					first = false
					<-underWay
				}
				if slices.Contains(asked, keys[1]) {
					return nil, fails()
				}
				found := map[string]string{}
				for _, key := range asked {
					found[key] = "of " + key
				}
				return found, nil
			})
			got, errs := make([]string, len(keys)), make([]error, len(keys))
			for i, key := range keys {
				go func() { got[i], _, errs[i] = g.of(t.Context(), key) }()
				synctest.Wait()
			}
			close(underWay)
			synctest.Wait()
			for i, key := range keys {
				if i == 1 {
					if errs[i] == nil || what == "fails" && !errors.Is(errs[i], broken) {
						t.Errorf("a read that %s tells %v", what, errs[i])
					}
				} else if errs[i] != nil || got[i] != "of "+key {
					t.Errorf("a read that %s: another gets %q, %v", what, got[i], errs[i])
				}
			}
		})
	}
}

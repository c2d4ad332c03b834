package batch_test

import (
	"slices"
	"sync"
	"testing"

	"kaochang/internal/batch"
)

// TestWhatComesMeanwhileIsDoneTogether lets more come than a batch holds while the first
// is being done.
func TestWhatComesMeanwhileIsDoneTogether(t *testing.T) {
	t.Parallel()
	var (
		group   batch.Group[int]
		batches [][]int
		begun   = make(chan struct{})
		all     = make(chan struct{})
		once    sync.Once
		done    sync.WaitGroup
	)
	do := func(together []int) {
		once.Do(func() { close(begun); <-all })
		batches = append(batches, slices.Clone(together))
		for range together {
			done.Done()
		}
	}
	const n = batch.Max + 3
	done.Add(n + 1)
	group.Add(0, do)
	<-begun
	for i := range n {
		group.Add(i+1, do)
	}
	close(all)
	done.Wait()
	sizes := []int{}
	for _, b := range batches {
		sizes = append(sizes, len(b))
	}
	if !slices.Equal(sizes, []int{1, batch.Max, 3}) {
		t.Errorf("batches of %d, want the first alone, then %d, then what was left", sizes, batch.Max)
	}
	if in := slices.Concat(batches...); !slices.IsSorted(in) || len(in) != n+1 {
		t.Errorf("%d were done, in order: %v; want %d in order", len(in), slices.IsSorted(in), n+1)
	}
}

package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"kaochang/internal/batch"
	"kaochang/internal/exam"
)

// gathered reads things of one kind that thousands ask for in the same minute. Who asks
// while others' are being read waits for the next read, which is one for all of them:
// it begins after the last of them asked, so that each finds what she would have found
// alone (docs/decisions/0045-the-common-minute.md).
type gathered[V any] struct {
	lanes [commitLanes]batch.Group[*asker[V]]
	// read returns what each key names; keys that name nothing are not in it.
	read func(ctx context.Context, keys []string) (map[string]V, error)
	// own returns a copy for the second who asked for the same; what the elements of a
	// list hold is shared, and nobody changes it.
	own func(V) V
}

// asker waits for what its key names.
type asker[V any] struct {
	key   string
	value V
	there bool
	err   error
	done  chan struct{}
}

// of returns what a key names; there is false where it names nothing.
func (g *gathered[V]) of(ctx context.Context, key string) (value V, there bool, err error) {
	one := &asker[V]{key: key, done: make(chan struct{})}
	g.lanes[laneOf(key)].Add(one, g.answer)
	select {
	case <-one.done:
		return one.value, one.there, one.err
	case <-ctx.Done():
		return value, false, ctx.Err()
	}
}

// answer reads what some ask for, each key once.
func (g *gathered[V]) answer(together []*asker[V]) {
	served := map[string]bool{}
	for _, one := range together {
		served[one.key] = false
	}
	found, err := g.readAll(slices.Sorted(maps.Keys(served)))
	for _, one := range together {
		from, failed := found, err
		if err != nil && len(served) > 1 && !errors.Is(err, context.DeadlineExceeded) { // it may be another's fault
			from, failed = g.readAll([]string{one.key})
		}
		one.value, one.there = from[one.key]
		if one.err = failed; served[one.key] && one.there {
			one.value = g.own(one.value)
		}
		served[one.key] = true
		close(one.done)
	}
}

// readWithin is how long others wait for a read, as long as a browser does.
const readWithin = 15 * time.Second

// readAll reads whoever has gone meanwhile. A panic is an error: none of those who wait is
// on this goroutine.
func (g *gathered[V]) readAll(keys []string) (found map[string]V, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("read what was asked together: %v", broken)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), readWithin)
	defer cancel()
	return g.read(ctx, keys)
}

// gathering are the reads that each candidate's page makes as she enters, opens the
// paper and hands in.
type gathering struct {
	sittings      *gathered[exam.Sitting]
	scopes        *gathered[exam.Scope]
	standings     *gathered[standing]
	fees          *gathered[fee]
	choices       *gathered[exam.Choice]
	timetables    *gathered[exam.Timetabled]
	elsewhere     *gathered[[]string]
	messages      *gathered[[]exam.Message]
	interruptions *gathered[[]exam.Interruption]
	papers        *gathered[[]exam.Paper]
	pages         *gathered[[]exam.PageSet]
	ledgers       *gathered[[]exam.LedgerEntry]
}

func (s *Store) gathering() gathering {
	return gathering{
		sittings:      &gathered[exam.Sitting]{read: s.readSittings, own: copied},
		scopes:        gather(s.readScopes),
		standings:     gather(s.readStandings),
		fees:          &gathered[fee]{read: s.readFees, own: func(f fee) fee { return fee{f.fen, slices.Clone(f.orders)} }},
		choices:       gather(s.readChoices),
		timetables:    gather(s.readTimetables),
		elsewhere:     gatherLists(s.readElsewhere),
		messages:      gatherLists(s.readMessages),
		interruptions: gatherLists(s.readInterruptions),
		papers:        gatherLists(s.readPapers),
		pages:         gatherLists(s.readPages),
		ledgers:       gatherLists(s.readLedgers),
	}
}

// gather reads values that have no parts to share.
func gather[V any](read func(context.Context, []string) (map[string]V, error)) *gathered[V] {
	return &gathered[V]{read: read, own: same[V]}
}

func gatherLists[V any](read func(context.Context, []string) (map[string][]V, error)) *gathered[[]V] {
	return &gathered[[]V]{read: read, own: slices.Clone[[]V]}
}

func same[V any](value V) V { return value }

// listed puts rows, in their order, under the key of each.
func listed[R, V any](rows []R, key func(R) string, value func(R) V) map[string][]V {
	all := map[string][]V{}
	for _, r := range rows {
		all[key(r)] = append(all[key(r)], value(r))
	}
	return all
}

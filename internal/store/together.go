package store

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"

	"kaochang/internal/exam"
)

// commitLanes is how many commits of changes, and how many of answers, may be under way
// at once on PostgreSQL; a sitting's all take one lane. SQLite has one writer.
const commitLanes = 4

// changing is one change of a sitting that waits for its commit, and what became of it.
type changing struct {
	ctx       context.Context // of who asked; its values are for the ledger
	sittingID string
	counts    bool // fn wants to know what the answer consists of
	fn        func(one *exam.Sitting, in exam.Session, counted map[string]string) error

	before, changed exam.Sitting
	err             error
	broken          any // what fn panicked with
	done            chan struct{}
}

// changeSoon changes a sitting in the next commit, with others': a class that sits
// down, opens its paper or hands in does so within a minute, and the disk is waited for
// once for many (docs/decisions/0045-the-common-minute.md).
func (s *Store) changeSoon(w *changing) (exam.Sitting, error) {
	w.done = make(chan struct{})
	s.changes[s.lane(w.sittingID)].Add(w, s.changeTogether)
	<-w.done // even when who asked has gone: fn may be running
	if w.broken != nil {
		panic(w.broken)
	}
	if w.err != nil {
		return exam.Sitting{}, w.err
	}
	return asKept(w.changed), nil
}

// lane numbers the group in which a sitting's commits wait.
func (s *Store) lane(sittingID string) uint32 {
	if s.dialect != postgres {
		return 0
	}
	return laneOf(sittingID)
}

func laneOf(key string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(key)) // a hash never fails
	return h.Sum32() % commitLanes
}

// changeTogether makes changes, those of one sitting one after the other. One that is
// refused leaves the others alone; where a commit of several fails each has its own.
func (s *Store) changeTogether(all []*changing) {
	for len(all) > 0 {
		var now, later []*changing
		taken := map[string]bool{}
		for _, w := range all {
			if taken[w.sittingID] {
				later = append(later, w)
				continue
			}
			taken[w.sittingID] = true
			now = append(now, w)
		}
		s.changeEach(now)
		all = later
	}
}

func (s *Store) changeEach(together []*changing) {
	slices.SortFunc(together, func(a, b *changing) int { return cmp.Compare(a.sittingID, b.sittingID) }) // no two wait for each other
	err := s.commitChanges(together)
	for _, w := range together {
		failed := err
		if err != nil && len(together) > 1 {
			failed = s.commitChanges([]*changing{w})
		}
		w.err = cmp.Or(failed, w.err)
		close(w.done)
	}
}

// commitChanges makes changes of different sittings in one transaction. It sets err of
// those that were refused, and returns the error that kept all of them from being made.
func (s *Store) commitChanges(together []*changing) error {
	return s.inLaneTx(context.Background(), func(tx *txn) error { // whoever gave up, the others wait
		if err := s.lockChanges(tx, together); err != nil {
			return err
		}
		for _, w := range together {
			if w.err != nil || !w.changed.Changed() {
				continue
			}
			if err := s.save(context.WithoutCancel(w.ctx), tx, w.before, &w.changed); err != nil {
				return err
			}
		}
		return nil
	})
}

// lockChanges reads the sittings of changes, locked, and lets each change have its own.
func (s *Store) lockChanges(tx *txn, together []*changing) error {
	ctx := context.Background()
	var ids, counting []string
	for _, w := range together {
		ids = append(ids, w.sittingID)
		if w.counts {
			counting = append(counting, w.sittingID)
		}
	}
	found, err := s.lockAll(ctx, tx, ids)
	if err != nil {
		return err
	}
	sessions, err := s.sessionsOf(ctx, tx, found)
	if err != nil {
		return err
	}
	counts, err := counted(ctx, tx, counting)
	if err != nil {
		return err
	}
	for _, w := range together {
		one, there := found[w.sittingID]
		if !there {
			w.err = exam.Errorf(exam.CodeNotFound, "no such sitting")
			continue
		}
		w.before, w.changed = one, copied(one)
		if w.err = w.ctx.Err(); w.err == nil {
			w.err = w.decide(sessions[one.SessionID], counts[one.ID])
		}
	}
	return nil
}

// decide runs the change's rule; one that panics does so at its own asker's.
func (w *changing) decide(in exam.Session, counted map[string]string) (err error) {
	defer func() {
		if w.broken = recover(); w.broken != nil {
			err = fmt.Errorf("change sitting %s: %v", w.sittingID, w.broken)
		}
	}()
	return w.fn(&w.changed, in, counted)
}

func (s *Store) lock(ctx context.Context, tx *txn, sittingID string) (exam.Sitting, error) {
	found, err := s.lockAll(ctx, tx, []string{sittingID})
	if err != nil {
		return exam.Sitting{}, err
	}
	one, there := found[sittingID]
	if !there {
		return one, exam.Errorf(exam.CodeNotFound, "no such sitting")
	}
	return one, nil
}

// lockAll reads sittings whole and locks them, in the order of their identifiers.
func (s *Store) lockAll(ctx context.Context, tx *txn, ids []string) (map[string]exam.Sitting, error) {
	db, among, named := s.naming(tx, ids)
	var rows []sittingRow
	if err := db.scan(ctx, s.forUpdate(db.NewSelect().Model(&rows).Where("id"+among, named).Order("id")), &rows); err != nil {
		return nil, fmt.Errorf("lock sittings: %w", err)
	}
	all, err := assemble(ctx, db, rows, "id"+among, named)
	if err != nil {
		return nil, err
	}
	found := make(map[string]exam.Sitting, len(all))
	for _, one := range all {
		found[one.ID] = one
	}
	return found, nil
}

// sessionsOf returns the sessions of sittings.
func (s *Store) sessionsOf(ctx context.Context, tx *txn, sittings map[string]exam.Sitting) (map[string]exam.Session, error) {
	ids := map[string]bool{}
	for _, one := range sittings {
		ids[one.SessionID] = true
	}
	if len(ids) == 0 {
		return nil, nil
	}
	db, among, named := s.naming(tx, slices.Collect(maps.Keys(ids)))
	var rows []sessionRow
	if err := db.scan(ctx, db.NewSelect().Model(&rows).Where("id"+among, named), &rows); err != nil {
		return nil, fmt.Errorf("list sessions of sittings: %w", err)
	}
	sessions := make(map[string]exam.Session, len(rows))
	for _, r := range rows {
		sessions[r.ID] = r.session()
	}
	return sessions, nil
}

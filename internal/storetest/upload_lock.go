package storetest

import (
	"sync"
	"time"
)

var uploadLockStories = []story{
	{"of servers that write one upload at once one does", uploadLocks},
	{"a server that died gives its uploads up", uploadLocksEnd},
}

func uploadLocks(w *world) {
	until := w.clock.Now().Add(10 * time.Second)
	var mu sync.Mutex
	var all sync.WaitGroup
	taken := map[string]bool{}
	for _, owner := range []string{"one", "two", "three", "four"} {
		all.Go(func() {
			ok, err := w.LockUpload(w.ctx, "ticket", owner, until)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				w.t.Error(err)
			}
			if ok {
				taken[owner] = true
			}
		})
	}
	all.Wait()
	w.same("locks taken", len(taken), 1)
	var owner string
	for owner = range taken {
		break
	}
	w.same("again by its owner", got(w.LockUpload(w.ctx, "ticket", owner, until))(w), true)
	w.same("nobody waits now", got(w.RenewUploads(w.ctx, owner, []string{"ticket"}, until))(w), map[string]bool{"ticket": false})
	w.same("another", got(w.LockUpload(w.ctx, "ticket", "five", until))(w), false)
	w.same("who waits is told of", got(w.RenewUploads(w.ctx, owner, []string{"ticket"}, until))(w), map[string]bool{"ticket": true})
	w.no(w.UnlockUpload(w.ctx, "ticket", "five"))
	w.same("another cannot give it back", got(w.LockUpload(w.ctx, "ticket", "five", until))(w), false)
	w.same("another upload", got(w.LockUpload(w.ctx, "else", "five", until))(w), true)
	w.no(w.UnlockUpload(w.ctx, "ticket", owner))
	w.same("given back", got(w.LockUpload(w.ctx, "ticket", "five", until))(w), true)
	w.same("all of one server", got(w.RenewUploads(w.ctx, "five", []string{"ticket", "else", "none"}, until))(w), map[string]bool{"ticket": false, "else": false})
}

func uploadLocksEnd(w *world) {
	until := w.clock.Now().Add(10 * time.Second)
	w.same("taken", got(w.LockUpload(w.ctx, "ticket", "one", until))(w), true)
	w.clock.turn(10 * time.Second)
	w.same("by another after its end", got(w.LockUpload(w.ctx, "ticket", "two", until.Add(10*time.Second)))(w), true)
	w.same("of no upload", got(w.RenewUploads(w.ctx, "two", nil, until))(w), map[string]bool{})
	w.same("lost by the first", got(w.RenewUploads(w.ctx, "one", []string{"ticket"}, until))(w), map[string]bool{})
}

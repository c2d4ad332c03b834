// Package storetest is the suite that every database under internal/store must
// pass. Its stories run on the real store, each in a database of its own, with a
// clock that the story turns.
package storetest

import (
	"testing"
	"time"

	"kaochang/internal/store"
)

// Opener opens an empty, migrated store on the given clock; it closes it when
// the test ends.
type Opener func(t *testing.T, now func() time.Time) *store.Store

// story is one rule of the store, told in a world of its own.
type story struct {
	rule string
	tell func(*world)
}

// Run tells every story on stores that open returns.
func Run(t *testing.T, open Opener) {
	for _, chapter := range [][]story{
		sittingStories, raceStories, walkStories, ledgerStories, outboxStories, timerStories, loginStories, scopeStories, schoolStories,
		questionStories, interruptionStories, uploadStories, recordingStories, textStories,
		rosterStories, planningStories, publishStories, staffStories, feeStories, announceStories, materialStories, flowStories, admissionStories, uploadLockStories, deviceStories, faceStories, smsStories, paperStories, photoStories, answerStories, togetherStories, videoStories, blobStories,
	} {
		for _, s := range chapter {
			t.Run(s.rule, func(t *testing.T) {
				t.Parallel()
				s.tell(newWorld(t, open))
			})
		}
	}
}

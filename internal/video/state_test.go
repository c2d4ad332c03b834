package video

import (
	"testing"
	"time"

	"kaochang/internal/exam"
)

// A player that has the pieces in its memory would go on with them under the same address.
func TestTheJoinedFileHasAnAddressOfItsOwn(t *testing.T) {
	at := time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	take := exam.Take{ID: "t", StartsAt: at, Segments: []exam.TakeSegment{{ID: "g", Position: exam.FirstPosition, FirstAt: at}}}
	f := facts{one: exam.Sitting{ID: "s"}}
	before := f.track(&take, exam.FirstPosition)
	track := exam.Track{TakeID: "t", Position: exam.FirstPosition, State: exam.TrackFailed}
	f.tracks = []exam.Track{track}
	if failed := f.track(&take, exam.FirstPosition); failed.URL != before.URL {
		t.Errorf("where nothing was joined: %s, want %s", failed.URL, before.URL)
	}
	track.State, track.SHA256, track.Thumb = exam.TrackReady, "5e0", "7ab"
	f.tracks = []exam.Track{track}
	after := f.track(&take, exam.FirstPosition)
	if after.URL == before.URL || after.ThumbURL != before.URL+"/thumb" {
		t.Errorf("joined: %s and %s, before %s", after.URL, after.ThumbURL, before.URL)
	}
}

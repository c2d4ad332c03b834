package exam_test

import (
	"maps"
	"slices"
	"testing"

	"kaochang/internal/exam"
)

func TestQueue(t *testing.T) {
	sittings := []exam.Sitting{
		{ID: "finished", Phase: exam.PhaseFinished, QueueRank: 1},
		{ID: "absent", Phase: exam.PhaseAbsent, QueueRank: 2},
		{ID: "assigned", Phase: exam.PhaseAssigned, QueueRank: 3},
		{ID: "deferred", Phase: exam.PhaseWaiting, QueueRank: 9, Order: 1},
		{ID: "waits, drawn later", Phase: exam.PhaseWaiting, QueueRank: 4, Order: 5},
		{ID: "waits", Phase: exam.PhaseWaiting, QueueRank: 4, Order: 4},
		{ID: "checks in", Phase: exam.PhaseCheckIn, QueueRank: 6},
		{ID: "invited", Phase: exam.PhaseInvited, QueueRank: 7},
		{ID: "interviewing", Phase: exam.PhaseInterviewing, QueueRank: 8},
	}
	want := map[string]int{"interviewing": 0, "invited": 1, "waits": 2, "waits, drawn later": 3, "deferred": 4, "checks in": 5, "assigned": 5}
	if got := exam.Ahead(sittings); !maps.Equal(got, want) {
		t.Errorf("ahead = %v, want %v", got, want)
	}
	exam.SortQueue(sittings)
	var order []string
	for _, s := range sittings {
		order = append(order, s.ID)
	}
	if !slices.Equal(order, []string{"interviewing", "invited", "waits", "waits, drawn later", "deferred", "checks in", "assigned", "absent", "finished"}) {
		t.Errorf("order = %v", order)
	}
}

func TestWhoQueues(t *testing.T) {
	for kind, want := range map[exam.Type]bool{exam.TypeInterview: true, exam.TypeWritten: false, exam.TypeVideo: false} {
		if got := kind.Queues(); got != want {
			t.Errorf("%s queues: %v, want %v", kind, got, want)
		}
	}
}

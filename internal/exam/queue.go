package exam

import (
	"cmp"
	"slices"
)

// SortQueue puts the sittings of a session in the order that staff work in: who
// is in the interview, who is invited, who waits by queue rank, then those to
// come, then those who are done.
func SortQueue(sittings []Sitting) {
	place := map[Phase]int{
		PhaseInterviewing: 0, PhaseAnswering: 0, PhaseRecording: 0, PhasePreviewing: 0, PhaseUploading: 0, PhaseInvited: 1, PhaseWaiting: 2, PhaseSeated: 2, PhaseReady: 2, PhaseCheckIn: 3, PhaseAssigned: 4,
		PhaseAbsent: 5, PhaseSubmitted: 6, PhaseFinished: 6,
	}
	slices.SortStableFunc(sittings, func(a, b Sitting) int {
		return cmp.Or(cmp.Compare(place[a.Phase], place[b.Phase]), cmp.Compare(a.QueueRank, b.QueueRank), cmp.Compare(a.Order, b.Order))
	})
}

// Queues reports whether candidates of a type wait for an invitation, one after the
// other; only they are called by stewards.
func (t Type) Queues() bool {
	return slices.ContainsFunc(steps[t], func(s Step) bool { return s.To == PhaseWaiting })
}

// Ahead returns for each sitting how many candidates are before it in the queue:
// those waiting with a lower rank, and the one invited or in the interview.
// Sittings that are past the queue have none before them.
func Ahead(sittings []Sitting) map[string]int {
	sorted := slices.Clone(sittings)
	SortQueue(sorted)
	ahead, before := make(map[string]int, len(sorted)), 0
	for _, s := range sorted {
		if s.Phase == PhaseFinished || s.Phase == PhaseAbsent {
			continue
		}
		ahead[s.ID] = before
		if s.Phase.Live() {
			before++
		}
	}
	return ahead
}

package rehearse

import (
	"slices"
	"testing"
)

func TestFailuresAreGroupedByPhaseAndError(t *testing.T) {
	t.Parallel()
	failed := []Failure{
		{"a", "seat", "POST /api/sittings/01933c1e-0000-7000-8000-00000000000a/seat: status 500"},
		{"b", "answer", "read tcp 127.0.0.1:40112->127.0.0.1:8080: connection reset"},
		{"c", "seat", "POST /api/sittings/01933c1e-0000-7000-8000-00000000000b/seat: status 500"},
		{"d", "seat", "POST /api/sittings/01933c1e-0000-7000-8000-00000000000c/seat: status 503"},
	}
	want := []Cause{
		{"seat", "POST /api/sittings/…/seat: status 500", 2},
		{"answer", "read tcp 127.0.0.1:…->127.0.0.1:…: connection reset", 1},
		{"seat", "POST /api/sittings/…/seat: status 503", 1},
	}
	if got := causesOf(failed); !slices.Equal(got, want) {
		t.Errorf("causes are %v, want %v", got, want)
	}
	if got := causesOf(nil); got == nil || len(got) != 0 {
		t.Errorf("causes of no failure are %v, want an empty list", got)
	}
}

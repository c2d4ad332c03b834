package ident_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"kaochang/internal/ident"
)

func TestWhatHappenedHasOneIdentifier(t *testing.T) {
	at := time.Date(2026, 6, 1, 9, 0, 0, 123e6, time.UTC)
	id := ident.Of(at, "paper", "sitting")
	for what, other := range map[string]string{
		"another moment": ident.Of(at.Add(time.Millisecond), "paper", "sitting"), "another sitting": ident.Of(at, "paper", "other"),
		"other parts of the same text": ident.Of(at, "papers", "itting"),
	} {
		if other == id {
			t.Errorf("%s has the same identifier", what)
		}
	}
	parsed, err := uuid.Parse(id)
	if err != nil || parsed.Version() != 7 || parsed.Variant() != uuid.RFC4122 || id != ident.Of(at, "paper", "sitting") {
		t.Errorf("%s is version %v, %v", id, parsed.Version(), err)
	}
	if sec, ns := parsed.Time().UnixTime(); sec != at.Unix() || ns/1e6 != 123 {
		t.Errorf("made at %d.%09d, want %s", sec, ns, at)
	}
}

package store

import (
	"testing"
	"time"
)

func TestWhatIsKnownIsNeverOlderThanAChange(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	until := now.Add(knownFor)
	k := newKnown[string]()
	want := func(what, key string, at time.Time, value string) {
		t.Helper()
		if got, there, _ := k.ask(key, at); got != value || there != (value != "") {
			t.Errorf("%s: %q, %v; want %q", what, got, there, value)
		}
	}
	want("nothing was learnt", "a", now, "")
	_, _, turn := k.ask("a", now)
	k.learn("a", "before", until, turn)
	want("what was learnt", "a", now, "before")
	want("of another", "b", now, "")
	want("until its time", "a", until.Add(-time.Nanosecond), "before")
	want("after its time", "a", until, "")

	_, _, turn = k.ask("b", now) // and reads it
	k.forget()                   // as a change is committed
	k.learn("b", "before", until, turn)
	want("what was read before a change", "b", now, "")
	want("what was known before a change", "a", now, "")
	_, _, turn = k.ask("b", now)
	k.learn("b", "after", until, turn)
	want("what was read after it", "b", now, "after")
}

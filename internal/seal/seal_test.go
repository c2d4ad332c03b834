package seal_test

import (
	"bytes"
	"strings"
	"testing"

	"kaochang/internal/seal"
)

func box(t *testing.T, fill byte) *seal.Box {
	t.Helper()
	b, err := seal.New(bytes.Repeat([]byte{fill}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestASealedValueOpensInItsPlaceOnly(t *testing.T) {
	b := box(t, 1)
	sealed := b.Seal([]byte("11010519491231002X"), "candidate-1")
	if strings.Contains(sealed, "110105") || sealed == b.Seal([]byte("11010519491231002X"), "candidate-1") {
		t.Errorf("sealed value %q shows what it holds", sealed)
	}
	if got, err := b.Open(sealed, "candidate-1"); err != nil || string(got) != "11010519491231002X" {
		t.Errorf("opened %q with %v, want the number", got, err)
	}
	for rule, try := range map[string]func() ([]byte, error){
		"another place": func() ([]byte, error) { return b.Open(sealed, "candidate-2") },
		"another key":   func() ([]byte, error) { return box(t, 2).Open(sealed, "candidate-1") },
		"a changed sign": func() ([]byte, error) {
			return b.Open(sealed[:20]+string('A'+(sealed[20]-'A'+1)%26)+sealed[21:], "candidate-1")
		},
		"a cut value": func() ([]byte, error) { return b.Open(sealed[:8], "candidate-1") },
		"no text":     func() ([]byte, error) { return b.Open("%", "candidate-1") },
	} {
		if got, err := try(); err == nil {
			t.Errorf("%s: opened %q, want an error", rule, got)
		}
	}
	if _, err := seal.New([]byte("short")); err == nil {
		t.Error("a short key was taken")
	}
}

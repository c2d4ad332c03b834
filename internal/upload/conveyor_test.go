package upload

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

func TestManyUploadsShareTheLargeTrays(t *testing.T) {
	var held []*tray
	defer func() {
		for _, one := range held {
			one.giveBack()
		}
	}()
	for len(held) == 0 || held[len(held)-1].from == large {
		if held = append(held, emptyTray()); len(held) > largeTrays+1 {
			t.Fatalf("%d large trays are in use, want %d at most", len(held), largeTrays)
		}
	}
	content := make([]byte, 3*trayBytes/2+17)
	for i := range content {
		content[i] = byte(rand.Uint32())
	}
	path := filepath.Join(t.TempDir(), "film")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	c, src := newConveyor(&file{File: f}, sum, 0), bytes.NewReader(content)
	for broke := false; !broke; {
		if broke, err = c.fill(src); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.settle(); err != nil {
		t.Fatal(err)
	}
	c.end()
	got, err := os.ReadFile(path)
	if want := sha256.Sum256(content); err != nil || !bytes.Equal(got, content) || !bytes.Equal(sum.Sum(nil), want[:]) {
		t.Errorf("with small trays %d bytes came of %d (%v), or their hash is another", len(got), len(content), err)
	}
}

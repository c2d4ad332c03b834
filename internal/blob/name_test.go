package blob

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestWhatIsPutDuringARemovalStays(t *testing.T) {
	t.Parallel()
	d, err := OpenDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	sum, _, err := d.Put(t.Context(), strings.NewReader("evidence"))
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(d.path(sum), time.Time{}, old); err != nil {
		t.Fatal(err)
	}
	removed := make(chan bool, 1)
	err = d.name(d.path(sum), func() error {
		go func() {
			gone, err := d.RemoveOlder(t.Context(), sum, old.Add(time.Minute))
			if err != nil {
				t.Errorf("RemoveOlder: %v", err)
			}
			removed <- gone
		}()
		for d.names.TryRLock() { // until the removal stands at the door
			d.names.RUnlock()
			if len(removed) > 0 {
				break
			}
			runtime.Gosched()
		}
		return nil
	})
	if gone := <-removed; err != nil || gone {
		t.Errorf("gone is %v (%v), want it there: its bytes were put", gone, err)
	}
	if _, err := os.Stat(d.path(sum)); err != nil {
		t.Error(err)
	}
}

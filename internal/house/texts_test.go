package house

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// A text that is named twice is worded twice, and browsers see the later words only:
// whoever joins two changes of a file of texts must join their groups.
func TestTextsNameEachKeyOnce(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "web", "*", "src", "i18n", "*.json"))
	if err != nil || len(files) < 4 {
		t.Fatalf("%d files of texts, %v: want both clients in both languages", len(files), err)
	}
	for _, file := range files {
		name, err := filepath.Rel(root, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range twice(t, read(t, filepath.ToSlash(name))) {
			t.Errorf("%s names %s twice", name, key)
		}
	}
	if got := twice(t, `{"a": {"b": "1", "b": "2"}, "c": {"b": "3"}, "a": {}}`); strings.Join(got, " ") != "a.b a" {
		t.Errorf("the test finds %v", got)
	}
}

// twice returns the keys that an object names more than once, at any depth.
func twice(t *testing.T, text string) []string {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	var found []string
	var walk func(path string)
	walk = func(path string) {
		seen := map[string]bool{}
		for dec.More() {
			key, err := dec.Token()
			if err != nil {
				t.Fatal(err)
			}
			at := strings.TrimPrefix(fmt.Sprint(path, ".", key), ".")
			if seen[at] {
				found = append(found, at)
			}
			seen[at] = true
			value, err := dec.Token()
			if err != nil {
				t.Fatal(err)
			}
			if value == json.Delim('{') {
				walk(at)
			}
		}
		if _, err := dec.Token(); err != nil && err != io.EOF { // the closing brace
			t.Fatal(err)
		}
	}
	if _, err := dec.Token(); err != nil {
		t.Fatal(err)
	}
	walk("")
	return found
}

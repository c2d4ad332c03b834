package house

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// kind finds a literal that may be a ledger entry's kind.
var kind = regexp.MustCompile(`"([a-z]+)\.([a-z_]+)"`)

// Each kind of ledger entry that a feature or the domain names has words in both
// languages; the audit shows others raw (FEATURES I6).
func TestEveryKindOfTheLedgerHasWords(t *testing.T) {
	for _, language := range []string{"zh-CN", "en"} {
		var texts struct {
			Audit struct{ Group, Kind map[string]string }
		}
		if err := json.Unmarshal([]byte(read(t, "web/console/src/i18n/"+language+".json")), &texts); err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, file := range goFiles(t) {
			layer, err := Package(filepath.ToSlash(filepath.Dir(file))).Layer()
			if err != nil || !slices.Contains([]Layer{Domain, Features}, layer) || strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, m := range kind.FindAllStringSubmatch(read(t, file), -1) {
				if texts.Audit.Group[m[1]] == "" {
					continue // a folder's name, a host's
				}
				found++
				if texts.Audit.Kind[m[1]+"_"+m[2]] == "" {
					t.Errorf("%s: the ledger's %s.%s has no words in %s: write audit.kind.%s_%s", file, m[1], m[2], language, m[1], m[2])
				}
			}
		}
		if found < 50 {
			t.Errorf("%d kinds were found, so the test shows nothing", found)
		}
	}
}

package house

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	featureRow = regexp.MustCompile(`^\| ([A-K][0-9]+) \|.*\| ([^|]*) \|$`)
	quoted     = regexp.MustCompile("`([^`]+)`")
	// namedRows finds the rows that a test says it proves.
	namedRows = regexp.MustCompile(`(?m)^\s*// FEATURES: (.+)$`)
	rowName   = regexp.MustCompile(`^[A-K][0-9]+$`)
)

const featuresPage = "docs/FEATURES.md"

func TestFeatureRowsNameTheirTests(t *testing.T) {
	proofs := featureProofs(t)
	if len(proofs) < 100 {
		t.Fatalf("%s has %d rows, want the whole product's", featuresPage, len(proofs))
	}
	for row, proof := range proofs {
		tests := quoted.FindAllStringSubmatch(proof, -1)
		if len(tests) == 0 && !strings.Contains(proof, "not yet") {
			t.Errorf("%s %s: proved by %q, want a test in `…` or \"not yet\"", featuresPage, row, proof)
		}
		for _, test := range tests {
			if why := proves(t, test[1], row); why != "" {
				t.Errorf("%s %s: %s", featuresPage, row, why)
			}
		}
	}
}

func TestTestsNameRowsThatExist(t *testing.T) {
	proofs := featureProofs(t)
	for _, file := range testFiles(t) {
		for _, row := range rowsOf(t, file) {
			proof, ok := proofs[row]
			switch {
			case !rowName.MatchString(row) || !ok:
				t.Errorf("%s names row %q, %s has none", file, row, featuresPage)
			case !strings.Contains(proof, "`"+file+"`") && !strings.Contains(proof, "`"+filepath.ToSlash(filepath.Dir(file))+" "):
				t.Errorf("%s says that it proves %s: write `%s` into the last column of that row of %s (now %q)", file, row, file, featuresPage, proof)
			}
		}
	}
}

// featureProofs returns the last column of every row of the checklist.
func featureProofs(t *testing.T) map[string]string {
	t.Helper()
	proofs := map[string]string{}
	for line := range strings.Lines(read(t, featuresPage)) {
		cells := featureRow.FindStringSubmatch(strings.TrimSpace(line))
		if cells == nil {
			continue
		}
		if _, twice := proofs[cells[1]]; twice {
			t.Errorf("%s has row %s twice", featuresPage, cells[1])
		}
		proofs[cells[1]] = cells[2]
	}
	return proofs
}

// proves returns why test is no proof of row, or "". A test is a file that
// names the row, or the folder and name of a Go test.
func proves(t *testing.T, test, row string) string {
	t.Helper()
	folder, name, isGo := strings.Cut(test, " ")
	if isGo {
		for _, file := range goFiles(t) {
			if filepath.ToSlash(filepath.Dir(file)) == folder && strings.Contains(read(t, file), "\nfunc "+name+"(t *testing.T)") {
				return ""
			}
		}
		return "no Go test " + name + " in " + folder
	}
	if _, err := os.Stat(filepath.Join(root, test)); err != nil {
		return "no file " + test
	}
	if !slices.Contains(rowsOf(t, test), row) {
		return test + " does not say // FEATURES: " + row
	}
	return ""
}

// rowsOf returns the rows that a test file says it proves: "// FEATURES: C7, C8".
func rowsOf(t *testing.T, file string) []string {
	t.Helper()
	var rows []string
	for _, found := range namedRows.FindAllStringSubmatch(read(t, file), -1) {
		rows = append(rows, strings.FieldsFunc(found[1], func(r rune) bool { return r == ',' || r == ' ' })...)
	}
	return rows
}

// testFiles returns every test of ours: Go, web and browser.
func testFiles(t *testing.T) []string {
	t.Helper()
	found := slices.DeleteFunc(goFiles(t), func(file string) bool { return !strings.HasSuffix(file, "_test.go") })
	for _, folder := range []string{"e2e", "web"} {
		for _, suffix := range []string{".spec.ts", ".test.ts", ".test.tsx"} {
			if _, err := os.Stat(filepath.Join(root, folder)); err == nil {
				found = append(found, files(t, folder, suffix)...)
			}
		}
	}
	return found
}

package xlsx

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// LibreOffice recomputes every formula of every example scenario from poisoned
// values: each cell must come back as the engine's figure, to 1e-9.
func TestRecalculated(t *testing.T) {
	soffice(t)
	dir := t.TempDir()
	originals := map[string]map[string]content{}
	var files []string
	for _, name := range examples(t) {
		data := exampleBook(t, name)
		bad, n := poisoned(t, data)
		if n == 0 {
			t.Fatalf("%s: no formula was poisoned", name)
		}
		file := filepath.Join(dir, strings.TrimSuffix(name, ".toml")+".xlsx")
		must(t, os.WriteFile(file, bad, 0o644))
		files = append(files, file)
		originals[filepath.Base(file)] = exampleCells(t, name)
	}
	out := convert(t, "xlsx", files)
	for _, file := range files {
		name := filepath.Base(file)
		data, err := os.ReadFile(filepath.Join(out, name))
		must(t, err)
		n := sameFormulas(t, name, originals[name], contents(t, data))
		t.Logf("%s: %d formula cells recalculated", name, n)
		if n < 1000 {
			t.Errorf("%s: only %d formula cells", name, n)
		}
	}
}

// sameFormulas compares every formula cell with its recalculated self.
func sameFormulas(t *testing.T, name string, want, got map[string]content) int {
	n, bad := 0, 0
	for cell, w := range want {
		if w.formula == "" {
			continue
		}
		n++
		g := got[cell]
		if g.kind == "e" || g.formula == "" || !sameValue(w.value, g.value) {
			if bad++; bad <= 10 {
				t.Errorf("%s %s = %s: recalculated %q (%s), engine %q", name, cell, w.formula, g.value, g.kind, w.value)
			}
		}
	}
	if bad > 0 {
		t.Errorf("%s: %d of %d formula cells differ", name, bad, n)
	}
	return n
}

func sameValue(a, b string) bool {
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	if err1 != nil || err2 != nil {
		return a == b
	}
	return math.Abs(x-y) <= 1e-9*math.Max(1e-6, math.Max(math.Abs(x), math.Abs(y)))
}

func TestSameBytes(t *testing.T) {
	a := exampleBook(t, "webshop.toml")
	for range 2 {
		if !bytes.Equal(a, workbookOf(t, question(t, "webshop.toml", nil))) {
			t.Fatal("the same scenario gave other bytes")
		}
	}
}
